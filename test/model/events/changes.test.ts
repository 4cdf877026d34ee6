import { expect, test } from 'vitest'
import type { AddressEntry } from '../../../sensor/model/delta.ts'
import { MAX_OWN_IPS, MIN_SENDING_US, MIN_STATEMENTS } from '../../../sensor/model/events/find-address-events.ts'
import { MAX_TOLD_PARTS } from '../../../sensor/model/events/find-identity-changes.ts'
import { MAX_TOLD_CHANGES, WORK_US } from '../../../sensor/model/events/find-production-changes.ts'
import { addressEntry, assetEntry, START_US } from '../../support/delta.ts'
import {
  boundTo,
  changeFact,
  claimFact,
  conversationFact,
  eventsOfKind,
  evidenceOf,
  hosts,
  MINUTE_US,
  minute,
  told,
} from '../../support/event-evidence.ts'

const PAIR = hosts(['10.0.0.1', '10.0.0.2'])
const BASE = { addresses: PAIR.addresses, conversations: [conversationFact()] }

test('a change of production keeps its function, its sums and its technique', () => {
  const changes = [changeFact({ class: 'mode', functionName: 'PLC Stop', function: '0x29', spellUs: START_US })]
  expect(eventsOfKind(evidenceOf({ ...BASE, changes }), PAIR.assets, 'production-change')).toMatchObject([
    {
      severity: 'high',
      technique: 'T0858',
      techniqueName: 'Change Operating Mode',
      summary: 'Host 10.0.0.1 stopped host 10.0.0.2 (modbus PLC Stop), accepted',
      function: '0x29',
      class: 'mode',
      outcome: 'accepted',
      requests: 1,
    },
  ])
})

test('what was asked of a group and answered elsewhere is told once, by the answer', () => {
  const site = hosts(['10.0.0.1', '10.0.0.2'])
  const all = { ...(site.addresses[0] as AddressEntry), id: 9, value: '255.255.255.255', group: true }
  const evidence = { addresses: [...site.addresses, all] }
  const conversations = [conversationFact({ id: 1, server: 9 }), conversationFact({ id: 2, server: 2 })]
  const asked = changeFact({ conversation: 1, class: 'mode', functionName: 'Stop', requests: 1, accepted: 0 })
  const answer = { ...asked, conversation: 2, requests: 0, accepted: 1 }
  const summaries = (...changes: ReturnType<typeof changeFact>[]) =>
    eventsOfKind(evidenceOf({ ...evidence, conversations, changes }), site.assets, 'production-change').map(
      ({ summary }) => summary,
    )
  const stopped = 'Host 10.0.0.1 stopped host 10.0.0.2 (modbus Stop), accepted'
  expect(summaries(asked, answer)).toEqual([stopped])
  const inVain = 'Host 10.0.0.1 tried to stop the group 255.255.255.255 (modbus Stop), whose members answer elsewhere'
  expect(summaries(asked)).toEqual([inVain])
  expect(summaries(asked, { ...answer, function: '0x30' }).sort()).toEqual([stopped, inVain])
})

test(`more than ${MAX_TOLD_CHANGES} changes of a class, one after the other, are one event with their sums`, () => {
  const work = (count: number, apartUs: number) => {
    const changes = Array.from({ length: count }, (_, at) =>
      changeFact({ module: `unit ${at}`, requests: 2, accepted: 2, firstUs: START_US + at * apartUs }),
    )
    return eventsOfKind(evidenceOf({ ...BASE, changes }), PAIR.assets, 'production-change')
  }
  expect(work(MAX_TOLD_CHANGES, WORK_US)).toHaveLength(MAX_TOLD_CHANGES)
  expect(work(MAX_TOLD_CHANGES + 1, WORK_US + 1)).toHaveLength(MAX_TOLD_CHANGES + 1)
  expect(work(MAX_TOLD_CHANGES + 1, WORK_US)).toMatchObject([
    {
      count: 8,
      requests: 8,
      function: '6',
      module: '',
      summary:
        'Host 10.0.0.1 wrote to host 10.0.0.2, unit 0, unit 1, unit 2 and 1 more (modbus Write Single Register), accepted',
    },
  ])
})

test('firmware that follows other firmware was changed', () => {
  const claims = [claimFact({ value: '1.0', lastUs: minute(60) }), claimFact({ value: '1.1', firstUs: minute(61) })]
  expect(eventsOfKind(evidenceOf({ ...BASE, claims }), PAIR.assets, 'identity-change')).toMatchObject([
    {
      severity: 'high',
      technique: 'T0857',
      summary: 'Host 10.0.0.1 changed its firmware: 1.0 to 1.1 (modbus Read Device Identification)',
      firstUs: minute(61),
    },
  ])
})

