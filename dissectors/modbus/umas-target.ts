/*
 * What a UMAS request acts on. Little-endian behind function, session and code. Memory blocks as Apache PLC4X has them,
 * checked against a capture of Unity Pro with a Quantum PLC; variables as PLC4X has them.
 */
import type { Cursor } from '../kit/cursor.ts'
import { READ_MEMORY_BLOCK, READ_VARIABLES, WRITE_VARIABLES } from './umas-codes.ts'

const CODE_AT = 2
/** Read Memory Block: range 1, block 2, offset 2, two bytes that are not known, count 2. */
const BLOCK_AT = 4
const BLOCK_END = 12
/** Both on variables begin with the checksum of the project, which is no part of a target, and a count. */
const COUNT_AT = 7
const VARIABLES_AT = 8
/** Size, block, then in a read a byte that is 1, base and a byte of offset; in a write base and two bytes of offset. */
const VARIABLE_LENGTH = 7
const ARRAY_COUNT_LENGTH = 2
const MAX_VARIABLES_NAMED = 4

/** Where the bytes begin that decide the target, counted from the function. */
export function umasTargetFrom(pdu: Cursor): number {
  return pdu.peek(CODE_AT) === READ_MEMORY_BLOCK ? BLOCK_AT : COUNT_AT
}

/** Where they end; 0 when the request names nothing, or not all of it is there. */
export function umasTargetEnd(pdu: Cursor): number {
  switch (pdu.left > CODE_AT ? pdu.peek(CODE_AT) : 0) {
    case READ_MEMORY_BLOCK:
      return pdu.left < BLOCK_END ? 0 : BLOCK_END
    case READ_VARIABLES:
      return pdu.left < VARIABLES_AT + VARIABLE_LENGTH ? 0 : pdu.left
    case WRITE_VARIABLES:
      // What is written follows each variable, and how long it is is not certain: the first one is named.
      return pdu.left < VARIABLES_AT + VARIABLE_LENGTH ? 0 : VARIABLES_AT + VARIABLE_LENGTH
    default:
      return 0
  }
}

/** The text of what `umasTargetEnd` found. */
export function umasTarget(pdu: Cursor): string {
  const code = pdu.peek(CODE_AT)
  if (code !== READ_MEMORY_BLOCK) return variablesText(pdu, code === WRITE_VARIABLES)
  return `block ${u16At(pdu, BLOCK_AT)} ${u16At(pdu, BLOCK_AT + 2)}+${u16At(pdu, BLOCK_AT + 6)}`
}

function variablesText(pdu: Cursor, writes: boolean): string {
  const count = pdu.peek(COUNT_AT)
  const named: string[] = []
  let at = VARIABLES_AT
  while (named.length < Math.min(count, writes ? 1 : MAX_VARIABLES_NAMED) && at + VARIABLE_LENGTH <= pdu.left) {
    named.push(variableText(pdu, at, writes))
    at += VARIABLE_LENGTH + (isArray(pdu, at) ? ARRAY_COUNT_LENGTH : 0)
  }
  return count > named.length ? `${named.join(', ')}, … (${count} variables)` : named.join(', ')
}

function variableText(pdu: Cursor, at: number, writes: boolean): string {
  const base = u16At(pdu, writes ? at + 3 : at + 4)
  const offset = writes ? u16At(pdu, at + 5) : pdu.peek(at + 6)
  return `block ${u16At(pdu, at + 1)} base ${base} offset ${offset}`
}

/** The high half of the size. */
function isArray(pdu: Cursor, at: number): boolean {
  return pdu.peek(at) >> 4 !== 0
}

function u16At(pdu: Cursor, at: number): number {
  return pdu.peek(at) | (pdu.peek(at + 1) << 8)
}
