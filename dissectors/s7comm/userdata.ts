/*
 * Userdata (ROSCTR 7): requests, answers and pushes in function groups.
 * Parameters: head 00 01 12, length, method, type and group, subfunction, sequence number; behind them, in all but
 * first requests: data unit reference, last data unit, error code. Data: return code, transport size, length, content.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { classOfUserdata, GROUP, userdataCode } from './function-codes.ts'
import { GROUP_NAMES, TRANSITION_MODES } from './names.ts'
import { askedBy, askedOf, MAX_SEQUENCES, type S7commState } from './s7comm-state.ts'
import { sayCommunicationPartner } from './say-partner.ts'
import { dissectSzl, tellsIdentity } from './szl.ts'
import { SzlParts } from './szl-parts.ts'
import { targetLength, userdataTarget } from './userdata-target.ts'

const MIN_PARAMETERS = 8
const ERROR_AT = 10
const UNIT_REFERENCE_AT = 8
const LAST_UNIT_AT = 9
const DATA_HEADER_LENGTH = 4
const MODE_TRANSITION_HEAD = 0x0100

/** High half of the type and group byte; +3 for the NC's own. */
const TYPE = { push: 0, request: 4, response: 8, ncPush: 3, ncRequest: 7, ncResponse: 11 }

const USERDATA_SPACE = 0x4_0000_0000_0000

export function dissectUserdata(pdu: Cursor, info: MessageInfo, state: S7commState, sink: Sink): void {
  const { header } = state
  if (header.dataAt - pdu.pos < MIN_PARAMETERS) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: pdu.pos })
    return
  }
  const typeAndGroup = pdu.peek(5)
  const type = typeAndGroup >> 4
  // A mode transition has a head of its own, and no group but 0.
  const group = pdu.peek16(0) === MODE_TRANSITION_HEAD ? GROUP.modeTransition : typeAndGroup & 0x0f
  const subfunction = pdu.peek(6)
  if (GROUP_NAMES[group] === undefined) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: userdataCode(group, subfunction) })
  }
  switch (roleOf(type)) {
    case 'request':
      request(pdu, group, subfunction, info, state, sink)
      break
    case 'response':
      response(pdu, group, subfunction, info, state, sink)
      break
    case 'event':
      push(pdu, group, subfunction, info, state, sink)
      break
  }
}

function roleOf(type: number): Exclude<OperationRole, 'order'> {
  switch (type) {
    case TYPE.request:
    case TYPE.ncRequest:
      return 'request'
    case TYPE.response:
    case TYPE.ncResponse:
      return 'response'
    default:
      return 'event'
  }
}

function request(
  pdu: Cursor,
  group: number,
  subfunction: number,
  info: MessageInfo,
  state: S7commState,
  sink: Sink,
): void {
  const sequence = pdu.peek(7)
  const operation =
    (sequence > 0 ? continued(group, subfunction, sequence, state) : undefined) ??
    operationOf(pdu, group, subfunction, false, state, sink)
  if (group === GROUP.cpu && subfunction === 2) sayCommunicationPartner(pdu, info, state, sink)
  if (group === GROUP.security && subfunction === 1) {
    // Eight bytes scrambled by a fixed rule: whoever hears them can undo it.
    sink.observe({ kind: 'credential', of: 'client', method: 'S7 password', account: '', protection: 'clear' })
  }
  askedBy(info, state).ask(state.header.reference, operation)
  sink.operation('request', operation, 0)
}

function response(
  pdu: Cursor,
  group: number,
  subfunction: number,
  info: MessageInfo,
  state: S7commState,
  sink: Sink,
): void {
  const { header } = state
  const code = userdataCode(group, subfunction)
  const asked = askedOf(info, state).answer(header.reference)
  const operation = asked?.code === code ? asked : generalOperation(group, subfunction, false, state)
  const hasStatus = header.dataAt - pdu.pos >= ERROR_AT + 2
  const status = hasStatus ? pdu.peek16(ERROR_AT) : 0
  const isLast = !hasStatus || pdu.peek(LAST_UNIT_AT) === 0
  if (status === 0 && (!isLast || group === GROUP.cyclic)) remember(operation, pdu.peek(7), state)
  if (status === 0 && group === GROUP.cpu && subfunction === 1) readSzl(pdu, isLast, info, state, sink)
  if (group === GROUP.security && subfunction === 1) {
    const isOpen = status === 0
    const security = isOpen ? 'none' : 'unknown'
    sink.observe({ kind: 'session', state: isOpen ? 'opened' : 'refused', security, user: '' })
  }
  sink.operation('response', operation, status)
}

