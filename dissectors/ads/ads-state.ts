import { AskedOperations } from '../kit/asked-operations.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Handles of symbols and of notifications whose names are kept; more are shown by their number. */
export const MAX_HANDLES = 256

/** What one ADS dialogue remembers; each part has its own bound. */
export interface AdsState {
  readonly operations: Operations
  readonly askedByClient: AskedOperations
  /** AMS routers ask over the same connection in both directions. */
  readonly askedByServer: AskedOperations
  /** Statements of identity, by what they are about. */
  readonly said: Map<number, number>
  /** Names by symbol handle, targets of subscriptions by notification handle. */
  readonly symbols: Map<number, string>
  readonly notifications: Map<number, Operation>
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
    askedByClient: new AskedOperations(),
    askedByServer: new AskedOperations(),
    said: new Map(),
    symbols: new Map(),
    notifications: new Map(),
    serverNet: -1,
    saidClientNet: -1,
    saidServerNet: -1,
    user: '',
  }
}

/** Remembers a name under a handle, while there is room. */
export function remember<Value>(handles: Map<number, Value>, handle: number, value: Value): void {
  if (handles.size < MAX_HANDLES || handles.has(handle)) handles.set(handle, value)
}
