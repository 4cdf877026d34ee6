/* What an UPDATE is about: RFC 4271 clause 4.3, RFC 4760 clauses 3 and 4 (other families), RFC 4724 clause 2 (end of RIB). */
import type { Cursor } from '../kit/cursor.ts'
import { familiesText, familyOf, IPV4_UNICAST } from './families.ts'

const LENGTH_LENGTH = 2
const ATTRIBUTE = { reach: 14, unreach: 15 } as const
/** Of the flags of an attribute: its length has two bytes. */
const EXTENDED_LENGTH = 0x10
/** Address family and subsequent one, before what is withdrawn; and, before what is announced, a next hop's length, too. */
const UNREACH_HEADER = 3
const REACH_HEADER = 5
const IPV4_BIT = 1 << IPV4_UNICAST

/** Sets of families whose routes one UPDATE announces, withdraws, or has told all of. One object, reused. */
export class BgpUpdate {
  announced = 0
  withdrawn = 0
  ended = 0
  /** Whether its parts fill it, and each fits. */
  isWhole = true

  /** Reads what follows the header; the cursor is used up. */
  read(body: Cursor): void {
    this.announced = this.withdrawn = this.ended = 0
    this.isWhole = false
    const withdrawn = lengthAt(body)
    if (withdrawn < 0) return
    body.skip(withdrawn)
    const attributes = lengthAt(body)
    if (attributes < 0) return
    const { view, pos, end } = body
    const routes = end - pos - attributes
    if (withdrawn > 0) this.withdrawn |= IPV4_BIT
    if (routes > 0) this.announced |= IPV4_BIT
    if (withdrawn + attributes + routes === 0) this.ended = IPV4_BIT
    this.isWhole = this.readAttributes(view, pos, pos + attributes)
  }

  get text(): string {
    const parts = [
      ['announces', this.announced],
      ['withdraws', this.withdrawn],
      ['has told all of', this.ended],
    ] as const
    return parts
      .filter(([, set]) => set !== 0)
      .map(([verb, set]) => `${verb} ${familiesText(set)}`)
      .join('; ')
  }

  private readAttributes(view: DataView, from: number, to: number): boolean {
    let at = from
    while (at < to) {
      const isLong = (view.getUint8(at) & EXTENDED_LENGTH) !== 0
      const header = isLong ? 4 : 3
      if (at + header > to) return false
      const length = isLong ? view.getUint16(at + 2) : view.getUint8(at + 2)
      const valueAt = at + header
      if (valueAt + length > to) return false
      if (!this.readFamily(view.getUint8(at + 1), view, valueAt, length)) return false
      at = valueAt + length
    }
    return true
  }

  private readFamily(type: number, view: DataView, at: number, length: number): boolean {
    if (type !== ATTRIBUTE.reach && type !== ATTRIBUTE.unreach) return true
    if (length < (type === ATTRIBUTE.reach ? REACH_HEADER : UNREACH_HEADER)) return false
    const bit = 1 << familyOf(view.getUint16(at), view.getUint8(at + 2))
    if (type === ATTRIBUTE.reach) this.announced |= bit
    else if (length === UNREACH_HEADER) this.ended |= bit
    else this.withdrawn |= bit
    return true
  }
}

/** The length that comes next, where so much is there; else -1. */
function lengthAt(body: Cursor): number {
  if (body.left < LENGTH_LENGTH) return -1
  const length = body.u16()
  return length > body.left ? -1 : length
}
