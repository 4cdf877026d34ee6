/*
 * 1E frames, of the A series and in use with Q, FX3 and FX5: binary with the low byte first, or ASCII.
 * MELSEC Communication Protocol Reference Manual SH-080008, part 18.
 *
 * Answers have no length: over UDP they fill their datagram, over TCP they are taken to fill what has come of them.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { A1_SPACE, classOfCode, isKnownA1Command } from './command-codes.ts'
import { type Device, deviceOfName, deviceText } from './devices.ts'
import { digitOf } from './fields.ts'
import type { MelsecState } from './melsec-state.ts'
import { ANY_LENGTH } from './outstanding.ts'

const ANSWER = 0x80
/** 18.2: the end code of a refusal, behind which its reason stands. */
const REFUSED = 0x5b
/** The own station, or the number of another in MELSECNET. */
const OWN_STATION = 0xff
const MAX_STATION = 64
const HEADER_LENGTH = 4
const MAX_BATCH_READ = 1
const MAX_BATCH = 3
const RUN = 0x13
const TYPE = 0x15
/** Head device, device code, count, a zero. */
const BATCH_LENGTH = 8
const KEY_SPACE = 0x18_0000_0000_0000
/** Refused for no stated reason. */
const UNSTATED = 0x100

/** Length of the 1E message at the cursor, 0 when more bytes are needed, -1 when it is none. */
export function a1Length(bytes: Cursor): number {
  const width = isAscii(bytes) ? 2 : 1
  if (bytes.left < 2 * width) return bytes.left > 0 && width === 1 && isKnownA1Command(bytes.peek(0) & ~ANSWER) ? 0 : -1
  const first = byteAt(bytes, 0, width)
  const second = byteAt(bytes, 1, width)
  if (first < 0 || !isKnownA1Command(first & ~ANSWER)) return -1
  if (first >= ANSWER) return second === 0 || second === REFUSED ? bytes.left : -1
  if (second !== OWN_STATION && second > MAX_STATION) return -1
  if (first > MAX_BATCH) return first >= RUN && first <= TYPE ? HEADER_LENGTH * width : bytes.left
  const least = (HEADER_LENGTH + BATCH_LENGTH) * width
  if (bytes.left < least) return 0
  if (deviceAt(bytes, width) === undefined) return -1
  return least + dataLength(first, countAt(bytes, width), width)
}

/** Whether the bytes are one whole batch request: all else of 1E has too little that can be told. */
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
    state.outstanding.ask(code, operation, ANY_LENGTH)
    sink.operation('request', operation, 0)
    return
  }
  const refused = byteAt(message, 1, width) !== 0
  const reason = message.left >= 3 * width ? byteAt(message, 2, width) : 0
  const asked = state.outstanding.answer(code, ANY_LENGTH)
  sink.operation('response', asked ?? bare(code, state), refused ? reason || UNSTATED : 0)
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
  const inWords = command === 1 || command === 3
  const target = deviceText(device, 0, head, inWords && device?.isBit ? count * 16 : count)
  const module = station === OWN_STATION ? '' : `station ${station}`
  return state.operations.add(key, classOfCode(code), code, module, target)
}

function bare(code: number, { operations }: MelsecState): Operation {
  const key = KEY_SPACE + 0x4_0000_0000_0000 + code
  return operations.find(key) ?? operations.add(key, classOfCode(code), code, '', '')
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

/** The byte at a place counted in bytes, in either notation; -1 when its digits are none. */
function byteAt(bytes: Cursor, at: number, width: number): number {
  if (width === 1) return bytes.peek(at)
  const high = digitOf(bytes.peek(at * 2))
  const low = digitOf(bytes.peek(at * 2 + 1))
  return high < 0 || low < 0 ? -1 : high * 16 + low
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
