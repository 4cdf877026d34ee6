/*
 * What a clock answers to management. IEEE 1588-2008 clause 15.5.3.1.2 (CLOCK_DESCRIPTION), 15.4 (the TLV).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'

export const ACTION_AT = 46
export const RESPONSE = 2
export const MANAGEMENT_ID_AT = 52
const TLV_AT = 48
/** The type of a management TLV, its identifier behind the length. */
const MANAGEMENT = 1
const CLOCK_DESCRIPTION = 1

/** A description by its maker: product, revisions, and what the user has called it. */
export function sayDescription(message: Cursor, of: Side, sink: Sink): void {
  const { pos } = message
  message.pos = pos + TLV_AT
  const type = message.u16()
  message.skip(2)
  if (message.short || type !== MANAGEMENT || message.u16() !== CLOCK_DESCRIPTION) return
  message.skip(2)
  readText(message)
  // The physical address, then that of the protocol: its kind, its length, itself.
  message.skip(message.u16())
  message.skip(2)
  message.skip(message.u16())
  message.skip(4)
  const product = readText(message)
  const revision = readText(message)
  const user = readText(message)
  if (message.short) return
  // Clause 15.5.3.1.2.7: maker, model and instance, between semicolons; revisions of hardware, firmware and software.
  const [vendor = '', model = '', serial = ''] = product.split(';')
  const [hardware = '', firmware = '', software = ''] = revision.split(';')
  const [name = '', location = ''] = user.split(';')
  sayFacts(
    of,
    '',
    'PTP Clock Description',
    { vendor, model, serial, hardware, firmware, software, name, location },
    sink,
  )
}

/** PTPText: a byte of length, the text. */
function readText(message: Cursor): string {
  return message.text(message.u8(), 'utf8')
}
