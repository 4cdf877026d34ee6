import type { Operation } from './observation.ts'

/** Requests of one direction that may wait at the same time; controllers allow far fewer. */
export const MAX_ASKED = 64
/** Slots that one reference may be in. */
export const MAX_PROBES = 8
const FREE = -1

/** Requests that await their answer, by a number of 31 bits. Where all slots of a reference are taken, the oldest goes. */
export class AskedOperations {
  /** Made for the first request. */
  private references: Int32Array | undefined = undefined
  private operations: (Operation | undefined)[] | undefined = undefined
  /** When each was asked, by the count of requests. */
  private turns: Int32Array | undefined = undefined
  private turn = 0

  ask(reference: number, operation: Operation): void {
    this.references ??= new Int32Array(MAX_ASKED).fill(FREE)
    this.operations ??= new Array(MAX_ASKED).fill(undefined)
    this.turns ??= new Int32Array(MAX_ASKED)
    const at = this.slotFor(reference, this.references, this.turns)
    this.turn = (this.turn + 1) | 0
    this.turns[at] = this.turn
    this.references[at] = reference
    this.operations[at] = operation
  }

  /** What was asked under this reference, once. */
  answer(reference: number): Operation | undefined {
    const { references } = this
    if (references === undefined) return undefined
    const first = slotOf(reference)
    for (let i = 0; i < MAX_PROBES; i++) {
      const at = (first + i) & (MAX_ASKED - 1)
      if (references[at] !== reference) continue
      references[at] = FREE
      return this.operations?.[at]
    }
    return undefined
  }

  /** The slot that the reference is in already, or a free one, or that of the oldest request. */
  private slotFor(reference: number, references: Int32Array, turns: Int32Array): number {
    const first = slotOf(reference)
    let free = -1
    let oldest = first
    for (let i = 0; i < MAX_PROBES; i++) {
      const at = (first + i) & (MAX_ASKED - 1)
      if (references[at] === reference) return at
      if (references[at] === FREE) free = free < 0 ? at : free
      else if (this.ageOf(at, turns) > this.ageOf(oldest, turns)) oldest = at
    }
    return free < 0 ? oldest : free
  }

  private ageOf(at: number, turns: Int32Array): number {
    return (this.turn - (turns[at] as number)) | 0
  }
}

/** Some clients count in the low byte of the reference, some in the high one. */
function slotOf(reference: number): number {
  return (reference ^ (reference >> 8)) & (MAX_ASKED - 1)
}
