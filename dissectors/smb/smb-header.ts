/*
 * What every SMB message begins with. Big-endian, but for what is inside.
 * RFC 1002, 4.3 (session packets); MS-SMB2, 2.1 and MS-SMB, 2.1 (the same header on TCP port 445, whose length has 24 bits).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'

export const SESSION_HEADER_LENGTH = 4
/** MS-SMB2, 2.2.4: servers take at most 8 MiB at once; the headers around it are small. */
export const MAX_SMB_MESSAGE = 0x81_0000

/** RFC 1002, 4.3.1. */
export const PACKET = {
  message: 0x00,
  request: 0x81,
  positive: 0x82,
  negative: 0x83,
  retarget: 0x84,
  keepAlive: 0x85,
} as const

/** The four protocol identifiers: MS-CIFS 2.2.3.1; MS-SMB2 2.2.1, 2.2.41 (encrypted) and 2.2.42 (compressed). */
export const PROTOCOL = {
  smb1: 0xff53_4d42,
  smb2: 0xfe53_4d42,
  encrypted: 0xfd53_4d42,
  compressed: 0xfc53_4d42,
} as const

const SMB_TEXT = 0x53_4d42
export const SMB1_HEADER_LENGTH = 32
export const SMB2_HEADER_LENGTH = 64
const ENCRYPTED_HEADER_LENGTH = 52
const COMPRESSED_HEADER_LENGTH = 16
/** The shortest SMB1 message has no words and no bytes. */
const MIN_SMB1 = SMB1_HEADER_LENGTH + 3
const SMB1_REPLY = 0x80
const SMB2_REPLY = 0x01
/** RFC 1001, 14.1: a name of 16 bytes in 32 letters, its length before and a zero after it. */
export const ENCODED_NAME_LENGTH = 34
const NAME_OCTETS = 32
const MAX_SCOPES = 188
/** Error code, or the address and port of a retarget. */
const ANSWER_LENGTHS: Readonly<Record<number, number>> = {
  [PACKET.positive]: 0,
  [PACKET.negative]: 1,
  [PACKET.retarget]: 6,
  [PACKET.keepAlive]: 0,
}

/** A `messageLength`. */
export function smbLength(bytes: Cursor): number {
  if (bytes.left < SESSION_HEADER_LENGTH) return couldBegin(bytes) ? NEED_MORE : NOT_A_MESSAGE
  const type = bytes.peek(0)
  const length = (bytes.peek(1) << 16) | bytes.peek16(2)
  if (type !== PACKET.message) return controlLength(bytes, type, length)
  const { left } = bytes
  if (left < SESSION_HEADER_LENGTH + 4) return couldBegin(bytes) ? NEED_MORE : NOT_A_MESSAGE
  const mark = bytes.view.getUint32(bytes.pos + SESSION_HEADER_LENGTH)
  return length >= leastLength(mark) ? SESSION_HEADER_LENGTH + length : NOT_A_MESSAGE
}

/** A `probe`: the session header and 'SMB', or a session request with its two names. */
export function probeSmb(bytes: Cursor): Verdict {
  const { view, end } = bytes
  // Keep-alives and answers without content say too little by themselves.
  for (;;) {
    const length = smbLength(bytes)
    if (length === NOT_A_MESSAGE || length > MAX_SMB_MESSAGE) return 'no'
    if (length === NEED_MORE) return 'need-more'
    const type = bytes.peek(0)
    if (type === PACKET.message || type === PACKET.request) return 'yes'
    if (bytes.left <= length) return 'need-more'
    bytes.reset(view, bytes.pos + length, end)
  }
}

export function smbDirection(bytes: Cursor): Direction | undefined {
  if (bytes.left < SESSION_HEADER_LENGTH) return undefined
  const type = bytes.peek(0)
  if (type === PACKET.request) return 'to-server'
  if (type === PACKET.positive || type === PACKET.negative || type === PACKET.retarget) return 'to-client'
  const at = bytes.pos + SESSION_HEADER_LENGTH
  if (type !== PACKET.message || bytes.left < SESSION_HEADER_LENGTH + 17) return undefined
  const mark = bytes.view.getUint32(at)
  if (mark === PROTOCOL.smb1) return bytes.view.getUint8(at + 9) & SMB1_REPLY ? 'to-client' : 'to-server'
  if (mark === PROTOCOL.smb2) return bytes.view.getUint8(at + 16) & SMB2_REPLY ? 'to-client' : 'to-server'
  return undefined
}

function leastLength(mark: number): number {
  switch (mark) {
    case PROTOCOL.smb1:
      return MIN_SMB1
    case PROTOCOL.smb2:
      return SMB2_HEADER_LENGTH
    case PROTOCOL.encrypted:
      return ENCRYPTED_HEADER_LENGTH
    case PROTOCOL.compressed:
      return COMPRESSED_HEADER_LENGTH
    default:
      return Number.MAX_SAFE_INTEGER
  }
}

function controlLength(bytes: Cursor, type: number, length: number): number {
  if (type !== PACKET.request) {
    return ANSWER_LENGTHS[type] === length ? SESSION_HEADER_LENGTH + length : NOT_A_MESSAGE
  }
  if (length < 2 * ENCODED_NAME_LENGTH || length > 2 * (ENCODED_NAME_LENGTH + MAX_SCOPES)) return NOT_A_MESSAGE
  for (let at = SESSION_HEADER_LENGTH; at < Math.min(bytes.left, SESSION_HEADER_LENGTH + 1 + NAME_OCTETS); at++) {
    const octet = bytes.peek(at)
    const fits = at === SESSION_HEADER_LENGTH ? octet === NAME_OCTETS : octet >= 0x41 && octet <= 0x50
    if (!fits) return NOT_A_MESSAGE
  }
  return bytes.left < SESSION_HEADER_LENGTH + 1 + NAME_OCTETS ? NEED_MORE : SESSION_HEADER_LENGTH + length
}

/** Whether fewer bytes than a header and a protocol identifier could be the start of one. */
function couldBegin(bytes: Cursor): boolean {
  const { left } = bytes
  if (left === 0) return true
  const type = bytes.peek(0)
  if (type !== PACKET.message)
    return type >= PACKET.request && type <= PACKET.keepAlive && (left < 2 || bytes.peek(1) === 0)
  if (left > 4 && bytes.peek(4) < 0xfc) return false
  for (let at = 5; at < Math.min(left, 8); at++) {
    if (bytes.peek(at) !== ((SMB_TEXT >>> (8 * (7 - at))) & 255)) return false
  }
  return true
}
