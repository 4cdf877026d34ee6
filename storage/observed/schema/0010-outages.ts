/** Times in which a live interface showed nothing, by the wall clock. */
export const OUTAGES = {
  name: '0010-outages',
  sql: `
CREATE TABLE outages (
  key INTEGER PRIMARY KEY,
  interface TEXT NOT NULL,
  cause TEXT NOT NULL,
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  times INTEGER NOT NULL,
  blind_us INTEGER NOT NULL,
  UNIQUE (interface, since_us)
) STRICT;
`,
} as const
