/* A service request or response that can be read. OPC 10000-6 clause 6.7.2; headers: OPC 10000-4 clauses 7.32, 7.33. */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { noteBuildInfoRead, observeBuildInfo } from './build-info.ts'
import { BAD } from './built-in-types.ts'
import { NO_POINTS, nodesEnd, pointsOf, sayReadValues } from './node-points.ts'
import { forgetSubscriptions, noteMonitoredItems, sayNotifiedValues } from './notifications.ts'
import type { OpcuaState } from './opcua-state.ts'
import { refusalOf } from './operation-results.ts'
import { findTarget } from './request-target.ts'
import { observeRequest, observeResponse, skipRequestHeader, skipResponseHeader } from './service-identity.ts'
import {
  ACTIVATE_SESSION,
  CALL,
  CREATE_MONITORED_ITEMS,
  classOf,
  DELETE_SUBSCRIPTIONS,
  isRequest,
  isResponse,
  PUBLISH,
  READ,
  requestOf,
  SERVICE_FAULT,
  WRITE,
} from './services.ts'
import { classOfMethods } from './standard-methods.ts'
import type { Target } from './target.ts'
import { noteWrittenValues, sayWrittenValues } from './written-values.ts'

/** Timestamp and request handle before the result in a response header. */
const BEFORE_RESULT = 12
/** Before NodesToRead: maxAge, timestampsToReturn. */
const BEFORE_NODES_TO_READ = 12
const MAX_ID = 0xffff
/** The parameters of a request cannot be read. */
const NONE = -1
/** What `readTypeId` returns for bytes that are no type id of a service. */
export const NOT_A_SERVICE = -1

/** The encoding id of the body that begins at the cursor, which moves behind it; NOT_A_SERVICE for anything else. */
export function readTypeId(body: Cursor): number {
  const encoding = body.u8()
  let namespace = 0
  let id = NOT_A_SERVICE
  if (encoding === 1) {
    namespace = body.u8()
    id = body.u16le()
  } else if (encoding === 2) {
    namespace = body.u16le()
    id = body.u32le()
  } else if (encoding === 0) id = body.u8()
  return body.short || namespace !== 0 || id > MAX_ID ? NOT_A_SERVICE : id
}

