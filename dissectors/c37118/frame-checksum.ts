/*
 * CRC-CCITT of a C37.118 frame: polynomial x^16 + x^12 + x^5 + 1, initial value 0xFFFF, not reflected, no final mask.
 * IEEE C37.118.2-2011, annex B.
 */

const POLYNOMIAL = 0x1021
const INITIAL = 0xffff

/** Bytes taken at a time: data frames come 50 a second, and each step waits for the one before. */
const STEP = 8
/** `TABLE[n * 256 + byte]`: what a byte with n bytes behind it adds. */
const TABLE = tables()

/** The checksum over bytes `[from, to)` of a view. */
export function frameChecksum(view: DataView, from: number, to: number): number {
  let crc = INITIAL
  let at = from
  for (; at + STEP <= to; at += STEP)
    crc = ofWord(view.getInt32(at) ^ (crc << 16), 1024) ^ ofWord(view.getInt32(at + 4), 0)
  for (; at < to; at++) crc = ((crc << 8) & 0xffff) ^ entry((crc >>> 8) ^ view.getUint8(at))
  return crc
}

/** What four bytes add that have `behind / 256` bytes behind them. */
function ofWord(word: number, behind: number): number {
  return (
    entry(behind + 768 + (word >>> 24)) ^
    entry(behind + 512 + ((word >>> 16) & 255)) ^
    entry(behind + 256 + ((word >>> 8) & 255)) ^
    entry(behind + (word & 255))
  )
}

function entry(at: number): number {
  return TABLE[at] as number
}

function tables(): Uint16Array {
  const table = new Uint16Array(STEP * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 8
    for (let n = 0; n < STEP; n++) {
      for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ POLYNOMIAL) & 0xffff : (crc << 1) & 0xffff
      table[n * 256 + byte] = crc
    }
  }
  return table
}
