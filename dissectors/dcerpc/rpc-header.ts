/* The header of connection-oriented RPC: The Open Group C706, 12.6.3.1 (common fields), 12.6.4 (types); MS-RPCE, 2.2.2. */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'

export const RPC_HEADER_LENGTH = 16
/** The length of a fragment has 16 bits. */
export const MAX_FRAGMENT = 0xffff

export const PDU = {
  request: 0,
  response: 2,
  fault: 3,
  bind: 11,
  bindAck: 12,
  bindNak: 13,
  alterContext: 14,
  alterContextResponse: 15,
  auth3: 16,
  shutdown: 17,
  cancel: 18,
  orphaned: 19,
} as const

const VERSION = 5
const MAX_MINOR_VERSION = 1
/** 12.6.4.7 to 12.6.4.9: bytes that every PDU of a type has, the header among them. */
const LEAST: Readonly<Record<number, number>> = {
  [PDU.request]: 24,
  [PDU.response]: 24,
  [PDU.fault]: 28,
  [PDU.bind]: 28,
  [PDU.bindAck]: 26,
  [PDU.bindNak]: 18,
  [PDU.alterContext]: 28,
  [PDU.alterContextResponse]: 26,
  [PDU.auth3]: 16,
  [PDU.shutdown]: 16,
  [PDU.cancel]: 16,
  [PDU.orphaned]: 16,
}
const FROM_CLIENT: readonly number[] = [PDU.request, PDU.bind, PDU.alterContext, PDU.auth3, PDU.cancel, PDU.orphaned]

/** A `messageLength`. */
export function fragmentLength(bytes: Cursor): number {
  if (!couldBegin(bytes)) return NOT_A_MESSAGE
  if (bytes.left < RPC_HEADER_LENGTH) return NEED_MORE
  const { view, pos } = bytes
  const type = view.getUint8(pos + 2)
  const little = (view.getUint8(pos + 4) & 0x10) !== 0
  const length = view.getUint16(pos + 8, little)
  const authLength = view.getUint16(pos + 10, little)
  const least = (LEAST[type] ?? MAX_FRAGMENT) + (authLength === 0 ? 0 : 8 + authLength)
  return length < least ? NOT_A_MESSAGE : length
}

/** A `probe`: version, type, data representation, and lengths that agree: more than 40 bits. */
export function probeFragment(bytes: Cursor): Verdict {
  const length = fragmentLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  return length === NEED_MORE ? 'need-more' : 'yes'
}

export function fragmentDirection(bytes: Cursor): Direction | undefined {
  if (bytes.left < 3) return undefined
  return FROM_CLIENT.includes(bytes.peek(2)) ? 'to-server' : 'to-client'
}

/** 14.1: integers in either order, ASCII, IEEE floating point; the rest of the representation is zero. */
function couldBegin(bytes: Cursor): boolean {
  const { view, pos, left } = bytes
  if (left > 0 && view.getUint8(pos) !== VERSION) return false
  if (left > 1 && view.getUint8(pos + 1) > MAX_MINOR_VERSION) return false
  if (left > 2 && LEAST[view.getUint8(pos + 2)] === undefined) return false
  if (left > 4 && (view.getUint8(pos + 4) & 0xef) !== 0) return false
  for (let at = 5; at < Math.min(left, 8); at++) if (view.getUint8(pos + at) !== 0) return false
  return true
}

/** The common fields of one PDU. One object, reused: `decode` overwrites it. */
export class RpcHeader {
  type = 0
  flags = 0
  little = true
  callId = 0
  /** Where the verifier's header, 8 bytes before its token, begins; the end of the PDU where there is none. */
  verifierAt = 0
  authLength = 0

  /** Reads the header of the PDU that the cursor spans, and leaves the cursor behind it. */
  decode(message: Cursor): boolean {
    const { view, pos } = message
    if (message.left < RPC_HEADER_LENGTH || fragmentLength(message) !== message.left) return false
    this.type = view.getUint8(pos + 2)
    this.flags = view.getUint8(pos + 3)
    this.little = (view.getUint8(pos + 4) & 0x10) !== 0
    this.authLength = view.getUint16(pos + 10, this.little)
    this.callId = view.getUint32(pos + 12, this.little)
    this.verifierAt = this.authLength === 0 ? message.end : message.end - this.authLength - 8
    message.skip(RPC_HEADER_LENGTH)
    return true
  }

  get isFirst(): boolean {
    return (this.flags & 0x01) !== 0
  }

  get hasObject(): boolean {
    return (this.flags & 0x80) !== 0
  }
}
