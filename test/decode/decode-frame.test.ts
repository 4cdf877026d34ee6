import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFrame } from '../../sensor/decode/decode-frame.ts'
import { MAX_VLAN_TAGS, vlanText } from '../../sensor/decode/ethernet.ts'
import { FRAME_STATUSES, Frame, NETWORK_IPV4, NETWORK_IPV6, STATUS } from '../../sensor/decode/frame.ts'
import { MAX_EXTENSION_HEADERS } from '../../sensor/decode/ipv6.ts'
import { type Bytes, bytesOf, ethernet, type Host, hex, ipv4, tcp, u16, udp } from '../support/packet.ts'

const A: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.1', port: 40000 }
const B: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.2', port: 502 }
const PAYLOAD = hex('0001 0000 0006 01 03 0000 0001')
const SEGMENT = tcp(A, B, { sequence: 7, acknowledged: 9, flags: 0x18 }, PAYLOAD)
const PACKET = ipv4(A.ip, B.ip, 6, SEGMENT)
const IPV6 = hex('60000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002')

function decoded(bytes: Uint8Array, linkType = 1): Frame {
  const frame = new Frame()
  decodeFrame(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, linkType, frame)
  return frame
}

function statusOf(bytes: Uint8Array, linkType = 1): string {
  return FRAME_STATUSES[decoded(bytes, linkType).status] as string
}

function ipv6(next: number, ...rest: Uint8Array[]): Uint8Array {
  const payload = bytesOf(...rest)
  const header = IPV6.slice()
  header.set(u16(payload.length), 4)
  header[6] = next
  return ethernet(A.mac, B.mac, 0x86dd, bytesOf(header, payload))
}

test('a TCP segment gives its addresses, ports, sequence numbers and payload', () => {
  const frame = decoded(ethernet(A.mac, B.mac, 0x0800, PACKET))
  expect(frame).toMatchObject({
    status: STATUS.decoded,
    network: NETWORK_IPV4,
    sourceMacHigh: 0x0080,
    sourceMacLow: 0xf4000011 | 0,
    sourceIp: 0x0a000001,
    targetIp: 0x0a000002,
    timeToLive: 64,
    sourcePort: 40000,
    targetPort: 502,
    sequence: 7,
    acknowledged: 9,
    tcpFlags: 0x18,
    vlan: 0,
  })
  expect(frame.payloadEnd - frame.payloadStart).toBe(PAYLOAD.length)
})

test('padding behind a short packet is no payload', () => {
  const frame = decoded(ethernet(A.mac, B.mac, 0x0800, ipv4(A.ip, B.ip, 17, udp(A, B, hex('01')))))
  expect(frame.payloadEnd - frame.payloadStart).toBe(1)
})

test('a VLAN tag names the segment, and two tags name it together', () => {
  expect(vlanText(decoded(ethernet(A.mac, B.mac, 0x0800, PACKET, [10])).vlan)).toBe('10')
  expect(vlanText(decoded(ethernet(A.mac, B.mac, 0x0800, PACKET, [4094, 1])).vlan)).toBe('4094.1')
})

test('a priority tag is no VLAN', () => {
  expect(decoded(ethernet(A.mac, B.mac, 0x0800, PACKET, [0xe000])).vlan).toBe(0)
})

test(`more than ${MAX_VLAN_TAGS} tags are not followed`, () => {
  const tags = (count: number) => new Array<number>(count).fill(7)
  expect(statusOf(ethernet(A.mac, B.mac, 0x0800, PACKET, tags(MAX_VLAN_TAGS)))).toBe('decoded')
  expect(statusOf(ethernet(A.mac, B.mac, 0x0800, PACKET, tags(MAX_VLAN_TAGS + 1)))).toBe('vlan-tag-cut')
})

test('an 802.3 frame ends where its length field says', () => {
  const frame = decoded(ethernet(A.mac, '01:80:c2:00:00:00', 3, hex('42 42 03')))
  expect(frame.etherType).toBe(3)
  expect(frame.payloadEnd - frame.payloadStart).toBe(3)
})

test('a total length of 0, left by segmentation offload, means the end of the frame', () => {
  const packet = PACKET.slice()
  packet.set(u16(0), 2)
  const frame = decoded(bytesOf(ethernet(A.mac, B.mac, 0x0800, packet).subarray(0, 14 + packet.length)))
  expect(frame.payloadEnd - frame.payloadStart).toBe(PAYLOAD.length)
})

test('a frame cut by the snap length keeps what is there and says how much is missing', () => {
  const frame = decoded(ethernet(A.mac, B.mac, 0x0800, PACKET).subarray(0, 14 + 20 + 20 + 4))
  expect(frame.status).toBe(STATUS.decoded)
  expect(frame.payloadEnd - frame.payloadStart).toBe(4)
  expect(frame.payloadCut).toBe(PAYLOAD.length - 4)
})

