/*
 * WebSocket. Big-endian.
 * RFC 6455 (2011): clause 5.2 (frames), 5.3 (masking), 5.4 (fragments), 5.5 (control frames), 7.4 (why it closes);
 * RFC 7692, clause 6 (compressed messages). Any TCP port: what HTTP goes on as once it was asked for and granted (clause 4),
 * or by content where that was not seen.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
} from '../kit/dissector.ts'
import { dissectControl } from './control-frames.ts'
import { COMPRESSED, CONTROL, FIN, FrameHeader, MAX_HEADER, OPCODE, unmask } from './frame-header.ts'
import { describeFrame, UNDECODED } from './frame-names.ts'
import { probeFrames } from './frame-probe.ts'
import { MESSAGE, type Side, WebSocketState } from './websocket-state.ts'

/** Payloads up to here are held until they are whole; longer ones pass. */
export const MAX_PAYLOAD = 0x1_0000

const header = new FrameHeader()
const clear = new Uint8Array(MAX_PAYLOAD)
const clearView = new DataView(clear.buffer)

export const websocket = defineDissector<WebSocketState>({
  name: 'websocket',
  title: 'WebSocket',
  carriers: [{ over: 'tcp', ports: [] }],
  depth: {
    decodes: 'frames, masked and in fragments; pings, closing and why; MQTT and OPC UA inside, across frames',
    identity: '',
    missing: 'compressed messages; payloads over 64 KiB; what text and other binary messages say',
  },
  maxMessage: MAX_HEADER + MAX_PAYLOAD,

  probe: probeFrames,

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < 2 || header.read(bytes) === NOT_A_MESSAGE) return undefined
    return header.isMasked ? 'to-server' : 'to-client'
  },

  messageLength(bytes: Cursor): number {
    const size = header.read(bytes)
    if (size === NEED_MORE || size === NOT_A_MESSAGE) return size
    return header.length > MAX_PAYLOAD ? size : size + header.length
  },

  newState: () => new WebSocketState(),

  dissect(message: Cursor, info: MessageInfo, state: WebSocketState, sink: Sink): void {
    const side = state.side(info.direction)
    if (info.afterGap) side.lose()
    const size = header.read(message)
    if (size === NEED_MORE || size === NOT_A_MESSAGE) {
      sink.observe({ kind: 'malformed', reason: size === NEED_MORE ? 'truncated' : 'bad-value', offset: 0 })
      return
    }
    if (header.length > MAX_PAYLOAD) side.passing = header.length
    message.skip(size)
    // Clause 5.1: the client masks what it sends, the server never does.
    if (header.isMasked !== (info.direction === 'to-server')) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 1 })
      return
    }
    dissectPayload(message, info, state, sink)
  },

  content: {
    next(state: WebSocketState, direction: Direction): number {
      const side = state.side(direction)
      const { passing } = side
      side.passing = 0
      return passing
    },

    isDue: (state: WebSocketState, direction: Direction) => state.side(direction).passing > 0,

    look: () => 0,

    dissect(): void {},
  },

  describe: describeFrame,
})

/** The cursor is behind the header, which was read. */
function dissectPayload(message: Cursor, info: MessageInfo, state: WebSocketState, sink: Sink): void {
  const count = Math.min(message.left, header.length, MAX_PAYLOAD)
  let { view, pos } = message
  if (header.isMasked) {
    unmask(view, pos, pos + count, header.mask, clear, 0)
    view = clearView
    pos = 0
  }
  if (header.opcode >= CONTROL) dissectControl(header.opcode, view, pos, count, state, sink)
  else dissectData(view, pos, count, info, state, sink)
}

function dissectData(
  view: DataView,
  start: number,
  count: number,
  info: MessageInfo,
  state: WebSocketState,
  sink: Sink,
): void {
  const side = state.side(info.direction)
  const { first, length } = header
  follow(side, first, sink)
  let isUnderstood = length === 0
  // Text is no part of the stream inside.
  if (side.kind === (COMPRESSED | OPCODE.binary)) side.stream.lose(Number.POSITIVE_INFINITY)
  else if ((side.kind & ~COMPRESSED) !== OPCODE.text) {
    if (count > 0) isUnderstood = side.stream.feed(view, start, start + count, info.direction, state.inner, sink)
    if (count < length) side.stream.lose(length - count)
  }
  if (isUnderstood) return
  const code = side.kind
  const { operations } = state
  sink.operation('event', operations.find(code) ?? operations.add(code, 'unknown', code, '', ''), 0)
  sink.observe(UNDECODED[code] as (typeof UNDECODED)[number])
}

/** Clause 5.4: a message is one frame, or a first one, continuations and a last one, with no other message between them. */
function follow(side: Side, first: number, sink: Sink): void {
  const begins = (first & 15) !== OPCODE.continuation
  if (side.message !== MESSAGE.unknown && begins !== (side.message === MESSAGE.whole)) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  }
  if (begins) side.kind = first & (COMPRESSED | 15)
  side.message = (first & FIN) === 0 ? MESSAGE.begun : MESSAGE.whole
}
