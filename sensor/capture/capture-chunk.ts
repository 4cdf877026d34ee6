import type { CaptureFormat } from './capture-format.ts'
import { PacketBatch } from './packet-batch.ts'

/** Bytes in memory at most: more than the longest record. */
const CHUNK_BYTES = 1 << 22
/** Bytes read at a time: few enough that they are still in the processor's cache when they are decoded. */
const READ_BYTES = 1 << 18
const BATCH_PACKETS = 1 << 14

/** The part of a capture that is in memory: bytes come in behind, packets are noted from the front. */
export class CaptureChunk {
  readonly format: CaptureFormat
  /** Offset in the capture of the byte that comes next. */
  position: number
  private readonly batch = new PacketBatch(CHUNK_BYTES, BATCH_PACKETS)
  /** The bytes not yet noted: `batch.bytes[at, end)`. */
  private at = 0
  private end = 0

  constructor(format: CaptureFormat, position: number) {
    this.format = format
    this.position = position
  }

  /** The next packets of the bytes at hand; undefined when more bytes are needed, or at damage. */
  next(): PacketBatch | undefined {
    const { batch, format } = this
    while (format.damage === undefined) {
      batch.clear()
      const from = this.at
      this.at = format.read(batch, from, this.end, this.position - this.end + from)
      if (batch.count > 0) return batch
      // Nothing noted and nothing passed over: an unfinished record is all that is left.
      if (this.at === from) return undefined
    }
    return undefined
  }

  /** Where further bytes go: behind the unfinished rest, which moves to the front. */
  room(): Uint8Array {
    const { bytes } = this.batch
    bytes.copyWithin(0, this.at, this.end)
    this.end -= this.at
    this.at = 0
    return bytes.subarray(this.end, this.end + READ_BYTES)
  }

  /** So many bytes were put into `room()`. */
  added(count: number): void {
    this.position += count
    this.end += count
  }

  /** There are no more bytes: what is left over is damage. */
  finish(): void {
    this.format.finish(this.end - this.at, this.position - (this.end - this.at))
  }
}