/** Dissects one whole service message; the cursor is behind the type id. `isCut`: its end was too long to keep. */
export function dissectService(
  type: number,
  body: Cursor,
  start: number,
  request: number,
  direction: Direction,
  isCut: boolean,
  state: OpcuaState,
  sink: Sink,
): void {
  const asks = isRequest(type) || (direction === 'to-server' && !isResponse(type))
  if (!asks) dissectResponse(type, body, request, state, sink)
  else dissectRequest(type, body, request, state, sink)
  if (body.short && !isCut) sink.observe({ kind: 'malformed', reason: 'truncated', offset: body.pos - start })
  if (!isRequest(type) && !isResponse(type)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
}

function dissectRequest(service: number, body: Cursor, request: number, state: OpcuaState, sink: Sink): void {
  const { target } = state
  target.clear()
  let parameters = NONE
  if (isRequest(service)) {
    skipRequestHeader(body)
    parameters = body.short ? NONE : body.pos
    if (!body.short) describeRequest(service, body, request, state, sink)
  }
  const key = keyOf(service, body, parameters, target)
  const known = state.operations.find(key)
  const operation = known ?? newOperation(service, key, body, parameters, state)
  state.pending.ask(request, operation)
  if (service === READ) {
    const { pos, short } = body
    body.pos = state.readFrom
    noteBuildInfoRead(body, request, operation, known === undefined, state)
    body.pos = pos
    body.short = short
  }
  sink.operation('request', operation, 0)
  if (parameters === NONE) return
  const { pos, short } = body
  body.pos = parameters
  if (service === WRITE) noteWrittenValues(body, request, operation, state.writes, sink)
  else if (service === CREATE_MONITORED_ITEMS) noteMonitoredItems(body, operation, state.watched)
  else if (service === DELETE_SUBSCRIPTIONS) forgetSubscriptions(body, state.watched)
  body.pos = pos
  body.short = short
}

/** Reads of many nodes differ by those that a target does not name, too: their values must not be taken for others'. */
function keyOf(service: number, body: Cursor, parameters: number, target: Target): number {
  if (target.isEmpty) return service
  const key = target.key(body.view, service)
  if (service !== READ || target.count === target.kept) return key
  const { pos } = body
  body.pos = parameters
  const end = nodesEnd(service, body)
  body.pos = pos
  return keyOfBytes(body.view, parameters, end, key | 0)
}

function describeRequest(service: number, body: Cursor, request: number, state: OpcuaState, sink: Sink): void {
  const { pos } = body
  state.readFrom = pos + BEFORE_NODES_TO_READ
  findTarget(service, body, state.target)
  const { short } = body
  body.pos = pos
  observeRequest(service, body, request, state, sink)
  if (short) body.short = true
}

function newOperation(service: number, key: number, body: Cursor, parameters: number, state: OpcuaState): Operation {
  const { pos } = body
  body.pos = parameters
  const found = parameters === NONE ? NO_POINTS : pointsOf(service, body)
  body.pos = pos
  const text = state.target.text(body.view)
  const operationClass = (service === CALL && classOfMethods(state.target, body.view)) || classOf(service)
  const operation = state.operations.add(key, operationClass, service, '', text, found.points)
  const { points, count } = found
  const isSparse = points.length > 0 && points.length !== count
  if (service === READ && isSparse && operation.slot >= 0) state.readLayouts.set(operation, found)
  return operation
}

/** The operation of a function without a target. */
export function plainOperation(code: number, state: OpcuaState): Operation {
  return state.operations.find(code) ?? state.operations.add(code, classOf(code), code, '', '')
}

function dissectResponse(type: number, body: Cursor, request: number, state: OpcuaState, sink: Sink): void {
  const start = body.pos
  body.skip(BEFORE_RESULT)
  const result = body.u32le()
  const asked = state.pending.answer(request)
  const service = requestOf(type)
  // A ServiceFault answers whatever was asked, and so does an unknown answer; any other says which service it is.
  const isFitting = asked !== undefined && (asked.code === service || type === SERVICE_FAULT || !isResponse(type))
  body.pos = start
  const status = result < BAD && !body.short ? refusalOf(service, body) : result
  sink.operation('response', isFitting ? asked : plainOperation(service, state), status >= BAD ? status : 0)
  const user =
    service === ACTIVATE_SESSION || asked?.code === ACTIVATE_SESSION ? state.activations.answer(request) : undefined
  if (user !== undefined) reportSession(user, result, state, sink)
  const written = asked?.code === WRITE ? state.writes.answer(request) : undefined
  if (result >= BAD || body.short) return
  body.pos = start
  if (service === WRITE && written !== undefined && written.operation === asked) sayWrittenValues(body, written, sink)
  if (isFitting && (service === READ || service === PUBLISH)) {
    skipResponseHeader(body)
    if (service === READ) sayReadValues(body, asked, state.readLayouts.get(asked), sink)
    else sayNotifiedValues(body, state.watched, sink)
    body.pos = start
    body.short = false
  }
  const items = service === READ ? state.buildInfoReads.answer(request) : undefined
  if (items === undefined) observeResponse(service, body, state, sink)
  else {
    skipResponseHeader(body)
    observeBuildInfo(body, items, state, sink)
  }
}

function reportSession(user: string, result: number, state: OpcuaState, sink: Sink): void {
  const security = state.protection === 'plain' ? 'unknown' : state.protection
  sink.observe({ kind: 'session', state: result >= BAD ? 'refused' : 'opened', security, user })
}
