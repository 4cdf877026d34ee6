import type { Operation } from './observation.ts'

/** Requests of one direction that may wait at the same time; controllers allow far fewer. */
export const MAX_ASKED = 64

/** Requests that await their answer, by a number of 16 bits. Of those that fall on one slot, the newest is kept. */
export class AskedOperations {
  /** Made for the first request. */
  private references: Int32Array | undefined = undefined
  private operations: (Operation | undefined)[] | undefined = undefined

  ask(reference: number, operation: Operation): void {
    this.references ??= new Int32Array(MAX_ASKED).fill(-1)
    this.operations ??= new Array(MAX_ASKED).fill(undefined)
    const at = slotOf(reference)
    this.references[at] = reference
    this.operations[at] = operation
  }

  /** What was asked under this reference, once. */
  answer(reference: number): Operation | undefined {
    const at = slotOf(reference)
    if (this.references === undefined || this.references[at] !== reference) return undefined
    this.references[at] = -1
    return this.operations?.[at]
  }
}

/** Some clients count in the low byte of the reference, some in the high one. */
function slotOf(reference: number): number {
  return (reference ^ (reference >> 8)) & (MAX_ASKED - 1)
}
