import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import type { CaptureFormat } from './capture-format.ts'
import { CaptureError } from './errors.ts'
import { PacketBatch } from './packet-batch.ts'
import { PCAP_HEADER_BYTES, PcapFormat } from './pcap-format.ts'
import { PcapngFormat } from './pcapng-format.ts'

/** Bytes read at a time: at least two of the longest records. */
const CHUNK_BYTES = 1 << 22
const BATCH_PACKETS = 1 << 14
/** Head and tail of the file that, with its size, make it the same capture again. */
const FINGERPRINT_BYTES = 1 << 20

/** A capture file, read in large chunks straight into one packet batch. */
export class FileSource {
  readonly name: string
  readonly size: number
  readonly format: CaptureFormat
  private readonly path: string
  private readonly descriptor: number
  private position: number

  /** @throws CaptureError when there is no such file, or it is no capture. */
  constructor(path: string) {
    this.path = path
    this.name = basename(path)
    this.descriptor = open(path)
    try {
      const status = fstatSync(this.descriptor)
      if (!status.isFile()) {
        throw new CaptureError('SIGHTLINE_CAPTURE_NOT_A_FILE', `${path}: is not a file; name a capture file`)
      }
      this.size = status.size
      this.format = this.recognise()
      this.position = this.format.name === 'pcap' ? PCAP_HEADER_BYTES : 0
    } catch (error) {
      closeSync(this.descriptor)
      throw error
    }
  }

  /** How far the file has been read, in bytes. */
  get done(): number {
    return this.position
  }

  /** A hash of the file's size, head and tail. */
  fingerprint(): string {
    const hash = createHash('sha256').update(`${this.size}\n`)
    const part = new Uint8Array(Math.min(FINGERPRINT_BYTES, this.size))
    hash.update(part.subarray(0, readSync(this.descriptor, part, 0, part.length, 0)))
    hash.update(part.subarray(0, readSync(this.descriptor, part, 0, part.length, this.size - part.length)))
    return hash.digest('hex')
  }

  /** Reads on, and calls `onBatch` with each filled batch, which is reused; false from `onBatch` stops the reading. */
  run(onBatch: (batch: PacketBatch) => boolean): void {
    const batch = new PacketBatch(CHUNK_BYTES, BATCH_PACKETS)
    let held = 0
    for (;;) {
      const count = this.fill(batch, held)
      const end = held + count
      const { at, stopped } = this.drain(batch, end, this.position - end, onBatch)
      if (stopped) return
      held = end - at
      if (this.format.damage !== undefined) return
      if (count === 0) {
        this.format.finish(held, this.position - held)
        return
      }
      batch.bytes.copyWithin(0, at, end)
    }
  }

  close(): void {
    closeSync(this.descriptor)
  }

  private fill(batch: PacketBatch, held: number): number {
    try {
      const count = readSync(this.descriptor, batch.bytes, held, batch.bytes.length - held, this.position)
      this.position += count
      return count
    } catch (error) {
      this.format.damage = { offset: this.position, reason: `the disk failed to read it: ${(error as Error).message}` }
      return 0
    }
  }

  /** Notes and hands on all whole packets of `batch.bytes[0, end)`. */
  private drain(
    batch: PacketBatch,
    end: number,
    fileOffset: number,
    onBatch: (batch: PacketBatch) => boolean,
  ): { at: number; stopped: boolean } {
    let at = 0
    for (;;) {
      batch.clear()
      const next = this.format.read(batch, at, end, fileOffset + at)
      const progressed = next > at
      at = next
      if (batch.count > 0 && !onBatch(batch)) return { at, stopped: true }
      if (!progressed || this.format.damage !== undefined) return { at, stopped: false }
    }
  }

  private recognise(): CaptureFormat {
    const head = new Uint8Array(PCAP_HEADER_BYTES)
    const count = readSync(this.descriptor, head, 0, head.length, 0)
    const view = new DataView(head.buffer, 0, count)
    const format = (count === PCAP_HEADER_BYTES ? PcapFormat.of(view) : undefined) ?? PcapngFormat.of(view)
    if (format !== undefined) return format
    const what = this.size === 0 ? 'the file is empty' : describeHead(head, count)
    throw new CaptureError(
      'SIGHTLINE_CAPTURE_NOT_A_CAPTURE',
      `${this.path}: byte 0: ${what}; expected a pcap or pcapng file`,
    )
  }
}

function describeHead(head: Uint8Array, count: number): string {
  const isPcap = count >= 4 && PcapFormat.of(new DataView(head.buffer)) !== undefined
  if (isPcap) return `the file ends inside its header: ${count} bytes of ${PCAP_HEADER_BYTES} are there`
  const hex = Buffer.from(head.subarray(0, Math.min(count, 4))).toString('hex')
  return `begins with ${hex}, which is no capture format known here`
}

function open(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') {
      throw new CaptureError('SIGHTLINE_CAPTURE_MISSING', `${path}: no such file; check the name`)
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new CaptureError('SIGHTLINE_CAPTURE_UNREADABLE', `${path}: permission denied; make it readable for this user`)
    }
    throw new CaptureError('SIGHTLINE_CAPTURE_UNREADABLE', `${path}: cannot be opened: ${(error as Error).message}`)
  }
}
