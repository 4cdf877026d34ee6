/* Transport function of IEEE 1815-2012, clause 8: one octet that numbers the segments of a fragment. */
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { dissectFragment } from './application-layer.ts'
import type { Association } from './association.ts'
import type { Dnp3State } from './dnp3-state.ts'

const FINAL = 0x80
const FIRST = 0x40
const SEQUENCE = 0x3f
const HEADER_LENGTH = 1
/** Where the transport octet lies in its frame. */
const OFFSET = 10

/** Takes the segment in `state.userData[0, length)`, and reads the fragment that it completes. */
export function dissectSegment(
  length: number,
  association: Association,
  fromMaster: boolean,
  info: MessageInfo,
  state: Dnp3State,
  sink: Sink,
): void {
  const { userData, fragment } = state
  const octet = userData[0] as number
  const isFirst = (octet & FIRST) !== 0
  const isFinal = (octet & FINAL) !== 0
  const reassembly = fromMaster ? association.fromMaster : association.fromOutstation
  if (info.afterGap) reassembly.drop()
  // 8.2.1.2: a first segment ends what was unfinished.
  if (isFirst && reassembly.isOpen) sink.observe({ kind: 'malformed', reason: 'truncated', offset: OFFSET })
  if (isFirst && isFinal) {
    reassembly.drop()
    fragment.reset(state.userDataView, HEADER_LENGTH, length)
    dissectFragment(fragment, association, fromMaster, state, sink)
    return
  }
  const outcome = reassembly.add(userData, HEADER_LENGTH, length, isFirst, isFinal, octet & SEQUENCE)
  if (outcome === 'lost' && !info.afterGap) sink.observe({ kind: 'malformed', reason: 'truncated', offset: OFFSET })
  if (outcome !== 'complete') return
  fragment.reset(reassembly.view, 0, reassembly.length)
  dissectFragment(fragment, association, fromMaster, state, sink)
}
