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
import { deviceText, FRAME, TokenFrame } from './token-frame.ts'

/** Operations of publications lie apart from those of requests and answers. */
const PUBLISHED = 0x8000_0000_0000
/** Card and channel before a carried frame. */
const PLACE_LENGTH = 2
/** Bytes of the data by which requests for a tag are told apart. */
const TAG_LENGTH = 32
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
    return
  }
  const outer = statusOf(frame.responseCode)
  // An I/O system that has passed a command on says so, whatever the device thinks of it.
  const status = outer === 0 && carries ? statusOf(carried.responseCode) : outer
  const command = commandOf(operation.code)
  if (!isKnownHartCommand(command)) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
  }
  if (type === TYPE.publish) sink.operation('event', operation, 0)
  else sink.operation('response', state.asked.answer(sequence) ?? operation, status)
  if (fault !== 'none' || frame.type === FRAME.request) return
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
  const { address, command } = frame
  // An answer brings what was asked for, and not by which tag.
  const asksForTag = frame.type === FRAME.request && isByTag(command)
  // 39 bits of address and 8 of command; commands of 16 bits, those for sub-devices and tags are told apart by their bytes.
  const isPlain = command < 256 && command !== SEND_TO_SUB_DEVICE && !asksForTag
  const key = isPlain ? address * 0x100 + command : keyOfBytes(view, frame.addressAt, keyEnd(carries), command)
  const space = type === TYPE.publish && isPlain ? PUBLISHED : 0
  const found = state.find(space + key)
  if (found !== undefined) return found
  const module = state.moduleOf(address)
  const { operations } = state
  if (type === TYPE.publish) return operations.add(space + key, 'publish', command, module, module)
  const detail = carries ? carriedText(view) : asksForTag ? tagText(view) : ''
  const target = detail === '' || module === '' ? module + detail : `${module} ${detail}`
  return operations.add(key, classOf(carries), command, module, target)
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
