import { Operations } from '../kit/operations.ts'

/** Stations and originators remembered as said; past it they may be said again. */
export const MAX_SAID = 256

/** What one IEC 104 connection remembers. */
export interface Iec104State {
  readonly operations: Operations
  /** Distinct reports told apart so far. */
  reports: number
  /** Common addresses and originators that have been said; each as its own number. */
  readonly said: Set<number>
  lastStation: number
  lastOriginator: number
  /** Unnumbered functions that await their confirmation, as their octets; by the client and by the server. */
  clientAsked: number
  serverAsked: number
  /** The send sequence number that must come next from the client and from the server; -1 before any. */
  clientNext: number
  serverNext: number
}

export function newIec104State(): Iec104State {
  return {
    operations: new Operations(),
    reports: 0,
    said: new Set(),
    lastStation: -1,
    lastOriginator: 0,
    clientAsked: 0,
    serverAsked: 0,
    clientNext: -1,
    serverNext: -1,
  }
}
