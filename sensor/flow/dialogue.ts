import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { Identification } from '../identify/identifier.ts'
import type { Conversation } from '../model/conversation.ts'
import type { IdentifiedBy } from '../model/delta.ts'
import { askedElsewhere, endsOfBroadcast, noteAsker } from './answers-elsewhere.ts'
import { DatagramMessages } from './datagram-messages.ts'
import { conversationOver, type Ends, type Seen, sayService, serverOfPair } from './ends.ts'
import type { LineContext } from './line-context.ts'
import { ProtocolLayer } from './protocol-layer.ts'
import { ProtocolSearch } from './protocol-search.ts'
import { SpokenProtocol } from './spoken-protocol.ts'
import { StreamCounts } from './stream-counts.ts'
import { type StreamReceiver, TcpConnection } from './tcp-connection.ts'
import { UnknownDialogue } from './unknown-dialogue.ts'

/**
 * What two endpoints say to each other over one flow, until it is found which protocol they speak, and then handed on to
 * that. Until then its first bytes wait, so that nothing said before the verdict is lost.
 */
export class Dialogue implements StreamReceiver {
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
  /** Once a protocol is found. */
  private spoken: SpokenProtocol | undefined = undefined
  /** Of a protocol that is only a name: after its port, or announced. */
  private nameOnly: Conversation | undefined = undefined
  /** Until a protocol is found. */
  private search: ProtocolSearch | undefined
  private readonly counts: StreamCounts | undefined
  /** As long as no dissector has recognised it. */
  private unknown: UnknownDialogue | undefined = undefined
  private isOver = false

