import { AskedOperations } from '../kit/asked-operations.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Handles of symbols and of notifications whose names are kept; more are shown by their number. */
export const MAX_HANDLES = 256
/** Names that handles are asked for by; of further ones the handles have no name. */
export const MAX_NAMES_ASKED = 4096

/** The symbol of a handle, and a number of its name: a handle is given out again, for another symbol. */
export interface NamedHandle {
  readonly name: string
  readonly seed: number
}

/** How many codes the answer to a sum has, and how many bytes from one to the next. */
export interface SumResults {
  readonly count: number
  readonly step: number
}

/** What one ADS dialogue remembers; each part has its own bound. */
export interface AdsState {
  readonly operations: Operations
  readonly asked: AskedOperations
  /** Statements of identity, by what they are about. */
  readonly said: Map<number, number>
  /** By handle and the server that gave it: symbols, and what notifications are published under. */
  readonly symbols: Map<number, NamedHandle>
  readonly notifications: Map<number, Operation>
  /** Of those, the ones that may be forgotten when there is no room. */
  readonly unsubscribed: Set<number>
  /** The name that a request asks a handle for, or the names of the parts of a sum; and how many names these are. */
  readonly namesAsked: Map<Operation, string | readonly string[]>
  namesKept: number
  /** Of sums that write: the codes of its parts that an answer brings. */
  readonly sumResults: Map<Operation, SumResults>
  /** AMS net id of the server, as the client first addressed it; -1 before. */
  serverNet: number
  /** Net ids last said of each side; -1 before. */
  saidClientNet: number
  saidServerNet: number
  /** Who asked for a route, until it is answered. */
  user: string
}

export function newAdsState(): AdsState {
  return {
    operations: new Operations(),
    asked: new AskedOperations(),
    said: new Map(),
    symbols: new Map(),
    notifications: new Map(),
    unsubscribed: new Set(),
    namesAsked: new Map(),
    namesKept: 0,
    sumResults: new Map(),
    serverNet: -1,
    saidClientNet: -1,
    saidServerNet: -1,
    user: '',
  }
}
