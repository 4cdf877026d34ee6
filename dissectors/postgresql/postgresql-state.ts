import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'

/** Requests that may wait for their answers: clients send batches. */
export const MAX_WAITING = 256

/** What is remembered of one connection. */
export class PostgresqlState {
  readonly operations = new Operations()
  readonly rest = new RestOfMessage()
  user = ''
  /** How the server asked the client to prove who it is; '' until then. */
  method = ''
  /** The start-up, until the server is ready: what fails until then refuses it. */
  starting: Operation | undefined = undefined
  /** Both sides stream the log of what is written: what the client says there is no data. */
  isReplicating = false
  /** The server answers the next request with one byte. */
  isAsked = false
  /** From here on both sides are encrypted. */
  isEncrypted = false
  /** A statement that failed has had its answer: what ends the batch is none. */
  hasFailed = false
  private readonly waiting: Operation[] = []

  ask(operation: Operation): void {
    if (this.waiting.length === MAX_WAITING) this.waiting.shift()
    this.waiting.push(operation)
  }

  /** The request that waits longest. */
  get asked(): Operation | undefined {
    return this.waiting[0]
  }

  answer(): void {
    this.waiting.shift()
  }

  forget(): void {
    this.waiting.length = 0
    this.starting = undefined
    this.isReplicating = false
    this.hasFailed = false
  }
}
