/*
 * The frame of serial lines: DLE STX, the message, DLE ETX, CRC. A DLE in the message is sent twice. The CRC is that of CCITT,
 * lowest bit first, which starts at 0xffff, over the message and ETX as they are before DLEs are doubled; low byte first.
 */
import { CRC_REFLECTED_START, crcReflectedStep } from '../kit/crc-reflected.ts'
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { isLinkCode } from './functions.ts'

export const DLE = 0x10
const STX = 0x02
const ETX = 0x03
const START_LENGTH = 2
const END_LENGTH = 4
/** Longest message, and the same with every byte doubled. */
const MAX_MESSAGE = 512
export const MAX_FRAME = START_LENGTH + 2 * MAX_MESSAGE + END_LENGTH
const GLOBAL = 0x80
/** Address, serial number, destination function. */
const SHORTEST = 3
const LOCAL = { function: 2, sequence: 3, source: 5, data: 7 } as const
const GLOBAL_ADDRESSES = 5

/** Length of the frame at the cursor. */
export function frameLength(bytes: Cursor): number {
  const { left } = bytes
  if (left > 0 && bytes.peek(0) !== DLE) return NOT_A_MESSAGE
  if (left > 1 && bytes.peek(1) !== STX) return NOT_A_MESSAGE
  const most = Math.min(left, MAX_FRAME)
  for (let at = START_LENGTH; at + 1 < most; at++) {
    if (bytes.peek(at) !== DLE) continue
    const next = bytes.peek(at + 1)
    if (next === ETX) return at + END_LENGTH <= left ? at + END_LENGTH : NEED_MORE
    if (next !== DLE) return NOT_A_MESSAGE
    at++
  }
  return left < MAX_FRAME ? NEED_MORE : NOT_A_MESSAGE
}

/** One message without its frame. One object, reused. */
export class SerialMessage {
  readonly view = new DataView(new ArrayBuffer(MAX_MESSAGE))
  isCrcRight = false
  isGlobal = false
  /** Local address, 0 for the master; of a global message, where it goes. */
  target = 0
  /** Of a global message. */
  source = 0
  serial = 0
  /** Of whom the message asks something, or a code of the link. */
  function = 0
  sourceFunction = 0
  sequence = 0
  dataFrom = 0
  dataTo = 0

  /** Reads the whole frame at the cursor, which stays; false when it is too short for its kind of message. */
  read(bytes: Cursor, length: number): boolean {
    const { view } = this
    let count = 0
    let crc = CRC_REFLECTED_START
    const end = length - END_LENGTH
    for (let at = START_LENGTH; at < end && count < MAX_MESSAGE; at++) {
      const byte = bytes.peek(at)
      if (byte === DLE) at++
      view.setUint8(count++, byte)
      crc = crcReflectedStep(crc, byte)
    }
    crc = crcReflectedStep(crc, ETX)
    this.isCrcRight = length >= END_LENGTH && crc === (bytes.peek(length - 2) | (bytes.peek(length - 1) << 8))
    return this.header(count)
  }

  get isLink(): boolean {
    return isLinkCode(this.function)
  }

  private header(count: number): boolean {
    const { view } = this
    if (count < SHORTEST) return false
    const address = view.getUint8(0)
    this.isGlobal = (address & GLOBAL) !== 0 && count >= LOCAL.data + GLOBAL_ADDRESSES
    this.serial = view.getUint8(1)
    this.target = this.isGlobal ? view.getUint16(2, true) : address
    this.source = this.isGlobal ? view.getUint16(4, true) : 0
    const shift = this.isGlobal ? GLOBAL_ADDRESSES : 0
    this.function = view.getUint8(LOCAL.function + shift)
    this.dataFrom = Math.min(count, this.isLink ? SHORTEST : LOCAL.data + shift)
    this.dataTo = count
    if (this.isLink) return true
    if (count < LOCAL.data + shift) return false
    this.sequence = view.getUint16(LOCAL.sequence + shift, true)
    this.sourceFunction = view.getUint8(LOCAL.source + shift)
    return true
  }
}
