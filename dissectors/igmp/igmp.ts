/*
 * IGMP, versions 1 to 3. Big-endian. IP protocol 2.
 * RFC 1112 appendix I (version 1), RFC 2236 clause 2 (version 2), RFC 3376 clause 4 (version 3).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { groupChange } from '../kit/group-change.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'

const MAX_MESSAGE = 65_535
const LEAST_LENGTH = 8
const GROUP_AT = 4
const RECORD_LENGTH = 8
const ADDRESS_LENGTH = 4
/** Records of one report that are named. */
export const MAX_RECORDS = 32
const QUERY = 0x11
const REPORT_1 = 0x12
const REPORT_2 = 0x16
const LEAVE = 0x17
const REPORT_3 = 0x22
/** A query of version 3 is longer than the others (RFC 3376 clause 7.1); of version 1 it has no response time. */
const QUERY_3_LENGTH = 12
const NAMES: Readonly<Record<number, string>> = {
  [QUERY]: 'Membership Query',
  [REPORT_1]: 'Version 1 Membership Report',
  19: 'DVMRP',
  20: 'PIM version 1',
  21: 'Cisco Trace',
  [REPORT_2]: 'Version 2 Membership Report',
  [LEAVE]: 'Leave Group',
  30: 'Multicast Traceroute Response',
  31: 'Multicast Traceroute',
  [REPORT_3]: 'Version 3 Membership Report',
  48: 'Multicast Router Advertisement',
  49: 'Multicast Router Solicitation',
  50: 'Multicast Router Termination',
}

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const igmp = defineDissector<State>({
  name: 'igmp',
  title: 'IGMP',
  carriers: [{ over: 'ip', protocols: [2] }],
  depth: {
    decodes: 'queries, reports and leaves of versions 1 to 3: who joins and leaves which group',
    identity: 'who asks (the querier)',
    missing: 'sources of version 3, DVMRP, PIM version 1',
  },
  maxMessage: MAX_MESSAGE,

  // The protocol number is assigned by IANA, and nothing else runs over it: an unknown type is shown as such.
  probe: (bytes: Cursor): Verdict => (bytes.left >= LEAST_LENGTH ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, left } = message
    if (left < LEAST_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    const type = message.peek(0)
    sink.operation('event', operationOf(type, message, state), 0)
    if (NAMES[type] === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
    if (type === QUERY && isNews(state.said, QUERY, view, pos, pos + 2)) {
      const version = left >= QUERY_3_LENGTH ? 3 : message.peek(1) === 0 ? 1 : 2
      sayFacts(senderOf(info), '', NAMES[QUERY] ?? '', { role: `IGMP querier (version ${version})` }, sink)
    }
    if (type === REPORT_3 && !hasWholeRecords(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: LEAST_LENGTH })
    }
  },

  describe: (code) => ({
    function: `0x${code.toString(16).padStart(2, '0')}`,
    name: NAMES[code] ?? `IGMP type 0x${code.toString(16)}`,
  }),
})

function operationOf(type: number, message: Cursor, state: State): Operation {
  const { view, pos, end } = message
  const key = keyOfBytes(view, pos + GROUP_AT, hasGroups(type) ? end : pos + GROUP_AT, type)
  const known = state.operations.find(key)
  return known ?? state.operations.add(key, classOf(type), type, '', hasGroups(type) ? targetOf(type, message) : '')
}

/** Queries find out who listens: discover. Joining and leaving open and close the way of a group: session. */
function classOf(type: number): OperationClass {
  if (type === REPORT_1 || type === REPORT_2 || type === REPORT_3 || type === LEAVE) return 'session'
  return NAMES[type] === undefined ? 'unknown' : 'discover'
}

function hasGroups(type: number): boolean {
  return type === QUERY || classOf(type) === 'session'
}

function targetOf(type: number, message: Cursor): string {
  const { pos } = message
  message.pos = pos + (type === REPORT_3 ? LEAST_LENGTH : GROUP_AT)
  const text = type === REPORT_3 ? recordsText(message, message.view.getUint16(pos + 6)) : groupText(type, message)
  message.pos = pos
  return text
}

/** A general query asks for no group in particular. */
function groupText(type: number, message: Cursor): string {
  const group = ipv4Text(message)
  if (type === QUERY) return group === '0.0.0.0' ? '' : group
  return `${type === LEAVE ? 'leave' : 'join'} ${group}`
}

function recordsText(message: Cursor, count: number): string {
  const texts: string[] = []
  for (let i = 0; i < count && i < MAX_RECORDS && message.left >= RECORD_LENGTH; i++) {
    const type = message.u8()
    const auxiliaryWords = message.u8()
    const sources = message.u16()
    texts.push(`${groupChange(type, sources)} ${ipv4Text(message)}`)
    message.skip(Math.min(message.left, (sources + auxiliaryWords) * ADDRESS_LENGTH))
  }
  return texts.join(', ')
}

function hasWholeRecords(message: Cursor): boolean {
  const { view, pos, end } = message
  let at = pos + LEAST_LENGTH
  for (let left = view.getUint16(pos + 6); left > 0; left--) {
    if (at + RECORD_LENGTH > end) return false
    at += RECORD_LENGTH + (view.getUint8(at + 1) + view.getUint16(at + 2)) * ADDRESS_LENGTH
  }
  return at <= end
}
