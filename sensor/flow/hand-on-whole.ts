import { Cursor } from '../../dissectors/kit/cursor.ts'
import { type Direction, type Dissector, NEED_MORE, NOT_A_MESSAGE } from '../../dissectors/kit/dissector.ts'
import type { MessageReceiver } from './message-stream.ts'

/** Of all streams: a message is done with before the next one of any stream is looked at. */
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/**
 * Hands on the whole messages at the front of `view[start, end)`; returns where what is none begins. This is all that most
 * streams ever need: one message to a segment, and nothing to be kept between segments.
 */
export function handOnWhole(
  direction: Direction,
  dissector: Dissector,
  receiver: MessageReceiver,
  view: DataView,
  start: number,
  end: number,
): number {
  let at = start
  while (at < end) {
    const length = dissector.messageLength(cursor.reset(view, at, end))
    const isWhole = length !== NEED_MORE && length !== NOT_A_MESSAGE && length <= dissector.maxMessage
    if (!isWhole || at + length > end) return at
    receiver.message(direction, cursor.reset(view, at, at + length), false)
    at += length
  }
  return at
}
