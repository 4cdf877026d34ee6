/* Device attributes: IEEE 1815-2012, A.2 (group 0); the variation is the attribute. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { Association } from './association.ts'
import type { ObjectHeader } from './object-header.ts'

const TEXT = 1
const UNSIGNED = 2
const SIGNED = 3
const FLOATING_POINT = 4
const MAX_TEXT = 255
const STANDARD_SET = 0

const facts: Readonly<Record<number, Fact>> = {
  // Configuration ID and version.
  196: 'project',
  // Primary operator.
  207: 'contact',
  // System name.
  208: 'domain',
  // The device manufacturer's software version: of an IED that is its firmware.
  242: 'firmware',
  243: 'hardware',
  245: 'location',
  246: 'device-id',
  247: 'name',
  248: 'serial',
  // DNP3 subset and conformance.
  249: 'capability',
  // Product name and model.
  250: 'model',
  252: 'vendor',
}

/** Says the attributes in a header of a response that describe who the device is, each when it is new. */
export function observeAttributes(fragment: Cursor, header: ObjectHeader, association: Association, sink: Sink): void {
  // A.2.1: the point index is the set of attributes, of which only set 0 is the standard's.
  const set = header.indexLength > 0 ? fragment.view.getUint8(header.bodyStart) : header.first
  const fact = set > STANDARD_SET ? undefined : facts[header.variation]
  const at = header.bodyStart + header.indexLength
  if (fact === undefined || header.count < 1 || at + 2 > header.bodyEnd) return
  const { pos, end } = fragment
  const value = keyOfBytes(fragment.view, at, header.bodyEnd, 0)
  if (association.attributes.get(header.variation) === value) return
  association.attributes.set(header.variation, value)
  fragment.pos = at
  const text = textOfValue(fragment)
  fragment.reset(fragment.view, pos, end)
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: association.module,
    message: `device attribute g0v${header.variation}`,
    facts: { [fact]: text },
  })
}

function textOfValue(fragment: Cursor): string {
  const type = fragment.u8()
  const length = fragment.u8()
  switch (type) {
    case TEXT:
      return fragment.text(Math.min(length, MAX_TEXT), 'utf8')
    case UNSIGNED:
      return String(unsignedOf(fragment, length))
    case SIGNED:
      return String(signedOf(fragment, length))
    case FLOATING_POINT:
      return length === 4 ? String(fragment.f32le()) : ''
    default:
      return ''
  }
}

function unsignedOf(fragment: Cursor, length: number): number {
  let value = 0
  for (let i = 0; i < length; i++) value += fragment.u8() * 2 ** (8 * i)
  return value
}

function signedOf(fragment: Cursor, length: number): number {
  const value = unsignedOf(fragment, length)
  return value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value
}
