/* A request and its answer, the same over IP and on a serial line. */
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { sayValues } from './answer-values.ts'
import type { BsapState } from './bsap-state.ts'
import { ANSWER, FUNCTION, isKnownFunction, isKnownPart, rdbFunctionOf } from './functions.ts'
import { bareOperation, requested, sayWritten } from './requested-operation.ts'

const PART_BITS = 0xffff

/** What the time and the routing of a network are, stations are told and do not answer. */
export function request(
  view: DataView,
  asked: number,
  from: number,
  to: number,
  station: number,
  sequence: number,
  state: BsapState,
  sink: Sink,
): void {
  const one = requested(view, asked, from, to, station, state)
  const { operation } = one
  const isOrder = asked === FUNCTION.timeAndRouting
  if (!isOrder) state.pending.ask(sequence, one)
  sink.operation(isOrder ? 'order' : 'request', operation, 0)
  if (!isKnownFunction(asked) || !isKnownPart(asked, operation.code & PART_BITS))
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
  sayWritten(view, from, to, one, state, sink)
}

/** `station`: who it comes from, where that is said. The error byte stands first in answers of the data base. */
export function answer(
  view: DataView,
  from: number,
  to: number,
  station: number,
  sequence: number,
  of: Side,
  state: BsapState,
  sink: Sink,
): void {
  const asked = state.pending.answer(sequence)
  if (asked === undefined) {
    sink.operation('response', bareOperation(ANSWER, station, state), 0)
    return
  }
  const { operation } = asked
  const isOfDataBase = rdbFunctionOf(operation.code) >= 0
  sink.operation('response', operation, isOfDataBase && from < to ? view.getUint8(from) : 0)
  if (isOfDataBase) sayValues(view, from, to, asked, of, state, sink)
}
