/*
 * RTSP 1.0 and 2.0: what cameras are watched by. Text.
 * RFC 2326 and RFC 7826 (messages, methods), with the header fields of HTTP; TCP ports 554 and 8554, or any by content.
 */

import { systemOf } from '../http/agent-text.ts'
import { sayCredential } from '../http/credential.ts'
import { decimal, HeaderFields, lineEnd } from '../http/header-fields.ts'
import { MAX_TARGET, pathEnd, targetText } from '../http/target-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import {
  DOLLAR,
  directionOfMessage,
  EMBEDDED_HEADER,
  isResponse,
  lengthOfMessage,
  MAX_HEADER,
  probeMessage,
} from './message-shape.ts'
import { classOfMethod, describeMethod, INTERLEAVED, methodCode, UNSEEN_REQUEST } from './methods.ts'
import { RtspState } from './rtsp-state.ts'

/** Distinct targets of one connection; what more there are is one '…'. */
export const MAX_TARGETS = 64
/** Bytes of an agent, a server or a realm that are kept. */
export const MAX_FIELD = 256
const SUMMED = '…'
const SPACE = 0x20
/** 'RTSP/1.0 '. */
const STATUS_AT = 9
const FINAL = 200
const FIRST_ERROR = 400
/** An empty line. */
const EMPTY_LINE = 2

const F = { length: 0, sequence: 1, agent: 2, server: 3, challenge: 4, authorization: 5 } as const
const fields = new HeaderFields(['content-length', 'cseq', 'user-agent', 'server', 'www-authenticate', 'authorization'])

export const rtsp = defineDissector<RtspState>({
  name: 'rtsp',
  title: 'RTSP',
  carriers: [{ over: 'tcp', ports: [554, 8554] }],
  depth: {
    decodes: 'requests by method and path (no query), answers by status; embedded data by channel; sign-in',
    identity: 'Server, realm; User-Agent',
    missing: 'bodies (SDP), the media; RTSP in HTTP tunnels',
  },
  maxMessage: MAX_HEADER,

  probe: probeMessage,

  directionOf: directionOfMessage,

  messageLength: lengthOfMessage,

  newState: () => new RtspState(),

  dissect(message: Cursor, info: MessageInfo, state: RtspState, sink: Sink): void {
    const { view, pos, end } = message
    if (end - pos <= EMPTY_LINE) return
    if (view.getUint8(pos) === DOLLAR) {
      dissectEmbedded(message, info.direction, state, sink)
      return
    }
    const line = lineEnd(view, pos, end)
    if (!fields.read(view, Math.min(line + 1, end), end)) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: line - pos })
    }
    const length = decimal(view, fields.start(F.length), fields.end(F.length))
    state.announce(info.direction, Math.max(0, length))
    if (isResponse(view, pos, end)) dissectResponse(message, info.direction, state, sink)
    else dissectRequest(message, line, info.direction, state, sink)
  },

  content: {
    next: (state: RtspState, direction: Direction) => state.takeAnnounced(direction),
    look: () => 0,
    dissect: () => {},
  },

  describe: describeMethod,
})

/** RFC 2326, 10.12: a stream inside the connection. */
function dissectEmbedded(message: Cursor, direction: Direction, state: RtspState, sink: Sink): void {
  if (message.left < EMBEDDED_HEADER) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  const channel = message.peek(1)
  state.announce(direction, message.peek16(2))
  const { operations } = state
  const key = INTERLEAVED * 256 + channel
  const found = operations.find(key)
  sink.operation('event', found ?? operations.add(key, 'publish', INTERLEAVED, '', `channel ${channel}`), 0)
}

/** A server may ask, too (ANNOUNCE, REDIRECT, PLAY_NOTIFY): that is one-way here, its answer says nothing. */
function dissectRequest(message: Cursor, line: number, direction: Direction, state: RtspState, sink: Sink): void {
  const { view } = message
  const operation = operationOf(message, line, state)
  if (direction === 'to-client') {
    sink.operation('event', operation, 0)
    return
  }
  state.waiting.ask(sequence(view), operation)
  sink.operation('request', operation, 0)
  if (fields.has(F.authorization)) {
    sayCredential(view, fields.start(F.authorization), fields.end(F.authorization), state, sink, 'RTSP')
  }
  saySoftware(message, F.agent, 'client', 'RTSP User-Agent', state, sink)
}

function dissectResponse(message: Cursor, direction: Direction, state: RtspState, sink: Sink): void {
  const { view, pos, end } = message
  const status = decimal(view, pos + STATUS_AT, Math.min(pos + STATUS_AT + 3, end))
  if (status < 100) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: STATUS_AT })
    return
  }
  // RFC 2326, 7.1.1: behind 1yz the final answer is still to come.
  if (direction === 'to-server' || status < FINAL) return
  const asked = state.waiting.answer(sequence(view)) ?? unseen(state)
  sink.operation('response', asked, status < FIRST_ERROR ? 0 : status)
  saySoftware(message, F.server, 'server', 'RTSP Server', state, sink)
  const challenge = newText(message, F.challenge, state)
  if (challenge === '') return
  const [, realm = ''] = /\brealm="([^"]*)"/i.exec(challenge) ?? []
  sayFacts('server', '', 'RTSP WWW-Authenticate realm', { banner: realm.trim() }, sink)
}

function sequence(view: DataView): number {
  return decimal(view, fields.start(F.sequence), fields.end(F.sequence))
}

function unseen({ operations }: RtspState): Operation {
  return operations.find(UNSEEN_REQUEST) ?? operations.add(UNSEEN_REQUEST, 'unknown', UNSEEN_REQUEST, '', '')
}

function operationOf(message: Cursor, line: number, state: RtspState): Operation {
  const { view, pos } = message
  let space = pos
  while (space < line && view.getUint8(space) !== SPACE) space++
  const code = methodCode(view, pos, space)
  const from = Math.min(space + 1, line)
  let to = from
  while (to < line && view.getUint8(to) > SPACE) to++
  to = pathEnd(view, from, to)
  const key = keyOfBytes(view, from, to, code)
  const { operations } = state
  const found = operations.find(key)
  if (found !== undefined) return found
  if (state.targets >= MAX_TARGETS) {
    return operations.find(code) ?? operations.add(code, classOfMethod(code), code, '', SUMMED)
  }
  state.targets++
  // Twice as much as is shown: what stands before the host is not.
  const target = targetText(textOf(message, from, Math.min(to, from + 2 * MAX_TARGET)), '')
  return operations.add(key, classOfMethod(code), code, '', target)
}

function saySoftware(message: Cursor, field: number, of: Side, name: string, state: RtspState, sink: Sink): void {
  const software = newText(message, field, state)
  if (software !== '') sayFacts(of, '', name, { software, os: systemOf(software) }, sink)
}

/** The text of a field; '' when it is not there, or was said before. */
function newText(message: Cursor, field: number, state: RtspState): string {
  const from = fields.start(field)
  const to = Math.min(fields.end(field), from + MAX_FIELD)
  if (from < 0 || from === to || !isNews(state.said, field, message.view, from, to)) return ''
  return textOf(message, from, to)
}

function textOf(message: Cursor, from: number, to: number): string {
  if (to <= from) return ''
  const { pos } = message
  message.pos = from
  const text = message.text(to - from, 'latin1')
  message.pos = pos
  return text
}
