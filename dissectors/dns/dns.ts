/*
 * DNS. Big-endian.
 * RFC 1035, section 4 (messages) and 4.2.2 (over TCP, two bytes of length before each); RFC 2136 (dynamic update);
 * RFC 1996 (NOTIFY). UDP and TCP port 53. Multicast DNS, LLMNR and NetBIOS have messages of the same form: what is
 * theirs is refused here.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { sayRecord, sayServer } from './answer-identity.ts'
import { describeQuery, OPCODE, queryCode } from './describe-query.ts'
import {
  entry,
  isLinkLocalName,
  isMulticastDns,
  isNetbiosName,
  leastLength,
  type Reading,
  readFirst,
} from './first-entry.ts'
import { TYPE } from './record-types.ts'
import { HEADER_LENGTH, RecordWalk, SECTION } from './record-walk.ts'

/** RFC 1035, 4.2.2. */
const LENGTH_FIELD = 2
const MAX_MESSAGE = LENGTH_FIELD + 65_535

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
  /** What was asked last, and under which id: the second message of a transfer does not repeat the question. */
  lastId: number
  last: Operation | undefined
}

export const dns = defineDissector<State>({
  name: 'dns',
  title: 'DNS',
  carriers: [
    { over: 'udp', ports: [53] },
    { over: 'tcp', ports: [53] },
  ],
  depth: {
    decodes: 'queries and answers over UDP and TCP, dynamic update, NOTIFY, zone transfer',
    identity:
      'answers name the address in them (A, AAAA, PTR, SRV), updates that of a host; DNS servers, their version',
    missing: 'signatures (DNSSEC, TSIG), options of EDNS; DNS over TLS and HTTPS',
  },
  maxMessage: MAX_MESSAGE,

  // One question, no answers in it, a type and a class that exist: far more than 24 bits.
  probe(bytes: Cursor): Verdict {
    const verdict = locate(bytes)
    return verdict === 'yes' && !isUnicast(bytes.view) ? 'no' : verdict
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (locate(bytes) !== 'yes') return undefined
    return entry.isResponse ? 'to-client' : 'to-server'
  },

  messageLength(bytes: Cursor): number {
    const verdict = locate(bytes)
    if (verdict === 'no') return NOT_A_MESSAGE
    if (verdict === 'need-more') return NEED_MORE
    return place === 0 ? bytes.left : LENGTH_FIELD + bytes.peek16(0)
  },

  newState: () => ({ operations: new Operations(), said: new SaidOnce(), lastId: 0, last: undefined }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const start = message.pos
    if (locate(message) === 'yes') message.pos += place
    if (!walk.begin(message)) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - start })
      return
    }
    const hasEntry = walk.next(message)
    const operation = operationFor(message.view, hasEntry, state)
    if (walk.isResponse) sink.operation('response', operation, walk.flags & 15)
    else sink.operation('request', operation, 0)
    if (walk.isResponse) sayServer(walk, message, info, state.said, sink)
    for (let more = hasEntry; more; more = walk.next(message)) {
      if (walk.section !== SECTION.question) sayRecord(walk, message.view, info, state.said, sink)
    }
    if (walk.problem !== '') sink.observe({ kind: 'malformed', reason: walk.problem, offset: message.pos - start })
    if (walk.isLimited) sink.observe({ kind: 'undecoded', reason: 'unsupported', code: operation.code })
  },

  describe: describeQuery,
})

const walk = new RecordWalk()
/** Where the message begins in the bytes that `locate` looked at: behind two bytes of length, or at once. */
let place = 0

/** Finds the message, with or without a length before it. */
function locate(bytes: Cursor): Reading {
  const { pos, end } = bytes
  place = 0
  const bare = readFirst(bytes, 1)
  if (bare === 'yes') return 'yes'
  if (bytes.left < LENGTH_FIELD + HEADER_LENGTH) return couldBegin(bytes) ? 'need-more' : 'no'
  const length = bytes.peek16(0)
  if (length < HEADER_LENGTH) return 'no'
  bytes.pos = Math.min(pos + LENGTH_FIELD, end)
  bytes.end = Math.min(pos + LENGTH_FIELD + length, end)
  const isWhole = bytes.end === pos + LENGTH_FIELD + length
  const framed = readFirst(bytes, 1)
  bytes.pos = pos
  bytes.end = end
  place = LENGTH_FIELD
  if (framed === 'yes') return 'yes'
  const fits = leastLength() <= length - HEADER_LENGTH
  return framed === 'need-more' && !isWhole && fits ? 'need-more' : 'no'
}

/** The first bytes of a message over TCP: a length, an opcode that exists, the zero bit, and at most one question. */
function couldBegin(bytes: Cursor): boolean {
  const { left } = bytes
  if (left >= 2 && bytes.peek16(0) < HEADER_LENGTH) return false
  if (left >= 5 && (bytes.peek(4) & 0x78) > OPCODE.stateful << 3) return false
  if (left >= 6 && (bytes.peek(5) & 0x40) !== 0) return false
  return left < 8 || bytes.peek16(6) <= 1
}

/** Asked of the first message alone: in a dialogue that is identified any message of this form is one of it. */
function isUnicast(view: DataView): boolean {
  return !isMulticastDns(view) && !isLinkLocalName(view) && !isNetbiosName(view)
}

/** An answer that does not repeat its question belongs to the one under its id (RFC 5936, 2.2.1). */
function operationFor(view: DataView, hasEntry: boolean, state: State): Operation {
  const { last } = state
  const repeats = hasEntry && walk.section === SECTION.question
  if (walk.isResponse && !repeats && last !== undefined && state.lastId === walk.id) return last
  const operation = operationOf(view, hasEntry, state)
  if (walk.isResponse) return operation
  state.lastId = walk.id
  state.last = operation
  return operation
}

/** Of one key are the opcode, the type and the name asked for, whatever the case of its letters. */
function operationOf(view: DataView, hasEntry: boolean, state: State): Operation {
  const isAsked = hasEntry && walk.section === SECTION.question
  const type = isAsked ? walk.type : 0
  const { operations } = state
  const key = ((isAsked ? walk.name.hash(view) : 0) * 0x1_0000 + type) * 16 + walk.opcode
  const found = operations.find(key)
  if (found !== undefined) return found
  const code = queryCode(walk.opcode, type)
  return operations.add(key, classOf(walk.opcode, type), code, '', isAsked ? walk.name.text(view) : '')
}

/**
 * A query asks where somebody is (RFC 1035, 3.7); a transfer reads a zone out (RFC 5936). By an update hosts
 * keep their own names, as they do by NBNS (RFC 2136, 1); a NOTIFY tells that they have changed (RFC 1996, 1).
 */
function classOf(opcode: number, type: number): OperationClass {
  switch (opcode) {
    case OPCODE.query:
      return type === TYPE.axfr || type === TYPE.ixfr ? 'read' : 'discover'
    case OPCODE.status:
      return 'diagnose'
    case OPCODE.notify:
      return 'publish'
    case OPCODE.update:
    case OPCODE.stateful:
      return 'session'
    default:
      return 'unknown'
  }
}
