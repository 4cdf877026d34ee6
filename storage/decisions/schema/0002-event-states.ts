/** What people decided about events. An event that has no row is open. */
export const EVENT_STATES_TABLE = {
  name: '0002-event-states',
  sql: `
CREATE TABLE event_states (
  event TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  decided_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
} as const
