/*
 * The context manager: calls to an IO device, controller or supervisor over connectionless RPC.
 * IEC 61158-6-10, 4.10 (RPC), 5.2 (blocks); C706, 12.5 (packets). Blocks are big-endian, what RPC adds is as it says.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { callContext, WRITE } from './call-context.ts'
import { readBlocks } from './call-facts.ts'
import { callOperation, plainOperation } from './call-target.ts'
import { dissectEndpointLookup } from './endpoint-mapper.ts'
import { codeOf, hex16, SPACE } from './function-codes.ts'
import type { Facts, ProfinetState } from './profinet-state.ts'
import { isFromClient, RPC, RPC_HEADER_LENGTH, RpcHeader } from './rpc-header.ts'
import { addVendor, receiverOf, say, senderOf } from './say-facts.ts'
import { recordStatus } from './written-facts.ts'

/** ArgsMaximum or PNIOStatus, ArgsLength; then MaximumCount, Offset and ActualCount of the array. */
const ARGUMENTS_HEADER_LENGTH = 20
/** The status of an answer that is too short to have one. */
const NO_STATUS = 0
const OBJECT_AT = 8
const OBJECT_LENGTH = 16
/** Keys in `said`, apart from those of DCP and PTCP. */
const SAID_OBJECT = 0x40
/** What a fault without a code counts as. */
const UNKNOWN_FAULT = 1

const header = new RpcHeader()

/** Reports one RPC packet. */
export function dissectRpc(message: Cursor, info: MessageInfo, state: ProfinetState, sink: Sink): void {
  const { pos } = message
  if (!header.decode(message)) return
  message.end = message.pos + header.stubLength
  sayCallee(message.view, pos + OBJECT_AT, info, state, sink)
  if (header.type === RPC.request || header.type === RPC.response) {
    if (header.isEndpointMapper) dissectEndpointLookup(message, header, info, state, sink)
    else call(message, info, state, sink)
  } else if (header.type === RPC.fault || header.type === RPC.reject) {
    const status = message.left < 4 ? UNKNOWN_FAULT : message.view.getUint32(message.pos, header.little)
    answer(message, status || UNKNOWN_FAULT, state, sink)
  } else service(state, sink)
}

/** Pings, acknowledgements and the like keep a call alive. */
function service(state: ProfinetState, sink: Sink): void {
  const code = codeOf(SPACE.rpc, header.type)
  const operation = state.operations.find(code) ?? state.operations.add(code, 'session', code, '', '')
  const fromClient = isFromClient(header.type)
  const role: OperationRole = header.type === RPC.ping ? 'request' : fromClient === false ? 'response' : 'event'
  sink.operation(role, operation, 0)
}

function call(message: Cursor, info: MessageInfo, state: ProfinetState, sink: Sink): void {
  // Later fragments are part of a message that has been counted.
  const isFirst = !header.isFragment || header.fragment === 0
  if (isFirst) count(message, state, sink)
  if (!header.isFragment) {
    facts(message, info, state, sink)
    return
  }
  const whole = state.reassembly.push(header.callKey, header.fragment, header.isLastFragment, message)
  if (whole !== undefined) facts(whole, info, state, sink)
}

/** Reports the call or the answer whose stub begins at the cursor, and leaves the cursor there. */
function count(stub: Cursor, state: ProfinetState, sink: Sink): void {
  const { pos, end } = stub
  const isRequest = header.type === RPC.request
  if (isRequest) {
    const operation = operationOf(stub, state)
    state.calls.ask(header.callKey, operation)
    state.shared.calls.ask(header.callKey, operation)
    state.shared.callers.ask(header.callKey, sink)
    sink.operation('request', operation, 0)
  } else {
    const status = statusOf(stub)
    answer(stub, status, state, sink)
  }
  stub.pos = pos
  stub.end = end
  if (header.operation > LAST_OPERATION) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOf(SPACE.cm, header.operation) })
  }
}

const LAST_OPERATION = 5

/** The PNIOStatus of an answer, or that of the first record which it refuses. */
function statusOf(stub: Cursor): number {
  const { view, pos } = stub
  const status = stub.left < 4 ? NO_STATUS : view.getUint32(pos, header.little)
  if (status !== NO_STATUS || header.operation !== WRITE || stub.left < ARGUMENTS_HEADER_LENGTH) return status
  stub.pos = pos + ARGUMENTS_HEADER_LENGTH
  const refused = recordStatus(stub)
  stub.pos = pos
  return refused
}

/**
 * Answers what was asked: here or, where the device answers by a port of its own, in the dialogue that called. Of a call that
 * was not seen the answer shows itself what it was.
 */
function answer(stub: Cursor, status: number, state: ProfinetState, sink: Sink): void {
  const { calls, callers } = state.shared
  const elsewhere = calls.answer(header.callKey)
  const caller = callers.answer(header.callKey)
  const here = state.calls.answer(header.callKey)
  if (here === undefined && elsewhere !== undefined) caller?.operation('response', elsewhere, status)
  else sink.operation('response', here ?? operationOf(stub, state), status)
}

function operationOf(stub: Cursor, state: ProfinetState): Operation {
  if (stub.left < ARGUMENTS_HEADER_LENGTH || header.type > RPC.response) return plainOperation(header.operation, state)
  stub.skip(ARGUMENTS_HEADER_LENGTH)
  return callOperation(stub, header.operation, state)
}

/** Says what the blocks of a whole call tell. */
function facts(stub: Cursor, info: MessageInfo, state: ProfinetState, sink: Sink): void {
  const isRequest = header.type === RPC.request
  const asked = isRequest ? undefined : state.shared.written.answer(header.callKey)
  if (stub.left < ARGUMENTS_HEADER_LENGTH) {
    // An answer that refuses may end behind its status.
    if (isRequest || stub.left < 4) sink.observe({ kind: 'malformed', reason: 'truncated', offset: RPC_HEADER_LENGTH })
    return
  }
  const status = isRequest ? NO_STATUS : stub.view.getUint32(stub.pos, header.little)
  const length = stub.view.getUint32(stub.pos + 4, header.little)
  stub.skip(ARGUMENTS_HEADER_LENGTH)
  const isWhole = stub.narrow(length)
  if (status === NO_STATUS) asked?.tell(stub, sink)
  const context = callContext(isRequest, header.operation, info, state, sink)
  const isSound = readBlocks(stub, context, 0)
  if (context.written?.isEmpty === false) state.shared.written.ask(header.callKey, context.written)
  if (!isWhole || !isSound) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: RPC_HEADER_LENGTH })
}

/** The object UUID has the identity of the device that is called (4.10.3.2.1). */
function sayCallee(view: DataView, at: number, info: MessageInfo, state: ProfinetState, sink: Sink): void {
  const fromClient = isFromClient(header.type)
  if (header.vendorId < 0 || fromClient === undefined) return
  const callee = fromClient ? receiverOf(info) : senderOf(info)
  if (!isNews(state.said, SAID_OBJECT + (callee === 'client' ? 1 : 0), view, at, at + OBJECT_LENGTH)) return
  const known: Facts = { 'device-id': hex16(header.deviceId) }
  addVendor(known, header.vendorId)
  say(callee, '', 'Object UUID', known, sink)
}
