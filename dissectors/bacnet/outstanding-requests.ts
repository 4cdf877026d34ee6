import type { Operation } from '../kit/observation.ts'
import { Pending } from '../kit/pending.ts'

/** Invoke ids, each way (ASHRAE 135-2020 clause 5.4): numbers of exchanges between the two hosts themselves. */
export const DIRECT_EXCHANGES = 512
/** Requests to, or from, devices behind routers that await their answer; the oldest is forgotten first. */
export const MAX_ROUTED = 512

/** Confirmed requests that await their answer. */
export class OutstandingRequests {
  private readonly direct = new Array<Operation | undefined>(DIRECT_EXCHANGES).fill(undefined)
  private readonly routed = new Pending<Operation>(MAX_ROUTED)

  ask(exchange: number, operation: Operation): void {
    if (exchange < DIRECT_EXCHANGES) this.direct[exchange] = operation
    else this.routed.ask(exchange, operation)
  }

  /** What was asked in this exchange, once. */
  answer(exchange: number): Operation | undefined {
    if (exchange >= DIRECT_EXCHANGES) return this.routed.answer(exchange)
    const asked = this.direct[exchange]
    this.direct[exchange] = undefined
    return asked
  }
}
