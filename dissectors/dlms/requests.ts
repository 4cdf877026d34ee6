/* What a client asks: get, set and action with logical names; read and write with short names. IEC 62056-5-3, clause 8. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import {
  classOfAll,
  DESCRIPTOR_LENGTH,
  type Described,
  describeAll,
  passDescriptors,
  passSelection,
  pointsOfAll,
  textOfAll,
} from './attributes.ts'
import { readLength, skipData } from './data.ts'
import { type DlmsState, INVOKE, MAX_PLANS } from './dlms-state.ts'
import { sayItem } from './items.ts'
import { classOfTag, codeOf, PART, partOfTag, TAG } from './services.ts'

/** Choices of get, set and action that have one descriptor, or a list of them; all others go on with a block. */
const ONE = new Set([
  codeOf(TAG.get, 1),
  codeOf(TAG.set, 1),
  codeOf(TAG.set, 2),
  codeOf(TAG.action, 1),
  codeOf(TAG.action, 4),
])
const LIST = new Set([
  codeOf(TAG.get, 3),
  codeOf(TAG.set, 4),
  codeOf(TAG.set, 5),
  codeOf(TAG.action, 3),
  codeOf(TAG.action, 5),
])
const SET = codeOf(TAG.set, 1)
const SET_LIST = codeOf(TAG.set, 4)
const BLOCK_SPACE = 0x18_0000_0000_0000
const CODES = 0x1000
const ADDRESSES = 0x4000
/** Above every pair of addresses. */
const BEGUN = 0x1_0000_0000
/** Bit 6: the answer is wanted. */
const CONFIRMED = 0x40
const INVOKE_ID = 0x0f
const VARIABLE_NAME = 2
const PARAMETERISED = 4

/** Get, set or action; the cursor stands at the tag. */
export function request(apdu: Cursor, state: DlmsState, sink: Sink): void {
  const tag = apdu.u8()
  const code = codeOf(tag, apdu.u8())
  const flags = apdu.u8()
  if (apdu.short) return
  const invoke = flags & INVOKE_ID
  const isList = LIST.has(code)
  const isNew = isList || ONE.has(code)
  const operation = isNew ? requested(apdu, tag, code, isList, state) : continued(code, invoke, state)
  const isOrder = tag !== TAG.get && (flags & CONFIRMED) === 0
  if (isNew) state.begun.ask(state.idOf(invoke), operation)
  if (!isOrder) state.ask(invoke, operation)
  sink.operation(isOrder ? 'order' : 'request', operation, 0)
  if (code === SET || code === SET_LIST) sayWritten(apdu, isList, operation, state, sink)
  else if (isNew && tag === TAG.set) sayItem(apdu, 0, operation, state, sink, false)
}

/** Read and write: names of 16 bits stand for the attributes of an association. */
export function requestShort(apdu: Cursor, state: DlmsState, sink: Sink): void {
  const { view, pos } = apdu
  const tag = apdu.u8()
  const count = readLength(apdu)
  const names = apdu.pos
  if (!passNames(apdu, count)) apdu.short = true
  const key = keyOfBytes(view, pos, apdu.pos, seedOf(tag, state))
  let operation = state.operations.find(key)
  if (operation === undefined) {
    const points = shortNames(apdu, names, count, tag !== TAG.read)
    const target = points.map(({ name, first }) => name + first).join('; ')
    operation = state.operations.add(key, classOfTag(tag), codeOf(tag, 0), state.module, target, points)
  }
  const isOrder = partOfTag(tag) === PART.order
  if (!isOrder) state.ask(INVOKE.shortNames, operation)
  sink.operation(isOrder ? 'order' : 'request', operation, 0)
}

/** One operation for what is asked, whatever is written, and whichever part of a profile is selected. */
function requested(apdu: Cursor, tag: number, code: number, isList: boolean, state: DlmsState): Operation {
  const { view } = apdu
  const count = isList ? readLength(apdu) : 1
  const from = apdu.pos
  const hasSelection = tag !== TAG.action
  if (isList) passDescriptors(apdu, count, hasSelection)
  else if (apdu.left < DESCRIPTOR_LENGTH) apdu.short = true
  const end = isList ? apdu.pos : Math.min(from + DESCRIPTOR_LENGTH, apdu.end)
  apdu.pos = from
  const key = keyOfBytes(view, from, end, seedOf(code, state))
  return state.operations.find(key) ?? described(apdu, key, tag, code, count, hasSelection && isList, state)
}

