/*
 * What an instrument says of itself over VXI-11, asked by '*IDN?' (IEEE 488.2, clause 10.14): maker, model, serial number
 * and level of its firmware, with commas between; a 0 where it has none.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { sayFacts } from '../kit/say-facts.ts'
import type { OncrpcState } from './oncrpc-state.ts'
import { xdrText } from './rpc-header.ts'

const MAX_ANSWER = 256
/** Link, times to wait, flags: then what is written. */
const DATA_AT = 16
const QUESTION = [0x2a, 0x49, 0x44, 0x4e, 0x3f]
const CASE_BIT = 0x20

/** Notices that a device is asked who it is; the cursor stands at the arguments, and stays. */
export function noticeQuestion(args: Cursor, state: OncrpcState): void {
  const { view, pos, left } = args
  if (left < DATA_AT + 4 + QUESTION.length) return
  for (let i = 0; i < QUESTION.length; i++) {
    const byte = view.getUint8(pos + DATA_AT + 4 + i)
    const isLetter = byte >= 0x61 && byte <= 0x7a
    if ((isLetter ? byte - CASE_BIT : byte) !== QUESTION[i]) {
      state.askedLink = -1
      return
    }
  }
  state.askedLink = view.getUint32(pos)
}

/** Says who the device is, where it was asked. The cursor stands at what it answers. */
export function sayDevice(answer: Cursor, device: string, state: OncrpcState, sink: Sink): void {
  if (state.askedLink < 0) return
  state.askedLink = -1
  const fields = xdrText(answer, MAX_ANSWER)
    .replace(/[.\s]+$/, '')
    .split(',')
    .map((field) => field.trim())
  if (answer.short || fields.length !== 4) return
  const [vendor, model, serial, firmware] = fields.map((field) => (field === '0' ? '' : field))
  // A link to an interface names an instrument behind it: 'gpib0,5'.
  const module = /^gpib/i.test(device) ? device : ''
  sayFacts('server', '', 'VXI-11 *IDN?', { vendor, model, serial, firmware }, sink, module)
}
