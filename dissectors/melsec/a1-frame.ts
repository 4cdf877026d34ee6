/*
 * 1E frames, of the A series and in use with Q, FX3 and FX5: binary with the low byte first, or ASCII.
 * MELSEC Communication Protocol Reference Manual SH-080008, part 18.
 *
 * Answers have no length: over UDP they fill their datagram, over TCP they are as long as what was asked (a1-answers.ts).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink, Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { ANSWER, isEndCode, REASON_FOLLOWS, UNSTATED } from './a1-answers.ts'
import { rememberRun, sayA1Values } from './a1-values.ts'
import { A1_SPACE, classOfCode, isKnownA1Command } from './command-codes.ts'
import { type DeviceRun, pointsOf } from './device-points.ts'
import { type Device, deviceOfName, deviceText } from './devices.ts'
import { byteAt, digitOf } from './fields.ts'
import type { MelsecState } from './melsec-state.ts'
import { ANY_LENGTH } from './outstanding.ts'

/** The own station, or the number of another in MELSECNET. */
const OWN_STATION = 0xff
const MAX_STATION = 64
const HEADER_LENGTH = 4
const MAX_BATCH_READ = 1
const MAX_BATCH = 3
/** Tests write single points; their answers are as empty as those of batches. */
const LAST_TEST = 5
const RUN = 0x13
const STOP = 0x14
const TYPE = 0x15
/** 256 words. */
const MAX_DATA = 512
/** Head device, device code, count, a zero. */
const BATCH_LENGTH = 8
const KEY_SPACE = 0x18_0000_0000_0000

/** Length of the 1E message at the cursor, 0 when more bytes are needed, -1 when it is none. */
export function a1Length(bytes: Cursor): number {
  const width = isAscii(bytes) ? 2 : 1
  if (bytes.left < 2 * width) return couldBegin(bytes, width) ? 0 : -1
  const first = byteAt(bytes, 0, width)
  const second = byteAt(bytes, 1, width)
  if (first < 0 || !isKnownA1Command(first & ~ANSWER)) return -1
  if (first >= ANSWER) return isEndCode(second) ? bytes.left : -1
  if (second !== OWN_STATION && second > MAX_STATION) return -1
  if (first > MAX_BATCH) return first >= RUN && first <= TYPE ? HEADER_LENGTH * width : bytes.left
  const least = (HEADER_LENGTH + BATCH_LENGTH) * width
  if (bytes.left < least) return 0
  if (deviceAt(bytes, width) === undefined) return -1
  return least + dataLength(first, countAt(bytes, width), width)
}

/** Whether what is less than a subheader and an end code can become one. */
function couldBegin(bytes: Cursor, width: number): boolean {
  if (width === 1 && digitOf(bytes.peek(0)) >= 0) return true
  const first = byteAt(bytes, 0, width)
  return first >= 0 && isKnownA1Command(first & ~ANSWER)
}

/** 'yes' for one whole batch request: all else of 1E has too little that can be told by itself. */
export function probeA1(bytes: Cursor, direction: Direction): Verdict {
  if (isA1Request(bytes)) return 'yes'
  return couldBeRequest(bytes) || (direction === 'to-client' && couldBeAnswer(bytes)) ? 'need-more' : 'no'
}

/** Whether these are the first bytes of a batch request. */
function couldBeRequest(bytes: Cursor): boolean {
  const { left } = bytes
  const width = digitOf(bytes.peek(0)) >= 0 ? 2 : 1
  const least = (HEADER_LENGTH + BATCH_LENGTH) * width
  if (left < 2 * width) return startsBatch(bytes, width)
  if (byteAt(bytes, 0, width) > MAX_BATCH || byteAt(bytes, 1, width) !== OWN_STATION) return false
  return left < least || (byteAt(bytes, HEADER_LENGTH + BATCH_LENGTH - 1, width) === 0 && a1Length(bytes) > left)
}

/** Less than two bytes of one: 00 to 03, then the own station. */
function startsBatch(bytes: Cursor, width: number): boolean {
  const { left } = bytes
  const first = width === 1 ? bytes.peek(0) : digitOf(bytes.peek(1))
  const isBatch = left < width || (first >= 0 && first <= MAX_BATCH)
  return isBatch && (width === 1 || (bytes.peek(0) === 0x30 && (left < 3 || digitOf(bytes.peek(2)) === 0xf)))
}

/** Whether this is one whole answer to a batch: too little to know it by, enough to go on after a gap. */
function couldBeAnswer(bytes: Cursor): boolean {
  const { left } = bytes
  const width = isAscii(bytes) ? 2 : 1
  const command = byteAt(bytes, 0, width) - ANSWER
  const endCode = byteAt(bytes, 1, width)
  if (left < 2 * width || command < 0 || command > MAX_BATCH || !isEndCode(endCode)) return false
  const data = left - 2 * width
  if (endCode !== 0) return data === (endCode === REASON_FOLLOWS ? 2 * width : 0)
  if (command > MAX_BATCH_READ) return data === 0
  return data > 0 && data <= MAX_DATA * width && (command === 1 ? data % (2 * width) === 0 : hasBits(bytes, 2 * width))
}

/** Bits are zeros and ones, one a digit or half a byte. */
function hasBits(bytes: Cursor, from: number): boolean {
  for (let at = from; at < bytes.left; at++) {
    if ((bytes.peek(at) & (from === 2 ? ~0x11 : ~1)) !== (from === 2 ? 0 : 0x30)) return false
  }
  return true
}

