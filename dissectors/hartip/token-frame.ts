/*
 * The token-passing frame of HART. HCF_SPEC-081 (Token-Passing Data Link Layer), clause 5: delimiter, address,
 * expansion bytes, command, byte count, data, check byte (exclusive or of all before it).
 */
export const FRAME = { burst: 1, request: 2, answer: 6 } as const
/** Command 31 stands for one of 16 bits, which follows (HCF_SPEC-099, clause 6). */
export const EXTENDED_COMMAND = 31

const PREAMBLE = 0xff
const LONG_ADDRESS = 0x80
const LONG_ADDRESS_LENGTH = 5
/** Of the first address byte: primary master and burst mode are no part of the address. */
const ADDRESS_MASK = 0x3f
/** Polling addresses lie above the 38 bits of unique ids. */
const POLLING_SPACE = 0x40_0000_0000

export type FrameFault = 'none' | 'truncated' | 'bad-length' | 'bad-value' | 'bad-checksum'

/** One frame, as places in the message. One object, reused. */
export class TokenFrame {
  type = 0
  /** The unique id, 38 bits; a polling address lies above. */
  address = 0
  addressAt = 0
  command = 0
  /** Response code of an answer, which has its status before its data; -1 in all others. */
  responseCode = -1
  /** The data behind the status, and behind the number of an extended command: `view[dataAt, dataEnd)`. */
  dataAt = 0
  dataEnd = 0
  /** Whether another frame carries it. */
  isCarried = false

  get isPolling(): boolean {
    return this.address >= POLLING_SPACE
  }

  /** Whether it is for all devices: a long address of zeros, by which a tag is asked for. */
  get isBroadcast(): boolean {
    return this.address === 0
  }

  /** Reads the frame in `view[from, end)`; what was not reached is empty. */
  read(view: DataView, from: number, end: number): FrameFault {
    this.clear(end)
    let start = from
    while (start < end && view.getUint8(start) === PREAMBLE) start++
    if (start >= end) return 'truncated'
    this.type = view.getUint8(start) & 7
    const at = this.readAddress(view, start, end)
    if (at + 3 > end || this.addressAt === end) return 'truncated'
    if (this.type !== FRAME.burst && this.type !== FRAME.request && this.type !== FRAME.answer) return 'bad-value'
    const checkAt = this.readCommand(view, at, end - 1)
    if (this.dataAt > this.dataEnd || checkAt >= end) return 'truncated'
    if (checkAt + 1 < end) return 'bad-length'
    let check = 0
    for (let each = start; each < end; each++) check ^= view.getUint8(each)
    return check === 0 ? 'none' : 'bad-checksum'
  }

  /**
   * Reads the frame in `view[from, end)` that another carries, of whose kind it is: without preambles and check byte.
   * False when it is cut.
   */
  readCarried(view: DataView, from: number, end: number, type: number): boolean {
    this.clear(end)
    this.isCarried = true
    this.type = type
    if (from >= end) return false
    const at = this.readAddress(view, from, end)
    if (at + 2 > end || this.addressAt === end) return false
    return this.readCommand(view, at, end) <= end
  }

  private clear(end: number): void {
    this.type = this.command = this.address = 0
    this.responseCode = -1
    this.dataAt = this.dataEnd = this.addressAt = end
    this.isCarried = false
  }

  /** Reads the address behind the delimiter, and says where the command is. */
  private readAddress(view: DataView, delimiterAt: number, end: number): number {
    const delimiter = view.getUint8(delimiterAt)
    const at = delimiterAt + 1
    const expansion = (delimiter >> 5) & 3
    if ((delimiter & LONG_ADDRESS) === 0) {
      if (at >= end) return at
      this.addressAt = at
      this.address = POLLING_SPACE + (view.getUint8(at) & ADDRESS_MASK)
      return at + 1 + expansion
    }
    if (at + LONG_ADDRESS_LENGTH > end) return end
    this.addressAt = at
    this.address = (view.getUint8(at) & ADDRESS_MASK) * 0x1_0000_0000 + view.getUint32(at + 1)
    return at + LONG_ADDRESS_LENGTH + expansion
  }

  /** Reads command, byte count and what lies before the data, and says where the data should end. */
  private readCommand(view: DataView, at: number, end: number): number {
    this.command = view.getUint8(at)
    this.dataAt = at + 2
    const dataEnd = this.dataAt + view.getUint8(at + 1)
    this.dataEnd = Math.min(dataEnd, end)
    this.readStatus(view)
    return dataEnd
  }

  private readStatus(view: DataView): void {
    // An answer and a burst begin with response code and device status.
    if (this.type !== FRAME.request && this.dataAt + 2 <= this.dataEnd) {
      this.responseCode = view.getUint8(this.dataAt)
      this.dataAt += 2
    }
    if (this.command === EXTENDED_COMMAND && this.dataAt + 2 <= this.dataEnd) {
      this.command = 0x1_0000 + view.getUint16(this.dataAt)
      this.dataAt += 2
    }
  }
}

/** A device behind the host, by its unique id or polling address; '' for polling address 0 and for all devices. */
export function deviceText(address: number): string {
  if (address === 0 || address === POLLING_SPACE) return ''
  if (address > POLLING_SPACE) return `polling address ${address - POLLING_SPACE}`
  return `device ${address.toString(16).padStart(10, '0')}`
}

/** A long address as it stands on the wire, with the bits of its master and of burst mode. */
export function rawAddress(view: DataView, at: number, first: number): string {
  return (
    first.toString(16).padStart(2, '0') +
    view
      .getUint32(at + 1)
      .toString(16)
      .padStart(8, '0')
  )
}
