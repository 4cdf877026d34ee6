import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { CommonPacket } from './common-packet.ts'
import { Connections } from './connections.ts'
import { Epath } from './epath.ts'
import { ImplicitConnections, type ImplicitFlow } from './implicit-connections.ts'
import { Asked, OutstandingRequests } from './outstanding-requests.ts'
import { Routes } from './routes.ts'
import { TagNames } from './tag-names.ts'

/** What the dialogues of one pair of hosts know of each other. */
export interface CipShared {
  readonly implicit: ImplicitConnections
  readonly tagNames: TagNames
}

export function newCipShared(): CipShared {
  return { implicit: new ImplicitConnections(), tagNames: new TagNames() }
}

/** What one CIP dialogue remembers; each part has its own bound. */
export interface CipState {
  readonly operations: Operations
  readonly outstanding: OutstandingRequests
  readonly connections: Connections
  readonly routes: Routes
  /** What each operation's answer last said of the device, to tell news from repetition. At most one per operation. */
  readonly said: Map<Operation, number>
  /** The vendor and serial number that the client last gave of itself. */
  clientVendor: number
  clientSerial: number
  readonly implicit: ImplicitConnections
  readonly tagNames: TagNames
  /** By the slots of I/O operations, as `implicit` knew them at `flowsVersion`. */
  readonly flows: (ImplicitFlow | undefined)[]
  flowsVersion: number
  /** The dialogue is one of class 0 or 1 connections, over UDP. */
  isIo: boolean
  /** Where the message being dissected begins: what the offset of a malformed one counts from. */
  start: number
  timeUs: number
  /** The request being dissected. Like what follows, scratch: nothing of it outlives a message. */
  asked: Asked
  readonly packet: CommonPacket
  readonly path: Epath
}

/** `shared`: of the pair of hosts whose dialogue it is. */
export function newCipState({ implicit, tagNames } = newCipShared()): CipState {
  return {
    operations: new Operations(),
    outstanding: new OutstandingRequests(),
    connections: new Connections(),
    routes: new Routes(),
    said: new Map(),
    clientVendor: -1,
    clientSerial: -1,
    implicit,
    tagNames,
    flows: [],
    flowsVersion: 0,
    isIo: false,
    start: 0,
    timeUs: 0,
    asked: new Asked(),
    packet: new CommonPacket(),
    path: new Epath(),
  }
}

/** Whether `view[from, to)` differs from what this operation's answer said last; an operation past the table's end never repeats. */
export function isNews(state: CipState, operation: Operation, view: DataView, from: number, to: number): boolean {
  if (operation.slot < 0) return true
  const value = keyOfBytes(view, from, to, 0)
  if (state.said.get(operation) === value) return false
  state.said.set(operation, value)
  return true
}
