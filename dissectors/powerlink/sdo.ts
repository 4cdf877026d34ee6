/*
 * SDO: access to the objects of a node. EPSG DS 301 V1.5.1, 6.3.2.3 (sequence layer) and 6.3.2.4 (command layer).
 */
import { readClass, writeClass } from '../canopen/objects.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { ABORTED, codeOf, isSdoCommand, SDO, SPACE } from './function-codes.ts'
import { nodeText, type PowerlinkState } from './powerlink-state.ts'

/** Of the command layer, behind service and sequence layer: where its parts lie, from the message type on. */
const COMMAND_LAYER_AT = 8
const TRANSACTION_AT = COMMAND_LAYER_AT + 1
const FLAGS_AT = COMMAND_LAYER_AT + 2
const COMMAND_AT = COMMAND_LAYER_AT + 3
const SIZE_AT = COMMAND_LAYER_AT + 4
const DATA_AT = COMMAND_LAYER_AT + 8
const RESPONSE = 0x80
const ABORT = 0x40
const SEGMENTATION = 0x30
/** The first of several segments says first how long all are. */
const FIRST_SEGMENT = 0x10
const TOTAL_LENGTH = 4
const NODES = 0x100
const NUMBERS = 0x100
/** Keys beyond those of a code and a node: with an object, and of answers. */
const INDEX_KEYS = 2 ** 40
const ANSWER_KEYS = 2 ** 50
const RESET_COMMAND = 0x1f9e
const OBJECTS: Readonly<Record<number, string>> = {
  0x1006: 'NMT_CycleLen_U32',
  0x1010: 'NMT_StoreParam_REC',
  0x1011: 'NMT_RestoreDefParam_REC',
  0x1018: 'NMT_IdentityObject_REC',
  0x1020: 'CFM_VerifyConfiguration_REC',
  0x1f22: 'CFM_ConciseDcfList_ADOM',
  0x1f50: 'PDL_DownloadProgData_ADOM',
  0x1f51: 'PDL_ProgCtrl_AU8',
  0x1f81: 'NMT_NodeAssignment_AU32',
  0x1f98: 'NMT_CycleTiming_REC',
  0x1f9a: 'NMT_HostName_VSTR',
  [RESET_COMMAND]: 'NMT_ResetCmd_U8',
}
const OTHERS: Readonly<Record<number, OperationClass>> = {
  5: 'write',
  6: 'read',
  32: 'download',
  33: 'upload',
  49: 'write',
  50: 'read',
  112: 'session',
}

/** Whether an ASnd with an SDO answers; undefined of what only keeps the connection. */
export function isSdoAnswer(message: Cursor): boolean | undefined {
  if (message.left < DATA_AT || !hasCommand(message)) return undefined
  return (message.peek(FLAGS_AT) & RESPONSE) !== 0
}

/** Reports one SDO frame, which is whole as far as its command layer. */
export function dissectSdo(
  message: Cursor,
  target: number,
  isToGroup: boolean,
  state: PowerlinkState,
  sink: Sink,
): void {
  if (message.left < DATA_AT) {
    sink.operation('event', connection(target, state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  if (!hasCommand(message)) {
    sink.operation('event', connection(target, state), 0)
    return
  }
  const size = message.view.getUint16(message.pos + SIZE_AT, true)
  if (DATA_AT + size > message.left) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: SIZE_AT })
  const flags = message.peek(FLAGS_AT)
  if ((flags & RESPONSE) === 0) request(message, target, flags, size, isToGroup, state, sink)
  else answer(message, flags, size, isToGroup, state, sink)
}

/** What keeps a connection up has none. */
function hasCommand(message: Cursor): boolean {
  return message.peek(COMMAND_AT) !== 0 || message.peek(FLAGS_AT) !== 0
}

function connection(target: number, state: PowerlinkState): Operation {
  const code = codeOf(SPACE.connection, 0)
  const key = code * NODES + target
  return state.operations.find(key) ?? state.operations.add(key, 'session', code, '', nodeText(target))
}

function request(
  message: Cursor,
  target: number,
  flags: number,
  size: number,
  isToGroup: boolean,
  state: PowerlinkState,
  sink: Sink,
): void {
  const command = message.peek(COMMAND_AT)
  const segment = flags & SEGMENTATION
  const isFurther = segment > FIRST_SEGMENT
  const begun = isFurther ? state.transfers.get(target) : undefined
  const operation = begun ?? operationOf(message, command, target, isFurther ? 0 : size, segment, state)
  state.transfers.set(target, operation)
  if (!isToGroup) state.pending.ask(message.peek(TRANSACTION_AT), operation)
  sink.operation('request', operation, 0)
  if (!isSdoCommand(command)) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOf(SPACE.sdo, command) })
  }
}

