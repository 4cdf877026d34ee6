/*
 * FTP, the control connection. Text.
 * RFC 959 (commands and replies), RFC 4217 (TLS), RFC 2428 (EPSV). TCP port 21.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Fact, Operation, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import {
  AUTH,
  argumentOf,
  classOfCommand,
  commandCode,
  describeCommand,
  EPRT,
  PASS,
  PORT,
  SYST,
  UNASKED,
  USER,
} from './commands.ts'
import { FtpState } from './ftp-state.ts'
import {
  directionOfLines,
  isReplyAt,
  lengthOfLines,
  MAX_LINES,
  probeLines,
  replyCode,
  signalsEnd,
  wordEnd,
} from './line-shape.ts'

/** Characters that are kept of a path, an account, a greeting. */
export const MAX_PATH = 128
export const MAX_ACCOUNT = 64
export const MAX_BANNER = 200
const READY = 220
const PRELIMINARY = 200
const FIRST_ERROR = 400
const SYSTEM_TYPE = 215
const PASSIVE = 227
const EXTENDED_PASSIVE = 229
const SIGNED_IN = 230
const TLS_BEGINS = 234
const NOT_SIGNED_IN = 530

export const ftp = defineDissector<FtpState>({
  name: 'ftp',
  title: 'FTP',
  carriers: [{ over: 'tcp', ports: [21] }],
  depth: {
    decodes: 'commands with their paths, final replies; sign-in; data connections by their announcement (`ftp-data`)',
    identity: 'greeting, SYST',
    missing: 'what data connections carry; what follows AUTH TLS',
  },
  maxMessage: MAX_LINES,

  probe: probeLines,

  directionOf: directionOfLines,

  messageLength: lengthOfLines,

  newState: () => new FtpState(),

  dissect(message: Cursor, info: MessageInfo, state: FtpState, sink: Sink): void {
    if (info.afterGap) state.forget()
    if (info.direction === 'to-client') {
      if (isReplyAt(message)) dissectReply(message, state, sink)
      else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
    } else dissectCommand(message, state, sink)
  },

  content: {
    isEncrypted: true,

    next(state: FtpState, direction: Direction): number {
      const isDue = direction === 'to-server' ? state.tlsToServer : state.tlsToClient
      if (direction === 'to-server') state.tlsToServer = false
      else state.tlsToClient = false
      return isDue ? Number.POSITIVE_INFINITY : 0
    },
    look: () => 0,
    dissect: () => {},
  },

  describe: describeCommand,
})

function dissectCommand(message: Cursor, state: FtpState, sink: Sink): void {
  const { view, end } = message
  const from = signalsEnd(view, message.pos, end)
  const to = wordEnd(view, from, end)
  // An empty line is no command.
  if (to === from) return
  const code = commandCode(view, from, to)
  message.pos = Math.min(to + 1, end)
  const operation = operationOf(code, message, state)
  state.ask(operation)
  sink.operation('request', operation, 0)
  if (code === PORT || code === EPRT) expectActive(code, message, sink)
  if (code === USER) state.user = lineText(message, MAX_ACCOUNT)
  if (code !== PASS) return
  sink.observe({ kind: 'credential', of: 'client', method: 'FTP PASS', account: state.user, protection: 'clear' })
}

/** Nothing that is typed behind PASS, USER and ACCT is part of it. */
function operationOf(code: number, argument: Cursor, state: FtpState): Operation {
  const { view, pos } = argument
  const shown = argumentOf(code)
  let end = pos
  if (shown === 'path') end = lineEnd(argument)
  else if (shown === 'word') end = wordEnd(view, pos, argument.end)
  const key = keyOfBytes(view, pos, end, code)
  const { operations } = state
  const found = operations.find(key)
  if (found !== undefined) return found
  const text = argument.text(Math.min(end - pos, MAX_PATH), 'utf8')
  argument.pos = pos
  return operations.add(key, classOfCommand(code, text), code, '', text)
}

function dissectReply(message: Cursor, state: FtpState, sink: Sink): void {
  const { view, pos } = message
  const code = replyCode(view, pos)
  message.pos = pos + Math.min(4, message.left)
  if (code === READY) {
    say('banner', lineText(message, MAX_BANNER), 'FTP greeting', sink)
    return
  }
  // RFC 959, 4.2: the final reply is still to come.
  if (code < PRELIMINARY) return
  const asked = state.answer()
  const { operations } = state
  const unasked = asked ?? operations.find(UNASKED) ?? operations.add(UNASKED, 'unknown', UNASKED, '', '')
  sink.operation('response', unasked, code < FIRST_ERROR ? 0 : code)
  if (asked !== undefined) tell(code, asked.code, message, state, sink)
}

/** What a reply means besides the success of its command. */
function tell(code: number, asked: number, message: Cursor, state: FtpState, sink: Sink): void {
  const { user } = state
  if (code === SYSTEM_TYPE && asked === SYST) say('os', lineText(message, MAX_BANNER), 'FTP SYST', sink)
  else if (code === PASSIVE || code === EXTENDED_PASSIVE) expectData(code, message, sink)
  else if (code === SIGNED_IN) sink.observe({ kind: 'session', state: 'opened', security: 'none', user })
  else if (code === NOT_SIGNED_IN && (asked === PASS || asked === USER)) {
    sink.observe({ kind: 'session', state: 'refused', security: 'none', user })
  } else if (code === TLS_BEGINS && asked === AUTH) {
    state.tlsToServer = true
    state.tlsToClient = true
  }
}

/** RFC 959, 4.1.2: 'h1,h2,h3,h4,p1,p2'; RFC 2428, 2: '|1|132.235.1.2|6275|'. */
function expectActive(code: number, argument: Cursor, sink: Sink): void {
  const text = lineText(argument, MAX_BANNER)
  const [, high = '', low = ''] = /^(?:\d+,){4}(\d{1,3}),(\d{1,3})$/.exec(text) ?? []
  const [, extended = ''] = /^\|[12]\|[^|]*\|(\d{1,5})\|$/.exec(text) ?? []
  announce('client', code === PORT ? Number(high) * 256 + Number(low) : Number(extended), sink)
}

function announce(of: Side, port: number, sink: Sink): void {
  if (port > 0 && port < 0x1_0000) sink.observe({ kind: 'expectation', of, over: 'tcp', port, protocol: 'ftp-data' })
}

/** RFC 959, 4.1.2: '(h1,h2,h3,h4,p1,p2)'; RFC 2428, 3: '(|||6446|)'. */
function expectData(code: number, message: Cursor, sink: Sink): void {
  const text = lineText(message, MAX_BANNER)
  const [, high = '', low = ''] = /(?:\d+,){4}(\d{1,3}),(\d{1,3})/.exec(text) ?? []
  const [, extended = ''] = /\|\|\|(\d{1,5})\|/.exec(text) ?? []
  const port = code === PASSIVE ? Number(high) * 256 + Number(low) : Number(extended)
  announce('server', port, sink)
}

function say(fact: Fact, text: string, message: string, sink: Sink): void {
  if (text === '') return
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message, facts: { [fact]: text } })
}

/** The rest of the line at the cursor. */
function lineText(message: Cursor, most: number): string {
  const { pos } = message
  const text = message.text(Math.min(lineEnd(message) - pos, most), 'utf8').trim()
  message.pos = pos
  return text
}

/** Where the line at the cursor ends, without its line end. */
function lineEnd({ view, pos, end }: Cursor): number {
  let at = pos
  while (at < end && view.getUint8(at) !== 10 && view.getUint8(at) !== 13) at++
  return at
}
