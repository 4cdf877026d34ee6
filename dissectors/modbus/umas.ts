/*
 * What UMAS messages (function 90) say about the PLC and its engineering station. Little-endian inside.
 * Layout of Read ID and Read Project Info as the public analyses agree (Redpoint's modicon-info, Apache PLC4X), checked
 * against a capture of Unity Pro with a Quantum PLC. After the function: one byte of session, one of code.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import { packCode, UMAS } from './function-codes.ts'
import type { ModbusState } from './modbus-state.ts'
import { ANSWER_OK, READ_ID, READ_PROJECT_INFO, RELEASE_RESERVATION, TAKE_RESERVATION } from './umas-codes.ts'

const HEADER = 3
const READ_ID_CODE = packCode(UMAS, READ_ID)
const READ_PROJECT_CODE = packCode(UMAS, READ_PROJECT_INFO)
const TAKE_CODE = packCode(UMAS, TAKE_RESERVATION)
const RELEASE_CODE = packCode(UMAS, RELEASE_RESERVATION)
/** Read ID: range 2, ident 4, model 2, version 2, patch 2, internal version 2, hardware 2, crash code 4, 2, then a text. */
const VERSION_AT = HEADER + 8
const PLC_NAME_AT = HEADER + 22
/** Read Project Info 0: the last change (second, minute, hour, day, month, year) at 27, the revision, the name at 38. */
const REVISION_AT = HEADER + 34
const PROJECT_NAME_AT = HEADER + 38
/** Take PLC Reservation: 4 bytes of client id, then the name of the station. */
const STATION_NAME_AT = HEADER + 4

/** Reports the engineering station that reserves a PLC. */
export function observeReservation(pdu: Cursor, state: ModbusState, sink: Sink): void {
  if (pdu.left < HEADER || pdu.peek(2) !== TAKE_RESERVATION || !state.said.isNew(TAKE_CODE, pdu.view, pdu.pos, pdu.end))
    return
  const name = countedText(pdu, STATION_NAME_AT)
  if (name !== '') identify('client', { name }, 'UMAS Take PLC Reservation', sink)
}

/** Reports what a UMAS answer tells; `detail` is the first parameter of its request, -1 when there was none. */
export function observeUmasAnswer(
  pdu: Cursor,
  operation: Operation,
  detail: number,
  state: ModbusState,
  sink: Sink,
): void {
  const ok = pdu.left >= HEADER && pdu.peek(2) === ANSWER_OK
  switch (operation.code) {
    case READ_ID_CODE:
      if (ok && state.said.isNew(READ_ID_CODE, pdu.view, pdu.pos, pdu.end))
        identify('server', plcFacts(pdu), 'UMAS Read ID', sink)
      break
    case READ_PROJECT_CODE:
      if (!ok || detail !== 0 || !state.said.isNew(READ_PROJECT_CODE, pdu.view, pdu.pos, pdu.end)) break
      identify('server', projectFacts(pdu), 'UMAS Read Project Info', sink)
      break
    case TAKE_CODE:
      sink.observe({ kind: 'session', state: ok ? 'opened' : 'refused', security: 'none', user: '' })
      break
    case RELEASE_CODE:
      if (ok) sink.observe({ kind: 'session', state: 'closed', security: 'none', user: '' })
      break
  }
}

type Facts = Partial<Record<Fact, string>>

function identify(of: 'client' | 'server', facts: Facts, message: string, sink: Sink): void {
  if (Object.keys(facts).length > 0) sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
}

function plcFacts(pdu: Cursor): Facts {
  const product = countedText(pdu, PLC_NAME_AT)
  if (product === '') return {}
  // 0x0270 is version 2.70: two decimal digits in hexadecimal.
  const minor = pdu.peek(VERSION_AT).toString(16).padStart(2, '0')
  return { product, firmware: `${pdu.peek(VERSION_AT + 1).toString(16)}.${minor}` }
}

function projectFacts(pdu: Cursor): Facts {
  const name = countedText(pdu, PROJECT_NAME_AT)
  if (name === '') return {}
  const revision = `${pdu.peek(REVISION_AT + 2)}.${pdu.peek(REVISION_AT + 1)}.${pdu.peek(REVISION_AT)}`
  return { project: `${name} ${revision}` }
}

/** The text behind its length, one byte, at `at`; '' when it is not whole. */
function countedText(pdu: Cursor, at: number): string {
  if (pdu.left <= at) return ''
  const length = pdu.peek(at)
  if (pdu.left < at + 1 + length) return ''
  const start = pdu.pos
  pdu.pos = start + at + 1
  const text = pdu.text(length).trim()
  pdu.pos = start
  return text
}
