/*
 * Fragments of a frame that is too long for the red phase: IEC 61158-6-10, 4.11 (FragDataLength, FragStatus). Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { codeOf, SPACE } from './function-codes.ts'
import type { ProfinetState } from './profinet-state.ts'

const HEADER_LENGTH = 4
/** FragDataLength counts eight bytes. */
const UNIT = 8
/** Bytes that may follow the data of the last fragment: those of the frame that did not fill a unit, and padding. */
const MAX_REST = 15
const LEAST_PAYLOAD = 46
const MORE_FOLLOWS = 0x80
const RESERVED = 0x40
const CODE = codeOf(SPACE.fragment, 0)

/** Whether the lengths of a fragment and of its frame belong together; only the last one may be padded. */
export function isFragment(bytes: Cursor): boolean {
  if (bytes.left < LEAST_PAYLOAD || (bytes.peek(3) & RESERVED) !== 0) return false
  const rest = bytes.left - HEADER_LENGTH - bytes.peek(2) * UNIT
  if ((bytes.peek(3) & MORE_FOLLOWS) !== 0) return rest === 0
  return rest >= 0 && (rest <= MAX_REST || bytes.left === LEAST_PAYLOAD)
}

/** Counts one fragment; the cursor is at the FrameID. */
export function dissectFragment(message: Cursor, frameId: number, state: ProfinetState, sink: Sink): void {
  const { operations } = state
  const key = CODE * 0x1_0000 + frameId
  // What a fragment carries is known once all of them are put together, which is not done here.
  sink.operation('event', operations.find(key) ?? operations.add(key, 'publish', CODE, '', ''), 0)
  const length = HEADER_LENGTH + (message.left > 2 ? message.peek(2) : 0) * UNIT
  if (message.left < length) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
}
