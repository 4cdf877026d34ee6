import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { ipv6Bytes } from '../../fixtures/generate/ipv6-packet.ts'
import {
  fragments,
  type Hop,
  icmp,
  iphc,
  mesh,
  nhcUdp,
  nhcUdpUnchecked,
  uncompressed,
} from '../../fixtures/generate/lowpan-packet.ts'
import { type WpanFields, wpanFrame } from '../../fixtures/generate/wpan-frame.ts'
import { FRAME_STATUSES, type Frame, NETWORK_BUS, NETWORK_IPV6 } from '../../sensor/decode/frame.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { type Bytes, bytesOf, hex, u16 } from '../support/packet.ts'
import { lookUps } from '../support/run-line.ts'
import { decoded } from './decoded.ts'

const WITHOUT_FCS = 230
const NODE = '00:12:4b:00:14:b5:d9:01'
const BORDER = '00:12:4b:00:14:b5:d9:02'
const LOCAL = 'fe80::212:4b00:14b5:d901'
const BORDER_LOCAL = 'fe80::212:4b00:14b5:d902'
const HOP: Hop = { from: LOCAL, to: BORDER_LOCAL, modes: [3, 3] }
const UP: WpanFields = { from: NODE, to: BORDER, pan: 0xabcd }
const DATA = hex('0102030405060708')

const packet = (...parts: Bytes[]) => decoded(wpanFrame(UP, ...parts), WITHOUT_FCS)
const statusOf = ({ status }: Frame) => FRAME_STATUSES[status]

function addressesOf({ view, sourceIpAt, targetIpAt }: Frame): Bytes[] {
  return [sourceIpAt, targetIpAt].map((at) => Uint8Array.from({ length: 16 }, (_, i) => view.getUint8(at + i)))
}

function payloadOf({ view, payloadStart, payloadEnd }: Frame): Bytes {
  return Uint8Array.from({ length: payloadEnd - payloadStart }, (_, i) => view.getUint8(payloadStart + i))
}

test.each([0, 1, 3])('addresses of mode %i come out whole', (mode) => {
  const hop: Hop = { ...HOP, modes: [mode, mode] }
  const frame = packet(iphc(hop), nhcUdp(hop, 40_000, 5683, DATA))
  expect(frame).toMatchObject({
    status: 0,
    network: NETWORK_IPV6,
    ipProtocol: 17,
    sourcePort: 40_000,
    targetPort: 5683,
  })
  expect(addressesOf(frame)).toEqual([ipv6Bytes(LOCAL), ipv6Bytes(BORDER_LOCAL)])
  expect(payloadOf(frame)).toEqual(DATA)
})

test('short addresses give identifiers of their own', () => {
  const near: Hop = { from: 'fe80::ff:fe00:3', to: 'fe80::ff:fe00:1', modes: [3, 2] }
  const frame = decoded(wpanFrame({ from: 3, to: 1 }, iphc(near), nhcUdp(near, 0xf0b1, 0xf0b2, DATA)), WITHOUT_FCS)
  expect(frame).toMatchObject({ sourcePort: 0xf0b1, targetPort: 0xf0b2 })
  expect(addressesOf(frame)).toEqual([ipv6Bytes(near.from), ipv6Bytes(near.to)])
})

test.each([
  ['ff02::1', 3],
  ['ff05::1:3', 2],
  ['ff0e::12:3456:789a', 1],
  ['ff35:40:2001:db8::1', 0],
] as const)('the group %s comes out whole', (to, mode) => {
  const hop: Hop = { from: LOCAL, to, modes: [3, mode] }
  expect(addressesOf(packet(iphc(hop), nhcUdp(hop, 1, 2, DATA)))[1]).toEqual(ipv6Bytes(to))
})