function push(
  pdu: Cursor,
  group: number,
  subfunction: number,
  info: MessageInfo,
  state: S7commState,
  sink: Sink,
): void {
  if (group === GROUP.modeTransition) {
    const mode = TRANSITION_MODES[subfunction]
    const of = info.direction === 'to-client' ? 'server' : 'client'
    const { module } = state
    if (mode !== undefined) {
      sink.observe({ kind: 'identity', of, about: '', module, message: 'Mode transition', facts: { mode } })
    }
  }
  // Cyclic values come under the sequence number that their job was answered with.
  const job = group === GROUP.cyclic ? continued(group, subfunction, pdu.peek(7), state) : undefined
  if (job !== undefined) sink.operation('event', cyclicOperation(job, group, subfunction, state), 0)
  else sink.operation('event', operationOf(pdu, group, subfunction, true, state, sink), 0)
}

/** The operation of a job's values: its target, as a publication. */
function cyclicOperation(job: Operation, group: number, subfunction: number, state: S7commState): Operation {
  const key = USERDATA_SPACE + 0x100_0000 + (job.slot + 1) * 0x1_0000 + group * 0x100 + subfunction
  return state.operations.find(key) ?? state.operations.add(key, 'publish', job.code, job.module, job.target)
}

/** What a follow-up belongs to: the request for the next part, or a value of a cyclic job. */
function continued(group: number, subfunction: number, sequence: number, state: S7commState): Operation | undefined {
  const operation = state.sequences[sequence % MAX_SEQUENCES]
  return operation?.code === userdataCode(group, subfunction) ? operation : undefined
}

function remember(operation: Operation, sequence: number, state: S7commState): void {
  state.sequences[sequence % MAX_SEQUENCES] = operation
}

/** The operation of a request or push, with the target that its data name. */
function operationOf(
  pdu: Cursor,
  group: number,
  subfunction: number,
  isPush: boolean,
  state: S7commState,
  sink: Sink,
): Operation {
  const { header, operations } = state
  pdu.pos = Math.min(header.dataAt + DATA_HEADER_LENGTH, header.dataEnd)
  pdu.end = header.dataEnd
  const length = targetLength(pdu, group, subfunction, isPush)
  if (length === 0) return generalOperation(group, subfunction, isPush, state)
  const key = keyOfBytes(pdu.view, pdu.pos, pdu.pos + length, userdataCode(group, subfunction) + (isPush ? 0x80 : 0))
  const found = operations.find(key)
  if (found !== undefined) return found
  const target = userdataTarget(pdu, group, subfunction)
  if (pdu.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: pdu.pos })
  const operationClass = classOfUserdata(group, subfunction, isPush)
  return operations.add(key, operationClass, userdataCode(group, subfunction), state.module, target)
}

function generalOperation(group: number, subfunction: number, isPush: boolean, state: S7commState): Operation {
  const code = userdataCode(group, subfunction)
  const key = USERDATA_SPACE + code * 2 + (isPush ? 1 : 0)
  const { operations } = state
  return (
    operations.find(key) ?? operations.add(key, classOfUserdata(group, subfunction, isPush), code, state.module, '')
  )
}

/** A list that does not fit into one PDU is asked for again, and comes in parts under one data unit reference. */
function readSzl(pdu: Cursor, isLast: boolean, info: MessageInfo, state: S7commState, sink: Sink): void {
  const { header } = state
  const reference = header.dataAt - pdu.pos > UNIT_REFERENCE_AT ? pdu.peek(UNIT_REFERENCE_AT) : 0
  if (header.dataEnd - header.dataAt <= DATA_HEADER_LENGTH) return
  pdu.pos = header.dataAt + DATA_HEADER_LENGTH
  pdu.end = header.dataEnd
  const awaited = state.szlParts?.awaits(reference) ?? false
  if (!awaited && isLast) {
    dissectSzl(pdu, info, state, sink)
    return
  }
  if (!awaited && (pdu.left < 2 || !tellsIdentity(pdu.peek16(0)))) return
  state.szlParts ??= new SzlParts()
  const parts = state.szlParts
  if (!awaited) parts.begin(reference)
  parts.add(pdu)
  if (isLast) dissectSzl(parts.take(), info, state, sink)
}
