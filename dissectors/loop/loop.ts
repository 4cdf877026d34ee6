/*
 * The Configuration Testing Protocol of Ethernet, which a station has its frames sent back by: ports of many switches send
 * one to themselves every ten seconds, to find loops. Little-endian. EtherType 0x9000.
 * The Ethernet, version 2.0 (Digital, Intel, Xerox, 1982), chapter 8.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { Operations } from '../kit/operations.ts'

const MAX_MESSAGE = 1500
const SKIP_LENGTH = 2
const FUNCTION_LENGTH = 2
/** Each station that was to pass the message on took this much of it. */
const FORWARD_LENGTH = 8
const REPLY = 1
const FORWARD_DATA = 2

interface State {
  readonly operations: Operations
  isSaid: boolean
}

export const loop = defineDissector<State>({
  name: 'loop',
  title: 'Configuration Testing Protocol (loopback)',
  carriers: [{ over: 'ethernet', etherTypes: [0x9000], isAssigned: true }],
  depth: {
    decodes: 'messages to be sent back, and those that came back',
    identity: 'ports of switches that send to themselves',
    missing: '',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (functionOf(bytes) === 0 ? 'no' : 'yes'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), isSaid: false }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { operations } = state
    const code = functionOf(message)
    if (code === 0) {
      sink.observe({ kind: 'malformed', reason: message.short ? 'truncated' : 'bad-value', offset: SKIP_LENGTH })
      return
    }
    sink.operation('event', operations.find(code) ?? operations.add(code, 'diagnose', code, '', ''), 0)
    if (info.sourceMac !== info.targetMac || code !== REPLY || state.isSaid) return
    state.isSaid = true
    sink.observe({
      kind: 'identity',
      of: 'client',
      about: '',
      module: '',
      message: 'a message to itself',
      facts: { role: 'switch' },
    })
  },

  describe: (code: number) => ({ function: String(code), name: code === REPLY ? 'Reply' : 'Forward Data' }),
})

/** What is to be done with the message next: the function behind what has been done with it; 0 where there is none. */
function functionOf(bytes: Cursor): number {
  const done = bytes.peek(0) | (bytes.peek(1) << 8)
  const at = SKIP_LENGTH + done
  if (done % FORWARD_LENGTH !== 0 || bytes.left < at + FUNCTION_LENGTH) return 0
  const code = bytes.peek(at) | (bytes.peek(at + 1) << 8)
  return code === REPLY || (code === FORWARD_DATA && bytes.left >= at + FORWARD_LENGTH) ? code : 0
}
