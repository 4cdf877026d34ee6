import type { Operation } from '../kit/observation.ts'
import { Pending } from '../kit/pending.ts'

/** Invoke ids, each way (ASHRAE 135-2020 clause 5.4): numbers of exchanges between the two hosts themselves. */
export const DIRECT_EXCHANGES = 512
/** Requests to, or from, devices behind routers that await their answer; the oldest is forgotten first. */
export const MAX_ROUTED = 512

/** Confirmed requests that await their answer. */
export class OutstandingRequests {
  private readonly direct = new Pending<Operation>(DIRECT_EXCHANGES)
  private readonly routed = new Pending<Operation>(MAX_ROUTED)

  ask(exchange: number, operation: Operation): void {
    this.of(exchange).ask(exchange, operation)
  }

  /** What was asked in this exchange, once. */
  answer(exchange: number): Operation | undefined {
    return this.of(exchange).answer(exchange)
  }

  private of(exchange: number): Pending<Operation> {
    return exchange < DIRECT_EXCHANGES ? this.direct : this.routed
  }
}
