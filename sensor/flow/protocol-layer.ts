import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction, Dissector, Sink } from '../../dissectors/kit/dissector.ts'
import { beginNews } from '../../dissectors/kit/key-of-news.ts'
import type {
  Expectation,
  Observation,
  Operation,
  OperationRole,
  Side,
  Undecoded,
} from '../../dissectors/kit/observation.ts'
import type { Conversation, OperationRecord } from '../model/conversation.ts'
import { stateCredential, stateIdentity, stateRelation, stateSession } from '../model/state-claims.ts'
import type { LineContext } from './line-context.ts'
import { StatedBindings } from './stated-bindings.ts'

/** Protocols inside protocols followed. */
export const MAX_LAYERS = 4
/** Defects of its dissector after which a dialogue is no longer dissected. */
export const MAX_DEFECTS = 100
/** Bytes of a message kept with the defect it caused. */
export const MAX_DEFECT_BYTES = 256

const FEW_RECORDS = 8
const NO_RECORDS: (OperationRecord | undefined)[] = []

/** One protocol of one dialogue: runs its dissector, keeps its state, and turns what it says into the model. */
export class ProtocolLayer implements Sink {
  readonly conversation: Conversation
  readonly dissector: Dissector
  private readonly context: LineContext
  private readonly depth: number
  private readonly state: unknown
  /** Of the operation in slot 0; then those of the others, from slot 1 on. */
  private record0: OperationRecord | undefined = undefined
  private records = NO_RECORDS
  private bindings: StatedBindings | undefined
  private inner: ProtocolLayer | null | undefined = undefined
  private innerProbes = 0
  /** Of the message being dissected; 0 once they were counted. */
  private messageBytes = 0
  private undecodedReason: Undecoded['reason'] = 'encrypted'
  private undecodedCode = -1
  private undecodedDetail = ''
  private defects = 0

  constructor(dissector: Dissector, conversation: Conversation, context: LineContext, depth: number) {
    this.dissector = dissector
    this.conversation = conversation
    this.context = context
    this.depth = depth
    const { client, server, transport } = conversation
    this.state = dissector.newState(context.shared.of(dissector, client, server))
    if (transport === 'tcp') context.shared.asks(dissector, client, server)
  }

  /** Dissects one whole message; what its context needs to know has been put in `context` before. */
  dissect(message: Cursor): void {
    if (this.defects >= MAX_DEFECTS) return
    const start = message.pos
    const { end } = message
    this.messageBytes = end - start
    if (this.context.info.isCut && this.depth === 1)
      this.context.inventory.cover(this.conversation, 'messages-cut', '', 1)
    beginNews(this.context.info.timeUs)
    try {
      this.dissector.dissect(message, this.context.info, this.state, this)
    } catch (error) {
      // The one place where a defect of a dissector ends: it costs this message.
      this.defect(error, message.view, start, end)
    }
  }

  /** Whether something else than messages may come in this direction. */
  hasContentDue(direction: Direction): boolean {
    const { content } = this.dissector
    return content !== undefined && (content.isDue === undefined || content.isDue(this.state, direction))
  }

  nextContent(direction: Direction): number {
    const { content } = this.dissector
    return content === undefined ? 0 : content.next(this.state, direction)
  }

  lookLength(direction: Direction): number {
    const { content } = this.dissector
    return content === undefined ? 0 : content.look(this.state, direction)
  }

  /** Content came: it counts where nobody can read it. */
  contentPassed(bytes: number): void {
    const isEncrypted = this.dissector.content?.isEncrypted
    if (isEncrypted === undefined || (isEncrypted !== true && !isEncrypted(this.state))) return
    this.context.inventory.cover(this.conversation, 'encrypted-bytes', '', bytes)
  }

  /** What the connection goes on as, or may: '' where nothing is known of it. */
  get successor(): string {
    return this.dissector.content?.becomes?.(this.state) ?? ''
  }

