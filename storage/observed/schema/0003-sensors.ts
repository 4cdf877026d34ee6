/** Interfaces in spells of live capture: what each saw and lost, and the proof that it was silent. Times are of the wall clock. */
export const SENSORS = {
  name: '0003-sensors',
  sql: `
CREATE TABLE sensors (
  key INTEGER PRIMARY KEY,
  capture INTEGER NOT NULL REFERENCES captures,
  interface TEXT NOT NULL,
  filter TEXT NOT NULL,
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  kernel_drops INTEGER NOT NULL,
  interface_drops INTEGER NOT NULL,
  pool_waits INTEGER NOT NULL,
  down_seconds INTEGER NOT NULL,
  sent_at_start INTEGER NOT NULL,
  sent_now INTEGER NOT NULL,
  refused_at_start INTEGER,
  refused_now INTEGER,
  lacking TEXT NOT NULL,
  ending TEXT NOT NULL,
  UNIQUE (interface, capture)
) STRICT;
`,
} as const