test('several values that come in turns, or in other messages, are no change', () => {
  const turns = [
    claimFact({ value: '1.0', lastUs: minute(60) }),
    claimFact({ value: '1.1', lastUs: minute(59), firstUs: minute(1) }),
  ]
  const messages = [
    claimFact({ value: '1.0' }),
    claimFact({ value: '1.1', message: 'Report Server ID', firstUs: minute(9) }),
  ]
  const parts = [
    claimFact({ value: '1.0', module: 'slot 1' }),
    claimFact({ value: '1.1', module: 'slot 2', firstUs: minute(9) }),
  ]
  for (const claims of [turns, messages, parts]) expect(told(evidenceOf({ ...BASE, claims }), PAIR.assets)).toEqual([])
})

test('a mode that comes back is a change all the same', () => {
  const claims = [
    claimFact({ attribute: 'mode', value: 'RUN', lastUs: minute(60) }),
    claimFact({ attribute: 'mode', value: 'STOP', firstUs: minute(30), lastUs: minute(31) }),
  ]
  expect(told(evidenceOf({ ...BASE, claims }), PAIR.assets)).toEqual([
    'high identity-change: Host 10.0.0.1 changed its mode: RUN to STOP (modbus Read Device Identification)',
  ])
})

test('names count only where a device has one', () => {
  const names = (protocol: string) => [
    claimFact({ attribute: 'name', value: 'a', protocol }),
    claimFact({ attribute: 'name', value: 'b', protocol, firstUs: minute(9) }),
  ]
  expect(told(evidenceOf({ ...BASE, claims: names('dns') }), PAIR.assets)).toEqual([])
  expect(told(evidenceOf({ ...BASE, claims: names('profinet') }), PAIR.assets)).toHaveLength(1)
})

test(`more than ${MAX_TOLD_PARTS} parts of a host that change the same are one event`, () => {
  const claims = Array.from({ length: MAX_TOLD_PARTS + 1 }, (_, at) => [
    claimFact({ attribute: 'mode', value: 'OP', module: `slave ${at}` }),
    claimFact({ attribute: 'mode', value: 'INIT', module: `slave ${at}`, firstUs: minute(at + 1) }),
  ]).flat()
  expect(told(evidenceOf({ ...BASE, claims }), PAIR.assets)).toEqual([
    'high identity-change: Host 10.0.0.1: 4 parts changed their mode (modbus); the first one: slave 0, OP to INIT',
  ])
})

const MACS = ['10.0.0.1', '00:80:f4:00:00:01', '00:80:f4:00:00:02', '00:00:5e:00:01:05']

test('an address that two devices hold at the same time is a conflict, and one that moved is not', () => {
  const { addresses, assets } = hosts(MACS)
  const both = evidenceOf({ addresses, bindings: [boundTo(2, 1, 0, 60), boundTo(3, 1, 30, 90)] })
  const moved = evidenceOf({ addresses, bindings: [boundTo(2, 1, 0, 60), boundTo(3, 1, 61, 90)] })
  expect(told(both, assets)).toEqual([
    'high address-conflict: 10.0.0.1 is held by 2 devices at the same time: 00:80:f4:00:00:01, 00:80:f4:00:00:02',
  ])
  expect(told(moved, assets)).toEqual([
    'medium identity-change: 10.0.0.1 moved to another device or network card: 00:80:f4:00:00:01 to 00:80:f4:00:00:02',
  ])
})

test(`redundant gateways, statements of a moment (less than ${MIN_STATEMENTS}) and proxies are no conflict`, () => {
  const { addresses, assets } = hosts([...MACS, ...Array.from({ length: MAX_OWN_IPS }, (_, at) => `10.0.1.${at}`)])
  const virtual = [boundTo(2, 1, 0, 60), boundTo(4, 1, 0, 60)]
  const moment = [boundTo(2, 1, 0, 60), { ...boundTo(3, 1, 0, 60), stated: MIN_STATEMENTS - 1 }]
  const proxied = Array.from({ length: MAX_OWN_IPS }, (_, at) => boundTo(3, 5 + at, 0, 60))
  const proxy = [boundTo(2, 1, 0, 60), boundTo(3, 1, 0, 60), ...proxied]
  for (const bindings of [virtual, moment, proxy]) {
    expect(eventsOfKind(evidenceOf({ addresses, bindings }), assets, 'address-conflict')).toEqual([])
  }
})

