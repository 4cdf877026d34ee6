/* How a stream finds its place again after a hole. The protocol is made up: 'SIMP', 16 bits of length, 16 of function. */
import { expect, test } from 'vitest'
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { modbus } from '../../dissectors/modbus/modbus.ts'
import { MAX_PLACES } from '../../sensor/flow/find-message.ts'
import { LEAST_FULL_SEGMENT, MAX_RESYNC } from '../../sensor/flow/message-stream.ts'
import type { Delta } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { ascii, type Bytes, bytesOf, CaptureBuilder, type Host, hex, u16 } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }
/** Messages as long as 45 full segments. */
const long: Dissector = { ...simple, maxMessage: 1 << 16 }

/** What is understood when the client sends these segments, and the second one is lost. */
function withoutSecond(segments: readonly Bytes[], dissector: Dissector = simple): Delta {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  const first = capture.frames.length
  connection.ask(...segments)
  capture.frames.splice(first + 1, 1)
  const line = new Line([dissector])
  feedFrames(line, capture.frames)
  return line.endCapture(0).delta
}

function targets({ operations }: Delta): string[] {
  return operations.map(({ target }) => target)
}

function covered({ coverage }: Delta, measure: string): number {
  return coverage.filter((entry) => entry.measure === measure).reduce((sum, { count }) => sum + count, 0)
}

const FIRST = simpleMessage(1, 'first')
const LOST = simpleMessage(1, 'lost')

test('bytes that could begin a message, and do not, cost none of those that follow', () => {
  const delta = withoutSecond([FIRST, LOST, bytesOf(ascii('S')), simpleMessage(1, 'next')])
  expect(targets(delta)).toEqual(['first', 'next'])
  expect(covered(delta, 'skipped-bytes')).toBe(1)
})

test('nor when the message that follows comes in pieces', () => {
  const next = simpleMessage(1, 'next')
  const delta = withoutSecond([
    FIRST,
    LOST,
    bytesOf(ascii('SI')),
    next.subarray(0, 3),
    next.subarray(3, 9),
    next.subarray(9),
  ])
  expect(targets(delta)).toEqual(['first', 'next'])
  expect(covered(delta, 'skipped-bytes')).toBe(2)
})

test('what seems to begin a long message is given up for a segment that certainly begins one', () => {
  const seeming = bytesOf(ascii('SIMP'), u16(900), u16(1), ascii('amid another'))
  const delta = withoutSecond([FIRST, LOST, seeming, simpleMessage(1, 'next'), simpleMessage(1, 'last')])
  expect(targets(delta)).toEqual(['first', 'next', 'last'])
})

/** One byte of nothing behind a hole would be the first byte of a Modbus header. */
test('a keep-alive behind lost bytes costs no request', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, { ...SERVER, port: 502 })
  const request = (transaction: number) => bytesOf(u16(transaction), hex('0000 0006 01 03 0000 0001'))
  connection.ask(request(1))
  const lost = capture.frames.length
  // A host sends the last byte again, or any byte in its place (RFC 9293 section 3.8.4).
  connection.ask(request(2).subarray(0, 11), bytesOf(0), request(3), request(4))
  capture.frames.splice(lost, 1)
  const line = new Line([modbus])
  feedFrames(line, capture.frames)
  const { operations } = line.endCapture(0).delta
  expect(operations.map(({ requests }) => requests)).toEqual([3])
})

test('a stream of which no segment begins with a message finds its place inside of one', () => {
  const messages = Array.from({ length: 60 }, (_, i) => simpleMessage(1, `point ${i}`.padEnd(92)))
  const stream = bytesOf(...messages)
  const segments = [stream.subarray(0, 100)]
  for (let at = 100; at < stream.length; at += 350) segments.push(stream.subarray(at, at + 350))
  const { operations, ...delta } = withoutSecond(segments)
  const requests = operations.reduce((sum, each) => sum + each.requests, 0)
  // Four messages have a part in the 350 bytes that are lost; of the next segment the first part is of no use.
  expect(requests).toBe(messages.length - 4)
  expect(covered({ operations, ...delta }, 'resynchronised')).toBe(1)
})

test('one message alone amid a segment is no place to go on from: it may be what another one is about', () => {
  const about = bytesOf(hex('ffff'), simpleMessage(1, 'a copy of another'))
  expect(targets(withoutSecond([FIRST, LOST, about, simpleMessage(1, 'next')]))).toEqual(['first', 'next'])
})

test(`behind ${MAX_PLACES} places of one segment no message is looked for`, () => {
  const behind = (count: number) =>
    bytesOf(new Uint8Array(count), simpleMessage(1, 'one'), simpleMessage(1, 'two'), simpleMessage(1, 'three'))
  const next = simpleMessage(1, 'next')
  expect(targets(withoutSecond([FIRST, LOST, behind(MAX_PLACES - 1), next]))).toEqual([
    'first',
    'one',
    'two',
    'three',
    'next',
  ])
  expect(targets(withoutSecond([FIRST, LOST, behind(MAX_PLACES + 50), next]))).toEqual(['first', 'next'])
})

test('the full segments of a long message are not counted among the vain attempts', () => {
  const full = new Uint8Array(LEAST_FULL_SEGMENT)
  const delta = withoutSecond([FIRST, LOST, ...Array(MAX_RESYNC * 4).fill(full), simpleMessage(1, 'next')], long)
  expect(targets(delta)).toEqual(['first', 'next'])
  expect(covered(delta, 'given-up')).toBe(0)
})

test('unless they are more than the longest message has', () => {
  const full = new Uint8Array(LEAST_FULL_SEGMENT)
  const vain = Math.ceil(simple.maxMessage / LEAST_FULL_SEGMENT) + MAX_RESYNC
  const delta = withoutSecond([FIRST, LOST, ...Array(vain).fill(full), simpleMessage(1, 'next')])
  expect(targets(delta)).toEqual(['first'])
  expect(covered(delta, 'given-up')).toBe(1)
})

/** A read of one register, or its answer, with what its sender left behind it. */
function padded(pdu: string, transaction: number, padding: string): Bytes {
  return hex(
    `${transaction.toString(16).padStart(4, '0')} 0000 00${(pdu.replaceAll(' ', '').length / 2 + 1).toString(16).padStart(2, '0')} 09 ${pdu} ${padding}`,
  )
}

test.each([
  ['one zero', '00'],
  ['two zeros', '0000'],
  ['the checksum of a serial frame', '7a3c'],
  ['three bytes', '010203'],
])('what a device leaves behind each message costs none of those that follow: %s', (_, padding) => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, { ...SERVER, port: 502 })
  const blocks = [0x21, 0x22, 0x23, 0x24, 0x25]
  blocks.forEach((block, i) => {
    connection.ask(padded(`03 00${block.toString(16)} 0001`, 70 + i, padding))
    connection.answer(padded('03 02 0a0b', 70 + i, padding))
  })
  const line = new Line([modbus])
  feedFrames(line, capture.frames)
  const delta = line.endCapture(0).delta
  expect(delta.operations.map(({ target, requests, responses }) => [target, requests, responses])).toEqual(
    blocks.map((block) => [`unit 9 holding ${block}+1`, 1, 1]),
  )
  expect(covered(delta, 'skipped-bytes')).toBe((padding.length / 2) * blocks.length * 2)
})
