/*
 * Long headers of QUIC. RFC 8999 (what all versions have: form, version, connection IDs), RFC 9000, clause 17.2, and
 * RFC 9369, clause 3.2 (version 2, which numbers the types anew).
 */
import type { Cursor } from '../kit/cursor.ts'
import { variable, variableSize } from './variable-integer.ts'

export const TYPE = { initial: 0, zeroRtt: 1, handshake: 2, retry: 3, negotiation: 4, unknown: 5 } as const

const LONG = 0x80
/** Zero only where both sides agreed to grease it (RFC 9287), which no first packet does. */
const FIXED = 0x40
const VERSION_1 = 1
const VERSION_2 = 0x6b33_43cf
/** Of drafts of version 2 (draft-ietf-quic-v2-01 to -07), which numbers the types as RFC 9369 does. */
const DRAFT_OF_2 = 0x709a_50c4
/** Drafts of the IETF up to version 1. */
const DRAFTS = 0xff00_0000
const LAST_DRAFT = 34
const FIRST_DRAFT = 23
const MAX_ID = 20
/** RFC 9001, clause 5.8. */
const RETRY_TAG = 16
/** Packet number and tag. */
const LEAST_PROTECTED = 17

/** One object, reused: `read` overwrites it. */
export class LongHeader {
  type: number = TYPE.unknown
  version = 0
  hasToken = false
  /** Where the packet ends, in the view; -1 where it does not fit. */
  end = -1
  /** Bytes of the connection ID that it is sent to. */
  targetLength = 0
  /** Where the packet number begins, in the view, of a packet that has one. */
  payloadAt = -1

  /** Reads the header at the cursor, which stays; false where it is none. */
  read(bytes: Cursor): boolean {
    const { view, pos, left } = bytes
    this.end = -1
    if (left < 7 || (bytes.peek(0) & LONG) === 0) return false
    this.version = view.getUint32(pos + 1)
    const target = bytes.peek(5)
    if (6 + target >= left) return false
    const source = bytes.peek(6 + target)
    const after = 7 + target + source
    if (after > left) return false
    this.hasToken = false
    this.targetLength = target
    this.payloadAt = -1
    this.type = typeOf(bytes.peek(0), this.version)
    if (this.type >= TYPE.negotiation) this.end = bytes.end
    else if (target <= MAX_ID && source <= MAX_ID && (bytes.peek(0) & FIXED) !== 0) this.end = this.endOf(bytes, after)
    return true
  }

  private endOf(bytes: Cursor, after: number): number {
    if (this.type === TYPE.retry) return bytes.left > after + RETRY_TAG ? bytes.end : -1
    let at = after
    if (this.type === TYPE.initial) {
      const token = variable(bytes, at)
      if (token < 0) return -1
      this.hasToken = token > 0
      at += variableSize(bytes, at) + token
    }
    const length = variable(bytes, at)
    if (length < LEAST_PROTECTED) return -1
    this.payloadAt = bytes.pos + at + variableSize(bytes, at)
    const end = at + variableSize(bytes, at) + length
    return end <= bytes.left ? bytes.pos + end : -1
  }
}

/** 'version 1', 'draft 29', '0xfaceb002'. */
export function versionText(version: number): string {
  if (version === VERSION_1) return 'version 1'
  if (version === VERSION_2) return 'version 2'
  if (version === DRAFT_OF_2) return 'draft of version 2'
  return isDraft(version) ? `draft ${version - DRAFTS}` : `version 0x${version.toString(16).padStart(8, '0')}`
}

export function isKnownVersion(version: number): boolean {
  return version === VERSION_1 || isSecond(version) || isDraft(version)
}

/** RFC 9000, clause 15: a number that is offered to see that what is not known is passed over. */
export function isGrease(version: number): boolean {
  return (version & 0x0f0f_0f0f) >>> 0 === 0x0a0a_0a0a
}

function isSecond(version: number): boolean {
  return version === VERSION_2 || version === DRAFT_OF_2
}

function isDraft(version: number): boolean {
  return version >= DRAFTS + FIRST_DRAFT && version <= DRAFTS + LAST_DRAFT
}

function typeOf(first: number, version: number): number {
  if (version === 0) return TYPE.negotiation
  if (!isKnownVersion(version)) return TYPE.unknown
  const bits = (first >> 4) & 3
  return isSecond(version) ? (bits + 3) & 3 : bits
}
