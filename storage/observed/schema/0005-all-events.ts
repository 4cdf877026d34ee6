/**
 * Events of every kind. What the sensor told until now, the operations that change production, is evidence of them: it
 * merges, while events are found anew from all that is stored and replaced as a set.
 */
export const ALL_EVENTS = {
  name: '0005-all-events',
  sql: `
ALTER TABLE events RENAME TO changes;
ALTER TABLE operations ADD COLUMN longest_gap_from_us INTEGER NOT NULL DEFAULT 0;

CREATE TABLE events (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  severity INTEGER NOT NULL,
  summary TEXT NOT NULL,
  question TEXT NOT NULL,
  technique TEXT NOT NULL,
  technique_name TEXT NOT NULL,
  count INTEGER NOT NULL,
  client INTEGER REFERENCES addresses,
  server INTEGER REFERENCES addresses,
  protocol TEXT NOT NULL,
  transport TEXT NOT NULL,
  port INTEGER,
  function TEXT NOT NULL,
  function_name TEXT NOT NULL,
  class TEXT NOT NULL,
  module TEXT NOT NULL,
  target TEXT NOT NULL,
  requests INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  witness_capture INTEGER REFERENCES captures,
  witness_frame INTEGER,
  witness_us INTEGER
) STRICT;

-- The minutes of capture time in which anything was seen at all: silence in others says nothing.
CREATE TABLE watched_minutes (start_us INTEGER PRIMARY KEY) STRICT;
`,
} as const
