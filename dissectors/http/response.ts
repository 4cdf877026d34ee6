/* Responses: RFC 9112, clause 4, and 6.3 for the length of the body; the fields of RFC 9110. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import { systemOf } from './agent-text.ts'
import { decimal, findWord, HeaderFields, isWord, lineEnd } from './header-fields.ts'
import { CONTENT, type ContentKind, type HttpState, UPGRADE, type Upgrade } from './http-state.ts'
import { CONNECT, HEAD, UNSEEN_REQUEST } from './methods.ts'
import { reportHeld } from './order.ts'
import { isChunked, MAX_FIELD } from './request.ts'
import { readToken } from './token.ts'

const F = {
  length: 0,
  encoding: 1,
  server: 2,
  powered: 3,
  challenge: 4,
  via: 5,
  type: 6,
  contentEncoding: 7,
  upgrade: 8,
} as const
const fields = new HeaderFields([
  'content-length',
  'transfer-encoding',
  'server',
  'x-powered-by',
  'www-authenticate',
  'via',
  'content-type',
  'content-encoding',
  'upgrade',
])
/** 'HTTP/1.1 '. */
const STATUS_AT = 9
const CONTINUE = 100
const SWITCHING_PROTOCOLS = 101
const NO_CONTENT = 204
const NOT_MODIFIED = 304
const FIRST_ERROR = 400
/** Numbers of statements, beside those of requests. */
const SAID = { server: 64, powered: 65, realm: 66 } as const

/** Takes one whole header section that begins with a status line. */
export function dissectResponse(message: Cursor, state: HttpState, sink: Sink): void {
  const { view, pos, end } = message
  const line = lineEnd(view, pos, end)
  const status = decimal(view, pos + STATUS_AT, Math.min(pos + STATUS_AT + 3, end))
  if (!fields.read(view, Math.min(line + 1, end), end) || status < CONTINUE) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: STATUS_AT })
  }
  state.toClient.nothing()
  if (status < CONTINUE) {
    reportHeld(state, sink)
    state.answer()
    return
  }
  // RFC 9110, 15.2: the final answer is still to come.
  if (status < 200 && status !== SWITCHING_PROTOCOLS) return
  reportHeld(state, sink)
  const asked = state.answer()
  state.upgrade = status === SWITCHING_PROTOCOLS ? upgradeIn(view) : UPGRADE.none
  sink.operation('response', asked ?? unseen(state), status < FIRST_ERROR ? 0 : status)
  if (status === SWITCHING_PROTOCOLS || (asked?.code === CONNECT && status < 300)) {
    tunnel(asked, state, sink)
    return
  }
  announceContent(view, status, asked, state)
  // A proxy passes on the words of somebody else.
  if (!fields.has(F.via)) sayServer(message, state, sink)
}

function upgradeIn(view: DataView): Upgrade {
  if (!fields.has(F.upgrade)) return UPGRADE.none
  if (startsWith(view, F.upgrade, 'websocket')) return UPGRADE.done
  return startsWith(view, F.upgrade, 'h2c') ? UPGRADE.http2 : UPGRADE.none
}

function unseen(state: HttpState): Operation {
  const { operations } = state
  return operations.find(UNSEEN_REQUEST) ?? operations.add(UNSEEN_REQUEST, 'unknown', UNSEEN_REQUEST, '', '')
}

/** RFC 9110, 7.8 (upgrade) and 9.3.6 (CONNECT): from here on both sides speak something else. */
function tunnel(asked: Operation | undefined, state: HttpState, sink: Sink): void {
  state.toClient.length = Number.POSITIVE_INFINITY
  state.toServer.length = Number.POSITIVE_INFINITY
  if (state.upgrade === UPGRADE.none)
    sink.observe({ kind: 'undecoded', reason: 'unsupported', code: asked?.code ?? UNSEEN_REQUEST })
}

/** RFC 9112, 6.3. */
function announceContent(view: DataView, status: number, asked: Operation | undefined, state: HttpState): void {
  const { toClient } = state
  if (asked?.code === HEAD || status === NO_CONTENT || status === NOT_MODIFIED) return
  if (status < 300) toClient.kind = kindOfContent(view)
  if (fields.has(F.encoding) && isChunked(view, fields.start(F.encoding), fields.end(F.encoding))) {
    toClient.isChunked = true
    return
  }
  const length = decimal(view, fields.start(F.length), fields.end(F.length))
  toClient.length = length < 0 ? Number.POSITIVE_INFINITY : length
}

function kindOfContent(view: DataView): ContentKind {
  if (fields.has(F.contentEncoding) && !startsWith(view, F.contentEncoding, 'identity')) return CONTENT.nothing
  if (!fields.has(F.type) || startsWith(view, F.type, 'text/html')) return CONTENT.page
  if (startsWith(view, F.type, 'application/ipp')) return CONTENT.printer
  return findWord(view, fields.start(F.type), fields.end(F.type), 'xml') >= 0 ? CONTENT.xml : CONTENT.nothing
}

function startsWith(view: DataView, field: number, word: string): boolean {
  const from = fields.start(field)
  return fields.end(field) - from >= word.length && isWord(view, from, word)
}

function sayServer(message: Cursor, state: HttpState, sink: Sink): void {
  const server = newText(message, F.server, SAID.server, state)
  if (server !== '') {
    const os = systemOf(server)
    say({ software: server, ...(os !== '' && { os }) }, 'HTTP Server', sink)
  }
  const powered = newText(message, F.powered, SAID.powered, state)
  if (powered !== '') say({ software: powered }, 'HTTP X-Powered-By', sink)
  const realm = realmOf(newText(message, F.challenge, SAID.realm, state))
  if (realm !== '') say({ banner: realm }, 'HTTP WWW-Authenticate realm', sink)
  const token = readToken(message.view, fields.start(F.challenge), fields.end(F.challenge))
  if (token !== undefined) for (const identity of token.identities('server')) sink.observe(identity)
}

/** RFC 9110, 11.5: the realm is what a person is shown. The nonce beside it changes every time. */
function realmOf(challenge: string): string {
  return /\brealm="([^"]*)"/i.exec(challenge)?.[1]?.trim() ?? ''
}

/** The text of a field; '' when it is not there, or was said before. */
function newText(message: Cursor, field: number, number: number, state: HttpState): string {
  const from = fields.start(field)
  const to = Math.min(fields.end(field), from + MAX_FIELD)
  if (from < 0 || from === to || !isNews(state.said, number, message.view, from, to)) return ''
  const { pos } = message
  message.pos = from
  const text = message.text(to - from, 'latin1')
  message.pos = pos
  return text
}

function say(facts: Partial<Record<Fact, string>>, message: string, sink: Sink): void {
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message, facts })
}
