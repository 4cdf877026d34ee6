import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { Operation } from '../../dissectors/kit/observation.ts'
import { type Change, isChange } from './change-log.ts'
import { CoverageCounts } from './coverage-counts.ts'
import type { ConversationEntry, GapBin, IdentifiedBy, OperationEntry, PointValue, Witness } from './delta.ts'
import type { FunctionWords } from './function-words.ts'
import { StatedPoints } from './stated-points.ts'

/** Distinct targets of one conversation; further ones are summed per function and module under the target '…'. */
export const MAX_TARGETS = 512
/** Targets past these that are told of what changes production: no sweep of reads takes the room of a write. */
export const MAX_CHANGED_TARGETS = 256
/** Rows of one conversation, summed ones among them; past it a function is summed over all modules too. */
export const MAX_OPERATION_RECORDS = 2048
export const SUMMED_TARGET = '…'
/** Distinct first bytes of unknown dialogues in one conversation; further dialogues are summed under '…'. */
export const MAX_UNKNOWN_HEADS = 16
/** Rows without an index of their own. */
const FEW_RECORDS = 8
const NO_RECORDS: OperationRecord[] = []

/** Who talks to whom over what. Counts are those since the last delta. */
export class Conversation {
  readonly id: number
  readonly client: number
  readonly server: number
  readonly protocol: string
  readonly transport: string
  readonly port: number
  readonly witness: Witness
  identifiedBy: IdentifiedBy
  packetsToServer = 0
  packetsToClient = 0
  bytesToServer = 0
  bytesToClient = 0
  firstUs: number
  lastUs: number
  /** What of these counts the book of activity has. */
  gatheredPackets = 0
  gatheredBytes = 0
  dirty = false
  /** It is to be gathered when the minute is over. */
  active = false
  /** Deltas since it was last touched. */
  idle = 0
  /** The next one in its list of the index. */
  older: Conversation | undefined = undefined
  /** Identified when it was made: a connection over its port that carried nothing is its own. */
  namesService = false
  /** Targets that have a row though there was no room but for changes. */
  private changedTargets = 0
  readonly coverage = new CoverageCounts()
  /** The first one, and as long as there are few the others, which are looked through one by one. */
  private first: OperationRecord | undefined = undefined
  private few = NO_RECORDS
  private many: Map<string, OperationRecord> | undefined = undefined
  private unknownHeads: Set<string> | undefined = undefined

  constructor(
    id: number,
    client: number,
    server: number,
    protocol: string,
    transport: string,
    port: number,
    identifiedBy: IdentifiedBy,
    witness: Witness,
  ) {
    this.id = id
    this.client = client
    this.server = server
    this.protocol = protocol
    this.transport = transport
    this.port = port
    this.identifiedBy = identifiedBy
    this.witness = witness
    this.firstUs = witness.timeUs
    this.lastUs = witness.timeUs
  }

  /** The record that counts an operation, made when it is new; `summed` says that it counts for others too. */
  record(dissector: Dissector, operation: Operation, witness: Witness): { record: OperationRecord; summed: boolean } {
    const exact = this.find(operation, operation.module, operation.target)
    if (exact !== undefined) return { record: exact, summed: false }
    const count = this.many?.size ?? (this.first === undefined ? 0 : 1 + this.few.length)
    const isReserved = count >= MAX_TARGETS && isChange(operation.class) && this.changedTargets < MAX_CHANGED_TARGETS
    if (isReserved) this.changedTargets++
    const module = isReserved || count < MAX_OPERATION_RECORDS ? operation.module : ''
    const summed = module === '' ? SUMMED_TARGET : `${module} ${SUMMED_TARGET}`
    const target = isReserved || count < MAX_TARGETS ? operation.target : summed
    let record = this.find(operation, module, target)
    if (record === undefined) {
      record = new OperationRecord(this, dissector, operation, module, target, witness)
      this.keep(record)
    }
    const isSum = target !== operation.target
    if (isSum) record.points.widen(operation.points)
    return { record, summed: isSum }
  }

  /** What an unknown dialogue is counted under: its first bytes, '…' past the limit. */
  unknownHead(head: string): string {
    this.unknownHeads ??= new Set()
    const { unknownHeads } = this
    if (unknownHeads.size >= MAX_UNKNOWN_HEADS && !unknownHeads.has(head)) return '…'
    unknownHeads.add(head)
    return head
  }

  private find(operation: Operation, module: string, target: string): OperationRecord | undefined {
    const { many, first } = this
    if (many !== undefined) return many.get(keyOf(operation, module, target))
    if (first === undefined || isOf(first, operation, module, target)) return first
    return this.few.find((each) => isOf(each, operation, module, target))
  }

