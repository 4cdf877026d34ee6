import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'
import { SaidOnce } from '../kit/said-once.ts'

/** Commands that may wait for their replies: clients send many at once. */
export const MAX_WAITING = 1024
/** Distinct targets of one connection; what more there are is one '…'. */
export const MAX_TARGETS = 256

/** What is remembered of one connection. */
export class RedisState {
  readonly operations = new Operations()
  readonly rest = new RestOfMessage()
  readonly said = new SaidOnce()
  /** Values of a message that was cut which are still to come, by direction. */
  readonly remaining = { 'to-server': 0, 'to-client': 0 }
  user = ''
  /** MONITOR: what other clients do comes as lines of text. */
  isMonitor = false
  targets = 0
  /** A ring, which begins anew when nothing waits: so it stays as short as what a client sends at once. */
  private readonly waiting: Operation[] = []
  private first = 0
  private count = 0

  ask(operation: Operation): void {
    if (this.count === MAX_WAITING) this.answer()
    this.waiting[(this.first + this.count++) % MAX_WAITING] = operation
  }

  /** The command that waits longest. */
  get asked(): Operation | undefined {
    return this.count === 0 ? undefined : this.waiting[this.first]
  }

  answer(): Operation | undefined {
    const { asked } = this
    if (asked === undefined) return undefined
    this.count--
    this.first = this.count === 0 ? 0 : (this.first + 1) % MAX_WAITING
    return asked
  }

  forget(): void {
    this.first = this.count = 0
  }
}
