/*
 * Requests of CIP. Little-endian.
 * The CIP Networks Library, Volume 1, section 2-4.1 (message router request: service, path size in words, path, data),
 * section 3-5.5 (Connection Manager), appendix A-4.10 (Multiple_Service_Packet).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { CipState } from './cip-state.ts'
import { requestForwardClose, requestForwardOpen } from './forward-open.ts'
import { operationClass } from './operation-class.ts'
import { pathText, SYMBOL } from './path-text.ts'
import { pcccOperation } from './pccc.ts'
import { sayWrittenElements } from './pccc-points.ts'
import { detailed, detailLength, RESET } from './request-detail.ts'
import type { Route } from './routes.ts'
import { classOfCode, codeOfService, EXECUTE_PCCC, NO_CLASS, TAG } from './service-codes.ts'
import { isOfTag, readOffset, sayWrittenTag, tagPoints } from './tag-points.ts'

const CONNECTION_MANAGER = 0x06
const PCCC_OBJECT = 0x67
const MULTIPLE_SERVICE_PACKET = 0x0a
const FORWARD_CLOSE = 0x4e
const UNCONNECTED_SEND = 0x52
const FORWARD_OPEN = 0x54
const LARGE_FORWARD_OPEN = 0x5b
const GET_INSTANCE_ATTRIBUTE_LIST = 0x55
/** Above the number of a service, in the seed of a key. */
const VERSION_SHIFT = 8
/** Requests within requests that are followed. */
export const MAX_NESTING = 3
/** Services of one packet that are followed; 64 KiB cannot carry more of them than this. */
export const MAX_SERVICES = 8192

/** Where the operation of a request goes: it awaits an answer by itself, or as one service of a packet. */
export type Place = 'whole' | 'member'

/** Reports the request at the cursor, and those in it; `state.asked` is told what its answer will be. */
export function dissectRequest(
  bytes: Cursor,
  route: Route,
  place: Place,
  depth: number,
  state: CipState,
  sink: Sink,
): void {
  const service = bytes.u8()
  const pathLength = bytes.u8() * 2
  if (bytes.short || pathLength > bytes.left) {
    const operation = addressed(bytes, service, bytes.pos, bytes.pos, route, state)
    expectAnswer(operation, service, place, state)
    sink.operation('request', operation, 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: bytes.end - state.start })
    return
  }
  const from = bytes.pos
  const to = from + pathLength
  bytes.pos = to
  const operation = addressed(bytes, service, from, to, route, state)
  const classId = isCarrying(service) ? classOfCode(operation.code) : NO_CLASS
  const detail = classId === NO_CLASS ? 0 : detailLength(service, classId)
  if (service === MULTIPLE_SERVICE_PACKET) {
    report(operation, service, place, state, sink)
    if (place === 'whole') dissectMembers(bytes, route, depth, state, sink)
  } else if (classId === PCCC_OBJECT && service === EXECUTE_PCCC) {
    const command = pcccOperation(bytes, route, state, sink)
    report(command ?? operation, service, place, state, sink)
    if (command === undefined) truncated(bytes, state, sink)
    else sayWrittenElements(bytes, command, sink)
  } else if (classId === CONNECTION_MANAGER && place === 'whole') {
    dissectConnecting(bytes, service, operation, from, route, depth, state, sink)
  } else if (detail > 0) {
    report(detailed(bytes, from, detail, operation, route, state.operations), service, place, state, sink)
  } else {
    report(operation, service, place, state, sink, readOffset(bytes, service))
    if (service === GET_INSTANCE_ATTRIBUTE_LIST && place === 'whole') expectNames(bytes, operation, state)
    if (operation.points.length > 0) sayWrittenTag(bytes, operation, sink)
  }
}

/** Services whose data says more in some class. */
function isCarrying(service: number): boolean {
  return service === RESET || (service >= EXECUTE_PCCC && service <= LARGE_FORWARD_OPEN)
}

/** Services of the Connection Manager: whom they connect, or what they send on. */
function dissectConnecting(
  bytes: Cursor,
  service: number,
  operation: Operation,
  pathFrom: number,
  route: Route,
  depth: number,
  state: CipState,
  sink: Sink,
): void {
  switch (service) {
    case UNCONNECTED_SEND:
      dissectSend(bytes, operation, pathFrom, route, depth, state, sink)
      return
    case FORWARD_OPEN:
    case LARGE_FORWARD_OPEN:
      report(requestForwardOpen(bytes, service, operation, route, state, sink), service, 'whole', state, sink)
      return
    case FORWARD_CLOSE:
      report(requestForwardClose(bytes, operation, state, sink), service, 'whole', state, sink)
      return
    default:
      report(operation, service, 'whole', state, sink)
  }
}

function report(operation: Operation, service: number, place: Place, state: CipState, sink: Sink, offset = 0): void {
  expectAnswer(operation, service, place, state, offset)
  sink.operation('request', operation, 0)
  if (operation.class === 'unknown') {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
  }
}

