/** The largest packet: 16 bits of length (RFC 791 section 3.1, RFC 8200 section 4.5). */
const MAX_PACKET_BYTES = 0xffff
/** Offsets count in units of this. */
const UNIT_BYTES = 8
const FIRST_CAPACITY = 2048
/** Room before the packet for the addresses of IPv6, which the decoder reads where the packet lies. */
export const ADDRESSES_BYTES = 32

export const PIECE_NEW = 0
/** The piece says otherwise than an earlier one about the same bytes: the earlier one stays. */
export const PIECE_CONFLICT = 1
/** The piece cannot be one: of no whole number of units, or beyond the largest packet. */
export const PIECE_BAD = 2

/** The pieces of one IP packet, and what is known of its conversation meanwhile. */
export class FragmentedPacket {
  readonly beganUs: number
  /** Frames that brought pieces. */
  frames = 0
  /** Of these, those that no conversation has been given yet, and their bytes. */
  waitingPackets = 0
  waitingBytes = 0
  /** The first piece has come, and with it what tells the conversation. */
  isNamed = false
  sourcePort = 0
  targetPort = 0
  icmpType = 0
  private bytes = new Uint8Array(ADDRESSES_BYTES + FIRST_CAPACITY)
  private readonly units = new Uint8Array(Math.ceil(MAX_PACKET_BYTES / UNIT_BYTES / 8))
  private unitsHeld = 0
  /** Bytes of the whole packet; 0 until the last piece tells. */
  private wholeBytes = 0
  private furthest = 0

  constructor(beganUs: number) {
    this.beganUs = beganUs
  }

  get isWhole(): boolean {
    return this.wholeBytes > 0 && this.unitsHeld === Math.ceil(this.wholeBytes / UNIT_BYTES)
  }

  /** Memory taken. */
  get capacity(): number {
    return this.bytes.length + this.units.length
  }

  get end(): number {
    return ADDRESSES_BYTES + this.wholeBytes
  }

  /** Puts both IPv6 addresses, which lie side by side in the header, before the packet. */
  keepAddresses(view: DataView, at: number): void {
    this.bytes.set(new Uint8Array(view.buffer, view.byteOffset + at, ADDRESSES_BYTES))
  }

  /** A view of its own of what has been put together. */
  view(): DataView {
    return new DataView(this.bytes.buffer)
  }

  add(view: DataView, start: number, end: number, offset: number, isLast: boolean): number {
    const length = end - start
    const to = offset + length
    if (length === 0 || to > MAX_PACKET_BYTES || (!isLast && length % UNIT_BYTES !== 0)) return PIECE_BAD
    if (this.contradicts(to, isLast)) return PIECE_CONFLICT
    if (isLast) this.wholeBytes = to
    if (to > this.furthest) this.furthest = to
    this.makeRoom(to)
    return this.copy(new Uint8Array(view.buffer, view.byteOffset + start, length), offset) ? PIECE_NEW : PIECE_CONFLICT
  }

  /** Another end than the one known, or bytes behind it. */
  private contradicts(to: number, isLast: boolean): boolean {
    if (this.wholeBytes === 0) return isLast && this.furthest > to
    return isLast ? to !== this.wholeBytes : to > this.wholeBytes
  }

  private makeRoom(to: number): void {
    if (ADDRESSES_BYTES + to <= this.bytes.length) return
    const grown = new Uint8Array(ADDRESSES_BYTES + Math.min(MAX_PACKET_BYTES, Math.max(to, this.bytes.length * 2)))
    grown.set(this.bytes)
    this.bytes = grown
  }

  /** Copies the units that are not there yet; false when one that is there differs. */
  private copy(piece: Uint8Array, offset: number): boolean {
    let isSame = true
    for (let at = 0; at < piece.length; at += UNIT_BYTES) {
      const unit = (offset + at) / UNIT_BYTES
      const mask = 1 << (unit & 7)
      const held = this.units[unit >>> 3] as number
      const to = Math.min(at + UNIT_BYTES, piece.length)
      if ((held & mask) !== 0) isSame = this.isSame(piece, at, to, offset) && isSame
      else {
        this.units[unit >>> 3] = held | mask
        this.unitsHeld++
        for (let i = at; i < to; i++) this.bytes[ADDRESSES_BYTES + offset + i] = piece[i] as number
      }
    }
    return isSame
  }

  private isSame(piece: Uint8Array, from: number, to: number, offset: number): boolean {
    for (let i = from; i < to; i++) if (piece[i] !== this.bytes[ADDRESSES_BYTES + offset + i]) return false
    return true
  }
}
