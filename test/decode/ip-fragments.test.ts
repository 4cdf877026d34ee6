import { expect, test } from 'vitest'
import { FRAME_STATUSES, Frame, NETWORK_IPV6 } from '../../sensor/decode/frame.ts'
import {
  IpFragments,
  MAX_FRAGMENT_BYTES,
  MAX_FRAGMENT_US,
  MAX_FRAGMENTED_PACKETS,
} from '../../sensor/decode/ip-fragments.ts'
import { type Bytes, bytesOf, ethernet, hex, ipv4, u16, u32, udp } from '../support/packet.ts'
import { runFrames } from '../support/run-frames.ts'
import { A, B, decoded, FRAME, PACKET } from './decoded.ts'

const TEXT = Uint8Array.from({ length: 100 }, (_, i) => i)
const DATAGRAM = udp(A, B, TEXT)

interface Piece {
  readonly from: number
  readonly to: number
  readonly isLast?: boolean
  readonly id?: number
  readonly bytes?: Bytes
}

/** A piece of the datagram, as a frame. */
function piece({ from, to, id = 7, bytes = DATAGRAM, isLast = to >= bytes.length }: Piece, protocol = 17): Bytes {
  const packet = ipv4(A.ip, B.ip, protocol, bytes.slice(from, to), id)
  packet.set(u16((isLast ? 0 : 0x2000) | (from >>> 3)), 6)
  return ethernet(A.mac, B.mac, 0x0800, packet).subarray(0, 14 + packet.length)
}

/** What a frame is after reassembly has seen it. */
function taken(fragments: IpFragments, bytes: Bytes, timeUs = 0, tap = 0): Frame {
  const frame = decoded(bytes)
  fragments.take(frame, tap, bytes.length, timeUs)
  return frame
}

function statusOf({ status }: Frame): string {
  return FRAME_STATUSES[status] as string
}

function payloadOf({ view, payloadStart, payloadEnd }: Frame): number[] {
  return [...new Uint8Array(view.buffer, view.byteOffset + payloadStart, payloadEnd - payloadStart)]
}

test('the piece that makes a packet whole is decoded as the packet', () => {
  const fragments = new IpFragments()
  const first = taken(fragments, piece({ from: 0, to: 48 }))
  expect(first).toMatchObject({ status: 0, sourcePort: 40000, targetPort: 502, isDeferred: false })
  expect(payloadOf(first)).toEqual([])
  const last = taken(fragments, piece({ from: 48, to: 108 }))
  expect(last).toMatchObject({ status: 0, sourcePort: 40000, targetPort: 502, earlierPackets: 0 })
  expect(payloadOf(last)).toEqual([...TEXT])
})

test('pieces that come before the first one wait, and are counted with it', () => {
  const fragments = new IpFragments()
  const late = piece({ from: 48, to: 108 })
  expect(taken(fragments, late)).toMatchObject({ isDeferred: true, status: 0 })
  const whole = taken(fragments, piece({ from: 0, to: 48 }))
  expect(whole).toMatchObject({ isDeferred: false, earlierPackets: 1, earlierBytes: late.length, targetPort: 502 })
  expect(payloadOf(whole)).toEqual([...TEXT])
})

test('every piece of a tunnel packet waits until what is inside can be seen', () => {
  const carrier = udp({ ...A, port: 49152 }, { ...B, port: 4789 }, bytesOf(hex('08000000 00002a00'), FRAME))
  const pieces = [0, 40, 80].map((from) => piece({ from, to: Math.min(from + 40, carrier.length), bytes: carrier }))
  const fragments = new IpFragments()
  const frames = pieces.map((bytes) => taken(fragments, bytes))
  expect(frames.map(({ isDeferred }) => isDeferred)).toEqual([true, true, false])
  expect(frames[2]).toMatchObject({ earlierPackets: 2, targetPort: 502, tunnelId: 42 })
})

test('every frame is counted, and the conversation is that of the datagram', () => {
  const bytes = [piece({ from: 48, to: 96 }), piece({ from: 96, to: 108 }), piece({ from: 0, to: 48 })]
  const { delta } = runFrames(bytes.map((each, i) => ({ bytes: each, timeUs: i, segment: undefined })))
  expect(delta.conversations).toHaveLength(1)
  const total = bytes.reduce((sum, each) => sum + each.length, 0)
  expect(delta.conversations[0]).toMatchObject({
    transport: 'udp',
    port: 502,
    packetsToServer: 3,
    bytesToServer: total,
  })
})

