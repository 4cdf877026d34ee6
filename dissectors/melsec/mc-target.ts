/*
 * What a command of a 3E or 4E frame acts on. SLMP Reference Manual SH-080956ENG, 5.2 to 5.8.
 */

import type { Cursor } from '../kit/cursor.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { classOfCode } from './command-codes.ts'
import { type DeviceRun, dataLength, pointsOf } from './device-points.ts'
import { deviceText } from './devices.ts'
import {
  CYCLIC_DATA,
  fieldBasicKeyLength,
  fieldBasicKeyStart,
  fieldBasicTarget,
  IP_ADDRESS_SET,
} from './field-basic.ts'
import { BITS, Entries, hasEntries, READ_BLOCK, READ_RANDOM, WIDE } from './mc-entries.ts'
import { fileTarget } from './mc-files.ts'
import { isLabelCommand, labelPoints, scanLabels } from './mc-labels.ts'
import type { MelsecState } from './melsec-state.ts'
import { ANY_LENGTH } from './outstanding.ts'

/** Devices or labels named of a command that has several. */
export const MAX_DEVICES_NAMED = 8

const DEVICE_READ = 0x0401
const DEVICE_WRITE = 0x1401
const MEMORY_READ = 0x0613
const MEMORY_WRITE = 0x1613
const UNIT_READ = 0x0601
const UNIT_WRITE = 0x1601
const FILES = 0x18
/** Subcommands: bit 7 for extended specifications. */
const EXTENDED = 0x80
/** Keys of several devices, and of all else, lie above those of one device. */
const LIST_SPACE = 0x8_0000_0000_0000

const entries = new Entries()

/** The operation of a command and the length of its answer; reused. */
export class Requested {
  operation: Operation | undefined = undefined
  answerLength = ANY_LENGTH
}

/** Reads the data of a command, at which `message` stands, into `requested`. */
export function readRequest(
  message: Cursor,
  command: number,
  subcommand: number,
  state: MelsecState,
  requested: Requested,
): void {
  requested.answerLength = command >> 12 === 1 ? 0 : ANY_LENGTH
  const isPlain = subcommand <= (WIDE | BITS)
  const { header } = state
  const seed = command ^ (subcommand << 16) ^ (header.isOwn() ? 0 : Math.imul(header.route() | 0, 0x9e3779b1))
  if ((command === DEVICE_READ || command === DEVICE_WRITE) && isPlain) {
    readDevices(command, subcommand, state, requested)
  } else if (hasEntries(command) && isPlain) readEntries(message, command, subcommand, seed, state, requested)
  else if (isLabelCommand(command)) requested.operation = labelOperation(message, command, seed, state)
  else if (command >> 8 === FILES) {
    requested.operation = fileOperation(message, command, subcommand, seed, state)
    requested.answerLength = ANY_LENGTH
  } else requested.operation = otherOperation(message, command, subcommand, seed, state)
}

/** Whether the manuals give a read or write of one range this subcommand; true for all other commands. */
export function isKnownForm(command: number, subcommand: number): boolean {
  const isRange = command === DEVICE_READ || command === DEVICE_WRITE
  return !isRange || (subcommand & ~(EXTENDED | WIDE | BITS)) === 0
}

/** Reads and writes of one range are nearly all of the traffic. */
function readDevices(command: number, subcommand: number, state: MelsecState, requested: Requested): void {
  const { fields, header } = state
  const device = fields.device((subcommand & WIDE) !== 0)
  const { code, head } = fields
  const count = fields.number(2)
  const isBits = (subcommand & BITS) !== 0
  const unit = isBits ? 'bit' : 'word'
  if (command === DEVICE_READ) requested.answerLength = dataLength(count, unit, fields.ascii)
  const kind = (command === DEVICE_READ ? 0 : 2) + (isBits ? 1 : 0)
  let key = ((kind * 0x100 + (code & 0xff)) * 0x100_0000 + (head % 0x100_0000)) * 0x1_0000 + count
  if (!header.isOwn())
    key = LIST_SPACE + ((key ^ Math.imul(header.route() | 0, 0x9e3779b1)) >>> 0) * 0x1_0000 + (head & 0xffff)
  const found = state.operations.find(key)
  if (found !== undefined) {
    requested.operation = found
    return
  }
  const run: DeviceRun = { device, head, count, unit }
  const target = fields.short ? '' : runText(run, code)
  requested.operation = addRuns(key, command, target, fields.short ? [] : [run], state)
}

