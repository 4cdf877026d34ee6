import { describe, expect, test } from 'vitest'
import type { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { MAX_LOOK } from '../../sensor/flow/content-passage.ts'
import { MAX_RESYNC_PAST_CONTENT } from '../../sensor/flow/message-stream.ts'
import { MAX_REFUSALS_PAST_CONTENT } from '../../sensor/identify/identifier.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { type BuiltFrame, CaptureBuilder, type Host } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }

/** The simple protocol, with content of `length` bytes behind every request, of which `look` are looked at. */
function withContent(length: number, look: number): { dissector: Dissector; seen: number[] } {
  const seen: number[] = []
  let due = false
  const dissector: Dissector = {
    ...simple,
    dissect(message, info, state, sink) {
      due = info.direction === 'to-server'
      simple.dissect(message, info, state, sink)
    },
    content: {
      next(_, direction) {
        const comes = due && direction === 'to-server'
        if (comes) due = false
        return comes ? length : 0
      },
      look: () => look,
      dissect(content: Cursor) {
        seen.push(content.left)
      },
    },
  }
  return { dissector, seen }
}

function run(dissector: Dissector, frames: readonly BuiltFrame[]): { requests: number; skipped: number } {
  const line = new Line([dissector])
  feedFrames(line, frames)
  const { delta } = line.endCapture(0)
  const skipped = delta.coverage.filter(({ measure }) => measure === 'skipped-bytes')
  return {
    requests: delta.operations.reduce((sum, { requests }) => sum + requests, 0),
    skipped: skipped.reduce((sum, { count }) => sum + count, 0),
  }
}

/** Where the body of a message begins, and one behind which content is due. */
const BODY_AT = 8
const DUE = 0x64
const filler = (length: number) => new Uint8Array(length).fill(0x78)
const ask = simpleMessage(1, 'a')

describe('content behind a message', () => {
  test('is passed over, in one segment with its message or in many', () => {
    for (const size of [3000, 100, 1]) {
      const capture = new CaptureBuilder()
      const connection = capture.connect(CLIENT, SERVER)
      connection.ask(ask)
      for (let at = 0; at < 3000; at += size) connection.ask(filler(size))
      connection.ask(ask)
      const { dissector, seen } = withContent(3000, 0)
      expect(run(dissector, capture.frames)).toEqual({ requests: 2, skipped: 0 })
      expect(seen).toEqual([])
    }
  })

  test('is asked for only where it is due, and whole messages pass until then', () => {
    const asked: string[] = []
    let isDue = false
    const content = {
      isDue: () => isDue,
      next: (_: unknown, direction: string) => {
        asked.push(direction)
        return 0
      },
      look: () => 0,
      dissect: () => {},
    }
    const dissector: Dissector = {
      ...simple,
      dissect(message, info, state, sink) {
        isDue = info.direction === 'to-server' && message.peek(BODY_AT) === DUE
        simple.dissect(message, info, state, sink)
      },
      content,
    }
    const answer = simpleMessage(2, 'a')
    const connection = () => new CaptureBuilder()
    const passed = connection()
    passed.connect(CLIENT, SERVER).ask(ask).answer(answer).ask(ask).answer(answer)
    expect(run(dissector, passed.frames)).toEqual({ requests: 2, skipped: 0 })
    expect(asked).toEqual([])
    const waited = connection()
    waited.connect(CLIENT, SERVER).ask(simpleMessage(1, 'd')).answer(answer)
    expect(run(dissector, waited.frames)).toEqual({ requests: 1, skipped: 0 })
    expect(new Set(asked)).toEqual(new Set(['to-client']))
  })

  test('is looked at in one piece, however it is cut', () => {
    for (const size of [3000, 100, 1]) {
      const capture = new CaptureBuilder()
      const connection = capture.connect(CLIENT, SERVER).ask(ask)
      for (let at = 0; at < 3000; at += size) connection.ask(filler(size))
      const { dissector, seen } = withContent(3000, 512)
      run(dissector, capture.frames)
      expect(seen).toEqual([512])
    }
  })

  test(`is held for no more than ${MAX_LOOK} bytes`, () => {
    const capture = new CaptureBuilder()
    const connection = capture.connect(CLIENT, SERVER).ask(ask)
    for (let at = 0; at < 2 * MAX_LOOK; at += 1024) connection.ask(filler(1024))
    const { dissector, seen } = withContent(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    run(dissector, capture.frames)
    expect(seen).toEqual([MAX_LOOK])
  })

  test('that ends with the connection is looked at then', () => {
    const capture = new CaptureBuilder()
    capture.connect(CLIENT, SERVER).ask(ask, filler(10), filler(10)).close()
    const { dissector, seen } = withContent(Number.POSITIVE_INFINITY, 512)
    expect(run(dissector, capture.frames)).toEqual({ requests: 1, skipped: 0 })
    expect(seen).toEqual([20])
  })

  test('may lack a piece: messages go on behind it', () => {
    const capture = new CaptureBuilder()
    const connection = capture.connect(CLIENT, SERVER)
    connection.ask(ask, filler(1000), filler(1000), filler(1000)).ask(ask)
    const frames = capture.frames.filter((_, at) => at !== 5)
    const { dissector, seen } = withContent(3000, 3000)
    expect(run(dissector, frames)).toEqual({ requests: 2, skipped: 0 })
    expect(seen).toEqual([1000])
  })

  test(`at the beginning of a capture is looked past for ${MAX_REFUSALS_PAST_CONTENT} segments`, () => {
    for (const segments of [MAX_REFUSALS_PAST_CONTENT - 1, MAX_REFUSALS_PAST_CONTENT]) {
      const capture = new CaptureBuilder()
      const connection = capture.connect(CLIENT, SERVER, { midway: true })
      for (let i = 0; i < segments; i++) connection.ask(filler(10))
      connection.ask(ask)
      const { dissector } = withContent(0, 0)
      expect(run(dissector, capture.frames).requests).toBe(segments < MAX_REFUSALS_PAST_CONTENT ? 1 : 0)
    }
  })

  test(`of unknown length is searched for the next message in ${MAX_RESYNC_PAST_CONTENT} further segments`, () => {
    for (const segments of [MAX_RESYNC_PAST_CONTENT, MAX_RESYNC_PAST_CONTENT + 1]) {
      const capture = new CaptureBuilder()
      const connection = capture.connect(CLIENT, SERVER).ask(ask)
      for (let i = 0; i < segments; i++) connection.ask(filler(10))
      connection.ask(ask)
      const { dissector } = withContent(0, 0)
      expect(run(dissector, capture.frames).requests).toBe(segments > MAX_RESYNC_PAST_CONTENT ? 1 : 2)
    }
  })
})
