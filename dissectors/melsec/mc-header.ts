/*
 * The header of 3E and 4E frames, in binary (low byte first) and in ASCII.
 * SLMP Reference Manual SH-080956ENG, 4.1 (message formats), 4.2 (the station that a message is for).
 */
import type { Cursor } from '../kit/cursor.ts'
import { digitOf } from './fields.ts'

/** From the subheader to the length, in binary; ASCII has two digits for each byte. */
const ROUTE_LENGTH = 9
const SERIAL_LENGTH = 4
/** Timer, command, subcommand. */
export const REQUEST_FIELDS = 6
/** End code. */
export const ANSWER_FIELDS = 2
/** 1920 words and their header fit; block writes in ASCII need most. */
export const MAX_MC_MESSAGE = 0x4000
export const NO_SERIAL = -1

/** 4.2: the own station. */
const OWN_STATION = 0xff
const OWN_MODULE = 0x03ff
const MAX_NETWORK = 239
/** Stations 1 to 120; 7D and 7E are the assigned control and the present control station. */
const MAX_STATION = 0x7e
const MAX_DROP = 31

/** One object, reused: `read` overwrites it. */
export class McHeader {
  ascii = false
  isAnswer = false
  serial = NO_SERIAL
  network = 0
  station = 0
  module = 0
  drop = 0
  /** The whole message in bytes. */
  total = 0
  /** Where timer or end code begin, counted from the start of the message. */
  bodyAt = 0

  /**
   * Reads the header at the cursor, which stays where it is. 1 when it is one, 0 when more bytes are needed to say so,
   * -1 when it is none.
   */
  read(bytes: Cursor): -1 | 0 | 1 {
    const { left } = bytes
    const first = left > 0 ? bytes.peek(0) : 0
    this.ascii = first === 0x35 || isAnswerLetter(first)
    const kind = this.ascii ? asciiSubheader(bytes) : binarySubheader(bytes)
    if (kind < 0) return left < (this.ascii ? 4 : 2) && isSubheaderStart(bytes) ? 0 : -1
    this.isAnswer = (kind & 0x80) !== 0
    const hasSerial = (kind & 0x04) !== 0
    const width = this.ascii ? 2 : 1
    const routeAt = (2 + (hasSerial ? SERIAL_LENGTH : 0)) * width
    this.bodyAt = (ROUTE_LENGTH + (hasSerial ? SERIAL_LENGTH : 0)) * width
    if (left < this.bodyAt) return 0
    this.serial = hasSerial ? this.number(bytes, 2 * width, 2) : NO_SERIAL
    if (hasSerial && this.number(bytes, 4 * width, 2) !== 0) return -1
    this.network = this.number(bytes, routeAt, 1)
    this.station = this.number(bytes, routeAt + width, 1)
    this.module = this.number(bytes, routeAt + 2 * width, 2)
    this.drop = this.number(bytes, routeAt + 4 * width, 1)
    const length = this.number(bytes, routeAt + 5 * width, 2)
    this.total = this.bodyAt + length
    return this.isSane(length / width) ? 1 : -1
  }

  /** The part behind the host; '' for the host itself. */
  moduleText(): string {
    const { network, station, module, drop } = this
    if (this.isOwn()) return ''
    const parts: string[] = []
    if (station !== OWN_STATION)
      parts.push(network === 0 ? `station ${station}` : `network ${network} station ${station}`)
    if (module !== OWN_MODULE) parts.push(`module 0x${module.toString(16)}`)
    if (drop !== 0) parts.push(`drop ${drop}`)
    return parts.join(' ')
  }

  isOwn(): boolean {
    return this.station === OWN_STATION && this.module === OWN_MODULE && this.drop === 0
  }

  /** The route as a number of 40 bits. */
  route(): number {
    return ((this.network * 0x100 + this.station) * 0x1_0000 + this.module) * 0x100 + this.drop
  }

  private isSane(length: number): boolean {
    const least = this.isAnswer ? ANSWER_FIELDS : REQUEST_FIELDS
    const isStation = this.station <= MAX_STATION || this.station === OWN_STATION
    const isRoute = this.network >= 0 && this.network <= MAX_NETWORK && isStation && this.drop <= MAX_DROP
    return isRoute && isModule(this.module) && length >= least && this.total <= MAX_MC_MESSAGE
  }

  /** One or two bytes, which are there; -1 when a digit is none. */
  private number(bytes: Cursor, at: number, length: number): number {
    let value = 0
    if (!this.ascii)
      return length === 1 ? bytes.view.getUint8(bytes.pos + at) : bytes.view.getUint16(bytes.pos + at, true)
    for (let i = 0; i < length * 2; i++) {
      const digit = digitOf(bytes.peek(at + i))
      if (digit < 0) return -1
      value = value * 16 + digit
    }
    return value
  }
}

/** 4.2: the own station and the CPUs of a multiple CPU system, or the place of a module in sixteens. */
function isModule(module: number): boolean {
  if (module === OWN_MODULE || (module >= 0 && module <= 0x01ff)) return true
  return (module >= 0x03d0 && module <= 0x03d3) || (module >= 0x03e0 && module <= 0x03e3)
}

/** 5000, 5400 and, for answers, D000, D400: the first byte; -1 for others. */
function binarySubheader(bytes: Cursor): number {
  if (bytes.left < 2 || bytes.peek(1) !== 0) return -1
  const first = bytes.peek(0)
  return (first & 0x7b) === 0x50 ? first : -1
}

/** 'D', in either case. */
function isAnswerLetter(character: number): boolean {
  return character === 0x44 || character === 0x64
}

function asciiSubheader(bytes: Cursor): number {
  if (bytes.left < 4 || bytes.peek16(2) !== 0x3030) return -1
  const second = bytes.peek(1)
  if (second !== 0x30 && second !== 0x34) return -1
  return (isAnswerLetter(bytes.peek(0)) ? 0xd0 : 0x50) | (second & 0x04)
}

/** Whether the few bytes there are can become a subheader. */
function isSubheaderStart(bytes: Cursor): boolean {
  const first = bytes.peek(0)
  if (first !== 0x35 && !isAnswerLetter(first)) return (first & 0x7b) === 0x50
  const second = bytes.left < 2 ? 0x30 : bytes.peek(1)
  return (second === 0x30 || second === 0x34) && (bytes.left < 3 || bytes.peek(2) === 0x30)
}
