import type { AddressEntry, ConversationEntry, Delta } from '../../sensor/model/delta.ts'
import type { ClaimStore } from './claim-store.ts'
import type { DeltaStatements } from './delta-statements.ts'
import { encodeGaps } from './gap-bins.ts'
import type { PointStore } from './point-store.ts'
import { groupRank, IDENTIFICATIONS, rankOf } from './ranks.ts'
import type { RunKeys } from './run-keys.ts'

/** The storage keys of everything that a run announced. */
export interface KeysOfRun {
  readonly captures: RunKeys
  readonly segments: RunKeys
  readonly addresses: RunKeys
  readonly conversations: RunKeys
}

/** Merges one delta into the store, by the natural key of each entry. The caller holds the transaction. */
export function applyDelta(
  delta: Delta,
  keys: KeysOfRun,
  statements: DeltaStatements,
  claims: ClaimStore,
  points: PointStore,
): void {
  for (const entry of delta.segments) {
    keys.segments.learn(entry.id, statements.segment.get(entry.tap, entry.vlan) as number)
  }
  for (const entry of delta.addresses) applyAddress(entry, keys, statements)
  applyBindings(delta, keys, statements)
  applyModules(delta, keys, statements)
  applyClaims(delta, keys, claims, statements)
  for (const entry of delta.conversations) applyConversation(entry, keys, statements)
  applyOperations(delta, keys, statements, points)
  applyChanges(delta, keys, statements)
  applyCoverage(delta, keys, statements)
  applyFaults(delta, keys, statements)
}

function applyAddress(entry: AddressEntry, keys: KeysOfRun, statements: DeltaStatements): void {
  const group = groupRank(entry.group)
  const known = keys.addresses.find(entry.id)
  if (known !== undefined) {
    statements.addressAgain.run(group, entry.firstUs, entry.lastUs, known)
    return
  }
  const segment = keys.segments.keyOf(entry.segment)
  const key = statements.address.get(segment, entry.kind, entry.value, group, entry.firstUs, entry.lastUs)
  keys.addresses.learn(entry.id, key as number)
}

function applyBindings(delta: Delta, keys: KeysOfRun, statements: DeltaStatements): void {
  for (const { mac, ip, stated, carried, hops, firstUs, lastUs, witness } of delta.bindings) {
    statements.binding.run(
      keys.addresses.keyOf(mac),
      keys.addresses.keyOf(ip),
      stated,
      carried,
      hops,
      firstUs,
      lastUs,
      keys.captures.keyOf(witness.capture),
      witness.frame,
      witness.timeUs,
    )
  }
}

function applyModules(delta: Delta, keys: KeysOfRun, statements: DeltaStatements): void {
  for (const { address, protocol, module, answers, behindGateway, firstUs, lastUs } of delta.modules) {
    const key = keys.addresses.keyOf(address)
    statements.module.run(key, protocol, module, answers, behindGateway ? 1 : 0, firstUs, lastUs)
  }
}

/** Claims that are one too many are counted. */
function applyClaims(delta: Delta, keys: KeysOfRun, claims: ClaimStore, statements: DeltaStatements): void {
  for (const [attribute, count] of claims.store(delta, keys)) {
    statements.coverage.run(0, 'claims-refused', attribute, count)
  }
}

function applyConversation(entry: ConversationEntry, keys: KeysOfRun, statements: DeltaStatements): void {
  const key = statements.conversation.get(
    keys.addresses.keyOf(entry.client),
    keys.addresses.keyOf(entry.server),
    entry.protocol,
    entry.transport,
    entry.port,
    rankOf(IDENTIFICATIONS, entry.identifiedBy),
    entry.packetsToServer,
    entry.packetsToClient,
    entry.bytesToServer,
    entry.bytesToClient,
    entry.firstUs,
    entry.lastUs,
    keys.captures.keyOf(entry.witness.capture),
    entry.witness.frame,
    entry.witness.timeUs,
  )
  // A conversation may be announced again under another protocol, once that is known: then it is another row.
  keys.conversations.learn(entry.id, key as number)
}

function applyOperations(delta: Delta, keys: KeysOfRun, statements: DeltaStatements, points: PointStore): void {
  for (const entry of delta.operations) {
    statements.operation.run(
      keys.conversations.keyOf(entry.conversation),
      entry.function,
      entry.class,
      entry.module,
      entry.target,
      entry.functionName,
      entry.requests,
      entry.responses,
      entry.errors,
      entry.messages,
      encodeGaps(entry.gaps),
      entry.longestGapUs,
      entry.longestGapFromUs,
      entry.firstUs,
      entry.lastUs,
      keys.captures.keyOf(entry.witness.capture),
      entry.witness.frame,
      entry.witness.timeUs,
    )
    points.store(entry, keys.conversations.keyOf(entry.conversation))
  }
}

function applyChanges(delta: Delta, keys: KeysOfRun, statements: DeltaStatements): void {
  for (const entry of delta.changes) {
    statements.change.run(
      entry.kind,
      keys.conversations.keyOf(entry.conversation),
      entry.function,
      entry.class,
      entry.module,
      entry.actsOn,
      entry.spellUs,
      entry.functionName,
      entry.target,
      entry.requests,
      entry.announced,
      entry.accepted,
      entry.refused,
      entry.firstUs,
      entry.lastUs,
      keys.captures.keyOf(entry.witness.capture),
      entry.witness.frame,
      entry.witness.timeUs,
    )
  }
}

function applyCoverage(delta: Delta, keys: KeysOfRun, statements: DeltaStatements): void {
  for (const { conversation, measure, detail, count } of delta.coverage) {
    const key = conversation === 0 ? 0 : keys.conversations.keyOf(conversation)
    statements.coverage.run(key, measure, detail, count)
  }
}

function applyFaults(delta: Delta, keys: KeysOfRun, statements: DeltaStatements): void {
  for (const { protocol, reason, messageHex, count, witness } of delta.faults) {
    const capture = keys.captures.keyOf(witness.capture)
    statements.fault.run(protocol, reason, messageHex, count, capture, witness.frame, witness.timeUs)
  }
}
