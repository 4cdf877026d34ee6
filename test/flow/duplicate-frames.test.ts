import { describe, expect, test } from 'vitest'
import { decodeFrame } from '../../sensor/decode/decode-frame.ts'
import { Frame } from '../../sensor/decode/frame.ts'
import {
  DUPLICATE_LINK_US,
  DUPLICATE_REDUNDANT_US,
  DUPLICATE_US,
  DuplicateFrames,
  REMEMBERED_FRAMES,
} from '../../sensor/flow/duplicate-frames.ts'
import { bytesOf, CaptureBuilder, ethernet, hex, ipv4, u16, udp } from '../support/packet.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '10.0.0.1', port: 49152 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '10.0.0.2', port: 502 }
const ETHERNET = 1

/** Tells of each frame whether it is a copy. The first one only sets the clock. */
function copies(...frames: readonly (readonly [bytes: Uint8Array, timeUs: number, tap?: number])[]): boolean[] {
  const clock = { timeUs: 0 }
  const duplicates = new DuplicateFrames(clock)
  const frame = new Frame()
  return [[datagram(99), 1] as const, ...frames]
    .map(([bytes, timeUs, tap = 0]) => {
      decodeFrame(new DataView(Uint8Array.from(bytes).buffer), 0, bytes.length, ETHERNET, frame)
      clock.timeUs = timeUs
      return duplicates.isCopy(frame, tap)
    })
    .slice(1)
}

function datagram(last: number): Uint8Array {
  const payload = new Uint8Array(20).fill(last)
  return ethernet(CLIENT.mac, SERVER.mac, 0x0800, ipv4(CLIENT.ip, SERVER.ip, 17, udp(CLIENT, SERVER, payload)))
}

function segment(): Uint8Array {
  const capture = new CaptureBuilder()
  capture.connect(CLIENT, SERVER).ask(hex('0001 0000 0006 01 03 0000 0001'))
  return (capture.frames.at(-1) as { bytes: Uint8Array }).bytes
}

const goose = (last: number) => ethernet(CLIENT.mac, SERVER.mac, 0x88b8, hex(`0001 0008 0000 00${last}0`))

describe('packets of IP', () => {
  test(`equal ones are copies within ${DUPLICATE_US} µs, and only then`, () => {
    const one = datagram(1)
    expect(copies([one, 1000], [one, 1000 + DUPLICATE_US - 1])).toEqual([false, true])
    expect(copies([one, 1000], [one, 1000 + DUPLICATE_US])).toEqual([false, false])
  })

  test('one byte makes another packet, and so does another interface', () => {
    const one = datagram(1)
    const other = one.map((byte, i) => (i === one.length - 1 ? byte ^ 1 : byte))
    expect(copies([one, 1000], [other, 1001])).toEqual([false, false])
    expect(copies([one, 1000, 0], [one, 1001, 1])).toEqual([false, false])
  })

  test('a long TCP segment is told from the next by its header and the ends of its payload', () => {
    const capture = new CaptureBuilder()
    const connection = capture.connect(CLIENT, SERVER)
    connection.ask(new Uint8Array(600).fill(7)).ask(new Uint8Array(600).fill(7))
    const [one, other] = capture.frames.filter(({ bytes }) => bytes.length > 600).map(({ bytes }) => bytes)
    if (one === undefined || other === undefined) throw new Error('no segments')
    expect(copies([one, 1000], [other, 1001], [one, 1002])).toEqual([false, false, true])
  })
})

describe('frames without IP', () => {
  test(`equal ones are copies within ${DUPLICATE_LINK_US} µs: some protocols repeat themselves`, () => {
    expect(copies([goose(1), 1000], [goose(1), 1000 + DUPLICATE_LINK_US - 1])).toEqual([false, true])
    expect(copies([goose(1), 1000], [goose(1), 1000 + DUPLICATE_LINK_US])).toEqual([false, false])
  })

  test('a capture without times has no copies', () => {
    const duplicates = new DuplicateFrames({ timeUs: 0 })
    const frame = new Frame()
    const seen = [goose(1), goose(1)].map((bytes) => {
      decodeFrame(new DataView(Uint8Array.from(bytes).buffer), 0, bytes.length, ETHERNET, frame)
      return duplicates.isCopy(frame, 0)
    })
    expect(seen).toEqual([false, false])
  })
})

