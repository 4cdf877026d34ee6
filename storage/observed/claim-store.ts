import type Database from 'better-sqlite3'
import type { ClaimEntry, Delta } from '../../sensor/model/delta.ts'
import type { KeysOfRun } from './apply-delta.ts'
import { mergeCounts, mergeTimes, mergeWitness } from './merge-sql.ts'
import { CONFIDENCES, rankOf } from './ranks.ts'

/** Claims kept of one attribute of an address and its parts: who says something else each time fills no disk. */
export const MAX_STORED_CLAIMS = 4096
/** Addresses and attributes of which it is remembered how many claims there are. */
const MAX_COUNTED = 1 << 16

/** Stores who says what of whom: each distinct statement once, with its count, its times and its first packet. */
export class ClaimStore {
  private readonly statements: ReturnType<typeof prepareStatements>
  /** How many claims there are at most, by address and attribute; infinite where no more are taken. */
  private readonly counts = new Map<string, number>()

  constructor(database: Database.Database) {
    this.statements = prepareStatements(database)
  }

  /** Merges the claims of a delta; tells of each attribute how many were refused. */
  store(delta: Delta, keys: KeysOfRun): ReadonlyMap<string, number> {
    const refused = new Map<string, number>()
    const addresses = new Set<number>()
    for (const entry of delta.claims) {
      const address = keys.addresses.keyOf(entry.address)
      addresses.add(address)
      if (this.merge(entry, address, keys)) continue
      refused.set(entry.attribute, (refused.get(entry.attribute) ?? 0) + entry.count)
    }
    for (const address of addresses) this.statements.changed.run(address)
    return refused
  }

  /** What was stored may be gone: how much there is must be counted anew. */
  forget(): void {
    this.counts.clear()
  }

  /** False for a claim that is new and one too many. */
  private merge(entry: ClaimEntry, address: number, keys: KeysOfRun): boolean {
    const { module, attribute, value, protocol, message, confidence, count, firstUs, lastUs, witness } = entry
    const statement = this.hasRoom(address, attribute) ? this.statements.claim : this.statements.again
    const { changes } = statement.run(
      address,
      module,
      attribute,
      value,
      protocol,
      message,
      rankOf(CONFIDENCES, confidence),
      count,
      firstUs,
      lastUs,
      keys.captures.keyOf(witness.capture),
      witness.frame,
      witness.timeUs,
    )
    return changes > 0
  }

  /** Each claim counts as new, until so many came that it is worth counting those there are. */
  private hasRoom(address: number, attribute: string): boolean {
    const key = `${address} ${attribute}`
    let count = this.counts.get(key) ?? this.counted(address, attribute)
    if (count >= MAX_STORED_CLAIMS && Number.isFinite(count)) count = this.counted(address, attribute)
    const hasRoom = count < MAX_STORED_CLAIMS
    if (this.counts.size >= MAX_COUNTED) this.counts.clear()
    this.counts.set(key, hasRoom ? count + 1 : Number.POSITIVE_INFINITY)
    return hasRoom
  }

  private counted(address: number, attribute: string): number {
    return this.statements.count.get(address, attribute) as number
  }
}

const KEY = ['address', 'module', 'attribute', 'value', 'protocol', 'message']
const COLUMNS = [...KEY, 'confidence', 'count', 'first_us', 'last_us', 'witness_capture', 'witness_frame', 'witness_us']

/** SQL that merges a claim, `entry`, by its natural key, where the condition holds. */
function merging(condition: string): string {
  const columns = COLUMNS.join(', ')
  return `WITH entry (${columns}) AS (VALUES (${COLUMNS.map(() => '?').join(', ')}))
  INSERT INTO claims (${columns}) SELECT ${columns} FROM entry WHERE ${condition}
  ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET confidence = max(claims.confidence, excluded.confidence),
    ${mergeCounts('claims', ['count'])}, ${mergeTimes('claims')}, ${mergeWitness('claims')}`
}

function prepareStatements(database: Database.Database) {
  const isKnown = KEY.map((column) => `c.${column} = entry.${column}`).join(' AND ')
  return {
    claim: database.prepare(merging('true')),
    again: database.prepare(merging(`EXISTS (SELECT 1 FROM claims c WHERE ${isKnown})`)),
    changed: database.prepare('UPDATE addresses SET claims_version = claims_version + 1 WHERE key = ?'),
    count: database.prepare('SELECT count(*) FROM claims WHERE address = ? AND attribute = ?').pluck(),
  }
}
