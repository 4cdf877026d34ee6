/*
 * Packets logged by Linux netfilter: LINKTYPE_NFLOG of tcpdump.org. Lengths and types in the byte order of the machine.
 */
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ether-types.ts'
import { decodeEtherType } from './ethernet.ts'
import { type Frame, STATUS } from './frame.ts'

const HEADER_BYTES = 4
const ATTRIBUTE_BYTES = 4
const PAYLOAD = 9
const FAMILY_IPV4 = 2
const FAMILY_IPV6 = 10

export function decodeNflog(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < HEADER_BYTES + ATTRIBUTE_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  const family = view.getUint8(start)
  const isLittle = isLength(view.getUint16(start + HEADER_BYTES, true), start + HEADER_BYTES, end)
  let at = start + HEADER_BYTES
  while (end - at >= ATTRIBUTE_BYTES) {
    const length = view.getUint16(at, isLittle)
    const isPayload = view.getUint16(at + 2, isLittle) === PAYLOAD
    if (!isLength(length, at, isPayload ? at + 0xffff : end)) break
    if (isPayload) {
      decodePayload(view, at + ATTRIBUTE_BYTES, Math.min(end, at + length), family, frame)
      return
    }
    // Each begins at a multiple of four.
    at += (length + 3) & ~3
  }
  frame.status = STATUS['link-header-cut']
}

function isLength(length: number, at: number, end: number): boolean {
  return length >= ATTRIBUTE_BYTES && at + length <= end
}

function decodePayload(view: DataView, at: number, end: number, family: number, frame: Frame): void {
  if (family === FAMILY_IPV4) decodeEtherType(view, at, end, ETHERTYPE_IPV4, frame)
  else if (family === FAMILY_IPV6) decodeEtherType(view, at, end, ETHERTYPE_IPV6, frame)
  else frame.status = STATUS['link-payload-unknown']
}
