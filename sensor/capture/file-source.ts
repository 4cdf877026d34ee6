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
  private readonly batch = new PacketBatch(CHUNK_BYTES, BATCH_PACKETS)
  /** Offset in the file of what is read next. */
  private position: number
  /** The bytes of the chunk not yet noted: `batch.bytes[at, end)`. */
  private at = 0
  private end = 0

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

  /** The next packets, in a batch that the next call reuses; undefined at the end, or where the file is damaged. */
  next(): PacketBatch | undefined {
    const { batch, format } = this
    while (format.damage === undefined) {
      batch.clear()
      const from = this.at
      this.at = format.read(batch, from, this.end, this.position - this.end + from)
      if (batch.count > 0) return batch
      // Blocks without packets were passed over, or an unfinished record is all that is left.
      if (this.at === from && !this.fill()) break
    }
    return undefined
  }

  close(): void {
    closeSync(this.descriptor)
  }

  /** Moves the unfinished rest to the front and reads on behind it; false at the end of the file. */
  private fill(): boolean {
    const { bytes } = this.batch
    bytes.copyWithin(0, this.at, this.end)
    this.end -= this.at
    this.at = 0
    try {
      const count = readSync(this.descriptor, bytes, this.end, bytes.length - this.end, this.position)
      this.position += count
      this.end += count
      if (count > 0) return true
    } catch (error) {
      this.format.damage = { offset: this.position, reason: `the disk failed to read it: ${(error as Error).message}` }
    }
    this.format.finish(this.end, this.position - this.end)
    return false
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
      throw new CaptureError(
        'SIGHTLINE_CAPTURE_UNREADABLE',
        `${path}: permission denied; make it readable for this user`,
      )
    }
    throw new CaptureError('SIGHTLINE_CAPTURE_UNREADABLE', `${path}: cannot be opened: ${(error as Error).message}`)
  }
}
