import { expect, test } from 'vitest'
import { mstpFrame } from '../../fixtures/generate/mstp-frame.ts'
import { decodeFrame } from '../../sensor/decode/decode-frame.ts'
import { Frame } from '../../sensor/decode/frame.ts'
import { shardOf } from '../../sensor/flow/shard.ts'
import { hex } from '../support/packet.ts'

const MACS = '020000000002 020000000001'
const COUNT = 5

function shardOfFrame(bytes: Uint8Array, linkType = 1): number {
  const frame = new Frame()
  decodeFrame(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, linkType, frame)
  return shardOf(frame, COUNT)
}

/** A UDP packet from 10.0.0.`from` to 10.0.0.`to`. */
function udp(from: number, to: number, ports: string): Uint8Array {
  const byte = (value: number) => value.toString(16).padStart(2, '0')
  return hex(`${MACS} 0800 4500001c000000004011 0000 0a0000${byte(from)} 0a0000${byte(to)} ${ports} 0008 0000`)
}

test('both directions of a pair are of one shard, whatever their ports', () => {
  for (let host = 2; host < 60; host++) {
    const shards = [udp(1, host, '1000 01f6'), udp(host, 1, '01f6 1000'), udp(1, host, '7777 8888')].map((frame) =>
      shardOfFrame(frame),
    )
    expect(new Set(shards).size).toBe(1)
  }
})

test('both directions between two stations of a bus are of one shard', () => {
  const shards = [mstpFrame(0, 3, 9), mstpFrame(1, 9, 3)].map((frame) => shardOfFrame(frame, 165))
  expect(new Set(shards).size).toBe(1)
})

test('pairs of one server are spread evenly over the shards', () => {
  const counts = new Array<number>(COUNT).fill(0)
  for (let host = 2; host < 252; host++) {
    const shard = shardOfFrame(udp(1, host, '1000 01f6'))
    counts[shard] = (counts[shard] as number) + 1
  }
  for (const count of counts) expect(Math.abs(count - 50)).toBeLessThan(25)
})

test('without IP it is the pair of MAC addresses that tells, in either order', () => {
  const there = shardOfFrame(hex('020000000002 020000000001 88b8 00000000'))
  expect(shardOfFrame(hex('020000000001 020000000002 88b8 00000000'))).toBe(there)
})

test('IPv6 pairs stay together as well', () => {
  const [a, b] = ['fe80000000000000000000000000000a', 'fe80000000000000000000000000000b']
  const packet = (from: string, to: string) => hex(`${MACS} 86dd 60000000 0008 1140 ${from} ${to} 0001 0002 0008 0000`)
  expect(shardOfFrame(packet(a, b))).toBe(shardOfFrame(packet(b, a)))
})
