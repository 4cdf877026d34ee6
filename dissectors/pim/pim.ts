/*
 * PIM, version 2: which routers want the packets of which multicast group. Big-endian. IP protocol 103.
 * RFC 7761 clause 4.9 (sparse mode), RFC 3973 clause 4.7 (dense mode), RFC 5059 clause 4 (bootstrap), RFC 5015 clause 3.7
 * (bidirectional), RFC 6754 clause 3 (redirects), RFC 8364 clause 3 (flooding of sources).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { senderOf } from '../kit/sender-of.ts'
import { BROKEN, isFamily } from './encoded-address.ts'
import { HelloOptions } from './hello-options.ts'
import { type Said, sayCandidate, sayHello, sayRouter, sayUpstream } from './say-router.ts'
import { addressAt, isAboutGroups, isNullRegister, keyStart, subjectEnd, subjectText, TYPE } from './subject.ts'

const MAX_MESSAGE = 65_535
const VERSION = 2
const HEADER_LENGTH = 4
/** Beside the types: a hello or a register that says something else. */
const SAYS_GOODBYE = 0x100
const IS_NULL = 0x200
const NAMES: Readonly<Record<number, string>> = {
  [TYPE.hello]: 'Hello',
  [TYPE.register]: 'Register',
  [TYPE.registerStop]: 'Register-Stop',
  [TYPE.join]: 'Join/Prune',
  [TYPE.bootstrap]: 'Bootstrap',
  [TYPE.assert]: 'Assert',
  [TYPE.graft]: 'Graft',
  [TYPE.graftAcknowledgment]: 'Graft-Ack',
  [TYPE.candidate]: 'Candidate-RP-Advertisement',
  [TYPE.stateRefresh]: 'State Refresh',
  [TYPE.election]: 'DF Election',
  [TYPE.redirect]: 'ECMP Redirect',
  [TYPE.flooding]: 'PFM',
  [TYPE.hello + SAYS_GOODBYE]: 'Hello (Goodbye)',
  [TYPE.register + IS_NULL]: 'Null-Register',
}

interface State {
  readonly operations: Operations
  readonly said: Said
}

export const pim = defineDissector<State>({
  name: 'pim',
  title: 'PIM',
  carriers: [{ over: 'ip', protocols: [103] }],
  depth: {
    decodes: 'all types of version 2; groups that are joined and left, flows that are registered, rendezvous points',
    identity: 'routers, their priority, generation and other addresses, upstream neighbours, candidates for rendezvous',
    missing: 'packets inside registers, sources of joins, lists of rendezvous points; version 1, which is IGMP',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isPim(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end, left } = message
    if (left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    const first = view.getUint8(pos)
    if (first >> 4 !== VERSION) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    const type = first & 15
    const body = pos + HEADER_LENGTH
    const to = subjectEnd(type, view, body, end)
    if (type === TYPE.hello) options.read(view, body, end)
    sink.operation('event', operationOf(type, view, body, to, end, state), 0)
    if (NAMES[type] === undefined) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
      return
    }
    const of = senderOf(info)
    sayRouter(view, pos, of, state.said, sink)
    if (to === BROKEN || (type === TYPE.hello && !options.isWhole)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
    } else if (type === TYPE.hello) sayHello(options, view, body, end, of, state.said, sink)
    else if (type === TYPE.candidate) sayCandidate(view, body, to, of, state.said, sink)
    else if (type === TYPE.join || type === TYPE.graft) sayUpstream(view, body, end, of, state.said, sink)
  },

  describe: (code) => ({ function: String(code & 0xff), name: NAMES[code] ?? `type ${code}` }),
})

const options = new HelloOptions()

/** The version and a type that exist, and an address of a family that exists; of hellos and registers, the reserved byte. */
function isPim({ view, pos, left }: Cursor): boolean {
  if (left < HEADER_LENGTH || view.getUint8(pos) >> 4 !== VERSION) return false
  const type = view.getUint8(pos) & 15
  if (type <= TYPE.register) return view.getUint8(pos + 1) === 0
  const at = addressAt(type, pos + HEADER_LENGTH)
  if (at === BROKEN) return NAMES[type] !== undefined
  return at < pos + left && isFamily(view.getUint8(at))
}

function operationOf(type: number, view: DataView, body: number, to: number, end: number, state: State): Operation {
  const isGoodbye = type === TYPE.hello && options.isGoodbye
  const code = type + (isGoodbye ? SAYS_GOODBYE : isNullRegister(type, view, body, end) ? IS_NULL : 0)
  const from = to === BROKEN ? to : keyStart(type, view, body, to)
  const key = keyOfBytes(view, from, to, code)
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const target = to === BROKEN ? '' : subjectText(type, view, body, to)
  return state.operations.add(key, classOf(code), code, '', target)
}

/**
 * Routers find each other, and agree who does what: discover. Joining, leaving and registering open and close the way of a
 * group, as in IGMP: session. A router that leaves forwards no longer: alarm.
 */
function classOf(code: number): OperationClass {
  if (NAMES[code] === undefined) return 'unknown'
  if (code === TYPE.hello + SAYS_GOODBYE) return 'alarm'
  const type = code & 15
  const isOfGroup = isAboutGroups(type) || type === TYPE.register || type === TYPE.registerStop
  return isOfGroup ? 'session' : 'discover'
}