test('who sends by an address on the link, and by no other, holds it too: less surely than who states it', () => {
  const { addresses, assets } = hosts([...MACS, '10.0.0.2', '52.1.2.3'])
  const sends = (mac: number, ip: number, parts: object = {}) => ({ ...boundTo(mac, ip, 0, 60), stated: 0, ...parts })
  const conflicts = (...bindings: ReturnType<typeof sends>[]) =>
    eventsOfKind(evidenceOf({ addresses, bindings }), assets, 'address-conflict')
  expect(conflicts(sends(2, 1), sends(3, 1))).toMatchObject([
    {
      severity: 'medium',
      summary:
        '10.0.0.1 is held by 2 devices at the same time: 00:80:f4:00:00:01, 00:80:f4:00:00:02; they send by it, no message states it',
    },
  ])
  // Behind a router, a router itself, a packet alone, an address of the outside.
  expect(conflicts(sends(2, 1), sends(3, 1, { hops: 1 }))).toEqual([])
  expect(conflicts(sends(2, 1), sends(3, 1), sends(3, 5))).toEqual([])
  expect(conflicts(sends(2, 1), sends(3, 1, { lastUs: START_US + MIN_SENDING_US - 1 }))).toEqual([])
  expect(conflicts(sends(2, 6), sends(3, 6))).toEqual([])
})

test('who states an address that another sends by may stand in for it; who states those of several gets in between', () => {
  const { addresses, assets } = hosts([...MACS, '10.0.0.2', 'fe80::1', '10.0.1.1'])
  const sends = (mac: number, ip: number) => ({ ...boundTo(mac, ip, 0, 60), stated: 0 })
  const conflicts = (...bindings: ReturnType<typeof sends>[]) =>
    eventsOfKind(evidenceOf({ addresses, bindings }), assets, 'address-conflict').map(({ severity, summary }) => [
      severity,
      summary.slice(summary.indexOf(';')),
    ])
  const words = '; 00:80:f4:00:00:01 states it, and others send by it'
  expect(conflicts(boundTo(2, 1, 0, 60), sends(3, 1))).toEqual([['medium', words]])
  // An address of the link beside it, and one that it stated itself, do not make a router of who sends.
  const both = [boundTo(2, 1, 0, 60), boundTo(2, 5, 0, 60), sends(3, 1), sends(3, 6), sends(4, 5)]
  const other = { ...boundTo(3, 7, 0, 60), stated: 1 }
  expect(conflicts(...both.filter(({ mac }) => mac !== 4), other)).toEqual([['medium', words]])
  const two = [...addresses, addressEntry(8, '00:80:f4:00:00:08')]
  const between = evidenceOf({ addresses: two, bindings: [...both.filter(({ mac }) => mac !== 4), sends(8, 5)] })
  expect(
    eventsOfKind(between, [...assets, assetEntry('eighth', [8])], 'address-conflict').map(({ severity }) => severity),
  ).toEqual(['high', 'high'])
})

test('a device that gives up its address for another is told, with both', () => {
  const { addresses } = hosts(['10.0.0.1', '10.0.0.2', '00:80:f4:00:00:01', '169.254.1.1'])
  const device = [assetEntry('device', [1, 2, 3, 4], { role: 'controller', level: 1 })]
  const changes = (...bindings: ReturnType<typeof boundTo>[]) => told(evidenceOf({ addresses, bindings }), device)
  expect(changes(boundTo(3, 1, 0, 60), boundTo(3, 2, 61, 90))).toEqual([
    'medium identity-change: PLC 00:80:f4:00:00:01 changed its IP address: 10.0.0.1 to 10.0.0.2',
  ])
  // Two at a time, one that was only tried, one from behind a router, one that nobody gave it.
  expect(changes(boundTo(3, 1, 0, 62), boundTo(3, 2, 61, 90))).toEqual([])
  expect(changes(boundTo(3, 1, 0, 60), { ...boundTo(3, 2, 61, 61), stated: 1 })).toEqual([])
  expect(changes(boundTo(3, 1, 0, 60), { ...boundTo(3, 2, 61, 90), hops: 1 })).toEqual([])
  expect(changes(boundTo(3, 4, 0, 60), boundTo(3, 2, 61, 90))).toEqual([])
})

