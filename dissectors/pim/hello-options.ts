/* What a hello says of its sender, in options of two bytes of type and two of length: RFC 7761 clause 4.9.2. */
const OPTION = { holdTime: 1, priority: 19, generation: 20, addresses: 24 } as const
const OPTION_HEADER = 4
const HOLD_TIME_LENGTH = 2
const NUMBER_LENGTH = 4

/** The options of one hello. One object, reused. */
export class HelloOptions {
  isWhole = true
  /** A router that leaves says so by a hold time of zero (clause 4.3.1). */
  isGoodbye = false
  /** Where these values stand in the view; -1 where they are not. */
  priorityAt = -1
  generationAt = -1
  /** The other addresses of the interface. */
  addressesAt = -1
  addressesEnd = -1

  read(view: DataView, from: number, end: number): void {
    this.isGoodbye = false
    this.priorityAt = -1
    this.generationAt = -1
    this.addressesAt = -1
    let at = from
    while (at + OPTION_HEADER <= end) {
      const length = view.getUint16(at + 2)
      if (at + OPTION_HEADER + length > end) break
      this.note(view, view.getUint16(at), at + OPTION_HEADER, length)
      at += OPTION_HEADER + length
    }
    this.isWhole = at === end
  }

  private note(view: DataView, type: number, at: number, length: number): void {
    if (type === OPTION.holdTime && length === HOLD_TIME_LENGTH) this.isGoodbye = view.getUint16(at) === 0
    else if (type === OPTION.priority && length === NUMBER_LENGTH) this.priorityAt = at
    else if (type === OPTION.generation && length === NUMBER_LENGTH) this.generationAt = at
    else if (type === OPTION.addresses) {
      this.addressesAt = at
      this.addressesEnd = at + length
    }
  }
}
