/**
 * How long it was from one message of an operation to the next, as JSON: `gap-bins.ts`; and what conversations did in
 * buckets of a minute and of an hour, by capture time.
 */
export const ACTIVITY = {
  name: '0004-activity',
  sql: `
ALTER TABLE operations ADD COLUMN gaps TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN longest_gap_us INTEGER NOT NULL DEFAULT 0;

CREATE TABLE activity (
  conversation INTEGER NOT NULL REFERENCES conversations,
  width_us INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  class TEXT NOT NULL,
  messages INTEGER NOT NULL,
  packets INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (conversation, width_us, start_us, class)
) STRICT, WITHOUT ROWID;
`,
} as const
