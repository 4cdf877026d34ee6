import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction } from '../../dissectors/kit/dissector.ts'
import type { Moment } from './moment.ts'

/** Bytes of content that are held for a dissector to look at, however many it wants. */
export const MAX_LOOK = 16_384

/** Who knows about the content of a dialogue. */
export interface ContentReceiver {
  /** How many bytes of content come next in this direction, and how many of them are wanted. */
  nextContent(direction: Direction): number
  lookLength(direction: Direction): number
  /** When what is handed on was captured. */
  readonly moment: Moment
  /** These bytes of content came. */
  contentPassed(direction: Direction, view: DataView, start: number, end: number): void
  /** The first bytes of content, in one piece. */
  content(direction: Direction, bytes: Cursor): void
}

const NOTHING = new Uint8Array(0)
/** Of all passages: what is looked at is done with before the next is. */
const cursor = new Cursor(new DataView(NOTHING.buffer))

/** Lets the content between the messages of one direction pass, and holds no more of it than its dissector looks at. */
export class ContentPassage {
  private readonly direction: Direction
  private readonly receiver: ContentReceiver
  /** Content still to come; 0 between messages. */
  private left = 0
  private wanted = 0
  private looked = NOTHING
  private lookedLength = 0
  /** When the last of what was looked at came. */
  private timeUs = 0
  private frame = 0

  constructor(direction: Direction, receiver: ContentReceiver) {
    this.direction = direction
    this.receiver = receiver
  }

  /** Whether the next bytes are content. Asked between messages only. */
  isOpen(): boolean {
    if (this.left > 0) return true
    this.left = this.receiver.nextContent(this.direction)
    if (this.left <= 0) return false
    this.wanted = Math.min(this.left, this.receiver.lookLength(this.direction), MAX_LOOK)
    return true
  }

  /** Takes what is content of `view[start, end)`; returns where messages go on. */
  pass(view: DataView, start: number, end: number): number {
    const length = Math.min(end - start, this.left)
    this.left -= length
    this.receiver.contentPassed(this.direction, view, start, start + length)
    if (this.wanted > 0) this.look(view, start, start + length)
    return start + length
  }

  /** Whether this many missing bytes were content, which nobody needs. */
  bridges(bytes: number): boolean {
    if (!this.isOpen()) return false
    this.finish()
    const isInside = bytes > 0 && bytes <= this.left
    this.left = isInside ? this.left - bytes : 0
    return isInside
  }

  /** No more can be looked at than what is there. */
  finish(): void {
    const { looked, lookedLength } = this
    const { moment } = this.receiver
    const { timeUs, frame } = moment
    this.wanted = 0
    this.lookedLength = 0
    if (lookedLength === 0) return
    const view = new DataView(looked.buffer)
    moment.timeUs = this.timeUs
    moment.frame = this.frame
    this.receiver.content(this.direction, cursor.reset(view, 0, lookedLength))
    moment.timeUs = timeUs
    moment.frame = frame
  }

  private look(view: DataView, start: number, end: number): void {
    const count = Math.min(end - start, this.wanted - this.lookedLength)
    if (this.lookedLength === 0 && count === this.wanted) {
      this.wanted = 0
      const bytes = cursor.reset(view, start, start + count)
      this.receiver.content(this.direction, bytes)
      return
    }
    if (this.looked.length < this.wanted) this.looked = new Uint8Array(this.wanted)
    this.timeUs = this.receiver.moment.timeUs
    this.frame = this.receiver.moment.frame
    this.looked.set(new Uint8Array(view.buffer, view.byteOffset + start, count), this.lookedLength)
    this.lookedLength += count
    if (this.lookedLength === this.wanted) this.finish()
  }
}
