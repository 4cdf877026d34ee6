/*
 * IMAP4: how mail is read on its server, by a server of alarms as by people. Text.
 * RFC 3501 (commands and responses; RFC 9051 is the same here), RFC 2971 (ID), RFC 7888 (literals). TCP port 143.
 * What mails say is not read; nor is what a client proves itself with.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { isAbandoned, SASL_IN_CLEAR } from '../kit/sasl.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { beginsWith, isGreetingText, lengthOfLine, textEnd, wordEnd, wordIn } from '../kit/text-line.ts'
import {
  AUTHENTICATE,
  classOfCommand,
  describeCommand,
  ID,
  LOGIN,
  OTHER,
  STARTTLS,
  UNASKED,
  VERBS,
} from './commands.ts'
import { ImapState } from './imap-state.ts'
import {
  directionOfLine,
  isGreeting,
  isStar,
  isUntagged,
  literalOf,
  MAX_LINE,
  probeLines,
  STATES,
} from './line-shape.ts'

/** Characters that are kept of an account, a greeting, a mechanism, an ID. */
export const MAX_ACCOUNT = 64
export const MAX_BANNER = 200
export const MAX_ID = 1024
const MAX_METHOD = 20
/** What a server can do, in front of its text. */
const CAPABILITIES = /^\[[^\]]*\]\s*/
const SERVER_ID = '* ID '
const PAIR = /"([^"]*)"\s+(?:"([^"]*)"|NIL)/gi

export const imap = defineDissector<ImapState>({
  name: 'imap',
  title: 'IMAP4',
  carriers: [{ over: 'tcp', ports: [143] }],
  depth: {
    decodes: 'commands and how they end; sign-in; STARTTLS',
    identity: 'greeting; ID of both sides',
    missing: 'what mails say (on purpose); what follows STARTTLS; compression',
  },
  maxMessage: MAX_LINE,

  probe: probeLines,

  directionOf: directionOfLine,

  messageLength: lengthOfLine,

  newState: () => new ImapState(),

  dissect(message: Cursor, info: MessageInfo, state: ImapState, sink: Sink): void {
    const { direction } = info
    if (info.afterGap) {
      state.setGoesOn(direction, false)
      state.inAuth = false
    }
    const isFirst = !state.goesOn(direction)
    const literal = literalOf(message)
    state.literal.expect(direction, literal)
    state.setGoesOn(direction, literal > 0)
    if (!isFirst) return
    if (direction === 'to-server') dissectCommand(message, state, sink)
    else dissectResponse(message, state, sink)
  },

  content: {
    isEncrypted: (state: ImapState) => state.isTls,

    next: (state: ImapState, direction: Direction) =>
      state.isTls ? Number.POSITIVE_INFINITY : state.literal.take(direction),
    look: () => 0,
    dissect: () => {},
  },

  describe: describeCommand,
})

function dissectCommand(message: Cursor, state: ImapState, sink: Sink): void {
  const { view, pos, end } = message
  const tagEnd = wordEnd(view, pos, end)
  const from = Math.min(tagEnd + 1, end)
  const to = wordEnd(view, from, end)
  // RFC 2177: DONE has no tag; nor have the steps of a sign-in.
  if (state.inAuth && isAbandoned(view, pos, end)) state.hasAbandoned = true
  if (state.inAuth || to === from) return
  const code = Math.max(OTHER, wordIn(VERBS, view, from, to))
  const operation = operationOf(code, state)
  state.isGreeted = true
  state.waiting.ask(keyOfBytes(view, pos, tagEnd, 0), operation)
  sink.operation('request', operation, 0)
  message.pos = Math.min(to + 1, end)
  if (code === LOGIN) noteLogin(message, state, sink)
  else if (code === AUTHENTICATE) {
    state.method = wordText(message, MAX_METHOD).toUpperCase()
    state.inAuth = true
    state.hasAbandoned = false
  } else if (code === ID) sayId('client', message, sink)
}

/** The account is a word or is in quotes; as a literal it is not read. */
function noteLogin(message: Cursor, state: ImapState, sink: Sink): void {
  const { view, pos, end } = message
  const isQuoted = end > pos && view.getUint8(pos) === 0x22
  if (isQuoted) message.pos++
  const text = message.text(Math.min(textEnd(view, message.pos, end) - message.pos, MAX_ACCOUNT + 1), 'utf8')
  const account = isQuoted ? text.split('"', 1)[0] : text.split(' ', 1)[0]
  state.user = (account ?? '').startsWith('{') ? '' : (account ?? '').slice(0, MAX_ACCOUNT)
  sink.observe({ kind: 'credential', of: 'client', method: 'IMAP LOGIN', account: state.user, protection: 'clear' })
}

function dissectResponse(message: Cursor, state: ImapState, sink: Sink): void {
  const { view, pos, end } = message
  if (isUntagged(message)) {
    dissectUntagged(message, state, sink)
    return
  }
  const tagEnd = wordEnd(view, pos, end)
  const from = Math.min(tagEnd + 1, end)
  const status = wordIn(STATES, view, from, wordEnd(view, from, end))
  if (status < 0) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
    return
  }
  const asked = state.waiting.answer(keyOfBytes(view, pos, tagEnd, 0))
  sink.operation('response', asked ?? operationOf(UNASKED, state), status)
  if (asked !== undefined) endCommand(asked.code, status === 0, state, sink)
}

