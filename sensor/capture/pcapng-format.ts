/*
 * pcapng, both byte orders, several sections and interfaces.
 * draft-ietf-opsawg-pcapng: block structure section 3.1, section header 4.1, interface description 4.2, enhanced
 * packet 4.3, simple packet 4.4, interface statistics 4.6, and the obsolete packet block of appendix A.
 */
import type { CaptureFormat, Damage } from './capture-format.ts'
import { MAX_FRAME_BYTES } from './capture-format.ts'
import type { PacketBatch } from './packet-batch.ts'

export const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const INTERFACE_STATISTICS = 5
const ENHANCED_PACKET = 6
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
/** Section 4.1: another major version can have another layout. */
const MAJOR_VERSION = 1
const BLOCK_OVERHEAD_BYTES = 12
/** Block types whose layout fixes a least length, overhead included. */
const LEAST_BYTES: Readonly<Record<number, number>> = {
  [SECTION_HEADER]: 28,
  [INTERFACE_DESCRIPTION]: 20,
  [OBSOLETE_PACKET]: 32,
  [SIMPLE_PACKET]: 16,
  [INTERFACE_STATISTICS]: 24,
  [ENHANCED_PACKET]: 32,
}
/** The longest block that a packet or an interface is believed to be in. */
const MAX_READ_BYTES = MAX_FRAME_BYTES + 4096
/** The longest one of those passed over, as the secrets of many sessions are: Wireshark's own limit. */
export const MAX_PASSED_BYTES = 1 << 24
const OPTION_END = 0
const OPTION_IF_NAME = 2
const OPTION_IF_TSRESOL = 9
const OPTION_IF_TSOFFSET = 14
const OPTION_ISB_IFDROP = 5
const OPTION_ISB_OSDROP = 7
/** Interfaces of one file told apart; packets of further ones are taken as of the last. */
export const MAX_INTERFACES = 255

/** Times beyond it, in the year 2255, are no whole microseconds any more to the engine: no capture has them but by a defect. */
export const MAX_TIME_US = Number.MAX_SAFE_INTEGER

interface Interface {
  readonly linkType: number
  readonly snapLength: number
  readonly tap: number
  ticksPerUs: number
  offsetUs: number
  lost: number
}

export class PcapngFormat implements CaptureFormat {
  readonly name = 'pcapng'
  readonly taps: string[] = ['']
  damage: Damage | undefined = undefined
  countsLoss = false
  private littleEndian = true
  private interfaces: Interface[] = []
  private lost = 0
  private lastTimeUs = 0
  /** Bytes still to come of a block that is passed over. */
  private toPass = 0
  private readonly names = new Map<string, number>()

  /** `header` is the head of the file; undefined when it does not begin with a section header block. */
  static of(header: DataView): PcapngFormat | undefined {
    return header.byteLength >= 12 && header.getUint32(0) === SECTION_HEADER && orderOf(header, 8) !== undefined
      ? new PcapngFormat()
      : undefined
  }

  get lostByCapture(): number {
    return this.interfaces.reduce((sum, each) => sum + each.lost, this.lost)
  }

  read(batch: PacketBatch, from: number, to: number, fileOffset: number): number {
    const { view } = batch
    let at = this.pass(from, to)
    while (at + BLOCK_OVERHEAD_BYTES <= to && !batch.full && this.damage === undefined) {
      const length = this.blockLength(view, at, fileOffset + (at - from))
      if (length > MAX_READ_BYTES) {
        this.toPass = length
        at = this.pass(at, to)
        continue
      }
      if (length < 0 || at + length > to) break
      this.block(batch, at, length, fileOffset + (at - from))
      if (this.damage === undefined) at += length
    }
    return at
  }

  finish(leftOver: number, fileOffset: number): void {
    if (this.damage !== undefined) return
    if (this.toPass > 0) {
      this.damage = {
        offset: fileOffset,
        reason: `the file ends inside a block: ${this.toPass} bytes of it are missing`,
      }
    } else if (leftOver > 0) {
      this.damage = { offset: fileOffset, reason: `the file ends inside a block: ${leftOver} bytes of it are there` }
    }
  }

