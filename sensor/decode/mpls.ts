/*
 * Multiprotocol label switching. Big-endian.
 * RFC 3032 section 2.1 (label stack), RFC 4385 (control word), RFC 4448 section 4.6 (Ethernet pseudo-wires),
 * RFC 4928 section 3 (IP is told by its version, in the first four bits behind the stack).
 */
import { type Frame, STATUS } from './frame.ts'
import { ethernetInside, ipInside } from './inside.ts'
import { isLikelyEthernet } from './is-likely-ethernet.ts'
import { TUNNELS } from './tunnels.ts'

/** Labels deeper than this are not followed. */
export const MAX_LABELS = 16
const LABEL_BYTES = 4
const BOTTOM_OF_STACK = 0x100
const CONTROL_WORD_BYTES = 4

export function mplsInside(view: DataView, from: number, end: number, frame: Frame): void {
  let at = from
  for (let labels = 0; labels < MAX_LABELS; labels++) {
    if (at + LABEL_BYTES > end) {
      frame.status = STATUS['encapsulation-cut']
      return
    }
    const entry = view.getUint32(at)
    at += LABEL_BYTES
    if ((entry & BOTTOM_OF_STACK) !== 0) {
      payloadInside(view, at, end, entry >>> 12, frame)
      return
    }
  }
  frame.status = STATUS['encapsulations-too-deep']
}

/** The stack does not say what it carries: the strongest evidence is asked first, and none is nothing. */
function payloadInside(view: DataView, at: number, end: number, label: number, frame: Frame): void {
  const version = at < end ? view.getUint8(at) >>> 4 : 0
  if (isWholeIp(view, at, end, version)) ipInside(view, frame, at, end, TUNNELS.mpls, label)
  else if (isControlWord(view, at, end)) ethernetInside(frame, at + CONTROL_WORD_BYTES, end, TUNNELS.mpls, label)
  else if (isLikelyEthernet(view, at, end)) ethernetInside(frame, at, end, TUNNELS.mpls, label)
  else if (version === 4 || version === 6) ipInside(view, frame, at, end, TUNNELS.mpls, label)
  else frame.status = STATUS['mpls-payload-unknown']
}

function isWholeIp(view: DataView, at: number, end: number, version: number): boolean {
  if (version === 4 && end - at >= 20) {
    const totalBytes = view.getUint16(at + 2)
    return (view.getUint8(at) & 0x0f) >= 5 && totalBytes >= 20 && totalBytes <= end - at
  }
  return version === 6 && end - at >= 40 && view.getUint16(at + 4) + 40 <= end - at
}

function isControlWord(view: DataView, at: number, end: number): boolean {
  return (
    end - at >= CONTROL_WORD_BYTES && view.getUint16(at) === 0 && isLikelyEthernet(view, at + CONTROL_WORD_BYTES, end)
  )
}
