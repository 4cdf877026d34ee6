/*
 * CRC-CCITT of a C37.118 frame: polynomial x^16 + x^12 + x^5 + 1, initial value 0xFFFF, not reflected, no final mask.
 * IEEE C37.118.2-2011, annex B.
 */

const POLYNOMIAL = 0x1021
const INITIAL = 0xffff

/** `TABLE[n * 256 + byte]`: what a byte with n bytes behind it adds. Four bytes at a time: data frames come 50 a second. */
const TABLE = tables()

/** The checksum over bytes `[from, to)` of a view. */
export function frameChecksum(view: DataView, from: number, to: number): number {
  let crc = INITIAL
  let at = from
  for (; at + 4 <= to; at += 4) {
    const word = view.getInt32(at) ^ (crc << 16)
    crc =
      entry(768 + (word >>> 24)) ^
      entry(512 + ((word >>> 16) & 255)) ^
      entry(256 + ((word >>> 8) & 255)) ^
      entry(word & 255)
  }
  for (; at < to; at++) crc = ((crc << 8) & 0xffff) ^ entry((crc >>> 8) ^ view.getUint8(at))
  return crc
}

function entry(at: number): number {
  return TABLE[at] as number
}

function tables(): Uint16Array {
  const table = new Uint16Array(4 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 8
    for (let n = 0; n < 4; n++) {
      for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ POLYNOMIAL) & 0xffff : (crc << 1) & 0xffff
      table[n * 256 + byte] = crc
    }
  }
  return table
}