test('a station of a radio network that is given another short address has none of IP', () => {
  const { addresses } = hosts(['wpan-3359-b7e4', 'wpan-3359-9090', '00:0f:ff:00:00:41:5b:1a'])
  const bindings = [boundTo(3, 1, 0, 60), boundTo(3, 2, 61, 90)]
  expect(told(evidenceOf({ addresses, bindings }), [assetEntry('device', [1, 2, 3])])).toEqual([
    'low identity-change: Host 00:0f:ff:00:00:41:5b:1a changed its address: wpan-3359-b7e4 to wpan-3359-9090',
  ])
})

test('network cards of one device are no conflict', () => {
  const { addresses } = hosts(MACS)
  const bindings = [boundTo(2, 1, 0, 60), boundTo(3, 1, 0, 60)]
  const team = [assetEntry('team', [1, 2, 3])]
  expect(eventsOfKind(evidenceOf({ addresses, bindings }), team, 'address-conflict')).toEqual([])
})

test('a second DHCP server is worse when it comes later', () => {
  const server = (address: number, firstUs: number) =>
    claimFact({ address, attribute: 'role', value: 'DHCP server', protocol: 'dhcp', message: 'Offer', firstUs })
  const severity = (firstUs: number) =>
    eventsOfKind(
      evidenceOf({ ...BASE, claims: [server(1, START_US), server(2, firstUs)] }),
      PAIR.assets,
      'second-dhcp-server',
    ).map((event) => [event.severity, event.summary])
  const summary = 'Host 10.0.0.2 hands out addresses beside host 10.0.0.1'
  expect(severity(START_US + MINUTE_US)).toEqual([['medium', summary]])
  expect(severity(minute(120))).toEqual([['high', summary]])
})

test('servers of IPv4 and of IPv6 addresses are counted by themselves', () => {
  const server = (address: number, value: string, firstUs: number) =>
    claimFact({ address, attribute: 'role', value, protocol: 'dhcpv6', message: 'Reply', firstUs })
  const seconds = (...claims: ReturnType<typeof server>[]) =>
    eventsOfKind(evidenceOf({ ...BASE, claims }), PAIR.assets, 'second-dhcp-server')
  const one = server(1, 'DHCPv6 server', START_US)
  expect(seconds(one, server(2, 'DHCP server', minute(120)))).toEqual([])
  expect(seconds(one, server(2, 'DHCPv6 server', minute(120)))).toMatchObject([
    { severity: 'high', port: 547, summary: 'Host 10.0.0.2 hands out addresses beside host 10.0.0.1' },
  ])
})

test('a router that advertises itself by IPv6 where another one did is told, unless both did from the beginning', () => {
  const router = (address: number, firstUs: number, message = 'Router Advertisement') =>
    claimFact({ address, attribute: 'role', value: 'router', protocol: 'icmpv6', message, firstUs })
  const seconds = (...claims: ReturnType<typeof router>[]) =>
    eventsOfKind(evidenceOf({ ...BASE, claims }), PAIR.assets, 'second-router')
  expect(seconds(router(2, minute(120)), router(1, START_US))).toMatchObject([
    { severity: 'high', summary: 'Host 10.0.0.2 sends router advertisements of IPv6 beside host 10.0.0.1' },
  ])
  expect(seconds(router(1, START_US), router(2, START_US + MINUTE_US))).toEqual([])
  expect(seconds(router(1, minute(120)), router(2, minute(180)))).toEqual([])
  expect(seconds(router(1, START_US), router(2, minute(120), 'Neighbor Advertisement'))).toEqual([])
})

test('a grandmaster, or a server that broadcasts, gives the time without being asked', () => {
  const clock = (address: number, value: string, firstUs: number) =>
    claimFact({ address, attribute: 'role', value, protocol: 'ptp', message: 'PTP Announce', firstUs })
  for (const value of ['PTP grandmaster', 'time server']) {
    const claims = [clock(1, value, START_US), clock(2, value, minute(180))]
    expect(eventsOfKind(evidenceOf({ ...BASE, claims }), PAIR.assets, 'second-time-server')).toMatchObject([
      { summary: 'Host 10.0.0.2 gives the time (ptp) to whoever listens, beside 1 source known before' },
    ])
  }
})

test('a time server that comes later is told', () => {
  const conversations = [
    conversationFact({ protocol: 'ntp', server: 2 }),
    conversationFact({ id: 2, protocol: 'ntp', client: 2, server: 1, firstUs: minute(180) }),
  ]
  expect(eventsOfKind(evidenceOf({ ...BASE, conversations }), PAIR.assets, 'second-time-server')).toMatchObject([
    { summary: 'Host 10.0.0.1 gives the time (ntp) to 1 client, beside 1 source known before' },
  ])
})