test('an overlap that says the same is nothing, one that differs is counted and the first bytes stay', () => {
  const fragments = new IpFragments()
  taken(fragments, piece({ from: 0, to: 48 }))
  expect(statusOf(taken(fragments, piece({ from: 40, to: 96, isLast: false })))).toBe('decoded')
  const other = DATAGRAM.slice()
  other[45] = 0xff
  expect(statusOf(taken(fragments, piece({ from: 40, to: 96, isLast: false, bytes: other })))).toBe(
    'ip-fragment-conflict',
  )
  expect(payloadOf(taken(fragments, piece({ from: 96, to: 108 })))).toEqual([...TEXT])
})

test('two ends of one packet contradict each other', () => {
  const fragments = new IpFragments()
  taken(fragments, piece({ from: 48, to: 64, isLast: true }))
  expect(statusOf(taken(fragments, piece({ from: 48, to: 72, isLast: true })))).toBe('ip-fragment-conflict')
  expect(statusOf(taken(fragments, piece({ from: 64, to: 96, isLast: false })))).toBe('ip-fragment-conflict')
  expect(statusOf(taken(new IpFragments(), piece({ from: 0, to: 48 })))).toBe('decoded')
})

test('an end before bytes that are there contradicts them', () => {
  const fragments = new IpFragments()
  taken(fragments, piece({ from: 48, to: 96, isLast: false }))
  expect(statusOf(taken(fragments, piece({ from: 8, to: 48, isLast: true })))).toBe('ip-fragment-conflict')
})

test.each([
  ['of no whole number of eight bytes', piece({ from: 0, to: 41, isLast: false })],
  ['without bytes', piece({ from: 8, to: 8, isLast: true })],
  ['beyond the largest packet', beyond()],
])('a piece %s is bad', (_, bytes) => {
  expect(statusOf(taken(new IpFragments(), bytes))).toBe('ip-fragment-bad')
})

test('a piece that the capture cut short tells the ports, and the packet is never whole', () => {
  const fragments = new IpFragments()
  const cut = taken(fragments, piece({ from: 0, to: 48 }).subarray(0, 14 + 20 + 20))
  expect(cut).toMatchObject({ sourcePort: 40000, targetPort: 502, isDeferred: false })
  expect(statusOf(cut)).toBe('ip-fragment')
  const last = taken(fragments, piece({ from: 48, to: 108 }))
  expect(last).toMatchObject({ targetPort: 502, isDeferred: false })
  expect(payloadOf(last)).toEqual([])
})

test('a large packet is put together', () => {
  const text = Uint8Array.from({ length: 60_000 }, (_, i) => i * 7)
  const bytes = udp(A, B, text)
  const fragments = new IpFragments()
  let whole = new Frame()
  for (let from = 0; from < bytes.length; from += 1480) {
    whole = taken(fragments, piece({ from, to: Math.min(from + 1480, bytes.length), bytes }))
  }
  expect(payloadOf(whole)).toEqual([...text])
})

test('packets that differ in identification, protocol or tap are told apart', () => {
  const fragments = new IpFragments()
  taken(fragments, piece({ from: 0, to: 48 }))
  expect(taken(fragments, piece({ from: 48, to: 108, id: 8 })).isDeferred).toBe(true)
  expect(taken(fragments, piece({ from: 48, to: 108 }, 99)).isDeferred).toBe(true)
  expect(taken(fragments, piece({ from: 48, to: 108 }), 0, 1).isDeferred).toBe(true)
  expect(taken(fragments, piece({ from: 48, to: 108 })).isDeferred).toBe(false)
})

test('the pieces of an ICMP message are counted for it, as request or reply', () => {
  const echo = bytesOf(hex('0000 0000 0001 0001'), TEXT)
  const fragments = new IpFragments()
  const first = taken(fragments, piece({ from: 0, to: 48, bytes: echo }, 1))
  expect(first).toMatchObject({ icmpType: 0, isDeferred: false, sourcePort: 0 })
})

test(`a packet not whole after ${MAX_FRAGMENT_US / 1e6} seconds is let go, and its frames are counted`, () => {
  const fragments = new IpFragments()
  taken(fragments, piece({ from: 0, to: 48 }))
  taken(fragments, piece({ from: 48, to: 96, isLast: false }))
  fragments.expire(MAX_FRAGMENT_US)
  expect(fragments.expired).toBe(0)
  fragments.expire(MAX_FRAGMENT_US + 1)
  expect(fragments.expired).toBe(2)
  expect(taken(fragments, piece({ from: 96, to: 108 }), MAX_FRAGMENT_US + 2).isDeferred).toBe(true)
})

