import { describe, expect, test } from 'vitest'
import { MAX_NEIGHBOURS } from '../../dissectors/ospf/hello.ts'
import { ospf } from '../../dissectors/ospf/ospf.ts'
import {
  description2,
  description3,
  hello2,
  hello3,
  lsa,
  lsaHeader,
  ospf2,
  ospf3,
  requestFor,
  update,
} from '../../fixtures/generate/ospf-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf } from '../support/packet.ts'

const ROUTER = { id: '10.255.0.2', area: '0.0.0.7' }
const NOBODY = '0.0.0.0'
const HELLO = hello2(NOBODY, NOBODY)
const empty = new Uint8Array()

const over = (...packets: Bytes[]) => new Dialogue(ospf).toServer(...packets)
const factsOf = (dialogue: Dialogue) => dialogue.observed('identity').map(({ about, facts }) => ({ about, ...facts }))

describe('packets', () => {
  test.each([
    [1, HELLO, '1', 'Hello', ''],
    [2, description2(lsaHeader(0x0201, '1.1.1.1', '1.1.1.1')), '2', 'Database Description', ', router'],
    [3, requestFor(3, '1.1.1.0', '1.1.1.1'), '3', 'Link State Request', ', summary'],
    [4, update(lsa(0x0205, '1.1.1.0', '1.1.1.1', 16)), '4', 'Link State Update', ', AS external'],
    [5, lsaHeader(0x020b, '4.0.0.0', '1.1.1.1'), '5', 'Link State Acknowledgment', ', opaque of the AS'],
    [5, lsaHeader(0x02ff, '4.0.0.0', '1.1.1.1'), '5', 'Link State Acknowledgment', ', other'],
  ])('type %i of version 2, with what it is about', (type, body, code, name, about) => {
    const packet = ospf2(type, ROUTER, body)
    const dialogue = over(packet, packet)
    const target = `area 0.0.0.7${about}`
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: code, name, class: 'discover', target })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test.each([
    [1, hello3(NOBODY, NOBODY, 0x13), ''],
    [
      2,
      description3(0x13, lsaHeader(0x2001, '0.0.0.0', '1.1.1.1'), lsaHeader(8, '0.0.0.5', '1.1.1.1')),
      ', router, link',
    ],
    [3, requestFor(0x2009, '0.0.0.0', '1.1.1.1'), ', intra-area prefix'],
    [4, update(lsa(0x4005, '0.0.0.1', '1.1.1.1', 8)), ', AS external'],
    [5, lsaHeader(0xa021, '0.0.0.1', '1.1.1.1'), ', other'],
  ])('type %i of version 3', (type, body, about) => {
    const dialogue = over(ospf3(type, ROUTER, body))
    expect(dialogue.heard[0]).toMatchObject({ function: String(type), target: `area 0.0.0.7${about}` })
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('types that do not exist are undecoded, and kept apart', () => {
    const dialogue = over(...[0, 6, 200].map((type) => ospf2(type, ROUTER, empty)))
    expect(dialogue.heard.map(({ name, class: each }) => [name, each])).toEqual([
      ['type 0', 'unknown'],
      ['type 6', 'unknown'],
      ['type 200', 'unknown'],
    ])
    expect(dialogue.observed('undecoded').map(({ code }) => code)).toEqual([0, 6, 200])
  })

  test('what follows a packet is none of it', () => {
    expect(over(bytesOf(ospf2(1, ROUTER, HELLO), new Uint8Array(12))).observed('malformed')).toEqual([])
  })
})

describe('identity', () => {
  test('a router is named with its id and area, once', () => {
    const packet = ospf2(1, ROUTER, HELLO)
    expect(factsOf(over(packet, packet))).toEqual([
      { about: '', role: 'router', 'network-address': 'OSPF router 10.255.0.2 in area 0.0.0.7' },
    ])
    expect(factsOf(over(ospf3(5, ROUTER, empty, 0, 2)))).toMatchObject([
      { 'network-address': 'OSPF router 10.255.0.2 in area 0.0.0.7 of version 3, instance 2' },
    ])
  })

  test('both sides of a dialogue are routers, each said once', () => {
    const dialogue = new Dialogue(ospf)
    for (let i = 0; i < 3; i++) {
      dialogue.toServer(ospf2(2, ROUTER, description2()))
      dialogue.toClient(ospf2(2, { ...ROUTER, id: '10.255.0.3' }, description2()))
    }
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'client', facts: { 'network-address': 'OSPF router 10.255.0.2 in area 0.0.0.7' } },
      { of: 'server', facts: { 'network-address': 'OSPF router 10.255.0.3 in area 0.0.0.7' } },
    ])
  })

  test('a hello of version 2 names designated routers by address, and neighbours by id', () => {
    const packet = ospf2(1, ROUTER, hello2('10.0.0.2', '10.0.0.3', '10.255.0.3', '10.255.0.4'))
    const dialogue = over(packet, packet)
    expect(factsOf(dialogue).slice(1)).toEqual([
      { about: '10.0.0.2', role: 'router', redundancy: 'OSPF designated router of area 0.0.0.7' },
      { about: '10.0.0.3', role: 'router', redundancy: 'OSPF backup designated router of area 0.0.0.7' },
    ])
    expect(dialogue.observed('topology')).toEqual([
      { kind: 'topology', relation: 'neighbour-of', of: 'client', other: 'OSPF router 10.255.0.3' },
      { kind: 'topology', relation: 'neighbour-of', of: 'client', other: 'OSPF router 10.255.0.4' },
    ])
  })

  test('a hello of version 3 tells what its sender is, not who another is', () => {
    const [, own] = factsOf(over(ospf3(1, ROUTER, hello3('10.255.0.9', ROUTER.id, 0x13, '10.255.0.9'))))
    expect(own).toEqual({ about: '', role: 'router', redundancy: 'OSPF backup designated router of area 0.0.0.7' })
    expect(factsOf(over(ospf3(1, ROUTER, hello3('10.255.0.9', '10.255.0.8', 0x13))))).toHaveLength(1)
  })

  test('neighbours that are named have a limit', () => {
    const many = Array<string>(MAX_NEIGHBOURS + 9).fill('10.255.0.3')
    const dialogue = over(ospf2(1, ROUTER, hello2(NOBODY, NOBODY, ...many)))
    expect(dialogue.observed('topology')).toHaveLength(MAX_NEIGHBOURS)
  })
})

