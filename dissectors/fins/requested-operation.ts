/*
 * What a FINS command acts on. Omron W342, section 5-3, by command.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import { classOfCommand } from './command-codes.ts'
import { FIELD, LEAST_FRAME, moduleOf } from './fins-header.ts'
import { itemText } from './memory-areas.ts'
import { memoryPoints } from './memory-points.ts'

/** Items named of a command that has several. */
export const MAX_ITEMS_NAMED = 8
/** Bytes behind the command code that decide its target: 16 entries of Multiple Memory Area Read, two file names. */
const MAX_KEY_LENGTH = 64
const MAX_ITEMS_LENGTH = 0x2000
/** Memory read, write and fill of the host itself have the address as their key, below those that are hashes. */
const MEMORY_SPACE = 0x1_0000_0000_0000
/** Far from keys of requests: operations of which only function and module are known. */
const BARE_SPACE = 0x10_0000_0000_0000
const FILE_NAME_LENGTH = 12
const ITEM_LENGTH = 4
/** What is done to a bit, and its address. */
const FORCED_LENGTH = 6
const PROGRAM_OF_TASK_0 = 0

const PARAMETER_AREAS: Readonly<Record<number, string>> = {
  32770: 'CPU bus unit setup',
  32784: 'PLC setup',
  32785: 'peripheral device setup',
  32786: 'I/O tables',
  32787: 'routing tables',
}
/** W342, 5-3-25 and 5-3-29. */
const ERRORS: Readonly<Record<number, string>> = { 65534: 'current error', 65535: 'all errors' }
const DISKS: Readonly<Record<number, string>> = { 32768: 'memory card', 32769: 'EM file memory' }
const NAME_LENGTH = 8
const MODES: Readonly<Record<number, string>> = { 1: 'debug', 2: 'monitor', 4: 'run' }

/** The operation of the command at the cursor, which spans one FINS frame. */
export function requestedOperation(frame: Cursor, code: number, operations: Operations): Operation {
  const first = LEAST_FRAME
  const isMemory = code >= 0x0101 && code <= 0x0103
  if (isMemory && frame.left >= first + 6 && frame.peek(FIELD.dna) === 0 && frame.peek(FIELD.da2) === 0) {
    const item = (frame.peek(first) * 0x1_0000 + frame.peek16(first + 1)) * 0x100 + frame.peek(first + 3)
    const key = (code & 3) * MEMORY_SPACE + item * 0x1_0000 + frame.peek16(first + 4)
    const found = operations.find(key)
    if (found !== undefined) return found
    return operations.add(key, classOfCommand(code), code, '', targetOf(frame, code), memoryPoints(frame, code))
  }
  const end = frame.pos + first + Math.min(keyLength(code), frame.left - first)
  // Networks and units apart, then the bytes that the target is made of.
  const seed = code ^ (frame.peek(FIELD.dna) << 16) ^ (frame.peek(FIELD.da2) << 24)
  const key = keyOfBytes(frame.view, frame.pos + first, end, seed ^ Math.imul(frame.peek(FIELD.da1), 0x9e3779b1))
  const found = operations.find(key)
  if (found !== undefined) return found
  const module = moduleOf(frame, false)
  return operations.add(key, classOf(frame, code), code, module, targetOf(frame, code), memoryPoints(frame, code))
}

/** An operation of which only the function is known: the answer at the cursor has no request. */
export function bareOperation(frame: Cursor, code: number, operations: Operations): Operation {
  const hop = frame.peek(FIELD.sna) * 0x1_0000 + frame.peek(FIELD.sa1) * 0x100 + frame.peek(FIELD.sa2)
  const key = BARE_SPACE + hop * 0x1_0000 + code
  return operations.find(key) ?? operations.add(key, classOfCommand(code), code, moduleOf(frame, true), '')
}

/** Data that is written is no part of a target. */
function keyLength(code: number): number {
  switch (code) {
    case 0x0102:
    case 0x0103:
      return 6
    case 0x0202:
    case 0x0201:
    case 0x0203:
    case 0x0306:
    case 0x0307:
    case 0x0308:
    case 0x0304:
    case 0x0305:
    case 0x2206:
      return 2
    case 0x0401:
      return 3
    // What is read is told apart by all of its items: their values come in this order.
    case 0x0104:
    case 0x2301:
      return MAX_ITEMS_LENGTH
    case 0x0801:
    case 0x0803:
    case 0x0702:
    case 0x2211:
      return 0
    case 0x2202:
      return 14
    case 0x2203:
      return 16
    default:
      return MAX_KEY_LENGTH
  }
}

/** The transfers of files name their direction in their first word: 1 is from the file into the controller (5-3-40). */
function classOf(frame: Cursor, code: number): OperationClass {
  const intoController = frame.left >= LEAST_FRAME + 2 && frame.peek16(LEAST_FRAME) === 1
  if (intoController) {
    if (code === 0x220a) return 'write'
    if (code === 0x220b) return 'configure'
    if (code === 0x220c) return 'download'
  }
  return classOfCommand(code)
}

