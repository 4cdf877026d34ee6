/*
 * One datagram: ETG.1000.4, 5.4 (command, index, address, length and flags, IRQ, data, working counter). Little-endian.
 */
export const DATAGRAM_HEADER_LENGTH = 10
/** Header and working counter. */
export const DATAGRAM_OVERHEAD = 12
/** Where the length and its flags are. */
export const FLAGS_AT = 6
export const LAST_COMMAND = 14
export const COMMAND = {
  nop: 0,
  aprd: 1,
  apwr: 2,
  aprw: 3,
  fprd: 4,
  fpwr: 5,
  fprw: 6,
  brd: 7,
  bwr: 8,
  brw: 9,
  lrd: 10,
  lwr: 11,
  lrw: 12,
  armw: 13,
  frmw: 14,
} as const

const LENGTH = 0x07ff
const RESERVED = 0x3800
export const MORE_FOLLOWS = 0x8000
const LOGICAL = 0x1_0000

/** One object, reused: `read` overwrites it. */
export class Datagram {
  command = 0
  index = 0
  /** Place in the line, station address, or low half of a logical address; each slave adds 1 to a place as it passes. */
  position = 0
  /** Address in the slave, or high half of a logical address. */
  offset = 0
  /** Data: `view[start, end)`. */
  start = 0
  end = 0
  more = false
  reserved = false
  workingCounter = 0

  /** Reads the datagram at an offset; false when it does not fit before `limit`. */
  read(view: DataView, at: number, limit: number): boolean {
    if (at + DATAGRAM_OVERHEAD > limit) return false
    const flags = view.getUint16(at + FLAGS_AT, true)
    const start = at + DATAGRAM_HEADER_LENGTH
    const end = start + (flags & LENGTH)
    if (end + 2 > limit) return false
    this.command = view.getUint8(at)
    this.index = view.getUint8(at + 1)
    this.position = view.getUint16(at + 2, true)
    this.offset = view.getUint16(at + 4, true)
    this.start = start
    this.end = end
    this.more = (flags & MORE_FOLLOWS) !== 0
    this.reserved = (flags & RESERVED) !== 0
    this.workingCounter = view.getUint16(end, true)
    return true
  }

  get length(): number {
    return this.end - this.start
  }

  get isLogical(): boolean {
    return this.command >= COMMAND.lrd && this.command <= COMMAND.lrw
  }

  get isBroadcast(): boolean {
    return this.command >= COMMAND.brd && this.command <= COMMAND.brw
  }

  /** By the station address that the master gave. */
  get isConfigured(): boolean {
    return (this.command >= COMMAND.fprd && this.command <= COMMAND.fprw) || this.command === COMMAND.frmw
  }

  /** By the place in the line. */
  get isPositional(): boolean {
    return (this.command >= COMMAND.aprd && this.command <= COMMAND.aprw) || this.command === COMMAND.armw
  }

  get writes(): boolean {
    switch (this.command) {
      case COMMAND.nop:
      case COMMAND.aprd:
      case COMMAND.fprd:
      case COMMAND.brd:
      case COMMAND.lrd:
        return false
      default:
        return true
    }
  }

  get logicalAddress(): number {
    return this.offset * LOGICAL + this.position
  }
}
