/*
 * The operation of a request PDU: its class, code, module and target, remembered per dialogue.
 * MODBUS Application Protocol Specification V1.1b3, section 4.3 (the four tables) and section 6.
 * Addresses are those on the wire, from 0: "holding register 40108" of a manual is 'holding 107'.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import {
  CANOPEN,
  classOfCode,
  DEVICE_ID,
  DIAGNOSTICS,
  ENCAPSULATED,
  EXCEPTION,
  packCode,
  UMAS,
} from './function-codes.ts'
import { tablePoints } from './point-values.ts'
import { umasTarget, umasTargetEnd, umasTargetFrom } from './umas-target.ts'

/** File records named in one target; the rest become one '…'. */
const MAX_RECORDS_NAMED = 4
const RECORD_LENGTH = 7

// Below 2^48: unit, function, address and quantity. Above, one space for each other kind of key.
const BARE_SPACE = 0x1_0000_0000_0000
const DEVICE_ID_SPACE = 0x2_0000_0000_0000
const RECORDS_SPACE = 0x4_0000_0000_0000
/** The largest prime below 2^36: 65537 times it stays exact in a double. */
const RECORDS_PRIME = 68_719_476_731

const LAST_READ = 4
const TABLES: Readonly<Record<number, string>> = {
  1: 'coil',
  2: 'discrete',
  3: 'holding',
  4: 'input',
  5: 'coil',
  6: 'holding',
  15: 'coil',
  16: 'holding',
  22: 'holding',
}

/** What a request asks; of a request too short for its function, the unit and function alone. */
export function requestedOperation(pdu: Cursor, unit: number, operations: Operations): Operation {
  const code = pdu.left > 0 ? pdu.peek(0) : 0
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 15:
    case 16:
      if (pdu.left < 5) break
      return tableOperation(unit, code, pdu.peek16(1), pdu.peek16(3), operations)
    case 5:
    case 6:
    case 22:
      if (pdu.left < 3) break
      return tableOperation(unit, code, pdu.peek16(1), 1, operations)
    case 20:
    case 21:
      return recordsOperation(pdu, unit, code, operations)
    case 23:
      if (pdu.left < 9) break
      return exchangeOperation(pdu, unit, operations)
    case 24:
      if (pdu.left < 3) break
      return fifoOperation(unit, pdu.peek16(1), operations)
    case DIAGNOSTICS:
      return bareOperation(unit, pdu.left < 3 ? code : packCode(code, pdu.peek16(1)), operations)
    case ENCAPSULATED:
      return encapsulatedOperation(pdu, unit, operations)
    case UMAS:
      return umasOperation(pdu, unit, operations)
  }
  // A request with the exception bit is no function of its own: the check reports it.
  return bareOperation(unit, code & ~EXCEPTION, operations)
}

/** An operation of which only unit and function are known. */
export function bareOperation(unit: number, code: number, operations: Operations): Operation {
  const key = BARE_SPACE + unit * 0x100_0000 + code
  return operations.find(key) ?? add(operations, key, unit, code, bareText(unit, code))
}

/** '' for the host itself: the Messaging Guide V1.0b, section 4.4.1.2.1, gives it unit 255, and accepts 0. */
export function moduleOf(unit: number): string {
  return unit === 0 || unit === 255 ? '' : `unit ${unit}`
}

function add(
  operations: Operations,
  key: number,
  unit: number,
  code: number,
  target: string,
  points?: readonly Points[],
): Operation {
  return operations.add(key, classOfCode(code), code, moduleOf(unit), target, points)
}

function bareText(unit: number, code: number): string {
  return code === packCode(ENCAPSULATED, CANOPEN) ? `unit ${unit} canopen` : `unit ${unit}`
}

/** An operation on `quantity` coils or registers from `address` on. */
export function tableOperation(
  unit: number,
  code: number,
  address: number,
  quantity: number,
  operations: Operations,
): Operation {
  const key = (unit * 0x100 + code) * 0x1_0000_0000 + address * 0x1_0000 + quantity
  const found = operations.find(key)
  if (found !== undefined) return found
  const { target, points } = runOf(key, unit, code, address, quantity)
  return add(operations, key, unit, code, target, points)
}

/** Runs that are remembered; when there are more, all are forgotten, and those in use are only kept several times. */
export const MAX_SHARED_RUNS = 1 << 12

interface Run {
  readonly target: string
  readonly points: readonly Points[]
}

const runs = new Map<number, Run>()

/** What all dialogues that act on the same run share: a hundred clients poll the same registers. */
function runOf(key: number, unit: number, code: number, address: number, quantity: number): Run {
  const known = runs.get(key)
  if (known !== undefined) return known
  const table = TABLES[code] ?? ''
  const points = [tablePoints(table, address, quantity, code > LAST_READ)]
  const run = { target: `unit ${unit} ${table} ${address}+${quantity}`, points }
  if (runs.size >= MAX_SHARED_RUNS) runs.clear()
  runs.set(key, run)
  return run
}

