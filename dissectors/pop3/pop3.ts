/*
 * POP3: how mail is fetched, by a server of alarms as by people. Text.
 * RFC 1939 (commands and replies), RFC 2595 (STLS), RFC 5034 (AUTH). TCP port 110.
 * What mails say is not read; nor is what a client proves itself with.
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { isAbandoned, SASL_IN_CLEAR } from '../kit/sasl.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { isGreetingText, lengthOfLine, textEnd, wordEnd, wordIn } from '../kit/text-line.ts'
import {
  APOP,
  AUTH,
  classOfCommand,
  describeCommand,
  linesOf,
  OTHER,
  PASS,
  STLS,
  UNASKED,
  USER,
  VERBS,
} from './commands.ts'
import { directionOfLine, isOk, isReply, MAX_LINE, probeLines } from './line-shape.ts'
import { Pop3State } from './pop3-state.ts'

/** Characters that are kept of an account, a greeting, a mechanism. */
export const MAX_ACCOUNT = 64
export const MAX_BANNER = 200
const MAX_METHOD = 20
const DOT = 0x2e
const PLUS = 0x2b
const FAILED = 1
/** RFC 1939, 7: what APOP's digest is made of, another one in each greeting. */
const STAMP = /\s*<[^>]*>/

export const pop3 = defineDissector<Pop3State>({
  name: 'pop3',
  title: 'POP3',
  carriers: [{ over: 'tcp', ports: [110] }],
  depth: {
    decodes: 'commands and their replies; sign-in; STLS',
    identity: 'greeting',
    missing: 'what mails say (on purpose); what follows STLS',
  },
  maxMessage: MAX_LINE,

  probe: probeLines,

  directionOf: directionOfLine,

  messageLength: lengthOfLine,

  newState: () => new Pop3State(),

  dissect(message: Cursor, info: MessageInfo, state: Pop3State, sink: Sink): void {
    if (info.afterGap) state.forget()
    if (info.direction === 'to-server') dissectLine(message, state, sink)
    else dissectReply(message, state, sink)
  },

  content: {
    isEncrypted: true,

    next: (state: Pop3State): number => (state.isTls ? Number.POSITIVE_INFINITY : 0),
    look: () => 0,
    dissect: () => {},
  },

  describe: describeCommand,
})

function dissectLine(message: Cursor, state: Pop3State, sink: Sink): void {
  const { view, pos, end } = message
  const to = wordEnd(view, pos, end)
  if (state.inAuth && isAbandoned(view, pos, end)) state.hasAbandoned = true
  if (state.inAuth || to === pos) return
  const code = Math.max(OTHER, wordIn(VERBS, view, pos, to))
  message.pos = Math.min(to + 1, end)
  const hasArgument = textEnd(view, message.pos, end) > message.pos
  const lines = linesOf(code)
  const operation = operationOf(code, state)
  state.ask(operation, lines === 'many' || (lines === 'many-of-all' && !hasArgument))
  sink.operation('request', operation, 0)
  if (code === USER || code === APOP) state.user = wordText(message, MAX_ACCOUNT)
  if (code === PASS) sayCredential('POP3 PASS', true, state, sink)
  else if (code === APOP) sayCredential('POP3 APOP', false, state, sink)
  else if (code === AUTH && hasArgument) {
    state.method = wordText(message, MAX_METHOD).toUpperCase()
    state.inAuth = true
    state.hasAbandoned = false
  }
}

function dissectReply(message: Cursor, state: Pop3State, sink: Sink): void {
  const { view, pos, end } = message
  if (state.inText) {
    // RFC 1939, 3: a dot alone ends a reply of several lines.
    if (view.getUint8(pos) === DOT && textEnd(view, pos, end) === pos + 1) state.inText = false
    return
  }
  if (!isReply(message)) {
    // RFC 5034, 4: a step of a sign-in. Joined midway, it may be a line of a mail.
    if (end > pos && view.getUint8(pos) !== PLUS && state.asked !== undefined) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
    }
    return
  }
  const isSuccess = isOk(view, pos, end)
  const { asked } = state
  if (asked === undefined) {
    greet(message, isSuccess, state, sink)
    return
  }
  state.inText = state.answer() && isSuccess
  sink.operation('response', asked, isSuccess ? 0 : FAILED)
  endCommand(asked.code, isSuccess, state, sink)
}

function endCommand(code: number, isSuccess: boolean, state: Pop3State, sink: Sink): void {
  if (code === AUTH && state.inAuth) {
    state.inAuth = false
    if (state.hasAbandoned) return
    sayCredential(`POP3 AUTH ${state.method}`.trim(), SASL_IN_CLEAR.includes(state.method), state, sink)
  } else if (code === STLS && isSuccess) {
    state.isTls = true
    sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
    return
  } else if (code !== PASS && code !== APOP) return
  sink.observe({ kind: 'session', state: isSuccess ? 'opened' : 'refused', security: 'none', user: state.user })
}

/** A reply to nothing is a greeting, or that of a command which was not seen. */
function greet(message: Cursor, isSuccess: boolean, state: Pop3State, sink: Sink): void {
  if (!isSuccess) {
    sink.operation('response', operationOf(UNASKED, state), FAILED)
    return
  }
  const { view, pos, end } = message
  message.pos = wordEnd(view, pos, end)
  const length = Math.min(textEnd(view, message.pos, end) - message.pos, MAX_BANNER)
  const banner = message.text(length, 'utf8').replace(STAMP, '').trim()
  if (isGreetingText(banner)) sayFacts('server', '', 'POP3 greeting', { banner }, sink)
}

function sayCredential(method: string, isClear: boolean, { user }: Pop3State, sink: Sink): void {
  const protection = isClear ? 'clear' : 'protected'
  sink.observe({ kind: 'credential', of: 'client', method, account: user, protection })
}

function operationOf(code: number, { operations }: Pop3State): Operation {
  return operations.find(code) ?? operations.add(code, classOfCommand(code), code, '', '')
}

/** The word at the cursor. */
function wordText(message: Cursor, most: number): string {
  const { view, pos, end } = message
  return message.text(Math.min(wordEnd(view, pos, end) - pos, most), 'utf8')
}
