/*
 * What a request acts on where its data says it, not its path. Little-endian.
 * The CIP Networks Library, Volume 1, section 5A-2.4 (Reset of the Identity object); Volume 7 (Modbus object: starting
 * address and quantity, as in the Modbus functions that its services stand for).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import { tablePoints } from '../modbus/point-values.ts'
import type { Route } from './routes.ts'
import { serviceOfCode } from './service-codes.ts'

const IDENTITY = 0x01
const MODBUS = 0x44
export const RESET = 0x05
/** Keys of operations with their data beside those of the path alone. */
const SEED = 0x0de7_a110
const RESET_LENGTH = 1
const RANGE_LENGTH = 4
const RESET_TYPES = ['restart', 'factory defaults', 'factory defaults but for communication']
const FIRST_WRITE = 0x4f
const TABLES: Readonly<Record<number, string>> = {
  75: 'discrete',
  76: 'coil',
  77: 'input',
  78: 'holding',
  79: 'coil',
  80: 'holding',
}

/** Bytes of the data that say what the request acts on; 0 for most. */
export function detailLength(service: number, classId: number): number {
  if (classId === IDENTITY) return service === RESET ? RESET_LENGTH : 0
  return classId === MODBUS && TABLES[service] !== undefined ? RANGE_LENGTH : 0
}

/** `operation`, on what its data says. Its path begins at `from`, and the cursor stands at the data behind it. */
export function detailed(
  bytes: Cursor,
  from: number,
  length: number,
  operation: Operation,
  route: Route,
  operations: Operations,
): Operation {
  const { view, pos, left } = bytes
  if (left < length) return operation
  const { class: operationClass, code, module, target } = operation
  const service = serviceOfCode(code)
  const key = keyOfBytes(view, from, pos + length, service ^ route.seed ^ SEED)
  const found = operations.find(key)
  if (found !== undefined) return found
  if (length === RESET_LENGTH) {
    return operations.add(key, operationClass, code, module, `${target} ${resetText(view.getUint8(pos))}`)
  }
  const [first, count] = [view.getUint16(pos, true), view.getUint16(pos + 2, true)]
  const table = TABLES[service] ?? ''
  const points: Points[] = [tablePoints(table, first, count, service >= FIRST_WRITE)]
  return operations.add(key, operationClass, code, module, `${target} ${table} ${first}+${count}`, points)
}

function resetText(type: number): string {
  const name = RESET_TYPES[type]
  return name === undefined ? `type ${type}` : `type ${type} (${name})`
}
