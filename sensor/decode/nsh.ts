/*
 * Network service header. Big-endian. RFC 8300 sections 2.2 (base header) and 2.3 (service path header).
 */
import { ETHERTYPE_MPLS } from './ether-types.ts'
import { type Frame, STATUS } from './frame.ts'
import { ethernetInside, ipInside, protocolInside } from './inside.ts'

const LEAST_BYTES = 8
/** Version 0, and no message of operation and maintenance. */
const VERSION_AND_OAM = 0xe000
const LENGTH_WORDS = 0x3f
/** Metadata of fixed length, by which the header has six words, and of any length. */
const FIXED_METADATA = 1
const VARIABLE_METADATA = 2
const FIXED_WORDS = 6
const PROTOCOL_IPV4 = 1
const PROTOCOL_IPV6 = 2
const PROTOCOL_ETHERNET = 3
const PROTOCOL_MPLS = 5

/** The service path that a header names. */
export function servicePathOf(view: DataView, at: number, end: number): number {
  return end - at < LEAST_BYTES ? 0 : view.getUint32(at + 4) >>> 8
}

/** Notes what lies behind the header, as inside `tunnel`; nothing of what is not known. */
export function nshInside(view: DataView, at: number, end: number, frame: Frame, tunnel: number, id: number): void {
  if (end - at < LEAST_BYTES) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  const head = view.getUint16(at)
  const words = head & LENGTH_WORDS
  if ((head & VERSION_AND_OAM) !== 0 || !isLengthOf(view.getUint8(at + 2) & 0x0f, words)) return
  const from = at + (words << 2)
  if (from > end) frame.status = STATUS['encapsulation-cut']
  else payloadInside(view, from, end, frame, tunnel, id, view.getUint8(at + 3))
}

function isLengthOf(metadata: number, words: number): boolean {
  return metadata === FIXED_METADATA ? words === FIXED_WORDS : metadata === VARIABLE_METADATA && words >= 2
}

function payloadInside(
  view: DataView,
  at: number,
  end: number,
  frame: Frame,
  tunnel: number,
  id: number,
  protocol: number,
): void {
  switch (protocol) {
    case PROTOCOL_IPV4:
    case PROTOCOL_IPV6:
      ipInside(view, frame, at, end, tunnel, id)
      return
    case PROTOCOL_ETHERNET:
      ethernetInside(frame, at, end, tunnel, id)
      return
    case PROTOCOL_MPLS:
      protocolInside(frame, at, end, ETHERTYPE_MPLS, tunnel, id)
      return
    default:
  }
}
