import { expect, test } from 'vitest'
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../sensor/decode/frame.ts'
import { HeldMemory } from '../../sensor/flow/held-memory.ts'
import { Moment } from '../../sensor/flow/moment.ts'
import {
  isAcknowledging,
  MAX_SEQUENCE_JUMP,
  type StreamReceiver,
  TcpConnection,
  TcpSegment,
} from '../../sensor/flow/tcp-connection.ts'
import { MAX_LATE_US } from '../../sensor/flow/unseen-bytes.ts'

/** Bytes that came and bytes that never did, of each side. */
class Sums implements StreamReceiver {
  readonly seen: [number, number] = [0, 0]
  readonly missed: [number, number] = [0, 0]

  streamBytes(side: number, _view: DataView, start: number, end: number): void {
    this.seen[side as 0 | 1] += end - start
  }

  streamGap(side: number, bytes: number): void {
    this.missed[side as 0 | 1] += bytes
  }

  streamCut(): void {
    throw new Error('nothing is cut here')
  }
}

const CLIENT = 0
const SERVER = 1

function zeros(side: number, sequence: number, length: number, acknowledged: number, flags: number): TcpSegment {
  const told = { side, sequence: sequence >>> 0, acknowledged: acknowledged >>> 0, isAck: isAcknowledging(flags) }
  return Object.assign(new TcpSegment(), told, { view: ZEROS, end: length })
}

/** A connection of which 100 bytes of each side were seen, from `client` and `server` on. */
function connection(client = 1000, server = 5000) {
  const sums = new Sums()
  const moment = new Moment()
  const tcp = new TcpConnection(sums, new HeldMemory(), moment)
  const send = (side: number, sequence: number, length: number, acknowledged: number, flags = TCP_ACK, timeUs = 0) => {
    moment.timeUs = timeUs
    if (length > 0) tcp.segment(zeros(side, sequence, length, acknowledged, flags))
    tcp.acknowledge(side, (sequence + length) >>> 0, acknowledged >>> 0, flags)
  }
  const finish = () => {
    tcp.finish()
    tcp.finishUnseen()
    return sums.missed
  }
  tcp.begin(CLIENT, (client - 1) >>> 0)
  tcp.begin(SERVER, (server - 1) >>> 0)
  send(CLIENT, client, 100, server)
  send(SERVER, server, 100, client + 100)
  return { tcp, send, finish, sums }
}

const ZEROS = new DataView(new ArrayBuffer(2000))

test('the last bytes of a burst, acknowledged and never seen, are missed at the end', () => {
  const { send, finish, sums } = connection()
  send(CLIENT, 1100, 0, 5350)
  expect(sums.missed).toEqual([0, 0])
  expect(finish()).toEqual([0, 250])
  expect(finish()).toEqual([0, 250])
})

test('so are those of a side that is not seen any more, while the other one goes on', () => {
  const { send, finish, sums } = connection()
  send(CLIENT, 1100, 0, 5200, TCP_ACK, 0)
  send(CLIENT, 1100, 0, 5300, TCP_ACK, MAX_LATE_US)
  expect(sums.missed).toEqual([0, 0])
  send(CLIENT, 1100, 0, 5400, TCP_ACK, MAX_LATE_US + 1)
  // Only what was acknowledged so long ago.
  expect(sums.missed).toEqual([0, 100])
  send(CLIENT, 1100, 0, 5500, TCP_ACK, MAX_LATE_US + 2)
  expect(finish()).toEqual([0, 400])
  expect(sums.seen).toEqual([100, 100])
})

test('and so they are where what goes on waited for them first', () => {
  const { send, finish, sums } = connection()
  for (let turn = 0; turn < 10; turn++) {
    send(CLIENT, 1100 + turn * 10, 10, 5200 + turn * 100, TCP_ACK, turn * MAX_LATE_US)
  }
  expect(sums.missed[SERVER]).toBeGreaterThan(500)
  expect(finish()).toEqual([0, 1000])
  expect(sums.seen).toEqual([200, 100])
})

test('what comes behind its acknowledgement is not missed, however often', () => {
  const { send, finish, sums } = connection()
  for (let turn = 0; turn < 50; turn++) {
    const at = turn * 10
    send(CLIENT, 1100, 0, 5100 + at + 10, TCP_ACK, turn * MAX_LATE_US)
    send(SERVER, 5100 + at, 10, 1100, TCP_ACK, turn * MAX_LATE_US + 500)
  }
  expect(finish()).toEqual([0, 0])
  expect(sums.seen).toEqual([100, 600])
})

test('what is held behind a hole is not missed; the hole is, once', () => {
  const { send, finish, sums } = connection()
  send(SERVER, 5150, 50, 1100, TCP_ACK, 0)
  send(CLIENT, 1100, 0, 5200, TCP_ACK, 10)
  send(CLIENT, 1100, 0, 5200, TCP_ACK, MAX_LATE_US)
  send(CLIENT, 1100, 0, 5200, TCP_ACK, 2 * MAX_LATE_US)
  expect(sums.missed).toEqual([0, 0])
  expect(finish()).toEqual([0, 50])
  expect(sums.seen).toEqual([100, 150])
})

test('when more follows, the hole that an acknowledgement told of is not counted again', () => {
  const { send, finish, sums } = connection()
  send(CLIENT, 1100, 0, 5150, TCP_ACK, 0)
  send(CLIENT, 1100, 0, 5150, TCP_ACK, MAX_LATE_US + 1)
  expect(sums.missed).toEqual([0, 50])
  send(SERVER, 5150, 50, 1100, TCP_ACK, MAX_LATE_US + 2)
  expect(sums.seen).toEqual([100, 150])
  expect(finish()).toEqual([0, 50])
})

