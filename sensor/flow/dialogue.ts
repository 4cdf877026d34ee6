import type { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction, Dissector } from '../../dissectors/kit/dissector.ts'
import type { Identification } from '../identify/identifier.ts'
import type { Conversation } from '../model/conversation.ts'
import type { IdentifiedBy } from '../model/delta.ts'
import { askedElsewhere, endsOfBroadcast, noteAsker } from './answers-elsewhere.ts'
import { DatagramMessages } from './datagram-messages.ts'
import { conversationOver, type Ends, type Seen, sayService, serverOfPair } from './ends.ts'
import type { LineContext } from './line-context.ts'
import { handOnWhole, type MessageReceiver, MessageStream } from './message-stream.ts'
import type { Moment } from './moment.ts'
import { ProtocolLayer } from './protocol-layer.ts'
import { ProtocolSearch } from './protocol-search.ts'
import { StreamCounts } from './stream-counts.ts'
import { type StreamReceiver, TcpConnection } from './tcp-connection.ts'
import { TurnedExchange } from './turned-exchange.ts'
import { UnknownDialogue } from './unknown-dialogue.ts'

/**
 * What two endpoints say to each other over one flow: identified once, then cut into messages and dissected.
 * Until it is identified its first bytes wait, so that nothing said before the verdict is lost.
 */
export class Dialogue implements StreamReceiver, MessageReceiver {
  /** Set once the protocol is known, or named after its port. */
  conversation: Conversation | undefined = undefined
  /** The side that serves; -1 while nothing tells. */
  server: number
  /** True when a protocol is found, or given up for now: nothing of what is counted waits for it any longer. */
  decided = false
  readonly tcp: TcpConnection | undefined
  /** Dialogues of the same connection before, whose names were mistakes. */
  readonly mistakes: number
  /** Forgotten once a TCP dialogue is identified: nobody asks for them any more. */
  private knownEnds: Ends | undefined
  private readonly context: LineContext
  readonly moment: Moment
  private dissector: Dissector | undefined = undefined
  private layer: ProtocolLayer | undefined = undefined
  /** Of datagrams, once it is identified. */
  private datagrams: DatagramMessages | undefined = undefined
  /** Of TCP, made when something of a side must be kept from one segment to the next. */
  private stream0: MessageStream | undefined = undefined
  private stream1: MessageStream | undefined = undefined
  /** Until a protocol is found. */
  private search: ProtocolSearch | undefined
  private spoke0 = false
  private spoke1 = false
  private isConfirmed = false
  /** Content alone names it, and one side at most was understood. */
  private isDoubtful = false
  /** What the side that serves asks of the other, where either may. */
  private turned: TurnedExchange | undefined = undefined
  private readonly counts: StreamCounts | undefined
  /** As long as no dissector has recognised it. */
  private unknown: UnknownDialogue | undefined = undefined
  private isOver = false
  /** Of the protocol before, for which what was counted so far is to be brought in. */
  private ended: Conversation | undefined = undefined
  /** The protocol has just become another one, which the rest of what lies there is for. */
  private isPassingOn = false

  constructor(ends: Ends, context: LineContext, mistakes = 0) {
    this.mistakes = mistakes
    this.knownEnds = ends
    this.search = new ProtocolSearch(ends, context)
    this.context = context
    this.moment = context.info
    this.server = ends.server
    this.tcp = ends.over === 'tcp' ? new TcpConnection(this, context.held, context.info) : undefined
    this.counts = ends.over === 'tcp' ? new StreamCounts() : undefined
  }

  /** The side that serves, as far as anything tells. */
  get serverSide(): number {
    return this.server >= 0 ? this.server : this.ends.likelyServer
  }

