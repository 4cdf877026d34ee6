import { describe, expect, test } from 'vitest'
import { dhcpv6 } from '../../dissectors/dhcpv6/dhcpv6.ts'
import { CLIENT_MAC, dnsName, duid, relayed, v6Message, v6Option } from '../../fixtures/generate/dhcp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex, u16 } from '../support/packet.ts'

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
