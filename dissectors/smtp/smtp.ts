/*
 * SMTP: how devices and servers send alarms and reports by mail. Text.
 * RFC 5321 (commands and replies), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 3030 (BDAT). TCP ports 25 and 587 (RFC 6409).
 * What mails say, and to whom they go, is not read; nor is what a client proves itself with.
 */
import { isReplyAt, replyCode, wordEnd } from '../ftp/line-shape.ts'
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { isAbandoned, SASL_IN_CLEAR } from '../kit/sasl.ts'
import { sayFacts } from '../kit/say-facts.ts'
import {
  AUTH,
  BDAT,
  classOfCommand,
  commandCode,
  DATA,
  describeCommand,
  EHLO,
  LHLO,
  STARTTLS,
  UNASKED,
} from './commands.ts'
import { directionOfLines, lengthOfLines, MAX_LINES, probeLines } from './line-shape.ts'
import { SmtpState } from './smtp-state.ts'

/** Characters that are kept of a name, a greeting, a method. */
export const MAX_NAME = 255
export const MAX_BANNER = 200
const MAX_METHOD = 20
const READY = 220
const SIGNED_IN = 235
const CONTINUE = 334
const SEND_MAIL = 354
const FIRST_ERROR = 400
const DOT = 0x2e
/** From here on a greeting tells the time, or a number of this connection. */
const VOLATILE = /\s*(?:;| ready\b| (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),| \d{1,2} [A-Z][a-z]{2} \d{4}).*$/

export const smtp = defineDissector<SmtpState>({
  name: 'smtp',
  title: 'SMTP',
  carriers: [{ over: 'tcp', ports: [25, 587] }],
  depth: {
    decodes: 'commands and final replies; sign-in; STARTTLS',
    identity: 'greeting, names in EHLO and its reply',
    missing: 'what mails say, and to whom they go (on purpose)',
  },
  maxMessage: MAX_LINES,

  probe: probeLines,

  directionOf: directionOfLines,

  messageLength: lengthOfLines,

  newState: () => new SmtpState(),

  dissect(message: Cursor, info: MessageInfo, state: SmtpState, sink: Sink): void {
    if (info.afterGap) state.forget()
    if (info.direction === 'to-server') dissectLine(message, state, sink)
    else if (isReplyAt(message)) dissectReply(message, state, sink)
    else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  },

  content: {
    isEncrypted: true,

    next: (state: SmtpState): number => (state.isTls ? Number.POSITIVE_INFINITY : 0),
    look: () => 0,
    dissect: () => {},
  },

  describe: describeCommand,
})

function dissectLine(message: Cursor, state: SmtpState, sink: Sink): void {
  const { view, pos, end } = message
  if (state.chunk > 0) {
    state.chunk = Math.max(0, state.chunk - (end - pos))
    return
  }
  if (state.inMail) {
    // RFC 5321, 4.5.2: a dot alone ends the mail; its reply is that of DATA.
    if (view.getUint8(pos) === DOT && lineEnd(message) === pos + 1) state.inMail = false
    return
  }
  if (state.inAuth) {
    if (isAbandoned(view, pos, end)) state.hasAbandoned = true
    return
  }
  const to = wordEnd(view, pos, end)
  if (to === pos) return
  const code = commandCode(view, pos, to)
  const operation = operationOf(code, state)
  state.ask(operation)
  sink.operation('request', operation, 0)
  message.pos = Math.min(to + 1, end)
  if (code >= EHLO && code <= LHLO) sayName('client', describeCommand(code).function, message, sink)
  else if (code === AUTH) beginAuth(message, state)
  else if (code === BDAT) state.chunk = numberAt(message)
}

/** Nothing behind the name of the method is read. */
function beginAuth(message: Cursor, state: SmtpState): void {
  const length = Math.min(wordEnd(message.view, message.pos, message.end) - message.pos, MAX_METHOD)
  state.method = message.text(length).toUpperCase()
  state.inAuth = true
  state.hasAbandoned = false
}

function dissectReply(message: Cursor, state: SmtpState, sink: Sink): void {
  const code = replyCode(message.view, message.pos)
  const asked = state.asked
  message.pos = Math.min(message.pos + 4, message.end)
  if (code === READY && asked?.code !== STARTTLS) {
    sayGreeting(message, sink)
    return
  }
  // RFC 5321, 4.3.2: what is still to come is the mail, or the next step of a sign-in.
  if (code === CONTINUE && asked?.code === AUTH) return
  if (code === SEND_MAIL) {
    state.inMail = asked === undefined || asked.code === DATA
    return
  }
  state.answer()
  state.inMail = false
  state.inAuth = false
  const isRefused = code >= FIRST_ERROR
  sink.operation('response', asked ?? operationOf(UNASKED, state), isRefused ? code : 0)
  if (asked === undefined) return
  if (asked.code === AUTH) endAuth(code === SIGNED_IN, state, sink)
  else if (asked.code >= EHLO && asked.code <= LHLO && !isRefused) {
    sayName('server', `${describeCommand(asked.code).function} reply`, message, sink)
  } else if (asked.code === STARTTLS && code === READY) {
    state.isTls = true
    sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
  }
}

function endAuth(isSignedIn: boolean, state: SmtpState, sink: Sink): void {
  const { method } = state
  if (state.hasAbandoned) return
  const protection = SASL_IN_CLEAR.includes(method) ? 'clear' : 'protected'
  state.method = ''
  sink.observe({ kind: 'credential', of: 'client', method: `SMTP AUTH ${method}`.trim(), account: '', protection })
  sink.observe({ kind: 'session', state: isSignedIn ? 'opened' : 'refused', security: 'none', user: '' })
}

/** RFC 5321, 4.2: the domain of the server, then whatever it likes to say. */
function sayGreeting(message: Cursor, sink: Sink): void {
  const banner = lineText(message, MAX_BANNER).replace(VOLATILE, '')
  sayFacts('server', '', 'SMTP greeting', { banner, name: nameIn(banner) }, sink)
}

function sayName(of: 'client' | 'server', what: string, message: Cursor, sink: Sink): void {
  sayFacts(of, '', `SMTP ${what}`, { name: nameIn(lineText(message, MAX_NAME)) }, sink)
}

/** The first word, where it is the name of a host: not an address in brackets, nor the name that every host has. */
function nameIn(text: string): string {
  const [word = ''] = text.split(' ', 1)
  return /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?$/i.test(word) && !/^(?:localhost\b.*|[\d.]+)$/i.test(word) ? word : ''
}

function operationOf(code: number, { operations }: SmtpState): Operation {
  return operations.find(code) ?? operations.add(code, classOfCommand(code), code, '', '')
}

function numberAt({ view, pos, end }: Cursor): number {
  let value = 0
  for (let at = pos; at < end && value < 0x1000_0000; at++) {
    const digit = view.getUint8(at) - 0x30
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return value
}

/** The rest of the line at the cursor. */
function lineText(message: Cursor, most: number): string {
  return message.text(Math.min(lineEnd(message) - message.pos, most), 'utf8').trim()
}

/** Where the line at the cursor ends, without its line end. */
function lineEnd({ view, pos, end }: Cursor): number {
  let at = pos
  while (at < end && view.getUint8(at) !== 10 && view.getUint8(at) !== 13) at++
  return at
}
