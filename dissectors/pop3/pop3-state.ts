import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Commands that may wait for their replies: RFC 2449, 6.6 lets them be sent without waiting. */
export const MAX_WAITING = 64

/** What is remembered of one connection. */
export class Pop3State {
  readonly operations = new Operations()
  user = ''
  /** Of AUTH: the mechanism, and that the client's lines are what it proves itself with. */
  method = ''
  inAuth = false
  /** The client has given up: it was not refused. */
  hasAbandoned = false
  /** The server's lines are a list or a mail, until one that is a dot. */
  inText = false
  /** From here on both sides speak TLS. */
  isTls = false
  private readonly waiting: Operation[] = []
  /** Of each that waits, whether its reply has several lines. */
  private readonly many: boolean[] = []

  ask(operation: Operation, hasMany: boolean): void {
    if (this.waiting.length === MAX_WAITING) this.answer()
    this.waiting.push(operation)
    this.many.push(hasMany)
  }

  /** The command that waits longest. */
  get asked(): Operation | undefined {
    return this.waiting[0]
  }

  /** The same, once; whether its reply has several lines. */
  answer(): boolean {
    this.waiting.shift()
    return this.many.shift() === true
  }

  forget(): void {
    this.waiting.length = 0
    this.many.length = 0
    this.inText = false
    this.inAuth = false
  }
}
