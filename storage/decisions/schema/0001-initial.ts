/** The first schema of decisions.db: what it is, and since when. The tables of decisions come with the features that write them. */
export const INITIAL = {
  name: '0001-initial',
  sql: `
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('holds', 'what people decided');
`,
} as const