function expectAnswer(operation: Operation, service: number, place: Place, state: CipState, offset = 0): void {
  const { asked } = state
  if (place === 'member') {
    asked.addMember(operation, offset)
    return
  }
  asked.service = service
  asked.operation = operation
  asked.offset = offset
}

/** The answer names tags: those of the controller, or below a program that the path names. */
function expectNames(bytes: Cursor, operation: Operation, state: CipState): void {
  const classId = classOfCode(operation.code)
  if (classId === SYMBOL || classId === TAG) state.asked.layout = state.tagNames.layoutOf(bytes)
}

/** The operation of a service on the path `[from, to)`. */
function addressed(bytes: Cursor, service: number, from: number, to: number, route: Route, state: CipState): Operation {
  const { view } = bytes
  const key = keyOfBytes(view, from, to, service ^ route.seed ^ (state.tagNames.version << VERSION_SHIFT))
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const { path } = state
  path.read(view, from, to)
  // 1756-PM020: a list of tags comes in parts, each asked for from an instance on. They are one operation.
  if (service === GET_INSTANCE_ATTRIBUTE_LIST && path.classId === SYMBOL && path.instanceAt > from) {
    return addressed(bytes, service, from, path.instanceAt, route, state)
  }
  const isByInstance = path.classId === SYMBOL && path.instance >= 0 && isOfTag(service)
  const isTag = path.hasSymbol || isByInstance
  // A tag below a program or a symbol instance is read and written as any other.
  const actsOn = isTag ? TAG : path.classId >= 0 ? path.classId : NO_CLASS
  const code = codeOfService(service, actsOn, path.attribute)
  const nameOf = isByInstance ? namesBefore(view, from, path.instanceAt, route, state) : undefined
  const text = pathText(view, from, to, nameOf)
  const points = isTag ? tagPoints(bytes, service, text, to) : []
  const target = `${route.module} ${text}`.trim()
  return state.operations.add(key, operationClass(service, actsOn), code, route.module, target, points)
}

/** The names of the tags whose symbols the path `[from, to)` leads to: those of the list that was read by the same path. */
function namesBefore(view: DataView, from: number, to: number, { module }: Route, { tagNames }: CipState) {
  const scope = `${module} ${pathText(view, from, to)}`.trim()
  return (instance: number) => tagNames.find(scope, instance)
}

/** a count, an offset for each service from the count on, then the services. */
function dissectMembers(bytes: Cursor, route: Route, depth: number, state: CipState, sink: Sink): void {
  const { pos: base, end } = bytes
  const count = bytes.u16le()
  if (bytes.short || count * 2 > bytes.left || count > MAX_SERVICES || depth >= MAX_NESTING) {
    truncated(bytes, state, sink)
    return
  }
  for (let i = 0; i < count; i++) {
    const from = base + bytes.view.getUint16(base + 2 + i * 2, true)
    const to = i + 1 < count ? base + bytes.view.getUint16(base + 4 + i * 2, true) : end
    if (from >= to || to > end) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: base + 2 + i * 2 - state.start })
      return
    }
    bytes.reset(bytes.view, from, to)
    dissectRequest(bytes, route, 'member', depth + 1, state, sink)
  }
  bytes.reset(bytes.view, end, end)
}

/** Section 3-5.5.4: priority, ticks, the request with its size, a pad, the size of the route, the route. */
function dissectSend(
  bytes: Cursor,
  operation: Operation,
  pathFrom: number,
  route: Route,
  depth: number,
  state: CipState,
  sink: Sink,
): void {
  const { view, end } = bytes
  bytes.skip(2)
  const length = bytes.u16le()
  const from = bytes.pos
  const routeAt = from + length + (length & 1)
  const isWhole = !bytes.short && length > 0 && routeAt + 2 <= end
  const routeTo = isWhole ? routeAt + 2 + view.getUint8(routeAt) * 2 : end
  if (!isWhole || routeTo > end || depth >= MAX_NESTING) {
    report(operation, UNCONNECTED_SEND, 'whole', state, sink)
    truncated(bytes, state, sink)
    return
  }
  const inner = state.routes.find(view, routeAt + 2, routeTo, route)
  const send = routedSend(view, operation, pathFrom, inner, state)
  state.asked.send = send
  sink.operation('request', send, 0)
  bytes.reset(view, from, from + length)
  dissectRequest(bytes, inner, 'whole', depth + 1, state, sink)
}

/** 'class 0x06 (Connection Manager) instance 1 to slot 2': the sending itself, whose answer comes only when the route fails. */
function routedSend(view: DataView, operation: Operation, pathFrom: number, inner: Route, state: CipState): Operation {
  if (inner.module === '') return operation
  const key = keyOfBytes(view, pathFrom, pathFrom + 2, inner.seed ^ 0x5e4d)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const { class: operationClass, code, module, target } = operation
  return state.operations.add(key, operationClass, code, module, `${target} to ${inner.module}`)
}

function truncated(bytes: Cursor, state: CipState, sink: Sink): void {
  sink.observe({ kind: 'malformed', reason: 'truncated', offset: Math.max(0, bytes.pos - state.start) })
}
