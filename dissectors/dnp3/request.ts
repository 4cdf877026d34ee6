/* Requests of IEEE 1815-2012, clause 4.4. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { Association } from './association.ts'
import type { Dnp3State } from './dnp3-state.ts'
import { FILE, observeFileUser, rememberFile } from './file-objects.ts'
import { observeFault } from './fragment-offset.ts'
import { AUTHENTICATE, isAnswered, OPEN_FILE, READ, WRITE } from './function-codes.ts'
import type { ObjectHeader } from './object-header.ts'
import { requestedOperation } from './requested-operation.ts'

const SEQUENCE = 0x0f
const TIME = 50

/** Reads one request; the cursor is at its objects. */
export function dissectRequest(
  fragment: Cursor,
  control: number,
  code: number,
  association: Association,
  state: Dnp3State,
  sink: Sink,
): void {
  if (code === READ) {
    const key = keyOfBytes(fragment.view, fragment.pos, fragment.end, READ)
    const poll = association.polls.find(key) ?? readAnew(fragment, key, association, state, sink)
    association.ask(poll, control & SEQUENCE)
    sink.operation('request', poll, 0)
    return
  }
  const objects = fragment.pos
  const { header } = state
  const operation = requestedOperation(fragment, code, association, state)
  const { fault } = header
  const { pos } = fragment
  sink.operation(isAnswered(code) ? 'request' : 'order', operation, 0)
  if (code === AUTHENTICATE) {
    association.authenticationAsked = operation
    association.authenticationSequence = control & SEQUENCE
  } else if (isAnswered(code)) association.ask(operation, control & SEQUENCE)
  if (isInspected(operation.class)) {
    fragment.pos = objects
    inspect(fragment, code, association, header, sink)
    header.fault = fault
    fragment.pos = pos
  }
  observeFault(header, fragment, objects - 2, code, sink)
}

/** A read never seen, or one of octets that make no sense, which is reported each time. */
function readAnew(fragment: Cursor, key: number, association: Association, state: Dnp3State, sink: Sink): Operation {
  const start = fragment.pos
  const operation = requestedOperation(fragment, READ, association, state)
  if (state.header.fault === 'none') association.polls.keep(key, operation)
  else observeFault(state.header, fragment, start - 2, READ, sink)
  return operation
}

function isInspected(operationClass: OperationClass): boolean {
  return operationClass === 'file' || operationClass === 'time' || operationClass === 'authenticate'
}

function inspect(fragment: Cursor, code: number, association: Association, header: ObjectHeader, sink: Sink): void {
  while (header.next(fragment, true)) {
    if (header.group === FILE && code === OPEN_FILE) rememberFile(fragment, header, association)
    else if (header.group === FILE) observeFileUser(fragment, header, sink)
    else if (header.group === TIME && code === WRITE) observeTimeSource(association, sink)
  }
}

/** 10.3: the master sets the outstation's clock. */
function observeTimeSource(association: Association, sink: Sink): void {
  if (association.timeSourceSaid || association.module === '') return
  association.timeSourceSaid = true
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: association.module,
    message: 'Write g50',
    facts: { 'time-source': `DNP3 master ${association.master}` },
  })
}
