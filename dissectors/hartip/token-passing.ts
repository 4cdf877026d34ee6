/*
 * Token-passing PDUs: HART frames between a client and a device, or a device behind the host. HCF_SPEC-085, clause 10.3.4;
 * command 77 carries a frame for a device behind an I/O system (HCF_SPEC-151).
 */
import { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { isKnownHartCommand, isWarning, SEND_TO_SUB_DEVICE } from './command-codes.ts'
import { CUT_FRAME, classOfCode, commandOf } from './function-codes.ts'
import { HEADER_LENGTH, TYPE } from './hartip-header.ts'
import type { HartIpState } from './hartip-state.ts'
import { sayAnswer, sayDevice } from './say-device.ts'
import { FRAME, TokenFrame } from './token-frame.ts'

/** Operations of publications lie apart from those of requests and answers. */
const PUBLISHED = 0x8000_0000_0000
/** Card, channel, preambles, delimiter, long address, command. */
const SUB_DEVICE_HEAD = 10
const frame = new TokenFrame()
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
  const operation = isCut ? cut(state) : operationOf(view, type, state)
  if (type === TYPE.request) {
    state.asked.ask(sequence, operation)
    if (!frame.isPolling && frame.addressAt < end) state.askedFirst = view.getUint8(frame.addressAt)
    sink.operation('request', operation, 0)
    return
  }
  const status = frame.responseCode <= 0 || isWarning(frame.responseCode) ? 0 : frame.responseCode
  const command = commandOf(operation.code)
  if (!isKnownHartCommand(command)) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
  }
  if (type === TYPE.publish) sink.operation('event', operation, 0)
  else sink.operation('response', state.asked.answer(sequence) ?? operation, status)
  if (fault !== 'none' || frame.type === FRAME.request) return
  const of = direction === 'to-server' ? 'client' : 'server'
  if (status === 0) sayAnswer(frame, data.reset(view, frame.dataAt, frame.dataEnd), of, state, sink)
  sayDevice(frame, view, of, state, sink)
}

function cut(state: HartIpState): Operation {
  return state.find(CUT_FRAME) ?? state.operations.add(CUT_FRAME, 'unknown', CUT_FRAME, '', '')
}

function operationOf(view: DataView, type: number, state: HartIpState): Operation {
  const { address, command } = frame
  // 39 bits of address and 8 of command; commands of 16 bits and those for sub-devices are told apart by their bytes.
  const isPlain = command < 256 && command !== SEND_TO_SUB_DEVICE
  const key = isPlain ? address * 0x100 + command : keyOfBytes(view, frame.addressAt, keyEnd(), command)
  const space = type === TYPE.publish && isPlain ? PUBLISHED : 0
  const found = state.find(space + key)
  if (found !== undefined) return found
  const module = address === state.self ? '' : frame.deviceText
  const { operations } = state
  if (type === TYPE.publish) return operations.add(space + key, 'publish', command, module, module)
  if (command !== SEND_TO_SUB_DEVICE) return operations.add(key, classOfCode(command), command, module, module)
  const inner = frame.dataEnd - frame.dataAt >= SUB_DEVICE_HEAD ? frame.dataAt : -1
  const text = inner < 0 ? '' : subDeviceText(view, inner)
  const target = [module, text].filter((each) => each !== '').join(' ')
  return operations.add(key, subDeviceClass(view, inner), command, module, target)
}

/** What decides the target: the address, and of command 77 where to and which command. */
function keyEnd(): number {
  const length = frame.command === SEND_TO_SUB_DEVICE ? SUB_DEVICE_HEAD : 0
  return Math.min(frame.dataAt + length, frame.dataEnd)
}

function subDeviceClass(view: DataView, at: number): OperationClass {
  return at < 0 ? 'unknown' : classOfCode(view.getUint8(at + 9))
}

function subDeviceText(view: DataView, at: number): string {
  const unique = (view.getUint8(at + 4) & 0x3f) * 0x1_0000_0000 + view.getUint32(at + 5)
  const device = `device ${unique.toString(16).padStart(10, '0')}`
  return `card ${view.getUint8(at)} channel ${view.getUint8(at + 1)} ${device} command ${view.getUint8(at + 9)}`
}
