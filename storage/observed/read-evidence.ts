import type Database from 'better-sqlite3'
import type { AddressEntry, AddressKind, BindingEntry, ModuleEntry, SegmentEntry } from '../../sensor/model/delta.ts'
import type { ConductEntry, Evidence, StatementEntry } from '../../sensor/model/evidence.ts'
import { CONFIDENCES, isGroupRank, rankOf } from './ranks.ts'

/**
 * Reads all that decides which addresses are one asset, in natural order: it must not show which capture came first.
 * Statements are read as long as the store stays open.
 */
export class EvidenceReader {
  private readonly segments: Database.Statement<[], SegmentEntry>
  private readonly addresses: Database.Statement<[], AddressRow>
  private readonly bindings: Database.Statement<[], BindingRow>
  private readonly modules: Database.Statement<[], ModuleRow>
  private readonly conduct: Database.Statement<[], ConductRow>
  private readonly statementsOf: Database.Statement<[number], StatementEntry>
  private readonly joining: Database.Statement<[], StatementEntry>
  private readonly talkers: Database.Statement<[], number>

  constructor(database: Database.Database) {
    this.segments = database.prepare('SELECT key AS id, tap, vlan FROM segments ORDER BY tap, vlan')
    this.addresses = database.prepare(ADDRESSES)
    this.bindings = database.prepare(BINDINGS)
    this.modules = database.prepare(MODULES)
    this.conduct = database.prepare(CONDUCT)
    this.statementsOf = database.prepare(STATEMENTS_OF)
    this.joining = database.prepare(JOINING_STATEMENTS)
    this.talkers = database.prepare<[], number>(TALKERS).pluck()
  }

  read(): Evidence {
    return {
      segments: this.segments.all(),
      addresses: this.addresses.all().map(addressOf),
      bindings: this.bindings.all().map(bindingOf),
      modules: this.modules.all().map(moduleOf),
      conduct: this.conduct.all().map(conductOf),
      statements: { of: (address) => this.statementsOf.all(address), joining: () => this.joining.all() },
      talkers: this.talkers.all(),
    }
  }
}

/** Of a bus only those that said something: whoever has the token looks for masters at all numbers that might have one. */
const TALKERS = `
SELECT client FROM conversations UNION SELECT server FROM conversations
EXCEPT SELECT key FROM addresses WHERE kind = 'station' AND NOT EXISTS (
  SELECT 1 FROM conversations WHERE (client = addresses.key AND packets_to_server > 0)
    OR (server = addresses.key AND packets_to_client > 0))`

type AddressRow = Omit<AddressEntry, 'group'> & { readonly isGroup: number }
type ModuleRow = Omit<ModuleEntry, 'behindGateway'> & { readonly behindGateway: number }
type ConductRow = Omit<ConductEntry, 'fewPeers'> & { readonly fewPeers: string }
type BindingRow = Omit<BindingEntry, 'witness'> & {
  readonly capture: number
  readonly frame: number
  readonly timeUs: number
}

function addressOf({ id, segment, kind, value, isGroup, firstUs, lastUs }: AddressRow): AddressEntry {
  return { id, segment, kind: kind as AddressKind, value, group: isGroupRank(isGroup), firstUs, lastUs }
}

function bindingOf({ capture, frame, timeUs, ...entry }: BindingRow): BindingEntry {
  return { ...entry, witness: { capture, frame, timeUs } }
}

function conductOf({ fewPeers, ...entry }: ConductRow): ConductEntry {
  if (fewPeers === '') return entry
  const keys = (JSON.parse(fewPeers) as (number | null)[]).filter((key) => key !== null)
  return { ...entry, fewPeers: keys }
}

function moduleOf(row: ModuleRow): ModuleEntry {
  return { ...row, behindGateway: row.behindGateway !== 0 }
}

const ADDRESSES = `
SELECT a.key AS id, a.segment, a.kind, a.value, a.is_group AS isGroup, a.first_us AS firstUs, a.last_us AS lastUs
FROM addresses a JOIN segments g ON g.key = a.segment
ORDER BY g.tap, g.vlan, a.value`

const BINDINGS = `
SELECT b.mac, b.ip, b.stated, b.carried, b.hops, b.first_us AS firstUs, b.last_us AS lastUs,
  b.witness_capture AS capture, b.witness_frame AS frame, b.witness_us AS timeUs
FROM bindings b JOIN addresses m ON m.key = b.mac JOIN addresses i ON i.key = b.ip JOIN segments g ON g.key = m.segment
ORDER BY g.tap, g.vlan, m.value, i.value`

