import type { Operation } from '../kit/observation.ts'
import type { Layout } from './tag-names.ts'

/** Requests of one dialogue that await their answer; the oldest is forgotten first. A power of two. */
export const MAX_OUTSTANDING = 32
/** Services of one Multiple_Service_Packet that are remembered; the answers of the rest are reported without target. */
export const MAX_MEMBERS = 512
/** A request that is asked again under the same id after this long was given up by its client. */
export const GIVEN_UP_AFTER_US = 500_000

const FREE = -1
/** Room for the first ones; most clients ask one after the other. */
const FIRST_CAPACITY = 2
const NO_MEMBERS: Operation[] = []
const NO_OFFSETS: number[] = []
const UNCONNECTED_SEND = 0x52

/** One request that awaits its answer. Reused. */
export class Asked {
  id = FREE
  timeUs = 0
  /** The service that the answer will repeat. */
  service = 0
  operation: Operation | undefined = undefined
  /** The Unconnected_Send around it, which answers in its place when the route fails. */
  send: Operation | undefined = undefined
  /** Where in its tag the part begins that it reads. */
  offset = 0
  /** How its answer lists the names of tags. */
  layout: Layout | undefined = undefined
  memberCount = 0
  private members = NO_MEMBERS
  private offsets = NO_OFFSETS

  addMember(operation: Operation, offset: number): void {
    if (this.memberCount >= MAX_MEMBERS) return
    if (this.members === NO_MEMBERS) {
      this.members = []
      this.offsets = []
    }
    this.offsets[this.memberCount] = offset
    this.members[this.memberCount++] = operation
  }

  /** The request of a packet's `index`-th service. */
  member(index: number): Operation | undefined {
    return index < this.memberCount ? this.members[index] : undefined
  }

  offsetOf(index: number): number {
    return index < this.memberCount ? (this.offsets[index] as number) : 0
  }
}

const NO_RING: Asked[] = []

/** Matches answers to requests, in order, without allocating but where more wait than ever before. */
export class OutstandingRequests {
  private ring: Asked[] = NO_RING
  /** One less than there is room for. */
  private mask = -1
  /** Entries [oldest, next) are in use or already answered; both only grow, and wrap by the mask. */
  private oldest = 0
  private next = 0

  /** Makes room for a request; the caller fills it in. */
  ask(id: number, timeUs: number): Asked {
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const earlier = this.ring[i & this.mask] as Asked
      if (earlier.id === id && timeUs - earlier.timeUs >= GIVEN_UP_AFTER_US) earlier.id = FREE
    }
    this.dropAnswered()
    if (((this.next - this.oldest) | 0) > this.mask) this.makeRoom()
    const asked = this.ring[this.next & this.mask] as Asked
    this.next = (this.next + 1) | 0
    asked.id = id
    asked.timeUs = timeUs
    asked.service = 0
    asked.operation = undefined
    asked.send = undefined
    asked.offset = 0
    asked.layout = undefined
    asked.memberCount = 0
    return asked
  }

  /** The oldest request of this id that this service answers, once. */
  answer(id: number, service: number): Asked | undefined {
    for (let i = this.oldest; i !== this.next; i = (i + 1) | 0) {
      const asked = this.ring[i & this.mask] as Asked
      if (asked.id !== id) continue
      if (asked.service !== service && (asked.send === undefined || service !== UNCONNECTED_SEND)) continue
      asked.id = FREE
      this.dropAnswered()
      return asked
    }
    return undefined
  }

  private dropAnswered(): void {
    while (this.oldest !== this.next && (this.ring[this.oldest & this.mask] as Asked).id === FREE) {
      this.oldest = (this.oldest + 1) | 0
    }
  }

  /** Twice the room, up to the limit; there the oldest is forgotten. */
  private makeRoom(): void {
    const { ring: old, mask, oldest } = this
    if (mask + 1 === MAX_OUTSTANDING) {
      this.oldest = (oldest + 1) | 0
      return
    }
    const capacity = Math.max(FIRST_CAPACITY, old.length * 2)
    this.mask = capacity - 1
    this.ring = new Array(capacity)
    for (let i = 0; i < capacity; i++) {
      const at = (oldest + i) | 0
      this.ring[at & this.mask] = i < old.length ? (old[at & mask] as Asked) : new Asked()
    }
  }
}
