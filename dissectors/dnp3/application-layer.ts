/* Application layer of IEEE 1815-2012, clause 4: application control, function, indications, objects. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Association } from './association.ts'
import type { Dnp3State } from './dnp3-state.ts'
import { FRAGMENT_OFFSET } from './fragment-offset.ts'
import { isKnownFunction, RESPONSE } from './function-codes.ts'
import { dissectRequest } from './request.ts'
import { dissectResponse } from './response.ts'

const HEADER_LENGTH = 2
/** Where the direction bit lies in the frame. */
const CONTROL_OFFSET = 3

/** Reads one whole fragment. */
export function dissectFragment(
  fragment: Cursor,
  association: Association,
  fromMaster: boolean,
  state: Dnp3State,
  sink: Sink,
): void {
  if (fragment.left < HEADER_LENGTH) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: FRAGMENT_OFFSET + fragment.left })
    return
  }
  const control = fragment.u8()
  const code = fragment.u8()
  if (code < RESPONSE) dissectRequest(fragment, control, code, association, state, sink)
  else dissectResponse(fragment, control, code, association, state, sink)
  if (!isKnownFunction(code)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  // 4.2.2.6: codes from 129 on are the outstation's.
  else if (fromMaster === code >= RESPONSE) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: CONTROL_OFFSET })
  }
}
