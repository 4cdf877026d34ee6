/** What people say should be there, and who may talk to whom: lists as they were imported, each replaced as a whole. */
export const INTENDED_TABLES = {
  name: '0003-intended',
  sql: `
CREATE TABLE intended_lists (
  key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  imported_by TEXT NOT NULL,
  imported_us INTEGER NOT NULL,
  UNIQUE (kind, name)
) STRICT;

-- Several MAC and IP addresses stand with spaces between.
CREATE TABLE intended_assets (
  list INTEGER NOT NULL REFERENCES intended_lists ON DELETE CASCADE,
  line INTEGER NOT NULL,
  name TEXT NOT NULL,
  vendor TEXT NOT NULL,
  model TEXT NOT NULL,
  serial TEXT NOT NULL,
  firmware TEXT NOT NULL,
  role TEXT NOT NULL,
  segment TEXT NOT NULL,
  part TEXT NOT NULL,
  macs TEXT NOT NULL,
  ips TEXT NOT NULL,
  PRIMARY KEY (list, line)
) STRICT, WITHOUT ROWID;

-- '*' stands for any.
CREATE TABLE allowed_communications (
  list INTEGER NOT NULL REFERENCES intended_lists ON DELETE CASCADE,
  line INTEGER NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  protocol TEXT NOT NULL,
  port TEXT NOT NULL,
  classes TEXT NOT NULL,
  PRIMARY KEY (list, line)
) STRICT, WITHOUT ROWID;
`,
} as const
