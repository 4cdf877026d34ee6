import { expect, test } from 'vitest'
import { MAX_ENCAPSULATIONS } from '../../sensor/decode/decode-inside.ts'
import { vlanText } from '../../sensor/decode/ethernet.ts'
import { Frame, STATUS } from '../../sensor/decode/frame.ts'
import { MAX_LABELS } from '../../sensor/decode/mpls.ts'
import { TUNNELS } from '../../sensor/decode/tunnels.ts'
import { bytesOf, ethernet, hex, ipv4, u16, u32 } from '../support/packet.ts'
import { A, B, decoded, FRAME, inFrame, inIp, inUdp, MODBUS, PACKET, statusOf } from './decoded.ts'

const OUTER = { sourceIp: 0xc0000201 | 0, targetIp: 0xc0000202 | 0, tunnel: 0 }
const VXLAN = hex('08000000 00002a00')
const GOOSE_BODY = hex('0001 0010 0000 0000 6106 8001 00 8101 05 00')
/** Where a frame can be taken to begin at two places. */
const TWO_FRAMES = bytesOf(hex('00000000 00000000'), ethernet(A.mac, '00:1b:1b:00:88:cc', 0x0800, PACKET))
const PADDING = new Uint8Array(40)

test('the frame inside a tunnel takes the place of the outer one, VLAN and all', () => {
  const inner = ethernet(A.mac, B.mac, 0x0800, PACKET, [20])
  const outer = inUdp(4789, bytesOf(VXLAN, inner))
  const tagged = bytesOf(outer.subarray(0, 12), hex('8100 000a'), outer.subarray(12))
  const frame = decoded(tagged)
  expect(frame).toMatchObject({
    ...MODBUS,
    tunnel: TUNNELS.vxlan,
    tunnelId: 42,
    depth: 1,
    sourceMacLow: 0xf4000011 | 0,
  })
  expect(vlanText(frame.vlan)).toBe('20')
})

test('a packet inside a tunnel has no MAC address and no VLAN of its own', () => {
  const outer = inIp(4, PACKET)
  const tagged = bytesOf(outer.subarray(0, 12), hex('8100 000a'), outer.subarray(12))
  expect(decoded(tagged)).toMatchObject({ ...MODBUS, hasMac: false, vlan: 0, tunnel: TUNNELS['ip-in-ip'] })
})

test('the frame after one with something inside begins anew', () => {
  const frame = decoded(inIp(47, erspan2(0x0405)))
  expect(frame).toMatchObject({ mirror: TUNNELS.erspan, mirrorCut: true })
  decoded(FRAME, 1, frame)
  const fresh = decoded(FRAME)
  for (const field of ['depth', 'tunnel', 'tunnelId', 'mirror', 'mirrorId', 'mirrorCut', 'vlan', 'inside'] as const) {
    expect(frame[field], field).toBe(fresh[field])
  }
})

test('a frame cut by its mirror says so, and one that is whole does not', () => {
  expect(decoded(inIp(47, erspan2(0x0405))).mirrorCut).toBe(true)
  expect(decoded(inIp(47, erspan2(0x0005))).mirrorCut).toBe(false)
})

test('the VLAN that a mirror tells counts for an untagged frame, the tag of a tagged one for itself', () => {
  expect(vlanText(decoded(inIp(47, erspan2(5))).vlan)).toBe('10')
  expect(vlanText(decoded(inIp(47, erspan2(5, ethernet(A.mac, B.mac, 0x0800, PACKET, [30])))).vlan)).toBe('30')
})

test('both the outermost tunnel and the mirror inside it are told', () => {
  const mirrored = inIp(47, erspan2(5))
  const frame = decoded(inUdp(4789, bytesOf(VXLAN, mirrored)))
  expect(frame).toMatchObject({ ...MODBUS, tunnel: TUNNELS.vxlan, tunnelId: 42, mirror: TUNNELS.erspan, mirrorId: 5 })
})

