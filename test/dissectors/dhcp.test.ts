import { describe, expect, test } from 'vitest'
import { dhcp } from '../../dissectors/dhcp/dhcp.ts'
import { CLIENT_MAC, dhcpMessage, dhcpOption, dhcpText, dnsName } from '../../fixtures/generate/dhcp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex, u32 } from '../support/packet.ts'

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

  test('an address that is declined, wanted or given back is not bound: another host may have it', () => {
    const wanted = dhcpOption(50, [10, 0, 0, 8])
    const dialogue = new Dialogue(dhcp).toServer(
      dhcpMessage({ op: 1, type: 3, options: [wanted] }),
      dhcpMessage({ op: 1, type: 4, current: '10.0.0.8', options: [wanted] }),
      dhcpMessage({ op: 1, type: 7, current: '10.0.0.8' }),
    )
    expect(dialogue.observed('binding')).toEqual([])
    expect(dialogue.observed('identity')).toEqual([])
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
        facts: { gateway: '10.0.0.254', domain: 'plant', 'time-source': '10.0.0.4', 'port-id': '0007 at 09' },
      },
      {
        of: 'server',
        about: '10.0.0.1',
        facts: { role: 'DHCP server', capability: 'router 10.0.0.254; DNS 10.0.0.2; NTP 10.0.0.4' },
      },
    ])
  })
})

describe('options that identify', () => {
  const factsOf = (op: 1 | 2, ...options: Uint8Array[]) => {
    const message = dhcpMessage({ op, type: op === 1 ? 1 : 5, options })
    const dialogue = op === 1 ? new Dialogue(dhcp).toServer(message) : new Dialogue(dhcp).toClient(message)
    return dialogue.observed('identity').map(({ facts }) => facts)
  }

  test.each([
    ['text', [0, ...ascii('cisco-0c29-Vl1')], { 'device-id': 'cisco-0c29-Vl1' }],
    ['no text', [0, 1, 2], { 'device-id': '0102' }],
    ['the MAC address of another interface', [1, ...hex('000e8c000042')], { 'device-id': '00:0e:8c:00:00:42' }],
    ['a DUID', [255, 0, 0, 0, 1, ...hex('0003000100000e8c')], { 'device-id': 'DUID 0003000100000e8c' }],
    ['of another network', [7, 1, 2], { 'device-id': '0102' }],
  ])('a client identifier that is %s is the client’s', (_, content, facts) => {
    expect(factsOf(1, dhcpOption(61, content))).toEqual([facts])
  })

  test.each([
    ['its own MAC address', [1, ...hex('000e8c000041')]],
    ['a DUID that is cut', [255, 0, 0]],
    ['nothing', [0]],
  ])('a client identifier that is %s tells nothing', (_, content) => {
    expect(factsOf(1, dhcpOption(61, content))).toEqual([])
  })

  test.each([
    ['in items', [4, ...ascii('cell'), 3, ...ascii('hmi')], 'cell, hmi'],
    ['as plain text', [...ascii('iPXE')], 'iPXE'],
  ])('a user class %s', (_, content, application) => {
    expect(factsOf(1, dhcpOption(77, content))).toEqual([{ application }])
  })

  test('a user class that is no text tells nothing', () => {
    expect(factsOf(1, dhcpOption(77, [9, 1, 2]), dhcpOption(77, 1))).toEqual([])
  })

  test.each([
    ['an item', [...u32(9), 5, 4, ...ascii('C920')], { 'vendor-id': '9', 'vendor-class': 'C920' }],
    ['plain text', [...u32(9), 4, ...ascii('C920')], { 'vendor-id': '9', 'vendor-class': 'C920' }],
    ['no text', [...u32(9), 2, 1, 1], { 'vendor-id': '9' }],
  ])('a vendor class under an enterprise number that is %s', (_, content, facts) => {
    expect(factsOf(1, dhcpOption(124, content))).toEqual([facts])
  })

  test('the older vendor class stays, one that is cut or the server’s tells nothing of the client', () => {
    const both = [dhcpText(60, 'old'), dhcpOption(124, u32(9), 4, ascii('C920'))]
    expect(factsOf(1, ...both)).toEqual([{ 'vendor-id': '9', 'vendor-class': 'old' }])
    expect(factsOf(1, dhcpOption(124, u32(9), 99, ascii('C920')))).toEqual([])
    expect(factsOf(2, dhcpOption(124, u32(9), 4, ascii('C920')))).toEqual([{ role: 'DHCP server' }])
  })

  const broadband = (first: number, enterprise = 3561) => {
    const items = [first, 6, ascii('00147F'), first + 1, 4, ascii('S123'), first + 2, 3, ascii('IGD'), 9, 1, 0] as const
    const body = bytesOf(...items)
    return dhcpOption(125, u32(enterprise), body.length, body)
  }

  test('by options of the Broadband Forum a device identifies itself, and a gateway that serves it itself', () => {
    const facts = { 'vendor-id': '00147F', serial: 'S123', model: 'IGD' }
    expect(factsOf(1, broadband(1))).toEqual([facts])
    expect(factsOf(2, broadband(4))).toEqual([{ role: 'DHCP server', ...facts }])
    expect(factsOf(2, broadband(1))).toEqual([{ role: 'DHCP server' }])
    expect(factsOf(1, broadband(1, 9))).toEqual([])
    expect(factsOf(1, dhcpOption(125, u32(3561), 8, 1, 99, 0x41))).toEqual([])
    expect(factsOf(1, dhcpOption(125, u32(3561), 1, 1, 1, 0x41))).toEqual([])
  })

  test('a server tells from where it boots its clients', () => {
    expect(factsOf(2, dhcpText(66, 'boot.cell'), dhcpText(67, 'panel.img'))).toEqual([
      { role: 'DHCP server', capability: 'TFTP boot.cell; boot file panel.img' },
    ])
    expect(factsOf(2, dhcpOption(150, [10, 0, 0, 3]))).toEqual([{ role: 'DHCP server', capability: 'TFTP 10.0.0.3' }])
  })

  test.each([
    ['a MAC address', hex('02080006 00270d001122'), 'at 00:27:0d:00:11:22'],
    ['a MAC address alone', hex('0206 00270d001122'), 'at 00:27:0d:00:11:22'],
    ['a name', bytesOf(2, 6, 1, 4, ascii('sw-7'), 1, 3, ascii('ge1')), 'ge1 at sw-7'],
    ['beside others', bytesOf(5, 4, 10, 0, 0, 0, 1, 1, 0x31), '1'],
  ])('a relay is named by %s', (_, content, place) => {
    expect(factsOf(1, dhcpOption(82, content))).toEqual([{ 'port-id': place }])
  })
})

test.each([
  ['of another kind', [9, 1, 9]],
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