test('at the end of a capture what never became whole is counted', () => {
  const { delta } = runFrames([{ bytes: piece({ from: 0, to: 48 }), timeUs: 1, segment: undefined }])
  expect(delta.coverage).toContainEqual(
    expect.objectContaining({ measure: 'frames-undecoded', detail: 'ip-fragment-expired', count: 1 }),
  )
  expect(delta.conversations[0]).toMatchObject({ port: 502, packetsToServer: 1 })
})

test(`past ${MAX_FRAGMENTED_PACKETS} packets the oldest is let go, and its frames are counted`, () => {
  const fragments = new IpFragments()
  for (let id = 0; id < MAX_FRAGMENTED_PACKETS; id++) taken(fragments, piece({ from: 0, to: 48, id }))
  expect(fragments.evicted).toBe(0)
  taken(fragments, piece({ from: 0, to: 48, id: MAX_FRAGMENTED_PACKETS }))
  expect(fragments.evicted).toBe(1)
  expect(taken(fragments, piece({ from: 48, to: 108, id: 1 }))).toMatchObject({ targetPort: 502 })
})

test(`past ${MAX_FRAGMENT_BYTES} bytes the oldest packets are let go`, () => {
  const fragments = new IpFragments()
  // One piece at the end of the largest packet takes the memory of all of it.
  const far = new Uint8Array(65_528)
  const pieces = Math.ceil(MAX_FRAGMENT_BYTES / 65_535) + 1
  for (let id = 0; id < pieces; id++)
    taken(fragments, piece({ from: 65_000, to: 65_528, id, bytes: far, isLast: false }))
  expect(fragments.evicted).toBeGreaterThan(0)
  expect(fragments.evicted).toBeLessThan(4)
})

test('IPv6 fragments become a packet whose addresses are read where it lies', () => {
  const addresses = hex('20010db8000000000000000000000001 20010db8000000000000000000000002')
  const part = (from: number, to: number, isLast: boolean) =>
    ethernet(
      A.mac,
      B.mac,
      0x86dd,
      bytesOf(
        hex('60000000'),
        u16(8 + to - from),
        44,
        64,
        addresses,
        17,
        0,
        u16(from | (isLast ? 0 : 1)),
        u32(9),
        DATAGRAM.slice(from, to),
      ),
    )
  const fragments = new IpFragments()
  expect(taken(fragments, part(0, 48, false))).toMatchObject({ network: NETWORK_IPV6, targetPort: 502 })
  const whole = taken(fragments, part(48, 108, true))
  expect(payloadOf(whole)).toEqual([...TEXT])
  expect(whole.view.getUint32(whole.sourceIpAt + 12)).toBe(1)
  expect(whole.view.getUint32(whole.targetIpAt + 12)).toBe(2)
})

test('extension headers behind an IPv6 fragment header are followed once the packet is whole', () => {
  const options = bytesOf(17, 0, hex('01 04 00000000'), DATAGRAM)
  const part = (from: number, to: number, isLast: boolean) =>
    ethernet(
      A.mac,
      B.mac,
      0x86dd,
      bytesOf(
        hex('60000000'),
        u16(8 + to - from),
        44,
        64,
        new Uint8Array(32),
        60,
        0,
        u16(from | (isLast ? 0 : 1)),
        u32(9),
        options.slice(from, to),
      ),
    )
  const fragments = new IpFragments()
  expect(taken(fragments, part(0, 48, false)).isDeferred).toBe(true)
  expect(taken(fragments, part(48, 116, true))).toMatchObject({ targetPort: 502, earlierPackets: 1, ipProtocol: 17 })
})

test('a fragmented packet inside a fragmented packet is put together too', () => {
  const inner = [piece({ from: 0, to: 48 }), piece({ from: 48, to: 108 })].map((bytes) => bytes.slice(14))
  const fragments = new IpFragments()
  const frames = inner.flatMap((bytes, i) =>
    [0, 32, 64].map((from) =>
      taken(fragments, piece({ from, to: Math.min(from + 32, bytes.length), id: 20 + i, bytes }, 4)),
    ),
  )
  const last = frames.at(-1) as Frame
  expect(payloadOf(last)).toEqual([...TEXT])
  const counted = frames.reduce((sum, frame) => sum + (frame.isDeferred ? 0 : 1 + frame.earlierPackets), 0)
  expect(counted).toBe(frames.length)
})

test('a packet without fragments is left alone', () => {
  const fragments = new IpFragments()
  const frame = taken(fragments, ethernet(A.mac, B.mac, 0x0800, PACKET))
  expect(frame).toMatchObject({ depth: 0, targetPort: 502 })
})

function beyond(): Bytes {
  const bytes = piece({ from: 0, to: 48, isLast: false })
  const at = bytes.slice()
  at.set(u16(0x2000 | 0x1fff), 14 + 6)
  return at
}
