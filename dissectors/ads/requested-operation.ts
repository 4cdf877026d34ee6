/*
 * What an ADS request acts on. Beckhoff Information System, "ADS Commands".
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { AdsState } from './ads-state.ts'
import { stateName } from './ads-states.ts'
import { FIELD, netAt, netText, u16At, u32At } from './ams-header.ts'
import { CLASSES, COMMAND } from './commands.ts'
import { classOfAccess, GROUP, groupText, isNamed, SYSTEM_PORT } from './index-groups.ts'

/** Parts of a sum command that are named. */
export const MAX_PARTS_NAMED = 4
/** Bytes of a name that are kept. */
const MAX_NAME = 250
/** Group, offset, length. */
const ACCESS_LENGTH = 12
const READ_WRITE_LENGTH = 16
const MAX_PARTS_KEYED = 500

/** Bytes that a request of each command has at least behind its header. */
export const LEAST_DATA: readonly number[] = [0, 0, 12, 12, 0, 8, 40, 4, 8, 16]

/** The operation of the request at the cursor. */
export function requestedOperation(message: Cursor, command: number, state: AdsState): Operation {
  const { operations } = state
  const port = u16At(message, FIELD.targetPort)
  const net = netAt(message, FIELD.target)
  const hop = port ^ (net === state.serverNet ? 0 : Math.imul(net | 0, 0x85ebca6b))
  const from = message.pos + FIELD.data
  const key = keyOfBytes(message.view, from, from + keyLength(message, command, port), (command << 16) ^ hop)
  return (
    operations.find(key) ??
    operations.add(
      key,
      classOfRequest(message, command, port),
      command,
      moduleText(net, port, state),
      targetOf(message, command, port, state),
    )
  )
}

/** The part behind the host: a server of it by its AMS port, and its net id when that is not the host's own. */
export function moduleText(net: number, port: number, state: AdsState): string {
  const own = net === state.serverNet || state.serverNet < 0
  if (own) return port === SYSTEM_PORT ? '' : `port ${port}`
  return `net ${netText(net)} port ${port}`
}

function classOfRequest(message: Cursor, command: number, port: number): OperationClass {
  const isAccess = command === COMMAND.read || command === COMMAND.write || command === COMMAND.readWrite
  return isAccess ? classOfAccess(command, u32At(message, FIELD.data), port) : (CLASSES[command] ?? 'unknown')
}

/** What is written decides no target, unless it is a name or a list. */
function keyLength(message: Cursor, command: number, port: number): number {
  const there = message.left - FIELD.data
  const group = u32At(message, FIELD.data)
  switch (command) {
    case COMMAND.read:
    case COMMAND.write:
    case COMMAND.addNotification:
      return Math.min(there, ACCESS_LENGTH)
    case COMMAND.writeControl:
      return Math.min(there, 4)
    case COMMAND.readWrite:
      if (isNamed(group, port)) return Math.min(there, READ_WRITE_LENGTH + MAX_NAME)
      return Math.min(there, READ_WRITE_LENGTH + (isSum(group) ? partsLength(message, group) : 0))
    default:
      return 0
  }
}

function isSum(group: number): boolean {
  return group >= GROUP.sumRead && group <= GROUP.sumReadWrite
}

/** The number of parts stands in the offset; those of a read and write have two lengths. */
function partsLength(message: Cursor, group: number): number {
  const parts = Math.min(u32At(message, FIELD.data + 4), MAX_PARTS_KEYED)
  return parts * (group === GROUP.sumReadWrite ? READ_WRITE_LENGTH : ACCESS_LENGTH)
}

function targetOf(message: Cursor, command: number, port: number, state: AdsState): string {
  const at = FIELD.data
  if (message.left < at + (LEAST_DATA[command] ?? 0)) return ''
  const group = u32At(message, at)
  const offset = u32At(message, at + 4)
  switch (command) {
    case COMMAND.read:
    case COMMAND.addNotification:
      return accessText(group, offset, u32At(message, at + 8), port, state)
    case COMMAND.write:
      if (group === GROUP.releaseHandle && message.left >= at + ACCESS_LENGTH + 4) {
        return handleText(u32At(message, at + ACCESS_LENGTH), state)
      }
      return accessText(group, offset, u32At(message, at + 8), port, state)
    case COMMAND.readWrite:
      return readWriteText(message, group, offset, port, state)
    case COMMAND.writeControl:
      return stateName(u16At(message, at))
    default:
      return ''
  }
}

function readWriteText(message: Cursor, group: number, offset: number, port: number, state: AdsState): string {
  const at = FIELD.data
  if (isNamed(group, port)) {
    const name = nameAt(message, at + READ_WRITE_LENGTH, u32At(message, at + 12))
    return port === SYSTEM_PORT ? `${groupText(group, offset, 0, port)} ${name}` : name
  }
  if (!isSum(group)) return accessText(group, offset, u32At(message, at + 8), port, state)
  const step = group === GROUP.sumReadWrite ? READ_WRITE_LENGTH : ACCESS_LENGTH
  const named: string[] = []
  for (let i = 0, part = at + READ_WRITE_LENGTH; i < offset && part + step <= message.left; i++, part += step) {
    if (i === MAX_PARTS_NAMED) return `${named.join(', ')}, …`
    named.push(accessText(u32At(message, part), u32At(message, part + 4), u32At(message, part + 8), port, state))
  }
  return named.join(', ')
}

function accessText(group: number, offset: number, length: number, port: number, state: AdsState): string {
  return group === GROUP.valueByHandle && port !== SYSTEM_PORT
    ? handleText(offset, state)
    : groupText(group, offset, length, port)
}

function handleText(handle: number, state: AdsState): string {
  return state.symbols.get(handle) ?? `handle 0x${handle.toString(16)}`
}

function nameAt(message: Cursor, at: number, length: number): string {
  const { pos, short } = message
  message.pos = Math.min(pos + at, message.end)
  const text = message.text(Math.min(length, MAX_NAME, message.left), 'latin1')
  message.pos = pos
  message.short = short
  return text
}