function exchangeOperation(pdu: Cursor, unit: number, operations: Operations): Operation {
  const key = keyOfBytes(pdu.view, pdu.pos, pdu.pos + 9, unit)
  const found = operations.find(key)
  if (found !== undefined) return found
  const read = `${pdu.peek16(1)}+${pdu.peek16(3)}`
  const written = `${pdu.peek16(5)}+${pdu.peek16(7)}`
  const points = [
    tablePoints('holding', pdu.peek16(1), pdu.peek16(3), false),
    tablePoints('holding', pdu.peek16(5), pdu.peek16(7), true),
  ]
  return add(operations, key, unit, 23, `unit ${unit} holding ${read} write ${written}`, points)
}

function fifoOperation(unit: number, pointer: number, operations: Operations): Operation {
  const key = (unit * 0x100 + 24) * 0x1_0000_0000 + pointer
  return operations.find(key) ?? add(operations, key, unit, 24, `unit ${unit} fifo ${pointer}`)
}

function encapsulatedOperation(pdu: Cursor, unit: number, operations: Operations): Operation {
  if (pdu.left < 2) return bareOperation(unit, ENCAPSULATED, operations)
  const code = packCode(ENCAPSULATED, pdu.peek(1))
  if (pdu.peek(1) !== DEVICE_ID || pdu.left < 4) return bareOperation(unit, code, operations)
  const access = pdu.peek(2)
  // A stream of objects that needs several messages (access 1 to 3) is one operation, wherever it continues.
  const object = access < 4 ? 0 : pdu.peek(3)
  const key = DEVICE_ID_SPACE + unit * 0x1_0000 + access * 0x100 + object
  return (
    operations.find(key) ?? add(operations, key, unit, code, `unit ${unit} device id ${accessText(access, object)}`)
  )
}

function accessText(access: number, object: number): string {
  switch (access) {
    case 1:
      return 'basic'
    case 2:
      return 'regular'
    case 3:
      return 'extended'
    case 4:
      return `object ${object}`
    default:
      return `access ${access}`
  }
}

/** UMAS: function, session, code. The session is another for each reservation, and no part of the operation. */
function umasOperation(pdu: Cursor, unit: number, operations: Operations): Operation {
  if (pdu.left < 3) return bareOperation(unit, UMAS, operations)
  const code = packCode(UMAS, pdu.peek(2))
  const end = umasTargetEnd(pdu)
  if (end === 0) return bareOperation(unit, code, operations)
  const key = keyOfBytes(pdu.view, pdu.pos + umasTargetFrom(pdu), pdu.pos + end, unit * 0x100 + pdu.peek(2))
  return operations.find(key) ?? add(operations, key, unit, code, `unit ${unit} ${umasTarget(pdu)}`)
}

/** Section 6.14 and 6.15: sub-requests of seven bytes, each followed, in a write, by its registers. */
function recordsOperation(pdu: Cursor, unit: number, code: number, operations: Operations): Operation {
  const end = recordsEnd(pdu)
  let key = unit * 0x100 + code
  for (let at = 2; at + RECORD_LENGTH <= end; at += recordLength(pdu, at, code)) {
    key = (key * 65537 + pdu.peek16(at + 1)) % RECORDS_PRIME
    key = (key * 65537 + pdu.peek16(at + 3)) % RECORDS_PRIME
    key = (key * 65537 + pdu.peek16(at + 5)) % RECORDS_PRIME
  }
  key += RECORDS_SPACE
  return operations.find(key) ?? add(operations, key, unit, code, recordsText(pdu, unit, code, end))
}

function recordsEnd(pdu: Cursor): number {
  return pdu.left < 2 ? 0 : Math.min(pdu.left, 2 + pdu.peek(1))
}

function recordLength(pdu: Cursor, at: number, code: number): number {
  return RECORD_LENGTH + (code === 21 ? pdu.peek16(at + 5) * 2 : 0)
}

function recordsText(pdu: Cursor, unit: number, code: number, end: number): string {
  let text = `unit ${unit}`
  let count = 0
  for (let at = 2; at + RECORD_LENGTH <= end; at += recordLength(pdu, at, code)) {
    if (count === MAX_RECORDS_NAMED) return `${text}, …`
    const record = `file ${pdu.peek16(at + 1)} record ${pdu.peek16(at + 3)}+${pdu.peek16(at + 5)}`
    text += count === 0 ? ` ${record}` : `, ${record}`
    count++
  }
  return text
}
