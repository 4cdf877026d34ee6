/*
 * NetBIOS datagram service. Big-endian. RFC 1002, section 4.4. UDP port 138. What datagrams carry is nearly always an
 * SMB transaction to a mailslot (MS-CIFS, 2.2.4.33; little-endian), which `mailslot.ts` finds.
 */

import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { factsOfName } from '../nbns/name-facts.ts'
import { decodeName, isEncodedName, LETTERS, withSuffix } from '../nbns/netbios-name.ts'
import { Mailslot } from './mailslot.ts'
import { netlogonFacts } from './netlogon.ts'

const MAX_MESSAGE = 65_535
/** RFC 1002, 4.4.1: type, flags, id, address, port; then, of datagrams, length and offset. */
const QUERY_HEADER = 10
const DATAGRAM_HEADER = 14
const TYPE = {
  unique: 0x10,
  group: 0x11,
  broadcast: 0x12,
  error: 0x13,
  query: 0x14,
  found: 0x15,
  missing: 0x16,
} as const
const NAMES: Readonly<Record<number, string>> = {
  16: 'Direct Unique Datagram',
  17: 'Direct Group Datagram',
  18: 'Broadcast Datagram',
  19: 'Datagram Error',
  20: 'Datagram Query Request',
  21: 'Datagram Positive Query Response',
  22: 'Datagram Negative Query Response',
}
const RESERVED_FLAGS = 0xf0
const FLAGS = { more: 1, first: 2 }
const BROWSE = '\\MAILSLOT\\BROWSE'
const SOURCE_SUBJECT = 1
const LOGON_SUBJECT = 2
const GROUP_SUBJECT = 3
const SUFFIX = { master: 0x1d, elections: 0x1e }
/** Announcements of a host and of a local master, and elections (MS-BRWS, 2.2). */
const OF_OWN_GROUP: readonly number[] = [1, 15, 8]

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
}

export const nbdgm = defineDissector<State>({
  name: 'nbdgm',
  title: 'NetBIOS datagram service',
  carriers: [{ over: 'udp', ports: [138] }],
  depth: {
    decodes: 'datagrams, their names and mailslots; queries of datagram servers',
    identity: 'the name of the sender and what it is for; names in NETLOGON requests',
    missing: 'fragments; other mailslots than BROWSE and NETLOGON',
  },
  maxMessage: MAX_MESSAGE,

  // A type, four bits that are zero, and the 32 letters of a name behind a header of fixed length.
  probe(bytes: Cursor): Verdict {
    const at = nameAt(bytes)
    if (at < 0 || (bytes.peek(1) & RESERVED_FLAGS) !== 0) return 'no'
    return isEncodedName(bytes.view, at, bytes.end) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < 1) return undefined
    return bytes.peek(0) >= TYPE.found ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new SaidOnce() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const at = nameAt(message)
    if (at < 0 || !isEncodedName(view, at, end)) {
      const isError = message.left > 0 && message.peek(0) === TYPE.error
      if (isError) sink.operation('event', operationOf(message, pos, pos, state), 0)
      else
        sink.observe({ kind: 'malformed', reason: message.left < QUERY_HEADER ? 'truncated' : 'bad-value', offset: 0 })
      return
    }
    const type = message.peek(0)
    if (type >= TYPE.query) {
      sink.operation(type === TYPE.query ? 'request' : 'response', operationOf(message, at, pos, state), 0)
      return
    }
    datagram(message, at, info, state, sink)
  },

  describe: (code: number) => ({
    function: `0x${code.toString(16)}`,
    name: NAMES[code] ?? `Datagram type 0x${code.toString(16)}`,
  }),
})

const mailslot = new Mailslot()
const payload = new Cursor(new DataView(new ArrayBuffer(0)))

/** Where the first name stands; -1 in messages that have none. */
function nameAt(message: Cursor): number {
  if (message.left < QUERY_HEADER) return -1
  const type = message.peek(0)
  if (type >= TYPE.query && type <= TYPE.missing) return message.pos + QUERY_HEADER
  return type >= TYPE.unique && type <= TYPE.broadcast ? message.pos + DATAGRAM_HEADER : -1
}