test.each(['08000000 00002a01', '08200000 00002a00', '88100010 00002a00'])(
  'reserved bits of VXLAN are ignored where a frame follows: %s',
  (header) => {
    expect(decoded(inUdp(4789, bytesOf(hex(header), FRAME)))).toMatchObject({ ...MODBUS, tunnelId: 42 })
  },
)

test.each([
  ['Ethernet', '0c000003', FRAME],
  ['IPv4', '0c000001', PACKET],
  ['Ethernet that is flooded', '0e000003', FRAME],
])('the extended form of VXLAN says what it carries: %s', (_, flags, inside) => {
  const frame = decoded(inUdp(4790, bytesOf(hex(`${flags} 00002a00`), inside)))
  expect(frame).toMatchObject({ ...MODBUS, tunnel: TUNNELS.vxlan, tunnelId: 42 })
})

test(`things inside each other are followed ${MAX_ENCAPSULATIONS} deep`, () => {
  const nested = (depth: number) => {
    let packet = PACKET
    for (let i = 0; i < depth; i++) packet = ipv4('192.0.2.1', '192.0.2.2', 4, packet)
    return ethernet(A.mac, B.mac, 0x0800, packet)
  }
  expect(decoded(nested(MAX_ENCAPSULATIONS))).toMatchObject({ ...MODBUS, status: 0 })
  const deeper = decoded(nested(MAX_ENCAPSULATIONS + 1))
  expect(deeper).toMatchObject({ sourceIp: OUTER.sourceIp, status: STATUS['encapsulations-too-deep'] })
})

test(`${MAX_LABELS} labels are followed, and no more`, () => {
  const stack = (labels: number) => bytesOf(...new Array<number[]>(labels - 1).fill(u32(0x10040)), u32(0x10140), PACKET)
  expect(decoded(inFrame(0x8847, stack(MAX_LABELS)))).toMatchObject({ ...MODBUS, status: 0 })
  expect(statusOf(inFrame(0x8847, stack(MAX_LABELS + 1)))).toBe('encapsulations-too-deep')
})

test('an Ethernet pseudo-wire is told from IP even when its first address begins like an IP version', () => {
  const inner = ethernet('40:80:f4:00:00:11', '45:00:00:00:ff:ff', 0x0800, PACKET)
  expect(decoded(inFrame(0x8847, bytesOf(u32(0x10140), inner)))).toMatchObject({ ...MODBUS, hasMac: true })
})

test('a spanning tree frame in a pseudo-wire is recognised by its length and service access points', () => {
  const bpdu = ethernet(A.mac, '01:80:c2:00:00:00', 38, bytesOf(hex('424203'), new Uint8Array(35)))
  expect(decoded(inFrame(0x8847, bytesOf(u32(0x10140), bpdu)))).toMatchObject({
    etherType: 38,
    hasMac: true,
    status: 0,
  })
})

test('the trailer of parallel redundancy is no payload, and a trailer of another size is none', () => {
  const size = GOOSE_BODY.length + 40 + 6
  const withTrailer = (length: number) =>
    bytesOf(FRAME.subarray(0, 12), hex('88b8'), GOOSE_BODY, PADDING, hex('0007'), u16(0xa000 | length), hex('88fb'))
  const trimmed = decoded(withTrailer(size))
  expect(trimmed.payloadEnd - trimmed.payloadStart).toBe(size - 6)
  const kept = decoded(withTrailer(size - 1))
  expect(kept.payloadEnd - kept.payloadStart).toBe(size)
})

test('a link-layer message behind a redundancy tag keeps its EtherType and addresses', () => {
  const frame = decoded(bytesOf(FRAME.subarray(0, 12), hex('892f 0040 0001 88b8'), GOOSE_BODY))
  expect(frame).toMatchObject({ etherType: 0x88b8, hasMac: true, sourceMacLow: 0xf4000011 | 0, tunnel: 0 })
  expect(frame.payloadEnd - frame.payloadStart).toBe(GOOSE_BODY.length)
})

