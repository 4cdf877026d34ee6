import { expect, test } from 'vitest'
import { PacketBatch } from '../../sensor/capture/packet-batch.ts'
import { JOINED_TAPS } from '../../sensor/flow/segment-table.ts'
import { timeOrder } from '../../sensor/flow/time-order.ts'
import type { Delta } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'
import { type BuiltFrame, CaptureBuilder, type Host } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }
const ETHERNET = 1
const CLIENT_MAC_END = 11

/** Three exchanges; the client's frames by tap 0, the server's by tap 1. */
function exchanges(): CaptureBuilder {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  for (const body of ['first', 'second', 'third']) {
    connection.ask(simpleMessage(1, body))
    connection.answer(simpleMessage(2, body))
  }
  return capture
}

const tapOf = ({ bytes }: BuiltFrame) => (bytes[CLIENT_MAC_END] === 0x21 ? 0 : 1)

/** All frames in one batch, as they were read: `sorted` by tap when the interfaces are read one after the other. */
function run(frames: readonly BuiltFrame[], taps: readonly string[], isByTap = false): Delta {
  const line = new Line([simple])
  const batch = new PacketBatch(1 << 16, 64)
  line.beginCapture(1, taps)
  for (const frame of isByTap ? frames.toSorted((a, b) => tapOf(a) - tapOf(b)) : frames) {
    const { bytes, timeUs } = frame
    batch.push(bytes, bytes.length, bytes.length, timeUs, tapOf(frame), ETHERNET)
  }
  line.packets(batch)
  return line.endCapture(0).delta
}

const sums = ({ conversations, operations, segments }: Delta) => ({
  segments: segments.map(({ tap }) => tap),
  conversations: conversations.map(({ packetsToServer, packetsToClient }) => [packetsToServer, packetsToClient]),
  operations: operations.map(({ target, requests, responses }) => `${target} ${requests} ${responses}`),
})

test('interfaces of different names are networks of their own, each with one direction', () => {
  expect(sums(run(exchanges().frames, ['a', 'b']))).toMatchObject({
    segments: ['a', 'b'],
    conversations: [
      [expect.any(Number), 0],
      [0, expect.any(Number)],
    ],
  })
})

test.each([
  ['one name', ['a+b', 'a+b'], 'a+b'],
  ['the names of a file that is joined', JOINED_TAPS, ''],
])('interfaces of %s are one network, in which both directions meet', (_, taps, name) => {
  const whole = sums(run(exchanges().frames, ['']))
  expect(sums(run(exchanges().frames, taps))).toEqual({ ...whole, segments: [name] })
  expect(whole.operations).toHaveLength(6)
})

test('what was read from one interface behind the other is taken in the order of its time, each with its own number', () => {
  const { frames } = exchanges()
  const delta = run(frames, JOINED_TAPS, true)
  expect(sums(delta)).toEqual(sums(run(frames, JOINED_TAPS)))
  const read = frames.toSorted((a, b) => tapOf(a) - tapOf(b))
  for (const { witness } of delta.operations) {
    expect(read[witness.frame - 1]?.timeUs).toBe(witness.timeUs)
  }
})

test('a frame that both interfaces brought is counted once', () => {
  const [first] = new CaptureBuilder().datagram(CLIENT, SERVER, simpleMessage(1, 'x')).frames as [BuiltFrame]
  const line = new Line([simple])
  const batch = new PacketBatch(1 << 12, 4)
  line.beginCapture(1, JOINED_TAPS)
  for (const tap of [0, 1]) batch.push(first.bytes, first.bytes.length, first.bytes.length, first.timeUs + tap, tap, 1)
  line.packets(batch)
  const { conversations } = line.endCapture(0).delta
  expect(conversations.map(({ packetsToServer }) => packetsToServer)).toEqual([1])
})

test('equal times stay in the order in which they were read, and what is in order costs nothing', () => {
  const batch = new PacketBatch(16, 4)
  for (const timeUs of [3, 1, 3, 1]) batch.push(new Uint8Array(1), 1, 1, timeUs, 0, ETHERNET)
  expect([...(timeOrder(batch) ?? [])]).toEqual([1, 3, 0, 2])
  batch.clear()
  for (const timeUs of [1, 1, 2]) batch.push(new Uint8Array(1), 1, 1, timeUs, 0, ETHERNET)
  expect(timeOrder(batch)).toBeUndefined()
})
