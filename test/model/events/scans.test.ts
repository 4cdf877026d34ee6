import { expect, test } from 'vitest'
import type { SweepFact } from '../../../sensor/model/events/event-evidence.ts'
import {
  MALFORMED_SHARE,
  MAX_ASKED,
  MAX_VISIT_PACKETS,
  MAX_VISIT_US,
  MIN_MALFORMED,
  MIN_SCANNED_PORTS,
  MIN_SCANNED_SERVERS,
  MIN_SWEPT_TARGETS,
  MIN_VISITED_SERVERS,
  SCAN_WINDOW_US,
  SWEEP_WINDOW_US,
} from '../../../sensor/model/events/find-scans.ts'
import { START_US } from '../../support/delta.ts'
import {
  conversationFact,
  eventsOfKind,
  evidenceOf,
  hosts,
  minute,
  told,
  witnessAt,
} from '../../support/event-evidence.ts'

const FIELD = hosts(Array.from({ length: MIN_SCANNED_SERVERS + 1 }, (_, at) => `10.0.0.${at + 1}`))
const KNOCK = { protocol: 'tcp', isIdentified: false, packetsToServer: 1, packetsToClient: 0 }

/** Host 1 knocks on so many others, from one to the next in this time. */
function knocks(count: number, apartUs: number) {
  return Array.from({ length: count }, (_, at) =>
    conversationFact({ ...KNOCK, id: at, server: at + 2, firstUs: START_US + at * apartUs }),
  )
}

test(`knocking on ${MIN_SCANNED_SERVERS} servers within a while is one scan`, () => {
  const conversations = knocks(MIN_SCANNED_SERVERS, 1000)
  const evidence = evidenceOf({ addresses: FIELD.addresses, conversations })
  expect(eventsOfKind(evidence, FIELD.assets, 'scan')).toMatchObject([
    {
      severity: 'high',
      technique: 'T0846',
      count: 8,
      summary:
        'Host 10.0.0.1 knocked on 8 addresses (10.0.0.2, 10.0.0.3, 10.0.0.4 and 5 more) on tcp 502 and got nowhere: a scan, or a wrong setting',
    },
  ])
})

test('fewer servers, or as many over a longer time, or answered ones, are none', () => {
  const scans = (conversations: ReturnType<typeof knocks>) =>
    eventsOfKind(evidenceOf({ addresses: FIELD.addresses, conversations }), FIELD.assets, 'scan')
  expect(scans(knocks(MIN_SCANNED_SERVERS - 1, 1000))).toEqual([])
  expect(scans(knocks(MIN_SCANNED_SERVERS, SCAN_WINDOW_US))).toEqual([])
  const answered = knocks(MIN_SCANNED_SERVERS, 1000).map((each) => ({
    ...each,
    packetsToServer: 9,
    packetsToClient: 9,
  }))
  expect(scans(answered)).toEqual([])
})

test(`${MIN_SCANNED_PORTS} ports of one server are a scan too`, () => {
  const ports = (count: number) =>
    Array.from({ length: count }, (_, at) => conversationFact({ ...KNOCK, id: at, port: 1000 + at }))
  const scans = (count: number) =>
    eventsOfKind(evidenceOf({ addresses: FIELD.addresses, conversations: ports(count) }), FIELD.assets, 'scan')
  expect(scans(MIN_SCANNED_PORTS)).toMatchObject([{ count: MIN_SCANNED_PORTS }])
  expect(scans(MIN_SCANNED_PORTS - 1)).toEqual([])
})

const SWEEP: SweepFact = {
  conversation: 1,
  function: '3',
  functionName: 'Read Holding Registers',
  class: 'read',
  targets: 400,
  requests: 400,
  errors: 12,
  firstUs: START_US,
  lastNewUs: START_US + 30_000_000,
  lastUs: START_US + 30_000_000,
  witness: witnessAt(START_US),
}

