/*
 * Link-local multicast name resolution. Big-endian. RFC 4795, 2.1: the messages of DNS, with flags of its own. UDP port
 * 5355. Who answers owns the name; who asks says nothing of itself.
 */
import { queryCode } from '../dns/describe-query.ts'
import { couldBeLinkLocalName, readFirst } from '../dns/first-entry.ts'
import { hostAddress, isAddress } from '../dns/host-address.ts'
import { NameReader } from '../dns/name-reader.ts'
import { TYPE, typeName } from '../dns/record-types.ts'
import { RecordWalk, SECTION } from '../dns/record-walk.ts'
import { addressOfReverse } from '../dns/reverse-name.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'

const MAX_MESSAGE = 65_535
const QUERY = 0
/** Offset of the second byte of the flags, whose highest bit tells an answer. */
const FLAGS_AT = 2

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
}

export const llmnr = defineDissector<State>({
  name: 'llmnr',
  title: 'LLMNR',
  carriers: [{ over: 'udp', ports: [5355] }],
  depth: {
    decodes: 'queries and answers',
    identity: 'the name of who answers, about the addresses in the answer; not what is asked for',
    missing: 'LLMNR over TCP',
  },
  maxMessage: MAX_MESSAGE,

  // One question of class IN and a few types for a single label, and the bits that must be zero.
  probe(bytes: Cursor): Verdict {
    return readFirst(bytes, 1) === 'yes' && couldBeLinkLocalName(bytes.view) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left <= FLAGS_AT) return undefined
    return bytes.peek(FLAGS_AT) & 0x80 ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new SaidOnce() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos } = message
    const isMessage = walk.begin(message)
    if (isMessage) {
      const hasEntry = walk.next(message)
      const operation = operationOf(view, hasEntry, state)
      if (walk.isResponse) sink.operation('response', operation, walk.flags & 15)
      else sink.operation('request', operation, 0)
      for (let more = hasEntry; more; more = walk.next(message)) {
        if (walk.isResponse && walk.section === SECTION.answer) sayAnswer(view, info, state.said, sink)
      }
      if (walk.isLimited) sink.observe({ kind: 'undecoded', reason: 'unsupported', code: operation.code })
    }
    if (walk.problem !== '') sink.observe({ kind: 'malformed', reason: walk.problem, offset: message.pos - pos })
  },

  describe: (code: number) => ({ function: `query ${code}`, name: `Query ${typeName(code)}` }),
})

const walk = new RecordWalk()
const target = new NameReader()

/** Who has this name? RFC 4795, 2: an address is looked for. */
function operationOf(view: DataView, hasEntry: boolean, state: State): Operation {
  const type = hasEntry ? walk.type : 0
  const { operations } = state
  const key = (hasEntry ? walk.name.hash(view) : 0) * 0x1_0000 + type
  const found = operations.find(key)
  if (found !== undefined) return found
  return operations.add(key, 'discover', queryCode(QUERY, type), '', hasEntry ? walk.name.text(view) : '')
}

/** RFC 4795, 2.3: a responder answers for names that are its own, with the addresses that are its own. */
function sayAnswer(view: DataView, info: MessageInfo, said: SaidOnce, sink: Sink): void {
  const isHost = isAddress(walk)
  if (!isHost && walk.type !== TYPE.ptr) return
  const subject = keyOfBytes(view, walk.dataAt, walk.dataEnd, walk.name.hash(view) | 0)
  if (!said.isNew(subject, view, walk.dataAt, walk.dataEnd)) return
  const about = isHost ? hostAddress(view, walk.dataAt, walk.dataEnd) : addressOfReverse(walk.name.text(view))
  if (about === '') return
  if (!isHost && target.read(view, walk.base, walk.dataAt, walk.dataEnd) !== 'ok') return
  const name = isHost ? walk.name.text(view) : target.text(view)
  const of = info.direction === 'to-server' ? 'client' : 'server'
  const message = `LLMNR ${typeName(walk.type)}`
  sink.observe({ kind: 'identity', of, about, module: '', message, facts: { name } })
}
