/**
 * How good the view of each segment was, by hours of capture time; segment 0 stands for what is of none, so there is no
 * foreign key. The sums of a segment are of one measure each, hence the order of the key.
 */
export const COVERAGE_HOURS = {
  name: '0007-coverage',
  sql: `
CREATE TABLE coverage_hours (
  segment INTEGER NOT NULL,
  measure TEXT NOT NULL,
  hour_us INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (segment, measure, hour_us)
) STRICT, WITHOUT ROWID;
`,
} as const
