/*
 * GSE management: how a client asks a publisher what its GOOSE messages contain.
 * IEC 61850-8-1 Ed. 2.1: clause 18.2 (GSE management services), annex A (GSEMngtPdu), EtherType 0x88B9.
 */
import type { BerReader } from '../kit/ber.ts'
import { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'

/** Requests of one dialogue that await their answer. */
export const MAX_PENDING_MANAGEMENT = 16
/** Codes of this space, above that of GOOSE itself. */
const SPACE = 0x100
const STATE_ID = 0x80
const REQUESTS = 0xa1
const RESPONSES = 0xa2
const NOT_SUPPORTED = 0
const IDENT = 0x80
const RESPONSE_NEGATIVE = 0x83
/** The error of "not supported", which has no number of its own. */
const STATUS_NOT_SUPPORTED = 0xff
const MAX_TEXT = 129

/** Clause 18.2.1. */
const SERVICES: Readonly<Record<number, string>> = {
  1: 'GetGoReference',
  2: 'GetGOOSEElementNumber',
  3: 'GetGsReference',
  4: 'GetGSSEDataOffset',
}

/** The requests of one dialogue that await their answer, by state id. */
export class ManagementState {
  readonly pending = new Pending<Operation>(MAX_PENDING_MANAGEMENT)
}

/** Whether what follows the tag of [APPLICATION 0] is GSE management: Sampled Values have the same tag. */
export function isManagement(bytes: Cursor, pdu: number): boolean {
  const choice = choiceAt(bytes, pdu)
  return choice > 0 && (bytes.peek(choice) === REQUESTS || bytes.peek(choice) === RESPONSES) && isService(bytes, choice)
}

export function managementDirection(bytes: Cursor, pdu: number): Direction {
  return bytes.peek(choiceAt(bytes, pdu)) === RESPONSES ? 'to-client' : 'to-server'
}

/** Reads the contents of a GSEMngtPdu, which `ber` has entered. */
export function dissectManagement(ber: BerReader, state: ManagementState, operations: Operations, sink: Sink): void {
  let id = 0
  while (ber.next()) {
    if (ber.tag === STATE_ID) id = ber.unsigned()
    else if (ber.tag === REQUESTS || ber.tag === RESPONSES) {
      const isRequest = ber.tag === REQUESTS
      if (!ber.enter() || !ber.next()) break
      service(ber, isRequest, id, state, operations, sink)
      return
    }
  }
  sink.observe({ kind: 'malformed', reason: ber.bad ? 'bad-length' : 'bad-value', offset: 0 })
}

export function describeManagement(code: number): { function: string; name: string } {
  const number = code - SPACE
  return { function: `management ${number}`, name: SERVICES[number] ?? `GSE Management ${number}` }
}

function service(
  ber: BerReader,
  isRequest: boolean,
  id: number,
  state: ManagementState,
  operations: Operations,
  sink: Sink,
): void {
  const number = ber.tag & 0x1f
  if (isRequest) {
    const operation = requestOperation(ber, number, operations)
    state.pending.ask(id, operation)
    sink.operation('request', operation, 0)
    return
  }
  const asked = state.pending.answer(id)
  const status = number === NOT_SUPPORTED ? STATUS_NOT_SUPPORTED : statusOf(ber)
  sink.operation('response', asked ?? operationOf(number, '', number, operations), status)
}

function requestOperation(ber: BerReader, number: number, operations: Operations): Operation {
  const { view } = ber
  let from = 0
  let to = 0
  ber.enter()
  while (ber.next()) {
    if (ber.tag !== IDENT) continue
    from = ber.start
    to = Math.min(ber.end, ber.start + MAX_TEXT)
  }
  const key = keyOfBytes(view, from, to, SPACE + number)
  const target = () => new Cursor(view).reset(view, from, to).text(to - from)
  return operations.find(key) ?? operationOf(number, target(), key, operations)
}

/** These services read the description of a publication: 'read'. */
function operationOf(number: number, target: string, key: number, operations: Operations): Operation {
  const operationClass = number in SERVICES ? 'read' : 'unknown'
  return operations.find(key) ?? operations.add(key, operationClass, SPACE + number, '', target)
}

/** GSEMngtResponsePdu: a responseNegative carries one of GlbErrors, of which 0 is "other". */
function statusOf(ber: BerReader): number {
  ber.enter()
  while (ber.next()) if (ber.tag === RESPONSE_NEGATIVE) return ber.unsigned() || STATUS_NOT_SUPPORTED - 1
  return 0
}

/** Where the choice between requests and responses stands, behind the state id; -1 when there is none. */
function choiceAt(bytes: Cursor, pdu: number): number {
  const octet = bytes.peek(pdu + 1)
  const contents = pdu + (octet === 0x82 ? 4 : octet === 0x81 ? 3 : 2)
  if (bytes.peek(contents) !== STATE_ID) return -1
  const length = bytes.peek(contents + 1)
  return length > 0 && length <= 5 && contents + 2 + length < bytes.left ? contents + 2 + length : -1
}

function isService(bytes: Cursor, choice: number): boolean {
  const octet = bytes.peek(choice + 1)
  const inner = choice + (octet === 0x82 ? 4 : octet === 0x81 ? 3 : 2)
  const tag = inner < bytes.left ? bytes.peek(inner) : 0
  return (tag >= 0xa1 && tag <= 0xa4) || tag === 0x80
}
