/*
 * The frame: header, station, pairs of address and data, CRC, terminator. Chapter 5.1.1 of the manual. What stands between
 * header and terminator is escaped, so that no byte of it is one of them.
 */
import { crc16Step } from '../kit/crc16.ts'
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { HEADER, isKnownHeader } from './headers.ts'

const ESCAPE = 0xf0
const TERMINATOR = 0xf6
const HIGHEST_ESCAPED = 0x0f
const CRC_START = 0xffff
const CRC_LENGTH = 2
/** Header and station. */
const FIELDS = 2
const MIN_FRAME = 3
/** Byte addresses 0 to 0xdf, and the one of the configuration. */
const MAX_PAIRS = 0xe1
/** Every byte but header and terminator can be escaped. */
export const MAX_FRAME = 2 + 2 * (1 + 2 * MAX_PAIRS + CRC_LENGTH)
const MAX_PLAIN = FIELDS + 2 * MAX_PAIRS + CRC_LENGTH

/**
 * Where the frame at the cursor ends. Nothing is escaped that need not be, which tells strangers. There are stations that do
 * not escape their CRC: one of its bytes can be a terminator, and the CRC alone tells.
 */
export function frameLength(bytes: Cursor): number {
  if (bytes.left === 0) return NEED_MORE
  if (!isKnownHeader(bytes.peek(0))) return NOT_A_MESSAGE
  const mark = firstMark(bytes)
  if (mark === NEED_MORE) return bytes.left < MAX_FRAME ? NEED_MORE : NOT_A_MESSAGE
  if (mark < FIELDS) return NOT_A_MESSAGE
  for (let at = mark; at <= mark + CRC_LENGTH; at++) {
    if (at >= bytes.left) return NEED_MORE
    if (bytes.peek(at) === TERMINATOR && measured.read(bytes, at + 1) && measured.isRight) return at + 1
  }
  return bytes.peek(mark) === TERMINATOR ? mark + 1 : NOT_A_MESSAGE
}

/** The first byte that is no data: a terminator, or of a CRC that is not escaped. */
function firstMark(bytes: Cursor): number {
  const most = Math.min(bytes.left, MAX_FRAME)
  for (let at = 1; at < most; at++) {
    const byte = bytes.peek(at)
    if (byte < ESCAPE) continue
    if (byte !== ESCAPE) return at
    if (at + 1 === most) break
    if (bytes.peek(at + 1) > HIGHEST_ESCAPED) return at
    at++
  }
  return NEED_MORE
}

/** Whether the message at the cursor begins and ends as a frame does. */
export function isFramed(bytes: Cursor): boolean {
  const { left } = bytes
  return left >= MIN_FRAME && isKnownHeader(bytes.peek(0)) && bytes.peek(left - 1) === TERMINATOR
}

/** One frame without its escapes. One object, reused. */
export class GenisysFrame {
  header = 0
  station = 0
  /** Pairs of address and data. */
  pairs = 0
  hasCrc = false
  isCrcRight = false
  /** The addresses of the pairs, for keys. */
  readonly addresses = new DataView(new ArrayBuffer(MAX_PAIRS))
  private readonly plain = new Uint8Array(MAX_PLAIN)

  /** Whether the CRC is right, where there is one. */
  get isRight(): boolean {
    return !this.hasCrc || this.isCrcRight
  }

  /** Reads the whole frame at the cursor, which stays; false when its length is none that its header can have. */
  read(bytes: Cursor, length: number): boolean {
    const isRead = this.readPlain(withoutEscapes(bytes, length - 1, this.plain))
    if (isRead && this.isRight) return true
    const before = length - 1 - CRC_LENGTH
    if (before >= FIELDS) {
      const count = withoutEscapes(bytes, before, this.plain)
      if (count + CRC_LENGTH > MAX_PLAIN) return false
      for (let at = 0; at < CRC_LENGTH; at++) this.plain[count + at] = bytes.peek(before + at)
      if (this.readPlain(count + CRC_LENGTH) && this.isCrcRight) return true
    }
    return isRead && this.readPlain(withoutEscapes(bytes, length - 1, this.plain))
  }

  private readPlain(count: number): boolean {
    const { plain } = this
    this.header = plain[0] as number
    this.station = count > 1 ? (plain[1] as number) : 0
    this.pairs = 0
    this.hasCrc = count > FIELDS
    this.isCrcRight = false
    if (count < FIELDS || count > MAX_PLAIN) return false
    if (!this.hasCrc) return this.header === HEADER.acknowledge || this.header === HEADER.poll
    if (this.header === HEADER.acknowledge || count % 2 !== 0) return false
    this.isCrcRight = isCrcRight(plain, count)
    const pairs = (count - FIELDS - CRC_LENGTH) / 2
    if (pairs > 0 && !carriesData(this.header)) return false
    this.pairs = pairs
    for (let at = 0; at < pairs; at++) this.addresses.setUint8(at, plain[FIELDS + 2 * at] as number)
    return true
  }

  address(pair: number): number {
    return this.plain[FIELDS + 2 * pair] as number
  }

  data(pair: number): number {
    return this.plain[FIELDS + 2 * pair + 1] as number
  }
}

function carriesData(header: number): boolean {
  switch (header) {
    case HEADER.indication:
    case HEADER.checkback:
    case HEADER.commonControl:
    case HEADER.control:
      return true
    default:
      return false
  }
}

/** Writes the first `length` bytes to `plain`; how many that makes, also those that it has no room for. */
function withoutEscapes(bytes: Cursor, length: number, plain: Uint8Array): number {
  let count = 0
  for (let at = 0; at < length; at++) {
    let byte = bytes.peek(at)
    if (byte === ESCAPE && at + 1 < length) byte += bytes.peek(++at)
    plain[count++] = byte
  }
  return count
}

/** 5.1.1.4: over header, station and pairs as they are before they are escaped, low byte first. */
function isCrcRight(plain: Uint8Array, count: number): boolean {
  let crc = CRC_START
  for (let at = 0; at < count - CRC_LENGTH; at++) crc = crc16Step(crc, plain[at] as number)
  return crc === ((plain[count - 2] as number) | ((plain[count - 1] as number) << 8))
}

const measured = new GenisysFrame()
