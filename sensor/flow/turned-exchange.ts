import type { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction, Dissector } from '../../dissectors/kit/dissector.ts'
import type { Conversation } from '../model/conversation.ts'
import type { LineContext } from './line-context.ts'
import { ProtocolLayer } from './protocol-layer.ts'

/**
 * The messages of exchanges in which the side that serves is the one that asks: they are counted in a conversation of their
 * own, in which it is the client. Packets count for the first conversation, so that none counts twice.
 */
export class TurnedExchange {
  private readonly dissector: Dissector
  private readonly open: () => Conversation
  private readonly context: LineContext
  private layer: ProtocolLayer | undefined = undefined

  /** `open`: the conversation of what is asked back. */
  constructor(dissector: Dissector, open: () => Conversation, context: LineContext) {
    this.dissector = dissector
    this.open = open
    this.context = context
  }

  /** Takes a message that goes in this direction, if it says of itself that it goes the other way. */
  takes(direction: Direction, message: Cursor): boolean {
    const { view, pos, end } = message
    const said = this.dissector.directionOf(message)
    message.reset(view, pos, end)
    if (said === undefined || said === direction) return false
    const { info } = this.context
    info.direction = said
    info.afterGap = false
    this.layer ??= new ProtocolLayer(this.dissector, this.open(), this.context, 1)
    const { conversation } = this.layer
    conversation.lastUs = Math.max(conversation.lastUs, info.timeUs)
    this.layer.dissect(message)
    return true
  }
}