test('SNAP of another organisation stays an LLC frame', () => {
  const frame = decoded(
    ethernet(A.mac, '01:00:0c:cc:cc:cc', 20, hex('aaaa03 00000c 2000 02b4 0000 0001 0006 6161 0000')),
  )
  expect(frame).toMatchObject({ etherType: 20, depth: 0 })
  expect(frame.payloadEnd - frame.payloadStart).toBe(20)
})

/** Bytes at the port, or of the protocol, of a tunnel that do not follow its rules: the outer conversation stays. */
test.each([
  ['VXLAN without its flag', inUdp(4789, bytesOf(hex('00000000 00002a00'), FRAME))],
  ['VXLAN with a reserved byte, and no frame', inUdp(4789, bytesOf(hex('08000000 00002a01'), PADDING))],
  ['VXLAN with a reserved bit of its policy, and no frame', inUdp(4789, bytesOf(hex('88100010 00002a00'), PADDING))],
  ['extended VXLAN of another version', inUdp(4790, bytesOf(hex('3c000003 00002a00'), FRAME))],
  ['extended VXLAN that manages the tunnel', inUdp(4790, bytesOf(hex('0d000003 00002a00'), FRAME))],
  ['extended VXLAN with a reserved byte', inUdp(4790, bytesOf(hex('0c000103 00002a00'), FRAME))],
  ['extended VXLAN of another protocol', inUdp(4790, bytesOf(hex('0c000005 00002a00'), FRAME))],
  ['extended VXLAN shorter than its header', inUdp(4790, hex('0c000003'))],
  ['VXLAN shorter than its header', inUdp(8472, hex('08000000'))],
  ['a network service header of another version', inIp(47, bytesOf(hex('0000894f 4fc2 02 01 00002aff'), PACKET))],
  ['a network service header of maintenance', inIp(47, bytesOf(hex('0000894f 2fc2 02 01 00002aff'), PACKET))],
  ['a network service header of another length', inIp(47, bytesOf(hex('0000894f 0fc2 01 01 00002aff'), PACKET))],
  ['a network service header of no metadata', inIp(47, bytesOf(hex('0000894f 0fc2 00 01 00002aff'), PACKET))],
  ['a network service header before another protocol', inIp(47, bytesOf(hex('0000894f 0fc2 02 06 00002aff'), PACKET))],
  ['a stack of labels by its port, and nothing that is known', inUdp(6635, bytesOf(u32(0x10140), PADDING))],
  ['half an IP header behind a label by its port', inUdp(6635, bytesOf(u32(0x10140), PACKET.subarray(0, 12)))],
  ['labels by their port that do not end', inUdp(6635, hex('00010040'))],
  ['a control message of L2TP', inUdp(1701, hex('c802 000c 0001 0000 0000 0001'))],
  ['L2TP with a reserved bit', inUdp(1701, bytesOf(hex('0012 0001 0001 ff03 0021'), PACKET))],
  ['L2TP of another length', inUdp(1701, bytesOf(hex('4002 ffff 0001 0001 ff03 0021'), PACKET))],
  ['a control message of L2TP version 3', inUdp(1701, hex('c803 000c 00000001 0000 0001'))],
  ['a control message of L2TP version 3 over IP', inIp(115, hex('00000000 c803 000c 00000001 0000 0001'))],
  ['GENEVE of another version', inUdp(6081, bytesOf(hex('40006558 00002b00'), FRAME))],
  ['GENEVE with a reserved bit', inUdp(6081, bytesOf(hex('00016558 00002b00'), FRAME))],
  ['GENEVE of another protocol', inUdp(6081, bytesOf(hex('00001234 00002b00'), FRAME))],
  ['a control message of GENEVE', inUdp(6081, bytesOf(hex('00806558 00002b00'), FRAME))],
  ['TZSP of another version', inUdp(37008, bytesOf(hex('02000001 01'), FRAME))],
  ['TZSP that only keeps alive', inUdp(37008, hex('0104000001'))],
  ['TZSP with another kind of frame', inUdp(37008, hex('0100000301'))],
  ['CAPWAP with reserved bits', inUdp(5247, bytesOf(hex('00100207 00000000'), FRAME))],
  ['CAPWAP with a header too short', inUdp(5247, bytesOf(hex('00080200 00000000'), FRAME))],
  ['CAPWAP that only keeps alive', inUdp(5247, bytesOf(hex('00100208 00000000'), FRAME))],
  [
    'Teredo without addresses of its own',
    inUdp(3544, bytesOf(hex('60000000 0000 3b 40'), new Uint8Array(32).fill(0x20))),
  ],
  ['Teredo of another length', inUdp(3544, bytesOf(hex('60000000 0001 3b 40'), new Uint8Array(32)))],
  ['GTP without user data', inUdp(2152, hex('30010000 00000000'))],
  ['GTP of another length', inUdp(2152, bytesOf(hex('30ff0001 00000007'), PACKET))],
  ['GRE with reserved flags', inIp(47, bytesOf(hex('00080800'), PACKET))],
  ['GRE of an unknown protocol', inIp(47, bytesOf(hex('00002001'), PACKET))],
  ['GRE that only keeps alive', inIp(47, hex('00000000'))],
  ['GRE of version 2', inIp(47, bytesOf(hex('00020800'), PACKET))],
  ['PPTP without a key', inIp(47, bytesOf(hex('0001880b 0000 0001'), PACKET))],
  ['PPTP that is encrypted', inIp(47, hex('2001880b 0004 0001 00fd9000'))],
  ['EoIP that only keeps alive', inIp(47, hex('20016400 0000 0900'))],
  ['ERSPAN of another version', inIp(47, bytesOf(hex('100088be 00000000 300a 0005 00000000'), FRAME))],
  [
    'ERSPAN type III of another version',
    inIp(47, bytesOf(hex('100022eb 00000000 100a 0005 00000000 0000 0000'), FRAME)),
  ],
  ['IP in IP of no version', inIp(4, hex('00000000'))],
])('%s is not gone into', (_, bytes) => {
  expect(decoded(bytes)).toMatchObject({ ...OUTER, status: 0, depth: 0 })
})

