import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import type { ProfinetState } from './profinet-state.ts'
import { receiverOf, senderOf } from './say-facts.ts'
import { WrittenFacts } from './written-facts.ts'

/** What a reader of blocks needs to know and to answer to. */
export interface CallContext {
  readonly info: MessageInfo
  readonly sink: Pick<Sink, 'observe'>
  /** What a Write says, which is true once it was answered; then `sink` too. */
  readonly written: WrittenFacts | undefined
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
  const written = isRequest && operation === WRITE ? writtenFacts() : undefined
  const message = operation === WRITE ? 'Write' : 'Read'
  return { info, sink: written ?? sink, written, state, isRequest, callee, module: '', index: 0, message }
}

export const WRITE = 3

/** Most Writes are parameters, and say nothing: one object does for all of them. */
let spare = new WrittenFacts()

function writtenFacts(): WrittenFacts {
  if (!spare.isEmpty) spare = new WrittenFacts()
  return spare
}
