/*
 * EtherNet/IP encapsulation. Little-endian.
 * The CIP Networks Library, Volume 2: EtherNet/IP Adaptation of CIP, section 2-3 (header: command, length of the data,
 * session handle, status, sender context of 8 bytes, options) and 2-4 (commands). What SendRRData and SendUnitData carry
 * is handed on to CIP, from the status on.
 */
import { CONNECTED_DATA, CommonPacket, UNCONNECTED_DATA } from '../cip/common-packet.ts'
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
import { keyOfBytes, Operations } from '../kit/operations.ts'
import {
  commandClass,
  commandName,
  isKnownCommand,
  isList,
  isSend,
  LIST_IDENTITY,
  LIST_SERVICES,
  REGISTER_SESSION,
  UNREGISTER_SESSION,
} from './encapsulation-commands.ts'
import { directionOfMessage, probeStream } from './encapsulation-shape.ts'
import { listedFacts } from './list-replies.ts'

export const HEADER_LENGTH = 24
/** Section 2-3.2: the length field. */
export const MAX_DATA = 65_511
const STATUS_AT = 8
/** Interface handle and timeout, before the items. */
const SEND_HEADER = 6
const MAX_COMMAND = 0x00ff

interface State {
  readonly operations: Operations
  readonly packet: CommonPacket
  /** What was last said of each list command, so that a device that is polled costs nothing. */
  said: number
}

export const enip = defineDissector<State>({
  name: 'enip',
  title: 'EtherNet/IP',
  carriers: [
    { over: 'tcp', ports: [44818] },
    { over: 'udp', ports: [44818] },
  ],
  depth: {
    decodes: 'all encapsulation commands, sessions, items; what they carry is CIP',
    identity: 'ListIdentity, ListServices',
    missing: 'CIP Security: TLS and DTLS on port 2221, named so, and encrypted',
  },
  maxMessage: HEADER_LENGTH + MAX_DATA,

  /* 32 bits of command and length, 32 of status, 32 of options; of a command that carries CIP, its items as well. */
  probe: (bytes: Cursor): Verdict => probeStream(bytes),

  directionOf: (bytes: Cursor): Direction | undefined => directionOfMessage(bytes),

  messageLength,

  newState: () => ({ operations: new Operations(), packet: new CommonPacket(), said: -1 }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos: start } = message
    if (message.left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const command = view.getUint16(start, true)
    const status = view.getUint32(start + 8, true)
    const isRequest = (isList(command) ? directionOfMessage(message) : info.direction) === 'to-server'
    const operation =
      state.operations.find(command) ?? state.operations.add(command, commandClass(command), command, '', '')
    sink.operation(isRequest ? 'request' : 'response', operation, status)
    message.skip(HEADER_LENGTH)
    if (isSend(command)) handOn(message, start, status, state, sink)
    else if (!isKnownCommand(command)) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: command })
    } else if (!isRequest && (command === LIST_IDENTITY || command === LIST_SERVICES)) {
      observeList(message, command, info.direction, state, sink)
    } else observeSession(command, isRequest, status, sink)
  },

  describe: (code) => ({ function: `command 0x${code.toString(16).padStart(2, '0')}`, name: commandName(code) }),
})

/** A command that is not known is believed when the rest of its header is as it must be. */
function messageLength(bytes: Cursor): number {
  if (bytes.left < 4) return bytes.left < 2 || bytes.peek(1) === 0 ? NEED_MORE : NOT_A_MESSAGE
  const command = bytes.peek(0) | (bytes.peek(1) << 8)
  const length = bytes.peek(2) | (bytes.peek(3) << 8)
  if (command > MAX_COMMAND || length > MAX_DATA) return NOT_A_MESSAGE
  if (!isKnownCommand(command)) {
    if (bytes.left < HEADER_LENGTH) return NEED_MORE
    if (bytes.peek16(20) !== 0 || bytes.peek16(22) !== 0 || bytes.peek16(10) !== 0) return NOT_A_MESSAGE
  }
  return HEADER_LENGTH + length
}

function handOn(message: Cursor, start: number, status: number, state: State, sink: Sink): void {
  const { view, end } = message
  const isCip = message.left >= SEND_HEADER && view.getUint32(message.pos, true) === 0
  if (!isCip) {
    // A refusal carries nothing; section 2-4.7 gives handle 0 to CIP, and no other has been given out.
    if (message.left >= SEND_HEADER)
      sink.observe({ kind: 'undecoded', reason: 'unsupported', code: view.getUint16(start, true) })
    else if (status === 0) sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - start })
    return
  }
  const { packet } = state
  message.skip(SEND_HEADER)
  const fits = packet.read(message)
  if (!fits) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - start })
  if (packet.dataType !== CONNECTED_DATA && packet.dataType !== UNCONNECTED_DATA) return
  sink.handOff(message.reset(view, start + STATUS_AT, end))
}

function observeList(message: Cursor, command: number, direction: Direction, state: State, sink: Sink): void {
  const { view, pos, end } = message
  const value = keyOfBytes(view, pos, end, command)
  if (value === state.said) return
  state.said = value
  const facts = listedFacts(message)
  if (Object.keys(facts).length === 0) return
  const of = direction === 'to-server' ? 'client' : 'server'
  sink.observe({ kind: 'identity', of, about: '', module: '', message: commandName(command), facts })
}

function observeSession(command: number, isRequest: boolean, status: number, sink: Sink): void {
  if (command === REGISTER_SESSION && !isRequest) {
    sink.observe({ kind: 'session', state: status === 0 ? 'opened' : 'refused', security: 'none', user: '' })
  } else if (command === UNREGISTER_SESSION && isRequest) {
    sink.observe({ kind: 'session', state: 'closed', security: 'none', user: '' })
  }
}
