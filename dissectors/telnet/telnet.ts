/*
 * Telnet. Commands in a stream of text.
 * RFC 854 (commands), RFC 855 (options), RFC 1091 (terminal type), RFC 2217 (serial ports), RFC 2946 (encryption).
 * TCP port 23; serial servers use any.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import {
  COM_PORT,
  classOfCommand,
  describeCommand,
  ENCRYPTION,
  IAC,
  isCommand,
  LINE,
  optionName,
  SB,
  SE,
  serialParameter,
  WILL,
} from './commands.ts'
import { sayOptionValue } from './option-values.ts'
import { PROMPT } from './sign-in-steps.ts'
import { directionOfPieces, isTextEnd, lengthOfPiece, MAX_PIECE, probePieces } from './stream-shape.ts'
import { TelnetState } from './telnet-state.ts'

/** RFC 2946: what follows this side's subnegotiation is encrypted. */
const ENCRYPT_START = 3
/** RFC 2217: a server answers with the number of the command and 100; what lies behind 105 are its own reports. */
const ANSWERED = 100
const LAST_SET = 5
/** A system that calls itself so at its prompt, where others have the name of the host. */
const SYSTEM = 'VxWorks'
const NO_NAMES = /^(?:please|enter|your|user|the|telnet|admin|account)$/i

export const telnet = defineDissector<TelnetState>({
  name: 'telnet',
  title: 'Telnet',
  carriers: [{ over: 'tcp', ports: [23, 2323] }],
  depth: {
    decodes: 'commands, options and subnegotiations; sign-in; how many lines are typed; settings of serial ports',
    identity: 'greeting and prompt, terminal type, USER of the environment',
    missing: 'what is typed and shown (on purpose); what follows ENCRYPT',
  },
  maxMessage: MAX_PIECE,

  probe: probePieces,

  directionOf: directionOfPieces,

  messageLength: lengthOfPiece,

  newState: () => new TelnetState(),

  dissect(message: Cursor, info: MessageInfo, state: TelnetState, sink: Sink): void {
    if (info.afterGap) {
      state.steps.forget()
      state.greeting.drop()
    }
    if (message.left === 0) return
    if (message.peek(0) === IAC) dissectCommand(message, info.direction, state, sink)
    else if (info.direction === 'to-client') hearServer(message, state, sink)
    else hearClient(message, state, sink)
  },

  content: {
    next(state: TelnetState, direction: Direction): number {
      const isDue = direction === 'to-server' ? state.encryptedToServer : state.encryptedToClient
      if (direction === 'to-server') state.encryptedToServer = false
      else state.encryptedToClient = false
      return isDue ? Number.POSITIVE_INFINITY : 0
    },
    look: () => 0,
    dissect: () => {},
  },

  describe: describeCommand,
})

function dissectCommand(message: Cursor, direction: Direction, state: TelnetState, sink: Sink): void {
  const { pos, left } = message
  const command = left > 1 ? message.peek(1) : 0
  // RFC 854: a 255 that is data is sent twice.
  if (command === IAC) return
  if (!isCommand(command) || (command >= SB && left < 3)) {
    sink.observe({ kind: 'malformed', reason: left > 1 && !isCommand(command) ? 'bad-value' : 'truncated', offset: 1 })
    return
  }
  if (command === SB) {
    dissectSubnegotiation(message, direction, state, sink)
    return
  }
  const isOption = command >= WILL
  const operation = operationOf(command, isOption ? message.peek(2) : -1, 0, state)
  sink.operation(isOption || direction === 'to-client' ? 'event' : 'request', operation, 0)
  message.pos = pos
}

function dissectSubnegotiation(message: Cursor, direction: Direction, state: TelnetState, sink: Sink): void {
  const { left } = message
  const option = message.peek(2)
  const isWhole = left >= 5 && message.peek(left - 1) === SE && message.peek(left - 2) === IAC
  if (!isWhole) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
    return
  }
  message.end -= 2
  message.pos += 3
  const first = message.left > 0 ? message.peek(0) : 0
  if (option === COM_PORT) {
    reportSerial(first, direction, state, sink)
    return
  }
  sink.operation('event', operationOf(SB, option, 0, state), 0)
  if (direction === 'to-server') sayOptionValue(option, message, state.said, sink)
  if (option !== ENCRYPTION || first !== ENCRYPT_START) return
  if (direction === 'to-server') state.encryptedToServer = true
  else state.encryptedToClient = true
  state.steps.forget()
  sink.observe({ kind: 'undecoded', reason: 'encrypted', code: SB })
}

/** RFC 2217: what a client sets changes how the device behind a serial port is spoken to. */
function reportSerial(number: number, direction: Direction, state: TelnetState, sink: Sink): void {
  const isReport = direction === 'to-client' && (number < ANSWERED || number > ANSWERED + LAST_SET)
  const parameter = direction === 'to-client' && number >= ANSWERED ? number - ANSWERED : number
  const role = isReport ? 'event' : direction === 'to-client' ? 'response' : 'request'
  sink.operation(role, operationOf(SB, COM_PORT, parameter + 1, state), 0)
}

/** @param parameter 1 more than that of a serial port; 0 for what has none */
function operationOf(command: number, option: number, parameter: number, state: TelnetState): Operation {
  const key = (command * 0x1_0000 + (option + 1)) * 0x400 + parameter
  const { operations } = state
  const found = operations.find(key)
  if (found !== undefined) return found
  const name = option < 0 ? '' : optionName(option)
  if (parameter === 0) return operations.add(key, classOfCommand(command), command, '', name)
  const isSet = parameter > 1 && parameter <= LAST_SET + 1
  const target = `${name} ${serialParameter(parameter - 1)}`
  return operations.add(key, isSet ? 'configure' : 'session', command, '', target)
}

function hearServer(message: Cursor, state: TelnetState, sink: Sink): void {
  const { view, pos, end } = message
  const { greeting, steps } = state
  greeting.add(view, pos, end)
  if (steps.fromServer(view, pos, end, sink) !== PROMPT.none && greeting.isOpen) sayGreeting(state, sink)
}

function hearClient(message: Cursor, state: TelnetState, sink: Sink): void {
  const { view, pos, end } = message
  if (state.greeting.isOpen) sayGreeting(state, sink)
  state.steps.fromClient(view, pos, end, sink)
  // The second half of a line end, or text that goes on.
  if (end - pos === 1 && view.getUint8(pos) !== 13) return
  if (isTextEnd(view.getUint8(end - 1))) sink.operation('request', operationOf(LINE, -1, 0, state), 0)
}

/** 'plc-7 login:' is how getty prompts: with the name of the host. */
function sayGreeting(state: TelnetState, sink: Sink): void {
  const banner = state.greeting.take()
  if (banner === '') return
  const facts: Partial<Record<Fact, string>> = { banner }
  const [, name = ''] = /^([A-Za-z0-9][\w.-]{0,63}) login:$/.exec(state.greeting.prompt) ?? []
  if (name === SYSTEM) facts.os = name
  else if (name !== '' && !NO_NAMES.test(name)) facts.name = name
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: 'Telnet greeting', facts })
}
