/*
 * Link state advertisements: RFC 2328 appendix A.4 and RFC 5250 (opaque ones) for version 2, RFC 5340 appendix A.4 for
 * version 3. Which types a packet holds is a set of bits, so that it costs nothing to count.
 */
import { type OspfPacket, TYPE } from './packet.ts'

const HEADER_LENGTH = 20
/** In headers and in requests, 16 bits; in version 2 the low eight are the type. */
const TYPE_AT = 2
const LENGTH_AT = 18
const REQUEST_LENGTH = 12
/** Of an update, the count before its advertisements; of a description, options, MTU and sequence before its headers. */
const COUNT_LENGTH = 4
const DESCRIPTION_LENGTH: Readonly<Record<number, number>> = { 2: 8, 3: 12 }
/** RFC 5340 appendix A.4.2.1: the rest tells how far it is flooded. */
const FUNCTION_CODE = 0x1fff
const LAST_BIT = 15
const NAMES: Readonly<Record<number, readonly string[]>> = {
  2: [
    'other',
    'router',
    'network',
    'summary',
    'ASBR summary',
    'AS external',
    'group membership',
    'NSSA',
    'external attributes',
    'opaque of the link',
    'opaque of the area',
    'opaque of the AS',
  ],
  3: [
    'other',
    'router',
    'network',
    'inter-area prefix',
    'inter-area router',
    'AS external',
    'group membership',
    'NSSA',
    'link',
    'intra-area prefix',
  ],
}
/** That the packet does not end where its advertisements do. */
export const BROKEN = -1

/** The types of what a description, request, update or acknowledgement is about, bit by bit; BROKEN when it is cut. */
export function typesIn(packet: OspfPacket, view: DataView): number {
  const { type, version, bodyAt, end } = packet
  switch (type) {
    case TYPE.description:
      return ofEqual(packet, view, bodyAt + (DESCRIPTION_LENGTH[version] as number), HEADER_LENGTH)
    case TYPE.request:
      return ofEqual(packet, view, bodyAt, REQUEST_LENGTH)
    case TYPE.acknowledgement:
      return ofEqual(packet, view, bodyAt, HEADER_LENGTH)
    case TYPE.update:
      return bodyAt + COUNT_LENGTH > end ? BROKEN : ofUpdate(packet, view, view.getUint32(bodyAt))
    default:
      return 0
  }
}

/** The names of the types in a set. */
export function typesText(version: number, types: number): string {
  const names = NAMES[version] as readonly string[]
  return names.filter((_, bit) => (types & (1 << bit)) !== 0).join(', ')
}

function ofEqual({ version, end }: OspfPacket, view: DataView, from: number, length: number): number {
  let types = 0
  let at = from
  for (; at + length <= end; at += length) types |= bitOf(version, view.getUint16(at + TYPE_AT))
  return at === end ? types : BROKEN
}

function ofUpdate({ version, bodyAt, end }: OspfPacket, view: DataView, count: number): number {
  let types = 0
  let at = bodyAt + COUNT_LENGTH
  for (let left = count; left > 0; left--) {
    if (at + HEADER_LENGTH > end) return BROKEN
    types |= bitOf(version, view.getUint16(at + TYPE_AT))
    const length = view.getUint16(at + LENGTH_AT)
    if (length < HEADER_LENGTH) return BROKEN
    at += length
  }
  return at === end ? types : BROKEN
}

function bitOf(version: number, type: number): number {
  const number = version === 2 ? type & 0xff : type & FUNCTION_CODE
  return 1 << (number <= LAST_BIT && NAMES[version]?.[number] !== undefined ? number : 0)
}
