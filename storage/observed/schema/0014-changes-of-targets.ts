/** What is told once for each thing that is acted on, and not once for the function: `acts_on` is that thing, '' for all others. */
export const CHANGES_OF_TARGETS = {
  name: '0014-changes-of-targets',
  sql: `
CREATE TABLE changes_of_targets (
  key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  conversation INTEGER NOT NULL REFERENCES conversations,
  function TEXT NOT NULL,
  function_name TEXT NOT NULL,
  class TEXT NOT NULL,
  module TEXT NOT NULL,
  acts_on TEXT NOT NULL,
  target TEXT NOT NULL,
  spell_us INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  witness_capture INTEGER NOT NULL REFERENCES captures,
  witness_frame INTEGER NOT NULL,
  witness_us INTEGER NOT NULL,
  UNIQUE (kind, conversation, function, class, module, acts_on, spell_us)
) STRICT;
INSERT INTO changes_of_targets
SELECT key, kind, conversation, function, function_name, class, module, '', target, spell_us, requests, accepted, refused,
  first_us, last_us, witness_capture, witness_frame, witness_us
FROM changes;
DROP TABLE changes;
ALTER TABLE changes_of_targets RENAME TO changes;
`,
} as const
