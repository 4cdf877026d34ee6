/*
 * Logical link control and the subnetwork access protocol. Big-endian.
 * IEEE 802.2 clause 5.2 (LLC header), IEEE 802 clause 9.5 (SNAP), RFC 1042 and 802.1H (EtherTypes in SNAP).
 */
import { LEAST_ETHERTYPE } from './ether-types.ts'
import type { Frame } from './frame.ts'
import { etherTypeInside } from './inside.ts'
import { decodeRecordedMstp } from './mstp.ts'

const SNAP_BYTES = 8
/** Both service access points of SNAP, an unnumbered information frame, and the first byte of the organisation. */
const SNAP = 0xaaaa0300
const ORGANISATION_RFC1042 = 0x0000
/** Bridge tunnel encapsulation, for protocols that RFC 1042 would make ambiguous. */
const ORGANISATION_8021H = 0x00f8
const ORGANISATION_CIMETRICS = 0x1090
const CIMETRICS_MS_TP = 1

/** Goes past a SNAP header that holds an EtherType; any other LLC frame stays as it is, header included. */
export function snapInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < SNAP_BYTES || view.getUint32(at) !== SNAP) return
  const organisation = view.getUint16(at + 4)
  if (organisation === ORGANISATION_CIMETRICS && view.getUint16(at + 6) === CIMETRICS_MS_TP) {
    decodeRecordedMstp(view, at + SNAP_BYTES, end, frame)
  }
  if (organisation !== ORGANISATION_RFC1042 && organisation !== ORGANISATION_8021H) return
  const type = view.getUint16(at + 6)
  if (type >= LEAST_ETHERTYPE) etherTypeInside(frame, at + SNAP_BYTES, end, type)
}

/** An LLC frame whose carrier has no length field: its end is that of the captured bytes. */
export function decodeLlc(view: DataView, at: number, end: number, frame: Frame): void {
  // Stands for a length field, which is what tells an LLC frame from others.
  frame.etherType = Math.max(1, Math.min(end - at, LEAST_ETHERTYPE - 1))
  frame.payloadStart = at
  frame.payloadEnd = end
  snapInside(view, at, end, frame)
}
