import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { MAX_MISTAKES } from '../../sensor/flow/flows.ts'
import { MAX_RESYNC } from '../../sensor/flow/message-stream.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { bytesOf, CaptureBuilder, type Host, hex, type TcpBuilder, u16 } from '../support/packet.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 502 }
const EXCHANGES = 20
/** The end of an answer whose registers are all zero; 56 zeros begin a session of SRTP. */
const END_OF_ANSWER = new Uint8Array(59)

test('a connection joined amid an answer full of zeros has the protocol of what follows', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER, { midway: true })
  connection.answer(END_OF_ANSWER)
  for (let transaction = 1; transaction <= EXCHANGES; transaction++) {
    connection.ask(bytesOf(u16(transaction), hex('0000 0006 01 03 0000 0001')))
    connection.answer(bytesOf(u16(transaction), hex('0000 0005 01 03 02 0000')))
  }
  const line = new Line(dissectors)
  feedFrames(line, capture.frames)
  const { conversations, operations } = line.endCapture(0).delta
  expect(conversations.map(({ protocol }) => protocol)).toEqual(['modbus'])
  expect(operations.map(({ requests, responses }) => [requests, responses])).toEqual([[EXCHANGES, EXCHANGES]])
})

/** The end of an answer that is, to the byte, how S7 sets up its communication. */
const LIKE_ANOTHER = hex('03000019 02f080 3201 0000 0400 0008 0000 f000 0001 0001 01e0')

function exchange(connection: TcpBuilder, count: number): void {
  for (let transaction = 1; transaction <= count; transaction++) {
    connection.ask(bytesOf(u16(transaction), hex('0000 0006 01 03 0000 0001')))
    connection.answer(bytesOf(u16(transaction), hex('0000 0005 01 03 02 0000')))
  }
}

test('a connection whose first bytes are like another protocol gets its own name once that is given up', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER, { midway: true })
  connection.answer(LIKE_ANOTHER)
  exchange(connection, EXCHANGES)
  const line = new Line(dissectors)
  feedFrames(line, capture.frames)
  const { conversations, operations, coverageHours } = line.endCapture(0).delta
  const modbus = conversations.find(({ protocol }) => protocol === 'modbus')
  expect(conversations.map(({ protocol }) => protocol)).toEqual(['s7comm', 'modbus'])
  expect(modbus).toMatchObject({ port: 502, identifiedBy: 'confirmed' })
  const exchanges = operations.map((each) => [each.conversation, each.requests, each.responses])
  // The answer to the last request that was not understood is there as well.
  expect(exchanges).toContainEqual([modbus?.id, EXCHANGES - MAX_RESYNC - 1, EXCHANGES - MAX_RESYNC - 1])
  const connections = coverageHours.filter(({ measure }) => measure === 'tcp-connections-seen')
  expect(connections.map(({ count }) => count)).toEqual([1])
})

test(`that is so ${MAX_MISTAKES} times, and then it keeps its name`, () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER, { midway: true })
  for (let mistakes = 0; mistakes <= MAX_MISTAKES; mistakes++) {
    connection.answer(LIKE_ANOTHER)
    for (let i = 0; i <= MAX_RESYNC; i++) connection.answer(hex('ffffffff ffffffff ffffffff'))
  }
  exchange(connection, EXCHANGES)
  const line = new Line(dissectors)
  feedFrames(line, capture.frames)
  const { conversations, operations, coverage } = line.endCapture(0).delta
  expect(conversations.map(({ protocol }) => protocol)).toEqual(['s7comm'])
  expect(operations).toHaveLength(1)
  expect(coverage.find(({ measure }) => measure === 'given-up')?.count).toBeGreaterThan(MAX_MISTAKES)
})

/** Three bytes at the end of an answer that are, to the byte, how a client of SOCKS 5 begins. */
const LIKE_A_GREETING = hex('05 01 00')

test('what only the beginning of a connection shows is not seen in the middle of one', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER, { midway: true })
  connection.ask(LIKE_A_GREETING)
  exchange(connection, EXCHANGES)
  const line = new Line(dissectors)
  feedFrames(line, capture.frames)
  const { conversations, claims } = line.endCapture(0).delta
  expect(conversations.map(({ protocol }) => protocol)).toEqual(['modbus'])
  expect(claims.filter(({ protocol }) => protocol === 'socks')).toEqual([])
})

test('on a port of its own it is, and from the beginning on on any', () => {
  for (const [port, midway] of [
    [1080, true],
    [50_000, false],
  ] as const) {
    const capture = new CaptureBuilder()
    capture
      .connect(CLIENT, { ...SERVER, port }, { midway })
      .ask(LIKE_A_GREETING)
      .answer(hex('05 00'))
    const line = new Line(dissectors)
    feedFrames(line, capture.frames)
    expect(line.endCapture(0).delta.conversations.map(({ protocol }) => protocol)).toEqual(['socks'])
  }
})