test('a memory that is read out is one event', () => {
  const evidence = evidenceOf({ addresses: FIELD.addresses, conversations: [conversationFact()], sweeps: [SWEEP] })
  expect(told(evidence, FIELD.assets)).toEqual([
    'medium sweep: Host 10.0.0.1 asked host 10.0.0.2 for 400 targets within 30 s (modbus Read Holding Registers), 12 times refused',
  ])
})

test('targets that are polled, or few, or came over a long time, are no sweep', () => {
  const slow = { ...SWEEP, lastNewUs: START_US + SWEEP_WINDOW_US + 1 }
  const polled = { ...SWEEP, requests: 400 * MAX_ASKED + 1 }
  const few = { ...SWEEP, targets: MIN_SWEPT_TARGETS - 1, requests: MIN_SWEPT_TARGETS }
  for (const sweep of [slow, polled, few]) {
    const evidence = evidenceOf({ addresses: FIELD.addresses, conversations: [conversationFact()], sweeps: [sweep] })
    expect(told(evidence, FIELD.assets)).toEqual([])
  }
})

test('a sweep by ARP is a scan', () => {
  const conversations = [conversationFact({ protocol: 'arp', transport: 'ethernet' })]
  const evidence = evidenceOf({ addresses: FIELD.addresses, conversations, sweeps: [{ ...SWEEP, errors: 0 }] })
  expect(told(evidence, FIELD.assets)).toEqual([
    'medium scan: Host 10.0.0.1 asked the network for 400 addresses within 30 s (arp Read Holding Registers)',
  ])
})

test(`at least ${MIN_MALFORMED} malformed messages that are ${MALFORMED_SHARE * 100} % of the packets are a flood`, () => {
  const floods = (count: number, packets: number) =>
    told(
      evidenceOf({
        addresses: FIELD.addresses,
        conversations: [conversationFact({ packetsToServer: packets, packetsToClient: 0 })],
        malformed: [{ conversation: 1, count }],
      }),
      FIELD.assets,
    )
  expect(floods(MIN_MALFORMED, 1000)).toEqual([
    'medium malformed-flood: 50 malformed modbus messages between host 10.0.0.1 and host 10.0.0.2',
  ])
  expect(floods(MIN_MALFORMED - 1, 100)).toEqual([])
  expect(floods(MIN_MALFORMED, 1001)).toEqual([])
})

test(`who turns to ${MIN_VISITED_SERVERS} hosts for a moment each looks around, though all of them answer`, () => {
  const { addresses, assets } = hosts(Array.from({ length: MIN_VISITED_SERVERS + 1 }, (_, at) => `10.0.0.${at + 1}`))
  const visits = (count: number, parts: object = {}, sinceUs = minute(300)) =>
    Array.from({ length: count }, (_, at) => {
      const firstUs = sinceUs + at * 1000
      const moment = { packetsToServer: 1, packetsToClient: 1, firstUs, lastUs: firstUs + 1000 }
      return conversationFact({
        id: at,
        server: at + 2,
        protocol: 'icmp',
        transport: 'icmp',
        port: 0,
        ...moment,
        ...parts,
      })
    })
  const scans = (conversations: ReturnType<typeof visits>) =>
    eventsOfKind(evidenceOf({ addresses, conversations }), assets, 'scan')
  expect(scans(visits(MIN_VISITED_SERVERS))).toMatchObject([
    {
      severity: 'medium',
      count: MIN_VISITED_SERVERS,
      summary:
        'Host 10.0.0.1 turned to 16 addresses (10.0.0.2, 10.0.0.3, 10.0.0.4 and 13 more) by icmp for a moment each: somebody looks around',
    },
  ])
  expect(scans(visits(MIN_VISITED_SERVERS - 1))).toEqual([])
  // Who supervises does so from the beginning, and goes on.
  expect(scans(visits(MIN_VISITED_SERVERS, {}, START_US))).toEqual([])
  expect(scans(visits(MIN_VISITED_SERVERS, { packetsToServer: MAX_VISIT_PACKETS + 1 }))).toEqual([])
  expect(scans(visits(MIN_VISITED_SERVERS, { lastUs: minute(301) + MAX_VISIT_US }))).toEqual([])
})
