/*
 * Multiprotocol label switching. Big-endian.
 * RFC 3032 section 2.1 (label stack), RFC 4385 (control word), RFC 4448 section 4.6 (Ethernet pseudo-wires),
 * RFC 4928 section 3 (IP is told by its version, in the first four bits behind the stack), RFC 7510 (in UDP).
 */
import { type Frame, INSIDE_NOTHING, STATUS } from './frame.ts'
import { ethernetInside, ipInside } from './inside.ts'
import { isLikelyEthernet } from './is-likely-ethernet.ts'
import { isWholeIp } from './is-whole-ip.ts'
import { TUNNELS } from './tunnels.ts'

/** Labels deeper than this are not followed. */
export const MAX_LABELS = 16
const LABEL_BYTES = 4
const BOTTOM_OF_STACK = 0x100
const CONTROL_WORD_BYTES = 4
/** Of a stack that does not end. */
const CUT = -1
const TOO_DEEP = -2

export function mplsInside(view: DataView, from: number, end: number, frame: Frame): void {
  const at = behindStack(view, from, end)
  if (at === CUT) frame.status = STATUS['encapsulation-cut']
  else if (at === TOO_DEEP) frame.status = STATUS['encapsulations-too-deep']
  else payloadInside(view, at, end, frame)
}

/** Behind a port, which is never believed: what does not show itself stays a conversation of the tunnel's ends. */
export function mplsInUdpInside(view: DataView, from: number, end: number, frame: Frame): void {
  const at = behindStack(view, from, end)
  if (at >= 0) shownInside(view, at, end, frame)
}

/** Where the payload begins. */
function behindStack(view: DataView, from: number, end: number): number {
  let at = from
  for (let labels = 0; labels < MAX_LABELS; labels++) {
    if (at + LABEL_BYTES > end) return CUT
    const entry = view.getUint32(at)
    at += LABEL_BYTES
    if ((entry & BOTTOM_OF_STACK) !== 0) return at
  }
  return TOO_DEEP
}

/** The stack does not say what it carries: the strongest evidence is asked first, and none is nothing. */
function payloadInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (shownInside(view, at, end, frame)) return
  ipInside(view, frame, at, end, TUNNELS.mpls, labelBefore(view, at))
  if (frame.inside === INSIDE_NOTHING) frame.status = STATUS['mpls-payload-unknown']
}

/** Whether the payload shows by its own headers what it is, and is noted. */
function shownInside(view: DataView, at: number, end: number, frame: Frame): boolean {
  const label = labelBefore(view, at)
  if (isWholeIp(view, at, end, end + frame.payloadCut)) ipInside(view, frame, at, end, TUNNELS.mpls, label)
  else if (isControlWord(view, at, end)) ethernetInside(frame, at + CONTROL_WORD_BYTES, end, TUNNELS.mpls, label)
  else if (isLikelyEthernet(view, at, end)) ethernetInside(frame, at, end, TUNNELS.mpls, label)
  else return false
  return true
}

function labelBefore(view: DataView, at: number): number {
  return view.getUint32(at - LABEL_BYTES) >>> 12
}

function isControlWord(view: DataView, at: number, end: number): boolean {
  return (
    end - at >= CONTROL_WORD_BYTES && view.getUint16(at) === 0 && isLikelyEthernet(view, at + CONTROL_WORD_BYTES, end)
  )
}