  /** Dissects the first bytes of what came behind a message. */
  dissectContent(bytes: Cursor): void {
    if (this.defects >= MAX_DEFECTS) return
    const start = bytes.pos
    const { end } = bytes
    this.messageBytes = end - start
    beginNews(this.context.info.timeUs)
    try {
      this.dissector.content?.dissect(bytes, this.context.info, this.state, this)
    } catch (error) {
      this.defect(error, bytes.view, start, end)
    }
  }

  operation(role: OperationRole, operation: Operation, status: number): void {
    const { context } = this
    const { slot } = operation
    const record = this.known(slot) ?? this.recordOf(operation)
    switch (role) {
      case 'request':
      case 'order':
        record.requests++
        break
      case 'response':
        record.responses++
        if (status !== 0) record.errors++
        break
      case 'event':
        record.messages++
        if (context.info.direction === 'to-server') record.messagesToServer++
    }
    if (record.isChange) this.changed(role, record, status)
    if (role !== 'response') context.inventory.gaps.note(record, context.info, context.inventory.capture)
    const { timeUs } = context.info
    if (timeUs > record.lastUs) record.lastUs = timeUs
    else if (timeUs < record.firstUs) record.firstUs = timeUs
    if (!record.active) context.inventory.touchRecord(record)
    context.messages++
  }

  wantsValues(operation: Operation): boolean {
    const { context } = this
    const record = this.known(operation.slot)
    const { inventory, info } = context
    if (record === undefined || info.isCut) return false
    return inventory.values.isDue(record, operation, info.timeUs, inventory.capture)
  }

  value(operation: Operation, name: string, index: number, value: string, type = ''): void {
    const { inventory, info } = this.context
    const record = this.known(operation.slot)
    if (record !== undefined) inventory.values.note(record, name, index, value, type, info.timeUs)
  }

  observe(observation: Observation): void {
    const { context, conversation } = this
    const { inventory } = context
    if (context.info.isCut && !holdsOfPart(observation)) return
    switch (observation.kind) {
      case 'identity':
        stateIdentity(inventory, conversation, observation, context.witness())
        if (observation.module !== '') this.answered(observation.of, observation.about, observation.module, 1, false)
        return
      case 'binding':
        this.bindings ??= new StatedBindings()
        this.bindings.state(observation, conversation, context)
        return
      case 'topology':
        if (observation.relation === 'gateway-for') this.answered(observation.of, '', observation.other, 0, true)
        else stateRelation(inventory, conversation, observation, context.witness())
        return
      case 'session':
        stateSession(inventory, conversation, observation, context.witness())
        return
      case 'credential':
        stateCredential(inventory, conversation, observation, context.witness())
        return
      case 'expectation':
        this.expect(observation)
        return
      case 'malformed':
        context.malformed++
        inventory.cover(conversation, 'malformed', observation.reason, 1)
        return
      case 'irregular':
        inventory.cover(conversation, 'irregular', `${observation.reason} ${observation.detail}`, 1)
        return
      case 'undecoded':
        this.undecoded(observation)
    }
  }

  handOff(payload: Cursor, protocol = ''): void {
    if (this.inner === undefined) this.findInner(payload, protocol)
    if (this.inner) this.inner.dissect(payload)
  }

  /** What is announced of the protocol's own tells who of the two serves there, where ports do not. */
  private expect({ of, over, port, protocol }: Expectation): void {
    const { context, conversation, dissector } = this
    context.identifier.expect(over, conversation[of], port, protocol)
    const other = of === 'server' ? conversation.client : conversation.server
    if (protocol === dissector.name) context.shared.announces(dissector, other, conversation[of])
  }

