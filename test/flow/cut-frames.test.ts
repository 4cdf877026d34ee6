import { expect, test } from 'vitest'
import type { Dissector, MessageInfo, Sink } from '../../dissectors/kit/dissector.ts'
import { LEAST_ELSEWHERE, LEAST_OF_PORT, MAX_SUPPOSED_BYTES } from '../../sensor/flow/protocol-search.ts'
import type { Delta } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'
import { type CutFrame, feedFrames } from '../support/feed-frames.ts'
import { CaptureBuilder, type Host } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }
const ELSEWHERE: Host = { ...SERVER, port: 9999 }
const TCP_HEADERS = 54
const UDP_HEADERS = 42

const NAMED = { kind: 'identity', of: 'server', about: '', module: '', message: 'm', facts: { name: 'n' } } as const

/** Also finds fault with every message, and a name in it. */
const outspoken: Dissector = {
  ...simple,
  dissect(message, info: MessageInfo, state: unknown, sink: Sink) {
    simple.dissect(message, info, state, sink)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
    sink.observe(NAMED)
  },
}

/** The frame at `index` keeps only so many bytes of its payload. */
function cut(capture: CaptureBuilder, index: number, payload: number, headers = TCP_HEADERS): CutFrame[] {
  return capture.frames.map((frame, at) => (at === index ? { ...frame, kept: headers + payload } : frame))
}

function run(frames: readonly CutFrame[], dissector = simple): Delta {
  const line = new Line([dissector])
  feedFrames(line, frames)
  return line.endCapture(0).delta
}

function covered(delta: Delta, measure: string): number {
  return delta.coverage.filter((entry) => entry.measure === measure).reduce((sum, { count }) => sum + count, 0)
}

const targets = ({ operations }: Delta) => operations.map(({ target }) => target)

/** Behind a handshake of three frames. */
function three(): CaptureBuilder {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  for (const body of ['first', 'second', 'third']) connection.ask(simpleMessage(1, body))
  return capture
}

test('a message whose end was not captured is dissected as far as it goes, and the next one in its place', () => {
  const delta = run(cut(three(), 4, 8 + 3))
  expect(targets(delta)).toEqual(['first', 'sec', 'third'])
  expect(covered(delta, 'messages-cut')).toBe(1)
  expect(covered(delta, 'skipped-bytes') + covered(delta, 'resynchronised') + covered(delta, 'malformed')).toBe(0)
})

test('it is not malformed for that, and what it names is not believed', () => {
  const whole = run(three().frames, outspoken)
  expect(covered(whole, 'malformed')).toBe(3)
  expect(whole.claims.filter(({ attribute }) => attribute === 'name').map(({ count }) => count)).toEqual([3])
  const delta = run(cut(three(), 4, 8 + 3), outspoken)
  expect(covered(delta, 'malformed')).toBe(2)
  expect(delta.claims.filter(({ attribute }) => attribute === 'name').map(({ count }) => count)).toEqual([2])
})

test('where it goes on in further segments, these pass', () => {
  const capture = new CaptureBuilder()
  const long = simpleMessage(1, 'x'.repeat(300))
  capture
    .connect(CLIENT, SERVER)
    .ask(simpleMessage(1, 'first'))
    .ask(long.slice(0, 100), long.slice(100, 200), long.slice(200))
    .ask(simpleMessage(1, 'last'))
  const delta = run(cut(capture, 4, 20))
  expect(targets(delta)).toEqual(['first', 'x'.repeat(12), 'last'])
  expect(covered(delta, 'skipped-bytes') + covered(delta, 'resynchronised')).toBe(0)
})

test('of what passes some may be lost, too', () => {
  const capture = new CaptureBuilder()
  const long = simpleMessage(1, 'x'.repeat(300))
  capture
    .connect(CLIENT, SERVER)
    .ask(simpleMessage(1, 'first'))
    .ask(long.slice(0, 100), long.slice(100, 200), long.slice(200))
    .ask(simpleMessage(1, 'last'))
  const delta = run(cut(capture, 4, 20).filter((_, at) => at !== 5))
  expect(targets(delta)).toEqual(['first', 'x'.repeat(12), 'last'])
  expect(covered(delta, 'tcp-gap')).toBe(100)
})

