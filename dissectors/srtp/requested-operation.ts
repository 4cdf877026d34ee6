/*
 * What a service acts on. Addresses on the wire begin with 0, those of the programmer with 1.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, Points } from '../kit/observation.ts'
import type { Operations } from '../kit/operations.ts'
import { FIELD, moduleOf, serviceAt, u16At } from './mailbox.ts'
import { memoryPoints, READ_MEMORY, WRITE_MEMORY } from './point-values.ts'
import { classOfService } from './service-codes.ts'

const SET_STATE = 0x23
const FORCE_MEMORY = 0x44
const BITS_PER_BYTE = 8

const FIRST_OF_BITS = 0x10

/** Segment selectors: the memory, and how many of its points an item is. The first three have words, all others bits. */
const MEMORIES: ReadonlyMap<number, readonly [name: string, points: number]> = new Map([
  [0x08, ['%R', 1]],
  [0x0a, ['%AI', 1]],
  [0x0c, ['%AQ', 1]],
  [0x10, ['%I', BITS_PER_BYTE]],
  [0x12, ['%Q', BITS_PER_BYTE]],
  [0x14, ['%T', BITS_PER_BYTE]],
  [0x16, ['%M', BITS_PER_BYTE]],
  [0x18, ['%SA', BITS_PER_BYTE]],
  [0x1a, ['%SB', BITS_PER_BYTE]],
  [0x1c, ['%SC', BITS_PER_BYTE]],
  [0x1e, ['%S', BITS_PER_BYTE]],
  [0x38, ['%G', BITS_PER_BYTE]],
  [0x46, ['%I', 1]],
  [0x48, ['%Q', 1]],
  [0x4a, ['%T', 1]],
  [0x4c, ['%M', 1]],
  [0x4e, ['%SA', 1]],
  [0x50, ['%SB', 1]],
  [0x52, ['%SC', 1]],
  [0x54, ['%S', 1]],
  [0x56, ['%G', 1]],
])

/** The operation of the request at the cursor. */
export function requestedOperation(message: Cursor, service: number, operations: Operations): Operation {
  const at = serviceAt(message)
  const isMemory = service === READ_MEMORY || service === WRITE_MEMORY || service === FORCE_MEMORY
  const selector = isMemory || service === SET_STATE ? message.peek(at + 1) : 0
  const offset = isMemory ? u16At(message, at + 2) : 0
  const count = isMemory ? u16At(message, at + 4) : 0
  const place = message.peek(FIELD.destination)
  // 52 bits: the place's slot, service, selector, offset, count.
  const what = (((place >> 4) * 0x100 + service) * 0x100 + selector) * 0x1_0000 + offset
  const key = what * 0x1_0000 + count
  const found = operations.find(key)
  if (found !== undefined) return found
  const target = isMemory ? memoryText(selector, offset, count) : service === SET_STATE ? `state ${selector}` : ''
  const points = isMemory ? pointsOf(selector, offset, count, service !== READ_MEMORY) : []
  return operations.add(key, classOfService(service), service, moduleOf(message, FIELD.destination), target, points)
}

function pointsOf(selector: number, offset: number, count: number, writes: boolean): Points[] {
  const memory = MEMORIES.get(selector)
  if (memory === undefined || count === 0) return []
  const [name, points] = memory
  return [memoryPoints(name, offset * points + 1, count * points, selector < FIRST_OF_BITS, writes)]
}

/** '%R100+10', '%I1+16'; a selector that is not known in hexadecimal. */
function memoryText(selector: number, offset: number, count: number): string {
  const memory = MEMORIES.get(selector)
  if (memory === undefined) return `segment 0x${selector.toString(16).padStart(2, '0')} ${offset}+${count}`
  const [name, points] = memory
  return `${name}${offset * points + 1}+${count * points}`
}
