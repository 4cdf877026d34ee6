import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'

/** What is remembered of one connection: a client sends one command at a time. */
export class MysqlState {
  readonly operations = new Operations()
  readonly rest = new RestOfMessage()
  /** The command that awaits its answer. */
  asked: Operation | undefined = undefined
  user = ''
  /** The plugin that the client proves itself by. */
  method = ''
  /** Asked for at the login; from its success on packets are inside others. */
  wantsCompression = false
  isCompressed = false
  /** From here on both sides speak TLS. */
  isTls = false
}
