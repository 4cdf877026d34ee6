import { describe, expect, test } from 'vitest'
import { dhcpv6 } from '../../dissectors/dhcpv6/dhcpv6.ts'
import {
  CLIENT_MAC,
  dnsName,
  duid,
  relayed,
  v6Address,
  v6Lease,
  v6Message,
  v6Option,
} from '../../fixtures/generate/dhcp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex, u16, u32 } from '../support/packet.ts'

const CLIENT = v6Option(1, duid(CLIENT_MAC))
const SERVER = v6Option(2, duid('00:0c:29:00:00:01'))
const ABOUT = [
  v6Option(39, 0, dnsName('PANEL', 'cell'), 0),
  v6Option(16, hex('00000137'), u16(8), ascii('MSFT 5.0')),
  v6Option(6, u16(24), u16(23)),
]

describe('messages', () => {
  test.each([
    [1, 'solicit', 'request'],
    [2, 'advertise', 'response'],
    [3, 'request', 'request'],
    [7, 'reply', 'response'],
    [8, 'release', 'request'],
    [10, 'reconfigure', 'response'],
    [11, 'information-request', 'request'],
  ])('type %i is %s', (type, text, role) => {
    const [heard] = new Dialogue(dhcpv6).toServer(v6Message(type, CLIENT)).heard
    expect(heard).toMatchObject({ role, function: text, name: text.toUpperCase(), class: 'session', target: '' })
  })

  test('a relayed message is one message, whose target is what it carries', () => {
    const { heard } = new Dialogue(dhcpv6)
      .toServer(relayed(12, relayed(12, v6Message(3, CLIENT))))
      .toClient(relayed(13, v6Message(7, CLIENT, SERVER)))
    expect(heard.map(({ function: code, target }) => `${code} ${target}`)).toEqual([
      'relay-forw request',
      'relay-repl reply',
    ])
  })

  test('a type that does not exist is counted, and not decoded', () => {
    const dialogue = new Dialogue(dhcpv6).toServer(v6Message(99, CLIENT))
    expect(dialogue.heard).toMatchObject([{ function: 'type 99' }])
    expect(dialogue.observed('undecoded')).toHaveLength(1)
  })
})

describe('identity', () => {
  const facts = {
    mac: CLIENT_MAC,
    name: 'PANEL.cell.',
    'vendor-id': '311',
    'vendor-class': 'MSFT 5.0',
    fingerprint: '24,23',
  }

  test('a client tells its name, its kind and its link-layer address, once', () => {
    const message = v6Message(1, CLIENT, ...ABOUT)
    const dialogue = new Dialogue(dhcpv6).toServer(message, message)
    expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', about: '', message: 'SOLICIT', facts }])
  })

  test('what a relay passes on is about the client behind it', () => {
    const dialogue = new Dialogue(dhcpv6).toServer(relayed(12, v6Message(3, CLIENT, ...ABOUT)))
    expect(dialogue.observed('identity')).toMatchObject([
      { about: 'fe80::20e:8cff:fe00:41', message: 'REQUEST', facts },
    ])
  })

  test('a server tells its own address', () => {
    const dialogue = new Dialogue(dhcpv6).toClient(v6Message(7, CLIENT, SERVER))
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'server', facts: { mac: '00:0c:29:00:00:01', role: 'DHCPv6 server' } },
    ])
  })

  test('a DUID of another kind has no link-layer address', () => {
    const dialogue = new Dialogue(dhcpv6).toServer(v6Message(1, v6Option(1, hex('0002 00000009 0cc084d303000912'))))
    expect(dialogue.observed('identity')).toEqual([])
  })
})

describe('leases', () => {
  const IP = '20010db8000000000000000000000041'
  const reply = (...options: Uint8Array[]) => v6Message(7, CLIENT, SERVER, ...options)
  const boundBy = (message: Uint8Array) =>
    new Dialogue(dhcpv6)
      .toClient(message)
      .observed('binding')
      .map(({ mac, ip }) => `${mac} ${ip}`)

  test('a Reply binds its addresses to the MAC address of the client’s identifier', () => {
    const second = v6Address('20010db8000000000000000000000042')
    expect(boundBy(reply(v6Lease(v6Address(IP), second)))).toEqual([
      `${CLIENT_MAC} 2001:db8::41`,
      `${CLIENT_MAC} 2001:db8::42`,
    ])
    expect(boundBy(reply(v6Option(4, u32(7), v6Address(IP))))).toEqual([`${CLIENT_MAC} 2001:db8::41`])
  })

  test.each([
    ['offered', v6Message(2, CLIENT, SERVER, v6Lease(v6Address(IP)))],
    ['wanted', v6Message(3, CLIENT, SERVER, v6Lease(v6Address(IP)))],
    ['declined', v6Message(9, CLIENT, SERVER, v6Lease(v6Address(IP)))],
    ['valid no more', reply(v6Lease(v6Address(IP, 0)))],
    ['refused', reply(v6Lease(v6Address(IP, 60, v6Option(13, u16(4)))))],
    ['cut', reply(v6Lease(v6Option(5, hex(IP))))],
    ['of a client without MAC address', v6Message(7, v6Option(1, u16(2), u32(9), 1), v6Lease(v6Address(IP)))],
  ])('an address that is %s is not bound', (_, message) => {
    expect(boundBy(message)).toEqual([])
  })

  test('an address with a status of success is bound', () => {
    expect(boundBy(reply(v6Lease(v6Address(IP, 60, v6Option(13, u16(0))))))).toHaveLength(1)
  })

  test('an address that is leased through a relay is in another segment: its MAC address is a claim', () => {
    const dialogue = new Dialogue(dhcpv6).toClient(relayed(13, reply(v6Lease(v6Address(IP)))))
    expect(dialogue.observed('binding')).toEqual([])
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'server', about: '2001:db8::41', message: 'REPLY', facts: { mac: CLIENT_MAC } },
    ])
  })

  test('a relay tells the port of the client, whose the port is, and the client’s MAC address', () => {
    const added = [
      v6Option(18, ascii('ge-0/0/7')),
      v6Option(37, u32(9), ascii('sw-7')),
      v6Option(79, u16(1), hex('000e8c000099')),
    ]
    const dialogue = new Dialogue(dhcpv6).toServer(relayed(12, v6Message(1, CLIENT), ...added))
    expect(dialogue.observed('identity')).toMatchObject([
      { about: 'fe80::20e:8cff:fe00:41', facts: { 'port-id': 'ge-0/0/7 at sw-7', mac: '00:0e:8c:00:00:99' } },
    ])
  })
})

test('an option longer than its message is malformed', () => {
  const dialogue = new Dialogue(dhcpv6).toServer(bytesOf(v6Message(1, CLIENT), u16(39), u16(99), 0))
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  expect(dialogue.heard).toHaveLength(1)
})

test.each([
  ['a message', v6Message(1, CLIENT), 'yes'],
  ['a relayed message', relayed(12, v6Message(1, CLIENT)), 'yes'],
  ['options that do not fill it', bytesOf(v6Message(1, CLIENT), 0), 'no'],
  ['neither client nor server', v6Message(11, v6Option(6, u16(23))), 'no'],
  ['an option that does not exist', v6Message(1, CLIENT, v6Option(999)), 'no'],
  ['type 14', v6Message(14, CLIENT), 'no'],
  ['nothing', new Uint8Array(0), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(dhcpv6.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