function described(
  apdu: Cursor,
  key: number,
  tag: number,
  code: number,
  count: number,
  hasSelection: boolean,
  state: DlmsState,
): Operation {
  const all = describeAll(apdu, count, tag, hasSelection)
  const operationClass = classOfAll(all, classOfTag(tag))
  const operation = state.operations.add(
    key,
    operationClass,
    code,
    state.module,
    textOfAll(all, count),
    pointsOfAll(all),
  )
  if (needsPlan(all) && operation.slot >= 0 && state.plans.size < MAX_PLANS) {
    state.plans.set(
      operation.slot,
      all.map(({ point, told }) => ({ point, told })),
    )
  }
  return operation
}

/** Of one attribute that is a point the operation itself says what it is. */
function needsPlan(all: readonly Described[]): boolean {
  return all.some(({ told, point }) => told !== '' || (all.length > 1 && point !== ''))
}

/** A further block belongs to what was begun under its invoke id. */
function continued(code: number, invoke: number, state: DlmsState): Operation {
  const id = state.idOf(invoke)
  const begun = state.begun.answer(id)
  if (begun !== undefined) state.begun.ask(id, begun)
  return continuing(code, begun, state)
}

/** Without what was begun, it is one operation for each logical device. */
export function continuing(code: number, begun: Operation | undefined, state: DlmsState): Operation {
  const whose = begun === undefined ? state.server * ADDRESSES + state.physical : BEGUN + begun.slot
  const key = BLOCK_SPACE + whose * CODES + code
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const operationClass = begun?.class ?? classOfTag(code >> 4)
  return state.operations.add(key, operationClass, code, begun?.module ?? state.module, begun?.target ?? '')
}

/** Behind the descriptors, each value in their order; a list gives their count first. */
function sayWritten(apdu: Cursor, isList: boolean, operation: Operation, state: DlmsState, sink: Sink): void {
  if (!isList) {
    apdu.skip(DESCRIPTOR_LENGTH)
    if (passSelection(apdu)) sayItem(apdu, 0, operation, state, sink, sink.wantsValues(operation))
    return
  }
  if (!passDescriptors(apdu, countBefore(apdu), true)) return
  const values = readLength(apdu)
  const areWanted = sink.wantsValues(operation)
  for (let i = 0; i < values && apdu.left > 0; i++) {
    sayItem(apdu, i, operation, state, sink, areWanted)
    if (!skipData(apdu)) return
  }
}

/** How many descriptors begin at the cursor: the count stands just before them, in one octet of all that fit an APDU. */
function countBefore(apdu: Cursor): number {
  return apdu.view.getUint8(apdu.pos - 1)
}

function passNames(apdu: Cursor, count: number): boolean {
  for (let i = 0; i < count && !apdu.short; i++) {
    const kind = apdu.u8()
    if (kind !== VARIABLE_NAME && kind !== PARAMETERISED) return false
    apdu.skip(2)
    if (kind === PARAMETERISED) {
      apdu.skip(1)
      if (!skipData(apdu)) return false
    }
  }
  return !apdu.short
}

function shortNames(apdu: Cursor, from: number, count: number, writes: boolean): Points[] {
  const { pos, short } = apdu
  const points: Points[] = []
  apdu.pos = from
  for (let i = 0; i < Math.min(count, 16) && apdu.left >= 3; i++) {
    points.push({ name: 'short name ', first: apdu.peek16(1), count: 1, type: '', writes })
    if (!passNames(apdu, 1)) break
  }
  apdu.pos = pos
  apdu.short = short
  return points
}

function seedOf(code: number, { client, server, physical }: DlmsState): number {
  return (Math.imul(client, 0x01000193) ^ Math.imul(server, 0x85ebca6b) ^ Math.imul(physical, 0x27d4eb2f)) + code
}
