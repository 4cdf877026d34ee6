import type { Cursor } from '../kit/cursor.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { Association } from './association.ts'
import type { Dnp3State } from './dnp3-state.ts'
import { FILE, keyOfFile } from './file-objects.ts'
import { carriesObjects, classOf, READ, WRITE } from './function-codes.ts'
import type { ObjectHeader } from './object-header.ts'
import { requestedPoints } from './point-objects.ts'
import { targetOf } from './target-text.ts'

const NO_GROUP = -1
const ATTRIBUTES = 0
const CONTROL_RELAY = 12
const DEADBAND = 34
const TIME = 50
const LAST_TIME = 52
const DATA_SET_PROTOTYPE = 85
const INDICATIONS = 80
const DATA_SET_DESCRIPTOR = 86
const AUTHENTICATION = 120

/** The operation of the request whose objects begin at the cursor; passes over them as far as they make sense. */
export function requestedOperation(
  fragment: Cursor,
  code: number,
  association: Association,
  state: Dnp3State,
): Operation {
  const { header, operations } = state
  const start = fragment.pos
  let key = keyOfBytes(fragment.view, start, start, association.outstation * 0x100 + code)
  let group = NO_GROUP
  while (header.next(fragment, carriesObjects(code, fragment))) {
    if (group === NO_GROUP && header.group !== AUTHENTICATION) group = header.group
    key = keyOfHeader(fragment, header, association, key)
  }
  const known = operations.find(key)
  if (known !== undefined) return known
  const { fault } = header
  const { pos } = fragment
  fragment.pos = start
  const target = targetOf(fragment, code, association, header)
  fragment.pos = start
  const points = requestedPoints(fragment, code, header)
  header.fault = fault
  fragment.pos = pos
  return operations.add(key, classOfRequest(code, group), code, association.module, target, points)
}

/** Hashes what the target says of a header: its kind and range, the index of each object, and what a control does. */
function keyOfHeader(fragment: Cursor, header: ObjectHeader, association: Association, before: number): number {
  const { view } = fragment
  const key = keyOfBytes(view, header.start, header.bodyStart, before | 0)
  if (header.group === FILE) return keyOfFile(view, header, association, key)
  const { step } = header
  const told = header.indexLength + (header.group === CONTROL_RELAY && header.size > 0 ? 1 : 0)
  if (step === 0 || told === 0) return key
  let whole = key
  for (let at = header.bodyStart; at < header.bodyEnd; at += step) whole = keyOfBytes(view, at, at + told, whole | 0)
  return whole
}

/** What a request does, by its function and the kind of its first object. */
function classOfRequest(code: number, group: number): OperationClass {
  if (group === FILE && (code === READ || code === WRITE)) return 'file'
  if (code === READ && group === ATTRIBUTES) return 'discover'
  if (code === WRITE) {
    if (group >= TIME && group <= LAST_TIME) return 'time'
    // A.19.1, A.31, A.32: dead-bands and data set layouts are parameters, not values; so are names (group 0).
    if (group === DEADBAND || group === DATA_SET_PROTOTYPE || group === DATA_SET_DESCRIPTOR) return 'configure'
    if (group === ATTRIBUTES) return 'configure'
    // 4.4.3: how a master takes note that an outstation has restarted, at the beginning of every association.
    if (group === INDICATIONS) return 'session'
  }
  return classOf(code)
}
