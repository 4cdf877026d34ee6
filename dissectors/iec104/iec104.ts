/*
 * IEC 60870-5-104 over TCP. Little-endian.
 * IEC 60870-5-104:2006 (Edition 2): control information (APCI) and its three formats in clause 5, protection against
 * loss in 5.1 and 5.2, ASDUs in clause 7; the ASDUs themselves in IEC 60870-5-101:2003 (Edition 2), clause 7.
 */
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
import { directionOfAsdu, dissectAsdu, isPlausible } from './asdu.ts'
import { dissectSupervisory, dissectUnnumbered } from './control-format.ts'
import {
  describeCode,
  isUnnumberedFunction,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
} from './function-codes.ts'
import { IEC104_LAYOUT, type Iec104State, newIec104State } from './iec104-state.ts'

const START = 0x68
const PREFIX_LENGTH = 2
const CONTROL_LENGTH = 6
/** 5: the length counts the four control octets and the ASDU. */
const MIN_LENGTH_FIELD = 4
const MAX_LENGTH_FIELD = 253
const SEQUENCE_SPACE = 0x8000

export const iec104 = defineDissector<Iec104State>({
  name: 'iec104',
  title: 'IEC 60870-5-104',
  carriers: [{ over: 'tcp', ports: [2404] }],
  depth: {
    decodes:
      'all three formats, all type identifications, causes, select and execute, object addresses, sequence numbers',
    identity: 'common addresses, originators, end of initialization',
    missing: 'IEC 62351-3 (TLS), other address sizes than the standard fixes',
  },
  maxMessage: PREFIX_LENGTH + MAX_LENGTH_FIELD,

  /*
   * Unnumbered: 48 bits. Supervisory: 8 of start, 8 of length, 16 of format, 1 of the receive number. Information: start,
   * both format bits, known type and cause, and a length that the objects fill exactly; when they do not, the next
   * message decides. What follows a message starts anew.
   */
  probe(bytes: Cursor): Verdict {
    const start = bytes.pos
    let verdict: Verdict = 'need-more'
    while (verdict === 'need-more' && bytes.left > 0) {
      const length = messageLength(bytes)
      if (length === NOT_A_MESSAGE) verdict = 'no'
      else if (length === NEED_MORE || bytes.left < length) {
        if (!couldBegin(bytes)) verdict = 'no'
        break
      } else if (bytes.left > length && bytes.peek(length) !== START) verdict = 'no'
      else if (isApdu(bytes, length)) verdict = 'yes'
      else if (!isInformation(bytes, length)) verdict = 'no'
      bytes.pos += length
    }
    bytes.pos = start
    return verdict
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const length = messageLength(bytes)
    if (length <= 0 || bytes.left < length || !isApdu(bytes, length)) return undefined
    const control = bytes.peek(2)
    if ((control & 1) === 0) return within(bytes, length, directionOfAsdu)
    // 5.3: only the controlling station starts and stops data transfer.
    if (control === STARTDT_ACT || control === STOPDT_ACT) return 'to-server'
    return control === STARTDT_CON || control === STOPDT_CON ? 'to-client' : undefined
  },

  messageLength,

  newState: newIec104State,

  dissect(message: Cursor, info: MessageInfo, state: Iec104State, sink: Sink): void {
    if (message.left < CONTROL_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const control = message.peek(2)
    if ((control & 1) === 0) {
      checkSequence(message, info, state, sink)
      message.skip(CONTROL_LENGTH)
      dissectAsdu(message, info, state, sink)
    } else if ((control & 3) === 1) dissectSupervisory(message, state, sink)
    else dissectUnnumbered(message, info, state, sink)
  },

  describe: describeCode,
})

function messageLength(bytes: Cursor): number {
  if (bytes.left >= 1 && bytes.peek(0) !== START) return NOT_A_MESSAGE
  if (bytes.left < PREFIX_LENGTH) return NEED_MORE
  const length = bytes.peek(1)
  if (length < MIN_LENGTH_FIELD || length > MAX_LENGTH_FIELD) return NOT_A_MESSAGE
  return PREFIX_LENGTH + length
}

/** Whether the few bytes there are fit one of the three formats. */
function couldBegin(bytes: Cursor): boolean {
  if (bytes.left < 3) return true
  const control = bytes.peek(2)
  const isLong = bytes.peek(1) > MIN_LENGTH_FIELD
  if ((control & 1) === 0) return isLong && (bytes.left < 5 || (bytes.peek(4) & 1) === 0)
  if (isLong) return false
  if ((control & 3) === 3) return isUnnumberedFunction(control) && (bytes.left < 4 || bytes.peek(3) === 0)
  return control === 1 && (bytes.left < 4 || bytes.peek(3) === 0)
}

/** Whether the whole APDU at the cursor keeps to its format. */
function isApdu(bytes: Cursor, length: number): boolean {
  const control = bytes.peek(2)
  if ((control & 1) === 0) return isInformation(bytes, length) && within(bytes, length, isPlausibleHere)
  if (length !== CONTROL_LENGTH || bytes.peek(3) !== 0) return false
  if ((control & 3) === 3) return isUnnumberedFunction(control) && bytes.peek16(4) === 0
  return control === 1 && (bytes.peek(4) & 1) === 0
}

/** Whether the whole APDU at the cursor has the format of an information message, whatever its ASDU. */
function isInformation(bytes: Cursor, length: number): boolean {
  return length > CONTROL_LENGTH && ((bytes.peek(2) | bytes.peek(4)) & 1) === 0
}

function isPlausibleHere(asdu: Cursor): boolean {
  return isPlausible(asdu, IEC104_LAYOUT)
}

/** 5.1: each information message has the number after the one before it. After lost bytes it starts anew. */
function checkSequence(message: Cursor, info: MessageInfo, state: Iec104State, sink: Sink): void {
  const sent = message.view.getUint16(message.pos + 2, true) >>> 1
  const toServer = info.direction === 'to-server'
  const expected = toServer ? state.clientNext : state.serverNext
  const next = (sent + 1) % SEQUENCE_SPACE
  if (toServer) state.clientNext = next
  else state.serverNext = next
  if (expected >= 0 && sent !== expected && !info.afterGap) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: PREFIX_LENGTH })
  }
}

/** Asks `question` of the ASDU of the message at the cursor, which stays where it is. */
function within<Answer>(bytes: Cursor, length: number, question: (asdu: Cursor) => Answer): Answer {
  const { pos, end } = bytes
  bytes.pos = pos + CONTROL_LENGTH
  bytes.end = pos + length
  const answer = question(bytes)
  bytes.pos = pos
  bytes.end = end
  return answer
}