  /** Whether it is a TCP connection of which payload was reported. */
  get hasPayload(): boolean {
    return this.counts?.hasPayload === true
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

  /** One datagram, or the payload of one frame. */
  datagram(side: number, view: DataView, start: number, end: number): void {
    if (!this.decided) this.look(side, view, start, end)
    else if (this.datagrams !== undefined) this.datagrams.handOn(this.directionOf(side), this, view, start, end)
    else this.lookAgain(side, view, start, end)
  }

  streamBytes(side: number, view: DataView, start: number, end: number): void {
    this.counts?.bytes(end - start)
    if (!this.decided) this.look(side, view, start, end)
    else if (this.dissector !== undefined) this.feed(side, view, start, end)
    else this.lookAgain(side, view, start, end)
  }

  streamGap(side: number, bytes: number): void {
    this.counts?.gapOf(side, bytes)
    if (this.dissector !== undefined) {
      this.stream(side, this.dissector).gap(bytes)
      if (this.passesOn()) this.stream(side, this.dissector).gap(bytes)
    } else this.search?.forget(side)
  }

  streamCut(side: number, bytes: number): void {
    this.counts?.cutOf(side, bytes)
    if (this.dissector !== undefined) {
      this.stream(side, this.dissector).cutOff(bytes)
      if (this.passesOn()) this.stream(side, this.dissector).cutOff(bytes)
    } else if (this.search !== undefined) {
      this.search.cutOff(side)
      this.nameByPort(this.search, this.moment)
    }
  }

  message(direction: Direction, bytes: Cursor, afterGap: boolean): void {
    this.moment.direction = direction
    this.moment.afterGap = afterGap
    if (!this.isConfirmed) this.confirm(direction, bytes)
    if (this.turned?.takes(direction, bytes) === true) return
    ;(this.layer as ProtocolLayer).dissect(bytes)
  }

  nextContent(direction: Direction): number {
    const layer = this.layer as ProtocolLayer
    const bytes = layer.nextContent(direction)
    if (bytes === Number.POSITIVE_INFINITY) this.goOn(direction, this.context.identifier.named(layer.successor))
    return bytes
  }

  lookLength(direction: Direction): number {
    return (this.layer as ProtocolLayer).lookLength(direction)
  }

  contentPassed(direction: Direction, view: DataView, start: number, end: number): void {
    if (this.passesOn()) this.feed(this.sideOf(direction), view, start, end)
    else (this.layer as ProtocolLayer).contentPassed(end - start)
  }

  content(direction: Direction, bytes: Cursor): void {
    this.moment.direction = direction
    this.moment.afterGap = false
    ;(this.layer as ProtocolLayer).dissectContent(bytes)
  }

  /** Nothing more will come. */
  finish(): void {
    this.tcp?.finish()
    this.nameForNow()
    if (this.search?.first !== undefined) this.decided = true
    this.tcp?.finishUnseen()
    this.stream0?.finish()
    this.stream1?.finish()
    this.isOver = true
  }

  /** What was counted is brought in now: if a protocol of the port still wants more bytes, that is its name. */
  nameForNow(): void {
    if (this.decided || this.search?.first === undefined) return
    this.search.end()
    this.nameByPort(this.search, this.search.first)
  }

  /** Adds what went wrong since the last call to the coverage of a conversation. */
  report(conversation: Conversation): void {
    const { inventory } = this.context
    if (this.tcp !== undefined) this.counts?.report(conversation, this.tcp, this.serverSide, inventory)
    if (this.decided || this.isOver) this.unknown?.report(conversation, this.serverSide, inventory)
    this.reportStreams(conversation)
  }

  private reportStreams(conversation: Conversation): void {
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

  /** Something was said before what was seen of it, or in between. */
  private get isPartial(): boolean {
    return this.tcp?.isPartial === true
  }

  private get ends(): Ends {
    return this.knownEnds as Ends
  }

  private directionOf(side: number): Direction {
    return side === this.server ? 'to-client' : 'to-server'
  }

  private feed(side: number, view: DataView, start: number, end: number): void {
    const dissector = this.dissector as Dissector
    const stream = side === 0 ? this.stream0 : this.stream1
    let at = start
    const direction = this.directionOf(side)
    if (stream?.isLost && this.findsSuccessor(direction, view, start, end)) {
      this.feed(side, view, start, end)
      return
    }
    if (stream === undefined && !(this.layer as ProtocolLayer).hasContentDue(direction)) {
      at = handOnWhole(direction, dissector, this, view, start, end)
    }
    if (at < end) this.stream(side, dissector).feed(view, at, end)
  }

  /** Whether bytes where the protocol has lost its place are of the one that it may have become meanwhile. */
  private findsSuccessor(direction: Direction, view: DataView, start: number, end: number): boolean {
    const { identifier } = this.context
    const next = identifier.named((this.layer as ProtocolLayer).successor)
    if (next === undefined || !identifier.isOf(next, view, start, end, direction)) return false
    this.goOn(direction, next)
    return this.passesOn()
  }

  /** From here on both sides speak another protocol: its messages are of a conversation of its own. */
  private goOn(direction: Direction, next: Dissector | undefined): void {
    if (next === undefined) return
    const { inventory } = this.context
    const ended = this.conversation as Conversation
    const { client, server, transport, port } = ended
    if (this.sideOf(direction) === 0) this.stream1?.finish()
    else this.stream0?.finish()
    this.reportStreams(ended)
    this.stream0 = undefined
    this.stream1 = undefined
    this.ended = ended
    this.dissector = next
    this.conversation = inventory.conversation(
      client,
      server,
      next.name,
      transport,
      port,
      'content',
      this.context.witness(),
    )
    this.layer = new ProtocolLayer(next, this.conversation, this.context, 1)
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

  private sideOf(direction: Direction): number {
    return direction === 'to-client' ? this.server : 1 - this.server
  }

  private stream(side: number, dissector: Dissector): MessageStream {
    if (side === 0) {
      this.stream0 ??= new MessageStream(this.directionOf(0), dissector, this)
      return this.stream0
    }
    this.stream1 ??= new MessageStream(this.directionOf(1), dissector, this)
    return this.stream1
  }

  /** Both sides speak the protocol: the identification is confirmed. */
  private confirm(direction: Direction, message: Cursor): void {
    const side = this.sideOf(direction)
    if (side === 0 ? this.spoke0 : this.spoke1) return
    const { view, pos, end } = message
    const speaks = (this.dissector as Dissector).probe(message, direction) === 'yes'
    if (side === 0) this.spoke0 = speaks
    else this.spoke1 = speaks
    message.reset(view, pos, end)
    if (!this.spoke0 || !this.spoke1) return
    this.isConfirmed = true
    this.isDoubtful = false
    ;(this.conversation as Conversation).identifiedBy = 'confirmed'
  }

  /** Bytes of a dialogue whose protocol was given up for now. */
  private lookAgain(side: number, view: DataView, start: number, end: number): void {
    if (this.search?.isDue(side) === true) this.look(side, view, start, end)
    else this.unknown?.add(side, view, start, end, this.isPartial)
  }

  /** Tries to identify the protocol with the bytes that have come so far. */
  private look(side: number, view: DataView, start: number, end: number): void {
    const search = this.search as ProtocolSearch
    if (search.isFresh && this.isAnnouncedContent()) return
    const found = search.look(side, view, start, end, this.server)
    if (found !== undefined) {
      this.adopt(found, side)
      this.passWaiting(search)
      this.pass(side, view, start, end)
      return
    }
    this.unknown ??= new UnknownDialogue(side)
    this.unknown.add(side, view, start, end, this.isPartial)
    this.nameByPort(search, this.context.info)
    if (search.isGivenUp) this.decided = true
  }

  /** Whether another conversation announced it as its content: it has a name, and its bytes pass. */
  private isAnnouncedContent(): boolean {
    const { ends, context } = this
    const { port, over } = ends
    for (const side of [0, 1]) {
      const name = context.identifier.takeContent(over, this.endpoint(side), port[side] as number)
      if (name === undefined) continue
      this.server = this.server >= 0 ? this.server : side
      this.decide()
      this.conversation = this.open(name, 'port', this.moment)
      return true
    }
    return false
  }

  /** No protocol is looked for any more. */
  private decide(): void {
    this.decided = true
    this.search = undefined
  }

  /** Hands on what waited, each with the moment at which it came. */
  private passWaiting(search: ProtocolSearch): void {
    const { info } = this.context
    const { timeUs, frame, cutBytes } = info
    info.cutBytes = 0
    for (const each of search.take()) {
      info.timeUs = each.timeUs
      info.frame = each.frame
      this.pass(each.side, each.view, 0, each.view.byteLength)
    }
    info.timeUs = timeUs
    info.frame = frame
    info.cutBytes = cutBytes
  }

  private pass(side: number, view: DataView, start: number, end: number): void {
    if (this.tcp !== undefined) this.feed(side, view, start, end)
    else this.datagrams?.handOn(this.directionOf(side), this, view, start, end)
  }

  /**
   * A group address cannot ask for anything: it stays the far side, whatever the message says of itself. And what a
   * broadcast address sends was sent back: its receiver is the far side, and said none of it.
   */
  private goesToGroup(): boolean {
    const { inventory } = this.context
    const { server } = this.ends
    if (server < 0) return false
    return inventory.isGroup(this.endpoint(server)) || inventory.onlySendsBack(this.endpoint(1 - server))
  }

  private adopt(found: Identification, side: number): void {
    const { direction, confidence } = found
    const dissector = found.dissector as Dissector
    const unreadBytes = (this.unknown?.unreported ?? 0) - (this.search?.waitingBytes ?? 0)
    this.decide()
    this.dissector = dissector
    this.isDoubtful = confidence === 'content'
    this.unknown = undefined
    if (direction === 'to-client' && this.goesToGroup())
      this.knownEnds = endsOfBroadcast(this.ends, side, dissector, this.context)
    const towardsGroup = this.goesToGroup()
    const known = serverOfPair(this.ends, dissector, this.context)
    if (!towardsGroup) this.server = known >= 0 ? known : direction === 'to-server' ? 1 - side : side
    const isAnswer = this.server === side && !towardsGroup
    const asked = isAnswer ? askedElsewhere(this.ends, this.serverSide, dissector, this.context) : undefined
    this.conversation = asked?.conversation ?? this.open(dissector.name, confidence, this.moment)
    this.layer = asked ?? new ProtocolLayer(dissector, this.conversation, this.context, 1)
    if (unreadBytes > 0) this.context.inventory.cover(this.conversation, 'skipped-bytes', '', unreadBytes)
    if (asked === undefined) noteAsker(this.ends, this.serverSide, this.layer, towardsGroup, this.context)
    sayService(dissector, this.ends, this.conversation, this.context)
    if (this.tcp !== undefined) {
      this.knownEnds = undefined
      if (dissector.isSymmetric) this.turned = new TurnedExchange(dissector, () => this.openTurned(), this.context)
      return
    }
    const askable = towardsGroup ? -1 : 1 - this.server
    this.datagrams = new DatagramMessages(dissector, this.conversation, this.ends, askable, this.context)
  }

  /** What is asked back over the same connection has the port of the service: that of the client is another each time. */
  private openTurned(): Conversation {
    const { client, server, protocol, transport, port, identifiedBy } = this.conversation as Conversation
    const { inventory } = this.context
    return inventory.conversation(server, client, protocol, transport, port, identifiedBy, this.context.witness())
  }

  private open(protocol: string, confidence: IdentifiedBy, seen: Seen): Conversation {
    return conversationOver(this.ends, this.serverSide, protocol, confidence, seen, this.context)
  }

  private endpoint(side: number): number {
    return this.ends.endpoint[side] as number
  }

  /** Nothing is dissected: it is only a name. */
  private nameByPort(search: ProtocolSearch, seen: Seen): void {
    if (this.conversation !== undefined) return
    const named = search.named(this.server, this.isPartial)
    if (named !== undefined) this.conversation = this.open(named.name, 'port', seen)
  }
}
