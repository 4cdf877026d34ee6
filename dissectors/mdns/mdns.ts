/*
 * Multicast DNS and DNS-based service discovery. Big-endian. RFC 6762 (sections 3, 6, 8.3 and 18), RFC 6763. The
 * messages of DNS (RFC 1035), to 224.0.0.251 and ff02::fb, UDP port 5353.
 */
import { isMulticastDns, readFirst } from '../dns/first-entry.ts'
import { typeName } from '../dns/record-types.ts'
import { RecordWalk, SECTION } from '../dns/record-walk.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { Announcement } from './announcement.ts'

const MAX_MESSAGE = 65_535
/** RFC 6762, 5.3: questions are put together; more than these do not fit a packet with names of some length. */
const MAX_QUESTIONS = 255
const FLAGS_AT = 2
const ID_LENGTH = 2
/** Codes of answers, beyond those of 16 bits of the types asked for. */
const ANSWER = 0x1_0000

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
}

export const mdns = defineDissector<State>({
  name: 'mdns',
  title: 'Multicast DNS',
  carriers: [{ over: 'udp', ports: [5353] }],
  depth: {
    decodes: 'queries, probes, announcements and answers',
    identity: 'host names about their addresses, service instances, device information in TXT records',
    missing: 'what is asked for, probed for and known already is no identity; signatures',
  },
  maxMessage: MAX_MESSAGE,

  // Bits that must be zero, names below '.local', types and classes that exist.
  probe(bytes: Cursor): Verdict {
    return readFirst(bytes, MAX_QUESTIONS) === 'yes' && isMulticastDns(bytes.view) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left <= FLAGS_AT) return undefined
    return bytes.peek(FLAGS_AT) & 0x80 ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new SaidOnce() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    if (!walk.begin(message)) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - pos })
      return
    }
    const hasEntry = walk.next(message)
    const operation = operationOf(view, hasEntry, state)
    sink.operation(roleOf(info), operation, walk.isResponse ? walk.flags & 15 : 0)
    const isNew = isStatement() && state.said.isNew(hasEntry ? walk.name.hash(view) : 0, view, pos + ID_LENGTH, end)
    if (isNew) announcement.begin()
    for (let more = hasEntry; more; more = walk.next(message)) {
      if (isNew && walk.section !== SECTION.question) announcement.note(walk, view)
    }
    if (walk.problem !== '') sink.observe({ kind: 'malformed', reason: walk.problem, offset: message.pos - pos })
    if (walk.isLimited || (isNew && announcement.isFull))
      sink.observe({ kind: 'undecoded', reason: 'unsupported', code: operation.code })
    if (isNew) announcement.say(view, pos, end, info, sink)
  },

  describe(code: number): { function: string; name: string } {
    const type = code % ANSWER
    const word = code >= ANSWER ? 'response' : 'query'
    return { function: `${word} ${type}`, name: `${word === 'query' ? 'Query' : 'Response'} ${typeName(type)}` }
  },
})

const walk = new RecordWalk()
const announcement = new Announcement()

/**
 * A query lists what others have told already (RFC 6762, 7.1), or what its sender would like to be called: another host may
 * have that name, and refuse it (8.1 and 8.2). Who has it announces it (8.3).
 */
function isStatement(): boolean {
  return walk.isResponse && (walk.flags & 15) === 0
}

/** An answer to the group is for all that listen (RFC 6762, 6); only one to who asked answers somebody. */
function roleOf(info: MessageInfo): 'request' | 'response' | 'event' {
  if (!walk.isResponse) return 'request'
  return info.direction === 'to-server' ? 'event' : 'response'
}

/** Finding hosts and services, and telling of them: the first name of a message stands for it. */
function operationOf(view: DataView, hasEntry: boolean, state: State): Operation {
  const code = (hasEntry ? walk.type : 0) + (walk.isResponse ? ANSWER : 0)
  const { operations } = state
  const key = (hasEntry ? walk.name.hash(view) : 0) * 0x2_0000 + code
  return operations.find(key) ?? operations.add(key, 'discover', code, '', hasEntry ? walk.name.text(view) : '')
}
