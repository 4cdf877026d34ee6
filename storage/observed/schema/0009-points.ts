/**
 * The points (registers, tags, objects) that operations act on, from `low` to `high`. `anchor` is `low`, or -2 for the
 * span of a row that sums up several operations. The value is that of `low`; `value_us` is -1 when there is none.
 */
export const POINTS = {
  name: '0009-points',
  sql: `
CREATE TABLE points (
  operation INTEGER NOT NULL REFERENCES operations,
  writes INTEGER NOT NULL,
  name TEXT NOT NULL,
  anchor INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  value_us INTEGER NOT NULL,
  PRIMARY KEY (operation, writes, name, anchor)
) STRICT, WITHOUT ROWID;
`,
} as const
