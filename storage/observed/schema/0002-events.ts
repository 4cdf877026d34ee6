/** Operations that change production. `spell_us` is 0 for what is told once for all time. */
export const EVENTS = {
  name: '0002-events',
  sql: `
CREATE TABLE events (
  key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  conversation INTEGER NOT NULL REFERENCES conversations,
  function TEXT NOT NULL,
  function_name TEXT NOT NULL,
  class TEXT NOT NULL,
  module TEXT NOT NULL,
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
  UNIQUE (kind, conversation, function, class, module, spell_us)
) STRICT;
`,
} as const
