import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import * as mqtt from '../../fixtures/generate/mqtt-packet.ts'
import { frame } from '../../fixtures/generate/websocket-frame.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { ascii, type BuiltFrame, bytesOf, CaptureBuilder, type Host, type TcpBuilder } from '../support/packet.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 80 }
const UPGRADE = 'Upgrade: websocket\r\nConnection: Upgrade\r\n'
const ASK = text(`GET /mqtt HTTP/1.1\r\nHost: h\r\n${UPGRADE}\r\n`)
const SWITCHING = text(`HTTP/1.1 101 Switching Protocols\r\n${UPGRADE}\r\n`)
const CONNECT = masked(mqtt.connect({ client: 'c1' }))
const CONNACK = frame(0x82, mqtt.connack(0))
/** SYN, SYN with ACK, ACK, request, its answer. */
const BEFORE = 5

function text(words: string): Uint8Array {
  return bytesOf(ascii(words))
}

function masked(payload: Uint8Array, first = 0x82): Uint8Array {
  return frame(first, payload, [7, 1, 200, 9])
}

function publish(payload: Uint8Array): Uint8Array {
  return masked(mqtt.publish({ topic: 'plant/line1/level', payload }))
}

function framesOf(build: (connection: TcpBuilder) => void): readonly BuiltFrame[] {
  const capture = new CaptureBuilder()
  build(capture.connect(CLIENT, SERVER))
  return capture.frames
}

function deltaOf(frames: readonly BuiltFrame[]) {
  const line = new Line(dissectors)
  feedFrames(line, frames)
  const { conversations, operations, coverage, coverageHours } = line.endCapture(0).delta
  const protocolOf = (id: number) => conversations.find((each) => each.id === id)?.protocol
  const counted = (protocol: string) =>
    operations
      .filter((each) => protocolOf(each.conversation) === protocol)
      .reduce((sum, { requests, responses, messages }) => sum + requests + responses + messages, 0)
  return { conversations, counted, coverage, coverageHours }
}

test('a connection that HTTP hands over goes on in a conversation of its own, and each packet counts once', () => {
  const frames = framesOf((connection) => connection.ask(ASK).answer(SWITCHING).ask(CONNECT).answer(CONNACK).close())
  const { conversations, counted, coverage, coverageHours } = deltaOf(frames)
  expect(conversations.map(({ protocol, identifiedBy }) => [protocol, identifiedBy])).toEqual([
    ['http', 'confirmed'],
    ['websocket', 'confirmed'],
    ['mqtt', 'content'],
  ])
  expect(conversations.map(({ packetsToServer, packetsToClient }) => packetsToServer + packetsToClient)).toEqual([
    BEFORE + 1,
    frames.length - BEFORE - 1,
    0,
  ])
  expect([counted('http'), counted('mqtt')]).toEqual([2, 2])
  expect(coverage).toEqual([])
  const sumOf = (name: string) =>
    coverageHours.filter(({ measure }) => measure === name).reduce((sum, { count }) => sum + count, 0)
  const payload = [ASK, SWITCHING, CONNECT, CONNACK].reduce((sum, { length }) => sum + length, 0)
  expect([sumOf('tcp-bytes-seen'), sumOf('tcp-connections-seen')]).toEqual([payload, 1])
})

test('a connection that is upgraded to HTTP/2 goes on as that', () => {
  const upgrade = 'Upgrade: h2c\r\nConnection: Upgrade\r\n'
  const settings = bytesOf(0, 0, 0, 4, 0, 0, 0, 0, 0)
  const found = bytesOf(0, 0, 1, 1, 5, 0, 0, 0, 1, 0x88)
  const get = bytesOf(0, 0, 3, 1, 5, 0, 0, 0, 3, 0x82, 0x84, 0x86)
  const frames = framesOf((connection) =>
    connection
      .ask(text(`GET /trend HTTP/1.1\r\nHost: h\r\n${upgrade}HTTP2-Settings: AAMAAABk\r\n\r\n`))
      .answer(bytesOf(text(`HTTP/1.1 101 Switching Protocols\r\n${upgrade}\r\n`), settings, found))
      .ask(bytesOf(text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settings, get))
      .answer(bytesOf(0, 0, 1, 1, 5, 0, 0, 0, 3, 0x8d)),
  )
  const { conversations, counted, coverage } = deltaOf(frames)
  expect(conversations.map(({ protocol }) => protocol)).toEqual(['http', 'http2'])
  expect([counted('http'), counted('http2'), coverage]).toEqual([2, 6, []])
})

