/*
 * CRC-CCITT: polynomial x^16 + x^12 + x^5 + 1, not reflected, no final mask. Protocols differ in the value it begins with:
 * 0xFFFF in IEEE C37.118.2-2011 (annex B), 0 in S-Bus.
 */

const POLYNOMIAL = 0x1021

/** Bytes taken at a time: data frames come 50 a second, and each step waits for the one before. */
const STEP = 8
/** `TABLE[n * 256 + byte]`: what a byte with n bytes behind it adds. */
const TABLE = tables()

/** The checksum over bytes `[from, to)` of a view, begun with `start`. */
export function crcCcitt(view: DataView, from: number, to: number, start: number): number {
  let crc = start
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
