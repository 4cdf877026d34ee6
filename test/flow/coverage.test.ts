import { describe, expect, test } from 'vitest'
import type { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Dissector, MessageInfo, Sink } from '../../dissectors/kit/dissector.ts'
import { ONE_WAY_PACKETS, ONE_WAY_US } from '../../sensor/flow/flow-accounts.ts'
import { SWEEP_US } from '../../sensor/flow/flows.ts'
import { MAX_HEAD_BYTES } from '../../sensor/flow/unknown-dialogue.ts'
import { MAX_UNKNOWN_HEADS } from '../../sensor/model/conversation.ts'
import { HOUR_US } from '../../sensor/model/coverage-book.ts'
import type { Delta } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'
import { type CutFrame, feedFrames } from '../support/feed-frames.ts'
import { type BuiltFrame, bytesOf, CaptureBuilder, type Host, START_US, type TcpBuilder } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }
const ELSEWHERE: Host = { ...SERVER, port: 9999 }

const ASK = simpleMessage(1, 'register 1')
const ANSWER = simpleMessage(2, 'register 1')

/** Its messages 10, 11 and 12 are encrypted, of an unknown function and not supported; 13 is told of twice. */
const opaque: Dissector = {
  ...simple,
  dissect(message: Cursor, info: MessageInfo, state: unknown, sink: Sink): void {
    const code = message.peek16(6)
    if (code < 10) simple.dissect(message, info, state, sink)
    if (code === 10) sink.observe({ kind: 'undecoded', reason: 'encrypted', code })
    if (code === 11 || code === 13) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
    if (code >= 12) sink.observe({ kind: 'undecoded', reason: 'unsupported', code })
  },
}

function run(frames: readonly CutFrame[], dissector = opaque): Delta {
  const line = new Line([dissector])
  feedFrames(line, frames)
  return line.endCapture(0).delta
}

/** 'measure detail': count, of the measures that begin like this. */
function covered({ coverage }: Delta, ...measures: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    coverage
      .filter(({ measure }) => measures.includes(measure))
      .map(({ measure, detail, count }) => [`${measure} ${detail}`.trim(), count]),
  )
}

/** 'vlan hour measure': count. */
function byHour({ coverageHours, segments }: Delta): Record<string, number> {
  const vlans = new Map(segments.map(({ id, vlan }) => [id, vlan === '' ? 'untagged' : vlan]))
  return Object.fromEntries(
    coverageHours.map(({ segment, hourUs, measure, count }) => {
      const hour = Math.round((hourUs - START_US) / HOUR_US)
      return [`${segment === null ? 'none' : vlans.get(segment)} ${hour} ${measure}`, count]
    }),
  )
}

function talk(rounds: number, vlans: readonly number[] = []): CaptureBuilder {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER, { vlans })
  for (let i = 0; i < rounds; i++) connection.ask(ASK).answer(ANSWER)
  return capture
}

/** By the source address of an untagged Ethernet frame with IPv4. */
const isOf =
  ({ ip }: Host) =>
  ({ bytes }: BuiltFrame) =>
    bytes.subarray(26, 30).join('.') === ip

describe('bytes of TCP', () => {
  test('that never came are a gap, and those that were cut off are not', () => {
    const { frames } = talk(4)
    const lost = frames.findIndex(({ bytes }, at) => at > 5 && isOf(CLIENT)({ timeUs: 0, bytes }))
    const kept = frames.map((frame, at) => (at === frames.length - 1 ? { ...frame, kept: 54 + 5 } : frame))
    const delta = run(kept.filter((_, at) => at !== lost))
    expect(covered(delta, 'tcp-gap', 'tcp-cut')).toEqual({
      'tcp-gap to-server': ASK.length,
      'tcp-cut to-client': ANSWER.length - 5,
    })
    expect(byHour(delta)).toMatchObject({
      'untagged 0 tcp-gap': ASK.length,
      'untagged 0 tcp-cut': ANSWER.length - 5,
      'untagged 0 tcp-bytes-seen': 3 * ASK.length + 4 * ANSWER.length,
    })
  })

  test('are seen once, however often they are sent', () => {
    const { frames } = talk(2)
    const again = frames.slice(-2).map(({ bytes, timeUs }) => ({ bytes, timeUs: timeUs + 500_000 }))
    const delta = run([...frames, ...again])
    expect(covered(delta, 'tcp-retransmitted')).toEqual({ 'tcp-retransmitted': 2 })
    expect(byHour(delta)).toMatchObject({ 'untagged 0 tcp-bytes-seen': 2 * (ASK.length + ANSWER.length) })
  })
})

