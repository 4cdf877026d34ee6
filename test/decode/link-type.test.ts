import { expect, test } from 'vitest'
import { NETWORK_IPV4, NETWORK_NONE } from '../../sensor/decode/frame.ts'
import { bytesOf, hex, u16, u32le } from '../support/packet.ts'
import { decoded, FRAME, MODBUS, PACKET, statusOf } from './decoded.ts'

const MACS = FRAME.subarray(0, 12)
const SNAP_IPV4 = hex('aaaa03 000000 0800')
const DATA = bytesOf(hex('08 00 0000'), MACS, hex('020000000001 0000'), SNAP_IPV4, PACKET)

test.each([
  ['Broadcom tag', 281, bytesOf(MACS, hex('20000001 0800'), PACKET)],
  ['Broadcom tag in front', 282, bytesOf(hex('20000001'), FRAME)],
  ['DSA tag', 284, bytesOf(MACS, hex('c0080000 0800'), PACKET)],
  ['extended DSA tag', 284, bytesOf(MACS, hex('c0081000 00000000 0800'), PACKET)],
  ['EDSA tag', 285, bytesOf(MACS, hex('dada 0000 c0080000 0800'), PACKET)],
  ['AVS header', 163, bytesOf(hex('80211001 00000040'), new Uint8Array(56), DATA)],
  ['AVS header as Prism', 119, bytesOf(hex('80211001 00000040'), new Uint8Array(56), DATA)],
])('a packet behind a %s is decoded', (_, linkType, bytes) => {
  expect(decoded(bytes, linkType)).toMatchObject({ ...MODBUS, status: 0, sourceMacLow: 0xf4000011 | 0 })
})

test.each([
  ['OpenBSD', 14, PACKET],
  ['a loopback header of 16 bits and an EtherType', 0, bytesOf(hex('0f000800'), PACKET)],
  ['a loopback header of a big-endian machine', 0, bytesOf(hex('00000002'), PACKET)],
])('a packet of %s is decoded, without MAC addresses', (_, linkType, bytes) => {
  expect(decoded(bytes, linkType)).toMatchObject({ ...MODBUS, status: 0, hasMac: false })
})

test.each([
  ['with its check sequence', u32le(((FRAME.length + 4) << 16) | 0x0400), FRAME, hex('00000000')],
  ['cut short, without it', u32le(((FRAME.length + 40) << 16) | 0x0400), FRAME, hex('')],
])('a frame of a netANALYZER %s is decoded', (_, header, frame, check) => {
  const bytes = bytesOf(header, frame, check)
  expect(decoded(bytes, 240)).toMatchObject({ ...MODBUS, status: 0 })
  const transparent = bytesOf(header, hex('555555d5'), frame, check)
  expect(decoded(transparent, 241)).toMatchObject({ ...MODBUS, status: 0 })
})

test('a tagged DSA frame is of the VLAN in its tag, an untagged one of none', () => {
  expect(decoded(bytesOf(MACS, hex('e008000a 0800'), PACKET), 284).vlan).toBe(11)
  expect(decoded(bytesOf(MACS, hex('c008000a 0800'), PACKET), 284).vlan).toBe(0)
})

test.each([
  ['00', hex('001b1b000021 0080f4000011 020000000009')],
  ['01', hex('020000000009 0080f4000011 001b1b000021')],
  ['02', hex('001b1b000021 020000000009 0080f4000011')],
])('the addresses of an 802.11 frame with the flags %s are those of its ends', (flags, addresses) => {
  const frame = decoded(bytesOf(0x08, hex(flags), 0, 0, addresses, 0, 0, SNAP_IPV4, PACKET), 105)
  expect(frame).toMatchObject({ ...MODBUS, sourceMacLow: 0xf4000011 | 0, targetMacLow: 0x1b000021 })
})

test('an LLC frame of a cooked capture keeps its LLC header', () => {
  const bytes = bytesOf(hex('0002 0001 0006 0080f40000110000 0004'), hex('424203 0000'))
  expect(decoded(bytes, 113)).toMatchObject({ etherType: 5, payloadStart: 16, payloadEnd: 21, network: NETWORK_NONE })
})

test('a broadcast of a cooked capture goes to the broadcast address', () => {
  const bytes = bytesOf(hex('0001 0001 0006 0080f40000110000 0806'), new Uint8Array(28))
  expect(decoded(bytes, 113)).toMatchObject({ targetMacHigh: 0xffff, targetMacLow: -1, etherType: 0x0806 })
})