test('where further messages were behind it, the next segment shows the place', () => {
  const capture = new CaptureBuilder()
  const both = Buffer.concat([simpleMessage(1, 'second'), simpleMessage(1, 'lost')])
  capture.connect(CLIENT, SERVER).ask(simpleMessage(1, 'first')).ask(both).ask(simpleMessage(1, 'last'))
  const delta = run(cut(capture, 4, 8 + 3))
  expect(targets(delta)).toEqual(['first', 'sec', 'last'])
  expect(covered(delta, 'resynchronised')).toBe(1)
})

test('a datagram without its end is dissected as far as it goes, unless not even its length is there', () => {
  const capture = new CaptureBuilder()
  for (const body of ['first', 'second', 'third']) capture.datagram(CLIENT, SERVER, simpleMessage(1, body))
  const some = run(cut(capture, 1, 8 + 3, UDP_HEADERS))
  expect(targets(some)).toEqual(['first', 'sec', 'third'])
  expect([covered(some, 'messages-cut'), covered(some, 'skipped-bytes')]).toEqual([1, 0])
  const none = run(cut(capture, 1, 4, UDP_HEADERS))
  expect(targets(none)).toEqual(['first', 'third'])
  expect([covered(none, 'messages-cut'), covered(none, 'skipped-bytes')]).toEqual([0, 4])
})

test('of two messages in a datagram only the one without its end is one', () => {
  const capture = new CaptureBuilder()
  const both = Buffer.concat([simpleMessage(1, 'first'), simpleMessage(1, 'second')])
  capture.datagram(CLIENT, SERVER, both).datagram(CLIENT, SERVER, simpleMessage(1, 'third'))
  const delta = run(cut(capture, 0, 13 + 8 + 3, UDP_HEADERS), outspoken)
  expect(targets(delta)).toEqual(['first', 'sec', 'third'])
  expect([covered(delta, 'messages-cut'), covered(delta, 'malformed')]).toEqual([1, 2])
})

test('a protocol is known by a payload without its end, as if zeros followed', () => {
  const needsAll: Dissector = {
    ...simple,
    probe: (bytes) => (bytes.left >= 8 + bytes.peek16(4) && bytes.peek16(0) === 0x5349 ? 'yes' : 'no'),
  }
  for (const [server, least] of [
    [SERVER, LEAST_OF_PORT],
    [ELSEWHERE, LEAST_ELSEWHERE],
  ] as const) {
    const capture = new CaptureBuilder()
    capture.connect(CLIENT, server).ask(simpleMessage(1, 'x'.repeat(40)))
    expect(targets(run(cut(capture, 3, least), needsAll))).toEqual(['x'.repeat(least - 8)])
    expect(targets(run(cut(capture, 3, least - 1), needsAll))).toEqual([])
  }
})

test(`whatever length a capture claims, no more than ${MAX_SUPPOSED_BYTES} zeros are supposed`, () => {
  let most = 0
  const onEthernet: Dissector = {
    ...simple,
    carriers: [{ over: 'ethernet', etherTypes: [0x88b5] }],
    probe: (bytes) => {
      most = Math.max(most, bytes.left)
      return 'no'
    },
  }
  const capture = new CaptureBuilder().link(CLIENT.mac, SERVER.mac, 0x88b5, simpleMessage(1, 'x'.repeat(92)))
  run(
    capture.frames.map((frame) => ({ ...frame, wireLength: 0xffff_ffff })),
    onEthernet,
  )
  expect(most).toBe(100 + MAX_SUPPOSED_BYTES)
})

test('connections of which no payload was captured have the name of the only protocol of their port', () => {
  const frames = three().frames.map((frame) => ({ ...frame, kept: TCP_HEADERS }))
  expect(run(frames).conversations.map(({ protocol, identifiedBy }) => [protocol, identifiedBy])).toEqual([
    ['simple', 'port'],
  ])
})
