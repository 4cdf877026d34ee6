/*
 * RIP, versions 1 and 2, and RIPng. Big-endian. UDP ports 520, and 521 for RIPng.
 * RFC 1058 clause 3 (version 1), RFC 2453 clauses 3 and 4 (version 2), RFC 4822 (its digests), RFC 2080 clause 2 (RIPng).
 * A request for the whole table is the same in version 1 and in RIPng, so they are one protocol here.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationRole, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf, sideNumber } from '../kit/sender-of.ts'
import { AUTHENTICATION, authenticationOf, COMMAND, HEADER_LENGTH, isWhole, KIND, kindOf } from './shape.ts'

const MAX_MESSAGE = 65_535
/** RFC 1058 clause 3.1, RFC 2091 clause 3 (the triggered ones). */
const NAMES: Readonly<Record<number, string>> = {
  [COMMAND.request]: 'Request',
  [COMMAND.response]: 'Response',
  9: 'Triggered Request',
  10: 'Triggered Response',
  11: 'Triggered Acknowledgement',
}
const TARGETS: Readonly<Record<number, string>> = {
  [KIND.version1]: 'routes of version 1',
  [KIND.version2]: 'routes of version 2',
  [KIND.ripng]: 'routes of RIPng',
  [KIND.table]: 'whole table',
}
/** Statements that are told apart, by either side. */
const SAID = { router: 0, authentication: 2 } as const

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
  /** Whether routes have been asked for: what is sent without that is an announcement. */
  wasAsked: boolean
}

export const rip = defineDissector<State>({
  name: 'rip',
  title: 'RIP and RIPng',
  carriers: [{ over: 'udp', ports: [520, 521] }],
  depth: {
    decodes: 'requests and responses of versions 1 and 2 and of RIPng',
    identity: 'who announces routes; how it authenticates',
    missing: 'the routes themselves, triggered RIP (RFC 2091)',
  },
  maxMessage: MAX_MESSAGE,

  // The first route tells it: the last one may not have been captured.
  probe: (bytes: Cursor): Verdict => (kindOf(bytes) !== KIND.none ? 'yes' : 'no'),

  // Routers announce what they know without being asked, too.
  directionOf: (bytes: Cursor): Direction | undefined =>
    bytes.left > 0 && bytes.peek(0) === COMMAND.request ? 'to-server' : undefined,

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map(), wasAsked: false }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, left } = message
    if (left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    const command = view.getUint8(pos)
    const of = senderOf(info)
    sink.operation(roleOf(command, of, state), operationOf(command, kindOf(message), state), 0)
    if (command !== COMMAND.request && command !== COMMAND.response) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: command })
      return
    }
    if (!isWhole(message)) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
    if (command === COMMAND.response && isNews(state.said, SAID.router + sideNumber(of), view, pos, pos + 2)) {
      sayFacts(of, '', 'RIP Response', { role: 'router' }, sink)
    }
    sayAuthentication(message, of, state, sink)
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? `command ${code}` }),
})

function roleOf(command: number, of: Side, state: State): OperationRole {
  if (command === COMMAND.request) {
    state.wasAsked = true
    return 'request'
  }
  return command === COMMAND.response && of === 'server' && state.wasAsked ? 'response' : 'event'
}

/** Routers tell each other what there is to be reached, as bridges do in a spanning tree: discover. */
function operationOf(command: number, kind: number, state: State): Operation {
  const key = command * 8 + kind
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const operationClass = NAMES[command] === undefined ? 'unknown' : 'discover'
  return state.operations.add(key, operationClass, command, '', TARGETS[kind] ?? '')
}

/** Only whether there is a password: what it is, is not read. */
function sayAuthentication(message: Cursor, of: Side, state: State, sink: Sink): void {
  const kind = authenticationOf(message)
  if (kind === 0) return
  const at = message.pos + HEADER_LENGTH
  if (!isNews(state.said, SAID.authentication + sideNumber(of), message.view, at, at + 4)) return
  const isPassword = kind === AUTHENTICATION.password
  const method = isPassword ? 'RIP text password' : 'RIP cryptographic authentication'
  sink.observe({ kind: 'credential', of, method, account: '', protection: isPassword ? 'clear' : 'protected' })
}
