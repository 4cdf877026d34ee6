import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'

/** Commands that may wait for their replies: clients send many at once. */
export const MAX_WAITING = 1024
/** Distinct targets of one connection; what more there are is one '…'. */
export const MAX_TARGETS = 256

/** What is remembered of one connection. */
export class RedisState {
  readonly operations = new Operations()
  readonly rest = new RestOfMessage()
  /** Values of a message that was cut which are still to come, by direction. */
  readonly remaining = { 'to-server': 0, 'to-client': 0 }
  user = ''
  /** MONITOR: what other clients do comes as lines of text. */
  isMonitor = false
  targets = 0
  /** A ring: whoever sends many commands at once has their replies in order. */
  private readonly waiting: (Operation | undefined)[] = []
  private first = 0

  ask(operation: Operation): void {
    if (this.waiting.length - this.first >= MAX_WAITING) this.first++
    this.waiting.push(operation)
    if (this.first < MAX_WAITING) return
    this.waiting.splice(0, this.first)
    this.first = 0
  }

  /** The command that waits longest. */
  get asked(): Operation | undefined {
    return this.waiting[this.first]
  }

  answer(): Operation | undefined {
    const asked = this.waiting[this.first]
    if (asked === undefined) return undefined
    this.first++
    if (this.first === this.waiting.length) this.forget()
    return asked
  }

  forget(): void {
    this.waiting.length = 0
    this.first = 0
  }
}
