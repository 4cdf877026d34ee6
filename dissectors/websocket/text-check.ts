import { isUtf8Follower, utf8Followers } from '../kit/utf8.ts'

const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const MAX_BITS = 24
/** How a text of JSON begins and ends. */
const BITS_OF_JSON = 8

/** Whether bytes are text in UTF-8 (RFC 3629) such as people or programs write, with no control characters. */
export class TextCheck {
  /** Characters seen. */
  count = 0
  isJson = false
  private toFollow = 0
  private closing = 0
  private last = 0

  begin(): void {
    this.count = 0
    this.isJson = false
    this.toFollow = 0
    this.closing = 0
  }

  get bits(): number {
    return Math.min(this.count, MAX_BITS) + (this.isJson ? BITS_OF_JSON : 0)
  }

  /** Takes `view[from, to)`; `ends`: the text ends there. */
  take(view: DataView, from: number, to: number, ends: boolean): boolean {
    for (let at = from; at < to; at++) if (!this.byte(view.getUint8(at))) return false
    if (!ends) return true
    if (this.isJson && this.last !== this.closing) return false
    const isWhole = this.toFollow === 0
    this.closing = 0
    return isWhole
  }

  private byte(byte: number): boolean {
    if (this.toFollow > 0) {
      this.toFollow--
      return isUtf8Follower(byte)
    }
    if (byte >= 0x80) {
      this.toFollow = utf8Followers(byte)
      return this.toFollow > 0
    }
    if (byte < 0x20) return byte === 9 || byte === 10 || byte === 13
    if (byte === 0x7f) return false
    if (byte !== 0x20) this.last = byte
    if (this.closing === 0) {
      this.isJson = byte === OPEN_BRACE || byte === OPEN_BRACKET
      this.closing = this.isJson ? byte + 2 : -1
    }
    this.count++
    return true
  }
}
