/*
 * S7comm-plus, the protocol of SIMATIC S7-1200 and S7-1500 for engineering and HMIs. Big-endian.
 * Carried by ISO transport over TCP (RFC 1006; `dissectors/kit/tpkt.ts`). Siemens publishes no specification: layouts
 * as the free drivers know them. A frame: 0x72, version (1 to 3, 0xFE system event, 0xFF keep alive), length, data;
 * the last frame of a PDU ends with a trailer, 0x72, version, 0. Version 3 puts a digest before the data of each frame.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { MAX_TPKT, seekUserData, TPDU, tpktLength } from '../kit/tpkt.ts'
import { describeCode, KEEP_ALIVE, SYSTEM_EVENT } from './function-codes.ts'
import { dissectPdu, generalOperation, OPCODE } from './pdu.ts'
import { fragmentsOf, newS7commplusState, type S7commplusState } from './s7commplus-state.ts'

const PROTOCOL = 0x72
const HEADER_LENGTH = 4
const SIGNED_VERSION = 3
const SYSTEM_EVENT_VERSION = 0xfe
const KEEP_ALIVE_VERSION = 0xff
/** A length byte, then an HMAC-SHA-256. */
const DIGEST_LENGTH = 0x20
/** Where the type of the first TPDU lies. */
const TPDU_TYPE_AT = 5
/** TLS 1.2 and 1.3, RFC 8446, 5.1: content types alert to application data, legacy version 3.x, length. */
const TLS_HEADER_LENGTH = 5
const FIRST_TLS_TYPE = 0x14
const LAST_TLS_TYPE = 0x17
const MAX_TLS_RECORD = 0x4000 + 256

export const s7commplus = defineDissector<S7commplusState>({
  name: 's7commplus',
  title: 'S7comm-plus',
  carriers: [{ over: 'tcp', ports: [102] }],
  depth: {
    decodes:
      'requests, responses, notifications; objects, tags by area and LID, session set-up, fragments, return values',
    identity: 'session objects of controller and client (order number, firmware, program, host), I&M 0',
    missing: 'values, names of tags; everything within TLS (TIA Portal V17 on)',
  },
  maxMessage: MAX_TPKT,

  /* 8 bits of protocol id, a version of five, a length that agrees with the TPKT, then opcode and zeros or a digest. */
  probe(bytes: Cursor): Verdict {
    const verdict = seekUserData(bytes)
    if (verdict !== 'yes') return verdict
    if (bytes.peek(0) !== PROTOCOL) return isTls(bytes) ? 'yes' : 'no'
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    const version = bytes.peek(1)
    const length = bytes.peek16(2)
    if (version >= SYSTEM_EVENT_VERSION) return bytes.left === HEADER_LENGTH + length ? 'yes' : 'no'
    if (version < 1 || version > SIGNED_VERSION || !agrees(bytes, length)) return 'no'
    const opcodeAt = opcodeOffset(bytes, version, length)
    if (length < opcodeAt - HEADER_LENGTH + 3) return 'no'
    if (bytes.left < opcodeAt + 3) return 'need-more'
    return isOpcode(bytes, opcodeAt) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left > TPDU_TYPE_AT) {
      const type = bytes.peek(TPDU_TYPE_AT) & 0xf0
      if (type === TPDU.connectRequest) return 'to-server'
      if (type === TPDU.connectConfirm) return 'to-client'
    }
    if (seekUserData(bytes) !== 'yes' || bytes.left < HEADER_LENGTH || bytes.peek(0) !== PROTOCOL) return undefined
    const version = bytes.peek(1)
    const opcodeAt = opcodeOffset(bytes, version, bytes.peek16(2))
    if (version > SIGNED_VERSION || bytes.left < opcodeAt + 3 || !isOpcode(bytes, opcodeAt)) return undefined
    return bytes.peek(opcodeAt) === OPCODE.request ? 'to-server' : 'to-client'
  },

  messageLength: tpktLength,

  newState: newS7commplusState,

  dissect(message: Cursor, info: MessageInfo, state: S7commplusState, sink: Sink): void {
    if (info.afterGap) fragmentsOf(info, state).reset()
    const tsdu = state.transport.take(message, info, state.operations, sink)
    if (tsdu !== undefined) dissectFrame(tsdu, info, state, sink)
  },

  describe: describeCode,
})

