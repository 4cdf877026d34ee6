import type { Cursor } from '../kit/cursor.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import { CRC_LENGTH, carriedOpcode, FIELD, MIN_FRAME } from './frame.ts'
import { classOf, codeOf, FILE, OPCODE } from './opcodes.ts'
import { pointsOf, targetOf } from './target.ts'

const DELETE_LENGTH = 126
const ADDRESSES = 0x1_0000

/** The operation of a request: one for each target, whatever the values written to it. */
export function requested(message: Cursor, operations: Operations): Operation {
  const { view, pos, end } = message
  const opcode = message.peek(FIELD.opcode)
  const length = message.peek(FIELD.length)
  const from = pos + FIELD.data
  const key = keyOfBytes(
    view,
    from,
    from + keyLength(opcode, length),
    message.peek16(0) * 0x100 + opcode + length * 0x100_0000,
  )
  const known = operations.find(key)
  if (known !== undefined) return known
  const code = codeOf(opcode, commandOf(message, opcode, length))
  message.pos = from
  message.end = from + length
  const target = targetOf(opcode, message)
  const points = pointsOf(opcode, message)
  message.pos = pos
  message.end = end
  return operations.add(key, classOf(code), code, unitText(message, FIELD.target), target, points)
}

/** The operation of an answer whose request was not seen. */
export function answered(message: Cursor, operations: Operations): Operation {
  const code = codeOfAnswer(message)
  const key = code * ADDRESSES + message.peek16(FIELD.source)
  return operations.find(key) ?? operations.add(key, classOf(code), code, unitText(message, FIELD.source), '')
}

export function codeOfAnswer(message: Cursor): number {
  const opcode = message.peek(FIELD.opcode)
  return codeOf(opcode, commandOf(message, opcode, message.left - MIN_FRAME))
}

/** The bytes that tell one target from another: not the values, and never a password. */
function keyLength(opcode: number, length: number): number {
  switch (opcode) {
    case OPCODE.setClock:
    case OPCODE.login:
    case 118:
    case 119:
    case 120:
    case 121:
    case 122:
      return 0
    case OPCODE.forward:
      return Math.min(length, 11)
    case OPCODE.peer:
    case OPCODE.writeTable:
      return Math.min(length, 3)
    case OPCODE.writePoint:
    case OPCODE.writeParameters:
      return Math.min(length, 4)
    case OPCODE.historyInformation:
    case OPCODE.transactions:
    case 105:
    case 135:
      return Math.min(length, 2)
    case 100:
    case 108:
    case 136:
    case 137:
    case 138:
      return Math.min(length, 1)
    case OPCODE.file:
      return length > 100 && length < 128 ? length : Math.min(length, 1)
    default:
      return length
  }
}

/** The command within an opcode; Delete is asked under the number of Read Directory, and told by its length. */
function commandOf(message: Cursor, opcode: number, length: number): number {
  const carried = carriedOpcode(message)
  if (carried !== undefined) return carried
  if (opcode !== OPCODE.file && opcode !== OPCODE.historyInformation && opcode !== OPCODE.transactions) return 0
  if (message.left < FIELD.data + 1 + CRC_LENGTH) return 0
  const command = message.peek(FIELD.data)
  return opcode === OPCODE.file && command === FILE.list && length === DELETE_LENGTH ? FILE.remove : command
}

function unitText(message: Cursor, at: number): string {
  return `unit ${message.peek(at)} group ${message.peek(at + 1)}`
}
