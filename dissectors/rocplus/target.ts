import type { Cursor } from '../kit/cursor.ts'
import type { Points } from '../kit/observation.ts'
import { FILE, OPCODE } from './opcodes.ts'

const MAX_NAMED = 16
const PATH_LENGTH = 100
const FILE_NAME_LENGTH = 25

/** What a request acts on; the cursor stands at its data. Allocates: called once for each distinct request. */
export function targetOf(opcode: number, data: Cursor): string {
  const a = data.left > 0 ? data.peek(0) : 0
  const b = data.left > 1 ? data.peek(1) : 0
  switch (opcode) {
    case OPCODE.readTable:
    case OPCODE.writeTable:
      return `table ${a} location ${b}+${data.left > 2 ? data.peek(2) : 0}`
    case OPCODE.forward:
      return pathOf(data)
    case OPCODE.peer:
      return `network ${a} device ${b}`
    case OPCODE.login:
      return loginTarget(data.left)
    case OPCODE.writePoint:
    case OPCODE.readPoint:
      return data.left < 4 ? '' : `TLP ${a},${b},${data.peek(3)}+${data.peek(2)}`
    case OPCODE.readParameters:
    case OPCODE.writeParameters:
      return pointsOf(opcode, data)
        .map(({ name, first }) => name + first)
        .slice(0, MAX_NAMED)
        .join('; ')
    case OPCODE.file:
      return fileTarget(data)
    case OPCODE.historyInformation:
      return `segment ${b}`
    case OPCODE.transactions:
      return `segment ${b}`
    case 50:
      return a === 0 ? 'point types' : 'logical numbers'
    case 105:
    case 135:
      return `segment ${a} point ${b}`
    case 136:
    case 137:
    case 138:
    case 108:
      return `segment ${a}`
    case 100:
      return `command ${a}`
    default:
      return ''
  }
}

/** The controllers that pass a message on, the last of which it is for; unit 0 of group 0 is none. */
function pathOf(data: Cursor): string {
  const path: string[] = []
  for (let at = 2; at < 10 && at + 2 <= data.left; at += 2) {
    if (data.peek16(at) !== 0) path.push(`unit ${data.peek(at)} group ${data.peek(at + 1)}`)
  }
  return path.join(' > ')
}

/** What a login is for: its length alone tells. */
function loginTarget(length: number): string {
  switch (length) {
    case 11:
    case 76:
      return 'logout'
    case 13:
      return 'session key'
    default:
      return 'login'
  }
}

/**
 * Parameters by point type, logical number and parameter. A write gives each value without its length, so that only the
 * first parameter of several is sure.
 */
export function pointsOf(opcode: number, data: Cursor): Points[] {
  const writes = opcode === OPCODE.writeParameters || opcode === OPCODE.writePoint
  if (opcode === OPCODE.writePoint || opcode === OPCODE.readPoint) {
    return data.left < 4 ? [] : [run(data.peek(0), data.peek(1), data.peek(3), data.peek(2), writes)]
  }
  if (opcode !== OPCODE.readParameters && opcode !== OPCODE.writeParameters) return []
  const points: Points[] = []
  const count = data.left > 0 ? data.peek(0) : 0
  const sure = writes ? Math.min(count, 1) : count
  for (let at = 1; points.length < sure && at + 3 <= data.left; at += 3) {
    points.push(run(data.peek(at), data.peek(at + 1), data.peek(at + 2), 1, writes))
  }
  return points
}

function run(type: number, logical: number, first: number, count: number, writes: boolean): Points {
  return { name: `TLP ${type},${logical},`, first, count, type: '', writes }
}

function fileTarget(data: Cursor): string {
  const { pos } = data
  const command = data.u8()
  if (command === FILE.open) data.skip(1)
  const hasPath = command === FILE.open || command === FILE.list || command === FILE.listMany
  const path = hasPath && data.left >= PATH_LENGTH ? data.text(PATH_LENGTH) : ''
  const name = data.left === FILE_NAME_LENGTH && path !== '' ? data.text(FILE_NAME_LENGTH) : ''
  data.pos = pos
  return path + name
}
