/*
 * GPRS tunnelling protocol, user plane: private mobile networks. Big-endian. 3GPP TS 29.281 sections 5.1 and 5.2.
 */
import { type Frame, STATUS } from './frame.ts'
import { ipInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

const HEADER_BYTES = 8
const OPTIONS_BYTES = 4
/** Version 1, protocol type GTP, and a reserved bit of 0. */
const VERSION_AND_TYPE = 0x30
const HAS_OPTIONS = 0x07
const HAS_EXTENSION = 0x04
const USER_PACKET = 0xff
/** Extension headers that are passed over. */
const MAX_EXTENSIONS = 8

export function gtpInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES) return
  const flags = view.getUint8(at)
  if ((flags & ~HAS_OPTIONS) !== VERSION_AND_TYPE || view.getUint8(at + 1) !== USER_PACKET) return
  if (at + HEADER_BYTES + view.getUint16(at + 2) !== end + frame.payloadCut) return
  let from = at + HEADER_BYTES
  if ((flags & HAS_OPTIONS) !== 0) from += OPTIONS_BYTES
  if ((flags & HAS_EXTENSION) !== 0) from = behindExtensions(view, from, end)
  if (from > end) frame.status = STATUS['encapsulation-cut']
  else ipInside(view, frame, from, end, TUNNELS['gtp-u'], view.getUint32(at + 4))
}

/** The last byte of each header tells the type of the next, 0 that there is none (section 5.2.1). */
function behindExtensions(view: DataView, from: number, end: number): number {
  let at = from
  for (let headers = 0; headers < MAX_EXTENSIONS; headers++) {
    if (at > end) return at
    if (view.getUint8(at - 1) === 0) return at
    const words = at < end ? view.getUint8(at) : 0
    if (words === 0) return end + 1
    at += words << 2
  }
  return end + 1
}