test.each([
  ['ports behind 0xf0', 0xf012, 5683],
  ['and the other way', 5683, 0xf012],
  ['ports of four bits', 0xf0b1, 0xf0bf],
] as const)('%s come out whole', (_, source, target) => {
  expect(packet(iphc(HOP), nhcUdpUnchecked(source, target, DATA))).toMatchObject({
    sourcePort: source,
    targetPort: target,
  })
})

test.each([
  ['class and label', '6033', '48 0a bcde', 0x621a_bcde],
  ['a label', '6833', '4a bcde', 0x601a_bcde],
  ['a class', '7033', '81', 0x6060_0000],
])('%s of the traffic come out where IPv6 has them', (_, head, traffic, word) => {
  const bytes = bytesOf(hex(head), hex(traffic), 59, 7)
  const { view, networkAt } = packet(bytes)
  expect(view.getUint32(networkAt).toString(16)).toBe(word.toString(16))
})

test('the stations of a mesh header are those of the packet', () => {
  const far: Hop = { from: 'fe80::ff:fe00:3', to: 'fe80::ff:fe00:1', modes: [3, 3] }
  const frame = decoded(
    wpanFrame({ pan: 0xabcd, from: 2, to: 1 }, mesh(3, 1, 4), iphc(far), nhcUdp(far, 1, 2, DATA)),
    WITHOUT_FCS,
  )
  expect(frame).toMatchObject({
    status: 0,
    isLowpan: true,
    sourceStation: 0xabcd0003 | 0,
    targetStation: 0xabcd0001 | 0,
  })
  expect(addressesOf(frame)[0]).toEqual(ipv6Bytes(far.from))
})

test('extension headers are padded as they were', () => {
  const frame = packet(iphc(HOP), hex('e1 06 6304 001e 0280'), nhcUdp(HOP, 1, 2, DATA))
  expect(frame).toMatchObject({ status: 0, ipProtocol: 17, transportAt: 48 })
  const long = packet(
    iphc(HOP),
    hex('e0 11 03 01 01 00'),
    nhcUdp(HOP, 1, 2, DATA).slice(0, 0),
    hex('0001 0002 0008 0000'),
  )
  expect(long).toMatchObject({ status: 0, ipProtocol: 17, transportAt: 48, sourcePort: 1, targetPort: 2 })
})

test('a packet inside another has its addresses from that', () => {
  const frame = packet(iphc(HOP), hex('ee'), iphc(HOP), nhcUdp(HOP, 1, 2, DATA))
  expect(frame).toMatchObject({ status: 0, ipProtocol: 17, sourcePort: 1 })
  expect(addressesOf(frame)).toEqual([ipv6Bytes(LOCAL), ipv6Bytes(BORDER_LOCAL)])
})

const udp = nhcUdp(HOP, 40_000, 5683, DATA)
test.each<[string, Bytes[], string]>([
  ['addresses of a context', [hex('7e77'), udp], '6lowpan-unknown-context'],
  ['a reserved target', [hex('7e34'), udp], '6lowpan-bad-header'],
  ['the compression of RFC 4944', [hex('42fb')], '6lowpan-not-followed'],
  ['a dispatch of another form', [hex('41 40'), new Uint8Array(40)], '6lowpan-bad-header'],
  ['a wrong checksum', [iphc(HOP), udp.map((byte, at) => (at === 8 ? byte ^ 1 : byte))], '6lowpan-bad-header'],
  ['a header cut short', [iphc({ ...HOP, modes: [0, 0] }).slice(0, 20)], '6lowpan-bad-header'],
  ['ports cut short', [iphc(HOP), hex('f0 12')], '6lowpan-bad-header'],
  ['an extension cut short', [iphc(HOP), hex('e1 09 0000')], '6lowpan-bad-header'],
  ['a reserved extension', [iphc(HOP), hex('ea 00')], '6lowpan-bad-header'],
  ['an unknown next header', [iphc(HOP), hex('d0')], '6lowpan-not-followed'],
  ['another header than IPv6 inside', [iphc(HOP), hex('ee 41')], '6lowpan-not-followed'],
  [
    'headers without end',
    [iphc(HOP), ...Array.from({ length: 9 }, () => hex('e1 06 010400000000'))],
    '6lowpan-bad-header',
  ],
  ['a mesh header cut short', [hex('b4 0003')], '6lowpan-bad-header'],
  ['a first piece longer than the whole', [bytesOf(u16(0xc000 | 20), u16(1)), iphc(HOP), udp], '6lowpan-bad-header'],
  ['a piece behind the end', [bytesOf(u16(0xe000 | 64), u16(2), 9), DATA], '6lowpan-bad-header'],
  ['a piece of nothing', [bytesOf(u16(0xe000 | 64), u16(2), 1)], '6lowpan-bad-header'],
])('%s leaves the frame to its stations, and is counted', (_, parts, status) => {
  const frame = packet(...parts)
  expect(statusOf(frame)).toBe(status)
  expect(frame).toMatchObject({ network: NETWORK_BUS, isSourceEui: true, sourceEuiLow: 0x14b5d901, isLowpan: false })
})

