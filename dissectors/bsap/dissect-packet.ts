import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { senderOf } from '../kit/sender-of.ts'
import type { BsapState } from './bsap-state.ts'
import { answer, request } from './exchange.ts'
import { ACKNOWLEDGE } from './functions.ts'
import { countOf, HEADER_LENGTH, isPacket, kindOf, MESSAGE, REQUEST_HEAD, u16At } from './ip-packet.ts'
import { bareOperation } from './requested-operation.ts'
import { MASTER } from './stations.ts'

/** A datagram: its messages, or that one has arrived. */
export function dissectPacket(packet: Cursor, info: MessageInfo, state: BsapState, sink: Sink): void {
  if (!isPacket(packet)) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
    return
  }
  const kind = kindOf(packet)
  if (kind === 'acknowledge') {
    sink.operation('event', bareOperation(ACKNOWLEDGE, MASTER, state), 0)
    return
  }
  const { view, pos } = packet
  let at = HEADER_LENGTH
  for (let left = countOf(packet); left > 0; left--) {
    const length = u16At(packet, at)
    const sequence = u16At(packet, at + MESSAGE.sequence)
    const station = u16At(packet, at + MESSAGE.address)
    const from = pos + at + MESSAGE.body
    const to = pos + at + length
    if (kind === 'answer') answer(view, from, to, station, sequence, senderOf(info), state, sink)
    else request(view, view.getUint8(from), from + REQUEST_HEAD, to, station, sequence, state, sink)
    at += length
  }
}
