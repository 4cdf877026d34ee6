import { Cursor } from '../kit/cursor.ts'

/** Elements of one message that are looked at, and bytes of one text that are told. */
export const MAX_ELEMENTS = 512
export const MAX_TEXT = 1024
/** Bytes of a name, with its prefix. */
const MAX_NAME = 64
const CHAR = { open: 0x3c, close: 0x3e, slash: 0x2f, colon: 0x3a, blank: 0x20 } as const

/**
 * Goes from tag to tag of a SOAP message. It knows elements by their local names, whatever their prefix; comments and
 * declarations are passed by. One object, reused: it keeps places, never bytes.
 */
export class SoapScan {
  isClosing = false
  /** Where the local name lies, and where the text behind the tag does. */
  nameAt = 0
  nameEnd = 0
  textAt = 0
  textEnd = 0
  isLimited = false
  private at = 0
  private end = 0
  private count = 0
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  begin(start: number, end: number): void {
    this.at = start
    this.end = end
    this.count = 0
    this.isLimited = false
  }

  next(view: DataView): boolean {
    const { end } = this
    while (this.at < end && view.getUint8(this.at) !== CHAR.open) this.at++
    if (this.at >= end) return false
    if (this.count++ >= MAX_ELEMENTS) {
      this.isLimited = true
      return false
    }
    let at = this.at + 1
    this.isClosing = at < end && view.getUint8(at) === CHAR.slash
    if (this.isClosing) at++
    this.nameAt = at
    const last = Math.min(end, at + MAX_NAME)
    while (at < last && !endsName(view.getUint8(at))) if (view.getUint8(at++) === CHAR.colon) this.nameAt = at
    this.nameEnd = at
    while (at < end && view.getUint8(at) !== CHAR.close) at++
    this.textAt = Math.min(at + 1, end)
    at = this.textAt
    while (at < end && view.getUint8(at) !== CHAR.open) at++
    this.textEnd = at
    this.at = at
    return true
  }

  isNamed(view: DataView, name: string): boolean {
    if (this.nameEnd - this.nameAt !== name.length) return false
    for (let i = 0; i < name.length; i++) if (view.getUint8(this.nameAt + i) !== name.charCodeAt(i)) return false
    return true
  }

  /** Whether the text ends with these words, blanks aside. */
  endsWith(view: DataView, words: string): boolean {
    let last = this.textEnd
    while (last > this.textAt && view.getUint8(last - 1) <= CHAR.blank) last--
    if (last - this.textAt < words.length) return false
    for (let i = 0; i < words.length; i++) {
      if (view.getUint8(last - words.length + i) !== words.charCodeAt(i)) return false
    }
    return true
  }

  /** The words of the text behind the tag. Allocates. */
  words(view: DataView): string[] {
    const words: string[] = []
    const last = Math.min(this.textEnd, this.textAt + MAX_TEXT)
    for (let at = this.textAt; at < last; ) {
      const from = at
      while (at < last && view.getUint8(at) > CHAR.blank) at++
      if (at > from) words.push(this.cursor.reset(view, from, at).text(at - from, 'utf8'))
      at++
    }
    return words
  }
}

function endsName(byte: number): boolean {
  return byte <= CHAR.blank || byte === CHAR.close || byte === CHAR.slash
}