function datagram(message: Cursor, source: number, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos, end } = message
  const target = afterName(view, source, end)
  if (target < 0 || !isEncodedName(view, target, end)) {
    sink.operation('event', operationOf(message, pos, pos, state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - pos })
    return
  }
  const data = afterName(view, target, end)
  const isWhole = (message.peek(1) & (FLAGS.more | FLAGS.first)) === FLAGS.first
  const isFound = isWhole && data >= 0 && mailslot.find(view, data, end)
  sink.operation('event', operationOf(message, target, isFound ? mailslot.nameAt : pos, state), 0)
  saySource(message, source, isFound ? workgroup(view, target) : '', info, state, sink)
  if (!isFound || mailslot.dataAt >= mailslot.dataEnd) return
  if (mailslot.isNamed(view, BROWSE)) sink.handOff(payload.reset(view, mailslot.dataAt, mailslot.dataEnd))
  else sayLogon(view, info, state, sink)
}

/** Where the bytes behind a name with its scope begin; -1 when it does not end here. */
function afterName(view: DataView, at: number, end: number): number {
  let pos = at
  while (pos < end) {
    const length = view.getUint8(pos)
    if (length === 0) return pos + 1
    if (length > 63) return -1
    pos += 1 + length
  }
  return -1
}

/** What it carries is dissected by itself: the datagram is only how it comes (RFC 1001, 17). */
function operationOf(message: Cursor, name: number, slot: number, state: State): Operation {
  const { view, pos } = message
  const type = message.peek(0)
  const hasName = name > pos
  const hasSlot = slot > pos
  const seed = hasSlot ? keyOfBytes(view, slot, mailslot.nameEnd, type) | 0 : type
  const key = keyOfBytes(view, name, hasName ? name + 1 + LETTERS : name, seed)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const to = hasName ? withSuffix(decodeName(view, name + 1)) : ''
  const words = [to, hasSlot ? mailslot.name(view) : ''].filter((word) => word !== '')
  return state.operations.add(key, 'session', type, '', words.join(' '))
}

/** A server tells its own workgroup of itself (MS-BRWS, 3.2.5.2 and 3.3.5.1), and lets itself be elected there. */
function workgroup(view: DataView, target: number): string {
  if (!mailslot.isNamed(view, BROWSE) || mailslot.dataAt >= mailslot.dataEnd) return ''
  const name = decodeName(view, target + 1)
  const isOwn = OF_OWN_GROUP.includes(view.getUint8(mailslot.dataAt))
  return isOwn && (name.suffix === SUFFIX.master || name.suffix === SUFFIX.elections) ? name.text : ''
}

/** RFC 1002, 4.4.2: the name of who sends, and its address, which a datagram server passes on as they were. */
function saySource(message: Cursor, source: number, domain: string, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos } = message
  const subject = domain === '' ? SOURCE_SUBJECT : GROUP_SUBJECT
  if (!state.said.isNew(subject, view, source, source + 1 + LETTERS)) return
  const facts = { ...factsOfName(decodeName(view, source + 1), false, ''), ...(domain !== '' && { domain }) }
  const ip = ipv4Text(payload.reset(view, pos + 4, pos + 8))
  const of = info.direction === 'to-server' ? 'client' : 'server'
  const all = ip === '0.0.0.0' ? facts : { ...facts, ip }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'NetBIOS Datagram', facts: all })
}

function sayLogon(view: DataView, info: MessageInfo, state: State, sink: Sink): void {
  if (!mailslot.isLogon(view) || !state.said.isNew(LOGON_SUBJECT, view, mailslot.dataAt, mailslot.dataEnd)) return
  const facts = netlogonFacts(payload.reset(view, mailslot.dataAt, mailslot.dataEnd))
  if (Object.keys(facts).length === 0) return
  const of = info.direction === 'to-server' ? 'client' : 'server'
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'NETLOGON', facts })
}
