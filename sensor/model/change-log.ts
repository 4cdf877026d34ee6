import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { Operation, OperationClass } from '../../dissectors/kit/observation.ts'
import type { Conversation, OperationRecord } from './conversation.ts'
import type { ChangeEntry, Witness } from './delta.ts'
import type { FunctionWords } from './function-words.ts'

/** Classes that change production, told the first time that a pair does it. */
const TOLD_ONCE: ReadonlySet<OperationClass> = new Set(['write', 'control', 'configure'])
/** Of these, those told the first time that a pair does it to this: one breaker is not the other, nor is one parameter. */
const TOLD_OF_EACH: ReadonlySet<OperationClass> = new Set(['control', 'configure'])
/** Classes that touch logic, mode or firmware, told whenever they happen. */
const TOLD_ALWAYS: ReadonlySet<OperationClass> = new Set(['download', 'mode', 'firmware'])
/** Operations of a kind with less than this between them are one spell, and one event. */
export const SPELL_US = 60_000_000
/** Changes followed at a time; past it those that have been told are followed no longer. */
export const MAX_CHANGES = 1 << 15

/** True for operations that change production. */
export function isChange(operationClass: OperationClass): boolean {
  return TOLD_ONCE.has(operationClass) || TOLD_ALWAYS.has(operationClass)
}

/** One event in the making. Counts are those since the last delta. */
export class Change {
  readonly conversation: Conversation
  readonly dissector: Dissector
  readonly operation: Operation
  readonly witness: Witness
  readonly actsOn: string
  readonly spellUs: number
  requests = 0
  /** Sent, and nobody is to answer. */
  announced = 0
  accepted = 0
  refused = 0
  /** Something was counted since the last delta. */
  isDirty = false
  /** More of it belongs to this one. */
  isFollowed = true
  lastUs: number

  constructor(record: OperationRecord, witness: Witness) {
    const { conversation, dissector, operation } = record
    this.conversation = conversation
    this.dissector = dissector
    this.operation = operation
    this.actsOn = actsOnOf(record)
    this.witness = witness
    this.spellUs = TOLD_ALWAYS.has(operation.class) ? witness.timeUs : 0
    this.lastUs = witness.timeUs
  }

  /** Its counts since the last delta, which begin anew. */
  take(words: FunctionWords): ChangeEntry {
    const { conversation, dissector, operation, witness, actsOn, spellUs, lastUs } = this
    const { requests, announced, accepted, refused } = this
    const { function: code, name } = words.of(dissector, operation.code)
    this.requests = 0
    this.announced = 0
    this.accepted = 0
    this.refused = 0
    return {
      kind: 'production-change',
      conversation: conversation.id,
      function: code,
      functionName: name,
      class: operation.class,
      module: operation.module,
      actsOn,
      target: operation.target,
      spellUs,
      requests,
      announced,
      accepted,
      refused,
      firstUs: witness.timeUs,
      lastUs,
      witness,
    }
  }
}

/** When and where something came. */
type Seen = Pick<Witness, 'frame' | 'timeUs'>

/** Follows the operations that change production, from request to answer. */
export class ChangeLog {
  private readonly changes = new Map<string, Change>()
  private dirty: Change[] = []

  /** An operation for which `isChange` is true was asked for. */
  asked(record: OperationRecord, capture: number, seen: Seen): void {
    const change = this.ofSpell(record, capture, seen)
    change.requests++
    this.touch(change, seen.timeUs)
  }

  /** It was sent as a message that nobody is to answer. */
  announced(record: OperationRecord, capture: number, seen: Seen): void {
    const change = this.ofSpell(record, capture, seen)
    change.announced++
    this.touch(change, seen.timeUs)
  }

  /** It was answered. An answer whose request was not seen is a change too. */
  answered(record: OperationRecord, status: number, capture: number, seen: Seen): void {
    const change = this.find(record) ?? this.begin(record, capture, seen)
    if (status === 0) change.accepted++
    else change.refused++
    this.touch(change, seen.timeUs)
  }

  /** Those that changed since the last call; the caller takes their counts. */
  drain(): Change[] {
    const changed = this.dirty
    this.dirty = []
    for (const change of changed) change.isDirty = false
    if (this.changes.size > MAX_CHANGES) this.forget()
    return changed
  }

  /** What has been told is followed no longer. */
  forget(): void {
    for (const change of this.changes.values()) change.isFollowed = false
    this.changes.clear()
  }

  /** The change that goes on, or a new one. */
  private ofSpell(record: OperationRecord, capture: number, seen: Seen): Change {
    const known = this.find(record)
    const isOver = known !== undefined && known.spellUs > 0 && seen.timeUs - known.lastUs > SPELL_US
    return known === undefined || isOver ? this.begin(record, capture, seen) : known
  }

  /** The change that a record is part of: of most classes, records of one function share it, whatever they act on. */
  private find(record: OperationRecord): Change | undefined {
    if (record.change?.isFollowed) return record.change
    record.change = this.changes.get(keyOf(record))
    return record.change
  }

  private begin(record: OperationRecord, capture: number, { frame, timeUs }: Seen): Change {
    const key = keyOf(record)
    const before = this.changes.get(key)
    if (before !== undefined) before.isFollowed = false
    const change = new Change(record, { capture, frame, timeUs })
    this.changes.set(key, change)
    record.change = change
    return change
  }

  private touch(change: Change, timeUs: number): void {
    if (timeUs > change.lastUs) change.lastUs = timeUs
    if (change.isDirty) return
    change.isDirty = true
    this.dirty.push(change)
  }
}

function keyOf(record: OperationRecord): string {
  const { conversation, operation } = record
  return `${conversation.id} ${operation.code} ${operation.class} ${operation.module} ${actsOnOf(record)}`
}

function actsOnOf({ operation, target }: OperationRecord): string {
  return TOLD_OF_EACH.has(operation.class) ? target : ''
}