  /** Of all observations the one that comes with every message of a session: what is encrypted. It allocates nothing then. */
  private undecoded({ reason, code }: Undecoded): void {
    const { context, conversation, messageBytes } = this
    const { inventory } = context
    if (reason !== this.undecodedReason || code !== this.undecodedCode || this.undecodedDetail === '') {
      this.undecodedReason = reason
      this.undecodedCode = code
      this.undecodedDetail = `${reason} ${this.dissector.describe(code).function}`
    }
    context.undecoded++
    inventory.cover(conversation, 'undecoded', this.undecodedDetail, 1)
    this.messageBytes = 0
    if (reason === 'encrypted') inventory.cover(conversation, 'encrypted-bytes', '', messageBytes)
    else inventory.cover(conversation, 'undecoded-bytes', reason, messageBytes)
  }

  private changed(role: OperationRole, record: OperationRecord, status: number): void {
    const { inventory, info } = this.context
    if (role === 'response') {
      inventory.changes.answered(record, status, inventory.capture, info)
      if (status !== 0) inventory.values.refuse(record)
    } else if (role === 'request') inventory.changes.asked(record, inventory.capture, info)
    else inventory.changes.announced(record, inventory.capture, info)
  }

  private recordOf(operation: Operation): OperationRecord {
    const { conversation, context } = this
    const { record, summed } = conversation.record(this.dissector, operation, this.context.witness())
    if (operation.slot >= 0) this.keep(operation.slot, record)
    if (summed) context.inventory.cover(conversation, 'operations-summed', '', 1)
    return record
  }

  private known(slot: number): OperationRecord | undefined {
    return slot > 0 ? this.records[slot - 1] : slot === 0 ? this.record0 : undefined
  }

  /** The first few take no more room than they need: most dialogues have no more. */
  private keep(slot: number, record: OperationRecord): void {
    const place = slot - 1
    if (slot === 0) this.record0 = record
    else if (place === this.records.length && place < FEW_RECORDS) this.records = this.records.concat([record])
    else if (this.records === NO_RECORDS)
      this.records = Array.from({ length: slot }, (_, at) => (at === place ? record : undefined))
    else this.records[place] = record
  }

  /** A part of the one that a statement is about showed itself; what is said of a group address counts for nobody. */
  private answered(of: Side, about: string, module: string, answers: number, behindGateway: boolean): void {
    const { conversation, context } = this
    const { inventory, info } = context
    const subject = inventory.subjectOf(conversation, of, about)
    if (subject === undefined) return
    inventory.module(subject, conversation.protocol, module, answers, behindGateway, info.timeUs, info.timeUs)
  }

  private findInner(payload: Cursor, protocol: string): void {
    const { identifier, inventory, info } = this.context
    if (this.depth >= MAX_LAYERS || this.innerProbes++ >= MAX_INNER_PROBES) {
      this.inner = null
      return
    }
    const { pos, end, view } = payload
    for (const dissector of identifier.within(this.dissector.name)) {
      const isIt =
        protocol === ''
          ? dissector.probe(payload.reset(view, pos, end), info.direction) === 'yes'
          : dissector.name === protocol
      payload.reset(view, pos, end)
      if (!isIt) continue
      const { client, server, transport, port } = this.conversation
      const conversation = inventory.conversation(
        client,
        server,
        dissector.name,
        transport,
        port,
        'content',
        this.context.witness(),
      )
      this.inner = new ProtocolLayer(dissector, conversation, this.context, this.depth + 1)
      return
    }
  }

  private defect(error: unknown, view: DataView, start: number, end: number): void {
    const { inventory } = this.context
    const kept = Math.min(end - start, MAX_DEFECT_BYTES)
    const hex = new Cursor(view).reset(view, start, end).hex(kept)
    this.context.faults++
    inventory.fault(this.dissector, error, hex, this.context.witness())
    this.defects++
    if (this.defects === MAX_DEFECTS) inventory.cover(this.conversation, 'given-up', 'defects of the dissector', 1)
  }
}

/** Whether what was seen in a message without its end is so. That it is short is not its fault; a name may be half of one. */
function holdsOfPart({ kind }: Observation): boolean {
  return kind === 'credential' || kind === 'expectation'
}

/** Payloads looked at before a protocol inside another counts as unknown. */
const MAX_INNER_PROBES = 16
