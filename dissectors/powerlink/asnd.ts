/*
 * Asynchronous frames. EPSG DS 301 V1.5.1, 4.6.1.1.6 (ASnd), 7.3 (NMT services).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { codeOf, commandClass, SERVICE, SPACE } from './function-codes.ts'
import { sayIdentity, sayState } from './node-identity.ts'
import { BROADCAST, nodeText, type PowerlinkState } from './powerlink-state.ts'
import { dissectSdo } from './sdo.ts'

const SERVICE_AT = 3
const STATE_AT = 6
/** Of a StatusResponse: entries of 20 bytes from here on, the first two of which are type and error. */
const ERRORS_AT = 18
const ERROR_ENTRY = 20
/** Of NMTRequest and NMTCommand. */
const COMMAND_AT = 4
const TARGET_AT = 5
const DATA_AT = 6
/** 7.3.1.2.2: a bit for each of 256 nodes. */
const NODE_LIST = 32
const FIRST_TO_LIST = 0x40
const LAST_TO_LIST = 0x5f
/** Nodes that the text of a target names. */
const MAX_NAMED = 8
const NODES = 0x100
/** Beyond the keys of a code and two nodes. */
const REQUEST_KEYS = 2 ** 32
const ERROR_KEYS = 2 ** 33

/** Reports an ASnd, of which the service is there. */
export function dissectAsnd(
  message: Cursor,
  info: MessageInfo,
  isToGroup: boolean,
  state: PowerlinkState,
  sink: Sink,
): void {
  const target = message.peek(1)
  const source = message.peek(2)
  const service = message.peek(SERVICE_AT)
  switch (service) {
    case SERVICE.ident:
      event(service, 'discover', state, sink)
      sayState(source, message.peek(STATE_AT), info, state, sink)
      if (!sayIdentity(message, source, info, state, sink)) truncated(message, sink)
      return
    case SERVICE.status:
      status(message, state, sink)
      sayState(source, message.peek(STATE_AT), info, state, sink)
      return
    case SERVICE.request:
      sink.operation('event', requestOf(message, state), 0)
      return
    case SERVICE.command:
      command(message, target, state, sink)
      return
    case SERVICE.sdo:
      dissectSdo(message, target, isToGroup, state, sink)
      return
    case SERVICE.sync:
      event(service, 'time', state, sink)
      return
    default:
      event(service, 'unknown', state, sink)
      sink.observe({ kind: 'undecoded', reason: 'unsupported', code: codeOf(SPACE.service, service) })
  }
}

function truncated(message: Cursor, sink: Sink): void {
  sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
}

function event(service: number, operationClass: OperationClass, state: PowerlinkState, sink: Sink): void {
  const { operations } = state
  const code = codeOf(SPACE.service, service)
  const key = code * NODES
  sink.operation('event', operations.find(key) ?? operations.add(key, operationClass, code, '', ''), 0)
}

/** 7.3.3.3.1: with the errors of a node, the first of which is told. */
function status(message: Cursor, state: PowerlinkState, sink: Sink): void {
  const { view, pos } = message
  const hasEntry = message.left >= ERRORS_AT + ERROR_ENTRY && view.getUint16(pos + ERRORS_AT, true) !== 0
  if (!hasEntry) {
    event(SERVICE.status, 'diagnose', state, sink)
    return
  }
  const { operations } = state
  const error = view.getUint16(pos + ERRORS_AT + 2, true)
  const key = ERROR_KEYS + error
  const code = codeOf(SPACE.service, SERVICE.status)
  const known = operations.find(key)
  const target = `error 0x${error.toString(16).padStart(4, '0')}`
  sink.operation('event', known ?? operations.add(key, 'alarm', code, '', target), 0)
}

/** A node asks the managing node to send an NMT command, or to be asked for something: it is that one's to do it. */
function requestOf(message: Cursor, state: PowerlinkState): Operation {
  const command = message.left > TARGET_AT ? message.peek(COMMAND_AT) : 0
  const target = message.left > TARGET_AT ? message.peek(TARGET_AT) : 0
  const code = codeOf(SPACE.request, command)
  const key = REQUEST_KEYS + code * NODES + target
  return state.operations.find(key) ?? state.operations.add(key, 'session', code, '', nodeText(target))
}

/** 7.3.1: what it says is done, and seen in the state of the node: nothing answers. */
function command(message: Cursor, target: number, state: PowerlinkState, sink: Sink): void {
  if (message.left <= COMMAND_AT) {
    event(SERVICE.command, 'unknown', state, sink)
    truncated(message, sink)
    return
  }
  const number = message.peek(COMMAND_AT)
  sink.operation('order', commandOf(message, number, target, state), 0)
  if (commandClass(number) !== 'unknown') return
  sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOf(SPACE.command, number) })
}

function commandOf(message: Cursor, number: number, target: number, state: PowerlinkState): Operation {
  const { operations } = state
  const { view, pos } = message
  const code = codeOf(SPACE.command, number)
  const listed = number >= FIRST_TO_LIST && number <= LAST_TO_LIST && message.left >= DATA_AT + NODE_LIST
  const list = pos + DATA_AT
  const key = listed ? keyOfBytes(view, list, list + NODE_LIST, code) : code * NODES + target
  const known = operations.find(key)
  if (known !== undefined) return known
  const module = target === BROADCAST ? '' : nodeText(target)
  return operations.add(key, commandClass(number), code, module, listed ? nodeList(view, list) : nodeText(target))
}

function nodeList(view: DataView, at: number): string {
  const nodes: number[] = []
  for (let node = 1; node < NODE_LIST * 8; node++) {
    if (((view.getUint8(at + (node >> 3)) >> (node & 7)) & 1) === 1) nodes.push(node)
  }
  const named = nodes.slice(0, MAX_NAMED).join(', ')
  return nodes.length > MAX_NAMED ? `nodes ${named}, …` : `nodes ${named}`
}
