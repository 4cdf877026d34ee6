/*
 * The frame check sequence of Ethernet, which some taps leave at the end of frames. IEEE 802.3 clause 3.2.9.
 */

export const FCS_BYTES = 4
/** The shortest frame, its FCS among it. */
const LEAST_FRAME_BYTES = 64
/** Whole frames of a tap whose last bytes are compared; when none of them is an FCS, there are none. */
export const FRAMES_COMPARED = 8
const POLYNOMIAL = 0xedb88320
const TABLE = buildTable()

/**
 * Which taps leave the FCS at the end of their frames. Most protocols say themselves where they end; PROFINET RT counts
 * from the end of the frame.
 */
export class FrameCheckSequences {
  /** By tap: whole frames compared so far; past `FRAMES_COMPARED` it has no FCS, and -1 that it has one. */
  private compared = new Int8Array(1)

  beginCapture(): void {
    this.compared.fill(0)
  }

  /** How many bytes at the end of the whole Ethernet frame `view[start, end)` are its FCS. */
  bytesOf(view: DataView, start: number, end: number, tap: number): number {
    const compared = this.compared[tap]
    if (compared === FRAMES_COMPARED) return 0
    if (compared === -1) return FCS_BYTES
    if (end - start < LEAST_FRAME_BYTES) return 0
    if (compared === undefined) this.grow(tap)
    const has = view.getUint32(end - FCS_BYTES, true) === crc32(view, start, end - FCS_BYTES)
    this.compared[tap] = has ? -1 : (compared ?? 0) + 1
    return has ? FCS_BYTES : 0
  }

  private grow(tap: number): void {
    const grown = new Int8Array(tap + 1)
    grown.set(this.compared)
    this.compared = grown
  }
}

/** The CRC of bytes `[from, to)`, which stands behind them with its lowest byte first. */
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
