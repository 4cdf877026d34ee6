/*
 * TaZmen Sniffer Protocol, in which access points and MikroTik routers mirror. Big-endian.
 * The format is public only in its implementations; these fields are those of Wireshark's and tcpdump's notes on it.
 */
import { type Frame, STATUS } from './frame.ts'
import { ethernetInside, wlanInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

const HEADER_BYTES = 4
/** Version 1, type 0: a frame that was received. */
const RECEIVED = 0x0100
const TAG_PADDING = 0
const TAG_END = 1
const CARRIES_ETHERNET = 1
const CARRIES_WLAN = 18

export function tzspInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES + 1 || view.getUint16(at) !== RECEIVED) return
  const carries = view.getUint16(at + 2)
  if (carries !== CARRIES_ETHERNET && carries !== CARRIES_WLAN) return
  const from = behindTags(view, at + HEADER_BYTES, end)
  if (from < 0) frame.status = STATUS['encapsulation-cut']
  else if (carries === CARRIES_ETHERNET) ethernetInside(frame, from, end, TUNNELS.tzsp, 0)
  else wlanInside(frame, from, end, TUNNELS.tzsp, false)
}

/** Where the frame begins; -1 when the tags have no end. */
function behindTags(view: DataView, from: number, end: number): number {
  let at = from
  while (at < end) {
    const tag = view.getUint8(at)
    if (tag === TAG_END) return at + 1
    if (tag === TAG_PADDING) at++
    else if (at + 2 > end) return -1
    else at += 2 + view.getUint8(at + 1)
  }
  return -1
}
