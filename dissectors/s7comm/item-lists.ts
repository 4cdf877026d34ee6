/*
 * Several variables in one read or write. Each is answered by a return code of its own, and some may be refused while the
 * others are done. Each write of a list is an operation of its own, as it changes something by itself. What is read is one
 * operation, polled as one; those of its variables that alone are refused are answered by themselves.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation } from '../kit/observation.ts'
import { DATA_HEADER, nextItemAt, statusOf } from './data-items.ts'
import { classOfFunction, FUNCTION } from './function-codes.ts'
import { type Item, sayItem } from './item-points.ts'
import type { S7commState } from './s7comm-state.ts'

/** The variables of one read or write. */
export interface ItemList {
  readonly items: readonly Item[]
  /** The operation on each of several, made when it is first needed. */
  readonly parts: (Operation | undefined)[]
}

const NO_PARTS: (Operation | undefined)[] = []

export function listOf(items: readonly Item[]): ItemList {
  return { items, parts: items.length > 1 ? [] : NO_PARTS }
}

/** The list of a write of several variables, each of which is told by itself. */
export function writtenList(operation: Operation, state: S7commState): ItemList | undefined {
  if (operation.code !== FUNCTION.writeVar) return undefined
  const list = state.lists.get(operation)
  return list !== undefined && list.items.length > 1 ? list : undefined
}

/** A write of several variables: each is asked for, with its value, which is taken to be granted. */
export function askForEach(pdu: Cursor, list: ItemList, state: S7commState, sink: Sink): void {
  const { items } = list
  const { view } = pdu
  const { dataAt, dataEnd } = state.header
  let at = dataAt
  for (let i = 0; i < items.length; i++) {
    const part = partOf(list, i, FUNCTION.writeVar, state)
    sink.operation('request', part, 0)
    if (at + DATA_HEADER <= dataEnd && sink.wantsValues(part)) {
      sayItem(view, at, dataEnd, items[i] as Item, part, sink)
    }
    at = nextItemAt(view, at, dataEnd)
  }
}

/** The answer to a write of several variables: one byte for each. */
export function answerEach(pdu: Cursor, list: ItemList, state: S7commState, sink: Sink): void {
  const { error, dataAt, dataEnd } = state.header
  for (let i = 0; i < list.items.length; i++) {
    const isAnswered = error === 0 && dataAt + i < dataEnd
    const status = isAnswered ? statusOf(pdu.view.getUint8(dataAt + i)) : error
    sink.operation('response', partOf(list, i, FUNCTION.writeVar, state), status)
  }
}

/** The answer to a read of several variables, some of which were refused: these are answered by themselves. */
export function answerRefused(pdu: Cursor, list: ItemList, state: S7commState, sink: Sink): void {
  const { view } = pdu
  const { dataAt, dataEnd } = state.header
  let at = dataAt
  for (let i = 0; i < list.items.length && at < dataEnd; i++) {
    const status = statusOf(view.getUint8(at))
    if (status !== 0) sink.operation('response', partOf(list, i, FUNCTION.readVar, state), status)
    at = nextItemAt(view, at, dataEnd)
  }
}

function partOf(list: ItemList, at: number, code: number, state: S7commState): Operation {
  const known = list.parts[at]
  if (known !== undefined) return known
  const { text, points } = list.items[at] as Item
  const key = keyOfText(text, code)
  const { operations, module } = state
  const part = operations.find(key) ?? operations.add(key, classOfFunction(code), code, module, text, points)
  list.parts[at] = part
  return part
}
