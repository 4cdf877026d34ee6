/*
 * SIP, by which telephones, intercoms and public address are called. Text.
 * RFC 3261, with the header fields of HTTP; UDP and TCP port 5060, or any by content.
 */

import { systemOf } from '../http/agent-text.ts'
import { sayCredential } from '../http/credential.ts'
import { decimal, findWord, HeaderFields, lineEnd, sectionEnd } from '../http/header-fields.ts'
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { wordEnd } from '../kit/text-line.ts'
import {
  directionOfMessage,
  isResponse,
  lengthOfMessage,
  MAX_MESSAGE,
  probeMessage,
  statusOf,
} from './message-shape.ts'
import { ACK, classOfMethod, describeMethod, methodCode, REGISTER } from './methods.ts'
import { SipState } from './sip-state.ts'
import { isAtHost, uriText } from './uri-text.ts'

/** Distinct targets of one dialogue; what more there are is one '…'. */
export const MAX_TARGETS = 64
/** Bytes of an agent, a server or a URI that are kept. */
export const MAX_FIELD = 256
const SUMMED = '…'
const EMPTY_LINE = 2
const FINAL = 200
const FIRST_ERROR = 400
/** RFC 3261: what is never passed on (16.7), and what a proxy asks, as a rule the nearest (22.3). */
const TRYING = 100
const PROXY_ASKS = 407
/** Methods have codes below it. */
const CODES = 32

const F = {
  sequence: 0,
  call: 1,
  shortCall: 2,
  agent: 3,
  server: 4,
  authorization: 5,
  proxyAuthorization: 6,
  challenge: 7,
  proxyChallenge: 8,
  recordRoute: 9,
  contact: 10,
  shortContact: 11,
} as const
const fields = new HeaderFields(
  'cseq call-id i user-agent server authorization proxy-authorization www-authenticate proxy-authenticate record-route contact m'.split(
    ' ',
  ),
)

export const sip = defineDissector<SipState>({
  name: 'sip',
  title: 'SIP',
  carriers: [
    { over: 'udp', ports: [5060] },
    { over: 'tcp', ports: [5060] },
  ],
  depth: {
    decodes: 'requests by method and whom they are for, answers by status, either way; sign-in',
    identity: 'Server, User-Agent (of the sender, not of whom a proxy passes on), realm',
    missing: 'bodies (SDP), the media; SIP over TLS and WebSocket',
  },
  maxMessage: MAX_MESSAGE,
  isSymmetric: true,

  probe: probeMessage,

  directionOf: directionOfMessage,

  messageLength: lengthOfMessage,

  newState: () => new SipState(),

  dissect(message: Cursor, _info: MessageInfo, state: SipState, sink: Sink): void {
    const { view, pos, end } = message
    if (end - pos <= EMPTY_LINE) return
    const line = lineEnd(view, pos, end)
    const head = sectionEnd(view, pos, end) || end
    if (!fields.read(view, Math.min(line + 1, end), head)) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: line - pos })
    }
    if (isResponse(view, pos, end)) dissectResponse(message, state, sink)
    else dissectRequest(message, line, head, state, sink)
  },

  describe: describeMethod,
})

function dissectRequest(message: Cursor, line: number, head: number, state: SipState, sink: Sink): void {
  const { view, pos } = message
  const to = wordEnd(view, pos, line)
  const code = methodCode(view, pos, to)
  const operation = operationOf(message, Math.min(to + 1, line), line, code, state)
  if (code !== ACK) state.waiting.ask(transactionOf(view, code), operation)
  sink.operation(code === ACK ? 'order' : 'request', operation, 0)
  for (const field of [F.authorization, F.proxyAuthorization] as const) {
    if (fields.has(field)) sayCredential(view, fields.start(field), fields.end(field), state, sink, 'SIP')
  }
  if (!isPassedOn(view, line, head)) saySoftware(message, F.agent, 'client', state, sink)
}

