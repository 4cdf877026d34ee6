/*
 * Direct PDUs: HART commands without token and address, for the host itself. HCF_SPEC-085, clause 10.3.5: device status,
 * extended device status, then for each command its number, byte count and data (in an answer a response code first).
 */
import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { OPERATION_CLASSES, type Operation, type OperationClass, type Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { isWarning, nameOfHartCommand } from './command-codes.ts'
import { classOfCode, codeOfDirect, DIRECT_LIST } from './function-codes.ts'
import { HEADER_LENGTH, TYPE } from './hartip-header.ts'
import type { HartIpState } from './hartip-state.ts'
import { factsOfAnswer } from './identity.ts'

/** Commands of one PDU that are named. */
export const MAX_COMMANDS = 16
const STATUS_LENGTH = 2
const COMMAND_HEAD = 3
const KEY_SPACE = 0x5_0000_0000_0000
const data = new Cursor(new DataView(new ArrayBuffer(0)))
/** Of the PDU being read: numbers of commands, and where their data begins and ends. */
const commands: number[] = []
const starts: number[] = []
const ends: number[] = []

export function dissectDirect(
  message: Cursor,
  type: number,
  sequence: number,
  of: Side,
  state: HartIpState,
  sink: Sink,
): void {
  const { view, pos } = message
  const stopped = readCommands(message)
  if (stopped >= 0) sink.observe({ kind: 'malformed', reason: 'truncated', offset: stopped - pos })
  const operation = operationOf(type === TYPE.publish, state)
  if (type === TYPE.request) {
    state.asked.ask(sequence, operation)
    sink.operation('request', operation, 0)
    return
  }
  const status = worstStatus(view)
  if (type === TYPE.publish) sink.operation('event', operation, 0)
  else sink.operation('response', state.asked.answer(sequence) ?? operation, status)
  for (let i = 0; i < commands.length; i++) say(view, i, of, state, sink)
}

/** Where reading stopped too early; -1 when all fits. */
function readCommands(message: Cursor): number {
  const { view, pos, end } = message
  commands.length = starts.length = ends.length = 0
  let at = pos + HEADER_LENGTH + STATUS_LENGTH
  while (at < end) {
    if (at + COMMAND_HEAD > end) return at
    const next = at + COMMAND_HEAD + view.getUint8(at + 2)
    if (commands.length < MAX_COMMANDS) {
      commands.push(view.getUint16(at))
      starts.push(at + COMMAND_HEAD)
      ends.push(Math.min(next, end))
    }
    if (next > end) return at
    at = next
  }
  return commands.length === 0 ? Math.min(at, end) : -1
}

function operationOf(isPublication: boolean, state: HartIpState): Operation {
  const { operations } = state
  const [first] = commands
  if (first !== undefined && commands.length === 1) {
    const key = KEY_SPACE + first + (isPublication ? 0x1_0000 : 0)
    const operationClass = isPublication ? 'publish' : classOfCode(first)
    return state.find(key) ?? operations.add(key, operationClass, codeOfDirect(first), '', '')
  }
  let key = 0
  for (const command of commands) key = (key * 31 + command) % 0xffff_ffff
  key += KEY_SPACE + 0x1_0000_0000 + (isPublication ? 0x1_0000_0000 : 0)
  const found = state.find(key)
  if (found !== undefined) return found
  const target = commands.length === 0 ? '' : `commands ${commands.join(', ')}`
  return operations.add(key, isPublication ? 'publish' : gravest(), DIRECT_LIST, '', target)
}

/** The class of most consequence among the commands. */
function gravest(): OperationClass {
  const ranks = commands.map((command) => OPERATION_CLASSES.indexOf(classOfCode(command)))
  return OPERATION_CLASSES[Math.max(...ranks)] ?? 'unknown'
}

function worstStatus(view: DataView): number {
  for (let i = 0; i < commands.length; i++) {
    const code = (starts[i] as number) < (ends[i] as number) ? view.getUint8(starts[i] as number) : 0
    if (code !== 0 && !isWarning(code)) return code
  }
  return 0
}

function say(view: DataView, index: number, of: Side, state: HartIpState, sink: Sink): void {
  const command = commands[index] as number
  const start = (starts[index] as number) + 1
  const end = ends[index] as number
  if (start > end || view.getUint8(start - 1) !== 0) return
  const facts = factsOfAnswer(command, data.reset(view, start, end))
  if (facts === undefined || !state.isNews(KEY_SPACE + command, keyOfBytes(view, start, end, command))) return
  sink.observe({ kind: 'identity', of, about: '', module: '', message: nameOfHartCommand(command), facts })
}
