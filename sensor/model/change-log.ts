import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { Operation, OperationClass } from '../../dissectors/kit/observation.ts'
import type { Conversation } from './conversation.ts'
import type { EventEntry, Witness } from './delta.ts'
import type { FunctionWords } from './function-words.ts'

/** Classes that change production, told the first time that a pair does it. */
const TOLD_ONCE: ReadonlySet<OperationClass> = new Set(['write', 'control', 'configure'])
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
  readonly spellUs: number
  requests = 0
  accepted = 0
  refused = 0
  lastUs: number

  constructor(conversation: Conversation, dissector: Dissector, operation: Operation, witness: Witness) {
    this.conversation = conversation
    this.dissector = dissector
    this.operation = operation
    this.witness = witness
    this.spellUs = TOLD_ALWAYS.has(operation.class) ? witness.timeUs : 0
    this.lastUs = witness.timeUs
  }

  /** Its counts since the last delta, which begin anew. */
  take(words: FunctionWords): EventEntry {
    const { conversation, dissector, operation, witness, spellUs, lastUs, requests, accepted, refused } = this
    const { function: code, name } = words.of(dissector, operation.code)
    this.requests = 0
    this.accepted = 0
    this.refused = 0
    return {
      kind: 'production-change',
      conversation: conversation.id,
      function: code,
      functionName: name,
      class: operation.class,
      module: operation.module,
      target: operation.target,
      spellUs,
      requests,
      accepted,
      refused,
      firstUs: witness.timeUs,
      lastUs,
      witness,
    }
  }
}

/** Follows the operations that change production, from request to answer. */
export class ChangeLog {
  private readonly changes = new Map<string, Change>()
  private readonly dirty = new Set<Change>()

  /** What changed until now is told; what is done from now on is a change of its own. */
  forget(): void {
    this.changes.clear()
    this.dirty.clear()
  }

  /** An operation for which `isChange` is true was asked for, or announced. */
  asked(conversation: Conversation, dissector: Dissector, operation: Operation, witness: Witness): void {
    const key = keyOf(conversation, operation)
    const known = this.changes.get(key)
    const isOver = known !== undefined && known.spellUs > 0 && witness.timeUs - known.lastUs > SPELL_US
    const change = known === undefined || isOver ? this.begin(key, conversation, dissector, operation, witness) : known
    change.requests++
    this.touch(change, witness.timeUs)
  }

  /** It was answered. An answer whose request was not seen is a change too. */
  answered(
    conversation: Conversation,
    dissector: Dissector,
    operation: Operation,
    status: number,
    witness: Witness,
  ): void {
    const key = keyOf(conversation, operation)
    const change = this.changes.get(key) ?? this.begin(key, conversation, dissector, operation, witness)
    if (status === 0) change.accepted++
    else change.refused++
    this.touch(change, witness.timeUs)
  }

  /** Those that changed since the last call; the caller takes their counts. */
  drain(): Change[] {
    const changed = [...this.dirty]
    this.dirty.clear()
    if (this.changes.size > MAX_CHANGES) this.changes.clear()
    return changed
  }

  private begin(
    key: string,
    conversation: Conversation,
    dissector: Dissector,
    operation: Operation,
    witness: Witness,
  ): Change {
    const change = new Change(conversation, dissector, operation, witness)
    this.changes.set(key, change)
    return change
  }

  private touch(change: Change, timeUs: number): void {
    if (timeUs > change.lastUs) change.lastUs = timeUs
    this.dirty.add(change)
  }
}

function keyOf(conversation: Conversation, operation: Operation): string {
  return `${conversation.id} ${operation.code} ${operation.class} ${operation.module}`
}
