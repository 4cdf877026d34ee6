/*
 * The frame, and which way a message goes. Nothing in it says so: the opcode and the length of its data do, and the
 * command where an opcode has one. Every cursor stands at the start of a message; nothing here moves it.
 */

import { endsWithCrc16 } from '../kit/crc16.ts'
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { FILE, OPCODE } from './opcodes.ts'

export const FIELD = { target: 0, source: 2, opcode: 4, length: 5, data: 6 } as const
export const CRC_LENGTH = 2
export const MIN_FRAME = FIELD.data + CRC_LENGTH
export const MAX_FRAME = MIN_FRAME + 255

/** Where the opcode lies that opcode 24 carries, behind five addresses of two bytes. */
const FORWARDED = 10
/** Where the one lies that opcode 205 carries; its length follows it. */
const PEER_REQUEST = 2
const PEER_ANSWER = 5

/** What a message can be, by opcode and length. */
export const SHAPE = { none: 0, request: 1, answer: 2, either: 3 } as const

/** Start value 0xffff, low byte first (section 1.2), over all that stands before it. */
export function frameLength(bytes: Cursor): number {
  if (bytes.left < MIN_FRAME) return NEED_MORE
  const length = MIN_FRAME + bytes.peek(FIELD.length)
  if (bytes.left < length) return NEED_MORE
  return endsWithCrc16(bytes, length) ? length : NOT_A_MESSAGE
}

/** The lengths that requests and answers have, both ends included; an answer of length -1 has none. */
const LENGTHS: Readonly<Record<number, readonly [number, number, number, number]>> = {
  6: [0, 0, 19, 215],
  7: [0, 0, 7, 8],
  8: [6, 8, 0, 0],
  10: [3, 3, 4, 255],
  11: [4, 255, 0, 0],
  24: [12, 255, 0, 0],
  50: [1, 1, 2, 255],
  100: [3, 3, 4, 255],
  105: [2, 2, 3, 255],
  108: [3, 23, 15, 255],
  118: [3, 3, 4, 255],
  119: [3, 3, 4, 255],
  135: [6, 6, 7, 255],
  136: [7, 7, 8, 255],
  137: [3, 3, 4, 255],
  138: [4, 4, 5, 255],
  166: [5, 255, 0, 0],
  167: [4, 4, 5, 255],
  181: [5, 255, 0, 0],
  224: [2, 2, 0, 0],
  225: [2, 2, 0, 0],
}

export function shapeOf(bytes: Cursor): number {
  if (bytes.left < FIELD.data) return SHAPE.none
  const length = bytes.peek(FIELD.length)
  const first = length > 0 && bytes.left > FIELD.data ? bytes.peek(FIELD.data) : 0
  switch (bytes.peek(FIELD.opcode)) {
    case OPCODE.login:
      return length === 0 || length === 24 ? SHAPE.answer : length >= 5 && length <= 76 ? SHAPE.request : SHAPE.none
    case OPCODE.historyInformation:
      return historyShape(length, first)
    case OPCODE.readParameters:
      return first === 0 || length < 1 + first * 3
        ? SHAPE.none
        : length === 1 + first * 3
          ? SHAPE.request
          : length > first * 4
            ? SHAPE.answer
            : SHAPE.none
    case OPCODE.file:
      return fileShape(length, first)
    case OPCODE.transactions:
      return transactionShape(length, first)
    case OPCODE.peer:
      return peerShape(bytes, length)
    case OPCODE.error:
      return length >= 2 && length % 2 === 0 ? SHAPE.answer : SHAPE.none
    default:
      return shapeByLength(bytes.peek(FIELD.opcode), length)
  }
}

function shapeByLength(opcode: number, length: number): number {
  const lengths = LENGTHS[opcode]
  if (lengths === undefined) return SHAPE.none
  const isRequest = length >= lengths[0] && length <= lengths[1]
  const isAnswer = length >= lengths[2] && length <= lengths[3]
  return (isRequest ? SHAPE.request : 0) | (isAnswer ? SHAPE.answer : 0)
}

function historyShape(length: number, command: number): number {
  if (length < 2 || command > 1) return SHAPE.none
  if (command === 0) return length === 2 ? SHAPE.request : SHAPE.answer
  if (length < 8) return SHAPE.none
  return length < 10 ? SHAPE.request : length > 67 ? SHAPE.answer : SHAPE.either
}

function fileShape(length: number, command: number): number {
  switch (command) {
    case FILE.open:
      return length === 127 ? SHAPE.request : length === 5 ? SHAPE.answer : SHAPE.none
    case FILE.read:
      return length === 9 ? SHAPE.request : length >= 14 ? SHAPE.answer : SHAPE.none
    case FILE.write:
      return length === 9 ? SHAPE.answer : length >= 14 ? SHAPE.request : SHAPE.none
    case FILE.close:
      return length === 5 ? SHAPE.request : length === 1 ? SHAPE.answer : SHAPE.none
    case FILE.remove:
      return length === 1 ? SHAPE.answer : SHAPE.none
    case FILE.list:
      return length === 126 || length === 102 || length === 103
        ? SHAPE.request
        : length >= 3
          ? SHAPE.answer
          : SHAPE.none
    case FILE.listMany:
      return length === 103 ? SHAPE.request : length >= 4 ? SHAPE.answer : SHAPE.none
    default:
      return SHAPE.none
  }
}

/** The value of a transaction can be as long as the request for it. */
function transactionShape(length: number, command: number): number {
  if (command === 1) return length === 4 ? SHAPE.request : length > 4 ? SHAPE.answer : SHAPE.none
  if (command !== 2) return SHAPE.none
  return length === 6 ? SHAPE.either : length > 4 ? SHAPE.answer : SHAPE.none
}

/** What a peer message carries begins behind network, device and opcode; the device is one byte of a request, four of an answer. */
function peerShape(bytes: Cursor, length: number): number {
  const isRequest = carries(bytes, length, PEER_REQUEST)
  const isAnswer = carries(bytes, length, PEER_ANSWER)
  return (isRequest ? SHAPE.request : 0) | (isAnswer ? SHAPE.answer : 0)
}

function carries(bytes: Cursor, length: number, at: number): boolean {
  if (length < at + 2) return false
  return bytes.left <= FIELD.data + at + 1 || bytes.peek(FIELD.data + at + 1) === length - at - 2
}

/** The opcode that a message carries for another controller; undefined when it carries none. */
export function carriedOpcode(message: Cursor): number | undefined {
  const length = message.peek(FIELD.length)
  switch (message.peek(FIELD.opcode)) {
    case OPCODE.forward:
      return length > FORWARDED && message.left > FIELD.data + FORWARDED
        ? message.peek(FIELD.data + FORWARDED)
        : undefined
    case OPCODE.peer: {
      const at = carries(message, length, PEER_REQUEST) ? PEER_REQUEST : PEER_ANSWER
      return carries(message, length, at) && message.left > FIELD.data + at ? message.peek(FIELD.data + at) : undefined
    }
    default:
      return undefined
  }
}

/** Whether a whole message with a right CRC, a known opcode and data of a length that it can have is here. */
export function isWhole(bytes: Cursor): boolean {
  return frameLength(bytes) > 0 && shapeOf(bytes) !== SHAPE.none
}
