import { Cursor } from '../kit/cursor.ts'

/** Lines of one message that are looked at, and bytes of one value that are told. */
export const MAX_LINES = 64
export const MAX_VALUE = 512
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const COLON = 0x3a
const BLANK = 0x20
const TAB = 0x09

/** The header lines of a message in the form of HTTP (RFC 9112, 5). One object, reused: it keeps places, never bytes. */
export class HeaderLines {
  /** Where the value that was found last lies. */
  valueAt = 0
  valueEnd = 0
  /** Whether the message begins with a line that ends. */
  isWhole = false
  private first = 0
  private end = 0
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Begins with the message in `view[start, end)`, behind its first line. */
  begin(view: DataView, start: number, end: number): void {
    this.end = end
    this.first = lineEnd(view, start, end)
    this.isWhole = this.first < end
  }

  /** Finds a header by its name in lower case. */
  find(view: DataView, name: string): boolean {
    const { end } = this
    let at = this.first + 1
    for (let line = 0; line < MAX_LINES && at < end; line++) {
      const last = lineEnd(view, at, end)
      if (isNamed(view, at, last, name)) {
        this.span(view, at + name.length + 1, last)
        return true
      }
      at = last + 1
    }
    this.valueAt = this.valueEnd = end
    return false
  }

  /** The value of a header, '' when there is none. Allocates. */
  text(view: DataView, name: string): string {
    if (!this.find(view, name)) return ''
    const length = Math.min(this.valueEnd - this.valueAt, MAX_VALUE)
    return this.cursor.reset(view, this.valueAt, this.valueAt + length).text(length, 'utf8')
  }

  private span(view: DataView, from: number, to: number): void {
    let at = from
    let last = to
    while (at < last && isBlank(view.getUint8(at))) at++
    while (last > at && isBlank(view.getUint8(last - 1))) last--
    this.valueAt = at
    this.valueEnd = last
  }
}

function lineEnd(view: DataView, from: number, end: number): number {
  let at = from
  while (at < end && view.getUint8(at) !== LINE_FEED) at++
  return at
}

function isNamed(view: DataView, at: number, last: number, name: string): boolean {
  if (at + name.length >= last || view.getUint8(at + name.length) !== COLON) return false
  for (let i = 0; i < name.length; i++) {
    const byte = view.getUint8(at + i)
    if ((byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte) !== name.charCodeAt(i)) return false
  }
  return true
}

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB || byte === CARRIAGE_RETURN
}
