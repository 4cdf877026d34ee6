import { AskedOperations } from '../kit/asked-operations.ts'
import { Operations } from '../kit/operations.ts'

/** What one FINS dialogue remembers; each part has its own bound. */
export interface FinsState {
  readonly operations: Operations
  readonly askedByClient: AskedOperations
  /** SEND, RECV and CMND instructions make the controller ask. */
  readonly askedByServer: AskedOperations
  /** Statements of identity, by what they are about. */
  readonly said: Map<number, number>
  /** Node address last stated of the client and of the server, -1 before. */
  clientNode: number
  serverNode: number
  /** Error flags of the last answer, by the part that sent it; 0 for the host. None for those that never had any. */
  readonly flags: Map<number, number>
}

export function newFinsState(): FinsState {
  return {
    operations: new Operations(),
    askedByClient: new AskedOperations(),
    askedByServer: new AskedOperations(),
    said: new Map(),
    clientNode: -1,
    serverNode: -1,
    flags: new Map(),
  }
}
