/**
 * The first schema of observed.db. Times are microseconds since the Unix epoch. `key` is ours and means nothing
 * outside this file; the natural keys are those of `sensor/model/delta.ts`. Ranks are those of `ranks.ts`.
 * Indexes cost the writer: there are those of the natural keys, and one that takes an asset apart.
 */
export const INITIAL = {
  name: '0001-initial',
  sql: `
CREATE TABLE captures (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  format TEXT NOT NULL,
  frames INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  first_us INTEGER,
  last_us INTEGER,
  damage TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX captures_by_fingerprint ON captures (fingerprint) WHERE fingerprint <> '';

CREATE TABLE segments (
  key INTEGER PRIMARY KEY,
  tap TEXT NOT NULL,
  vlan TEXT NOT NULL,
  UNIQUE (tap, vlan)
) STRICT;

-- A host, or (with a parent) a part of one.
CREATE TABLE assets (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  parent TEXT NOT NULL,
  protocol TEXT NOT NULL,
  module TEXT NOT NULL,
  role TEXT NOT NULL,
  role_confidence INTEGER NOT NULL,
  role_reason TEXT NOT NULL,
  level INTEGER,
  reasons TEXT NOT NULL
) STRICT;

CREATE TABLE addresses (
  key INTEGER PRIMARY KEY,
  segment INTEGER NOT NULL REFERENCES segments,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  is_group INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  asset INTEGER REFERENCES assets ON DELETE SET NULL,
  UNIQUE (segment, value)
) STRICT;
CREATE INDEX addresses_by_asset ON addresses (asset);

-- Which child asset a module is, for each address that it was reached through.
CREATE TABLE parts (
  address INTEGER NOT NULL REFERENCES addresses,
  protocol TEXT NOT NULL,
  module TEXT NOT NULL,
  asset INTEGER NOT NULL REFERENCES assets ON DELETE CASCADE,
  PRIMARY KEY (address, protocol, module)
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_by_asset ON parts (asset);

-- An id that an asset had before its addresses turned out to be another's.
CREATE TABLE aliases (
  old_id TEXT PRIMARY KEY,
  new_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bindings (
  mac INTEGER NOT NULL REFERENCES addresses,
  ip INTEGER NOT NULL REFERENCES addresses,
  stated INTEGER NOT NULL,
  carried INTEGER NOT NULL,
  hops INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  witness_capture INTEGER NOT NULL REFERENCES captures,
  witness_frame INTEGER NOT NULL,
  witness_us INTEGER NOT NULL,
  PRIMARY KEY (mac, ip)
) STRICT, WITHOUT ROWID;

CREATE TABLE modules (
  address INTEGER NOT NULL REFERENCES addresses,
  protocol TEXT NOT NULL,
  module TEXT NOT NULL,
  answers INTEGER NOT NULL,
  behind_gateway INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  PRIMARY KEY (address, protocol, module)
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
  key INTEGER PRIMARY KEY,
  address INTEGER NOT NULL REFERENCES addresses,
  module TEXT NOT NULL,
  attribute TEXT NOT NULL,
  value TEXT NOT NULL,
  protocol TEXT NOT NULL,
  message TEXT NOT NULL,
  confidence INTEGER NOT NULL,
  count INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  witness_capture INTEGER NOT NULL REFERENCES captures,
  witness_frame INTEGER NOT NULL,
  witness_us INTEGER NOT NULL,
  UNIQUE (address, module, attribute, value, protocol, message)
) STRICT;

CREATE TABLE conversations (
  key INTEGER PRIMARY KEY,
  client INTEGER NOT NULL REFERENCES addresses,
  server INTEGER NOT NULL REFERENCES addresses,
  protocol TEXT NOT NULL,
  transport TEXT NOT NULL,
  port INTEGER NOT NULL,
  identified_by INTEGER NOT NULL,
  packets_to_server INTEGER NOT NULL,
  packets_to_client INTEGER NOT NULL,
  bytes_to_server INTEGER NOT NULL,
  bytes_to_client INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  witness_capture INTEGER NOT NULL REFERENCES captures,
  witness_frame INTEGER NOT NULL,
  witness_us INTEGER NOT NULL,
  UNIQUE (client, server, protocol, transport, port)
) STRICT;

CREATE TABLE operations (
  key INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES conversations,
  function TEXT NOT NULL,
  function_name TEXT NOT NULL,
  class TEXT NOT NULL,
  module TEXT NOT NULL,
  target TEXT NOT NULL,
  requests INTEGER NOT NULL,
  responses INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  witness_capture INTEGER NOT NULL REFERENCES captures,
  witness_frame INTEGER NOT NULL,
  witness_us INTEGER NOT NULL,
  UNIQUE (conversation, function, class, module, target)
) STRICT;

-- Conversation 0 stands for the whole capture: hence no foreign key.
CREATE TABLE coverage (
  key INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  measure TEXT NOT NULL,
  detail TEXT NOT NULL,
  count INTEGER NOT NULL,
  UNIQUE (conversation, measure, detail)
) STRICT;

CREATE TABLE faults (
  key INTEGER PRIMARY KEY,
  protocol TEXT NOT NULL,
  reason TEXT NOT NULL,
  message_hex TEXT NOT NULL,
  count INTEGER NOT NULL,
  witness_capture INTEGER NOT NULL REFERENCES captures,
  witness_frame INTEGER NOT NULL,
  witness_us INTEGER NOT NULL,
  UNIQUE (protocol, reason)
) STRICT;
`,
} as const