test('what begins as Zigbee does is no 6LoWPAN', () => {
  expect(packet(hex('4802 0000 b7e4 1e 01'))).toMatchObject({ status: 0, network: NETWORK_BUS })
})

function heard(frames: readonly Bytes[]) {
  const line = new Line(dissectors)
  feedFrames(
    line,
    frames.map((bytes, at) => ({ timeUs: at * 1000, bytes, linkType: WITHOUT_FCS })),
  )
  return lookUps(line.endCapture(0).delta)
}

const long = bytesOf(...Array.from({ length: 30 }, () => DATA))
const whole = nhcUdp(HOP, 0xf012, 7777, long)
const pieces = fragments(bytesOf(iphc(HOP), whole.slice(0, whole.length - long.length)), 48, long, 7, 64).map((piece) =>
  wpanFrame(UP, piece),
)

test.each([
  ['in order', pieces],
  ['the last one first', [...pieces].reverse()],
  ['one of them twice', [pieces[0] as Bytes, ...pieces]],
])('a packet in pieces, %s, is whole', (_, frames) => {
  const { delta, address } = heard(frames)
  const [conversation] = delta.conversations
  expect(delta.conversations).toHaveLength(1)
  expect(conversation).toMatchObject({ transport: 'udp', packetsToServer: frames.length, port: 7777 })
  expect([conversation?.client, conversation?.server].map((id) => address(id as number))).toEqual([LOCAL, BORDER_LOCAL])
})

test.each([
  ['another sender', { from: BORDER, to: NODE }],
  ['another network', { ...UP, pan: 0x1234, from: 3, to: 1 }],
])('pieces of %s are of another packet', (_, other) => {
  const frames = pieces.map((piece, at) => (at === 1 ? wpanFrame(other, piece.slice(piece.length - 69)) : piece))
  const { delta } = heard(frames)
  expect(delta.conversations.filter(({ transport }) => transport === 'udp')).toEqual([])
  const expired = delta.coverage.find(({ detail }) => detail === 'ip-fragment-expired')
  expect(expired?.count).toBe(frames.length)
})

test('a packet that is not compressed goes the way of any other', () => {
  const { delta } = heard([wpanFrame(UP, uncompressed(HOP, 58, icmp(HOP, 128, hex('00070001 61626364'))))])
  expect(delta.conversations.map(({ protocol }) => protocol)).toEqual(['icmpv6'])
})

test('a station is bound to the address that its packets carry', () => {
  const { delta, address } = heard([wpanFrame(UP, iphc(HOP), udp), wpanFrame(UP, iphc(HOP), udp)])
  expect(delta.bindings.map(({ mac, ip, carried, hops }) => [address(mac), address(ip), carried, hops])).toEqual([
    [NODE, LOCAL, 1, 0],
  ])
})
