import type { Cursor } from './cursor.ts'

const POLYNOMIAL = 0xa001
const START = 0xffff
const TABLE = buildTable()

/** The CRC of `count` bytes from the cursor on (MODBUS over Serial Line V1.02, section 6.2.2), without moving it. */
export function crc16(bytes: Cursor, count: number): number {
  let crc = START
  for (let i = 0; i < count; i++) crc = (crc >>> 8) ^ (TABLE[(crc ^ bytes.peek(i)) & 0xff] as number)
  return crc
}

/** The CRC of one byte more. */
export function crc16Step(crc: number, byte: number): number {
  return (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number)
}

function buildTable(): Uint16Array {
  const table = new Uint16Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    table[byte] = crc
  }
  return table
}