/** RFC 3501, 7.1: the first thing a server says is a greeting. */
function dissectUntagged(message: Cursor, state: ImapState, sink: Sink): void {
  const { view, pos, end } = message
  if (!isStar(message)) return
  if (!state.isGreeted && isGreeting(message)) {
    const from = wordEnd(view, pos + 2, end)
    message.pos = from
    const text = message
      .text(textEnd(view, from, end) - from, 'utf8')
      .trim()
      .replace(CAPABILITIES, '')
    if (isGreetingText(text)) sayFacts('server', '', 'IMAP greeting', { banner: text.slice(0, MAX_BANNER) }, sink)
  } else if (beginsWith(view, pos, end, SERVER_ID)) sayId('server', message, sink)
  state.isGreeted = true
}

function endCommand(code: number, isSuccess: boolean, state: ImapState, sink: Sink): void {
  if (code === STARTTLS && isSuccess) {
    state.isTls = true
    sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
    return
  }
  if (code !== LOGIN && code !== AUTHENTICATE) return
  if (code === AUTHENTICATE) {
    state.inAuth = false
    if (state.hasAbandoned) return
    const protection = SASL_IN_CLEAR.includes(state.method) ? 'clear' : 'protected'
    const method = `IMAP AUTHENTICATE ${state.method}`.trim()
    sink.observe({ kind: 'credential', of: 'client', method, account: '', protection })
    state.user = ''
  }
  sink.observe({ kind: 'session', state: isSuccess ? 'opened' : 'refused', security: 'none', user: state.user })
}

/** RFC 2971, 3.3: names and values in quotes. */
function sayId(of: Side, message: Cursor, sink: Sink): void {
  const { view, pos, end } = message
  const text = message.text(Math.min(textEnd(view, pos, end) - pos, MAX_ID), 'utf8')
  const fields = new Map([...text.matchAll(PAIR)].map(([, name = '', value = '']) => [name.toLowerCase(), value]))
  const software = `${fields.get('name') ?? ''} ${fields.get('version') ?? ''}`.trim()
  const facts = { software, vendor: fields.get('vendor'), os: fields.get('os') }
  sayFacts(of, '', 'IMAP ID', facts, sink)
}

function operationOf(code: number, { operations }: ImapState): Operation {
  return operations.find(code) ?? operations.add(code, classOfCommand(code), code, '', '')
}

/** The word at the cursor. */
function wordText(message: Cursor, most: number): string {
  const { view, pos, end } = message
  return message.text(Math.min(wordEnd(view, pos, end) - pos, most), 'utf8')
}