  constructor(ends: Ends, context: LineContext, mistakes = 0) {
    this.mistakes = mistakes
    this.knownEnds = ends
    this.context = context
    this.server = ends.server
    this.tcp = ends.over === 'tcp' ? new TcpConnection(this, context.held, context.info) : undefined
    this.search = new ProtocolSearch(ends, this.tcp, context)
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

  /** Whose it is, once the protocol is known or named after its port. */
  get conversation(): Conversation | undefined {
    return this.spoken?.conversation ?? this.nameOnly
  }

  /** Whether the bytes that followed contradict the protocol that its first ones seemed to be. */
  get isMistaken(): boolean {
    return this.spoken?.isMistaken === true
  }

  /** Whether the connection goes on as another protocol, and what was counted for the one before is to be brought in. */
  get hasGoneOn(): boolean {
    return this.spoken?.hasGoneOn === true
  }

  /** The conversation of the protocol before, once. */
  takeEnded(): Conversation | undefined {
    return this.spoken?.takeEnded()
  }

  /** One datagram, or the payload of one frame. */
  datagram(side: number, view: DataView, start: number, end: number): void {
    if (!this.decided) this.look(side, view, start, end)
    else if (this.spoken !== undefined) this.spoken.bytes(side, view, start, end)
    else this.lookAgain(side, view, start, end)
  }

  streamBytes(side: number, view: DataView, start: number, end: number): void {
    this.counts?.bytes(end - start)
    this.datagram(side, view, start, end)
  }

  streamGap(side: number, bytes: number): void {
    this.counts?.gapOf(side, bytes)
    this.settleSides()
    if (this.spoken !== undefined) this.spoken.gap(side, bytes)
    else this.search?.forget(side)
  }

  streamCut(side: number, bytes: number): void {
    this.counts?.cutOf(side, bytes)
    this.settleSides()
    if (this.spoken !== undefined) this.spoken.cutOff(side, bytes)
    else if (this.search !== undefined) {
      this.search.cutOff(side)
      this.nameByPort(this.search, this.context.info)
    }
  }

  /** Nothing more will come. */
  finish(): void {
    this.tcp?.finish()
    this.nameForNow()
    if (this.search?.first !== undefined) this.decided = true
    this.tcp?.finishUnseen()
    this.spoken?.finish()
    this.isOver = true
  }

  /** What was counted is brought in now: if a protocol of the port still wants more bytes, that is its name. */
  nameForNow(): void {
    this.settleSides()
    if (this.decided || this.search?.first === undefined) return
    this.search.end()
    this.nameByPort(this.search, this.search.first)
  }

  /** Adds what went wrong since the last call to the coverage of a conversation. */
  report(conversation: Conversation): void {
    const { inventory } = this.context
    if (this.tcp !== undefined) this.counts?.report(conversation, this.tcp, this.serverSide, inventory)
    if (this.decided || this.isOver) this.unknown?.report(conversation, this.serverSide, inventory)
    this.spoken?.report(conversation)
  }

  private get ends(): Ends {
    return this.knownEnds as Ends
  }

  /** Bytes of a dialogue whose protocol was given up for now. */
  private lookAgain(side: number, view: DataView, start: number, end: number): void {
    if (this.search?.isDue(side) === true) this.look(side, view, start, end)
    else this.unknown?.add(side, view, start, end, this.tcp?.isPartial === true)
  }

  /** Tries to identify the protocol with the bytes that have come so far. */
  private look(side: number, view: DataView, start: number, end: number): void {
    const search = this.search as ProtocolSearch
    if (search.isFresh && this.isAnnouncedContent()) return
    const found = search.look(side, view, start, end, this.server)
    if (found !== undefined) {
      const spoken = this.adopt(found, side)
      this.passWaiting(search, spoken)
      spoken.bytes(side, view, start, end)
      return
    }
    this.unknown ??= new UnknownDialogue(side)
    this.unknown.add(side, view, start, end, this.tcp?.isPartial === true)
    this.nameByPort(search, this.context.info)
    if (search.isGivenUp) this.decided = true
  }

  /** Nothing that would tell who asks is waited for any longer: the ports do. */
  private settleSides(): void {
    const { search } = this
    const open = search?.openSides
    if (search !== undefined && open !== undefined) this.passWaiting(search, this.adopt(open.likely, open.side))
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
      this.nameOnly = this.open(name, 'port', this.context.info)
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
  private passWaiting(search: ProtocolSearch, spoken: SpokenProtocol): void {
    const { info } = this.context
    const { timeUs, frame, cutBytes } = info
    info.cutBytes = 0
    for (const each of search.take()) {
      info.timeUs = each.timeUs
      info.frame = each.frame
      spoken.bytes(each.side, each.view, 0, each.view.byteLength)
    }
    info.timeUs = timeUs
    info.frame = frame
    info.cutBytes = cutBytes
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

  private adopt(found: Identification, side: number): SpokenProtocol {
    const { direction, confidence } = found
    const dissector = found.dissector as Dissector
    const unreadBytes = (this.unknown?.unreported ?? 0) - (this.search?.waitingBytes ?? 0)
    this.decide()
    this.unknown = undefined
    if (direction === 'to-client' && this.goesToGroup())
      this.knownEnds = endsOfBroadcast(this.ends, side, dissector, this.context)
    const towardsGroup = this.goesToGroup()
    const known = serverOfPair(this.ends, dissector, this.context)
    if (!towardsGroup) this.server = known >= 0 ? known : direction === 'to-server' ? 1 - side : side
    const isAnswer = this.server === side && !towardsGroup
    const asked = isAnswer ? askedElsewhere(this.ends, this.serverSide, dissector, this.context) : undefined
    const layer = asked ?? this.openLayer(dissector, confidence)
    const { conversation } = layer
    if (unreadBytes > 0) this.context.inventory.cover(conversation, 'skipped-bytes', '', unreadBytes)
    if (asked === undefined) noteAsker(this.ends, this.serverSide, layer, towardsGroup, this.context)
    sayService(dissector, this.ends, conversation, this.context)
    const askable = towardsGroup ? -1 : 1 - this.server
    const datagrams =
      this.tcp === undefined
        ? new DatagramMessages(dissector, conversation, this.ends, askable, this.context)
        : undefined
    if (this.tcp !== undefined) this.knownEnds = undefined
    const isDoubtful = confidence === 'content'
    this.spoken = new SpokenProtocol(layer, this.server, isDoubtful, datagrams, this.context)
    return this.spoken
  }

  private openLayer(dissector: Dissector, confidence: IdentifiedBy): ProtocolLayer {
    const conversation = this.open(dissector.name, confidence, this.context.info)
    return new ProtocolLayer(dissector, conversation, this.context, 1)
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
    const named = search.named(this.server)
    if (named !== undefined) this.nameOnly = this.open(named.name, 'port', seen)
  }
}
