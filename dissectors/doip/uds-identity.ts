/*
 * What data identifiers of ISO 14229-1:2020, annex C.1, say of an ECU. Their form is left to makers: most are text, some
 * are digits in half-bytes, which then are told in hexadecimal.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { addressText, type DoipState, moduleOf } from './doip-state.ts'
import { IDENTIFIERS } from './uds-target.ts'

export const VIN_LENGTH = 17
const VIN = 0xf190
const MAX_TEXT = 64

const FACTS: Readonly<Record<number, Fact>> = {
  0xf187: 'order-number',
  0xf188: 'software',
  0xf189: 'firmware',
  0xf18a: 'vendor-id',
  0xf18c: 'serial',
  [VIN]: 'device-id',
  0xf191: 'hardware',
  0xf192: 'hardware',
  0xf193: 'hardware',
  0xf194: 'software',
  0xf195: 'firmware',
  0xf197: 'product',
}

/** Says what the record of one identifier tells, when it is news. The cursor stands at its identifier. */
export function sayRecord(answer: Cursor, ecu: number, state: DoipState, sink: Sink): void {
  const did = answer.peek16(0)
  const fact = FACTS[did]
  const length = answer.left - 2
  if (fact === undefined || length <= 0) return
  const { view, pos, end } = answer
  if (!isNews(state.said, ecu * 0x1_0000 + did, view, pos + 2, end)) return
  const text = recordText(answer, length)
  const value = did === VIN && text !== '' ? `VIN ${text}` : text
  const message = `DID ${addressText(did)} (${IDENTIFIERS[did]})`
  sayFacts('server', '', message, { [fact]: value }, sink, moduleOf(ecu, state))
}

/** Text without what fills it up, or hexadecimal; '' for what was never written (all 0x00 or 0xff). */
function recordText(answer: Cursor, length: number): string {
  const { view, pos } = answer
  const from = pos + 2
  let to = from + Math.min(length, MAX_TEXT)
  while (to > from && isFill(view.getUint8(to - 1))) to--
  if (to === from) return ''
  let isText = true
  for (let at = from; at < to; at++) {
    const code = view.getUint8(at)
    if (code < 0x20 || code > 0x7e) isText = false
  }
  answer.pos = from
  const text = isText ? answer.text(to - from).trim() : answer.hex(Math.min(length, MAX_TEXT))
  answer.pos = pos
  return text
}

function isFill(byte: number): boolean {
  return byte === 0 || byte === 0x20 || byte === 0xff
}
