import { expect, test } from 'vitest'
import { groupOf, type Host6, icmpv6Frame } from '../../fixtures/generate/ipv6-packet.ts'
import { bytesOf, CaptureBuilder, hex, ipBytes, u16, u32 } from '../support/packet.ts'
import { eventsOf, rowsOf } from '../support/replayed-events.ts'

const SECOND_US = 1_000_000
const MINUTE_US = 60 * SECOND_US
const DAY_US = 24 * 60 * MINUTE_US
const BROADCAST = 'ff:ff:ff:ff:ff:ff'
const PLC = { mac: '00:80:f4:00:00:11', ip: '10.20.0.11', port: 502 }
const HMI = { mac: '00:1b:1b:00:00:21', ip: '10.20.0.21', port: 50_000 }
const STRANGER = { mac: '00:0e:8c:00:00:99', ip: PLC.ip }

/** A client that reads registers of a unit so many times. */
function poll(
  capture: CaptureBuilder,
  { times, everyUs, unit = 1 }: { times: number; everyUs: number; unit?: number },
) {
  const line = capture.connect(HMI, PLC)
  for (let id = 1; id <= times; id++) {
    line.ask(bytesOf(u16(id), u16(0), u16(6), unit, 3, u16(0), u16(2)))
    line.answer(bytesOf(u16(id), u16(0), u16(7), unit, 3, 4, u16(7), u16(8)))
    capture.wait(everyUs)
  }
}

function arp(operation: number, sender: { mac: string; ip: string }, target: { mac: string; ip: string }) {
  const party = ({ mac, ip }: { mac: string; ip: string }) => bytesOf(hex(mac.replaceAll(':', '')), ipBytes(ip))
  return bytesOf(u16(1), u16(0x0800), 6, 4, u16(operation), party(sender), party(target))
}

test('two devices that each say again and again, to the same peer, that they have an address are a conflict', async () => {
  const capture = new CaptureBuilder()
  for (let i = 0; i < 5; i++) {
    capture.link(PLC.mac, HMI.mac, 0x0806, arp(2, PLC, HMI))
    capture.link(STRANGER.mac, BROADCAST, 0x0806, arp(1, STRANGER, { mac: '00:00:00:00:00:00', ip: PLC.ip }))
    capture.wait(MINUTE_US)
  }
  expect(await eventsOf(capture, 'address-conflict', 'identity-change')).toEqual([
    `high address-conflict: ${PLC.ip} is held by 2 devices at the same time: ${PLC.mac}, ${STRANGER.mac}`,
  ])
})

test('a part was first seen when it was first asked, not when it was last', async () => {
  const capture = new CaptureBuilder()
  for (const unit of [1, 2]) poll(capture, { times: 10, everyUs: MINUTE_US, unit })
  const parts = (await rowsOf('assets', capture)).filter(({ module }) => module !== '')
  expect(parts.map(({ module, firstSeen, lastSeen }) => ({ module, firstSeen, lastSeen }))).toEqual(
    expect.arrayContaining([
      { module: 'unit 1', firstSeen: '2026-01-15T08:00:00.003000Z', lastSeen: '2026-01-15T08:09:00.022000Z' },
    ]),
  )
})

test('a silence of which the minutes are too old to be kept is told in no order of captures', async () => {
  const old = new CaptureBuilder()
  poll(old, { times: 100, everyUs: SECOND_US })
  for (let i = 0; i < 60; i++) old.link(PLC.mac, HMI.mac, 0x0806, arp(2, PLC, HMI)).wait(10 * SECOND_US)
  const recent = new CaptureBuilder().wait(500 * DAY_US).link(PLC.mac, HMI.mac, 0x0806, arp(2, PLC, HMI))
  const silences = async (...captures: CaptureBuilder[]) =>
    (await rowsOf('events', ...captures)).filter(({ kind }) => kind === 'gone-silent')
  expect(await silences(old)).toHaveLength(1)
  expect(await silences(old, recent)).toEqual(await silences(recent, old))
})

test('a second router of IPv6 that advertises itself in a segment is told', async () => {
  const capture = new CaptureBuilder()
  const routers = ['1', '2'].map((n) => ({ mac: `02:00:00:61:00:0${n}`, ip: `fe80::${n}` }))
  const advertisement = bytesOf(64, 0, u16(1800), u32(0), u32(0))
  for (let hour = 0; hour < 72; hour++) {
    const [first, second] = routers as [Host6, Host6]
    for (const router of hour < 60 ? [first] : [first, second]) {
      capture.frame(icmpv6Frame(router, groupOf('ff02::1'), 134, advertisement))
    }
    capture.wait(3_600_000_000)
  }
  expect(await eventsOf(capture, 'second-router')).toEqual([
    'high second-router: Router fe80::2 sends router advertisements of IPv6 beside router fe80::1',
  ])
})