function dissectResponse(message: Cursor, state: SipState, sink: Sink): void {
  const { view, pos, end } = message
  const status = statusOf(view, pos, end)
  if (status < 100) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
    return
  }
  const code = methodOfSequence(view)
  const key = transactionOf(view, code)
  const asked = state.waiting.answer(key)
  const operation = asked ?? plain(code, '', state)
  // RFC 3261, 13.2.2.1: behind 1xx the final answer is still to come.
  if (status < FINAL && asked !== undefined) state.waiting.ask(key, asked)
  sink.operation(status < FINAL ? 'event' : 'response', operation, status < FIRST_ERROR ? 0 : status)
  if (isOwn(view, status, asked)) {
    saySoftware(message, F.server, 'server', state, sink)
    saySoftware(message, F.agent, 'server', state, sink)
  }
  for (const field of [F.challenge, F.proxyChallenge] as const) {
    const [, realm = ''] = /\brealm="([^"]*)"/i.exec(newText(message, field, state)) ?? []
    sayFacts('server', '', 'SIP realm', { banner: realm.trim() }, sink)
  }
}

/**
 * Whether who sends an answer made it: a proxy passes on those of others, which need not tell of it. A server registers, and
 * what was asked of a host and not of somebody there is answered by the host; others say where they are reached.
 */
function isOwn(view: DataView, status: number, asked: Operation | undefined): boolean {
  if (asked === undefined || fields.has(F.recordRoute)) return false
  if (status === TRYING || status === PROXY_ASKS || asked.code === REGISTER) return true
  if (!asked.target.includes('@')) return asked.target !== SUMMED
  const contact = fields.has(F.contact) ? F.contact : F.shortContact
  return fields.has(contact) && isAtHost(view, fields.start(contact), fields.end(contact), asked.target)
}

/** A call, a number and a method: what a request and its answers have in common. */
function transactionOf(view: DataView, code: number): number {
  const number = decimal(
    view,
    fields.start(F.sequence),
    wordEnd(view, fields.start(F.sequence), fields.end(F.sequence)),
  )
  const call = fields.has(F.call) ? F.call : F.shortCall
  return keyOfBytes(view, fields.start(call), fields.end(call), number * CODES + code)
}

/** 'CSeq: 2 INVITE'. */
function methodOfSequence(view: DataView): number {
  const end = fields.end(F.sequence)
  let at = wordEnd(view, fields.start(F.sequence), end)
  while (at < end && view.getUint8(at) <= 0x20) at++
  return methodCode(view, at, end)
}

/** Whether a proxy has added a Via of its own: what else the message says is of whom it came from first. */
function isPassedOn(view: DataView, from: number, to: number): boolean {
  let count = 0
  for (const name of ['\nvia:', '\nv:']) {
    for (let at = findWord(view, from, to, name); at >= 0; at = findWord(view, at + 1, to, name)) count++
  }
  return count > 1
}

function operationOf(message: Cursor, from: number, line: number, code: number, state: SipState): Operation {
  const { view } = message
  const to = wordEnd(view, from, line)
  const key = keyOfBytes(view, from, to, code + 1)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  if (state.targets >= MAX_TARGETS) return plain(code, SUMMED, state)
  state.targets++
  const target = uriText(textOf(message, from, Math.min(to, from + MAX_FIELD)))
  return state.operations.add(key, classOfMethod(code), code, '', target)
}

function plain(code: number, target: string, { operations }: SipState): Operation {
  const key = target === '' ? code : code + CODES
  return operations.find(key) ?? operations.add(key, classOfMethod(code), code, '', target)
}

function saySoftware(message: Cursor, field: number, of: Side, state: SipState, sink: Sink): void {
  const software = newText(message, field, state)
  const name = field === F.agent ? 'SIP User-Agent' : 'SIP Server'
  if (software !== '') sayFacts(of, '', name, { software, os: systemOf(software) }, sink)
}

/** The text of a field; '' when it is not there, or was said before. */
function newText(message: Cursor, field: number, state: SipState): string {
  const from = fields.start(field)
  const to = Math.min(fields.end(field), from + MAX_FIELD)
  const subject = field * 2 + (isResponse(message.view, message.pos, message.end) ? 1 : 0)
  if (from < 0 || from === to || !state.said.isNew(subject, message.view, from, to)) return ''
  return textOf(message, from, to)
}

function textOf(message: Cursor, from: number, to: number): string {
  const { pos } = message
  message.pos = from
  const text = message.text(to - from, 'latin1')
  message.pos = pos
  return text
}
