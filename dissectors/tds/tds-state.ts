import type { Direction } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** What is remembered of one connection: a client sends one request at a time. */
export class TdsState {
  readonly operations = new Operations()
  /** The request that awaits its answer. */
  asked: Operation | undefined = undefined
  account = ''
  saidEncrypted = false
  /** The next packet of a side goes on with the message before. */
  private openToServer = false
  private openToClient = false

  isOpen(direction: Direction): boolean {
    return direction === 'to-server' ? this.openToServer : this.openToClient
  }

  setOpen(direction: Direction, isOpen: boolean): void {
    if (direction === 'to-server') this.openToServer = isOpen
    else this.openToClient = isOpen
  }
}
