/*
 * Where a PDU contradicts itself or the standard's layout; who sends such a thing is of interest, so it still counts as
 * an operation. MODBUS Application Protocol Specification V1.1b3, section 6.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Malformed } from '../kit/observation.ts'
import { EXCEPTION } from './function-codes.ts'
import { ANY_LENGTH, bytesOfBits, isCoilValue, requestLength, responseLength, UNKNOWN_YET } from './pdu-shape.ts'

/** Reports what is wrong with a request; false when something is. `header`: the bytes before the PDU. */
export function checkRequest(pdu: Cursor, header: number, sink: Sink): boolean {
  if (pdu.left > 0 && pdu.peek(0) >= EXCEPTION) return malformed(sink, 'bad-value', header)
  if (!checkLength(pdu, requestLength(pdu), header, sink)) return false
  switch (pdu.peek(0)) {
    case 5:
      return isCoilValue(pdu) || malformed(sink, 'bad-value', header + 3)
    case 15:
      return pdu.peek(5) === bytesOfBits(pdu.peek16(3)) || malformed(sink, 'bad-length', header + 5)
    case 16:
      return pdu.peek(5) === pdu.peek16(3) * 2 || malformed(sink, 'bad-length', header + 5)
    case 23:
      return pdu.peek(9) === pdu.peek16(7) * 2 || malformed(sink, 'bad-length', header + 9)
    default:
      return true
  }
}

/** Reports what is wrong with a response; false when something is. */
export function checkResponse(pdu: Cursor, header: number, sink: Sink): boolean {
  if (!checkLength(pdu, responseLength(pdu), header, sink)) return false
  switch (pdu.peek(0)) {
    case 3:
    case 4:
    case 23:
      return pdu.peek(1) % 2 === 0 || malformed(sink, 'bad-length', header + 1)
    case 5:
      return isCoilValue(pdu) || malformed(sink, 'bad-value', header + 3)
    default:
      return true
  }
}

function checkLength(pdu: Cursor, expected: number, header: number, sink: Sink): boolean {
  if (pdu.left === 0 || expected === UNKNOWN_YET || expected > pdu.left) {
    return malformed(sink, 'truncated', header + pdu.left)
  }
  return expected === ANY_LENGTH || expected === pdu.left || malformed(sink, 'bad-length', header + expected)
}

function malformed(sink: Sink, reason: Malformed['reason'], offset: number): false {
  sink.observe({ kind: 'malformed', reason, offset })
  return false
}