/** Over UDP it comes back to who asked; in an ASnd it goes to all, and is a frame of the node that sends it. */
function answer(
  message: Cursor,
  flags: number,
  size: number,
  isToGroup: boolean,
  state: PowerlinkState,
  sink: Sink,
): void {
  const isAbort = (flags & ABORT) !== 0
  const status = isAbort && size >= 4 && message.left >= DATA_AT + 4 ? abortCode(message) || 1 : isAbort ? 1 : 0
  const asked = isToGroup ? undefined : state.pending.answer(message.peek(TRANSACTION_AT))
  if (asked !== undefined) sink.operation('response', asked, status)
  else sink.operation(isToGroup ? 'event' : 'response', answerOf(message, status, state), status)
}

function abortCode(message: Cursor): number {
  return message.view.getUint32(message.pos + DATA_AT, true)
}

function answerOf(message: Cursor, status: number, state: PowerlinkState): Operation {
  const number = status === 0 ? message.peek(COMMAND_AT) : ABORTED
  const key = ANSWER_KEYS + status * NUMBERS + number
  const target = status === 0 ? '' : `0x${status.toString(16).padStart(8, '0')}`
  return state.operations.find(key) ?? state.operations.add(key, 'session', codeOf(SPACE.answer, number), '', target)
}

function operationOf(
  message: Cursor,
  command: number,
  target: number,
  size: number,
  segment: number,
  state: PowerlinkState,
): Operation {
  const { view, pos } = message
  const { operations } = state
  const code = codeOf(SPACE.sdo, command)
  const from = pos + DATA_AT + (segment === FIRST_SEGMENT ? TOTAL_LENGTH : 0)
  const to = Math.min(pos + DATA_AT + size, message.end)
  if (!takesIndex(command) || to - from < 3) {
    const key = code * NODES + target
    return operations.find(key) ?? operations.add(key, classOf(command, 0), code, nodeText(target), '')
  }
  const index = view.getUint16(from, true)
  const subindex = view.getUint8(from + 2)
  const key = INDEX_KEYS + ((command * NODES + target) * 0x1_0000 + index) * 0x100 + subindex
  const known = operations.find(key)
  if (known !== undefined) return known
  return operations.add(key, classOf(command, index), code, nodeText(target), objectText(command, index, subindex))
}

function takesIndex(command: number): boolean {
  return command >= SDO.write && command <= SDO.readAll
}

function objectText(command: number, index: number, subindex: number): string {
  const object = `0x${index.toString(16).padStart(4, '0')}`
  const name = OBJECTS[index] === undefined ? '' : ` ${OBJECTS[index]}`
  const isWhole = command === SDO.writeAll || command === SDO.readAll
  return `${object}${isWhole ? '' : `:${subindex.toString(16).padStart(2, '0')}`}${name}`
}

/** 6.3.2.4.1: what a command does to a node. */
function classOf(command: number, index: number): OperationClass {
  if (command === SDO.write || command === SDO.writeAll) return index === RESET_COMMAND ? 'mode' : writeClass(index)
  if (command === SDO.read || command === SDO.readAll) return readClass(index)
  return OTHERS[command] ?? 'unknown'
}