test('what lies behind the answer in its segment is the first of the other protocol', () => {
  const frames = framesOf((connection) => connection.ask(ASK).answer(bytesOf(SWITCHING, CONNACK)).ask(CONNECT))
  expect(deltaOf(frames).counted('mqtt')).toBe(2)
})

test('an answer in pieces, the last with what follows, hands over as well', () => {
  const answer = bytesOf(SWITCHING, CONNACK)
  const frames = framesOf((connection) =>
    connection.ask(ASK).answer(answer.slice(0, 20), answer.slice(20)).ask(CONNECT),
  )
  const { counted, coverage } = deltaOf(frames)
  expect(counted('mqtt')).toBe(2)
  expect(coverage).toEqual([])
})

test('where the answer was lost, what follows tells that it was granted', () => {
  const frames = framesOf((connection) => {
    connection.ask(ASK).answer(SWITCHING)
    for (let i = 0; i < 5; i++) connection.ask(publish(text('7'))).answer(frame(0x82, mqtt.PINGRESP))
  })
  const { counted, coverage } = deltaOf(frames.filter((_, at) => at !== BEFORE - 1))
  expect(counted('mqtt')).toBeGreaterThanOrEqual(9)
  expect(coverage.find(({ measure }) => measure === 'tcp-gap')?.count).toBe(SWITCHING.length)
})

test('a request that is refused is followed by HTTP', () => {
  const refused = text('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n')
  const frames = framesOf((connection) => connection.ask(ASK).answer(refused).ask(ASK).answer(refused))
  const { conversations, counted } = deltaOf(frames)
  expect(conversations.map(({ protocol }) => protocol)).toEqual(['http'])
  expect(counted('http')).toBe(4)
})

test('a hole right behind the answer costs the messages in it alone', () => {
  const frames = framesOf((connection) => {
    connection.ask(ASK).answer(SWITCHING)
    for (let i = 0; i < 6; i++) connection.ask(publish(text('7')))
  })
  const { counted, coverage } = deltaOf(frames.filter((_, at) => at !== BEFORE))
  expect(counted('mqtt')).toBe(5)
  expect(coverage.map(({ measure }) => measure).sort()).toEqual(['resynchronised', 'tcp-gap'])
})

test('after a hole it goes on at the next segment that begins with a frame', () => {
  const frames = framesOf((connection) => {
    connection.ask(ASK).answer(SWITCHING)
    for (let i = 0; i < 20; i++) connection.ask(publish(text('7')))
  })
  const { counted, coverage } = deltaOf(frames.filter((_, at) => at !== BEFORE + 9))
  expect(counted('mqtt')).toBe(19)
  expect(coverage.map(({ measure }) => measure).sort()).toEqual(['resynchronised', 'tcp-gap'])
})

test('a hole inside a long payload costs nothing else', () => {
  const long = masked(new Uint8Array(100_000))
  const frames = framesOf((connection) => {
    connection.ask(ASK).answer(SWITCHING).ask(CONNECT)
    for (let at = 0; at < long.length; at += 1000) connection.ask(long.slice(at, at + 1000))
    connection.ask(publish(text('7')))
  })
  const { counted, coverage } = deltaOf(frames.filter((_, at) => at !== BEFORE + 40))
  expect(counted('mqtt')).toBe(2)
  expect(coverage.map(({ measure }) => measure).sort()).toEqual(['tcp-gap', 'undecoded', 'undecoded-bytes'])
})
