import { describe, expect, test } from 'vitest'
import { PacketBatch } from '../../sensor/capture/packet-batch.ts'
import { MAX_OPTIONS } from '../../sensor/flow/tcp-systems.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { bytesOf, CaptureBuilder, ethernet, type Host, hex, ipBytes, ipv4, u16, u32 } from '../support/packet.ts'
import { lookUps } from '../support/run-line.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 502 }

const MSS = '020405b4'
const SOK = '0402'
const TS = '080a0000000100000000'
const ws = (scale: number) => `0303${scale.toString(16).padStart(2, '0')}`

interface Syn {
  readonly options: string
  readonly ttl?: number
  readonly window?: number
  readonly isAnswer?: boolean
  /** The flags of the IP header. */
  readonly fragments?: number
  /** Bytes that the header says more than there are. */
  readonly claimsMore?: number
}

function syn({ options, ttl = 64, window = 64_240, isAnswer = false, fragments = 0x40, claimsMore = 0 }: Syn) {
  const [from, to] = isAnswer ? [SERVER, CLIENT] : [CLIENT, SERVER]
  const list = hex(options)
  const padded = bytesOf(list, new Uint8Array((4 - (list.length % 4)) % 4))
  const words = (20 + padded.length + claimsMore) / 4
  const head = [u16(from.port), u16(to.port), u32(1), u32(0)].flat()
  const header = bytesOf(head, words << 4, isAnswer ? 0x12 : 0x02, u16(window), 0, 0, 0, 0, padded)
  const packet = ipv4(from.ip, to.ip, 6, header, 1, ttl)
  packet[6] = fragments
  return ethernet(from.mac, to.mac, 0x0800, packet)
}

/** 'address: system (message)' of each claim. */
function claimsOf(...frames: readonly Uint8Array[]): string[] {
  const capture = new CaptureBuilder()
  for (const frame of frames) capture.frame(frame)
  return claimsIn(capture)
}

function claimsIn(capture: CaptureBuilder): string[] {
  const line = new Line([])
  feedFrames(line, capture.frames)
  const { delta, address } = lookUps(line.endCapture(0).delta)
  return delta.claims
    .filter(({ attribute }) => attribute === 'os')
    .map(({ address: id, value, message, confidence }) => `${address(id)}: ${value} (${message}, ${confidence})`)
}

const client = (system: string) => [`10.0.0.21: ${system} (SYN, weak)`]
const server = (system: string) => [`10.0.0.11: ${system} (SYN and ACK, weak)`]

describe('the system that a SYN shows', () => {
  test.each<readonly [string, Syn]>([
    ['Linux', { options: `${MSS}${SOK}${TS}01${ws(7)}` }],
    ['Linux', { options: `${MSS}0101${SOK}01${ws(7)}`, ttl: 61 }],
    ['Windows Vista or later', { options: `${MSS}01${ws(8)}0101${SOK}`, ttl: 128 }],
    ['Windows Vista or later', { options: `${MSS}0101${SOK}`, ttl: 127, window: 8192 }],
    ['Windows 2000, XP or 2003', { options: `${MSS}0101${SOK}`, ttl: 128, window: 65_535 }],
    ['Windows 2000, XP or 2003', { options: `${MSS}01${ws(2)}0101${SOK}`, ttl: 128, window: 65_535 }],
    ['Windows', { options: `${MSS}0101${SOK}`, ttl: 128, window: 64_240 }],
    ['Windows', { options: `${MSS}01${ws(4)}${SOK}${TS}`, ttl: 128, window: 65_535 }],
    ['macOS or iOS', { options: `${MSS}01${ws(6)}0101${TS}${SOK}00`, window: 65_535 }],
    ['FreeBSD', { options: `${MSS}01${ws(6)}${SOK}${TS}`, window: 65_535 }],
    ['OpenBSD', { options: `${MSS}0101${SOK}01${ws(6)}0101${TS}`, window: 16_384 }],
    ['Solaris', { options: `01${ws(1)}0101${TS}0101${SOK}${MSS}`, window: 32_850 }],
  ])('%s, of who begins: %o', (system, shown) => {
    expect(claimsOf(syn(shown))).toEqual(client(system))
  })

  test.each<readonly [string, Syn]>([
    ['Linux', { options: `${MSS}0101${SOK}01${ws(7)}` }],
    ['Linux', { options: `${MSS}0101${TS}01${ws(7)}` }],
    ['OpenBSD', { options: `${MSS}0101${SOK}01${ws(3)}`, window: 16_384 }],
    ['OpenBSD', { options: `${MSS}0101${SOK}01${ws(3)}0101${TS}`, window: 16_384 }],
    ['Windows Vista or later', { options: `${MSS}01${ws(8)}${SOK}${TS}`, ttl: 128, window: 8192 }],
    ['Windows 2000, XP or 2003', { options: `${MSS}01${ws(0)}0101${TS}0101${SOK}`, ttl: 128, window: 65_535 }],
    ['Solaris', { options: `0101${TS}01${ws(0)}0101${SOK}${MSS}` }],
    ['HP-UX', { options: `${MSS}0101${SOK}${ws(0)}010101${TS}`, window: 32_768 }],
  ])('%s, of who accepts: %o', (system, shown) => {
    expect(claimsOf(syn({ ...shown, isAnswer: true }))).toEqual(server(system))
  })
})

