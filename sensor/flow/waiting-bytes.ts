import type { Moment } from './moment.ts'

/** One payload that came before its protocol was known. */
export interface WaitingPayload {
  readonly side: number
  readonly view: DataView
  readonly timeUs: number
  readonly frame: number
}

const NONE: WaitingPayload[] = []

/** What was said in a dialogue before its protocol was known, in order: copies, since the batch is used again. */
export class WaitingBytes {
  private payloads = NONE
  private total = 0

  /** Bytes that wait, of both sides. */
  get count(): number {
    return this.total
  }

  /** The first payload that waits. */
  get first(): WaitingPayload | undefined {
    return this.payloads[0]
  }

  add(side: number, view: DataView, start: number, end: number, { timeUs, frame }: Moment): void {
    const copy = new Uint8Array(end - start)
    copy.set(new Uint8Array(view.buffer, view.byteOffset + start, end - start))
    if (this.payloads === NONE) this.payloads = []
    this.payloads.push({ side, view: new DataView(copy.buffer), timeUs, frame })
    this.total += copy.length
  }

  /** What a side has sent so far, with these bytes at its end; undefined when nothing of it waits. */
  joined(side: number, view: DataView, start: number, end: number): DataView | undefined {
    const earlier = this.payloads.filter((each) => each.side === side)
    if (earlier.length === 0) return undefined
    const length = earlier.reduce((sum, each) => sum + each.view.byteLength, end - start)
    const head = new Uint8Array(length)
    let at = 0
    for (const { view: part } of earlier) {
      head.set(new Uint8Array(part.buffer), at)
      at += part.byteLength
    }
    head.set(new Uint8Array(view.buffer, view.byteOffset + start, end - start), at)
    return new DataView(head.buffer)
  }

  /** What a side said is of no use. */
  forget(side: number): void {
    this.payloads = this.payloads.filter((each) => each.side !== side)
    this.total = this.payloads.reduce((sum, each) => sum + each.view.byteLength, 0)
  }

  /** All that waits, which is forgotten here. */
  take(): readonly WaitingPayload[] {
    const taken = this.payloads
    this.payloads = NONE
    this.total = 0
    return taken
  }
}
