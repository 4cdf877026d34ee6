/*
 * Modbus/TCP, and the same over UDP. Big-endian.
 * MODBUS Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3: the header (MBAP) of transaction, protocol 0,
 * length and unit. The PDU behind it: MODBUS Application Protocol Specification V1.1b3.
 */

import { endsWithCrc16 } from '../kit/crc16.ts'
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { describeCode, EXCEPTION, isKnownFunction, UMAS } from './function-codes.ts'
import { type ModbusState, newModbusState } from './modbus-state.ts'
import { dissectRequest, dissectResponse } from './pdu.ts'
import { directionOfPdu, fitsRequest, fitsResponse, hasShape, isEchoed } from './pdu-shape.ts'
import { isKnownUmas } from './umas-codes.ts'

/** Transaction, protocol, length. */
const PREFIX_LENGTH = 6
const HEADER_LENGTH = 7
const MAX_PDU = 253
/** Address, function, two words, CRC. */
const SERIAL_FRAME = 8
/** UMAS negotiates its own limit (Init Comm): up to 1024 bytes are known of M580 controllers. */
const MAX_UMAS_PDU = 1024
/** The length field counts the unit and the PDU; a PDU has at least its function. */
const MIN_LENGTH_FIELD = 2
const NO_HEADER = -1

export const modbus = defineDissector<ModbusState>({
  name: 'modbus',
  title: 'Modbus/TCP',
  carriers: [
    { over: 'tcp', ports: [502] },
    { over: 'udp', ports: [502] },
  ],
  depth: {
    decodes:
      'all public functions, exceptions, units behind gateways; UMAS functions by code, its memory blocks and variables',
    identity: 'Read Device Identification (43/14), Report Server ID (17), UMAS Read ID and Project Info',
    missing: 'UMAS variable names, Modbus/TCP Security (TLS)',
  },
  maxMessage: HEADER_LENGTH + MAX_UMAS_PDU,

  /*
   * 16 bits of protocol 0, 8 of a length below 256, and a PDU whose length and values fit its function. Testers begin
   * with bad requests, too: then two headers in a row with known functions do, whose transactions follow
   * each other. (One is not enough: DICOM begins so.)
   * A dialogue can be joined with its server taken for the client, so the PDU may be of the other direction.
   */
  probe(bytes: Cursor): Verdict {
    if (isSerialFrame(bytes)) return 'no'
    const start = bytes.pos
    let before = NO_HEADER
    let verdict: Verdict = 'need-more'
    while (verdict === 'need-more' && bytes.left > 0) {
      const length = messageLength(bytes)
      if (length === NOT_A_MESSAGE || isForeign(bytes)) verdict = 'no'
      else if (length === NEED_MORE || bytes.left < length) break
      else if (isBer(bytes)) before = NO_HEADER
      else if (within(bytes, length, isEvident)) verdict = isForeignAfter(bytes, length) ? 'no' : 'yes'
      else if (isKnownFunction(bytes.peek(HEADER_LENGTH) & ~EXCEPTION)) {
        if (before !== NO_HEADER && isNext(before, bytes.peek16(0))) verdict = 'yes'
        before = bytes.peek16(0)
      }
      bytes.pos += length
    }
    bytes.pos = start
    return verdict
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const length = messageLength(bytes)
    return length > 0 && length <= bytes.left ? within(bytes, length, directionOfPdu) : undefined
  },

  /* Some clients send transaction 0 for everything: what is repeated as a whole tells more. */
  exchangeOf(bytes: Cursor): number {
    const { view, pos } = bytes
    const transaction = bytes.peek16(0)
    return isEchoed(bytes.peek(HEADER_LENGTH)) ? keyOfBytes(view, pos, pos + messageLength(bytes), 0) : transaction
  },

  messageLength,

  newState: () => newModbusState(HEADER_LENGTH),

  dissect(message: Cursor, info: MessageInfo, state: ModbusState, sink: Sink): void {
    const start = message.pos
    const transaction = message.u16()
    message.skip(4)
    const unit = message.u8()
    if (message.short || message.left < 1) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end - start })
      return
    }
    if (info.direction === 'to-server') dissectRequest(message, unit, transaction, info, state, sink)
    else dissectResponse(message, unit, transaction, state, sink)
  },

  describe: describeCode,
})

function messageLength(bytes: Cursor): number {
  if (bytes.left < PREFIX_LENGTH) return NEED_MORE
  const length = bytes.peek16(4)
  if (bytes.peek16(2) !== 0 || length < MIN_LENGTH_FIELD || length > MAX_UMAS_PDU + 1) return NOT_A_MESSAGE
  if (length > MAX_PDU + 1) {
    if (bytes.left <= HEADER_LENGTH) return NEED_MORE
    if (bytes.peek(HEADER_LENGTH) !== UMAS) return NOT_A_MESSAGE
  }
  return PREFIX_LENGTH + length
}

/** Whether a transaction comes after another: clients count, in either byte order, or give all the same. */
function isNext(before: number, transaction: number): boolean {
  if (transaction === before || transaction === ((before + 1) & 0xffff)) return true
  return swapped(transaction) === ((swapped(before) + 1) & 0xffff)
}

function swapped(word: number): number {
  return ((word & 0xff) << 8) | (word >>> 8)
}

/** Whether the few bytes there are belong to no header of ours. */
function isForeign(bytes: Cursor): boolean {
  return bytes.left >= 4 && bytes.peek16(2) !== 0
}

/**
 * A BER SEQUENCE with a long length, then an INTEGER, as LDAP of Active Directory writes every message. It is also our
 * transaction 0x3084 for unit 2: no evidence either way.
 */
function isBer(bytes: Cursor): boolean {
  return bytes.peek16(0) === 0x3084 && bytes.peek(6) === 0x02 && bytes.peek(7) <= 4
}

function isForeignAfter(bytes: Cursor, length: number): boolean {
  bytes.pos += length
  const foreign = isForeign(bytes) || messageLength(bytes) === NOT_A_MESSAGE
  bytes.pos -= length
  return foreign
}

/** UMAS has no shape, but a function that nothing else has, and codes of its own. */
function isEvident(pdu: Cursor): boolean {
  if (hasShape(pdu)) return true
  return pdu.peek(0) === UMAS && (fitsResponse(pdu) || (fitsRequest(pdu) && isKnownUmas(pdu.peek(2))))
}

/**
 * A serial frame that reads or writes at address 0 looks like a header: its address is our protocol 0, its quantity our
 * length. Its CRC tells it.
 */
function isSerialFrame(bytes: Cursor): boolean {
  return bytes.left >= SERIAL_FRAME && endsWithCrc16(bytes, SERIAL_FRAME)
}

/** Asks `question` of the PDU of the message at the cursor, which stays where it is. */
function within<Answer>(bytes: Cursor, length: number, question: (pdu: Cursor) => Answer): Answer {
  const { pos, end } = bytes
  bytes.pos = pos + HEADER_LENGTH
  bytes.end = pos + length
  const answer = question(bytes)
  bytes.pos = pos
  bytes.end = end
  return answer
}
