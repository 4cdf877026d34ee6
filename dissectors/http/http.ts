/*
 * HTTP/1.0 and 1.1. Text.
 * RFC 9112 (messages) and RFC 9110 (semantics), 2022. Any TCP port, by content; 80, 8000, 8008, 8080 and 631 (IPP) are
 * the usual ones.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { dissectContent, lookAt } from './content.ts'
import { CONTENT, HttpState, SUCCESSORS } from './http-state.ts'
import {
  chunkSize,
  directionOfMessage,
  isChunkLine,
  lengthOfMessage,
  MAX_HEADER,
  probeMessage,
} from './message-shape.ts'
import { describeMethod } from './methods.ts'
import { dissectRequest } from './request.ts'
import { dissectResponse } from './response.ts'

/** The line end behind a chunk. */
const LINE_END = 2
/** An empty line, before a request: RFC 9112, 2.2. */
const EMPTY_LINE = 2

export const http = defineDissector<HttpState>({
  name: 'http',
  title: 'HTTP',
  carriers: [{ over: 'tcp', ports: [80, 8080, 8000, 8008, 631] }],
  depth: {
    decodes:
      'requests by method and path (no query), SOAP actions, answers by status; accounts of forms that sign in; bodies and chunks are passed over',
    identity:
      'Server, X-Powered-By, realm, page title; User-Agent; names in NTLM tokens; UPnP device descriptions, ONVIF device information, IPP printers',
    missing: 'other bodies; what a connection is upgraded to, but for WebSocket and HTTP/2; compressed pages',
  },
  maxMessage: MAX_HEADER,

  probe: probeMessage,

  directionOf: directionOfMessage,

  messageLength: lengthOfMessage,

  newState: () => new HttpState(),

  dissect(message: Cursor, info: MessageInfo, state: HttpState, sink: Sink): void {
    const { view, pos, end } = message
    if (info.afterGap) state.forgetAllButLast()
    if (message.left <= EMPTY_LINE && (message.left === 0 || message.peek(message.left - 1) === 0x0a)) return
    const following = state.following(info.direction)
    if (following.isChunked && isChunkLine(view, pos, end)) {
      const size = chunkSize(view, pos, end)
      if (size === 0) following.nothing()
      else following.length = size + LINE_END
      return
    }
    const isResponse = directionOfMessage(message) === 'to-client'
    if (isResponse !== (info.direction === 'to-client')) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    if (isResponse) dissectResponse(message, state, sink)
    else dissectRequest(message, state, sink)
  },

  content: {
    next(state: HttpState, direction: Direction): number {
      const following = state.following(direction)
      const { length } = following
      following.length = 0
      following.passing = length
      return length
    },

    look: (state: HttpState, direction: Direction) => lookAt(state.following(direction).kind),

    dissect(content: Cursor, info: MessageInfo, state: HttpState, sink: Sink): void {
      const following = state.following(info.direction)
      const { kind } = following
      // Of several chunks the first is looked at.
      following.kind = CONTENT.nothing
      dissectContent(content, kind, state, sink)
    },

    becomes: ({ upgrade }: HttpState) => SUCCESSORS[upgrade] as string,
  },

  describe: describeMethod,
})
