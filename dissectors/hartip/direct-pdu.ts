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
import { saySecret } from './secrets.ts'
import { keyOfVariables, sayVariables, variablePoints, variablesText } from './variables.ts'

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
  const operation = operationOf(view, type, state)
  if (type === TYPE.request) {
    state.asked.ask(sequence, operation)
    sink.operation('request', operation, 0)
    for (let i = 0; i < commands.length; i++) {
      saySecret(commands[i] as number, (starts[i] as number) < (ends[i] as number), sink)
    }
    return
  }
  const status = worstStatus(view)
  const reported = type === TYPE.publish ? operation : (state.asked.answer(sequence) ?? operation)
  if (type === TYPE.publish) sink.operation('event', reported, 0)
  else sink.operation('response', reported, status)
  for (let i = 0; i < commands.length; i++) {
    say(view, i, of, state, sink)
    sayValues(view, i, reported, sink)
  }
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

function operationOf(view: DataView, type: number, state: HartIpState): Operation {
  const { operations } = state
  const isPublication = type === TYPE.publish
  const isRequest = type === TYPE.request
  let key = commands.length === 1 ? 0 : 0x1_0000_0000
  for (let i = 0; i < commands.length; i++) key = (key * 31 + variablesKey(view, i, isRequest)) % 0xffff_ffff
  key += KEY_SPACE + (isPublication ? 0x1_0000_0000 : 0)
  const found = state.find(key)
  if (found !== undefined) return found
  const points = commands.flatMap((command, i) =>
    variablePoints(command, view, dataAt(i, isRequest), ends[i] as number, isRequest),
  )
  const [first] = commands
  if (first !== undefined && commands.length === 1) {
    const text = variablesText(first, view, dataAt(0, isRequest), ends[0] as number, isRequest)
    return operations.add(key, isPublication ? 'publish' : classOfCode(first), codeOfDirect(first), '', text, points)
  }
  const target = commands.length === 0 ? '' : `commands ${commands.join(', ')}`
  return operations.add(key, isPublication ? 'publish' : gravest(), DIRECT_LIST, '', target, points)
}

function variablesKey(view: DataView, index: number, isRequest: boolean): number {
  const command = commands[index] as number
  return keyOfVariables(command, view, dataAt(index, isRequest), ends[index] as number, isRequest) >>> 0
}

/** Where the data of a command begins: behind the response code, which requests do not have. */
function dataAt(index: number, isRequest: boolean): number {
  return (starts[index] as number) + (isRequest ? 0 : 1)
}

function sayValues(view: DataView, index: number, operation: Operation, sink: Sink): void {
  const at = dataAt(index, false)
  const code = at <= (ends[index] as number) ? view.getUint8(at - 1) : 0
  if (code === 0 || isWarning(code)) {
    sayVariables(commands[index] as number, view, at, ends[index] as number, operation, sink)
  }
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
