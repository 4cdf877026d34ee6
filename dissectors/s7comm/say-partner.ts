import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { S7commState } from './s7comm-state.ts'

/** In the data of a message service request: header, subscribed events, a reserved byte, then the name. */
const NAME_AT = 6
const NAME_LENGTH = 8
const MESSAGE_SERVICE = 0x402

/** The program that subscribes to messages, as it calls itself: 'HmiRtm', 'STEP7'. */
export function sayCommunicationPartner(pdu: Cursor, info: MessageInfo, state: S7commState, sink: Sink): void {
  const at = state.header.dataAt + NAME_AT
  if (at + NAME_LENGTH > state.header.dataEnd) return
  if (!isNews(state.said, MESSAGE_SERVICE, pdu.view, at, at + NAME_LENGTH)) return
  pdu.pos = at
  pdu.end = at + NAME_LENGTH
  const application = pdu.text(NAME_LENGTH).trim()
  const of = info.direction === 'to-server' ? 'client' : 'server'
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'Message service', facts: { application } })
}
