import { expect, test } from 'vitest'
import { type Bytes, bytesOf, ethernet, hex, ipv4, START_US, u32, udp } from '../support/packet.ts'
import { runFrames } from '../support/run-frames.ts'

const INSIDE = { mac: '02:00:00:00:00:01', ip: '192.168.0.1' }
const PEER = { mac: '02:00:00:00:00:02' }
const ENDS = [
  { mac: '02:00:00:00:01:01', ip: '10.9.0.1', port: 49_152 },
  { mac: '02:00:00:00:01:02', ip: '10.9.0.2', port: 4789 },
] as const

function vxlan(network: number, frame: Bytes): Bytes {
  const [from, to] = ENDS
  const payload = udp(from, to, bytesOf(hex('08000000'), u32(network * 256), frame))
  return ethernet(from.mac, to.mac, 0x0800, ipv4(from.ip, to.ip, 17, payload))
}

function gre(head: string, payload: Bytes): Bytes {
  const [from, to] = ENDS
  return ethernet(from.mac, to.mac, 0x0800, ipv4(from.ip, to.ip, 47, bytesOf(hex(head), payload)))
}

const ARP_REPLY = '0001 0800 0604 0002 020000000001 c0a80001 020000000002 c0a80002'
const ARP_REQUEST = '0001 0800 0604 0001 020000000001 c0a80001 000000000000 c0a80002'

test.each([
  ['VXLAN', vxlan(42, ethernet(INSIDE.mac, PEER.mac, 0x0806, hex(ARP_REPLY)))],
  ['bridged GRE', gre('20006558 00000007', ethernet(INSIDE.mac, PEER.mac, 0x0806, hex(ARP_REPLY)))],
  ['GRE itself', gre('20000806 00000007', hex(ARP_REPLY))],
  ['GRE itself, a request', gre('20000806 00000007', hex(ARP_REQUEST))],
  ['GRE with a VLAN tag', gre('20008100 00000007', bytesOf(hex('000a0806'), hex(ARP_REPLY)))],
])('ARP in %s binds addresses', (_, bytes) => {
  const { delta } = runFrames([{ timeUs: START_US, bytes, segment: undefined }])
  const value = (id: number) => delta.addresses.find((each) => each.id === id)?.value
  expect(delta.bindings.map(({ mac, ip, stated }) => [value(mac), value(ip), stated])).toEqual([
    [INSIDE.mac, INSIDE.ip, 1],
  ])
})

test.each([
  ['is cut', ARP_REPLY.slice(0, -4)],
  ['is of other addresses', ARP_REPLY.replace('0604', '0804')],
  ['is from a group', ARP_REPLY.replace('020000000001', '01005e000001')],
  ['is from nobody', ARP_REPLY.replace('020000000001', '000000000000')],
])('ARP without a frame that %s is counted, and binds nothing', (_, bytes) => {
  const { delta } = runFrames([{ timeUs: START_US, bytes: gre('20000806 00000007', hex(bytes)), segment: undefined }])
  expect(delta.addresses).toEqual([])
  expect(delta.coverage).toContainEqual(
    expect.objectContaining({ measure: 'frames-undecoded', detail: 'link-payload-unknown', count: 1 }),
  )
})
