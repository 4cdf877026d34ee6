import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Conversation } from '../model/conversation.ts'
import type { Inventory } from '../model/inventory.ts'

/** First bytes of an unknown dialogue that are told: enough to know many a protocol by, too few to hold what is said. */
export const MAX_HEAD_BYTES = 8

/** Instead of first bytes that were not seen. */
const PARTIAL = 'partial'

/** Of all dialogues: nothing is kept in it. */
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** What there is to say of a dialogue as long as nobody has recognised it. */
export class UnknownDialogue {
  /** The side that was heard first. */
  private readonly side: number
  private head = ''
  private isWhole = true
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
    return this.isWhole ? this.head : `${this.head}…`
  }
}
