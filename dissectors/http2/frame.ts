/* Frames of RFC 9113, clause 4.1 and 6: length, type, flags, stream. */

import { describeMethod } from '../http/methods.ts'
import type { Cursor } from '../kit/cursor.ts'

export const FRAME_HEADER = 9
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  promise: 5,
  ping: 6,
  goAway: 7,
  window: 8,
  continuation: 9,
  preface: 0xff,
} as const
/** Clause 6.5.2: the greatest that is ever allowed is 2^24 - 1; nobody sends what is not data so long. */
const MAX_LENGTH = 0x1_0000
const LAST_TYPE = 0x10
/** Frames have codes above those of methods. */
export const FRAMES = 0x100
const NAMES: Readonly<Record<number, string>> = {
  [FRAME.headers]: 'HEADERS',
  [FRAME.priority]: 'PRIORITY',
  [FRAME.reset]: 'RST_STREAM',
  [FRAME.settings]: 'SETTINGS',
  [FRAME.promise]: 'PUSH_PROMISE',
  [FRAME.ping]: 'PING',
  [FRAME.goAway]: 'GOAWAY',
  [FRAME.window]: 'WINDOW_UPDATE',
  [FRAME.continuation]: 'CONTINUATION',
  [FRAME.preface]: 'connection preface',
}

export function frameLength(bytes: Cursor): number {
  return bytes.peek(0) * 0x1_0000 + bytes.peek16(1)
}

export function isFrame(bytes: Cursor): boolean {
  const type = bytes.peek(3)
  return type <= LAST_TYPE && (type === FRAME.data || frameLength(bytes) <= MAX_LENGTH) && bytes.peek(5) < 0x80
}

export function describeFrame(code: number): { function: string; name: string } {
  if (code < FRAMES) return describeMethod(code)
  const name = NAMES[code - FRAMES] ?? `frame ${code - FRAMES}`
  return { function: name, name }
}
