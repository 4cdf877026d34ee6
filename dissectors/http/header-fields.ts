/*
 * The header section of HTTP and of the protocols that borrow it (RTSP, SSDP, SIP): lines of a name, a colon and a value.
 * RFC 9112, clause 5; line ends may lack their CR (2.2); a line that begins with a blank continues the one before (5.2).
 */

/** Lines of one header section that are read; servers allow about a hundred. */
export const MAX_FIELDS = 256

const CR = 13
const LF = 10
const COLON = 0x3a

/** Finds the fields of certain names, as offsets into the message. One object per protocol, used again; nothing is allocated. */
export class HeaderFields {
  private readonly names: readonly string[]
  private readonly starts: Int32Array
  private readonly ends: Int32Array

  /** @param names in lower case; a field is asked for by its place in this list */
  constructor(names: readonly string[]) {
    this.names = names
    this.starts = new Int32Array(names.length)
    this.ends = new Int32Array(names.length)
  }

  /** Reads `view[from, to)`, which begins behind the start line; false when a line is no field. */
  read(view: DataView, from: number, to: number): boolean {
    this.starts.fill(-1)
    this.ends.fill(-1)
    let areFields = true
    let at = from
    for (let lines = 0; at < to && lines < MAX_FIELDS; lines++) {
      const end = lineEnd(view, at, to)
      const next = Math.min(end + 1, to)
      const last = end > at && view.getUint8(end - 1) === CR ? end - 1 : end
      if (last === at) break
      if (!this.field(view, at, last)) areFields = false
      at = next
    }
    return areFields
  }

  has(field: number): boolean {
    return (this.starts[field] as number) >= 0
  }

  /** Where the value begins and ends, without the blanks around it; both -1 when the field is not there. */
  start(field: number): number {
    return this.starts[field] as number
  }

  end(field: number): number {
    return this.ends[field] as number
  }

  /** Of fields that come twice the first counts. */
  private field(view: DataView, from: number, to: number): boolean {
    const first = view.getUint8(from)
    if (first === 0x20 || first === 9) return true
    let colon = from
    while (colon < to && view.getUint8(colon) !== COLON) colon++
    if (colon === to || colon === from) return false
    const field = this.fieldOf(view, from, colon)
    if (field < 0 || this.has(field)) return true
    let start = colon + 1
    let end = to
    while (start < end && isBlank(view.getUint8(start))) start++
    while (end > start && isBlank(view.getUint8(end - 1))) end--
    this.starts[field] = start
    this.ends[field] = end
    return true
  }

  private fieldOf(view: DataView, from: number, to: number): number {
    for (let field = 0; field < this.names.length; field++) {
      const name = this.names[field] as string
      if (name.length === to - from && isWord(view, from, name)) return field
    }
    return -1
  }
}

/** Where the line that begins at `from` has its LF; `to` when there is none. */
export function lineEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && view.getUint8(at) !== LF) at++
  return at
}

/** Whether `word`, in lower case, stands at `from` in any case; the caller knows that there are so many bytes. */
export function isWord(view: DataView, from: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (lower(view.getUint8(from + i)) !== word.charCodeAt(i)) return false
  return true
}

/** Where `word`, in lower case, begins in `view[from, to)` in any case; -1 when it does not. */
export function findWord(view: DataView, from: number, to: number, word: string): number {
  const first = word.charCodeAt(0)
  for (let at = from; at + word.length <= to; at++) {
    if (lower(view.getUint8(at)) === first && isWord(view, at, word)) return at
  }
  return -1
}

/** A decimal number that fills `view[from, to)`; -1 when it is none. */
export function decimal(view: DataView, from: number, to: number): number {
  if (from >= to || to - from > 15) return -1
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = view.getUint8(at) - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/**
 * Where the header section that may begin at `from` ends, behind its empty line; 0 when that was not found.
 * Looks at no more than `to` allows.
 */
export function sectionEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to) {
    const end = lineEnd(view, at, to)
    if (end === to) return 0
    if (end === at || (end === at + 1 && view.getUint8(at) === CR)) return end + 1
    at = end + 1
  }
  return 0
}

export function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 9
}
