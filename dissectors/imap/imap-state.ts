import type { Direction } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'

/** Commands that may wait for their end: RFC 3501, 5.5 lets several be in progress. */
export const MAX_WAITING = 64

/** What is remembered of one connection. */
export class ImapState {
  readonly operations = new Operations()
  readonly waiting = new Pending<Operation>(MAX_WAITING)
  readonly literal = new RestOfMessage()
  user = ''
  /** Of AUTHENTICATE: the mechanism, and that the client's lines are what it proves itself with. */
  method = ''
  inAuth = false
  /** The client has given up: it was not refused. */
  hasAbandoned = false
  isGreeted = false
  /** From here on both sides speak TLS. */
  isTls = false
  /** The next line goes on behind a literal. */
  private goesOnToServer = false
  private goesOnToClient = false

  goesOn(direction: Direction): boolean {
    return direction === 'to-server' ? this.goesOnToServer : this.goesOnToClient
  }

  setGoesOn(direction: Direction, goesOn: boolean): void {
    if (direction === 'to-server') this.goesOnToServer = goesOn
    else this.goesOnToClient = goesOn
  }
}