/** The text of a target. Reads past the end are zeros: the length was checked, and reported, elsewhere. */
function targetOf(frame: Cursor, code: number): string {
  const at = LEAST_FRAME
  const has = (length: number) => frame.left >= at + length
  switch (code) {
    case 0x0101:
    case 0x0102:
    case 0x0103:
      return has(6) ? item(frame, at, frame.peek16(at + 4)) : ''
    case 0x230a:
      return has(6) ? item(frame, at, frame.peek16(at + 4)) : ''
    case 0x0104:
      return items(frame, at, ITEM_LENGTH, (entry) => item(frame, entry, 1))
    case 0x2301:
      return items(frame, at + 2, FORCED_LENGTH, (entry) => forcedItem(frame, entry))
    case 0x0105:
      return has(10) ? `${item(frame, at, frame.peek16(at + 8))} to ${item(frame, at + 4, frame.peek16(at + 8))}` : ''
    case 0x0201:
    case 0x0202:
    case 0x0203:
      return has(2) ? parameterArea(frame.peek16(at)) : ''
    case 0x0304:
    case 0x0305:
    case 0x0306:
    case 0x0307:
    case 0x0308:
      return has(2) ? programText(frame.peek16(at)) : ''
    case 0x0401:
      return has(3) ? (MODES[frame.peek(at + 2)] ?? `mode ${frame.peek(at + 2)}`) : ''
    case 0x0502:
      return has(1) ? `unit ${frame.peek(at)}` : ''
    case 0x0920:
      return has(2) ? messagesText(frame.peek16(at)) : ''
    case 0x2101:
      return has(2) ? (ERRORS[frame.peek16(at)] ?? `error 0x${frame.peek16(at).toString(16).padStart(4, '0')}`) : ''
    case 0x2204:
      return has(2) ? (DISKS[frame.peek16(at)] ?? '') : ''
    case 0x2601:
      return textAt(frame, at, NAME_LENGTH)
    default:
      return code >= 0x2201 && code <= 0x2220 ? fileTarget(frame, at, code) : ''
  }
}

function item(frame: Cursor, at: number, count: number): string {
  return itemText(frame.peek(at), frame.peek16(at + 1), frame.peek(at + 3), count)
}

/** Entries of `length` bytes, each in the words of `textAt`. */
function items(frame: Cursor, from: number, length: number, textAt: (entry: number) => string): string {
  const named: string[] = []
  for (let at = from; at + length <= frame.left; at += length) {
    if (named.length === MAX_ITEMS_NAMED) return `${named.join(', ')}, …`
    named.push(textAt(at))
  }
  return named.join(', ')
}

/** W342, 5-3-44: each bit has a word of its own that says what is done to it; others than these it does not define. */
const FORCES: Readonly<Record<number, string>> = {
  0: 'force reset',
  1: 'force set',
  32768: 'release to off',
  32769: 'release to on',
  65535: 'release',
}

/** 'force set CIO 16.05': what is done, and an address. */
function forcedItem(frame: Cursor, at: number): string {
  const force = frame.peek16(at)
  return `${FORCES[force] ?? `force 0x${force.toString(16)}`} ${item(frame, at + 2, 1)}`
}

function parameterArea(code: number): string {
  return PARAMETER_AREAS[code] ?? `parameter area 0x${code.toString(16)}`
}

/** W342, 5-3-10: 0xffff is the whole user program of CS/CJ; C and CV number theirs from 0. */
function programText(number: number): string {
  return number === 0xffff || number === PROGRAM_OF_TASK_0 ? 'program' : `program ${number}`
}

/** W342, 5-3-21: a bit for each of eight messages; the highest two say what else than to read them. */
function messagesText(parameter: number): string {
  if (parameter & 0x8000) return 'FAL/FALS number'
  const numbers = Array.from({ length: 8 }, (_, i) => i).filter((i) => parameter & (1 << i))
  return `${parameter & 0x4000 ? 'clear' : 'read'} messages ${numbers.join(', ')}`.trim()
}

function fileTarget(frame: Cursor, at: number, code: number): string {
  const name = (offset: number) => textAt(frame, at + offset)
  switch (code) {
    case 0x2202:
    case 0x2209:
      return name(2)
    case 0x2205:
      return filesText(frame, at)
    case 0x2203:
    case 0x2206:
    case 0x2215:
      return name(4)
    case 0x2207:
      return `${name(2)} to ${name(16)}`
    case 0x2208:
      return `${name(14)} to ${name(2)}`
    case 0x220a:
      return `${item(frame, at + 2, frame.peek16(at + 6))} ${name(10)}`
    case 0x220b:
      return `${parameterArea(frame.peek16(at + 2))} ${name(10)}`
    case 0x220c:
      return `${programText(frame.peek16(at + 2))} ${name(14)}`
    default:
      return ''
  }
}

/** W342, 5-3-33: disk, number of files, names. */
function filesText(frame: Cursor, at: number): string {
  const count = Math.min(frame.peek16(at + 2), MAX_ITEMS_NAMED)
  const names = Array.from({ length: count }, (_, i) => textAt(frame, at + 4 + i * FILE_NAME_LENGTH))
  const text = names.filter((name) => name !== '').join(', ')
  return frame.peek16(at + 2) > MAX_ITEMS_NAMED ? `${text}, …` : text
}

/** File names are padded with blanks (5-3-29). */
function textAt(frame: Cursor, at: number, length = FILE_NAME_LENGTH): string {
  const { pos, short } = frame
  frame.pos = Math.min(pos + at, frame.end)
  const text = frame.text(Math.min(length, frame.left)).trim()
  frame.pos = pos
  frame.short = short
  return text
}
