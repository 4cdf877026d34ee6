import type { Cursor } from './cursor.ts'

const POLYNOMIAL = 0xa001
const START = 0xffff
const TABLE = crcTable(POLYNOMIAL)

/** The CRC of `count` bytes from the cursor on (MODBUS over Serial Line V1.02, section 6.2.2), without moving it. */
export function crc16(bytes: Cursor, count: number): number {
  return crc16Of(bytes, count, START)
}

/** The same with another start, as other protocols have it. */
export function crc16Of(bytes: Cursor, count: number, start: number): number {
  let crc = start
  for (let i = 0; i < count; i++) crc = (crc >>> 8) ^ (TABLE[(crc ^ bytes.peek(i)) & 0xff] as number)
  return crc
}

/** Whether the last two of `length` bytes, which are there, are the CRC of those before them: low byte first (6.2.2). */
export function endsWithCrc16(bytes: Cursor, length: number): boolean {
  return crc16(bytes, length - 2) === crc16At(bytes, length)
}

/** The CRC that is sent as the last two of `length` bytes. */
export function crc16At(bytes: Cursor, length: number): number {
  return bytes.peek(length - 2) | (bytes.peek(length - 1) << 8)
}

/** The CRC of one byte more. */
export function crc16Step(crc: number, byte: number): number {
  return (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number)
}

/** For a CRC of 16 bits that takes the lowest bit first: what each byte adds. `polynomial` is written the other way round. */
export function crcTable(polynomial: number): Uint16Array {
  const table = new Uint16Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    table[byte] = crc
  }
  return table
}