const MODULES = `
SELECT p.address, p.protocol, p.module, p.answers, p.behind_gateway AS behindGateway,
  p.first_us AS firstUs, p.last_us AS lastUs
FROM modules p JOIN addresses a ON a.key = p.address JOIN segments g ON g.key = a.segment
ORDER BY g.tap, g.vlan, a.value, p.protocol, p.module`

const COUNTS = `sum(o.requests + o.messages) AS count, sum(o.messages) AS messages,
    sum(o.responses - o.errors) AS succeeded, sum(o.errors) AS refused, sum(iif(v.key IN unheard, o.requests, 0)) AS unheard`

/** Beyond this many a few that are one do not matter. */
const FEW_PEERS = 8
const PEER = 'iif(v.server IN groups, NULL, v.server)'

/**
 * Unheard is who sent nothing to the asker, in whatever conversation: packets of what is asked back, or runs inside another
 * protocol, count elsewhere. A group answers nobody, and is a peer only where there is no other.
 */
const CONDUCT = `
WITH groups AS MATERIALIZED (
  SELECT key FROM addresses WHERE is_group = 1
), unheard AS MATERIALIZED (
  SELECT v.key FROM conversations v
  WHERE v.packets_to_client = 0 AND v.server NOT IN groups
    AND NOT EXISTS (SELECT 1 FROM conversations w
      WHERE w.client = v.client AND w.server = v.server AND w.packets_to_client > 0)
    AND NOT EXISTS (SELECT 1 FROM conversations w
      WHERE w.client = v.server AND w.server = v.client AND w.packets_to_server > 0)
), sums AS (
  SELECT v.client AS address, 'client' AS side, v.protocol, o.class, ${COUNTS},
    max(1, count(DISTINCT ${PEER})) AS peers,
    iif(count(DISTINCT ${PEER}) BETWEEN 2 AND ${FEW_PEERS}, json_group_array(DISTINCT ${PEER}), '') AS fewPeers
  FROM operations o JOIN conversations v ON v.key = o.conversation GROUP BY v.client, v.protocol, o.class
  UNION ALL
  SELECT v.server, 'server', v.protocol, o.class, ${COUNTS}, count(DISTINCT v.client), ''
  FROM operations o JOIN conversations v ON v.key = o.conversation GROUP BY v.server, v.protocol, o.class
)
SELECT s.address, s.side, s.protocol, s.class, s.count, s.messages, s.succeeded, s.refused, s.unheard, s.peers, s.fewPeers
FROM sums s JOIN addresses a ON a.key = s.address JOIN segments g ON g.key = a.segment
ORDER BY g.tap, g.vlan, a.value, s.side, s.protocol, s.class`

const WEAK = rankOf(CONFIDENCES, 'weak')

const STATEMENT = 'c.address, c.module, c.attribute, substr(c.value, 1, 200) AS value, c.protocol'

/**
 * What tells a role; what a name or value is beyond this length tells none, nor does what a host's SYNs look like. In the
 * order of the table's own index.
 */
const STATEMENTS_OF = `
SELECT DISTINCT ${STATEMENT} FROM claims c
WHERE c.address = ? AND c.attribute IN ('application', 'banner', 'capability', 'chassis-id', 'description',
  'device-type', 'key-switch', 'logical-device', 'mode', 'model', 'name', 'order-number', 'os', 'product',
  'product-code', 'redundancy', 'role', 'service', 'software', 'title', 'vendor', 'vendor-class')
  AND (c.attribute <> 'os' OR c.confidence > ${WEAK})
ORDER BY c.module, c.attribute, c.value, c.protocol`

const JOINING_STATEMENTS = `
SELECT DISTINCT ${STATEMENT}
FROM claims c JOIN addresses a ON a.key = c.address JOIN segments g ON g.key = a.segment
WHERE c.attribute IN ('chassis-id', 'device-id', 'mac', 'redundancy')
  AND (c.attribute <> 'mac' OR c.protocol = 'lldp') AND (c.attribute <> 'device-id' OR c.protocol = 'bacnet')
ORDER BY g.tap, g.vlan, a.value, c.module, c.attribute, c.value, c.protocol`
