/* DDSI-RTPS 2.5, 8.5.3 (participants), 8.5.4 (their writers). */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { ParameterList } from './parameter-list.ts'
import type { RtpsState } from './rtps-state.ts'
import { vendorName } from './vendors.ts'

/** Where the vendor stands in a message. */
const VENDOR_AT = 6
const PREFIX_LENGTH = 12
const list = new ParameterList()

/** Who a participant is, when that is news. `vendorAt`: where the vendor stands, and the prefix of its GUID behind it. */
export function sayParticipant(data: Cursor, vendorAt: number, info: MessageInfo, state: RtpsState, sink: Sink): void {
  const { view, pos, end } = data
  const participant = state.topics.keyOf(view, vendorAt + 2, 0)
  if (!isNews(state.said, participant, view, pos, end)) return
  if (!list.read(data)) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: pos - vendorAt + VENDOR_AT })
    return
  }
  const { entityName, version, properties } = list
  const product = vendorName(view.getUint16(vendorAt))
  const property = (name: string) => properties.get(`dds.sys_info.${name}`) ?? ''
  data.pos = vendorAt + 2
  const prefix = data.hex(PREFIX_LENGTH)
  const facts = {
    name: property('hostname'),
    user: property('username'),
    os: property('target'),
    application: entityName === '' ? programOf(property('executable_filepath')) : entityName,
    software: version === '' ? product : `${product} ${version}`.trim(),
    uuid: prefix,
  }
  sayFacts(senderOf(info), '', 'participant discovery', facts, sink)
}

/** The last part of a path. */
function programOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** Which topic a writer publishes. */
export function sayPublication(data: Cursor, state: RtpsState): void {
  const { view } = data
  if (!list.read(data) || list.guidAt < 0) return
  const { guidAt, topic } = list
  const { topics } = state
  topics.note(topics.keyOf(view, guidAt, view.getUint32(guidAt + PREFIX_LENGTH)), topic)
}
