import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'

/** Requests that may await their answer, of all channels; the oldest is forgotten first. */
const MAX_PENDING = 256
/** Links of 1.0 whose address is remembered. */
export const MAX_LINKS = 256

/** What is remembered of one connection. */
export class AmqpState {
  readonly operations = new Operations()
  readonly rest = new RestOfMessage()
  readonly pending = new Pending<Operation>(MAX_PENDING)
  /** What transfers are of, by direction, channel and handle. */
  readonly links = new Map<number, Operation>()
  user = ''
  isOpen = false
  isTls = false

  link(key: number, operation: Operation): void {
    if (this.links.size >= MAX_LINKS && !this.links.has(key)) {
      const oldest = this.links.keys().next()
      if (!oldest.done) this.links.delete(oldest.value)
    }
    this.links.set(key, operation)
  }
}
