import type { MessageInfo } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'

/** Requests of one dialogue that await their answer; the oldest is forgotten first. A power of two. */
export const MAX_OUTSTANDING = 32
/**
 * A request that is asked again under the same id after this long was given up by its client. Sooner, both await their
 * answers in order: many clients send transaction 0 for everything.
 */
export const GIVEN_UP_AFTER_US = 500_000
/** The answer of this request tells nothing that its request could be told by. */
export const NO_MARK = -1

const FREE = -1
const MASK = MAX_OUTSTANDING - 1

/** Matches answers to requests, in order, without allocating. */
export class OutstandingRequests {
  /** The `detail` of the request that the last answer matched. */
  detail = 0
  private readonly ids = new Float64Array(MAX_OUTSTANDING).fill(FREE)
  private readonly marks = new Int32Array(MAX_OUTSTANDING)
  private readonly details = new Int32Array(MAX_OUTSTANDING)
  private readonly times = new Float64Array(MAX_OUTSTANDING)
  private readonly operations: (Operation | undefined)[] = new Array(MAX_OUTSTANDING).fill(undefined)
  /** Entries [oldest, next) are in use or already answered; both only grow, and wrap by MASK. */
  private oldest = 0
  private next = 0

  /** `mark`: what the answer will repeat (an address, a byte count); `detail`: what is needed to read the answer. */
  ask(id: number, operation: Operation, mark: number, detail: number, { timeUs }: MessageInfo): void {
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const at = i & MASK
      if (this.ids[at] === id && timeUs - (this.times[at] as number) >= GIVEN_UP_AFTER_US) this.ids[at] = FREE
    }
    if (((this.next - this.oldest) | 0) === MAX_OUTSTANDING) this.oldest = (this.oldest + 1) | 0
    const at = this.next & MASK
    this.ids[at] = id
    this.marks[at] = mark
    this.details[at] = detail
    this.times[at] = timeUs
    this.operations[at] = operation
    this.next = (this.next + 1) | 0
    this.dropAnswered()
  }

  /** The oldest request of this id whose answer looks like this one, else the oldest of this id; once. */
  answer(id: number, mark: number): Operation | undefined {
    let found = FREE
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const at = i & MASK
      if (this.ids[at] !== id) continue
      if (mark === NO_MARK || this.marks[at] === NO_MARK || this.marks[at] === mark) {
        found = at
        break
      }
      if (found === FREE) found = at
    }
    if (found === FREE) return undefined
    this.ids[found] = FREE
    this.detail = this.details[found] as number
    this.dropAnswered()
    return this.operations[found]
  }

  private dropAnswered(): void {
    while (this.oldest !== this.next && this.ids[this.oldest & MASK] === FREE) this.oldest = (this.oldest + 1) | 0
  }
}
