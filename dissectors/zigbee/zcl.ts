/* The frame of the cluster library: ZigBee Cluster Library 075123, 2.4 (header), 2.5 (general commands). Little-endian. */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass, OperationRole, Points } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { senderOf } from '../kit/sender-of.ts'
import { type ApsHeader, NO_GROUP } from './aps-header.ts'
import { Attributes } from './attributes.ts'
import { sayBasic } from './basic.ts'
import { clusterCommandClass } from './cluster-commands.ts'
import { attributeName, BASIC, clusterName } from './clusters.ts'
import { clusterCode, DEFAULT_RESPONSE, LAYER, ZCL_COMMANDS } from './names.ts'
import type { ZigbeeState } from './state.ts'

const OF_CLUSTER = 1
const TYPE_MASK = 0x03
const OF_MAKER = 0x04
const FROM_SERVER = 0x08
const NO_DEFAULT_RESPONSE = 0x10
const READ = 0x00
const READ_RESPONSE = 0x01
const WRITE_RESPONSE = 0x04
const WRITE_NO_RESPONSE = 0x05
const CONFIGURE = 0x06
const CONFIGURE_RESPONSE = 0x07
const REPORT = 0x0a
/** Commands that are answers. */
const ANSWERS: ReadonlySet<number> = new Set([
  READ_RESPONSE,
  WRITE_RESPONSE,
  CONFIGURE_RESPONSE,
  0x09,
  DEFAULT_RESPONSE,
  0x0d,
  0x10,
  0x12,
  0x14,
  0x16,
])
const WRITES: ReadonlySet<number> = new Set([0x02, 0x03, WRITE_NO_RESPONSE])
/** Those that begin with what became of the request. */
const WITH_STATUS: ReadonlySet<number> = new Set([WRITE_RESPONSE, CONFIGURE_RESPONSE])

const attributes = new Attributes()

/** By who serves the cluster: what a server reports goes to its client. */
export function directionOfZcl(bytes: Cursor): Direction | undefined {
  const control = bytes.peek(0)
  if (bytes.short) return undefined
  return (control & FROM_SERVER) !== 0 ? 'to-client' : 'to-server'
}

export function dissectZcl(aps: ApsHeader, message: Cursor, info: MessageInfo, state: ZigbeeState, sink: Sink): void {
  const control = message.u8()
  const isOfMaker = (control & OF_MAKER) !== 0
  if (isOfMaker) message.skip(2)
  const transaction = message.u8()
  const command = message.u8()
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end })
    return
  }
  if ((control & TYPE_MASK) === OF_CLUSTER) ofCluster(aps, control, transaction, command, info, state, sink)
  else general(aps, transaction, command, message, info, state, sink)
}

/** Clusters of a maker's own, and commands that it has added, are told by their numbers. */
function ofCluster(
  aps: ApsHeader,
  control: number,
  transaction: number,
  command: number,
  info: MessageInfo,
  state: ZigbeeState,
  sink: Sink,
): void {
  const isFromServer = (control & FROM_SERVER) !== 0
  const code = clusterCode(aps.cluster, isFromServer, command)
  const known = (control & OF_MAKER) === 0 ? clusterCommandClass(aps.cluster, isFromServer, command) : undefined
  attributes.begin()
  const operation = operationOf(aps, code, known ?? 'unknown', info, state)
  if (isFromServer) {
    const asked = state.asked.answer(transaction)
    sink.operation(asked === undefined ? 'event' : 'response', asked ?? operation, 0)
  } else if ((control & NO_DEFAULT_RESPONSE) !== 0 || aps.isBroadcast || aps.group !== NO_GROUP) {
    sink.operation('order', operation, 0)
  } else {
    sink.operation('request', operation, 0)
    state.asked.ask(transaction, operation)
  }
  if (known === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}

function general(
  aps: ApsHeader,
  transaction: number,
  command: number,
  message: Cursor,
  info: MessageInfo,
  state: ZigbeeState,
  sink: Sink,
): void {
  const { view, pos, end } = message
  const status = readBody(command, message)
  // A part of a longer message ends where the next one goes on.
  if (message.short && !aps.isPart) sink.observe({ kind: 'malformed', reason: 'truncated', offset: end })
  const operationClass = ZCL_COMMANDS[command]?.[1]
  const asked = ANSWERS.has(command) ? state.asked.answer(transaction) : undefined
  const operation = asked ?? operationOf(aps, LAYER.zcl + command, operationClass ?? 'unknown', info, state)
  const role = roleOf(command)
  sink.operation(role, operation, status)
  if (role === 'request') state.asked.ask(transaction, operation)
  if (operationClass === undefined)
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: LAYER.zcl + command })
  if (command !== READ_RESPONSE && command !== REPORT && !WRITES.has(command)) return
  sayValues(aps, operation, message, info, sink)
  if (aps.cluster !== BASIC || WRITES.has(command)) return
  sayBasic(attributes, message.reset(view, pos, end), senderOf(info), state.said, sink)
}

