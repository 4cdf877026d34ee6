import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Commands that may wait for their replies at the same time; clients send one after the other. */
export const MAX_WAITING = 16

/** What is remembered of one control connection. */
export class FtpState {
  readonly operations = new Operations()
  /** Who said they are signing in. */
  user = ''
  /** From here on both sides speak TLS; each side takes note of it once. */
  tlsToServer = false
  tlsToClient = false
  private readonly waiting: Operation[] = []

  ask(operation: Operation): void {
    if (this.waiting.length === MAX_WAITING) this.waiting.shift()
    this.waiting.push(operation)
  }

  /** The command that waits longest, once. */
  answer(): Operation | undefined {
    return this.waiting.shift()
  }

  forget(): void {
    this.waiting.length = 0
  }
}
