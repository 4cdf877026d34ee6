import { AskedOperations } from '../kit/asked-operations.ts'
import { CotpTransport } from '../kit/cotp-transport.ts'
import type { MessageInfo } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import type { ItemList } from './item-lists.ts'
import { S7Header } from './s7-header.ts'
import type { SzlParts } from './szl-parts.ts'

/** Userdata in several parts, and cyclic jobs, known by a sequence number of one byte: those of the newest. */
export const MAX_SEQUENCES = 16

/** What one dialogue of S7comm remembers. */
export interface S7commState {
  readonly operations: Operations
  readonly transport: CotpTransport
  /** The variables of each read and write; at most one entry for each operation with a slot. */
  readonly lists: Map<Operation, ItemList>
  readonly header: S7Header
  /** Jobs of the client, and those that the controller asks of it during a download. */
  readonly askedOfServer: AskedOperations
  readonly askedOfClient: AskedOperations
  readonly sequences: (Operation | undefined)[]
  /** Made when the first list in parts comes. */
  szlParts: SzlParts | undefined
  /** 'rack 0 slot 2', once the connect was seen. */
  module: string
  /** The called TSAP that `module` was taken from. */
  moduleTsap: string
  /** The block being uploaded, named only by the request that starts it, and the id that its parts go under. */
  uploading: string
  uploadId: number
  /** The identity said last, so that a repeated answer costs nothing. */
  readonly said: Map<number, number>
}

export function newS7commState(): S7commState {
  return {
    operations: new Operations(),
    transport: new CotpTransport(),
    lists: new Map(),
    header: new S7Header(),
    askedOfServer: new AskedOperations(),
    askedOfClient: new AskedOperations(),
    sequences: new Array(MAX_SEQUENCES).fill(undefined),
    szlParts: undefined,
    module: '',
    moduleTsap: '',
    uploading: '',
    uploadId: -1,
    said: new Map(),
  }
}

/** Where the requests of the side that sends this message wait; its answers go to the other table. */
export function askedBy(sender: MessageInfo, state: S7commState): AskedOperations {
  return sender.direction === 'to-server' ? state.askedOfServer : state.askedOfClient
}

/** Where the requests that this message could answer wait. */
export function askedOf(sender: MessageInfo, state: S7commState): AskedOperations {
  return sender.direction === 'to-server' ? state.askedOfClient : state.askedOfServer
}

/**
 * The module that a TSAP of two bytes addresses: connection resource, then rack (3 bits) and slot (5 bits). Longer ones
 * are names, and 0 slots belong to controllers that have none.
 */
export function moduleOfTsap(hex: string): string {
  if (hex.length !== 4) return ''
  const place = Number.parseInt(hex.slice(2), 16)
  return `rack ${place >> 5} slot ${place & 0x1f}`
}
