import { Cursor } from '../kit/cursor.ts'
import { FIELD, HEADER_LENGTH, VERSION_1 } from './ike-header.ts'

/** RFC 2408 clause 3.2, RFC 7296 clause 3.2: next payload, flags, length with this header. */
const PAYLOAD_HEADER = 4
const VENDOR_ID_1 = 13
const VENDOR_ID_2 = 43
/** Payloads of one message that are looked at. */
export const MAX_PAYLOADS = 32
/** A text of its own is long enough to mean something. */
const LEAST_TEXT = 6
const KNOWN_LENGTH = 16

/** MD5 sums that makers announce themselves by, as the RFCs ask for (RFC 2408 clause 3.16). */
const KNOWN: Readonly<Record<string, string>> = {
  '12f5f28c457168a9702d9fe274cc0100': 'Cisco Unity',
  '882fe56d6fd20dbc2251613b2ebe5beb': 'strongSwan',
  '1e2b516905991c7d7c96fcbfb587e461': 'Windows IKE',
}
const content = new Cursor(new DataView(new ArrayBuffer(0)))

/** What a message in clear says of its sender's software; false when its payloads do not fit. The cursor stays. */
export function readVendorIds(ike: Cursor, found: string[]): boolean {
  const { view, pos, end } = ike
  const vendorId = ike.peek(FIELD.version) === VERSION_1 ? VENDOR_ID_1 : VENDOR_ID_2
  let type = ike.peek(FIELD.next)
  let at = pos + HEADER_LENGTH
  for (let i = 0; i < MAX_PAYLOADS && type !== 0; i++) {
    if (at + PAYLOAD_HEADER > end) return false
    const length = view.getUint16(at + 2)
    if (length < PAYLOAD_HEADER || at + length > end) return false
    if (type === vendorId) addName(content.reset(view, at + PAYLOAD_HEADER, at + length), found)
    type = view.getUint8(at)
    at += length
  }
  return true
}

function addName(id: Cursor, found: string[]): void {
  const { pos, left } = id
  const name = left >= KNOWN_LENGTH ? KNOWN[id.hex(KNOWN_LENGTH)] : undefined
  id.pos = pos
  const text = name ?? (isText(id) ? id.text(left) : '')
  if (text !== '' && !found.includes(text)) found.push(text)
}

function isText(id: Cursor): boolean {
  if (id.left < LEAST_TEXT) return false
  for (let i = 0; i < id.left; i++) if (id.peek(i) < 0x20 || id.peek(i) > 0x7e) return false
  return true
}
