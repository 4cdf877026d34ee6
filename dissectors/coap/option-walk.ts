/*
 * Options in their order, each with the difference of its number to the one before. RFC 7252, clause 3.1; numbers: 12.2 and
 * the registry of IANA; of signalling messages: RFC 8323, 11.2.
 */
import { Cursor } from '../kit/cursor.ts'

export const OPTION = {
  host: 3,
  observe: 6,
  oscore: 9,
  path: 11,
  format: 12,
  query: 15,
  block2: 23,
  block1: 27,
  proxy: 35,
} as const

const PAYLOAD_MARKER = 0xff
const ONE_BYTE = 13
const TWO_BYTES = 14
const TWO_BYTES_FROM = 269
const text = new Cursor(new DataView(new ArrayBuffer(0)))

/** Goes from option to option. Where it ends, `payloadAt` is where the payload begins, or the end. */
export class OptionWalk {
  number = 0
  /** Bytes of the value. */
  from = 0
  to = 0
  payloadAt = 0
  /** An option goes beyond the message, or a payload was announced and there is none. */
  isBad = false
  private view = text.view
  private at = 0
  private end = 0

  begin(view: DataView, at: number, end: number): this {
    this.view = view
    this.at = at
    this.end = end
    this.number = 0
    this.isBad = false
    this.payloadAt = end
    return this
  }

  next(): boolean {
    if (this.at >= this.end) return false
    const first = this.view.getUint8(this.at++)
    if (first === PAYLOAD_MARKER) {
      this.payloadAt = this.at
      this.isBad = this.at === this.end
      return false
    }
    const delta = this.extended(first >> 4)
    const length = this.extended(first & 15)
    this.isBad = delta < 0 || length < 0 || this.at + length > this.end
    if (this.isBad) return false
    this.number += delta
    this.from = this.at
    this.to = this.at + length
    this.at = this.to
    return true
  }

  /** The value as text. Allocates. */
  text(most: number): string {
    const { view, from, to } = this
    return text.reset(view, from, to).text(Math.min(to - from, most), 'utf8')
  }

  /** The value as a number of up to four bytes. */
  uint(): number {
    let value = 0
    for (let at = this.from; at < this.to && at < this.from + 4; at++) value = value * 256 + this.view.getUint8(at)
    return value
  }

  private extended(nibble: number): number {
    if (nibble < ONE_BYTE) return nibble
    const bytes = nibble - ONE_BYTE + 1
    if (nibble > TWO_BYTES || this.at + bytes > this.end) return -1
    const more = bytes === 1 ? this.view.getUint8(this.at) + ONE_BYTE : this.view.getUint16(this.at) + TWO_BYTES_FROM
    this.at += bytes
    return more
  }
}
