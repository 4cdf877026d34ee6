/*
 * Who an instrument says it is: the answer to *IDN?, IEEE 488.2, clause 10.14. Maker, model, serial number and level of the
 * firmware, with commas between them; '0' where it has none.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { textEnd } from '../kit/text-line.ts'

/** "Overall length of the response shall be less than or equal to 72 characters": instruments take it lightly. */
export const MAX_IDENTITY = 256
const FIELDS = 4

/** Takes the answer at the cursor. Where more was asked in the same message, its answers follow behind ';'. */
export function sayInstrument(answer: Cursor, module: string, sink: Sink): void {
  const { view, pos, end } = answer
  const text = answer.text(Math.min(textEnd(view, pos, end) - pos, MAX_IDENTITY), 'latin1')
  answer.pos = pos
  const [first = ''] = text.split(';', 1)
  const parts = first.split(',').map((part) => part.trim().replace(/^"|"$/g, ''))
  if (parts.length < FIELDS) return
  const [vendor, model, serial, ...firmware] = parts.map((part) => (part === '0' ? '' : part))
  sayFacts('server', '', 'SCPI *IDN?', { vendor, model, serial, firmware: firmware.join(',') }, sink, module)
}

/** Whether an operation hands over a password; what it is is not read. */
export function sayPassword(target: string, sink: Sink): void {
  if (!/SYST(EM)?:PASS(WORD)?:[A-Z:]+(; |$)/.test(target)) return
  sink.observe({ kind: 'credential', of: 'client', method: 'SCPI SYSTem:PASSword', account: '', protection: 'clear' })
}