test(`a copy behind more than ${REMEMBERED_FRAMES} other frames may pass as a frame of its own, but nothing is taken for a copy`, () => {
  const others = Array.from({ length: 2 * REMEMBERED_FRAMES }, (_, i) => {
    const bytes = Uint8Array.from(datagram(1))
    new DataView(bytes.buffer).setUint32(bytes.length - 4, i)
    return [bytes, 2000] as const
  })
  expect(copies(...others).filter(Boolean)).toEqual([])
})

describe('frames that are sent twice, by two ways', () => {
  const body = bytesOf(hex('0001 0008 0000 0000'), new Uint8Array(60))
  const size = body.length + 6
  const prp = (lan: number, number: number) =>
    ethernet(CLIENT.mac, SERVER.mac, 0x88b8, bytesOf(body, u16(number), u16((lan << 12) | size), u16(0x88fb)))
  const hsr = (path: number, number: number, type = 0x88b8, inner: Uint8Array = body) =>
    ethernet(CLIENT.mac, SERVER.mac, 0x892f, bytesOf(u16((path << 12) | size), u16(number), u16(type), inner))

  test(`those of both LANs of PRP are copies within ${DUPLICATE_REDUNDANT_US} µs`, () => {
    expect(copies([prp(0xa, 7), 1000], [prp(0xb, 7), 2500])).toEqual([false, true])
    expect(copies([prp(0xa, 7), 1000], [prp(0xb, 7), 1000 + DUPLICATE_REDUNDANT_US])).toEqual([false, false])
  })

  /** A trailer behind the packet of an Ethernet frame, and what lies between and behind. */
  const prpOfIp = (lan: number, frame: Uint8Array, padding = 0, behind: Uint8Array = new Uint8Array()) => {
    const padded = bytesOf(frame, new Uint8Array(padding))
    return bytesOf(padded, u16(7), u16((lan << 12) | (padded.length - 14 + 6)), u16(0x88fb), behind)
  }
  const ipv6Datagram = ethernet(
    CLIENT.mac,
    SERVER.mac,
    0x86dd,
    bytesOf(hex('60000000 000c 11 40'), new Uint8Array(32), hex('c000 1000 000c 0000'), new Uint8Array(4)),
  )

  test.each([
    ['a datagram', datagram(1), 0, hex('')],
    ['a datagram that is padded', datagram(1), 11, hex('')],
    ['a datagram that a bridge padded again', datagram(1), 3, hex('00000000')],
    ['a datagram with a check sequence', datagram(1), 0, hex('12345600')],
    ['a datagram over IPv6', ipv6Datagram, 0, hex('')],
    ['a segment', segment(), 0, hex('')],
  ])('%s over both LANs of PRP is one', (_, frame, padding, behind) => {
    const copy = (lan: number) => prpOfIp(lan, frame, padding, behind)
    expect(copies([copy(0xa), 1000], [copy(0xb), 5500])).toEqual([false, true])
  })

  test('what lies behind a packet and has another size or LAN is no trailer', () => {
    const other = (lan: number) =>
      prpOfIp(lan, datagram(1)).map((byte, i, { length }) => (i === length - 3 ? 0xff : byte))
    expect(copies([other(0xa), 1000], [other(0xb), 5500])).toEqual([false, false])
    expect(copies([prpOfIp(0xc, datagram(1)), 1000], [prpOfIp(0xd, datagram(1)), 5500])).toEqual([false, false])
  })

  test('those of both directions of an HSR ring are copies, of IP as well', () => {
    expect(copies([hsr(0, 7), 1000], [hsr(1, 7), 2500])).toEqual([false, true])
    const packet = datagram(1).subarray(14)
    expect(copies([hsr(0, 7, 0x0800, packet), 1000], [hsr(1, 7, 0x0800, packet), 2500])).toEqual([false, true])
  })

  test('the next of the same content has another number, and is none', () => {
    expect(copies([prp(0xa, 7), 1000], [prp(0xa, 8), 1005])).toEqual([false, false])
    expect(copies([hsr(0, 7), 1000], [hsr(0, 8), 1005])).toEqual([false, false])
  })

  test('a trailer of another size is none: its frames are told by all their bytes', () => {
    const other = (lan: number) => prp(lan, 7).map((byte, i, { length }) => (i === length - 3 ? 0xff : byte))
    expect(copies([other(0xa), 1000], [other(0xb), 1005])).toEqual([false, false])
  })
})