test('an 802.11 frame of a cooked capture is decoded as one', () => {
  const bytes = bytesOf(hex('0000 0321 0000 0000000000000000 0019'), DATA)
  expect(decoded(bytes, 113)).toMatchObject(MODBUS)
})

test('netfilter attributes in either byte order lead to the packet', () => {
  const big = bytesOf(hex('02 00 0000 0006 000a 6100 0000'), u16(4 + PACKET.length), hex('0009'), PACKET)
  expect(decoded(big, 239)).toMatchObject({ ...MODBUS, network: NETWORK_IPV4 })
})

test.each([
  ['link-type-unknown', 147, hex('55ff 00')],
  ['link-header-cut', 165, hex('55ff 00')],
  ['link-header-cut', 0, hex('0200')],
  ['link-header-cut', 113, hex('0000 0001')],
  ['link-header-cut', 276, hex('0800 0000')],
  ['link-header-cut', 105, hex('08')],
  ['link-header-cut', 105, hex('0800 0000 0000')],
  ['link-header-cut', 127, hex('0000 4000 00000000')],
  ['link-header-cut', 119, hex('00000044')],
  ['link-header-cut', 163, hex('80211001 00000004')],
  ['link-header-cut', 226, hex('0102')],
  ['link-header-cut', 239, hex('02000000')],
  ['link-header-cut', 239, hex('02000000 0300 0900')],
  ['link-header-cut', 258, bytesOf(u32le(108), u32le(1), u32le(1))],
  ['link-header-cut', 274, hex('5555555555555555d5')],
  ['link-header-cut', 240, hex('000400')],
  ['link-header-cut', 241, hex('00060000 55555555')],
  ['link-header-cut', 10, hex('50')],
  ['link-header-cut', 101, hex('')],
  ['ethernet-cut', 284, hex('0000')],
  ['encapsulation-cut', 284, bytesOf(MACS, hex('c008'))],
  ['encapsulation-cut', 284, bytesOf(MACS, hex('c0080000 08'))],
  ['encapsulation-cut', 281, bytesOf(MACS, hex('20000001'))],
  ['link-payload-unknown', 0, hex('00000007 00')],
  ['link-payload-unknown', 9, hex('ff03 c021 01')],
  ['link-payload-unknown', 51, hex('11 00 0007 0004 c021 0101')],
  ['link-payload-unknown', 101, hex('00')],
  ['link-payload-unknown', 113, bytesOf(hex('0004 0338 0000 0000000000000000 0000'), new Uint8Array(20))],
  ['link-payload-unknown', 226, bytesOf(2, 2, new Uint8Array(22))],
  ['link-payload-unknown', 239, hex('00000000 0800 0900 00000000')],
  ['link-payload-unknown', 258, bytesOf(u32le(12), u32le(2), u32le(1))],
  ['link-payload-unknown', 10, bytesOf(0x41, MACS, 0)],
  ['link-payload-unknown', 127, hex('0000 0900 02000000 20')],
  ['802.11-not-data', 105, hex('8000 0000')],
  ['802.11-not-data', 105, hex('4800 0000')],
  ['802.11-encrypted', 105, bytesOf(hex('08 40'), DATA.subarray(2))],
  ['802.11-fragment', 105, bytesOf(hex('08 04'), DATA.subarray(2))],
  ['802.11-fragment', 105, bytesOf(DATA.subarray(0, 22), hex('1100'), DATA.subarray(24))],
  ['802.11-aggregate', 105, bytesOf(0x88, DATA.subarray(1, 24), hex('8000'), DATA.subarray(24))],
  ['analyser-not-data', 240, bytesOf(hex('00050000'), FRAME)],
  ['frame-damaged', 240, bytesOf(hex('04040000'), FRAME, hex('00000000'))],
  ['mpacket-not-data', 274, hex('55555555555555 07 00000000')],
  ['mpacket-fragment', 274, bytesOf(hex('55555555555555 e6'), FRAME, hex('00000000'))],
  ['mpacket-fragment', 274, bytesOf(hex('555555555555 61 e6'), FRAME, hex('00000000'))],
])('%s is told of link type %i', (status, linkType, bytes) => {
  expect(statusOf(bytes, linkType)).toBe(status)
})

test('a frame without addresses that is no IP is left without any', () => {
  const bytes = bytesOf(hex('0002 0001 0000 0000000000000000 88b8'), new Uint8Array(8))
  expect(decoded(bytes, 113)).toMatchObject({ hasMac: false, network: NETWORK_NONE, etherType: 0x88b8 })
})
