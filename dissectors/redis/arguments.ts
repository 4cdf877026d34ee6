/*
 * The words of a command or of a reply that is a list: where each stands, without copying. Commands are lists of strings, or a
 * line with blanks.
 */
import type { Cursor } from '../kit/cursor.ts'
import { isType, lineEnd, numberAt, T } from './resp-value.ts'

/** Words that are looked at: the rest of a command are values. */
export const MAX_WORDS = 16
const MAX_LINE = 1024

/** One object, reused: `read` overwrites it. */
export class Words {
  count = 0
  private readonly from = new Int32Array(MAX_WORDS)
  private readonly to = new Int32Array(MAX_WORDS)

  read({ view, pos, end }: Cursor): void {
    this.count = 0
    if (pos < end && isType(view.getUint8(pos))) this.readList(view, pos, end)
    else this.readLine(view, pos, end)
  }

  start(index: number): number {
    return this.from[index] as number
  }

  end(index: number): number {
    return this.to[index] as number
  }

  /** The text of a word. Allocates. */
  text(index: number, message: Cursor, most: number): string {
    if (index >= this.count) return ''
    const { pos } = message
    message.pos = this.start(index)
    const text = message.text(Math.min(most, this.end(index) - this.start(index)), 'utf8')
    message.pos = pos
    return text
  }

  private readList(view: DataView, pos: number, end: number): void {
    let at = lineEnd(view, pos, end, MAX_LINE)
    while (at > 0 && at < end && this.count < MAX_WORDS) {
      const line = lineEnd(view, at, end, MAX_LINE)
      if (line === 0) return
      const isString = view.getUint8(at) === T.bulk
      const length = isString ? numberAt(view, at + 1, line) : 0
      // What is no string is its line: a number, a list within.
      if (isString) this.add(line, Math.min(end, line + Math.max(0, length)))
      else this.add(at + 1, line - 2)
      at = isString && length >= 0 ? line + length + 2 : line
    }
  }

  private readLine(view: DataView, pos: number, end: number): void {
    let at = pos
    while (at < end && this.count < MAX_WORDS) {
      while (at < end && view.getUint8(at) <= 0x20) at++
      const from = at
      while (at < end && view.getUint8(at) > 0x20) at++
      if (at > from) this.add(from, at)
    }
  }

  private add(from: number, to: number): void {
    this.from[this.count] = from
    this.to[this.count] = Math.max(from, to)
    this.count++
  }
}
