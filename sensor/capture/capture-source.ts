import type { CaptureFormat } from './capture-format.ts'
import type { PacketBatch } from './packet-batch.ts'

/** A recorded capture: batches of packets, pulled one at a time. A plain file answers at once, a compressed one later. */
export interface CaptureSource {
  /** The file's name without its folder. */
  readonly name: string
  /** Bytes of the file as it lies on the disk, and how many of them have been read. */
  readonly size: number
  readonly done: number
  readonly format: CaptureFormat
  /** The same for the same capture, compressed or not: a hash of its size, head and tail. */
  fingerprint(): string | Promise<string>
  /** The next packets, in a batch that the next call reuses; undefined at the end, or where the file is damaged. */
  next(): PacketBatch | undefined | Promise<PacketBatch | undefined>
  close(): void
}