describe('authentication', () => {
  const TRAILER = 0x400
  test.each([
    ['a password', ospf2(1, ROUTER, HELLO, { password: 'Secret12' }), 'OSPF text password', 'clear'],
    ['a digest', ospf2(1, ROUTER, HELLO, { digest: 16 }), 'OSPF cryptographic authentication', 'protected'],
    [
      'a trailer of version 3',
      ospf3(1, ROUTER, hello3(NOBODY, NOBODY, TRAILER)),
      'OSPF cryptographic authentication',
      'protected',
    ],
    [
      'a trailer behind a description',
      ospf3(2, ROUTER, description3(TRAILER)),
      'OSPF cryptographic authentication',
      'protected',
    ],
  ])('%s is told once, without its secret', (_, packet, method, protection) => {
    const dialogue = over(packet, packet)
    expect(dialogue.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method, account: '', protection },
    ])
    expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toContain('Secret12')
  })

  test('none is told where there is none', () => {
    const packets = [ospf2(1, ROUTER, HELLO), ospf3(1, ROUTER, hello3(NOBODY, NOBODY, 0x13)), ospf3(1, ROUTER, empty)]
    expect(over(...packets).observed('credential')).toEqual([])
  })
})

const ONE = lsa(0x0201, '1.1.1.1', '1.1.1.1', 4)
test.each([
  ['its header is cut', ospf2(1, ROUTER, HELLO).slice(0, 20), 'truncated'],
  ['it is empty but for its version', bytesOf(2), 'truncated'],
  ['its version does not exist', bytesOf(4, ospf2(1, ROUTER, HELLO).slice(1)), 'bad-value'],
  ['it is cut', ospf2(1, ROUTER, HELLO).slice(0, 40), 'bad-length'],
  ['it is shorter than its header', bytesOf(2, 1, 0, 20, ospf2(1, ROUTER, HELLO).slice(4)), 'bad-length'],
  ['a hello has no fixed part', ospf2(1, ROUTER, HELLO.slice(0, 16)), 'bad-length'],
  ['a hello has half a neighbour', ospf2(1, ROUTER, bytesOf(HELLO, 10, 255)), 'bad-length'],
  ['an update has no count', ospf2(4, ROUTER, bytesOf(0, 0)), 'bad-length'],
  ['an update has fewer than it counts', ospf2(4, ROUTER, bytesOf(0, 0, 0, 2, ONE)), 'bad-length'],
  [
    'an advertisement has no length',
    ospf2(4, ROUTER, update(lsaHeader(0x0201, '1.1.1.1', '1.1.1.1', 0))),
    'bad-length',
  ],
  ['an advertisement goes past the end', ospf2(4, ROUTER, update(ONE.slice(0, 22))), 'bad-length'],
  ['a header is cut', ospf2(5, ROUTER, ONE.slice(0, 12)), 'bad-length'],
  ['a description has no fixed part', ospf2(2, ROUTER, bytesOf(0, 0, 0, 0)), 'bad-length'],
])('a packet is malformed when %s', (_, bytes, reason) => {
  expect(over(bytes).observed('malformed')).toMatchObject([{ reason }])
})

test.each([
  ['version 2', ospf2(1, ROUTER, HELLO), 'yes'],
  ['version 3', ospf3(4, ROUTER, update()), 'yes'],
  ['a packet of which the end was not captured', ospf2(1, ROUTER, HELLO).slice(0, 30), 'yes'],
  ['nothing', empty, 'no'],
  ['another version', bytesOf(4, ospf2(1, ROUTER, HELLO).slice(1)), 'no'],
  ['a type that does not exist', ospf2(6, ROUTER, HELLO), 'no'],
  ['a header that is cut', ospf2(1, ROUTER, HELLO).slice(0, 20), 'no'],
  ['a length without a header', bytesOf(3, 1, 0, 12, ospf3(1, ROUTER, HELLO).slice(4)), 'no'],
  ['a reserved byte of version 3 that is set', bytesOf(ospf3(1, ROUTER, HELLO).slice(0, 15), 1, HELLO), 'no'],
])('content alone: %s', (_, bytes, verdict) => {
  expect(ospf.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(ospf.directionOf(cursorOver(bytes))).toBe('to-server')
})
