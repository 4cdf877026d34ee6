import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Conversation } from '../model/conversation.ts'
import type { Inventory } from '../model/inventory.ts'

/** First bytes of an unknown dialogue that are told, where they are no text: enough to know many a protocol by. */
export const MAX_HEAD_BYTES = 8

/** Instead of first bytes that were not seen. */
const PARTIAL = 'partial'

/** Instead of first bytes that are all text: somebody may have typed them, a password first. */
const TEXT = 'text'

/** Of all dialogues: nothing is kept in it. */
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** What there is to say of a dialogue as long as nobody has recognised it. */
export class UnknownDialogue {
  /** The side that was heard first. */
  private readonly side: number
  private head = ''
  private isWhole = true
  /** Of its first bytes those that are text, and zeros, which end text or stand between (UTF-16). */
  private textBytes = 0
  private zeros = 0
  /** What is seen of it begins somewhere in the middle, or has holes. */
  private isPartial = false
  private bytes = 0
  private detail = ''

  constructor(side: number) {
    this.side = side
  }

  /** Bytes that were not reported. */
  get unreported(): number {
    return this.bytes
  }

  /** `isPartial`: its first bytes were not seen. Others are not told: they may be a password that is just being typed. */
  add(side: number, view: DataView, start: number, end: number, isPartial: boolean): void {
    this.bytes += end - start
    if (isPartial && this.head.length < MAX_HEAD_BYTES * 2) this.isPartial = true
    if (side !== this.side || !this.isWhole) return
    const to = Math.min(end, start + MAX_HEAD_BYTES - this.head.length / 2)
    for (let at = start; at < to; at++) {
      const byte = view.getUint8(at)
      if (isTextByte(byte)) this.textBytes++
      else if (byte === 0) this.zeros++
    }
    this.head += cursor.reset(view, start, to).hex(to - start)
    this.isWhole = to === end
  }

  /** Adds what was not reported before to the coverage of a conversation, in which `server` is the side that serves. */
  report(conversation: Conversation, server: number, inventory: Inventory): void {
    const { transport, port } = conversation
    // One byte is what a keep-alive carries (RFC 9293, 3.8.4): nothing was said yet.
    if (this.bytes === 0 || (this.detail === '' && transport === 'tcp' && this.bytes === 1)) return
    if (this.detail === '') {
      const direction = this.side === server ? 'to-client' : 'to-server'
      const head = conversation.unknownHead(`${direction} ${this.headText()}`)
      this.detail = `${transport} ${port} ${head}`
      inventory.cover(conversation, 'unknown-protocol', this.detail, 1)
    }
    inventory.cover(conversation, 'unknown-protocol-bytes', this.detail, this.bytes)
    this.bytes = 0
  }

  private headText(): string {
    if (this.isPartial) return PARTIAL
    if (this.textBytes + this.zeros === this.head.length / 2 && this.textBytes >= this.zeros) return TEXT
    return this.isWhole ? this.head : `${this.head}…`
  }
}

/** Printable, a tab or a line end. What is beyond ASCII is text in one code page, and none in another. */
function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
