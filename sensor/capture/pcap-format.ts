/*
 * The classic capture file format, both byte orders, microsecond and nanosecond time stamps.
 * draft-ietf-opsawg-pcap, sections 4 (file header) and 5 (packet record).
 */
import type { CaptureFormat, Damage } from './capture-format.ts'
import { MAX_FRAME_BYTES } from './capture-format.ts'
import type { PacketBatch } from './packet-batch.ts'

export const PCAP_HEADER_BYTES = 24
const RECORD_HEADER_BYTES = 16
const MAGIC_MICROSECONDS = 0xa1b2c3d4
const MAGIC_NANOSECONDS = 0xa1b23c4d
/** Alexey Kuznetsov's modified format: eight more bytes in each record header. */
const MAGIC_MODIFIED = 0xa1b2cd34
const MODIFIED_EXTRA_BYTES = 8

export class PcapFormat implements CaptureFormat {
  readonly name = 'pcap'
  readonly taps: readonly string[] = ['']
  readonly lostByCapture = 0
  readonly countsLoss = false
  damage: Damage | undefined = undefined
  private readonly littleEndian: boolean
  private readonly fractionPerUs: number
  private readonly recordHeaderBytes: number
  private readonly linkType: number

  /** `header` is the file header; undefined when it is none. */
  static of(header: DataView): PcapFormat | undefined {
    for (const littleEndian of [true, false]) {
      const magic = header.getUint32(0, littleEndian)
      if (isKnown(magic)) return new PcapFormat(header, littleEndian, magic)
    }
    return undefined
  }

  /** Whether the first four bytes are those of this format. */
  static isMagic(head: DataView): boolean {
    return isKnown(head.getUint32(0)) || isKnown(head.getUint32(0, true))
  }

  private constructor(header: DataView, littleEndian: boolean, magic: number) {
    this.littleEndian = littleEndian
    this.fractionPerUs = magic === MAGIC_NANOSECONDS ? 1000 : 1
    this.recordHeaderBytes = RECORD_HEADER_BYTES + (magic === MAGIC_MODIFIED ? MODIFIED_EXTRA_BYTES : 0)
    // The upper half of the field carries the FCS length (section 4).
    this.linkType = header.getUint32(20, littleEndian) & 0xffff
  }

  read(batch: PacketBatch, from: number, to: number, fileOffset: number): number {
    const { view } = batch
    const { littleEndian, recordHeaderBytes, fractionPerUs, linkType } = this
    let at = from
    while (at + recordHeaderBytes <= to && !batch.full) {
      const length = view.getUint32(at + 8, littleEndian)
      if (length > MAX_FRAME_BYTES) {
        this.damage = {
          offset: fileOffset + (at - from),
          reason: `the record claims ${length} captured bytes, more than the ${MAX_FRAME_BYTES} believed`,
        }
        return at
      }
      const next = at + recordHeaderBytes + length
      if (next > to) break
      if (length === 0 && isAllZero(view, at)) {
        const reason = 'a record of zeros, as a file has that was not written to its end'
        this.damage = { offset: fileOffset + (at - from), reason }
        return at
      }
      const fraction = view.getUint32(at + 4, littleEndian)
      const timeUs =
        view.getUint32(at, littleEndian) * 1e6 + (fractionPerUs === 1 ? fraction : Math.floor(fraction / 1000))
      batch.note(at + recordHeaderBytes, length, view.getUint32(at + 12, littleEndian), timeUs, 0, linkType)
      at = next
    }
    return at
  }

  finish(leftOver: number, fileOffset: number): void {
    if (leftOver === 0 || this.damage !== undefined) return
    const part = leftOver < this.recordHeaderBytes ? 'record header' : 'record'
    this.damage = { offset: fileOffset, reason: `the file ends inside a ${part}: ${leftOver} bytes of it are there` }
  }
}

/** Of the four words of a record header. */
function isAllZero(view: DataView, at: number): boolean {
  return (view.getUint32(at) | view.getUint32(at + 4) | view.getUint32(at + 8) | view.getUint32(at + 12)) === 0
}

function isKnown(magic: number): boolean {
  return magic === MAGIC_MICROSECONDS || magic === MAGIC_NANOSECONDS || magic === MAGIC_MODIFIED
}
