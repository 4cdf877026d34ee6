import type { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction, Dissector } from '../../dissectors/kit/dissector.ts'
import type { Conversation } from '../model/conversation.ts'
import type { DatagramMessages } from './datagram-messages.ts'
import { handOnWhole } from './hand-on-whole.ts'
import type { LineContext } from './line-context.ts'
import { type MessageReceiver, MessageStream } from './message-stream.ts'
import type { Moment } from './moment.ts'
import { ProtocolLayer } from './protocol-layer.ts'
import { TurnedExchange } from './turned-exchange.ts'

/**
 * The protocol that a dialogue was found to speak: its bytes are cut into messages, which are dissected. A connection can
 * go on as another protocol, which is then the one spoken.
 */
export class SpokenProtocol implements MessageReceiver {
  /** The side that serves. */
  private readonly server: number
  private readonly context: LineContext
  private layer: ProtocolLayer
  /** Of datagrams: what cuts them. */
  private readonly datagrams: DatagramMessages | undefined
  /** Of TCP, made when something of a side must be kept from one segment to the next. */
  private stream0: MessageStream | undefined = undefined
  private stream1: MessageStream | undefined = undefined
  private spoke0 = false
  private spoke1 = false
  private isConfirmed = false
  /** Content alone names it, and one side at most was understood. */
  private isDoubtful: boolean
  /** What the side that serves asks of the other over TCP, where either may. */
  private readonly turned: TurnedExchange | undefined
  /** Of the protocol before, for which what was counted so far is to be brought in. */
  private ended: Conversation | undefined = undefined
  /** The protocol has just become another one, which the rest of what lies there is for. */
  private isPassingOn = false

  /** `layer`: where its messages go; `datagrams`: undefined for a stream. */
  constructor(
    layer: ProtocolLayer,
    server: number,
    isDoubtful: boolean,
    datagrams: DatagramMessages | undefined,
    context: LineContext,
  ) {
    this.layer = layer
    this.server = server
    this.isDoubtful = isDoubtful
    this.datagrams = datagrams
    this.context = context
    const { dissector } = layer
    const mayTurn = datagrams === undefined && dissector.isSymmetric === true
    this.turned = mayTurn ? new TurnedExchange(dissector, () => this.openTurned(), context) : undefined
  }

  get conversation(): Conversation {
    return this.layer.conversation
  }

  get moment(): Moment {
    return this.context.info
  }

  /** Whether the bytes that followed contradict the protocol that its first ones seemed to be. */
  get isMistaken(): boolean {
    if (!this.isDoubtful) return false
    return this.datagrams?.isContradicted === true || this.stream0?.givenUp === true || this.stream1?.givenUp === true
  }

  /** Whether the connection goes on as another protocol, and what was counted for the one before is to be brought in. */
  get hasGoneOn(): boolean {
    return this.ended !== undefined
  }

  /** The conversation of the protocol before, once. */
  takeEnded(): Conversation | undefined {
    const { ended } = this
    this.ended = undefined
    return ended
  }

  /** Bytes that one side said: of a stream, or one datagram. */
  bytes(side: number, view: DataView, start: number, end: number): void {
    if (this.datagrams === undefined) this.feed(side, view, start, end)
    else this.datagrams.handOn(this.directionOf(side), this, view, start, end)
  }

  /** Bytes of a stream that were not seen. */
  gap(side: number, bytes: number): void {
    this.stream(side).gap(bytes)
    if (this.passesOn()) this.stream(side).gap(bytes)
  }

  /** Bytes of a stream that were on the wire and not captured. */
  cutOff(side: number, bytes: number): void {
    this.stream(side).cutOff(bytes)
    if (this.passesOn()) this.stream(side).cutOff(bytes)
  }

  message(direction: Direction, bytes: Cursor, afterGap: boolean): void {
    const { info } = this.context
    info.direction = direction
    info.afterGap = afterGap
    if (!this.isConfirmed) this.confirm(direction, bytes)
    if (this.turned?.takes(direction, bytes) === true) return
    this.layer.dissect(bytes)
  }

  nextContent(direction: Direction): number {
    const { layer } = this
    const bytes = layer.nextContent(direction)
    if (bytes === Number.POSITIVE_INFINITY) this.goOn(direction, this.context.identifier.named(layer.successor))
    return bytes
  }

  lookLength(direction: Direction): number {
    return this.layer.lookLength(direction)
  }

  contentPassed(direction: Direction, view: DataView, start: number, end: number): void {
    if (this.passesOn()) this.feed(this.sideOf(direction), view, start, end)
    else this.layer.contentPassed(end - start)
  }