  private keep(record: OperationRecord): void {
    const { first } = this
    if (this.many === undefined && first === undefined) {
      this.first = record
      return
    }
    if (this.many === undefined && this.few.length < FEW_RECORDS) {
      this.few = this.few.concat([record])
      return
    }
    const keyed = (each: OperationRecord): [string, OperationRecord] => [
      keyOf(each.operation, each.module, each.target),
      each,
    ]
    this.many ??= new Map([first as OperationRecord, ...this.few].map(keyed))
    this.first = undefined
    this.few = NO_RECORDS
    this.many.set(...keyed(record))
  }

  /** Its counts since the last delta, which begin anew. */
  take(): ConversationEntry {
    const { id, client, server, protocol, transport, port, identifiedBy, firstUs, lastUs, witness } = this
    const { packetsToServer, packetsToClient, bytesToServer, bytesToClient } = this
    const counts = { packetsToServer, packetsToClient, bytesToServer, bytesToClient }
    this.packetsToServer = 0
    this.packetsToClient = 0
    this.bytesToServer = 0
    this.bytesToClient = 0
    this.gatheredPackets = 0
    this.gatheredBytes = 0
    this.dirty = false
    return { id, client, server, protocol, transport, port, identifiedBy, ...counts, firstUs, lastUs, witness }
  }
}

function isOf(record: OperationRecord, { code, class: ofClass }: Operation, module: string, target: string): boolean {
  const { operation } = record
  return operation.code === code && record.target === target && record.module === module && operation.class === ofClass
}

function keyOf(operation: Operation, module: string, target: string): string {
  return `${operation.code} ${operation.class} ${module} ${target}`
}

/** How often one operation was asked, answered and refused. Counts are those since the last delta. */
export class OperationRecord {
  readonly conversation: Conversation
  readonly dissector: Dissector
  readonly operation: Operation
  readonly module: string
  readonly target: string
  readonly witness: Witness
  readonly isChange: boolean
  /** The change of production that it was last part of. */
  change: Change | undefined = undefined
  requests = 0
  responses = 0
  errors = 0
  messages = 0
  /** Of these messages those that went to the server. */
  messagesToServer = 0
  /** What of these counts the book of activity has. */
  gathered = 0
  /** When, and in which capture, the last request or one-way message came. */
  arrivedUs = 0
  arrivedIn = -1
  longestGapUs = 0
  longestGapFromUs = 0
  readonly points: StatedPoints
  /** When, and in which capture, its values were looked at last. */
  sampledUs = 0
  sampledIn = -1
  /** Points that have a value, but were not stated. */
  pointsBeside: Set<string> | undefined = undefined
  /** Its places in the book of gaps; -1 when it has none. */
  gaps = -1
  wideGaps = -1
  firstUs: number
  lastUs: number
  dirty = false
  /** It is to be gathered when the minute is over. */
  active = false

  constructor(
    conversation: Conversation,
    dissector: Dissector,
    operation: Operation,
    module: string,
    target: string,
    witness: Witness,
  ) {
    this.conversation = conversation
    this.dissector = dissector
    this.operation = operation
    this.isChange = isChange(operation.class)
    this.module = module
    this.target = target
    this.points = new StatedPoints(this.isSum ? [] : operation.points)
    this.witness = witness
    this.firstUs = witness.timeUs
    this.lastUs = witness.timeUs
  }

  /** True when it counts for several operations. */
  get isSum(): boolean {
    return this.target !== this.operation.target
  }

  /** Its counts since the last delta, which begin anew. */
  take(words: FunctionWords, gaps: readonly GapBin[], values: readonly PointValue[]): OperationEntry {
    const { conversation, dissector, operation, module, target, firstUs, lastUs, witness } = this
    const { longestGapUs, longestGapFromUs } = this
    const { requests, responses, errors, messages } = this
    const { function: code, name } = words.of(dissector, operation.code)
    this.requests = 0
    this.responses = 0
    this.errors = 0
    this.messages = 0
    this.messagesToServer = 0
    this.gathered = 0
    this.dirty = false
    return {
      conversation: conversation.id,
      function: code,
      functionName: name,
      class: operation.class,
      module,
      target,
      requests,
      responses,
      errors,
      messages,
      gaps,
      longestGapUs,
      longestGapFromUs,
      points: this.points.take(),
      isSum: this.isSum,
      values,
      firstUs,
      lastUs,
      witness,
    }
  }
}
