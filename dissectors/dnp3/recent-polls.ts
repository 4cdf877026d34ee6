import type { Operation } from '../kit/observation.ts'

/** Polls remembered of one master and outstation. A power of two. */
export const MAX_POLLS = 8
const NO_KEY = -1

/** The operations of sound reads by the hash of all their octets, so that a poll need not be taken apart each time. */
export class RecentPolls {
  private readonly keys = new Float64Array(MAX_POLLS).fill(NO_KEY)
  private readonly operations: (Operation | undefined)[] = new Array(MAX_POLLS).fill(undefined)

  find(key: number): Operation | undefined {
    const at = key & (MAX_POLLS - 1)
    return this.keys[at] === key ? this.operations[at] : undefined
  }

  keep(key: number, operation: Operation): void {
    const at = key & (MAX_POLLS - 1)
    this.keys[at] = key
    this.operations[at] = operation
  }
}