  content(direction: Direction, bytes: Cursor): void {
    const { info } = this.context
    info.direction = direction
    info.afterGap = false
    this.layer.dissectContent(bytes)
  }

  /** Nothing more will come. */
  finish(): void {
    this.stream0?.finish()
    this.stream1?.finish()
  }

  /** Adds what went wrong since the last call to the coverage of a conversation. */
  report(conversation: Conversation): void {
    if (this.stream0 !== undefined) this.reportStream(this.stream0, conversation)
    if (this.stream1 !== undefined) this.reportStream(this.stream1, conversation)
  }

  private reportStream(stream: MessageStream, conversation: Conversation): void {
    const { inventory } = this.context
    inventory.cover(conversation, 'skipped-bytes', '', stream.skippedBytes)
    inventory.cover(conversation, 'resynchronised', '', stream.resyncs)
    inventory.cover(conversation, 'given-up', 'resynchronisation', stream.givenUps)
    stream.skippedBytes = 0
    stream.resyncs = 0
    stream.givenUps = 0
  }

  private feed(side: number, view: DataView, start: number, end: number): void {
    const stream = side === 0 ? this.stream0 : this.stream1
    const direction = this.directionOf(side)
    if (stream?.isLost && this.findsSuccessor(direction, view, start, end)) {
      this.feed(side, view, start, end)
      return
    }
    const isPlain = stream === undefined && !this.layer.hasContentDue(direction)
    const at = isPlain ? handOnWhole(direction, this.layer.dissector, this, view, start, end) : start
    if (at < end) this.stream(side).feed(view, at, end)
  }

  /** Whether bytes where the protocol has lost its place are of the one that it may have become meanwhile. */
  private findsSuccessor(direction: Direction, view: DataView, start: number, end: number): boolean {
    const { identifier } = this.context
    const next = identifier.named(this.layer.successor)
    if (next === undefined || !identifier.isOf(next, view, start, end, direction)) return false
    this.goOn(direction, next)
    return this.passesOn()
  }

  /** From here on both sides speak another protocol: its messages are of a conversation of its own. */
  private goOn(direction: Direction, next: Dissector | undefined): void {
    if (next === undefined) return
    const { inventory } = this.context
    const ended = this.conversation
    const { client, server, transport, port } = ended
    if (this.sideOf(direction) === 0) this.stream1?.finish()
    else this.stream0?.finish()
    this.report(ended)
    this.stream0 = undefined
    this.stream1 = undefined
    this.ended = ended
    const witness = this.context.witness()
    const conversation = inventory.conversation(client, server, next.name, transport, port, 'content', witness)
    this.layer = new ProtocolLayer(next, conversation, this.context, 1)
    this.spoke0 = false
    this.spoke1 = false
    this.isConfirmed = false
    this.isDoubtful = false
    this.isPassingOn = true
  }

  /** Once, after the protocol has become another one. */
  private passesOn(): boolean {
    const { isPassingOn } = this
    this.isPassingOn = false
    return isPassingOn
  }

  private directionOf(side: number): Direction {
    return side === this.server ? 'to-client' : 'to-server'
  }

  private sideOf(direction: Direction): number {
    return direction === 'to-client' ? this.server : 1 - this.server
  }

  private stream(side: number): MessageStream {
    if (side === 0) {
      this.stream0 ??= new MessageStream(this.directionOf(0), this.layer.dissector, this)
      return this.stream0
    }
    this.stream1 ??= new MessageStream(this.directionOf(1), this.layer.dissector, this)
    return this.stream1
  }

  /** Both sides speak the protocol: the identification is confirmed. */
  private confirm(direction: Direction, message: Cursor): void {
    const side = this.sideOf(direction)
    if (side === 0 ? this.spoke0 : this.spoke1) return
    const { view, pos, end } = message
    const speaks = this.layer.dissector.probe(message, direction) === 'yes'
    if (side === 0) this.spoke0 = speaks
    else this.spoke1 = speaks
    message.reset(view, pos, end)
    if (!this.spoke0 || !this.spoke1) return
    this.isConfirmed = true
    this.isDoubtful = false
    this.conversation.identifiedBy = 'confirmed'
  }

  /** What is asked back over the same connection has the port of the service: that of the client is another each time. */
  private openTurned(): Conversation {
    const { client, server, protocol, transport, port, identifiedBy } = this.conversation
    const { inventory } = this.context
    return inventory.conversation(server, client, protocol, transport, port, identifiedBy, this.context.witness())
  }
}
