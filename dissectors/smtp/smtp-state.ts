import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Commands that may wait for their replies at the same time: a mail to many is sent without waiting (RFC 2920). */
export const MAX_WAITING = 256

/** What is remembered of one connection. */
export class SmtpState {
  readonly operations = new Operations()
  /** The lines of the client are a mail, until one that is a dot. */
  inMail = false
  /** The lines of the client are what it proves itself with. */
  inAuth = false
  /** The client has given up: it was not refused. */
  hasAbandoned = false
  /** Of the sign-in in progress. */
  method = ''
  /** Bytes of a mail that are still to come, in lines of any length. */
  chunk = 0
  /** From here on both sides speak TLS. */
  isTls = false
  private readonly waiting: Operation[] = []

  ask(operation: Operation): void {
    if (this.waiting.length === MAX_WAITING) this.waiting.shift()
    this.waiting.push(operation)
  }

  /** The command that waits longest. */
  get asked(): Operation | undefined {
    return this.waiting[0]
  }

  /** The same, once. */
  answer(): Operation | undefined {
    return this.waiting.shift()
  }

  forget(): void {
    this.waiting.length = 0
    this.chunk = 0
  }
}