  private pass(from: number, to: number): number {
    const passed = Math.min(this.toPass, to - from)
    this.toPass -= passed
    return from + passed
  }

  /** The total length of the block at `at`; -1, and damage, when that cannot be one. */
  private blockLength(view: DataView, at: number, fileOffset: number): number {
    if (view.getUint32(at) === SECTION_HEADER) {
      const order = orderOf(view, at + 8)
      if (order === undefined) return this.refuse(fileOffset, 'the section header has no byte-order magic')
      this.littleEndian = order
    }
    const type = view.getUint32(at, this.littleEndian)
    const length = view.getUint32(at + 4, this.littleEndian)
    if (length % 4 !== 0 || length < (LEAST_BYTES[type] ?? BLOCK_OVERHEAD_BYTES)) {
      return this.refuse(fileOffset, `block type ${type} claims ${length} bytes, which no such block has`)
    }
    const limit = LEAST_BYTES[type] === undefined ? MAX_PASSED_BYTES : MAX_READ_BYTES
    if (length > limit) {
      return this.refuse(fileOffset, `block type ${type} claims ${length} bytes, more than the ${limit} believed`)
    }
    return length
  }

  private refuse(offset: number, reason: string): -1 {
    this.damage = { offset, reason }
    return -1
  }

  private block(batch: PacketBatch, at: number, length: number, fileOffset: number): void {
    const { view } = batch
    const { littleEndian } = this
    if (view.getUint32(at + length - 4, littleEndian) !== length) {
      this.refuse(fileOffset, 'the block ends with another length than it begins with')
      return
    }
    switch (view.getUint32(at, littleEndian)) {
      case SECTION_HEADER:
        if (view.getUint16(at + 12, littleEndian) !== MAJOR_VERSION) {
          const version = view.getUint16(at + 12, littleEndian)
          this.refuse(fileOffset, `the section is of major version ${version}, which is not known`)
          return
        }
        this.lost = this.lostByCapture
        this.interfaces = []
        return
      case INTERFACE_DESCRIPTION:
        this.describeInterface(view, at, length)
        return
      case ENHANCED_PACKET:
        this.packet(batch, at, length, view.getUint32(at + 8, littleEndian), fileOffset)
        return
      case OBSOLETE_PACKET:
        this.packet(batch, at, length, view.getUint16(at + 8, littleEndian), fileOffset)
        return
      case SIMPLE_PACKET:
        this.simplePacket(batch, at, length, fileOffset)
        return
      case INTERFACE_STATISTICS:
        this.statistics(view, at, length)
        return
      default: // other blocks carry no packets (section 3.1: skip what is not known)
    }
  }

  /** Enhanced and obsolete packet blocks share the layout from the time stamp on. */
  private packet(batch: PacketBatch, at: number, length: number, interfaceId: number, fileOffset: number): void {
    const { view } = batch
    const { littleEndian } = this
    const from = this.interfaces[interfaceId]
    if (from === undefined) {
      this.refuse(fileOffset, `the packet is of interface ${interfaceId}, which was not described`)
      return
    }
    const captured = view.getUint32(at + 20, littleEndian)
    if (captured > length - 32) {
      this.refuse(fileOffset, `the packet claims ${captured} captured bytes in a block of ${length}`)
      return
    }
    const high = view.getUint32(at + 12, littleEndian)
    const low = view.getUint32(at + 16, littleEndian)
    const timeUs = ticksToUs(high, low, from.ticksPerUs) + from.offsetUs
    if (timeUs >= 0 && timeUs <= MAX_TIME_US) this.lastTimeUs = timeUs
    batch.note(at + 28, captured, view.getUint32(at + 24, littleEndian), this.lastTimeUs, from.tap, from.linkType)
  }

  /** A simple packet has no time of its own: as one of an impossible time does, it takes that of the packet before it. */
  private simplePacket(batch: PacketBatch, at: number, length: number, fileOffset: number): void {
    const from = this.interfaces[0]
    if (from === undefined) {
      this.refuse(fileOffset, 'a simple packet block before any interface description')
      return
    }
    const wireLength = batch.view.getUint32(at + 8, this.littleEndian)
    const limit = from.snapLength === 0 ? wireLength : Math.min(wireLength, from.snapLength)
    const captured = Math.min(limit, length - 16)
    batch.note(at + 12, captured, wireLength, this.lastTimeUs, from.tap, from.linkType)
  }