function dissectFrame(frame: Cursor, info: MessageInfo, state: S7commplusState, sink: Sink): void {
  if (frame.peek(0) !== PROTOCOL) {
    foreign(frame, state, sink)
    return
  }
  const start = frame.pos
  const end = frame.end
  frame.skip(1)
  const version = frame.u8()
  const length = frame.u16()
  if (frame.short || !frame.narrow(length)) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: frame.pos - start })
    return
  }
  if (version >= SYSTEM_EVENT_VERSION) {
    const code = version === KEEP_ALIVE_VERSION ? KEEP_ALIVE : SYSTEM_EVENT
    sink.operation('event', generalOperation(code, state), 0)
    return
  }
  const isLast = end - frame.end >= HEADER_LENGTH && frame.view.getUint8(frame.end) === PROTOCOL
  if (version === SIGNED_VERSION && frame.left > DIGEST_LENGTH && frame.peek(0) === DIGEST_LENGTH) {
    frame.skip(1 + DIGEST_LENGTH)
    if (!state.securitySaid) saySecurity('signed', state, sink)
  }
  const pdu = fragmentsOf(info, state).push(frame, isLast)
  if (pdu !== undefined && pdu.left > 0) dissectPdu(pdu, info, state, sink)
}

/** Since TIA Portal V17 a session changes to TLS, whose records stand in the place of frames. */
function foreign(frame: Cursor, state: S7commplusState, sink: Sink): void {
  const isRecord = isTls(frame)
  if (isRecord && !state.securitySaid) saySecurity('encrypted', state, sink)
  sink.observe({ kind: 'undecoded', reason: isRecord ? 'encrypted' : 'unsupported', code: frame.peek(0) })
}

function saySecurity(security: 'signed' | 'encrypted', state: S7commplusState, sink: Sink): void {
  state.securitySaid = true
  sink.observe({ kind: 'session', state: 'opened', security, user: '' })
}

/** Whether data, or data and trailer, fill the TPKT: less is there only while the TPKT is cut. */
function agrees(bytes: Cursor, length: number): boolean {
  const trailing = bytes.left - HEADER_LENGTH - length
  if (trailing <= 0) return true
  if (trailing !== HEADER_LENGTH) return false
  const trailerAt = HEADER_LENGTH + length
  return bytes.peek(trailerAt) === PROTOCOL && bytes.peek16(trailerAt + 2) === 0
}

function opcodeOffset(bytes: Cursor, version: number, length: number): number {
  if (version !== SIGNED_VERSION || length <= DIGEST_LENGTH || bytes.left <= HEADER_LENGTH) return HEADER_LENGTH
  return bytes.peek(HEADER_LENGTH) === DIGEST_LENGTH ? HEADER_LENGTH + 1 + DIGEST_LENGTH : HEADER_LENGTH
}

/** Requests and responses have two zeros behind their opcode; the object of a notification can be any. */
function isOpcode(bytes: Cursor, at: number): boolean {
  switch (bytes.peek(at)) {
    case OPCODE.request:
    case OPCODE.response:
    case OPCODE.response2:
      return bytes.peek16(at + 1) === 0
    case OPCODE.notification:
      return true
    default:
      return false
  }
}

function isTls(bytes: Cursor): boolean {
  if (bytes.left < TLS_HEADER_LENGTH) return false
  const type = bytes.peek(0)
  const isRecord = type >= FIRST_TLS_TYPE && type <= LAST_TLS_TYPE && bytes.peek(1) === 3 && bytes.peek(2) <= 4
  return isRecord && bytes.peek16(3) > 0 && bytes.peek16(3) <= MAX_TLS_RECORD
}