function readEntries(
  message: Cursor,
  command: number,
  subcommand: number,
  seed: number,
  state: MelsecState,
  requested: Requested,
): void {
  const { fields } = state
  const start = message.pos
  entries.begin(fields, command, subcommand)
  entries.walk()
  if (command === READ_RANDOM || command === READ_BLOCK) requested.answerLength = entries.valuesLength
  const key = LIST_SPACE + ((entries.key ^ seed) >>> 0)
  const found = state.operations.find(key)
  if (found !== undefined) {
    requested.operation = found
    return
  }
  const { short } = message
  message.pos = start
  const named: string[] = []
  const runs: DeviceRun[] = []
  entries.begin(fields, command, subcommand)
  entries.walk((run) => {
    runs.push(run)
    named.push(runText(run, entries.code))
  })
  message.short = short
  requested.operation = addRuns(key, command, listText(named), runs, state)
}

/** Bit devices come in words of sixteen unless the subcommand says otherwise (5.2). */
function runText({ device, head, count, unit }: DeviceRun, code: number): string {
  return deviceText(device, code, head, unit !== 'bit' && device?.isBit === true ? count * 16 : count)
}

function listText(named: readonly string[]): string {
  const first = named.slice(0, MAX_DEVICES_NAMED)
  return (named.length > MAX_DEVICES_NAMED ? [...first, '…'] : first).join(', ')
}

function addRuns(
  key: number,
  command: number,
  target: string,
  runs: readonly DeviceRun[],
  state: MelsecState,
): Operation {
  const writes = classOfCode(command) === 'write'
  const points = runs.flatMap((run) => pointsOf(run, writes))
  const operation = add(key, command, target, points, state)
  state.runs.remember(operation, runs)
  return operation
}

function labelOperation(message: Cursor, command: number, seed: number, state: MelsecState): Operation {
  const start = message.pos
  const { fields } = state
  const key = LIST_SPACE + ((scanLabels(message, fields, command, undefined) ^ seed) >>> 0)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const { short } = message
  message.pos = start
  message.short = false
  const names: string[] = []
  scanLabels(message, fields, command, names)
  message.short = short
  return add(key, command, listText(names), labelPoints(names, classOfCode(command) === 'write'), state)
}

/** Passwords and what is written are no part of the key: the name is. */
function fileOperation(
  message: Cursor,
  command: number,
  subcommand: number,
  seed: number,
  state: MelsecState,
): Operation {
  const { short } = message
  const target = fileTarget(message, state, command, subcommand)
  message.short = short
  const key = keyOfText(target, seed)
  return state.operations.find(key) ?? add(key, command, target, [], state)
}

function otherOperation(
  message: Cursor,
  command: number,
  subcommand: number,
  seed: number,
  state: MelsecState,
): Operation {
  const start = message.pos
  const from = start + keyStart(command)
  const key = keyOfBytes(
    message.view,
    from,
    Math.max(from, Math.min(message.end, start + keyLength(message, command))),
    seed,
  )
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const { short } = message
  const target = isFieldBasic(command, state)
    ? fieldBasicTarget(command, message)
    : targetOf(state, command, subcommand)
  message.short = short
  return add(key, command, target, [], state)
}

function add(
  key: number,
  command: number,
  target: string,
  points: readonly Points[],
  { operations, header }: MelsecState,
): Operation {
  return operations.add(key, classOfCode(command), command, header.moduleText(), target, points)
}

/** What is written, or a password, decides no target. */
function keyLength(message: Cursor, command: number): number {
  switch (command) {
    case MEMORY_READ:
    case MEMORY_WRITE:
      return 12
    case UNIT_READ:
    case UNIT_WRITE:
      return 16
    default:
      return fieldBasicKeyLength(command, message.left)
  }
}

function keyStart(command: number): number {
  return command === CYCLIC_DATA || command === IP_ADDRESS_SET ? fieldBasicKeyStart(command) : 0
}

function isFieldBasic(command: number, { fields }: MelsecState): boolean {
  return !fields.ascii && (command === CYCLIC_DATA || command === IP_ADDRESS_SET)
}

function targetOf({ fields }: MelsecState, command: number, subcommand: number): string {
  switch (command) {
    case DEVICE_READ:
    case DEVICE_WRITE:
      return (subcommand & EXTENDED) !== 0 ? 'extended device' : ''
    case MEMORY_READ:
    case MEMORY_WRITE:
      return `memory 0x${fields.number(4).toString(16)}+${fields.number(2)}`
    case UNIT_READ:
    case UNIT_WRITE: {
      const address = fields.number(4)
      const bytes = fields.number(2)
      return `unit 0x${fields.number(2).toString(16)} 0x${address.toString(16)}+${bytes}`
    }
    default:
      return ''
  }
}
