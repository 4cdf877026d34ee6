import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'

/** What is remembered of one connection: a client makes one call at a time. */
export class TnsState {
  readonly operations = new Operations()
  readonly rest = new RestOfMessage()
  /** The call or the connect that awaits its answer. */
  asked: Operation | undefined = undefined
  /** The service that was asked for. */
  service = ''
  /** A connect packet was sent, and its descriptor comes in the next one. */
  awaitsDescriptor = false
  /** The client's message goes on in further packets. */
  isAsking = false
  /** Answers that were looked through for a version. */
  answers = 0
}
