import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import type { Apdu } from './apdu.ts'
import { ANSWER, classOf, codeOf, ENCRYPTED, indexesOf, isRead, isWrite, SERVICE } from './services.ts'
import { classOfWrite, kindOfTable, numberOfTable, PROCEDURE_BITS, TABLE, tableText } from './tables.ts'
import { calledText, callingText, elementText, identifierEnd, nodeOf } from './titles.ts'

const TABLE_LENGTH = 2
const INDEX_LENGTH = 2
const OFFSET_LENGTH = 3
const COUNT_LENGTH = 2
/** Of a procedure: table, count, number. */
const PROCEDURE_AT = TABLE_LENGTH + COUNT_LENGTH
/** Of a registration: kind of node, kind of connection, device class. */
export const REGISTERED_TITLE_AT = 6
const SEED_BITS = 24

/** The operation of the service whose code is at `from`: one for each node and target, whatever is written. */
export function requestedOperation(view: DataView, from: number, to: number, apdu: Apdu, known: Operations): Operation {
  const service = view.getUint8(from)
  const data = from + 1
  const seed = (service | (apdu.isNotification ? 0x100 : 0)) << (32 - SEED_BITS)
  const node = keyOfBytes(view, apdu.calledFrom, apdu.calledTo, 0)
  const [keyFrom, keyTo] = keyRange(view, service, data, to)
  const key = keyOfBytes(view, keyFrom, keyTo, seed ^ (node | 0))
  const found = known.find(key)
  if (found !== undefined) return found
  const table = tableAt(view, service, data, to)
  const code = codeOf(service, procedureAt(view, service, data, to), apdu.isNotification)
  const operationClass = classOf(code, table < 0 ? 'write' : classOfWrite(table))
  const module = nodeOf(calledText(view, apdu))
  return known.add(
    key,
    operationClass,
    code,
    module,
    targetOf(view, service, data, to),
    pointsOf(table, isWrite(service) && !apdu.isNotification),
  )
}

/** An answer whose request was not seen, or a message that nobody can read: of the node that sent it, or is to get it. */
export function bareOperation(view: DataView, service: number, apdu: Apdu, known: Operations): Operation {
  const { isAnswer } = apdu
  const from = isAnswer ? apdu.callingFrom : apdu.calledFrom
  const to = isAnswer ? apdu.callingTo : apdu.calledTo
  const key = keyOfBytes(view, from, to, service === ENCRYPTED ? -1 : -2)
  const found = known.find(key)
  if (found !== undefined) return found
  const module = nodeOf(isAnswer ? callingText(view, apdu) : calledText(view, apdu))
  const code = service === ENCRYPTED ? ENCRYPTED : ANSWER
  return known.add(key, 'unknown', code, module, '')
}

const range: [number, number] = [0, 0]

/** The bytes that tell one target from another: never what is written, nor a password. */
function keyRange(view: DataView, service: number, data: number, to: number): readonly [number, number] {
  range[0] = data
  range[1] = Math.min(to, data + keyLength(view, service, data, to))
  if (service === SERVICE.register) {
    range[0] = Math.min(to, data + REGISTERED_TITLE_AT)
    range[1] = Math.max(range[0], identifierEnd(view, range[0], to))
  }
  return range
}

function keyLength(view: DataView, service: number, data: number, to: number): number {
  const indexes = indexesOf(service)
  if (indexes > 0) return TABLE_LENGTH + INDEX_LENGTH * (isRead(service) ? indexes + 1 : indexes)
  switch (service) {
    case SERVICE.fullRead:
      return TABLE_LENGTH
    case SERVICE.offsetRead:
      return TABLE_LENGTH + OFFSET_LENGTH + COUNT_LENGTH
    case SERVICE.fullWrite:
      return procedureAt(view, service, data, to) < 0 ? TABLE_LENGTH : PROCEDURE_AT + TABLE_LENGTH
    case SERVICE.offsetWrite:
      return TABLE_LENGTH + OFFSET_LENGTH
    case SERVICE.deregister:
    case SERVICE.resolve:
    case SERVICE.trace:
      return to - data
    default:
      return 0
  }
}

/** -1 where a service has none, or all has come too short. */
function tableAt(view: DataView, service: number, data: number, to: number): number {
  const isTable = isRead(service) || isWrite(service)
  const isDefault = service === SERVICE.defaultRead || service === SERVICE.defaultWrite
  return isTable && !isDefault && data + TABLE_LENGTH <= to ? view.getUint16(data) : -1
}

/** What is written to table 7 starts a procedure. Its number is in the order of the device, low byte first nearly always. */
function procedureAt(view: DataView, service: number, data: number, to: number): number {
  const at = data + PROCEDURE_AT
  if (service !== SERVICE.fullWrite || at + 2 > to || view.getUint16(data) !== TABLE.procedure) return -1
  return view.getUint16(at, true) & PROCEDURE_BITS
}

function pointsOf(table: number, writes: boolean): Points[] {
  if (table < 0 || table === TABLE.procedure) return []
  const first = numberOfTable(table)
  return [{ name: kindOfTable(table), first, count: 1, type: 'table', writes }]
}

function targetOf(view: DataView, service: number, data: number, to: number): string {
  const table = tableAt(view, service, data, to)
  if (table >= 0) return tableText(table) + placeInTable(view, service, data + TABLE_LENGTH, to)
  switch (service) {
    case SERVICE.register:
      return titleText(view, data + REGISTERED_TITLE_AT, to)
    case SERVICE.deregister:
    case SERVICE.resolve:
    case SERVICE.trace:
      return titleText(view, data, to)
    default:
      return ''
  }
}

function titleText(view: DataView, at: number, to: number): string {
  const end = identifierEnd(view, at, to)
  return end < 0 ? '' : elementText(view, at, end)
}

/** ' index 1.2 count 3', ' offset 16+4'. */
function placeInTable(view: DataView, service: number, at: number, to: number): string {
  const indexes = indexesOf(service)
  if (indexes > 0) {
    const numbers = Array.from({ length: indexes }, (_, i) => u16At(view, at + INDEX_LENGTH * i, to))
    const count = isRead(service) ? ` count ${u16At(view, at + INDEX_LENGTH * indexes, to)}` : ''
    return ` index ${numbers.join('.')}${count}`
  }
  if (service !== SERVICE.offsetRead && service !== SERVICE.offsetWrite) return ''
  if (at + OFFSET_LENGTH > to) return ''
  const offset = view.getUint16(at) * 0x100 + view.getUint8(at + 2)
  return ` offset ${offset}+${u16At(view, at + OFFSET_LENGTH, to)}`
}

function u16At(view: DataView, at: number, to: number): number {
  return at + 2 <= to ? view.getUint16(at) : 0
}