  private describeInterface(view: DataView, at: number, length: number): void {
    const { littleEndian } = this
    const described = {
      linkType: view.getUint16(at + 8, littleEndian),
      snapLength: view.getUint32(at + 12, littleEndian),
      ticksPerUs: 1,
      offsetUs: 0,
      lost: 0,
    }
    let name = ''
    this.options(view, at + 16, at + length - 4, (code, valueAt, size) => {
      if (code === OPTION_IF_NAME) name = textOf(view, valueAt, size)
      if (code === OPTION_IF_TSRESOL && size >= 1) described.ticksPerUs = resolution(view.getUint8(valueAt))
      if (code === OPTION_IF_TSOFFSET && size >= 8) {
        described.offsetUs = Number(view.getBigInt64(valueAt, littleEndian)) * 1e6
      }
    })
    this.interfaces.push({ ...described, tap: this.tapOf(name) })
  }

  /**
   * The first interface is the nameless tap, as in a classic capture file, so that the same network recorded either
   * way is one segment; only further interfaces of another name are scopes of their own.
   */
  private tapOf(name: string): number {
    const known = this.names.get(name)
    if (known !== undefined) return known
    const tap = this.names.size === 0 ? 0 : Math.min(this.taps.length, MAX_INTERFACES - 1)
    if (tap === this.taps.length) this.taps.push(name === '' ? `interface ${tap}` : name)
    this.names.set(name, tap)
    return tap
  }

  private statistics(view: DataView, at: number, length: number): void {
    const from = this.interfaces[view.getUint32(at + 8, this.littleEndian)]
    if (from === undefined) return
    let lost = 0
    this.options(view, at + 20, at + length - 4, (code, valueAt, size) => {
      if ((code === OPTION_ISB_IFDROP || code === OPTION_ISB_OSDROP) && size >= 8) {
        lost += Number(view.getBigUint64(valueAt, this.littleEndian))
        this.countsLoss = true
      }
    })
    // The counters are totals since the capture began: the last block counts.
    from.lost = Math.max(from.lost, lost)
  }

  private options(
    view: DataView,
    from: number,
    to: number,
    each: (code: number, at: number, size: number) => void,
  ): void {
    let at = from
    while (at + 4 <= to) {
      const code = view.getUint16(at, this.littleEndian)
      const size = view.getUint16(at + 2, this.littleEndian)
      if (code === OPTION_END || at + 4 + size > to) return
      each(code, at + 4, size)
      at += 4 + ((size + 3) & ~3)
    }
  }
}

function orderOf(view: DataView, at: number): boolean | undefined {
  if (view.getUint32(at, true) === BYTE_ORDER_MAGIC) return true
  return view.getUint32(at) === BYTE_ORDER_MAGIC ? false : undefined
}

/** if_tsresol: a power of ten, or of two when the highest bit is set. */
function resolution(value: number): number {
  const ticksPerSecond = value & 0x80 ? 2 ** (value & 0x7f) : 10 ** value
  return ticksPerSecond / 1e6
}

function ticksToUs(high: number, low: number, ticksPerUs: number): number {
  if (ticksPerUs === 1) return high * 0x1_0000_0000 + low
  if (ticksPerUs === 1000) {
    // In two steps, since nanoseconds since 1970 do not fit a double.
    const highUs = high * 4_294_967
    const rest = high * 296 + low
    return highUs + Math.floor(rest / 1000)
  }
  return Math.floor(Number((BigInt(high) << 32n) | BigInt(low)) / ticksPerUs)
}

const utf8 = new TextDecoder('utf-8')

function textOf(view: DataView, at: number, size: number): string {
  const copy = new Uint8Array(size)
  for (let i = 0; i < size; i++) copy[i] = view.getUint8(at + i)
  return utf8.decode(copy).replace(/\0.*$/s, '')
}
