/** Assets that turned out to be one, or one that turned out to be several: the history of this store, not of the plant. */
export const REGROUPINGS = {
  name: '0011-regroupings',
  sql: `
CREATE TABLE regroupings (
  kind TEXT NOT NULL,
  -- The asset that there is in both cases, and the one that was joined to it or fell off.
  kept TEXT NOT NULL,
  other TEXT NOT NULL,
  -- An address that was the one's, and one of the other's.
  kept_address INTEGER NOT NULL REFERENCES addresses,
  other_address INTEGER NOT NULL REFERENCES addresses,
  times INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  PRIMARY KEY (kind, kept, other)
) STRICT, WITHOUT ROWID;
`,
} as const