test('IPv6 extension headers lead to the transport header', () => {
  const options = hex('3c 00 00 00 00 00 00 00')
  const destination = hex('06 00 01 04 00 00 00 00')
  const frame = decoded(ipv6(0, options, destination, SEGMENT))
  expect(frame).toMatchObject({ status: STATUS.decoded, network: NETWORK_IPV6, ipProtocol: 6, targetPort: 502 })
})

test('an authentication header counts its length in 32-bit words', () => {
  const authentication = bytesOf(6, 4, 0, 0, new Uint8Array(20))
  expect(decoded(ipv6(51, authentication, SEGMENT))).toMatchObject({ status: STATUS.decoded, targetPort: 502 })
})

test('over IPv4 what an authentication header authenticates is read, but not one inside another, nor past its end', () => {
  const header = (next: number, words: number) => bytesOf(next, words, 0, 0, new Uint8Array(20))
  const packet = (...parts: Bytes[]) =>
    decoded(ethernet(A.mac, B.mac, 0x0800, ipv4('10.0.0.1', '10.0.0.2', 51, bytesOf(...parts))))
  expect(packet(header(6, 4), SEGMENT)).toMatchObject({ ipProtocol: 6, sourcePort: 40000, targetPort: 502 })
  expect(packet(header(51, 4), header(6, 4), SEGMENT)).toMatchObject({ ipProtocol: 51, targetPort: 0 })
  expect(packet(header(6, 255), SEGMENT)).toMatchObject({ ipProtocol: 51, targetPort: 0 })
  expect(packet(header(6, 4).subarray(0, 8))).toMatchObject({ ipProtocol: 51, targetPort: 0 })
})

test('an atomic IPv6 fragment is whole, any other is a fragment', () => {
  expect(decoded(ipv6(44, hex('06 00 0000 00000001'), SEGMENT)).targetPort).toBe(502)
  expect(statusOf(ipv6(44, hex('06 00 0001 00000001'), SEGMENT))).toBe('ip-fragment')
})

test(`more than ${MAX_EXTENSION_HEADERS} extension headers are not followed`, () => {
  const chain = (count: number) => new Array<Uint8Array>(count).fill(hex('3c 00 01 04 00 00 00 00'))
  const last = hex('06 00 01 04 00 00 00 00')
  expect(statusOf(ipv6(60, ...chain(MAX_EXTENSION_HEADERS - 1), last, SEGMENT))).toBe('decoded')
  expect(statusOf(ipv6(60, ...chain(MAX_EXTENSION_HEADERS), last, SEGMENT))).toBe('ipv6-bad-header')
})

test.each([
  ['ethernet-cut', hex('00 01 02')],
  ['vlan-tag-cut', hex('ffffffffffff 000000000001 8100 00')],
  ['ipv4-cut', hex('ffffffffffff 000000000001 0800 4500')],
  ['ipv4-bad-header', ethernet(A.mac, B.mac, 0x0800, bytesOf(0x44, PACKET.subarray(1)))],
  ['ipv6-cut', hex('ffffffffffff 000000000001 86dd 6000')],
  ['ipv6-bad-header', ethernet(A.mac, B.mac, 0x86dd, bytesOf(0x50, IPV6.subarray(1)))],
  ['ip-fragment', ethernet(A.mac, B.mac, 0x0800, bytesOf(PACKET.subarray(0, 6), 0x20, 0x01, PACKET.subarray(8)))],
  ['tcp-cut', ethernet(A.mac, B.mac, 0x0800, PACKET).subarray(0, 14 + 20 + 12)],
  ['tcp-bad-header', ethernet(A.mac, B.mac, 0x0800, bytesOf(PACKET.subarray(0, 32), 0x40, PACKET.subarray(33)))],
  ['udp-cut', ethernet(A.mac, B.mac, 0x0800, ipv4(A.ip, B.ip, 17, hex('00 01 00')))],
  ['udp-bad-length', ethernet(A.mac, B.mac, 0x0800, ipv4(A.ip, B.ip, 17, hex('0001 0002 0003 0000')))],
  ['icmp-cut', ethernet(A.mac, B.mac, 0x0800, ipv4(A.ip, B.ip, 1, hex('08 00')))],
])('%s is told apart', (status, bytes) => {
  expect(statusOf(bytes)).toBe(status)
})

test('a link type that is not known is counted as such', () => {
  expect(statusOf(ethernet(A.mac, B.mac, 0x0800, PACKET), 65000)).toBe('link-type-unknown')
})

test('any bytes are survived, and the payload lies inside the frame', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0x0800, 0x86dd, 0x8100), (bytes, type) => {
      const frame = decoded(bytesOf(new Uint8Array(12), u16(type), bytes))
      expect(frame.payloadStart).toBeLessThanOrEqual(frame.payloadEnd)
      expect(frame.payloadEnd).toBeLessThanOrEqual(14 + bytes.length)
      expect(frame.payloadCut).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 2000, seed: 1 },
  )
})
