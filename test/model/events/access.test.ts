import { expect, test } from 'vitest'
import { MAX_TOLD_SERVERS } from '../../../sensor/model/events/find-access-events.ts'
import { MIN_ANSWERS, MIN_ANSWERS_BY_PORT } from '../../../sensor/model/events/find-ways-in.ts'
import { START_US } from '../../support/delta.ts'
import { claimFact, conversationFact, eventsOfKind, evidenceOf, hosts, told } from '../../support/event-evidence.ts'

const ABROAD = hosts(['10.0.0.1', '52.1.2.3', '52.1.2.4'])

test('a host that talks to the outside is one event, whatever it talks to', () => {
  const conversations = [conversationFact({ protocol: 'tls' }), conversationFact({ id: 2, server: 3, protocol: 'dns' })]
  const evidence = evidenceOf({ addresses: ABROAD.addresses, conversations })
  expect(told(evidence, ABROAD.assets)).toEqual([
    'medium public-route: Host 10.0.0.1 talks to 2 addresses outside of the plant: 52.1.2.3, 52.1.2.4 (dns, tls)',
  ])
})

test('to be reached from outside is worse, and to try without an answer is not as bad', () => {
  const { addresses, assets } = ABROAD
  const inward = evidenceOf({ addresses, conversations: [conversationFact({ client: 2, server: 1 })] })
  const tried = evidenceOf({ addresses, conversations: [conversationFact({ packetsToClient: 0 })] })
  expect(eventsOfKind(inward, assets, 'public-route')).toMatchObject([
    {
      severity: 'high',
      technique: 'T0883',
      summary: 'Host 10.0.0.1 was reached from 1 address outside of the plant: 52.1.2.3 (modbus)',
    },
  ])
  expect(eventsOfKind(tried, assets, 'public-route')).toMatchObject([{ severity: 'low', technique: '' }])
})

test('public addresses that are plugged in here are not outside', () => {
  const { addresses } = hosts(['10.0.0.1', '52.1.2.3', '00:80:f4:00:00:01'])
  const [own, other] = hosts(['10.0.0.1', '52.1.2.3']).assets
  const assets = [own, { ...other, addresses: [2, 3] }] as typeof ABROAD.assets
  expect(told(evidenceOf({ addresses, conversations: [conversationFact()] }), assets)).toEqual([])
})

test('work from afar is one event a machine and a means', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  const conversations = [
    conversationFact({ protocol: 'ssh', port: 22, firstUs: START_US + 1 }),
    conversationFact({ id: 2, client: 3, protocol: 'ssh', port: 22, firstUs: START_US + 2 }),
    conversationFact({ id: 3, protocol: 'tcp', port: 3389, isIdentified: false, packetsToClient: MIN_ANSWERS_BY_PORT }),
    conversationFact({
      id: 4,
      protocol: 'tcp',
      port: 5900,
      isIdentified: false,
      packetsToClient: MIN_ANSWERS_BY_PORT - 1,
    }),
    conversationFact({ id: 5, protocol: 'vnc', port: 5900, packetsToClient: MIN_ANSWERS - 1 }),
  ]
  expect(told(evidenceOf({ addresses, conversations }), assets)).toEqual([
    'medium remote-access: Host 10.0.0.1 worked on host 10.0.0.2 by rdp, going by its port 3389',
    'medium remote-access: Host 10.0.0.1, host 10.0.0.3 worked on host 10.0.0.2 by ssh',
  ])
})

test('who asks for a desktop and is told nothing did not work on it', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2'])
  const rdp = (isOnlyAsked: boolean) => [conversationFact({ protocol: 'rdp', port: 502, isOnlyAsked })]
  const told = (isOnlyAsked: boolean) =>
    eventsOfKind(evidenceOf({ addresses, conversations: rdp(isOnlyAsked) }), assets, 'remote-access').length
  expect([told(false), told(true)]).toEqual([1, 0])
})

test('who calls a relay or holds a tunnel open to the outside can be reached by it: the other way round', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '52.1.2.3', '10.0.0.9'], START_US, { '10.0.0.9': 'firewall' })
  const conversations = [
    conversationFact({ protocol: 'tcp', port: 5938, isIdentified: false }),
    conversationFact({ id: 2, client: 3, protocol: 'ike', transport: 'udp', port: 500 }),
    conversationFact({ id: 3, client: 3, protocol: 'esp', transport: 'ip', port: 50 }),
    // Within the plant it is nobody's way in; what is not answered is none either.
    conversationFact({ id: 4, client: 1, server: 3, protocol: 'wireguard' }),
    conversationFact({ id: 5, protocol: 'wireguard', packetsToClient: 0 }),
  ]
  const found = eventsOfKind(evidenceOf({ addresses, conversations }), assets, 'remote-access')
  expect(found.map(({ severity, technique, summary }) => `${severity} ${technique} ${summary}`)).toEqual([
    'medium T0822 Firewall 10.0.0.9 can be reached from outside of the plant by ipsec, through 52.1.2.3',
    'high T0822 Host 10.0.0.1 can be reached from outside of the plant by teamviewer, going by its port 5938, through 52.1.2.3',
  ])
  expect(found[1]?.question).toMatch('Who was working on host 10.0.0.1 from host 52.1.2.3')
})

test('sign-ins in clear text name the method and the accounts', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2'])
  const ftp = { protocol: 'ftp', message: 'FTP PASS' }
  const claims = [
    claimFact({ address: 2, attribute: 'clear-text-credentials', value: 'FTP PASS', ...ftp }),
    claimFact({ address: 1, attribute: 'user', value: 'service', ...ftp }),
    claimFact({ address: 1, attribute: 'user', value: 'other', protocol: 'http', message: 'HTTP Basic' }),
  ]
  const conversations = [conversationFact({ protocol: 'ftp', port: 21 })]
  expect(told(evidenceOf({ addresses, conversations, claims }), assets)).toEqual([
    'medium clear-text-credentials: Secret sent in clear text (FTP PASS) to host 10.0.0.2; accounts: service',
  ])
})

test('what a client of several servers signed in as is told of none of them', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  const ftp = { protocol: 'ftp', message: 'FTP PASS' }
  const claims = [
    claimFact({ address: 2, attribute: 'clear-text-credentials', value: 'FTP PASS', ...ftp }),
    claimFact({ address: 1, attribute: 'user', value: 'of-another', ...ftp }),
  ]
  const conversations = [2, 3].map((server) => conversationFact({ id: server, server, protocol: 'ftp', port: 21 }))
  expect(told(evidenceOf({ addresses, conversations, claims }), assets)).toEqual([
    'medium clear-text-credentials: Secret sent in clear text (FTP PASS) to host 10.0.0.2',
  ])
})

test(`a method used with more than ${MAX_TOLD_SERVERS} servers is one event`, () => {
  const values = Array.from({ length: MAX_TOLD_SERVERS + 1 }, (_, at) => `10.0.0.${at + 1}`)
  const { addresses, assets } = hosts(values)
  const snmp = { attribute: 'clear-text-credentials', value: 'SNMPv2c community', protocol: 'snmp' }
  const claims = values.map((_, at) => claimFact({ address: at + 1, ...snmp }))
  expect(told(evidenceOf({ addresses, claims }), assets)).toEqual([
    'medium clear-text-credentials: Secret sent in clear text (SNMPv2c community) to 4 devices: host 10.0.0.1, host 10.0.0.2, host 10.0.0.3 and 1 more',
  ])
})
