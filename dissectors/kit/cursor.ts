/**
 * A reading position over bytes that belong to someone else.
 *
 * Reads past the end do not throw: they return 0 and set `short`, which stays set.
 * So read a whole header, then test `short` once.
 */
export class Cursor {
  view: DataView
  pos = 0
  end = 0
  short = false

  constructor(view: DataView) {
    this.view = view
  }

  /** Points this cursor at `view[start, end)`. */
  reset(view: DataView, start: number, end: number): this {
    this.view = view
    this.pos = start
    this.end = end
    this.short = false
    return this
  }

  get left(): number {
    return this.end - this.pos
  }

  u8(): number {
    const at = this.take(1)
    return at < 0 ? 0 : this.view.getUint8(at)
  }

  u16(): number {
    const at = this.take(2)
    return at < 0 ? 0 : this.view.getUint16(at)
  }

  u16le(): number {
    const at = this.take(2)
    return at < 0 ? 0 : this.view.getUint16(at, true)
  }

  u24(): number {
    const at = this.take(3)
    return at < 0 ? 0 : (this.view.getUint16(at) << 8) | this.view.getUint8(at + 2)
  }

  u24le(): number {
    const at = this.take(3)
    return at < 0 ? 0 : this.view.getUint16(at, true) | (this.view.getUint8(at + 2) << 16)
  }

  u32(): number {
    const at = this.take(4)
    return at < 0 ? 0 : this.view.getUint32(at)
  }

  u32le(): number {
    const at = this.take(4)
    return at < 0 ? 0 : this.view.getUint32(at, true)
  }

  /** A 64-bit unsigned number; past 2^53 the low bits are rounded. */
  u64le(): number {
    const at = this.take(8)
    return at < 0 ? 0 : this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 0x1_0000_0000
  }

  f32(): number {
    const at = this.take(4)
    return at < 0 ? 0 : this.view.getFloat32(at)
  }

  f32le(): number {
    const at = this.take(4)
    return at < 0 ? 0 : this.view.getFloat32(at, true)
  }

  /** Looks at the byte `ahead` of the position, without moving. */
  peek(ahead: number): number {
    const at = this.pos + ahead
    if (ahead < 0 || at >= this.end) {
      this.short = true
      return 0
    }
    return this.view.getUint8(at)
  }

  /** Looks at the big-endian 16 bits `ahead` of the position, without moving. */
  peek16(ahead: number): number {
    const at = this.pos + ahead
    if (ahead < 0 || at + 2 > this.end) {
      this.short = true
      return 0
    }
    return this.view.getUint16(at)
  }

  /** Past the end it goes to the end: what lies behind must not be read in place of what lies behind that. */
  skip(count: number): void {
    if (this.take(count) < 0) this.pos = Math.max(this.pos, this.end)
  }

  /** Narrows to the next `count` bytes; false, and `short`, when there are fewer. Keep `end` first to widen again. */
  narrow(count: number): boolean {
    if (count < 0 || count > this.left) {
      this.short = true
      return false
    }
    this.end = this.pos + count
    return true
  }

  /**
   * The next `length` bytes as text. Control characters come out as '.', and text ends at the first NUL.
   * Allocates: for identity strings and names, not for every message.
   */
  text(length: number, encoding: 'ascii' | 'latin1' | 'utf8' | 'utf16le' | 'utf16be' = 'ascii'): string {
    const at = this.take(length)
    if (at < 0) return ''
    if (encoding === 'utf8') return printable(decodeUtf8(this.view, at, length))
    let text = ''
    const step = encoding === 'utf16le' || encoding === 'utf16be' ? 2 : 1
    for (let i = at; i + step <= at + length; i += step) {
      const code = step === 1 ? this.view.getUint8(i) : this.view.getUint16(i, encoding === 'utf16le')
      if (code === 0) break
      text += encoding === 'ascii' && code > 0x7e ? '.' : String.fromCharCode(code)
    }
    return printable(text)
  }

  /** The next `length` bytes in hexadecimal, without separators unless one is given. Allocates. */
  hex(length: number, separator = ''): string {
    const at = this.take(length)
    if (at < 0) return ''
    let text = ''
    for (let i = at; i < at + length; i++) {
      if (i > at) text += separator
      text += this.view.getUint8(i).toString(16).padStart(2, '0')
    }
    return text
  }

  private take(count: number): number {
    const at = this.pos
    if (count < 0 || count > this.end - at) {
      this.short = true
      return -1
    }
    this.pos = at + count
    return at
  }
}

const utf8 = new TextDecoder('utf-8')

function decodeUtf8(view: DataView, at: number, length: number): string {
  // The decoder refuses shared memory, where live batches lie: hence the copy.
  const copy = new Uint8Array(length)
  for (let i = 0; i < length; i++) copy[i] = view.getUint8(at + i)
  const nul = copy.indexOf(0)
  return utf8.decode(nul < 0 ? copy : copy.subarray(0, nul))
}

function printable(text: string): string {
  let clean = ''
  for (const character of text) {
    const code = character.charCodeAt(0)
    clean += code < 0x20 || (code >= 0x7f && code < 0xa0) ? '.' : character
  }
  return clean
}
