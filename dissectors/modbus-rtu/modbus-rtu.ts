/*
 * Modbus RTU over TCP: serial frames as a terminal server passes them on. Big-endian, but for the CRC.
 * MODBUS over Serial Line V1.02: frame in section 2.5.1 (address, PDU, CRC low byte first), addresses in section 2.2,
 * CRC in section 6.2.2. Nothing in a frame says how long it is, or which way it goes: the function does, and the CRC
 * tells whether it was right.
 */

import { crc16, crc16At, crc16Step, endsWithCrc16 } from '../kit/crc16.ts'
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
import { DIAGNOSTICS, describeCode, EXCEPTION, isKnownFunction } from '../modbus/function-codes.ts'
import { type ModbusState, newModbusState } from '../modbus/modbus-state.ts'
import { dissectRequest, dissectResponse } from '../modbus/pdu.ts'
import {
  ANY_LENGTH,
  directionOfPdu,
  hasShape,
  isEchoed,
  requestLength,
  responseLength,
  UNKNOWN_YET,
} from '../modbus/pdu-shape.ts'
import { isWhole } from '../rocplus/frame.ts'
import { rocOrModbus } from '../rocplus/modbus-twin.ts'

const ADDRESS_LENGTH = 1
const CRC_LENGTH = 2
const MIN_FRAME = 4
/** Return Query Data echoes two bytes or more. */
const SHORTEST_DIAGNOSTICS = 8
/** Section 2.5.1: "The maximum size of a MODBUS RTU frame is 256 bytes." */
const MAX_FRAME = 256
/** Section 2.2: 248 to 255 are reserved. */
const MAX_ADDRESS = 247

export const modbusRtu = defineDissector<ModbusState>({
  name: 'modbus-rtu',
  title: 'Modbus RTU over TCP',
  // Serial servers use what port they are given: content decides.
  carriers: [{ over: 'tcp', ports: [] }],
  depth: {
    decodes: 'as Modbus/TCP, in serial frames found by their CRC',
    identity: 'Read Device Identification (43/14), Report Server ID (17)',
    missing: 'frames with a bad CRC, ASCII transmission mode',
  },
  maxMessage: MAX_FRAME,

  /* 16 bits of CRC, the address below 248, a known function, and a length and values that fit it. */
  probe(bytes: Cursor): Verdict {
    if (bytes.left > 0 && bytes.peek(0) > MAX_ADDRESS) return 'no'
    if (bytes.left > 1 && !isKnownFunction(bytes.peek(1) & ~EXCEPTION)) return 'no'
    const length = messageLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    if (length === NEED_MORE) return bytes.left < MAX_FRAME ? 'need-more' : 'no'
    if (!within(bytes, length, hasShape)) return 'no'
    if (isWhole(bytes)) {
      // The same CRC, and a frame that is right in ROC Plus as well: what follows tells.
      const speaks = rocOrModbus(bytes)
      if (speaks !== 'modbus') return speaks === undefined ? 'need-more' : 'no'
    }
    return bytes.left <= length + 1 || isKnownFunction(bytes.peek(length + 1) & ~EXCEPTION) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const length = messageLength(bytes)
    return length > 0 ? within(bytes, length, directionOfPdu) : undefined
  },

  /* Nothing numbers the frames. */
  exchangeOf(bytes: Cursor): number {
    const { view, pos } = bytes
    return isEchoed(bytes.peek(ADDRESS_LENGTH)) ? keyOfBytes(view, pos, pos + messageLength(bytes), 0) : bytes.peek16(0)
  },

  messageLength,

  newState: () => newModbusState(ADDRESS_LENGTH),

  dissect(message: Cursor, info: MessageInfo, state: ModbusState, sink: Sink): void {
    if (message.left < MIN_FRAME) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const unit = message.u8()
    message.end -= CRC_LENGTH
    if (info.direction === 'to-server') dissectRequest(message, unit, 0, info, state, sink)
    else dissectResponse(message, unit, 0, state, sink)
  },

  describe: describeCode,
})

/** The shortest of the lengths that the function allows whose CRC is right. */
function messageLength(bytes: Cursor): number {
  if (bytes.left < MIN_FRAME) return NEED_MORE
  bytes.pos += ADDRESS_LENGTH
  const code = bytes.peek(0)
  const answered = responseLength(bytes)
  const asked = code >= EXCEPTION ? answered : requestLength(bytes)
  bytes.pos -= ADDRESS_LENGTH
  if (asked === ANY_LENGTH || answered === ANY_LENGTH) {
    return shortestFrame(bytes, code === DIAGNOSTICS ? SHORTEST_DIAGNOSTICS : MIN_FRAME)
  }
  const one = frameLength(asked, bytes)
  const other = frameLength(answered, bytes)
  const shorter = Math.min(one, other)
  if (hasCrc(bytes, shorter)) return shorter
  const longer = Math.max(one, other)
  if (hasCrc(bytes, longer)) return longer
  const isComing = (shorter > bytes.left && shorter <= MAX_FRAME) || (longer > bytes.left && longer <= MAX_FRAME)
  return isComing ? NEED_MORE : NOT_A_MESSAGE
}

/** A frame whose length is not known yet is longer than what is there. */
function frameLength(pdu: number, bytes: Cursor): number {
  return pdu === UNKNOWN_YET ? bytes.left + 1 : ADDRESS_LENGTH + pdu + CRC_LENGTH
}

function hasCrc(bytes: Cursor, length: number): boolean {
  return length <= bytes.left && length <= MAX_FRAME && endsWithCrc16(bytes, length)
}

/**
 * For functions of any length: the first place where a CRC is right. It can be one byte early, when the last byte of
 * data happens to equal the CRC so far (one frame in 256); the byte that is left over then costs the next message.
 */
function shortestFrame(bytes: Cursor, shortest: number): number {
  if (bytes.left < shortest) return NEED_MORE
  const most = Math.min(bytes.left, MAX_FRAME)
  let crc = crc16(bytes, shortest - CRC_LENGTH)
  for (let length = shortest; length <= most; length++) {
    if (crc === crc16At(bytes, length)) return length
    crc = crc16Step(crc, bytes.peek(length - CRC_LENGTH))
  }
  return most === MAX_FRAME ? NOT_A_MESSAGE : NEED_MORE
}

/** Asks `question` of the PDU of the frame at the cursor, which stays where it is. */
function within<Answer>(bytes: Cursor, length: number, question: (pdu: Cursor) => Answer): Answer {
  const { pos, end } = bytes
  bytes.pos = pos + ADDRESS_LENGTH
  bytes.end = pos + length - CRC_LENGTH
  const answer = question(bytes)
  bytes.pos = pos
  bytes.end = end
  return answer
}