function roleOf(command: number): OperationRole {
  if (ANSWERS.has(command)) return 'response'
  if (command === REPORT) return 'event'
  return command === WRITE_NO_RESPONSE ? 'order' : 'request'
}

/** Gathers the attributes of the body; what became of them, as far as it says. */
function readBody(command: number, message: Cursor): number {
  attributes.begin()
  if (command === READ) attributes.readNumbers(message)
  else if (command === READ_RESPONSE) attributes.readValues(message, true)
  else if (command === REPORT || WRITES.has(command)) attributes.readValues(message, false)
  else if (command === CONFIGURE) attributes.readReporting(message)
  else if (WITH_STATUS.has(command)) return message.u8()
  else if (command === DEFAULT_RESPONSE) {
    message.skip(1)
    return message.u8()
  }
  return attributes.status
}

/** The endpoint of the side that serves the cluster. */
function endpointOf(aps: ApsHeader, { direction }: MessageInfo): number {
  return direction === 'to-server' ? aps.targetEndpoint : aps.sourceEndpoint
}

function placeOf(aps: ApsHeader, info: MessageInfo): string {
  return aps.group === NO_GROUP ? `endpoint ${endpointOf(aps, info)}` : `group ${aps.group}`
}

function operationOf(
  aps: ApsHeader,
  code: number,
  operationClass: OperationClass,
  info: MessageInfo,
  { operations }: ZigbeeState,
): Operation {
  const { ids, count } = attributes
  const place = aps.group === NO_GROUP ? endpointOf(aps, info) : 0x1_0000 + aps.group
  const seed = Math.imul(code, 0x9e3779b1) ^ Math.imul(aps.cluster + 1, 0x85ebca6b) ^ Math.imul(place + 1, 0xc2b2ae35)
  const key = keyOfBytes(ids, 0, count * 2, seed)
  return (
    operations.find(key) ??
    operations.add(
      key,
      operationClass,
      code,
      '',
      `${placeOf(aps, info)} ${clusterName(aps.cluster)}`,
      pointsOf(aps, operationClass, info),
    )
  )
}

function pointsOf(aps: ApsHeader, operationClass: OperationClass, info: MessageInfo): Points[] {
  const isOfValues = operationClass === 'read' || operationClass === 'write' || operationClass === 'publish'
  return Array.from({ length: isOfValues ? attributes.count : 0 }, (_, index) => ({
    name: pointName(aps, index, info),
    first: -1,
    count: 1,
    type: attributes.typeName(index),
    writes: operationClass === 'write',
  }))
}

function pointName(aps: ApsHeader, index: number, info: MessageInfo): string {
  return `${placeOf(aps, info)} ${attributeName(aps.cluster, attributes.id(index))}`
}

function sayValues(aps: ApsHeader, operation: Operation, message: Cursor, info: MessageInfo, sink: Sink): void {
  if (attributes.count === 0 || !sink.wantsValues(operation)) return
  for (let index = 0; index < attributes.count; index++) {
    const value = attributes.value(index, message)
    if (value !== '') sink.value(operation, pointName(aps, index, info), -1, value, attributes.typeName(index))
  }
}
