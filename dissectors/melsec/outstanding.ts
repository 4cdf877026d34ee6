import type { Operation } from '../kit/observation.ts'

/** Requests that await their answer; the oldest is forgotten first. A power of two. */
export const MAX_OUTSTANDING = 16
/** The length of the answer is not known beforehand. */
export const ANY_LENGTH = -1
/** An answer that reports an error has no length of its own. */
export const ERROR_LENGTH = -2

const MASK = MAX_OUTSTANDING - 1

/**
 * Matches answers to requests in order: frames without a serial number have nothing else. An answer that does not fit
 * the oldest request goes to the first it fits; those before it were lost.
 */
export class Outstanding {
  private readonly ids = new Float64Array(MAX_OUTSTANDING)
  private readonly lengths = new Int32Array(MAX_OUTSTANDING)
  private readonly operations: (Operation | undefined)[] = new Array(MAX_OUTSTANDING).fill(undefined)
  private oldest = 0
  private next = 0

  ask(id: number, operation: Operation, answerLength: number): void {
    if (((this.next - this.oldest) | 0) === MAX_OUTSTANDING) this.oldest = (this.oldest + 1) | 0
    const at = this.next & MASK
    this.ids[at] = id
    this.lengths[at] = answerLength
    this.operations[at] = operation
    this.next = (this.next + 1) | 0
  }

  answer(id: number, length: number): Operation | undefined {
    let fallback = -1
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const at = i & MASK
      if (this.ids[at] !== id || this.operations[at] === undefined) continue
      if (length === ERROR_LENGTH || this.lengths[at] === ANY_LENGTH || this.lengths[at] === length) return this.take(i)
      if (fallback < 0) fallback = i
    }
    return fallback < 0 ? undefined : this.take(fallback)
  }

  /** Bytes were lost: what was asked before them may have been answered in them. */
  forget(): void {
    this.oldest = this.next
  }

  private take(i: number): Operation | undefined {
    const at = i & MASK
    const operation = this.operations[at]
    const id = this.ids[at]
    this.operations[at] = undefined
    // Requests under other serial numbers still wait; those under the same one were passed over.
    for (let j = this.oldest; j !== i; j = (j + 1) | 0) {
      if (this.ids[j & MASK] === id) this.operations[j & MASK] = undefined
    }
    while (this.oldest !== this.next && this.operations[this.oldest & MASK] === undefined) {
      this.oldest = (this.oldest + 1) | 0
    }
    return operation
  }
}
