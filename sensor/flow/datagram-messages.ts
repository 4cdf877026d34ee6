import { Cursor } from '../../dissectors/kit/cursor.ts'
import { type Direction, type Dissector, NEED_MORE, NOT_A_MESSAGE } from '../../dissectors/kit/dissector.ts'
import { MAX_REFUSALS } from '../identify/identifier.ts'
import type { Conversation } from '../model/conversation.ts'
import { conversationOver, type Ends, mayAskBothWays } from './ends.ts'
import type { LineContext } from './line-context.ts'
import type { MessageReceiver } from './message-stream.ts'
import { TurnedExchange } from './turned-exchange.ts'

/** Of all dialogues: a datagram is done with before the next one is looked at. */
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** One datagram that looks like a protocol may be chance; when so many were understood, it is no doubt. */
const ENOUGH_UNDERSTOOD = 2

/** Cuts the datagrams of one identified dialogue into whole messages, and tells which way each goes. */
export class DatagramMessages {
  private readonly dissector: Dissector
  private readonly conversation: Conversation
  private readonly ends: Ends
  private readonly clientSide: number
  private readonly context: LineContext
  /** What the side that serves asks of the other, where either may: each message says itself which does. */
  private readonly turned: TurnedExchange | undefined
  /** Datagrams that were understood, and those in a row since of which nothing was. */
  private understood = 0
  private refusals = 0

  /** `clientSide`: the side that asks, where it can be asked as well; -1 when the other one is a group. */
  constructor(dissector: Dissector, conversation: Conversation, ends: Ends, clientSide: number, context: LineContext) {
    this.dissector = dissector
    this.conversation = conversation
    this.ends = ends
    this.clientSide = clientSide
    this.context = context
    const bothMayAsk = clientSide >= 0 && (mayAskBothWays(ends) || dissector.isSymmetric === true)
    this.turned = bothMayAsk ? new TurnedExchange(dissector, () => this.openTurned(), context) : undefined
  }

  /** Whether so many datagrams are no messages of the protocol, or none that are well formed, that it may be another. */
  get isContradicted(): boolean {
    return this.refusals >= MAX_REFUSALS && this.understood < ENOUGH_UNDERSTOOD
  }

  /** `direction`: the way in which the datagram goes. */
  handOn(direction: Direction, receiver: MessageReceiver, view: DataView, start: number, end: number): void {
    const { dissector } = this
    const { info, inventory, malformed } = this.context
    const isCut = info.cutBytes > 0
    let at = start
    while (at < end) {
      const stated = dissector.messageLength(cursor.reset(view, at, end))
      const length = isCut && stated > 0 ? this.capturedLength(stated, end - at) : stated
      if (length === NEED_MORE || length === NOT_A_MESSAGE || at + length > end) {
        inventory.cover(this.conversation, 'skipped-bytes', '', end - at)
        break
      }
      cursor.reset(view, at, at + length)
      if (this.turned?.takes(direction, cursor) !== true) receiver.message(direction, cursor, false)
      at += length
    }
    info.isCut = false
    if (at > start && this.context.malformed === malformed) {
      this.understood++
      this.refusals = 0
    } else if (end > start) this.refusals++
  }

  /** Of the message whose end was not captured, how much there is; of one before it, its length. */
  private capturedLength(stated: number, captured: number): number {
    const { info } = this.context
    info.isCut = stated >= captured
    return info.isCut ? captured : stated
  }

  private openTurned(): Conversation {
    const { dissector, conversation, ends, clientSide, context } = this
    return conversationOver(ends, clientSide, dissector.name, conversation.identifiedBy, context.info, context)
  }
}
