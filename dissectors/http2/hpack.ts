/*
 * HPACK, RFC 7541: fields of a message, by numbers of a fixed and of a growing table, or as texts. Values that may be secrets
 * are not kept, but for how long they are: they are told once, when they come in full.
 */
import { HUFFMAN_TREE, STATIC_FIELDS } from './hpack-tables.ts'

/** RFC 9113, clause 6.5.2: the table's size where nobody has asked for another; no client asks for more than this. */
export const MAX_TABLE = 0x1_0000
const DEFAULT_TABLE = 4096
/** Clause 4.1: what an entry counts beside its name and value. */
const ENTRY = 32
/** An integer of more bytes is none. */
const MAX_SHIFT = 21
const SECRETS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'set-cookie', 'proxy-authorization'])

interface Entry {
  readonly name: string
  readonly value: string
  readonly size: number
}

/** The table of one direction, and what is read by it. */
export class Hpack {
  /** Something was not seen, or could not be read: numbers mean nothing from here on. */
  isLost = false
  /** The newest first. */
  private readonly entries: Entry[] = []
  private size = 0
  private limit = DEFAULT_TABLE
  private view: DataView = new DataView(new ArrayBuffer(0))
  private at = 0
  private end = 0
  /** Octets of the text that was read last. */
  private octets = 0

  /** Calls `each` with the fields of `view[from, to)`; false where they cannot be read. */
  read(view: DataView, from: number, to: number, each: (name: string, value: string) => void): boolean {
    this.view = view
    this.at = from
    this.end = to
    while (!this.isLost && this.at < this.end) this.field(each)
    return !this.isLost
  }

  private field(each: (name: string, value: string) => void): void {
    const first = this.view.getUint8(this.at)
    if (first >= 0x80) {
      const found = this.entry(this.integer(0x7f))
      if (found === undefined) this.isLost = true
      else each(found.name, found.value)
    } else if (first >= 0x40) this.literal(0x3f, true, each)
    else if (first >= 0x20) this.resize(this.integer(0x1f))
    else this.literal(0x0f, false, each)
  }

  private literal(mask: number, isKept: boolean, each: (name: string, value: string) => void): void {
    const index = this.integer(mask)
    const name = index === 0 ? this.text() : this.entry(index)?.name
    if (name === undefined || this.isLost) {
      this.isLost = true
      return
    }
    const nameSize = index === 0 ? this.octets : name.length
    const text = this.text()
    if (this.isLost) return
    const value = SECRETS.has(name) ? '' : text
    if (isKept) this.keep({ name, value, size: ENTRY + nameSize + this.octets })
    each(name, text)
  }

  private entry(index: number): Entry | undefined {
    const fixed = STATIC_FIELDS[index - 1]
    if (fixed !== undefined) return { name: fixed[0], value: fixed[1], size: 0 }
    return this.entries[index - STATIC_FIELDS.length - 1]
  }

  private keep(entry: Entry): void {
    this.entries.unshift(entry)
    this.size += entry.size
    this.shrink()
  }

  private resize(limit: number): void {
    if (limit > MAX_TABLE) this.isLost = true
    this.limit = limit
    this.shrink()
  }

  private shrink(): void {
    while (this.size > this.limit) this.size -= this.entries.pop()?.size ?? this.size
  }

  /** Clause 5.1: the rest of a byte, and further ones where it is full. */
  private integer(mask: number): number {
    let value = this.byte() & mask
    if (value < mask) return value
    for (let shift = 0; shift <= MAX_SHIFT; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    this.isLost = true
    return 0
  }

  private byte(): number {
    if (this.at < this.end) return this.view.getUint8(this.at++)
    this.isLost = true
    return 0
  }

  private text(): string {
    const isCoded = this.at < this.end && this.view.getUint8(this.at) >= 0x80
    const length = this.integer(0x7f)
    const from = this.at
    if (this.isLost || length > this.end - from) {
      this.isLost = true
      return ''
    }
    this.at += length
    return isCoded ? this.decoded(from, from + length) : this.plain(from, from + length)
  }

  private plain(from: number, to: number): string {
    this.octets = to - from
    let text = ''
    for (let at = from; at < to; at++) text += printable(this.view.getUint8(at))
    return text
  }

  /** Clause 5.2: bits that lead to no byte at the end fill it up. */
  private decoded(from: number, to: number): string {
    this.octets = 0
    let text = ''
    let node = 0
    for (let at = from; at < to; at++) {
      const byte = this.view.getUint8(at)
      for (let bit = 7; bit >= 0; bit--) {
        const next = HUFFMAN_TREE[node * 2 + ((byte >> bit) & 1)] as number
        node = Math.max(0, next)
        if (next >= 0) continue
        if (~next > 0xff) this.isLost = true
        text += printable(~next)
        this.octets++
      }
    }
    return text
  }
}

function printable(byte: number): string {
  return byte < 0x20 || byte > 0x7e ? '.' : String.fromCharCode(byte)
}
