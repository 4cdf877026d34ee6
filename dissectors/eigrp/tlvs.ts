/* What follows the header: TLVs of two bytes of type and two of length, which counts them, too (RFC 7868 clause 6.6). */
const TLV = { parameters: 0x0001, authentication: 0x0002, software: 0x0004, stub: 0x0006 } as const
const TLV_HEADER = 4
/** Of the parameters, K1 to K5 (clause 6.7); all of them 255 in a router's last hello. */
const WEIGHTS = 5
const GOODBYE = 255
/** Bytes of a value that are looked at. */
const AUTHENTICATION_LENGTH = 2
export const SOFTWARE_LENGTH = 4
export const STUB_LENGTH = 2

/** What the TLVs of one packet say. One object, reused. */
export class EigrpTlvs {
  count = 0
  isWhole = true
  isGoodbye = false
  /** The kind of digest; 0 where there is none. */
  authentication = 0
  /** Where these values stand in the view; -1 where they are not. */
  softwareAt = -1
  stubAt = -1

  read(view: DataView, from: number, end: number): void {
    this.count = 0
    this.isGoodbye = false
    this.authentication = 0
    this.softwareAt = -1
    this.stubAt = -1
    let at = from
    while (at + TLV_HEADER <= end) {
      const length = view.getUint16(at + 2)
      if (length < TLV_HEADER || at + length > end) break
      this.note(view, view.getUint16(at), at + TLV_HEADER, length - TLV_HEADER)
      this.count++
      at += length
    }
    this.isWhole = at === end
  }

  private note(view: DataView, type: number, at: number, length: number): void {
    if (type === TLV.parameters && length >= WEIGHTS) this.isGoodbye = isFilled(view, at, WEIGHTS)
    else if (type === TLV.authentication && length >= AUTHENTICATION_LENGTH) this.authentication = view.getUint16(at)
    else if (type === TLV.software && length >= SOFTWARE_LENGTH) this.softwareAt = at
    else if (type === TLV.stub && length >= STUB_LENGTH) this.stubAt = at
  }
}

function isFilled(view: DataView, from: number, count: number): boolean {
  for (let at = from; at < from + count; at++) if (view.getUint8(at) !== GOODBYE) return false
  return true
}