/** Whether the bytes are one whole batch request. */
export function isA1Request(bytes: Cursor): boolean {
  const width = isAscii(bytes) ? 2 : 1
  if (bytes.left < (HEADER_LENGTH + BATCH_LENGTH) * width) return false
  const length = a1Length(bytes)
  const isBatch = byteAt(bytes, 0, width) <= MAX_BATCH && byteAt(bytes, 1, width) === OWN_STATION
  return isBatch && length === bytes.left && byteAt(bytes, HEADER_LENGTH + BATCH_LENGTH - 1, width) === 0
}

/** Reads one 1E message; the cursor spans it. */
export function dissectA1(message: Cursor, state: MelsecState, sink: Sink): void {
  const width = isAscii(message) ? 2 : 1
  const first = byteAt(message, 0, width)
  const command = first & ~ANSWER
  const code = A1_SPACE + command
  if (first < ANSWER) {
    const operation = requestedOperation(message, command, width, state)
    state.a1.ask(operation, answerLength(message, command, width), width)
    sink.operation('request', operation, 0)
    const writes = command === 2 || command === MAX_BATCH
    if (writes && sink.wantsValues(operation)) {
      sayA1Values(message, (HEADER_LENGTH + BATCH_LENGTH) * width, width, operation, state, sink)
    }
    return
  }
  const endCode = byteAt(message, 1, width)
  const reason = message.left >= 3 * width ? byteAt(message, 2, width) : 0
  const asked = state.a1.answer(code)
  const status = endCode === REASON_FOLLOWS ? reason || UNSTATED : endCode
  sink.operation('response', asked ?? bare(code, state), status)
  if (asked === undefined || status !== 0 || command > MAX_BATCH_READ || !sink.wantsValues(asked)) return
  sayA1Values(message, 2 * width, width, asked, state, sink)
}

function requestedOperation(message: Cursor, command: number, width: number, state: MelsecState): Operation {
  const code = A1_SPACE + command
  if (command > MAX_BATCH || message.left < (HEADER_LENGTH + BATCH_LENGTH) * width) return bare(code, state)
  const head = headAt(message, width)
  const count = countAt(message, width)
  const device = deviceAt(message, width)
  const station = byteAt(message, 1, width)
  const named = device?.code ?? 0
  const key = KEY_SPACE + (((command * 0x100 + named) * 0x100 + station) * 0x100 + count) * 0x1_0000 + (head & 0xffff)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const inWords = command === 1 || command === MAX_BATCH
  const target = deviceText(device, 0, head, inWords && device?.isBit ? count * 16 : count)
  const module = station === OWN_STATION ? '' : `station ${station}`
  const run: DeviceRun = { device, head, count, unit: inWords ? 'word' : 'bit' }
  const points = pointsOf(run, command > MAX_BATCH_READ)
  const operation = state.operations.add(key, classOfCode(code), code, module, target, points)
  rememberRun(operation, run, state)
  return operation
}

function bare(code: number, { operations }: MelsecState): Operation {
  const key = KEY_SPACE + 0x4_0000_0000_0000 + code
  return operations.find(key) ?? operations.add(key, classOfCode(code), code, '', '')
}

/** Bytes of values in the answer to a request; ANY_LENGTH where that is not certain. */
function answerLength(message: Cursor, command: number, width: number): number {
  const isBatch = command <= MAX_BATCH && message.left >= (HEADER_LENGTH + BATCH_LENGTH) * width
  const count = isBatch ? countAt(message, width) : 0
  switch (command) {
    case 0:
      // Whether an odd number of digits is filled up is not certain.
      return width === 1 ? (count + 1) >> 1 : (count & 1) === 0 ? count : ANY_LENGTH
    case 1:
      return count * 2 * width
    case TYPE:
      return 2 * width
    default:
      return command <= LAST_TEST || command === RUN || command === STOP ? 0 : ANY_LENGTH
  }
}

/** Words have two bytes, bits half a byte (18.4). */
function dataLength(command: number, count: number, width: number): number {
  if (command <= MAX_BATCH_READ) return 0
  if (command === MAX_BATCH) return count * 2 * width
  return width === 2 ? count + (count & 1) : (count + 1) >> 1
}

/** ASCII digits stand for every byte: "01FF"; binary commands are all below a digit's code. */
function isAscii(bytes: Cursor): boolean {
  return bytes.left >= 2 && digitOf(bytes.peek(0)) >= 0 && digitOf(bytes.peek(1)) >= 0
}

/** Binary: the head device, low byte first, then the device code, low byte first; ASCII: code, then head. */
function headAt(bytes: Cursor, width: number): number {
  let head = 0
  for (let i = 3; i >= 0; i--) {
    head = head * 256 + Math.max(0, byteAt(bytes, width === 1 ? HEADER_LENGTH + i : HEADER_LENGTH + 5 - i, width))
  }
  return head
}

/** The device code is its name in ASCII, padded with a blank: 'D ' is 4420. */
function deviceAt(bytes: Cursor, width: number): Device | undefined {
  const high = byteAt(bytes, width === 1 ? HEADER_LENGTH + 5 : HEADER_LENGTH, width)
  const low = byteAt(bytes, width === 1 ? HEADER_LENGTH + 4 : HEADER_LENGTH + 1, width)
  if (high < 0 || low < 0) return undefined
  return deviceOfName(String.fromCharCode(high, low).trim())
}

function countAt(bytes: Cursor, width: number): number {
  return Math.max(0, byteAt(bytes, HEADER_LENGTH + 6, width))
}
