import { describe, expect, test } from 'vitest'
import { icmpv6 } from '../../dissectors/icmpv6/icmpv6.ts'
import { MAX_RECORDS } from '../../dissectors/icmpv6/listener-groups.ts'
import { MAX_KEPT, MAX_OPTIONS } from '../../dissectors/icmpv6/neighbour-options.ts'
import { ipv6Bytes } from '../../fixtures/generate/ipv6-packet.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { bytesOf, u16, u32 } from '../support/packet.ts'

const TARGET = '2001:db8::42'
const SOURCE_OPTION = fromHex('01 01 02 00 00 00 00 01')
const TARGET_OPTION = fromHex('02 01 02 00 00 00 00 02')
const neighbour = (type: number, flags: number, ...options: Uint8Array[]) =>
  bytesOf(type, 0, 0, 0, flags, 0, 0, 0, ipv6Bytes(TARGET), ...options)
const router = (...options: Uint8Array[]) => bytesOf(134, 0, 0, 0, 64, 0x80, u16(1800), u32(0), u32(0), ...options)

describe('neighbours', () => {
  test('a solicitation is a request and binds the MAC address to its own sender', () => {
    const message = neighbour(135, 0, SOURCE_OPTION)
    const dialogue = new Dialogue(icmpv6).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ role: 'request', function: '135', class: 'discover', target: TARGET })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('binding')).toEqual([{ kind: 'binding', mac: '02:00:00:00:00:01', ip: '' }])
  })

  test('a solicitation without a MAC address, as for duplicate detection, binds nothing', () => {
    expect(new Dialogue(icmpv6).toServer(neighbour(135, 0)).observed('binding')).toEqual([])
  })

  test.each([
    ['an EUI-64, as on IEEE 802.15.4, is bound', '01 02 00124b0014b5d901 000000000000', ['00:12:4b:00:14:b5:d9:01']],
    ['an address with something else behind it is not', '01 02 00124b0014b5d901 000000000001', []],
    ['nor is a longer one', '01 03 0011223344556677 8899aabbccddeeff 0000 00000000', []],
  ])('%s', (_, option, macs) => {
    const dialogue = new Dialogue(icmpv6).toServer(neighbour(135, 0, fromHex(option)))
    expect(dialogue.observed('binding').map(({ mac }) => mac)).toEqual(macs)
  })

  test('an advertisement binds the target, and says that it routes', () => {
    const dialogue = new Dialogue(icmpv6).toClient(neighbour(136, 0xe0, TARGET_OPTION))
    expect(dialogue.heard[0]?.role).toBe('response')
    expect(dialogue.observed('binding')).toMatchObject([{ mac: '02:00:00:00:00:02', ip: TARGET }])
    expect(dialogue.observed('identity')).toMatchObject([{ about: TARGET, facts: { role: 'router' } }])
  })

  test('an advertisement that nobody asked for is an event', () => {
    expect(new Dialogue(icmpv6).toServer(neighbour(136, 0x20)).heard[0]?.role).toBe('event')
  })

  test.each([
    ['another router', '2001:db8:9::1', ['router']],
    ['the neighbour itself', TARGET, []],
  ])('a redirect to %s', (_, destination, roles) => {
    const message = bytesOf(137, 0, 0, 0, u32(0), ipv6Bytes(TARGET), ipv6Bytes(destination), TARGET_OPTION)
    const dialogue = new Dialogue(icmpv6).toClient(message)
    expect(dialogue.observed('binding')).toMatchObject([{ ip: TARGET }])
    expect(dialogue.observed('identity').map(({ facts }) => facts.role)).toEqual(roles)
  })
})

describe('routers', () => {
  test('an advertisement tells prefixes, DNS servers and search domains once', () => {
    const prefix = bytesOf(3, 4, 64, 0x80, u32(9), u32(9), u32(0), ipv6Bytes('2001:db8::'))
    const dns = bytesOf(25, 3, 0, 0, u32(9), ipv6Bytes('2001:db8::53'))
    const search = bytesOf(31, 2, 0, 0, u32(9), 1, 0x61, 1, 0x62, 0, 0, 0, 0)
    const message = router(prefix, dns, search)
    const dialogue = new Dialogue(icmpv6).toServer(message, message)
    expect(dialogue.observed('identity')).toMatchObject([
      {
        of: 'client',
        facts: {
          role: 'router',
          capability: 'default router; prefix 2001:db8::/64 (on-link); DNS 2001:db8::53; addresses by DHCPv6',
          domain: 'a.b',
        },
      },
      { about: '2001:db8::53', facts: { role: 'DNS server' } },
    ])
  })

  test('servers, options and records that are read have a limit', () => {
    const many = bytesOf(25, 61, 0, 0, u32(9), new Uint8Array(480).fill(1))
    expect(new Dialogue(icmpv6).toServer(router(many)).observed('identity')).toHaveLength(1 + MAX_KEPT)
    const options = Array.from({ length: MAX_OPTIONS + 1 }, (_, i) => bytesOf(5, 1, 0, 0, u32(i + 1)))
    const { capability } = new Dialogue(icmpv6).toServer(router(...options)).observed('identity')[0]?.facts ?? {}
    expect(capability).toContain(`MTU ${MAX_OPTIONS}`)
    const records = Array.from({ length: MAX_RECORDS + 1 }, () => bytesOf(4, 0, 0, 0, ipv6Bytes('ff02::9')))
    const report = bytesOf(143, 0, 0, 0, 0, 0, u16(records.length), ...records)
    expect(new Dialogue(icmpv6).toServer(report).heard[0]?.target.split(', ')).toHaveLength(MAX_RECORDS)
  })

  test.each([
    ['prefixes', bytesOf(3, 4, 64, 0, u32(9), u32(9), u32(0), ipv6Bytes('2001:db8::')), 'prefix'],
    ['routes', bytesOf(24, 1, 0, 0, u32(9)), 'route'],
  ])('so have %s', (_, option, word) => {
    const [first] = new Dialogue(icmpv6).toServer(router(...Array(MAX_KEPT + 4).fill(option))).observed('identity')
    expect(first?.facts.capability?.split(`${word} `)).toHaveLength(MAX_KEPT + 1)
  })
})

test.each([
  [1, 'diagnose', 'event'],
  [128, 'diagnose', 'request'],
  [129, 'diagnose', 'response'],
  [133, 'discover', 'request'],
  [138, 'configure', 'event'],
  [143, 'session', 'event'],
  [200, 'unknown', 'event'],
])('type %i is of class %s, a %s', (type, operationClass, role) => {
  const [heard] = new Dialogue(icmpv6).toServer(bytesOf(type, new Uint8Array(23))).heard
  expect(heard).toMatchObject({ function: String(type), class: operationClass, role })
})

test('a type that is not known is undecoded, a message that is cut or an option of length zero malformed', () => {
  expect(new Dialogue(icmpv6).toServer('c8 00 0000 00000000').observed('undecoded')).toMatchObject([{ code: 200 }])
  expect(new Dialogue(icmpv6).toServer(neighbour(135, 0).slice(0, 20)).observed('malformed')).toMatchObject([
    { reason: 'truncated', offset: 20 },
  ])
  expect(new Dialogue(icmpv6).toServer(neighbour(135, 0, fromHex('0100'))).observed('malformed')).toMatchObject([
    { reason: 'bad-length', offset: 24 },
  ])
})

test('what is shorter than its header is no message', () => {
  expect(icmpv6.probe(cursorOver(fromHex('880000')), 'to-server')).toBe('no')
  expect(icmpv6.directionOf(cursorOver(fromHex('880000')))).toBeUndefined()
})
