/*
 * BGP-4, by which routers of different networks tell each other what they reach. Big-endian. TCP port 179.
 * RFC 4271 clause 4 (messages) and 6 (errors), RFC 2918 and RFC 7313 (refresh), RFC 8654 (long messages).
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
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf, sideNumber } from '../kit/sender-of.ts'
import { familyOf, familyText } from './families.ts'
import { errorText, isCollision, isHardReset } from './notification.ts'
import { BgpOpen } from './open.ts'
import { BgpUpdate } from './update.ts'

const MARKER_LENGTH = 16
const HEADER_LENGTH = 19
const LENGTH_AT = 16
const TYPE_AT = 18
const VERSION = 4
/** RFC 8654: 4096 unless both say that they can take longer ones. */
const MAX_MESSAGE = 65_535
const TYPE = { open: 1, update: 2, notification: 3, keepalive: 4, refresh: 5 } as const
const NAMES: readonly string[] = ['', 'OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH']
/** The shortest message of each type. */
const LEAST: readonly number[] = [0, 29, 23, 21, 19, 23]
/** RFC 7313 clause 4: which part of a refresh. */
const REFRESHES: readonly string[] = ['asks for all of', 'begins all of', 'has told all of']
/** Routers tell each other what there is to be reached, as bridges do in a spanning tree: discover. An error ends that: alarm. */
const CLASSES: readonly OperationClass[] = ['unknown', 'session', 'discover', 'alarm', 'diagnose', 'discover']

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
  /** Bit by bit: which sides have opened, and that both have said that they go on with it. */
  opened: number
}

const BOTH = 3
const ESTABLISHED = 4

export const bgp = defineDissector<State>({
  name: 'bgp',
  title: 'BGP-4',
  carriers: [{ over: 'tcp', ports: [179] }],
  depth: {
    decodes: 'all messages; families of the routes that are announced and withdrawn, errors by name, sessions',
    identity: 'routers, their ids, autonomous systems, host names, software and capabilities',
    missing: 'the routes themselves; signatures of TCP (RFC 5925)',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (!hasMarker(bytes)) return 'no'
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    const type = bytes.peek(TYPE_AT)
    const length = bytes.peek16(LENGTH_AT)
    const least = LEAST[type] ?? 0
    return least === 0 || length < least || (type === TYPE.keepalive && length > least) ? 'no' : 'yes'
  },

  // Both sides send the same messages; who has connected is the client.
  directionOf: (): Direction | undefined => undefined,

  messageLength(bytes: Cursor): number {
    if (!hasMarker(bytes)) return NOT_A_MESSAGE
    if (bytes.left < HEADER_LENGTH) return NEED_MORE
    const length = bytes.peek16(LENGTH_AT)
    return length < HEADER_LENGTH ? NOT_A_MESSAGE : length
  },

  newState: () => ({ operations: new Operations(), said: new Map(), opened: 0 }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { left } = message
    const type = left < HEADER_LENGTH ? 0 : message.peek(TYPE_AT)
    if (left < HEADER_LENGTH || left < (LEAST[type] ?? 0)) {
      sink.observe({ kind: 'malformed', reason: left < HEADER_LENGTH ? 'truncated' : 'bad-length', offset: left })
      return
    }
    message.skip(HEADER_LENGTH)
    switch (type) {
      case TYPE.open:
        open(message, senderOf(info), state, sink)
        return
      case TYPE.update:
        update.read(message)
        sink.operation('event', updateOf(state), 0)
        if (!update.isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
        return
      case TYPE.notification:
        notification(message, state, sink)
        return
      case TYPE.keepalive:
        sink.operation('event', operationOf(type, 0, state) ?? add(type, 0, '', state), 0)
        if (state.opened === BOTH) session('opened', state, sink)
        return
      case TYPE.refresh:
        sink.operation('event', refreshOf(message, state), 0)
        return
      default:
        sink.operation('event', operationOf(type, 0, state) ?? add(type, 0, '', state), 0)
        sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
    }
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] || `type ${code}` }),
})

const update = new BgpUpdate()
const opened = new BgpOpen()

/** RFC 4271 clause 4.1: all ones. Of fewer bytes, as far as they go. */
function hasMarker({ view, pos, end }: Cursor): boolean {
  const last = Math.min(end, pos + MARKER_LENGTH)
  for (let at = pos; at < last; at++) if (view.getUint8(at) !== 0xff) return false
  return true
}

function operationOf(type: number, more: number, { operations }: State): Operation | undefined {
  return operations.find(more * 256 + type)
}

function add(
  type: number,
  more: number,
  target: string,
  { operations }: State,
  operationClass = classOf(type),
): Operation {
  return operations.add(more * 256 + type, operationClass, type, '', target)
}

function classOf(type: number): OperationClass {
  return CLASSES[type] ?? 'unknown'
}

function open(body: Cursor, of: Side, state: State, sink: Sink): void {
  sink.operation('event', operationOf(TYPE.open, 0, state) ?? add(TYPE.open, 0, '', state), 0)
  const { view, pos, end } = body
  if (body.peek(0) !== VERSION) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: HEADER_LENGTH })
    return
  }
  state.opened |= 1 << sideNumber(of)
  if (!isNews(state.said, sideNumber(of), view, pos, end)) return
  opened.read(body)
  if (!opened.isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
  const { as, id, name, software, capabilities } = opened
  const facts = {
    role: 'router',
    'network-address': `BGP router ${id} of AS ${as}`,
    name,
    software,
    capability: capabilities.join(', '),
  }
  sayFacts(of, '', 'BGP OPEN', facts, sink)
}

function updateOf(state: State): Operation {
  const sets = (update.announced * 0x1_0000 + update.withdrawn) * 0x1_0000 + update.ended
  return operationOf(TYPE.update, sets, state) ?? add(TYPE.update, sets, update.text, state)
}

/** RFC 4271 clause 6: the connection is closed after it. Of two connections, the one that is not needed ends so, too. */
function notification(body: Cursor, state: State, sink: Sink): void {
  const code = body.u8()
  const subcode = body.u8()
  const inner = isHardReset(code, subcode) ? body.u16() : 0
  const more = (code * 256 + subcode) * 0x1_0000 + inner
  const known = operationOf(TYPE.notification, more, state)
  const operationClass = isCollision(code, subcode) ? 'session' : 'alarm'
  const reason = inner === 0 ? '' : `, ${errorText(inner >> 8, inner & 0xff)}`
  const target = known === undefined ? `${errorText(code, subcode)}${reason}` : ''
  sink.operation('event', known ?? add(TYPE.notification, more, target, state, operationClass), 0)
  // Of one that was joined midway neither side has been seen to open it.
  session(state.opened === 0 || state.opened >= ESTABLISHED ? 'closed' : 'refused', state, sink)
}

function session(outcome: 'opened' | 'closed' | 'refused', state: State, sink: Sink): void {
  state.opened = outcome === 'opened' ? BOTH + ESTABLISHED : 0
  sink.observe({ kind: 'session', state: outcome, security: 'unknown', user: '' })
}

/** RFC 2918 clause 3, RFC 7313 clause 3: address family, what it is, the subsequent one. */
function refreshOf(body: Cursor, state: State): Operation {
  const family = familyOf(body.u16(), body.peek(1))
  const part = body.u8()
  const more = family * 256 + part
  const known = operationOf(TYPE.refresh, more, state)
  if (known !== undefined) return known
  return add(TYPE.refresh, more, `${REFRESHES[part] ?? `subtype ${part}`} ${familyText(family)}`, state)
}
