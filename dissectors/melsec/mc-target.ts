/*
 * What a command of a 3E or 4E frame acts on. SLMP Reference Manual SH-080956ENG, 5.2 to 5.8.
 */

import type { Cursor } from '../kit/cursor.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import { classOfCode } from './command-codes.ts'
import { deviceText } from './devices.ts'
import type { Fields } from './fields.ts'
import type { McHeader } from './mc-header.ts'
import { ANY_LENGTH } from './outstanding.ts'

/** Devices named of a command that has several. */
export const MAX_DEVICES_NAMED = 8
/** Entries read of one command: the manual allows 192. */
export const MAX_ENTRIES = 512

const DEVICE_READ = 0x0401
const DEVICE_WRITE = 0x1401
const READ_RANDOM = 0x0403
const ENTRY_MONITOR = 0x0801
const READ_BLOCK = 0x0406
const WRITE_RANDOM = 0x1402
const WRITE_BLOCK = 0x1406
const MEMORY_READ = 0x0613
const MEMORY_WRITE = 0x1613
const UNIT_READ = 0x0601
const UNIT_WRITE = 0x1601
/** Subcommands: bit 0 for single bits, bit 1 for the wide devices of iQ-R, bit 7 for extended specifications. */
const BITS = 1
const WIDE = 2
const EXTENDED = 0x80
const PRIME = 0xffff_fffb
/** Keys of several devices, and of all else, lie above those of one device. */
const LIST_SPACE = 0x8_0000_0000_0000
const MAX_KEY_LENGTH = 32

/** The operation of a command and the length of its answer; reused. */
export class Requested {
  operation: Operation | undefined = undefined
  answerLength = ANY_LENGTH
}

/** Reads the data of a command, at which `message` stands, into `requested`. */
export function readRequest(
  message: Cursor,
  fields: Fields,
  header: McHeader,
  command: number,
  subcommand: number,
  operations: Operations,
  requested: Requested,
): void {
  requested.answerLength = command >> 12 === 1 ? 0 : ANY_LENGTH
  if ((command === DEVICE_READ || command === DEVICE_WRITE) && subcommand <= (WIDE | BITS)) {
    readDevices(fields, header, command, subcommand, operations, requested)
    return
  }
  const start = message.pos
  const isList = hasEntries(command) && subcommand <= (WIDE | BITS)
  const seed = command ^ (subcommand << 16) ^ (header.isOwn() ? 0 : Math.imul(header.route() | 0, 0x9e3779b1))
  const key = isList
    ? LIST_SPACE + ((scan(fields, command, subcommand, undefined) ^ seed) >>> 0)
    : keyOfBytes(message.view, start, Math.min(message.end, start + keyLength(command)), seed)
  const found = operations.find(key)
  if (found !== undefined) {
    requested.operation = found
    return
  }
  const { short } = message
  message.pos = start
  const target = targetOf(fields, command, subcommand, isList)
  message.short = short
  requested.operation = operations.add(key, classOfCode(command), command, header.moduleText(), target)
}

/** Whether the manuals give a read or write of one range this subcommand; true for all other commands. */
export function isKnownForm(command: number, subcommand: number): boolean {
  const isRange = command === DEVICE_READ || command === DEVICE_WRITE
  return !isRange || (subcommand & ~(EXTENDED | WIDE | BITS)) === 0
}

/** Reads and writes of one range are nearly all of the traffic. */
function readDevices(
  fields: Fields,
  header: McHeader,
  command: number,
  subcommand: number,
  operations: Operations,
  requested: Requested,
): void {
  const device = fields.device((subcommand & WIDE) !== 0)
  const { code, head } = fields
  const count = fields.number(2)
  const isBits = (subcommand & BITS) !== 0
  if (command === DEVICE_READ) requested.answerLength = answerLength(count, isBits, fields.ascii)
  const kind = (command === DEVICE_READ ? 0 : 2) + (isBits ? 1 : 0)
  let key = ((kind * 0x100 + (code & 0xff)) * 0x100_0000 + (head % 0x100_0000)) * 0x1_0000 + count
  if (!header.isOwn())
    key = LIST_SPACE + ((key ^ Math.imul(header.route() | 0, 0x9e3779b1)) >>> 0) * 0x1_0000 + (head & 0xffff)
  const found = operations.find(key)
  if (found !== undefined) {
    requested.operation = found
    return
  }
  // Bit devices come in words of sixteen unless the subcommand says otherwise (5.2).
  const points = !isBits && device?.isBit === true ? count * 16 : count
  const target = fields.short ? '' : deviceText(device, code, head, points)
  requested.operation = operations.add(key, classOfCode(command), command, header.moduleText(), target)
}

/** 5.2: two bits of data a byte, in ASCII a digit each. */
function answerLength(count: number, isBits: boolean, ascii: boolean): number {
  if (!isBits) return count * (ascii ? 4 : 2)
  return ascii ? count : (count + 1) >> 1
}

/** What is written, or a password, decides no target. */
function keyLength(command: number): number {
  switch (command) {
    case MEMORY_READ:
    case MEMORY_WRITE:
      return 12
    case UNIT_READ:
    case UNIT_WRITE:
      return 16
    default:
      return command >> 8 === 0x18 ? MAX_KEY_LENGTH : 0
  }
}

function targetOf(fields: Fields, command: number, subcommand: number, isList: boolean): string {
  if (isList) {
    const named: string[] = []
    scan(fields, command, subcommand, named)
    return named.join(', ')
  }
  switch (command) {
    case DEVICE_READ:
    case DEVICE_WRITE:
      return (subcommand & EXTENDED) !== 0 ? 'extended device' : ''
    case MEMORY_READ:
    case MEMORY_WRITE:
      return `memory 0x${fields.number(4).toString(16)}+${fields.number(2)}`
    case UNIT_READ:
    case UNIT_WRITE: {
      const address = fields.number(4)
      const bytes = fields.number(2)
      return `unit 0x${fields.number(2).toString(16)} 0x${address.toString(16)}+${bytes}`
    }
    default:
      return ''
  }
}

function hasEntries(command: number): boolean {
  return (
    command === READ_RANDOM ||
    command === ENTRY_MONITOR ||
    command === READ_BLOCK ||
    command === WRITE_RANDOM ||
    command === WRITE_BLOCK
  )
}

/** Walks the devices of a command, over the values between them. Answers with a key; adds names to `named`. */
function scan(fields: Fields, command: number, subcommand: number, named: string[] | undefined): number {
  const wide = (subcommand & WIDE) !== 0
  const isBits = command === WRITE_RANDOM && (subcommand & BITS) !== 0
  const first = fields.number(1)
  const all = first + (isBits ? 0 : fields.number(1))
  const isBlock = command === READ_BLOCK || command === WRITE_BLOCK
  let key = all
  for (let i = 0; i < all && i < MAX_ENTRIES && !fields.short; i++) {
    const device = fields.device(wide)
    const { code, head } = fields
    const count = isBlock ? fields.number(2) : i < first ? 1 : 2
    key = (key * 31 + code * 0x100_0000 + head + count * 7) % PRIME
    if (command === WRITE_RANDOM) fields.skip(isBits ? (wide ? 2 : 1) : count * 2)
    else if (command === WRITE_BLOCK) fields.skip(count * 2)
    if (named === undefined || fields.short) continue
    if (named.length === MAX_DEVICES_NAMED) named.push('…')
    else if (named.length < MAX_DEVICES_NAMED) {
      const points = device?.isBit === true && !isBits ? count * 16 : count
      named.push(deviceText(device, code, head, points))
    }
  }
  return key
}