describe('a TCP connection', () => {
  test('of which both sides are seen is one of those that can be judged', () => {
    const delta = run(talk(2).frames)
    expect(covered(delta, 'one-way')).toEqual({})
    expect(byHour(delta)).toMatchObject({ 'untagged 0 tcp-connections-seen': 1 })
  })

  test.each([
    [CLIENT, 'one-way only to-server'],
    [SERVER, 'one-way only to-client'],
  ])('with payload of %o alone is one-way', (host, name) => {
    const delta = run(talk(3).frames.filter(isOf(host)))
    expect(covered(delta, 'one-way')).toEqual({ [name]: 1 })
    expect(byHour(delta)).toMatchObject({ 'untagged 0 tcp-connections-seen': 1, 'untagged 0 one-way': 1 })
  })

  test('that nobody answered says nothing', () => {
    const capture = new CaptureBuilder()
    for (let i = 0; i < 5; i++) capture.connect({ ...CLIENT, port: 40000 }, SERVER)
    expect(covered(run(capture.frames.filter(isOf(CLIENT))), 'one-way')).toEqual({})
  })

  test(`of fewer than ${ONE_WAY_PACKETS} packets says nothing`, () => {
    const capture = new CaptureBuilder()
    capture.connect(CLIENT, SERVER, { midway: true }).ask(ASK, ASK)
    expect(capture.frames.length).toBe(ONE_WAY_PACKETS - 1)
    const delta = run(capture.frames)
    expect(covered(delta, 'one-way')).toEqual({})
    expect(byHour(delta)).not.toHaveProperty('untagged 0 tcp-connections-seen')
  })

  test('that lasts is told while it lasts, and once', () => {
    const capture = new CaptureBuilder()
    const connection = capture.connect(CLIENT, SERVER, { midway: true })
    const line = new Line([simple])
    const polled = (): Delta[] => {
      connection.ask(ASK, ASK, ASK)
      feedFrames(line, capture.frames.splice(0))
      return [line.drain()]
    }
    const early = polled()
    capture.wait(ONE_WAY_US + SWEEP_US)
    const late = polled()
    const end = [...polled(), line.endCapture(0).delta]
    expect(early.flatMap(({ coverage }) => coverage)).toEqual([])
    expect(late.map((delta) => covered(delta, 'one-way'))).toEqual([{ 'one-way only to-server': 1 }])
    expect(end.flatMap(({ coverage }) => coverage)).toEqual([])
  })

  test('on ports that are used again is another one', () => {
    const capture = new CaptureBuilder()
    capture.connect(CLIENT, SERVER).ask(ASK, ASK)
    capture.wait(1_000_000)
    capture.connect(CLIENT, SERVER).ask(ASK, ASK)
    const frames = capture.frames.filter(isOf(CLIENT))
    // Another initial sequence number, as a new connection has.
    const renewed = frames.map(({ bytes, timeUs }) => ({ timeUs, bytes: Uint8Array.from(bytes) }))
    for (const { bytes } of renewed.slice(4)) bytes[39] = 77
    expect(covered(run(renewed), 'one-way')).toEqual({ 'one-way only to-server': 2 })
  })
})

describe('messages that are not understood', () => {
  const ask = (...codes: readonly number[]) => {
    const capture = new CaptureBuilder()
    const connection: TcpBuilder = capture.connect(CLIENT, SERVER).ask(ASK)
    for (const code of codes) connection.ask(simpleMessage(code, new Uint8Array(20)))
    return run(capture.frames)
  }

  test('are counted by their bytes too, encrypted ones apart', () => {
    const delta = ask(10, 11, 12, 10, 12, 12)
    expect(covered(delta, 'undecoded', 'undecoded-bytes', 'encrypted-bytes')).toEqual({
      'undecoded encrypted 10': 2,
      'undecoded unknown-function 11': 1,
      'undecoded unsupported 12': 3,
      'undecoded-bytes unknown-function': 28,
      'undecoded-bytes unsupported': 3 * 28,
      'encrypted-bytes': 2 * 28,
    })
    expect(byHour(delta)).toMatchObject({
      'untagged 0 undecoded': 6,
      'untagged 0 undecoded-bytes': 4 * 28,
      'untagged 0 encrypted-bytes': 2 * 28,
    })
  })

  test('count their bytes once, whatever is told of them', () => {
    expect(covered(ask(13), 'undecoded', 'undecoded-bytes')).toEqual({
      'undecoded unknown-function 13': 1,
      'undecoded unsupported 13': 1,
      'undecoded-bytes unknown-function': 28,
    })
  })
})

