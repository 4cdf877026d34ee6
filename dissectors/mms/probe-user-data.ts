/*
 * Is it MMS that this transport carries? Other users of ISO transport on port 102: S7 (first octet 0x32 or 0x72), RDP,
 * H.323, X.400. Session: ITU-T X.225, 8.3; object identifiers of MMS: ISO 9506-2, annex A.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction } from '../kit/dissector.ts'
import { directionOfTag } from './mms-pdu.ts'
import { isMmsTag } from './upper-layers.ts'

/** 'cut': the bytes end before they tell; 'neutral': of the session layer, and says nothing of what is above. */
export type Likeness = 'mms' | 'cut' | 'neutral' | 'foreign'

const GIVE_TOKENS_AND_DATA = 0x0100_0100
const FULLY_ENCODED = 0x61
const SEQUENCE = 0x30
const INTEGER = 0x02
const SINGLE_ASN1 = 0xa0
const SPDU_CONNECT = 0x0d
const SPDU_ACCEPT = 0x0e
/** Finish, disconnect, refuse, abort, abort accept. */
const OTHER_SPDUS = [0x08, 0x09, 0x0a, 0x0c, 0x19, 0x1a]
/** 1.0.9506.2.1, the abstract syntax of MMS: 06 05 28 CA 22 02 01; 1.0.9506.2.3, its application context. */
const SYNTAX_HIGH = 0x28ca
const SYNTAX_LOW = 0x2202
/** Connect and Accept have between 100 and 300 bytes; an initiate-response may have no syntax list. */
const INITIATE_RESPONSE = 0xa9

/** What the user data of the first DT at the cursor looks like; it may be cut. */
export function likenessOf(bytes: Cursor): Likeness {
  const first = bytes.peek(0)
  if (first === SPDU_CONNECT || first === SPDU_ACCEPT) return likenessOfConnect(bytes)
  if (first === 0x01) return likenessOfData(bytes)
  if (isMmsTag(first)) return likenessOfBare(bytes)
  return OTHER_SPDUS.includes(first) ? 'neutral' : 'foreign'
}

/** Which way it goes; undefined when either side may send it. */
export function directionOfUserData(bytes: Cursor): Direction | undefined {
  const first = bytes.peek(0)
  if (first === SPDU_CONNECT) return 'to-server'
  if (first === SPDU_ACCEPT) return 'to-client'
  if (isMmsTag(first)) return directionOfTag(first)
  const at = first === 0x01 ? pduAt(bytes) : -1
  return at > 0 && at < bytes.left ? directionOfTag(bytes.peek(at)) : undefined
}

/** The object identifier stands in the list of contexts, and again in the application context name. */
function likenessOfConnect(bytes: Cursor): Likeness {
  for (let at = 2; at + 4 <= bytes.left; at++) {
    if (bytes.peek16(at) === SYNTAX_HIGH && bytes.peek16(at + 2) === SYNTAX_LOW) return 'mms'
  }
  return bytes.left < 2 + bytes.peek(1) ? 'cut' : 'foreign'
}

function likenessOfData(bytes: Cursor): Likeness {
  const at = pduAt(bytes)
  if (at === 0) return 'cut'
  if (at < 0) return 'foreign'
  if (at >= bytes.left) return 'cut'
  // Association control inside of data: the end of an association.
  const tag = bytes.peek(at)
  if (tag >= 0x60 && tag <= 0x64) return 'neutral'
  return isMmsTag(tag) ? 'mms' : 'foreign'
}

/** Where the PDU stands behind session and presentation; 0 when the bytes end before, -1 when they are others. */
function pduAt(bytes: Cursor): number {
  if (bytes.left < 5) return 0
  if (bytes.peek16(0) * 0x1_0000 + bytes.peek16(2) !== GIVE_TOKENS_AND_DATA) return -1
  let at = 4
  for (const tag of [FULLY_ENCODED, SEQUENCE, INTEGER, SINGLE_ASN1]) {
    if (at + 2 > bytes.left) return 0
    if (bytes.peek(at) !== tag) return -1
    const octet = bytes.peek(at + 1)
    at += octet < 0x80 ? 2 : 2 + (octet & 0x07)
    if (tag === INTEGER) at += octet
  }
  return at
}

/** MMS right on the transport: its length must be that of the data, and its first field what the standard says. */
function likenessOfBare(bytes: Cursor): Likeness {
  if (bytes.left < 2) return 'cut'
  const tag = bytes.peek(0)
  const octet = bytes.peek(1)
  const header = octet < 0x80 ? 2 : octet === 0x81 ? 3 : octet === 0x82 ? 4 : 0
  if (header === 0 || bytes.left < header) return header === 0 ? 'foreign' : 'cut'
  const length = octet < 0x80 ? octet : octet === 0x81 ? bytes.peek(2) : bytes.peek16(2)
  if (header + length < bytes.left) return 'foreign'
  if (header + length > bytes.left) return 'cut'
  if (length < 3) return 'neutral'
  const inner = bytes.peek(header)
  const fits = tag <= 0xa1 ? inner === INTEGER : inner === 0x80 || inner === 0x81 || inner === SINGLE_ASN1
  return fits || tag === INITIATE_RESPONSE ? 'mms' : 'foreign'
}
