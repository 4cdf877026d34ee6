/*
 * Forward_Open, Large_Forward_Open and Forward_Close. Little-endian.
 * The CIP Networks Library, Volume 1, sections 3-5.5.2 and 3-5.5.3 (tables 3-5.17 to 3-5.23).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Expectation, Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { CipState } from './cip-state.ts'
import { EXPLICIT } from './connections.ts'
import { timeoutOf } from './implicit-connections.ts'
import { observeOriginator } from './originator.ts'
import { pathText } from './path-text.ts'
import type { Route } from './routes.ts'
import { IO_PORT } from './service-codes.ts'

const LARGE_FORWARD_OPEN = 0x5b
/** From the data of a Forward_Open on: priority, ticks, both ids, then what names the connection. */
const SERIAL_AT = 10
const MULTIPLIER_AT = 18
/** The class of the transport in the octet before the size of the path: 0 and 1 are implicit. */
const TRANSPORT_CLASS = 0x0f
const LAST_IMPLICIT_CLASS = 1
const PATH_SIZE_AT = 35
const LARGE_PATH_SIZE_AT = 39
const CLOSE_PATH_SIZE_AT = 10
/** The answer: both ids, then what names the connection, then how often each side will send. */
const ANSWER_LENGTH = 16
const ANSWER_WITH_INTERVALS = 24
const REFUSAL_LENGTH = 8

/** The operation of a Forward_Open, with what it connects to; the connection waits for its answer. */
export function requestForwardOpen(
  bytes: Cursor,
  service: number,
  operation: Operation,
  route: Route,
  state: CipState,
  sink: Sink,
): Operation {
  const { view, pos, end } = bytes
  const sizeAt = pos + (service === LARGE_FORWARD_OPEN ? LARGE_PATH_SIZE_AT : PATH_SIZE_AT)
  const pathTo = sizeAt < end ? sizeAt + 1 + view.getUint8(sizeAt) * 2 : end + 1
  if (pathTo > end) return cut(bytes, operation, state, sink)
  const { path } = state
  path.read(view, sizeAt + 1, pathTo)
  const behind = state.routes.find(view, sizeAt + 1, path.routeEnd, route)
  const at = pos + SERIAL_AT
  const vendor = view.getUint16(at + 2, true)
  const originator = view.getUint32(at + 4, true)
  const isImplicit = (view.getUint8(sizeAt - 1) & TRANSPORT_CLASS) <= LAST_IMPLICIT_CLASS
  const multiplier = isImplicit ? view.getUint8(pos + MULTIPLIER_AT) : EXPLICIT
  const opening = connecting(view, operation, sizeAt + 1, pathTo, state)
  state.connections.ask(view.getUint16(at, true), vendor, originator, behind, multiplier, opening.target)
  state.implicit.expire(state.timeUs, sink)
  observeOriginator(vendor, originator, 'Forward_Open', state, sink)
  return opening
}

/** The operation of a Forward_Close, with what it was connected to. */
export function requestForwardClose(bytes: Cursor, operation: Operation, state: CipState, sink: Sink): Operation {
  const { view, pos, end } = bytes
  const sizeAt = pos + CLOSE_PATH_SIZE_AT
  const pathFrom = sizeAt + 2
  const pathTo = pathFrom <= end ? pathFrom + view.getUint8(sizeAt) * 2 : end + 1
  if (pathTo > end) return cut(bytes, operation, state, sink)
  return connecting(view, operation, pathFrom, pathTo, state)
}

function cut(bytes: Cursor, operation: Operation, state: CipState, sink: Sink): Operation {
  sink.observe({ kind: 'malformed', reason: 'truncated', offset: bytes.end - state.start })
  return operation
}

/** 'class 0x06 (Connection Manager) instance 1 to slot 0 class 0x02 (Message Router) instance 1'. */
function connecting(view: DataView, operation: Operation, from: number, to: number, state: CipState): Operation {
  const key = keyOfBytes(view, from, to, operation.code ^ keyOfText(operation.target))
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const { class: operationClass, code, module, target } = operation
  return state.operations.add(key, operationClass, code, module, `${target} to ${pathText(view, from, to)}`)
}

function keyOfText(text: string): number {
  let key = 0
  for (let i = 0; i < text.length; i++) key = (Math.imul(key, 31) + text.charCodeAt(i)) | 0
  return key
}

const TARGET_LISTENS: Expectation = {
  kind: 'expectation',
  of: 'server',
  over: 'udp',
  port: IO_PORT,
  protocol: 'cip',
}

/** The target accepted the connection: table 3-5.18. The cursor stands at the data of the answer. */
export function openConnection(data: Cursor, state: CipState, sink: Sink): void {
  if (data.left < ANSWER_LENGTH) return
  const { view, pos } = data
  const serial = view.getUint16(pos + 8, true)
  const vendor = view.getUint16(pos + 10, true)
  const originator = view.getUint32(pos + 12, true)
  const [toTarget, toOriginator] = [view.getUint32(pos, true), view.getUint32(pos + 4, true)]
  const connection = state.connections.open(serial, vendor, originator, toTarget, toOriginator)
  if (connection === undefined || connection.multiplier === EXPLICIT || data.left < ANSWER_WITH_INTERVALS) return
  const { multiplier, target } = connection
  const flow = (id: number, at: number) => ({ id, timeoutUs: timeoutOf(view.getUint32(pos + at, true), multiplier) })
  state.implicit.open(serial, vendor, originator, target, flow(toTarget, 16), flow(toOriginator, 20))
  // Both sides send from and to this port: only who asked tells which of them is the target.
  sink.observe(TARGET_LISTENS)
}

/** The target closed the connection: table 3-5.22. The cursor stands at the data of the answer. */
export function closeConnection(data: Cursor, state: CipState): void {
  if (data.left < REFUSAL_LENGTH) return
  const { view, pos } = data
  const [serial, vendor] = [view.getUint16(pos, true), view.getUint16(pos + 2, true)]
  const originator = view.getUint32(pos + 4, true)
  state.connections.close(serial, vendor, originator)
  state.implicit.close(serial, vendor, originator)
}
