/*
 * Token-passing PDUs: HART frames between a client and a device, or a device behind the host. HCF_SPEC-085, clause 10.3.4;
 * command 77 carries a frame for a device behind an I/O system (HCF_SPEC-151): card, channel, in a request a number of
 * preambles, then the frame without check byte.
 */
import { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { isKnownHartCommand, isWarning, SEND_TO_SUB_DEVICE } from './command-codes.ts'
import { CUT_FRAME, classOfCode, commandOf } from './function-codes.ts'
import { HEADER_LENGTH, TYPE } from './hartip-header.ts'
import type { HartIpState } from './hartip-state.ts'
import { askedTag, isByTag } from './identity.ts'
import { sayAnswer, sayDevice } from './say-device.ts'
import { saySecret } from './secrets.ts'
import { deviceText, FRAME, TokenFrame } from './token-frame.ts'
import { keyOfVariables, namesVariables, sayVariables, variablePoints, variablesText } from './variables.ts'

/** Operations of publications lie apart from those of requests and answers. */
const PUBLISHED = 0x8000_0000_0000
/** Card and channel before a carried frame. */
const PLACE_LENGTH = 2
/** Bytes of the data by which requests for a tag are told apart. */
const TAG_LENGTH = 32
const LONG_ADDRESS_LENGTH = 5
const frame = new TokenFrame()
const carried = new TokenFrame()
const data = new Cursor(new DataView(new ArrayBuffer(0)))

/** Takes a message whose body is a HART frame. */
export function dissectTokenPassing(
  message: Cursor,
  type: number,
  sequence: number,
  direction: Direction,
  state: HartIpState,
  sink: Sink,
): void {
  const { view, pos, end } = message
  const fault = frame.read(view, pos + HEADER_LENGTH, end)
  if (fault !== 'none') {
    sink.observe({ kind: 'malformed', reason: fault, offset: Math.min(frame.dataAt, end) - pos })
  }
  const isCut = fault === 'bad-value' || (fault === 'truncated' && frame.dataAt === end)
  const carries = !isCut && frame.command === SEND_TO_SUB_DEVICE && readCarried(view)
  if (fault === 'none' && frame.command === SEND_TO_SUB_DEVICE && !carries && frame.responseCode <= 0) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: frame.dataAt - pos })
  }
  const operation = isCut ? cut(state) : operationOf(view, type, carries, state)
  if (type === TYPE.request) {
    state.asked.ask(sequence, operation)
    if (!frame.isPolling && frame.addressAt < end) state.askedFirst = view.getUint8(frame.addressAt)
    sink.operation('request', operation, 0)
    const asked = carries ? carried : frame
    if (!isCut) saySecret(asked.command, asked.dataAt < asked.dataEnd, sink)
    return
  }
  const outer = statusOf(frame.responseCode)
  // An I/O system that has passed a command on says so, whatever the device thinks of it.
  const status = outer === 0 && carries ? statusOf(carried.responseCode) : outer
  const command = commandOf(operation.code)
  if (!isKnownHartCommand(command)) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
  }
  const reported = type === TYPE.publish ? operation : (state.asked.answer(sequence) ?? operation)
  if (type === TYPE.publish) sink.operation('event', reported, 0)
  else sink.operation('response', reported, status)
  if (fault !== 'none' || frame.type === FRAME.request) return
  if (status === 0) sayVariables(frame.command, view, frame.dataAt, frame.dataEnd, reported, sink)
  const of = direction === 'to-server' ? 'client' : 'server'
  say(view, frame, outer, of, state, sink)
  if (outer === 0 && carries) say(view, carried, status, of, state, sink)
}

function statusOf(responseCode: number): number {
  return responseCode <= 0 || isWarning(responseCode) ? 0 : responseCode
}

/** Whether the frame carries another, whole one. */
function readCarried(view: DataView): boolean {
  const isRequest = frame.type === FRAME.request
  const at = frame.dataAt + PLACE_LENGTH + (isRequest ? 1 : 0)
  return carried.readCarried(view, at, frame.dataEnd, isRequest ? FRAME.request : FRAME.answer)
}

function say(view: DataView, from: TokenFrame, status: number, of: Side, state: HartIpState, sink: Sink): void {
  if (status === 0) sayAnswer(from, data.reset(view, from.dataAt, from.dataEnd), of, state, sink)
  sayDevice(from, view, of, state, sink)
}

function cut(state: HartIpState): Operation {
  return state.find(CUT_FRAME) ?? state.operations.add(CUT_FRAME, 'unknown', CUT_FRAME, '', '')
}

function operationOf(view: DataView, type: number, carries: boolean, state: HartIpState): Operation {
  const { command } = frame
  const isPublication = type === TYPE.publish
  // An answer brings what was asked for, and not by which tag.
  const asksForTag = frame.type === FRAME.request && isByTag(command)
  const key = keyOf(view, isPublication, asksForTag, carries)
  const found = state.find(key)
  if (found !== undefined) return found
  const module = state.moduleOf(frame.address)
  const { dataAt, dataEnd } = frame
  const isRequest = frame.type === FRAME.request
  const points = variablePoints(command, view, dataAt, dataEnd, isRequest)
  const variables = variablesText(command, view, dataAt, dataEnd, isRequest)
  const detail = carries ? carriedText(view) : asksForTag ? tagText(view) : variables
  const target = detail === '' || module === '' ? module + detail : `${module} ${detail}`
  return state.operations.add(key, isPublication ? 'publish' : classOf(carries), command, module, target, points)
}

/** 39 bits of address and 8 of command; commands of 16 bits, those for sub-devices, variables and tags by their bytes. */
function keyOf(view: DataView, isPublication: boolean, asksForTag: boolean, carries: boolean): number {
  const { address, addressAt, command, dataAt, dataEnd, isPolling } = frame
  if (namesVariables(command)) {
    const seed = keyOfVariables(command, view, dataAt, dataEnd, frame.type === FRAME.request)
    const end = addressAt + (isPolling ? 1 : LONG_ADDRESS_LENGTH)
    return keyOfBytes(view, addressAt, end, isPublication ? ~seed : seed)
  }
  const isPlain = command < 256 && command !== SEND_TO_SUB_DEVICE && !asksForTag
  if (!isPlain) return keyOfBytes(view, addressAt, keyEnd(carries), command)
  return (isPublication ? PUBLISHED : 0) + address * 0x100 + command
}

/** What decides the target: the address, and of command 77 where to and which command, of others which tag. */
function keyEnd(carries: boolean): number {
  if (frame.command === SEND_TO_SUB_DEVICE) return carries ? carried.dataAt : frame.dataEnd
  return Math.min(frame.dataAt + (frame.command < 256 ? TAG_LENGTH : 0), frame.dataEnd)
}

function classOf(carries: boolean): OperationClass {
  return classOfCode(carries ? carried.command : frame.command)
}

function carriedText(view: DataView): string {
  const place = `card ${view.getUint8(frame.dataAt)} channel ${view.getUint8(frame.dataAt + 1)}`
  const device = deviceText(carried.address)
  return `${place}${device === '' ? '' : ` ${device}`} command ${commandOf(carried.command)}`
}

function tagText(view: DataView): string {
  const tag = askedTag(frame.command, data.reset(view, frame.dataAt, frame.dataEnd))
  return tag === '' ? '' : `tag ${tag}`
}