test.each([
  ['Cisco metadata of another version', 0x8909, bytesOf(hex('02010001 0007 0800'), PACKET)],
  ['EDSA with something reserved', 0xdada, bytesOf(hex('0001 c0000000 0800'), PACKET)],
  ['PPPoE of another code', 0x8864, bytesOf(hex('11090011 0030 0021'), PACKET)],
  ['PPPoE that configures its link', 0x8864, hex('11000011 0006 c021 01010004')],
])('%s stays what it is', (_, type, payload) => {
  expect(decoded(inFrame(type, payload))).toMatchObject({ etherType: type, status: 0, depth: 0, network: 0 })
})

test.each([
  ['encapsulation-cut', inFrameCut(0x88e5, hex('20'))],
  ['encapsulation-cut', inFrameCut(0x88e5, hex('20 00 00000001 0000'))],
  ['encapsulation-cut', inFrameCut(0x88e7, hex('00'))],
  ['encapsulation-cut', inFrameCut(0x8909, hex('0101'))],
  ['encapsulation-cut', inFrameCut(0x8926, hex('0101'))],
  ['encapsulation-cut', inFrameCut(0x892f, hex('0101'))],
  ['encapsulation-cut', inFrameCut(0xdada, hex('00'))],
  ['encapsulation-cut', inFrameCut(0x8864, hex('1100'))],
  ['encapsulation-cut', inFrameCut(0x8847, hex('0001'))],
  ['encapsulation-cut', inFrameCut(0x894f, hex('0fc2 02 01'))],
  ['encapsulation-cut', inIp(47, hex('0000894f 0fc6 01 01 00002aff 0000'))],
  ['encapsulation-cut', inIp(47, hex('0000'))],
  ['encapsulation-cut', inIp(47, hex('b0000800 0000'))],
  ['encapsulation-cut', inIp(47, hex('40000800 00000000 08000004 c0000209'))],
  ['encapsulation-cut', inIp(47, hex('20016400 0000'))],
  ['encapsulation-cut', inIp(47, hex('3081880b 0000'))],
  ['encapsulation-cut', inIp(47, hex('100088be 00000000 1000'))],
  ['encapsulation-cut', inIp(47, hex('100022eb 00000000 2000'))],
  ['encapsulation-cut', inUdp(6081, hex('01006558 00002b00'))],
  ['encapsulation-cut', inUdp(37008, hex('01000001 0a05'))],
  ['encapsulation-cut', inUdp(37008, hex('01000001 0a'))],
  ['encapsulation-cut', inUdp(5247, hex('00180200 00000000'))],
  ['encapsulation-cut', inUdp(2152, hex('34ff0004 00000007 00000085'))],
  ['ethernet-cut', inUdp(4789, VXLAN)],
  ['ethernet-cut', inFrameCut(0x8903, hex('0060'))],
  ['macsec-encrypted', inFrame(0x88e5, bytesOf(hex('2c 00 00000001 0080f40000110001'), PADDING))],
  ['capwap-encrypted', inUdp(5247, hex('01000000 16fefd0000000000'))],
  ['capwap-fragment', inUdp(5247, bytesOf(hex('00100280 00010000'), FRAME))],
  ['encapsulation-cut', inUdp(1701, hex('0202 0001 0001'))],
  ['encapsulation-cut', inUdp(1701, hex('0802 0001 0001 0000'))],
  ['l2tp-not-followed', inUdp(1701, hex('0002 0001 0001 ff03 c021 01010004'))],
  ['l2tp-not-followed', inIp(115, hex('00000001'))],
  ['l2tp-not-followed', inIp(115, bytesOf(hex('00000001'), PACKET))],
  ['l2tp-not-followed', inIp(115, bytesOf(hex('00000001 00000000 00000000 00000000 00000000'), FRAME))],
  ['l2tp-not-followed', inUdp(1701, bytesOf(hex('00030000 00000001'), TWO_FRAMES))],
  ['mpls-payload-unknown', inFrame(0x8847, bytesOf(u32(0x10140), hex('1000 0007'), PADDING))],
])('%s is told', (status, bytes) => {
  expect(statusOf(bytes)).toBe(status)
})

