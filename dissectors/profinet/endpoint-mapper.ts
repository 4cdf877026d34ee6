/*
 * Look-ups at the endpoint mapper of a device: C706, appendix O (ept_lookup); IEC 61158-6-10, 4.10.3.3 (annotation).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { codeOf, SPACE } from './function-codes.ts'
import type { Facts, ProfinetState } from './profinet-state.ts'
import { RPC, type RpcHeader } from './rpc-header.ts'
import { say, senderOf } from './say-facts.ts'

const LOOKUP = 2
/** Handle, number of entries, and the three numbers of the array. */
const ENTRIES_AT = 36
const COUNT_AT = 20
/** Of an entry: the object UUID and the pointer to its tower. */
const BEFORE_ANNOTATION = 20
/** 4.10.3.3: type, blank, order number, blank, hardware revision, blank, software prefix and revision. */
const ANNOTATION_LENGTH = 64
const TYPE = [0, 25] as const
const ORDER = [26, 46] as const
const HARDWARE = [47, 52] as const
const FIRMWARE = [53, 63] as const
const SAID_ANNOTATION = 0x50
const NO_MORE_ENTRIES = 0x16c9_a0d6

/** Reports one look-up or its answer; the cursor is at the stub. */
export function dissectEndpointLookup(
  stub: Cursor,
  header: RpcHeader,
  info: MessageInfo,
  state: ProfinetState,
  sink: Sink,
): void {
  const code = codeOf(SPACE.epm, header.operation)
  const operation = state.operations.find(code) ?? state.operations.add(code, 'discover', code, '', '')
  if (header.type === RPC.request) {
    sink.operation('request', operation, 0)
    return
  }
  const status = stub.left < 4 ? 0 : stub.view.getUint32(stub.end - 4, header.little)
  // The end of the list is no error.
  sink.operation('response', operation, status === NO_MORE_ENTRIES ? 0 : status)
  if (header.operation === LOOKUP) sayAnnotation(stub, header, info, state, sink)
}

/** The first entry: PROFINET devices answer with one at a time. */
function sayAnnotation(stub: Cursor, header: RpcHeader, info: MessageInfo, state: ProfinetState, sink: Sink): void {
  const { view, pos } = stub
  const lengthAt = pos + ENTRIES_AT + BEFORE_ANNOTATION + 4
  const at = lengthAt + 4
  if (at > stub.end || view.getUint32(pos + COUNT_AT, header.little) === 0) return
  const length = Math.min(view.getUint32(lengthAt, header.little), stub.end - at, ANNOTATION_LENGTH)
  if (!isNews(state.said, SAID_ANNOTATION, view, at, at + length)) return
  stub.pos = at
  const text = stub.text(length, 'latin1')
  const facts: Facts = {}
  const add = (fact: keyof Facts, [from, to]: readonly [number, number]) => {
    const value = text.slice(from, to).replace(/\s+/g, ' ').trim()
    if (value !== '') facts[fact] = value
  }
  add('device-type', TYPE)
  add('order-number', ORDER)
  add('hardware', HARDWARE)
  add('firmware', FIRMWARE)
  say(senderOf(info), '', 'Endpoint Lookup', facts, sink)
}
