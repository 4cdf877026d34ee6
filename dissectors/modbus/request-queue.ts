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

/** An id is a transaction times this, and what is asked of whom: the unit above the function. */
export const PER_TRANSACTION = 0x1_0000
/** The id of no request. */
export const FREE = -1

/** Of an entry, one behind the other: its id, mark, detail and time. */
const FIELDS = 4
const MARK = 1
const DETAIL = 2
const TIME = 3
/** Room for the first two. The half tells the engine that these are fractions, which it keeps in the array itself. */
const FIRST_ENTRIES: readonly number[] = [FREE, NO_MARK, 0, 0.5, FREE, NO_MARK, 0, 0.5]
const NO_ENTRIES: number[] = []
const NO_OPERATIONS: (Operation | undefined)[] = []

/** Several requests that await their answers, in order. It allocates where more wait than ever before. */
export class RequestQueue {
  /** The `detail` of the request that the last answer matched. */
  detail = 0
  private entries = NO_ENTRIES
  private operations = NO_OPERATIONS
  /** One less than there is room for. */
  private mask = -1
  /** Entries [oldest, next) are in use or already answered; both only grow, and wrap by the mask. */
  private oldest = 0
  private next = 0

  ask(id: number, operation: Operation, mark: number, detail: number, timeUs: number): void {
    const { entries } = this
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const at = (i & this.mask) * FIELDS
      if (entries[at] === id && timeUs - (entries[at + TIME] as number) >= GIVEN_UP_AFTER_US) entries[at] = FREE
    }
    if (((this.next - this.oldest) | 0) > this.mask) this.makeRoom()
    const place = this.next & this.mask
    const at = place * FIELDS
    this.entries[at] = id
    this.entries[at + MARK] = mark
    this.entries[at + DETAIL] = detail
    this.entries[at + TIME] = timeUs
    this.operations[place] = operation
    this.next = (this.next + 1) | 0
    this.dropAnswered()
  }

  /** The oldest request of this id whose answer looks like this one, else the oldest of this id; once. */
  answer(id: number, mark: number): Operation | undefined {
    const { entries } = this
    let found = FREE
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const place = i & this.mask
      const at = place * FIELDS
      if (entries[at] !== id) continue
      const known = entries[at + MARK]
      if (mark === NO_MARK || known === NO_MARK || known === mark) {
        found = place
        break
      }
      if (found === FREE) found = place
    }
    if (found === FREE) return undefined
    entries[found * FIELDS] = FREE
    this.detail = entries[found * FIELDS + DETAIL] as number
    this.dropAnswered()
    return this.operations[found]
  }

  /** The oldest id that differs from this one in its unit alone. */
  ofAnotherUnit(id: number): number {
    const { entries } = this
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const known = entries[(i & this.mask) * FIELDS] as number
      if (differInUnit(known, id)) return known
    }
    return FREE
  }

  /** Whether a request of any transaction awaits such an answer. */
  awaits(what: number): boolean {
    const { entries } = this
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const id = entries[(i & this.mask) * FIELDS] as number
      if (id !== FREE && id % PER_TRANSACTION === what) return true
    }
    return false
  }

  private dropAnswered(): void {
    const { entries, mask } = this
    while (this.oldest !== this.next && entries[(this.oldest & mask) * FIELDS] === FREE) {
      this.oldest = (this.oldest + 1) | 0
    }
  }

  /** Twice the room, up to the limit; there the oldest is forgotten. */
  private makeRoom(): void {
    const { entries: old, operations, mask, oldest, next } = this
    if (mask + 1 === MAX_OUTSTANDING) {
      this.oldest = (oldest + 1) | 0
      return
    }
    let entries = FIRST_ENTRIES.slice()
    while (entries.length < old.length * 2) entries = entries.concat(entries)
    const capacity = entries.length / FIELDS
    this.entries = entries
    this.operations = new Array(capacity).fill(undefined)
    this.mask = capacity - 1
    for (let i = oldest; i !== next; i = (i + 1) | 0) {
      const from = i & mask
      const to = i & this.mask
      for (let field = 0; field < FIELDS; field++) entries[to * FIELDS + field] = old[from * FIELDS + field] as number
      this.operations[to] = operations[from]
    }
  }
}

export function differInUnit(one: number, other: number): boolean {
  return Math.floor(one / PER_TRANSACTION) === Math.floor(other / PER_TRANSACTION) && ((one ^ other) & 0xff) === 0
}
