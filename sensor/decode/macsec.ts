/*
 * MAC security. Big-endian. IEEE 802.1AE clause 9.3 (security tag) and 9.10 (integrity check value).
 */
import { type Frame, STATUS } from './frame.ts'
import { etherTypeInside } from './inside.ts'

const TAG_BYTES = 6
const CHANNEL_BYTES = 8
const CHECK_BYTES = 16
/** Bits of the first byte: version, an explicit channel, encrypted, changed. */
const VERSION = 0x80
const HAS_CHANNEL = 0x20
const ENCRYPTED_OR_CHANGED = 0x0c

/** Only what is protected but not encrypted can be looked into. */
export function macsecInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < TAG_BYTES) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  const control = view.getUint8(at)
  if ((control & (VERSION | ENCRYPTED_OR_CHANGED)) !== 0) {
    frame.status = STATUS['macsec-encrypted']
    return
  }
  const from = at + TAG_BYTES + (control & HAS_CHANNEL ? CHANNEL_BYTES : 0)
  const to = end - CHECK_BYTES
  if (from + 2 > to) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  // A short frame is padded behind its check value; the short length tells (clause 9.7).
  const shortBytes = view.getUint8(at + 1) & 0x3f
  const userEnd = shortBytes > 2 ? Math.min(to, from + shortBytes) : to
  etherTypeInside(frame, from + 2, userEnd, view.getUint16(from))
}
