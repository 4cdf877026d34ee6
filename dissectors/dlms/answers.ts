/* What a server answers, and what it sends by itself. IEC 62056-5-3, clause 8. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { DESCRIPTOR_LENGTH, describeAll, pointsOfAll, textOfAll } from './attributes.ts'
import { readLength, skipData } from './data.ts'
import { type DlmsState, INVOKE } from './dlms-state.ts'
import { sayItem } from './items.ts'
import { continuing } from './requests.ts'
import { codeOf, TAG } from './services.ts'

const INVOKE_ID = 0x0f
/** An exception or a service error has no result of an access: its octets, above those. */
const EXCEPTION = 0x1_0000
const GET = { normal: 1, block: 2, list: 3 } as const
const SET = { normal: 1, block: 2, last: 3, lastOfList: 4, list: 5 } as const
const ACTION = { normal: 1, block: 2, list: 3, next: 4 } as const
const OPTIONAL_TIME = 1

/** Get, set or action answered; the cursor stands at the tag. */
export function answer(apdu: Cursor, state: DlmsState, sink: Sink): void {
  const tag = apdu.u8()
  const choice = apdu.u8()
  const invoke = apdu.u8() & INVOKE_ID
  if (apdu.short) return
  const asked = state.asked.answer(state.idOf(invoke))
  const operation = asked ?? continuing(codeOf(tag, choice), undefined, state)
  if (tag === TAG.getAnswer) getAnswered(apdu, choice, operation, state, sink)
  else if (tag === TAG.setAnswer) sink.operation('response', operation, setStatus(apdu, choice))
  else actionAnswered(apdu, choice, operation, sink)
}

/** An exception answers the newest request of the two sides, whichever it was. */
export function exception(apdu: Cursor, state: DlmsState, sink: Sink): void {
  const tag = apdu.u8()
  const status = EXCEPTION + apdu.u8() * 0x100 + apdu.u8()
  const asked = state.newest.answer(state.linkKey)
  sink.operation('response', asked ?? continuing(codeOf(tag, 0), undefined, state), status)
}

/** Read and write with short names: each entry is data, or an error. */
export function answerShort(apdu: Cursor, state: DlmsState, sink: Sink): void {
  const tag = apdu.u8()
  const operation = state.asked.answer(state.idOf(INVOKE.shortNames)) ?? continuing(codeOf(tag, 0), undefined, state)
  const hasData = tag === TAG.readAnswer
  let status = 0
  for (let left = readLength(apdu); left > 0 && apdu.left > 0; left--) {
    const choice = apdu.u8()
    if (choice === 1) status = status || apdu.u8()
    else if (choice !== 0 || (hasData && !skipData(apdu))) break
  }
  sink.operation('response', operation, status)
}

export function eventNotified(apdu: Cursor, state: DlmsState, sink: Sink): void {
  apdu.skip(1)
  if (apdu.u8() === OPTIONAL_TIME) apdu.skip(readLength(apdu))
  const { view, pos } = apdu
  if (apdu.left < DESCRIPTOR_LENGTH) {
    apdu.short = true
    return
  }
  const key = keyOfBytes(view, pos, pos + DESCRIPTOR_LENGTH, TAG.eventNotification + state.server * 0x100)
  let operation = state.operations.find(key)
  if (operation === undefined) {
    const all = describeAll(apdu, 1, TAG.eventNotification, false)
    const code = codeOf(TAG.eventNotification, 0)
    operation = state.operations.add(key, 'alarm', code, state.module, textOfAll(all, 1), pointsOfAll(all))
  }
  sink.operation('event', operation, 0)
  apdu.pos = pos + DESCRIPTOR_LENGTH
  sayItem(apdu, 0, operation, state, sink, sink.wantsValues(operation))
}

function getAnswered(apdu: Cursor, choice: number, operation: Operation, state: DlmsState, sink: Sink): void {
  if (choice === GET.list) {
    listAnswered(apdu, operation, state, sink)
    return
  }
  if (choice === GET.block) apdu.skip(5)
  const isError = apdu.u8() !== 0
  sink.operation('response', operation, isError ? apdu.u8() : 0)
  if (!isError && choice === GET.normal) sayItem(apdu, 0, operation, state, sink, wants(operation, sink))
}

/** Each entry is data, or an error; the first error is that of the list. Values are read before it is known whether there is one. */
function listAnswered(apdu: Cursor, operation: Operation, state: DlmsState, sink: Sink): void {
  const count = readLength(apdu)
  const from = apdu.pos
  let status = 0
  for (let i = 0; i < count && apdu.left > 0; i++) {
    if (apdu.u8() !== 0) status = status || apdu.u8()
    else if (!skipData(apdu)) break
  }
  sink.operation('response', operation, status)
  const areWanted = wants(operation, sink)
  apdu.pos = from
  for (let i = 0; i < count && apdu.left > 1; i++) {
    if (apdu.u8() !== 0) apdu.skip(1)
    else {
      sayItem(apdu, i, operation, state, sink, areWanted)
      if (!skipData(apdu)) return
    }
  }
}

function wants(operation: Operation, sink: Sink): boolean {
  return operation.points.length > 0 && sink.wantsValues(operation)
}

function setStatus(apdu: Cursor, choice: number): number {
  switch (choice) {
    case SET.normal:
    case SET.last:
      return apdu.u8()
    case SET.list:
    case SET.lastOfList:
      return firstOf(apdu)
    default:
      return 0
  }
}

function firstOf(apdu: Cursor): number {
  let status = 0
  for (let left = readLength(apdu); left > 0 && apdu.left > 0; left--) status = status || apdu.u8()
  return status
}

/** With a list, each entry has a result, and what it returns where it returns something. */
function actionAnswered(apdu: Cursor, choice: number, operation: Operation, sink: Sink): void {
  let status = 0
  if (choice === ACTION.normal) status = apdu.u8()
  else if (choice === ACTION.list) {
    for (let left = readLength(apdu); left > 0 && apdu.left > 0; left--) {
      status = status || apdu.u8()
      if (apdu.u8() === 0) continue
      if (apdu.u8() !== 0) apdu.skip(1)
      else if (!skipData(apdu)) break
    }
  }
  sink.operation('response', operation, status)
}
