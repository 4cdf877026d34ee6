/*
 * What an ADS request acts on. Beckhoff Information System, "ADS Commands".
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { accessText, type Hop, handleText, MAX_NAME, nameAt } from './access-text.ts'
import { type AdsState, MAX_NAMES_ASKED } from './ads-state.ts'
import { stateName } from './ads-states.ts'
import { FIELD, netAt, netText, u16At, u32At } from './ams-header.ts'
import { CLASSES, COMMAND } from './commands.ts'
import { endSubscription, forgetReleased, handledBy, handleKey, hopOf } from './handles.ts'
import { classOfAccess, GROUP, groupText, isNamed, SYSTEM_PORT } from './index-groups.ts'
import {
  classOfSum,
  forgetReleasedParts,
  isSum,
  namesAskedFor,
  resultsOfSum,
  sumKeyLength,
  sumSeed,
  sumText,
} from './sums.ts'

/** Group, offset, length. */
const ACCESS_LENGTH = 12
const READ_WRITE_LENGTH = 16

/** Bytes that a request of each command has at least behind its header. */
export const LEAST_DATA: readonly number[] = [0, 0, 12, 12, 0, 8, 40, 4, 8, 16]

/** The operation of the request at the cursor. */
export function requestedOperation(message: Cursor, command: number, state: AdsState): Operation {
  const { operations } = state
  const port = u16At(message, FIELD.targetPort)
  const net = netAt(message, FIELD.target)
  const hop = hopOf(net, port, state)
  const key = keyOf(message, command, port, hop, state)
  const found = operations.find(key)
  if (found !== undefined) return found
  const operation = operations.add(
    key,
    classOfRequest(message, command, port),
    command,
    moduleText(net, port, state),
    targetOf(message, command, { port, hop }, state),
  )
  // Where operations are no longer remembered, neither is what their answers bring.
  if (operation.slot >= 0 && command === COMMAND.readWrite) noteAnswer(message, operation, port, state)
  return operation
}

/** The handles that the request at the cursor gives back. */
export function endHandles(message: Cursor, command: number, state: AdsState): void {
  const port = u16At(message, FIELD.targetPort)
  const hop = hopOf(netAt(message, FIELD.target), port, state)
  if (command === COMMAND.deleteNotification) endSubscription(u32At(message, FIELD.data), hop, state)
  else if (port === SYSTEM_PORT) return
  else if (command === COMMAND.write) forgetReleased(message, hop, state)
  else if (command === COMMAND.readWrite && u32At(message, FIELD.data) === GROUP.sumWrite) {
    forgetReleasedParts(message, hop, state)
  }
}

/** What the answer at hand does not say of itself. */
function noteAnswer(message: Cursor, operation: Operation, port: number, state: AdsState): void {
  const results = isSum(u32At(message, FIELD.data), port) ? resultsOfSum(message) : undefined
  if (results !== undefined) state.sumResults.set(operation, results)
  noteNames(message, operation, port, state)
}

function noteNames(message: Cursor, operation: Operation, port: number, state: AdsState): void {
  const group = u32At(message, FIELD.data)
  const isOne = group === GROUP.handleByName && port !== SYSTEM_PORT
  const names = isSum(group, port) ? namesAskedFor(message, group) : isOne ? operation.target : undefined
  if (names === undefined || state.namesKept >= MAX_NAMES_ASKED) return
  state.namesKept += isOne ? 1 : names.length
  state.namesAsked.set(operation, names)
}

/** The part behind the host: a server of it by its AMS port, and its net id when that is not the host's own. */
export function moduleText(net: number, port: number, state: AdsState): string {
  const own = net === state.serverNet || state.serverNet < 0
  if (own) return port === SYSTEM_PORT ? '' : `port ${port}`
  return `net ${netText(net)} port ${port}`
}

function classOfRequest(message: Cursor, command: number, port: number): OperationClass {
  const isAccess = command === COMMAND.read || command === COMMAND.write || command === COMMAND.readWrite
  const group = u32At(message, FIELD.data)
  if (command === COMMAND.readWrite && isSum(group, port)) return classOfSum(message, group, port)
  return isAccess ? classOfAccess(command, group, port) : (CLASSES[command] ?? 'unknown')
}

function keyOf(message: Cursor, command: number, port: number, hop: number, state: AdsState): number {
  const from = message.pos + FIELD.data
  const group = u32At(message, FIELD.data)
  let seed = (command << 16) ^ hop
  const symbol = handledBy(message, command, port, hop, state)
  if (symbol !== undefined) return keyOfBytes(message.view, from, from + 4, seed ^ symbol.seed)
  if (command === COMMAND.deleteNotification) {
    const slot = state.notifications.get(handleKey(group, hop))?.slot ?? -1
    seed ^= Math.imul(slot + 1, 0x85ebca6b)
  } else if (command === COMMAND.readWrite && isSum(group, port)) seed ^= sumSeed(message, group, hop, state)
  return keyOfBytes(message.view, from, from + keyLength(message, command, group, port), seed)
}

/** What is written decides no target, unless it is a name, a list or a handle. */
function keyLength(message: Cursor, command: number, group: number, port: number): number {
  const there = message.left - FIELD.data
  switch (command) {
    case COMMAND.write:
      return Math.min(there, ACCESS_LENGTH + (group === GROUP.releaseHandle ? 4 : 0))
    case COMMAND.read:
    case COMMAND.addNotification:
      return Math.min(there, ACCESS_LENGTH)
    case COMMAND.writeControl:
      return Math.min(there, 4)
    case COMMAND.readWrite:
      if (isNamed(group, port)) return Math.min(there, READ_WRITE_LENGTH + MAX_NAME)
      return Math.min(there, READ_WRITE_LENGTH + (isSum(group, port) ? sumKeyLength(message, group, port) : 0))
    default:
      return 0
  }
}

function targetOf(message: Cursor, command: number, hop: Hop, state: AdsState): string {
  const at = FIELD.data
  if (message.left < at + (LEAST_DATA[command] ?? 0)) return ''
  const group = u32At(message, at)
  const offset = u32At(message, at + 4)
  switch (command) {
    case COMMAND.read:
    case COMMAND.addNotification:
      return accessText(group, offset, u32At(message, at + 8), hop, state)
    case COMMAND.write:
      if (group === GROUP.releaseHandle && message.left >= at + ACCESS_LENGTH + 4) {
        return handleText(u32At(message, at + ACCESS_LENGTH), hop.hop, state)
      }
      return accessText(group, offset, u32At(message, at + 8), hop, state)
    case COMMAND.readWrite:
      return readWriteText(message, group, offset, hop, state)
    case COMMAND.writeControl:
      return stateName(u16At(message, at))
    case COMMAND.deleteNotification:
      return state.notifications.get(handleKey(group, hop.hop))?.target ?? ''
    default:
      return ''
  }
}

function readWriteText(message: Cursor, group: number, offset: number, hop: Hop, state: AdsState): string {
  const at = FIELD.data
  const { port } = hop
  if (isNamed(group, port)) {
    const name = nameAt(message, at + READ_WRITE_LENGTH, u32At(message, at + 12))
    if (port === SYSTEM_PORT) return `${groupText(group, offset, 0, port)} ${name}`
    return group === GROUP.typeByName ? `type ${name}` : name
  }
  return isSum(group, port)
    ? sumText(message, group, hop, state)
    : accessText(group, offset, u32At(message, at + 8), hop, state)
}
