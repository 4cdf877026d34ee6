const POLYNOMIAL = 0xedb88320
const TABLE = buildTable()

/** The CRC of bytes `[from, to)` (IEEE 802.3 clause 3.2.9), which is sent with its lowest byte first. */
export function crc32(view: DataView, from: number, to: number): number {
  let crc = -1
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ (TABLE[(crc ^ view.getUint8(at)) & 0xff] as number)
  return ~crc >>> 0
}

function buildTable(): Int32Array {
  const table = new Int32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    table[byte] = crc
  }
  return table
}
