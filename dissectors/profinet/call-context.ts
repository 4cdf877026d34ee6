import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import type { ProfinetState } from './profinet-state.ts'
import { receiverOf, senderOf } from './say-facts.ts'

/** What a reader of blocks needs to know and to answer to. */
export interface CallContext {
  readonly info: MessageInfo
  readonly sink: Sink
  readonly state: ProfinetState
  readonly isRequest: boolean
  /** The side that is called, which records are about. */
  readonly callee: Side
  /** The part behind the callee that the record at hand belongs to. */
  module: string
  index: number
  /** 'Read' or 'Write': what brought the record. */
  message: string
}

export function callContext(
  isRequest: boolean,
  operation: number,
  info: MessageInfo,
  state: ProfinetState,
  sink: Sink,
): CallContext {
  const callee = isRequest ? receiverOf(info) : senderOf(info)
  return { info, sink, state, isRequest, callee, module: '', index: 0, message: operation === WRITE ? 'Write' : 'Read' }
}

const WRITE = 3
