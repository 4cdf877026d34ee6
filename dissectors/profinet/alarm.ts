/*
 * Alarms: IEC 61158-6-10, 4.8 (RTA) and 5.2.6 (AlarmNotification, AlarmAck). Big-endian.
 * AlarmDst- and SrcEndpoint, PDUType, AddFlags, SendSeqNum, AckSeqNum, VarPartLen.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { alarmName } from './alarm-names.ts'
import { FRAME } from './frame-id.ts'
import { codeOf, SPACE } from './function-codes.ts'
import { placeText } from './place-text.ts'
import type { ProfinetState } from './profinet-state.ts'

const HEADER_LENGTH = 12
const VERSION_1 = 1
const DATA = 1
const ERROR = 4
/** FREQ and FRSP, which fragment an RTA, are the last two. */
const LAST_TYPE = 6
/** AddFlags: window size 1, and TACK. */
const ADD_FLAGS_ZERO = 0xee
const NOTIFICATION_HIGH = 0x0001
const NOTIFICATION_LOW = 0x0002
const ANSWER = 0x8000
const NOTIFICATION_LENGTH = 16
const ANSWER_LENGTH = 22
const ALARM_CODE = codeOf(SPACE.alarm, 0)
const ALARM_KEYS = ALARM_CODE * 0x1_0000
const RTA_TYPES = ['', 'data', 'negative acknowledge', 'acknowledge', 'error', 'fragment request', 'fragment response']

/** Whether these bytes can be an RTA-PDU; the cursor is at the FrameID. */
export function isAlarm(bytes: Cursor): boolean {
  if (bytes.left < 2 + HEADER_LENGTH) return false
  const type = bytes.peek(6)
  if (type >> 4 !== VERSION_1 || (type & 0xf) < DATA || (type & 0xf) > LAST_TYPE) return false
  return (bytes.peek(7) & ADD_FLAGS_ZERO) === 0 && 2 + HEADER_LENGTH + bytes.peek16(12) <= bytes.left
}

/** Reports one alarm frame; the cursor is behind the FrameID. */
export function dissectAlarm(message: Cursor, frameId: number, state: ProfinetState, sink: Sink): void {
  const start = message.pos
  message.skip(4)
  const type = message.u8() & 0xf
  message.skip(5)
  const length = message.u16()
  const priority = frameId === FRAME.alarmHigh ? 'high' : 'low'
  const isWhole = !message.short && message.narrow(length)
  if (isWhole && type === DATA && message.left >= leastData(message)) data(message, priority, state, sink)
  else {
    // C706 and PNIO codes: ErrorCode, ErrorDecode, ErrorCode1, ErrorCode2 (5.2.8).
    const status = isWhole && type === ERROR ? message.u32() : 0
    const key = ALARM_KEYS + type * 2 + (priority === 'high' ? 1 : 0)
    sink.operation('event', operationOf(key, `${priority} ${RTA_TYPES[type] ?? `type ${type}`}`, state), status)
  }
  if (!isWhole || message.short || (type === DATA && message.pos === start + HEADER_LENGTH)) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - start })
  }
}

/** Up to the subslot; in an answer up to its status. */
function leastData(message: Cursor): number {
  return message.left >= 2 && (message.peek16(0) & ANSWER) !== 0 ? ANSWER_LENGTH : NOTIFICATION_LENGTH
}

/** Block header, AlarmType, API, slot, subslot; an answer has a PNIOStatus behind the AlarmSpecifier. */
function data(message: Cursor, priority: string, state: ProfinetState, sink: Sink): void {
  const block = message.u16()
  message.skip(4)
  const isNotification = block === NOTIFICATION_HIGH || block === NOTIFICATION_LOW
  const type = message.u16()
  message.skip(4)
  const slot = message.u16()
  const subslot = message.u16()
  let status = 0
  let role: OperationRole = 'event'
  if ((block & ANSWER) !== 0) {
    role = 'response'
    message.skip(2)
    status = message.u32()
  }
  const isHigh = priority === 'high' ? 1 : 0
  // Slot, subslot, type (its reserved bits are zero), priority: 53 bits, with a bit that keeps the other keys apart.
  const key = 0x8_0000_0000_0000 + (slot * 0x1_0000 + subslot) * 0x1_0000 + (type & 0x7fff) * 2 + isHigh
  const known = state.operations.find(key)
  const operation = known ?? operationOf(key, `${priority} ${placeText(slot, subslot)} ${alarmName(type)}`, state)
  sink.operation(role, operation, status)
  if (role === 'event' && !isNotification) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: ALARM_CODE })
  }
}

function operationOf(key: number, target: string, state: ProfinetState): Operation {
  return state.operations.find(key) ?? state.operations.add(key, 'alarm', ALARM_CODE, '', target)
}
