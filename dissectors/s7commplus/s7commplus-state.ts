import { AskedOperations } from '../kit/asked-operations.ts'
import { CotpTransport } from '../kit/cotp-transport.ts'
import type { MessageInfo } from '../kit/dissector.ts'
import { Operations } from '../kit/operations.ts'
import { TsduAssembler } from '../kit/tpkt.ts'

/** What one dialogue of S7comm-plus remembers. */
export interface S7commplusState {
  readonly operations: Operations
  readonly transport: CotpTransport
  /** Fragments of a PDU, each in a frame of its own. */
  readonly toServer: TsduAssembler
  readonly toClient: TsduAssembler
  /** By sequence number. */
  readonly asked: AskedOperations
  /** How the session is protected has been said. */
  securitySaid: boolean
  readonly said: Map<number, number>
}

export function newS7commplusState(): S7commplusState {
  return {
    operations: new Operations(),
    transport: new CotpTransport(),
    toServer: new TsduAssembler(),
    toClient: new TsduAssembler(),
    asked: new AskedOperations(),
    securitySaid: false,
    said: new Map(),
  }
}

export function fragmentsOf(info: MessageInfo, state: S7commplusState): TsduAssembler {
  return info.direction === 'to-server' ? state.toServer : state.toClient
}