describe('a dialogue that nobody recognises', () => {
  const HEAD = bytesOf(0x16, 3, 1, 0)

  test(`is told by port, direction and its first ${MAX_HEAD_BYTES} bytes`, () => {
    const capture = new CaptureBuilder()
    capture
      .connect(CLIENT, ELSEWHERE)
      .ask(HEAD, new Uint8Array(20))
      .answer(new Uint8Array(30), new Uint8Array(5), new Uint8Array(2))
    capture.datagram(ELSEWHERE, CLIENT, HEAD)
    expect(covered(run(capture.frames), 'unknown-protocol', 'unknown-protocol-bytes')).toEqual({
      'unknown-protocol tcp 9999 to-server 1603010000000000…': 1,
      'unknown-protocol-bytes tcp 9999 to-server 1603010000000000…': 61,
      'unknown-protocol udp 9999 to-client 16030100': 1,
      'unknown-protocol-bytes udp 9999 to-client 16030100': 4,
    })
  })

  test('is also one that only its port names', () => {
    const capture = new CaptureBuilder()
    capture.connect(CLIENT, SERVER).ask(bytesOf(0x53, 0x49))
    const delta = run(capture.frames)
    expect(delta.conversations.map(({ protocol, identifiedBy }) => [protocol, identifiedBy])).toEqual([
      ['simple', 'port'],
    ])
    expect(covered(delta, 'unknown-protocol')).toEqual({ 'unknown-protocol tcp 7777 to-server text': 1 })
  })

  test.each([
    ['secret', 'text'],
    ['\tpass word\r\n', 'text'],
    ['secret\u0000', 'text'],
    ['s\u0000e\u0000c\u0000r\u0000et', 'text'],
    ['\u0000\u0000\u0000\u0020', '00000020'],
    ['secr\u0001', '7365637201'],
    ['secre\u00e9', '7365637265e9'],
    ['secret-1\u0000', 'text'],
  ])('%j that comes first is told as %s', (said, head) => {
    const capture = new CaptureBuilder()
    const bytes = Uint8Array.from(said, (letter) => letter.charCodeAt(0))
    capture.connect(CLIENT, ELSEWHERE).ask(bytes.subarray(0, 2), bytes.subarray(2))
    expect(covered(run(capture.frames), 'unknown-protocol')).toEqual({
      [`unknown-protocol tcp 9999 to-server ${head}`]: 1,
    })
  })

  test('is none of which a keep-alive is all that is seen', () => {
    const capture = new CaptureBuilder()
    capture.connect(CLIENT, ELSEWHERE, { midway: true }).ask(Uint8Array.of(0))
    expect(covered(run(capture.frames), 'unknown-protocol', 'unknown-protocol-bytes')).toEqual({})
  })

  test('is none that was recognised late', () => {
    const capture = new CaptureBuilder()
    capture.connect(CLIENT, ELSEWHERE).ask(HEAD, ASK)
    expect(covered(run(capture.frames), 'unknown-protocol', 'unknown-protocol-bytes')).toEqual({})
  })

  test(`is summed under '…' past ${MAX_UNKNOWN_HEADS} first bytes of a conversation`, () => {
    const capture = new CaptureBuilder()
    for (let i = 0; i < MAX_UNKNOWN_HEADS + 3; i++) {
      capture.datagram({ ...CLIENT, port: 41000 + i }, ELSEWHERE, Uint8Array.of(0xee, i))
    }
    capture.datagram({ ...CLIENT, port: 42000 }, ELSEWHERE, Uint8Array.of(0xee, 0))
    const found = covered(run(capture.frames), 'unknown-protocol')
    expect(Object.keys(found).length).toBe(MAX_UNKNOWN_HEADS + 1)
    expect(found).toMatchObject({
      'unknown-protocol udp 9999 …': 3,
      'unknown-protocol udp 9999 to-server ee00': 2,
    })
  })
})

describe('by segment and hour', () => {
  test('copies, cut frames and frames seen count where they are', () => {
    const twice = talk(2, [10]).frames.flatMap(({ bytes, timeUs }) => [
      { bytes, timeUs },
      { bytes, timeUs: timeUs + 50 },
    ])
    const cut = talk(1, [20]).frames.map((frame) => ({ ...frame, kept: 60 }))
    const delta = run([...twice, ...cut])
    expect(byHour(delta)).toMatchObject({
      '10 0 frames-seen': 7,
      '10 0 frames-duplicate': 7,
      '20 0 frames-seen': 5,
      '20 0 frames-cut': 2,
    })
    expect(covered(delta, 'frames-duplicate', 'frames-cut')).toEqual({ 'frames-duplicate': 7, 'frames-cut': 2 })
  })

  test('what comes in another hour counts in that one', () => {
    const capture = new CaptureBuilder()
    const connection = capture.connect(CLIENT, SERVER).ask(ASK)
    capture.wait(2 * HOUR_US)
    connection.ask(ASK, ASK)
    expect(byHour(run(capture.frames))).toEqual({
      'untagged 0 frames-seen': 4,
      'untagged 0 tcp-bytes-seen': ASK.length,
      'untagged 0 tcp-connections-seen': 1,
      'untagged 2 frames-seen': 2,
      'untagged 2 tcp-bytes-seen': 2 * ASK.length,
    })
  })

  test('what is of no segment is in a row of its own, and none is in two', () => {
    const line = new Line([simple])
    feedFrames(line, talk(1).frames)
    const { delta } = line.endCapture(9)
    expect(byHour(delta)).toMatchObject({ 'none 0 frames-lost-by-capture': 9 })
    const sum = (entries: readonly { measure: string; count: number }[], measure: string) =>
      entries.filter((entry) => entry.measure === measure).reduce((total, { count }) => total + count, 0)
    for (const { measure } of delta.coverage) {
      expect(sum(delta.coverageHours, measure)).toBe(sum(delta.coverage, measure))
    }
  })
})