describe('no system is claimed', () => {
  test.each<readonly [string, Syn]>([
    ['of a lone MSS, which many send', { options: MSS }],
    ['without options', { options: '' }],
    [
      'where routers may fragment, as small stacks allow',
      { options: `${MSS}01${ws(8)}0101${SOK}`, ttl: 128, fragments: 0 },
    ],
    ['of a time-to-live that began lower', { options: `${MSS}01${ws(8)}0101${SOK}`, ttl: 64 }],
    ['of a time-to-live that began higher', { options: `${MSS}${SOK}${TS}01${ws(7)}`, ttl: 255 }],
    ['too many routers away', { options: `${MSS}${SOK}${TS}01${ws(7)}`, ttl: 32 }],
    ['of an option that no row has', { options: `${MSS}${SOK}${TS}01${ws(7)}1e02` }],
    ['of an option that runs past the header', { options: `${MSS}${SOK}080a` }],
    ['of an option shorter than its own head', { options: `${MSS}0300` }],
    [`of more than ${MAX_OPTIONS} options`, { options: `${MSS}${SOK}${TS}01${ws(7)}${'01'.repeat(8)}` }],
    ['of a header cut off', { options: `${MSS}${SOK}${TS}01`, claimsMore: 4 }],
    ['of another order', { options: `${SOK}${MSS}${TS}01${ws(7)}` }],
  ])('%s', (_, shown) => {
    expect(claimsOf(syn(shown))).toEqual([])
  })

  test('of a FreeBSD window that it never has', () => {
    expect(claimsOf(syn({ options: `${MSS}01${ws(6)}${SOK}${TS}`, window: 8192 }))).toEqual([])
  })
})

test('of a SYN that came in fragments nothing is claimed: the header of its packet is gone', () => {
  const segment = syn({ options: `${MSS}${SOK}${TS}01${ws(7)}` }).subarray(14 + 20)
  const pieces = [24, segment.length].map((to, at) => {
    const packet = ipv4(CLIENT.ip, SERVER.ip, 6, segment.slice(at * 24, to), 1)
    packet.set(u16(at === 0 ? 0x2000 : 24 / 8), 6)
    return ethernet(CLIENT.mac, SERVER.mac, 0x0800, packet)
  })
  // Further back in the batch than a packet that is put together is long.
  const batch = new PacketBatch(1 << 16, 100)
  const others = Array.from({ length: 50 }, () => syn({ options: '' }))
  for (const [at, bytes] of [...others, ...pieces].entries()) batch.push(bytes, bytes.length, bytes.length, at, 0, 1)
  const line = new Line([])
  line.beginCapture(1, [''])
  line.packets(batch)
  expect(line.endCapture(0).delta.claims.filter(({ attribute }) => attribute === 'os')).toEqual([])
})

test('each system of a host is claimed once in a capture, and again in the next', () => {
  const line = new Line([])
  const linux = syn({ options: `${MSS}${SOK}${TS}01${ws(7)}` })
  const windows = syn({ options: `${MSS}01${ws(8)}0101${SOK}`, ttl: 128 })
  for (let capture = 0; capture < 2; capture++) {
    const frames = [linux, windows, linux, windows].map((bytes, i) => ({ timeUs: 1000 * i, bytes }))
    feedFrames(line, frames)
    const { claims } = line.endCapture(0).delta
    const systems = claims.filter(({ attribute }) => attribute === 'os')
    expect(systems.map(({ value, count, witness }) => [value, count, witness.frame])).toEqual([
      ['Linux', 1, 1],
      ['Windows Vista or later', 1, 2],
    ])
  }
})

test('over IPv6, which has no such flag, the options and the hop limit tell', () => {
  const header = bytesOf(
    u16(40000),
    u16(502),
    u32(1),
    u32(0),
    0xa0,
    2,
    u16(64_800),
    0,
    0,
    0,
    0,
    hex(`${MSS}${SOK}${TS}01${ws(7)}`),
  )
  const address = (last: number) => bytesOf(hex('fe80000000000000000000000000'), 0, last)
  const packet = bytesOf(hex('60000000'), u16(header.length), 6, 64, address(1), address(2), header)
  expect(claimsOf(ethernet(CLIENT.mac, SERVER.mac, 0x86dd, packet))).toEqual(['fe80::1: Linux (SYN, weak)'])
})

test('more hosts than the table first holds', () => {
  const capture = new CaptureBuilder()
  for (let i = 0; i < 1500; i++) {
    const packet = syn({ options: `${MSS}${SOK}${TS}01${ws(7)}` })
    packet.set(ipBytes(`10.1.${i >> 8}.${i & 255}`), 26)
    capture.frame(packet)
  }
  expect(claimsIn(capture)).toHaveLength(1500)
})
