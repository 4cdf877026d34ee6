import type { PacketBatch } from './packet-batch.ts'

/** The longest captured frame believed; a longer one means that the file is damaged. libpcap's own limit is 256 KiB. */
export const MAX_FRAME_BYTES = 1 << 20

/** Why reading stopped before the end of the file; the byte offset is that of the record or block at fault. */
export interface Damage {
  readonly offset: number
  readonly reason: string
}

/**
 * A capture file format: turns the bytes of a chunk into noted packets.
 *
 * `read` notes packets from `batch.bytes[from, to)` until the chunk or the batch is used up, and returns how far it
 * came; the rest, an unfinished record, is offered again with more bytes behind it. It returns at once when
 * `damage` is set.
 */
export interface CaptureFormat {
  readonly name: 'pcap' | 'pcapng'
  /** Names of the capture interfaces met so far; '' for the first or an unnamed one. */
  readonly taps: readonly string[]
  damage: Damage | undefined
  /** Frames that the capturing program says it lost (pcapng interface statistics). */
  readonly lostByCapture: number
  /** Whether the file says how many were lost: 0 is an answer only then. */
  readonly countsLoss: boolean
  read(batch: PacketBatch, from: number, to: number, fileOffset: number): number
  /** What the bytes left over at the end of the file mean: a record cut short, if there are any. */
  finish(leftOver: number, fileOffset: number): void
}
