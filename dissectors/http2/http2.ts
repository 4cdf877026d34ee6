/*
 * HTTP/2 in clear, from its preface on. Big-endian. RFC 9113 (frames), RFC 7541 (fields), RFC 9110 (semantics).
 * Within TLS it is encrypted; a connection that is joined midway has fields that mean nothing, and is not known.
 */
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
import { PASSED_REST } from '../kit/rest-of-message.ts'
import { describeFrame, FRAME, FRAME_HEADER, frameLength, isFrame, PREFACE } from './frame.ts'
import { dissectHeaders } from './headers.ts'
import { Http2State } from './http2-state.ts'

const MAX_MESSAGE = FRAME_HEADER + 0x1_0000
const CLOSED = 0
const ERROR_AT = 4
const STREAM_AT = 5

export const http2 = defineDissector<Http2State>({
  name: 'http2',
  title: 'HTTP/2',
  // A preface that nothing else begins with: on the ports of HTTP it would only stand beside HTTP where a port must do for a name.
  carriers: [{ over: 'tcp', ports: [] }],
  depth: {
    decodes: 'frames; requests by method and path (no query), answers by status, gRPC calls by method; sign-in',
    identity: 'Server, User-Agent',
    missing:
      'bodies; how the request that asks for an upgrade is answered; fields in several frames; connections joined midway; HTTP/2 within TLS',
  },
  maxMessage: MAX_MESSAGE,

  // The preface; or the settings that a server begins with.
  probe(bytes: Cursor): Verdict {
    const { left } = bytes
    if (isPreface(bytes)) return left >= PREFACE.length ? 'yes' : 'need-more'
    if (left < FRAME_HEADER) return 'need-more'
    return isSettings(bytes) ? 'yes' : 'no'
  },

  directionOf: (bytes: Cursor): Direction | undefined => (bytes.left > 0 && isPreface(bytes) ? 'to-server' : undefined),

  messageLength(bytes: Cursor): number {
    if (bytes.left < FRAME_HEADER) return NEED_MORE
    if (isPreface(bytes)) return PREFACE.length
    if (!isFrame(bytes)) return NOT_A_MESSAGE
    // Data passes as content.
    return FRAME_HEADER + (bytes.peek(3) === FRAME.data ? 0 : frameLength(bytes))
  },

  newState: () => new Http2State(),

  dissect(message: Cursor, info: MessageInfo, state: Http2State, sink: Sink): void {
    const table = state.tables[info.direction]
    if (info.afterGap) table.isLost = true
    if (isPreface(message)) {
      sink.operation('event', state.plain(FRAME.preface), 0)
      return
    }
    if (message.left < FRAME_HEADER) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const type = message.peek(3)
    if (type === FRAME.data) state.rest.expect(info.direction, frameLength(message))
    else if (type === FRAME.headers || type === FRAME.promise || type === FRAME.continuation)
      dissectHeaders(message, type, info.direction, state, sink)
    else if (type !== FRAME.reset || !endStream(message, info.direction, state, sink))
      sink.operation('event', state.plain(type), statusOf(message, type))
  },

  content: PASSED_REST,

  describe: describeFrame,
})

/** Whether the bytes, which may be few, begin as the preface does. */
function isPreface(bytes: Cursor): boolean {
  const { view, pos } = bytes
  const length = Math.min(bytes.left, PREFACE.length)
  for (let i = 0; i < length; i++) if (view.getUint8(pos + i) !== PREFACE.charCodeAt(i)) return false
  return length > 0
}

/** RFC 9113, clause 3.4: SETTINGS of the connection, at most some ten of six bytes, which acknowledge nothing. */
function isSettings(bytes: Cursor): boolean {
  const length = frameLength(bytes)
  if (!isFrame(bytes) || bytes.peek(3) !== FRAME.settings || bytes.peek(4) !== 0) return false
  if (length === 0 || length > 60 || length % 6 !== 0 || bytes.view.getUint32(bytes.pos + 5) !== 0) return false
  // The first one is of those that are defined.
  return bytes.left < FRAME_HEADER + 2 || (bytes.peek16(FRAME_HEADER) >= 1 && bytes.peek16(FRAME_HEADER) <= 9)
}

/** Clause 5.4.2: a stream that the server gives up is the answer, which the client then awaits no more; so when the client does. */
function endStream(message: Cursor, direction: Direction, state: Http2State, sink: Sink): boolean {
  const asked = state.pending.answer(message.view.getUint32(message.pos + STREAM_AT))
  if (asked === undefined || direction === 'to-server') return false
  sink.operation('response', asked, statusOf(message, FRAME.reset))
  return true
}

/** Clause 7: why a stream or the connection ends. */
function statusOf(message: Cursor, type: number): number {
  const at = FRAME_HEADER + (type === FRAME.goAway ? ERROR_AT : 0)
  const hasError = (type === FRAME.reset || type === FRAME.goAway) && message.left >= at + 4
  return hasError ? message.view.getUint32(message.pos + at) : CLOSED
}