test('an extended GTP header whose length is 0 ends the search', () => {
  expect(statusOf(inUdp(2152, bytesOf(hex('34ff0008 00000007 00000085 00000000'))))).toBe('encapsulation-cut')
})

test('labels behind a network service header, and packets of IPv4, are followed', () => {
  const labelled = inIp(47, bytesOf(hex('0000894f 0fc2 02 05 00002aff'), u32(0x10140), PACKET))
  expect(decoded(labelled)).toMatchObject({ ...MODBUS, tunnel: TUNNELS.gre })
  const packet = inFrame(0x894f, bytesOf(hex('0fc2 02 01 00002aff'), PACKET))
  expect(decoded(packet)).toMatchObject({ ...MODBUS, tunnel: TUNNELS.nsh, tunnelId: 42, hasMac: false })
})

test('WCCP version 1, without a redirect header, is followed too', () => {
  expect(decoded(inIp(47, bytesOf(hex('0000883e'), PACKET)))).toMatchObject(MODBUS)
})

test('an IP packet in ERSPAN type III is no frame', () => {
  const payload = bytesOf(hex('100022eb 00000000 200a 0005 00000000 0000 0800'), PACKET)
  expect(decoded(inIp(47, payload))).toMatchObject({ ...MODBUS, hasMac: false, tunnelId: 5 })
})

test('an ICMP error quotes a tunnelled packet without being taken for one', () => {
  const quoted = inIp(4, PACKET).subarray(14)
  const frame = decoded(inIp(1, bytesOf(hex('0301 0000 00000000'), quoted)), 1, new Frame())
  expect(frame).toMatchObject({ ...OUTER, icmpType: 3, depth: 0 })
})

function erspan2(flags: number, inner = FRAME) {
  return bytesOf(hex('1000 88be 00000000 100a'), u16(flags), hex('00000000'), inner)
}

/** A frame that ends where its payload does, without padding. */
function inFrameCut(type: number, payload: Uint8Array): Uint8Array {
  return inFrame(type, payload).slice(0, 14 + payload.length)
}
