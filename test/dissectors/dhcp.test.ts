import { describe, expect, test } from 'vitest'
import { dhcp } from '../../dissectors/dhcp/dhcp.ts'
import { CLIENT_MAC, dhcpMessage, dhcpOption, dhcpText, dnsName } from '../../fixtures/generate/dhcp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

describe('messages', () => {
  test.each([
    [1, 1, 'discover', 'request'],
    [2, 2, 'offer', 'response'],
    [1, 3, 'request', 'request'],
    [1, 4, 'decline', 'request'],
    [2, 5, 'ack', 'response'],
    [1, 7, 'release', 'request'],
    [1, 8, 'inform', 'request'],
  ] as const)('operation %i of type %i is %s', (op, type, text, role) => {
    const dialogue = new Dialogue(dhcp).toServer(dhcpMessage({ op, type }), dhcpMessage({ op, type }))
    expect(dialogue.heard[0]).toMatchObject({
      role,
      function: text,
      name: `DHCP${text.toUpperCase()}`,
      class: 'session',
      target: `client ${CLIENT_MAC}`,
      status: 0,
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('a NAK is an error', () => {
    expect(new Dialogue(dhcp).toClient(dhcpMessage({ op: 2, type: 6 })).heard[0]?.status).toBe(6)
  })

  test('without a type they are BOOTP', () => {
    const dialogue = new Dialogue(dhcp)
      .toServer(dhcpMessage({ op: 1 }))
      .toClient(dhcpMessage({ op: 2, yours: '10.0.0.9' }))
    expect(dialogue.heard.map((each) => each.function)).toEqual(['bootp request', 'bootp reply'])
    expect(dialogue.observed('binding')).toMatchObject([{ mac: CLIENT_MAC, ip: '10.0.0.9' }])
  })

  test('a type that does not exist is counted, and not decoded', () => {
    const dialogue = new Dialogue(dhcp).toServer(dhcpMessage({ op: 1, type: 77 }))
    expect(dialogue.heard[0]?.function).toBe('type 77')
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function', code: 77 }])
  })
})

describe('leases', () => {
  test('an ACK binds the address to the client, an OFFER does not', () => {
    const dialogue = new Dialogue(dhcp).toClient(
      dhcpMessage({ op: 2, type: 2, yours: '10.0.0.7' }),
      dhcpMessage({ op: 2, type: 5, yours: '10.0.0.8' }),
      dhcpMessage({ op: 2, type: 5, current: '10.0.0.9' }),
    )
    expect(dialogue.observed('binding').map(({ ip }) => ip)).toEqual(['10.0.0.8', '10.0.0.9'])
  })
})

describe('identity', () => {
  test('a client tells its names, its kind and what it asks for, once', () => {
    const options = [
      dhcpText(12, 'panel'),
      dhcpText(60, 'MSFT 5.0'),
      dhcpOption(55, 1, 3, 121),
      dhcpText(161, 'https://mud.example.com/p'),
      dhcpOption(81, 0, 0, 0, ascii('panel.cell')),
    ]
    const message = dhcpMessage({ op: 1, type: 1, options })
    const dialogue = new Dialogue(dhcp).toServer(message, message)
    expect(dialogue.observed('identity')).toMatchObject([
      {
        about: CLIENT_MAC,
        message: 'DHCPDISCOVER',
        facts: { name: 'panel', 'vendor-class': 'MSFT 5.0', fingerprint: '1,3,121', url: 'https://mud.example.com/p' },
      },
      { about: CLIENT_MAC, message: 'DHCPDISCOVER FQDN', facts: { name: 'panel.cell' } },
    ])
  })

  test('an FQDN can be in the form of DNS', () => {
    const options = [dhcpOption(81, 4, 0, 0, dnsName('a', 'example'), 0)]
    const dialogue = new Dialogue(dhcp).toServer(dhcpMessage({ op: 1, type: 1, options }))
    expect(dialogue.observed('identity')[0]?.facts).toEqual({ name: 'a.example.' })
  })

  test('a server tells what it hands out, and the relay where the client hangs', () => {
    const options = [
      dhcpOption(54, [10, 0, 0, 1]),
      dhcpOption(3, [10, 0, 0, 254]),
      dhcpOption(6, [10, 0, 0, 2]),
      dhcpOption(42, [10, 0, 0, 4]),
      dhcpText(15, 'plant'),
      dhcpOption(82, 2, 1, 9, 1, 2, 0, 7),
    ]
    const dialogue = new Dialogue(dhcp).toClient(dhcpMessage({ op: 2, type: 5, yours: '10.0.0.7', options }))
    expect(dialogue.observed('identity')).toMatchObject([
      {
        about: CLIENT_MAC,
        facts: { gateway: '10.0.0.254', domain: 'plant', 'time-source': '10.0.0.4', 'port-id': '0007' },
      },
      {
        of: 'server',
        about: '10.0.0.1',
        facts: { role: 'DHCP server', capability: 'router 10.0.0.254; DNS 10.0.0.2; NTP 10.0.0.4' },
      },
    ])
  })
})

test.each([
  ['without the port', [2, 1, 9]],
  ['that is cut', [2, 9, 9]],
])('what a relay adds %s tells no port', (_, content) => {
  const options = [dhcpText(15, 'plant'), dhcpOption(82, content)]
  const dialogue = new Dialogue(dhcp).toClient(dhcpMessage({ op: 2, type: 5, yours: '10.0.0.7', options }))
  expect(dialogue.observed('identity')[0]?.facts).toEqual({ domain: 'plant' })
})

test.each([
  ['an option longer than its message', bytesOf(dhcpMessage({ op: 1, type: 3 }).slice(0, -1), 12, 99, 1), 1],
  ['a message shorter than its header', dhcpMessage({ op: 1, type: 3 }).slice(0, 100), 0],
])('%s is malformed', (_, bytes, count) => {
  const dialogue = new Dialogue(dhcp).toServer(bytes)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  expect(dialogue.heard).toHaveLength(count)
})

const PLAIN = dhcpMessage({ op: 1, type: 1 })
test.each([
  ['a message', PLAIN, 'yes'],
  ['BOOTP without a cookie', bytesOf(PLAIN.slice(0, 236), new Uint8Array(64)), 'yes'],
  ['BOOTP with reserved flags', bytesOf(PLAIN.slice(0, 11), 1, PLAIN.slice(12, 236), new Uint8Array(64)), 'no'],
  ['BOOTP of another kind of network', bytesOf(PLAIN.slice(0, 1), 6, PLAIN.slice(2, 236), new Uint8Array(64)), 'no'],
  ['operation 3', bytesOf(3, PLAIN.slice(1)), 'no'],
  ['too short', PLAIN.slice(0, 230), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(dhcp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