test('an end takes a number and is no byte', () => {
  const { send, finish } = connection()
  send(CLIENT, 1100, 0, 5100, TCP_ACK | TCP_FIN)
  send(SERVER, 5100, 0, 1101, TCP_ACK | TCP_FIN)
  send(CLIENT, 1101, 0, 5101, TCP_ACK, 9 * MAX_LATE_US)
  send(CLIENT, 1101, 0, 5101, TCP_ACK, 18 * MAX_LATE_US)
  expect(finish()).toEqual([0, 0])
})

test('nor is one with the last bytes in the same segment, or one that comes before them', () => {
  const same = connection()
  same.send(SERVER, 5100, 50, 1100, TCP_ACK | TCP_FIN)
  same.send(CLIENT, 1100, 0, 5151)
  expect(same.finish()).toEqual([0, 0])
  const early = connection()
  early.send(SERVER, 5150, 0, 1100, TCP_ACK | TCP_FIN)
  early.send(CLIENT, 1100, 0, 5151)
  early.send(SERVER, 5100, 50, 1100)
  expect(early.finish()).toEqual([0, 0])
})

test('bytes before an end that was seen are missed without it', () => {
  const { send, finish } = connection()
  send(SERVER, 5150, 0, 1100, TCP_ACK | TCP_FIN)
  send(CLIENT, 1100, 0, 5151)
  expect(finish()).toEqual([0, 50])
})

test('an end that was not seen is no byte either', () => {
  const alone = connection()
  alone.send(CLIENT, 1100, 0, 5101)
  alone.send(CLIENT, 1100, 0, 5101, TCP_ACK, 2 * MAX_LATE_US)
  expect(alone.finish()).toEqual([0, 0])
  const withBytes = connection()
  withBytes.send(CLIENT, 1100, 0, 5151, TCP_ACK | TCP_FIN)
  expect(withBytes.finish()).toEqual([0, 50])
})

test('of a side of which nothing was ever seen nothing is missed: a mirror of one direction', () => {
  const sums = new Sums()
  const tcp = new TcpConnection(sums, new HeldMemory(), new Moment())
  tcp.begin(CLIENT, 999)
  for (let at = 0; at < 10; at++) {
    const acknowledged = 5000 + at * 1000
    tcp.segment(zeros(CLIENT, 1000 + at * 10, 10, acknowledged, TCP_ACK))
    tcp.acknowledge(CLIENT, 1010 + at * 10, acknowledged, TCP_ACK)
  }
  tcp.finishUnseen()
  expect(sums).toMatchObject({ seen: [100, 0], missed: [0, 0] })
})

test('keep-alives, their answers and old acknowledgements say nothing new', () => {
  const { send, finish } = connection()
  for (let turn = 0; turn < 5; turn++) {
    send(CLIENT, 1099, 1, 5100, TCP_ACK, turn * 45_000_000)
    send(SERVER, 5100, 0, 1100, TCP_ACK, turn * 45_000_000 + 100)
    send(SERVER, 5099, 0, 1050, TCP_ACK, turn * 45_000_000 + 200)
  }
  expect(finish()).toEqual([0, 0])
})

test.each([
  ['a SYN', TCP_ACK | TCP_SYN],
  ['a reset', TCP_ACK | TCP_RST],
  ['a packet without the flag', 0],
])('what %s acknowledges says nothing', (_case, flags) => {
  const { send, finish } = connection()
  send(CLIENT, 1100, 0, 5500, flags)
  expect(finish()).toEqual([0, 0])
})

test('an acknowledgement further away than a connection jumps is of another one', () => {
  const { send, finish } = connection()
  send(CLIENT, 1100, 0, 5101 + MAX_SEQUENCE_JUMP)
  expect(finish()).toEqual([0, 0])
  send(CLIENT, 1100, 0, 5100 + MAX_SEQUENCE_JUMP)
  expect(finish()).toEqual([0, MAX_SEQUENCE_JUMP])
})

test('one wrong number is taken back by the next one, and what comes meanwhile is used', () => {
  const { send, finish, sums } = connection()
  send(CLIENT, 1100, 0, 900_000, TCP_ACK, 0)
  send(CLIENT, 1100, 0, 5100, TCP_ACK, 10)
  send(CLIENT, 1100, 0, 900_000, TCP_ACK, MAX_LATE_US + 1)
  send(SERVER, 5100, 50, 1100, TCP_ACK, MAX_LATE_US + 2)
  send(CLIENT, 1100, 0, 5150, TCP_ACK, MAX_LATE_US + 3)
  expect(finish()).toEqual([0, 0])
  expect(sums.seen).toEqual([100, 150])
})

test('sequence numbers wrap, at 31 bits and at 32', () => {
  for (const at of [0x7fff_ff80, 0xffff_ff80]) {
    const { send, finish } = connection(1000, at)
    send(CLIENT, 1100, 0, at + 300)
    expect(finish()).toEqual([0, 200])
  }
})

test('a connection on the same ports that began unseen is not measured by the one before', () => {
  const { send, finish } = connection()
  send(CLIENT, 1100, 0, 5150)
  send(SERVER, 5100 + 2 * MAX_SEQUENCE_JUMP, 10, 1100)
  send(CLIENT, 1100, 0, 5110 + 2 * MAX_SEQUENCE_JUMP)
  expect(finish()).toEqual([0, 0])
})
