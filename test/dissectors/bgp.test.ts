import { describe, expect, test } from 'vitest'
import { bgp } from '../../dissectors/bgp/bgp.ts'
import { MAX_CAPABILITIES } from '../../dissectors/bgp/open.ts'
import {
  attribute,
  bgpLongOpen,
  bgpMessage,
  bgpNotification,
  bgpOpen,
  bgpRefresh,
  bgpUpdate,
  capability,
  familyOf,
  fourByteAs,
  hostName,
  KEEPALIVE,
  software,
} from '../../fixtures/generate/bgp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, u16, u32 } from '../support/packet.ts'

const ONE = { as: 65_001, id: '10.255.0.1' }
const TWO = { as: 65_002, id: '10.255.0.2' }
const empty = new Uint8Array()
const ROUTE = bytesOf(8, 10)
const ORIGIN = attribute(0x40, 1, 0)

const over = (...messages: Bytes[]) => new Dialogue(bgp).toServer(...messages)
const factsOf = (message: Bytes) => over(message).observed('identity')[0]?.facts

describe('OPEN', () => {
  test('tells a router with its id and AS, once', () => {
    const dialogue = over(bgpOpen(ONE), bgpOpen(ONE))
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: '1', name: 'OPEN', class: 'session' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity')).toEqual([
      {
        kind: 'identity',
        of: 'client',
        about: '',
        module: '',
        message: 'BGP OPEN',
        facts: { role: 'router', 'network-address': 'BGP router 10.255.0.1 of AS 65001' },
      },
    ])
  })

  test('both sides say who they are', () => {
    const dialogue = over(bgpOpen(ONE)).toClient(bgpOpen(TWO))
    expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts['network-address']])).toEqual([
      ['client', 'BGP router 10.255.0.1 of AS 65001'],
      ['server', 'BGP router 10.255.0.2 of AS 65002'],
    ])
  })

  test('capabilities tell an AS number of four bytes, a host name with its domain, and software', () => {
    const big = { as: 4_200_000_001, id: '1.1.1.1' }
    expect(
      factsOf(bgpOpen(big, fourByteAs(big.as), hostName('pe', 'plant.example'), software('FRRouting/10.2'))),
    ).toMatchObject({
      'network-address': 'BGP router 1.1.1.1 of AS 4200000001',
      name: 'pe.plant.example',
      software: 'FRRouting/10.2',
      capability: 'four-byte AS numbers',
    })
    expect(factsOf(bgpOpen(ONE, hostName('pe', '')))?.name).toBe('pe')
    expect(factsOf(bgpOpen(ONE, hostName('', 'plant.example')))?.name).toBeUndefined()
  })

  test('families and what else is known is a capability, each once', () => {
    const known = [familyOf(1, 1), familyOf(25, 70), familyOf(9, 9), familyOf(1, 1), capability(2), capability(200, 1)]
    expect(factsOf(bgpOpen(ONE, ...known))?.capability).toBe('IPv4 unicast, EVPN, other, route refresh')
  })

  test('parameters can have long lengths', () => {
    expect(factsOf(bgpLongOpen(ONE, familyOf(2, 1)))?.capability).toBe('IPv6 unicast')
    expect(over(bgpLongOpen(ONE, familyOf(2, 1))).observed('malformed')).toEqual([])
  })

  test('capabilities that are read have a limit', () => {
    const many = Array<Bytes>(MAX_CAPABILITIES).fill(capability(200))
    const [first, ...others] = [...many, capability(2)]
    expect(factsOf(bgpLongOpen(ONE, bytesOf(...others)))?.capability).toBe('route refresh')
    expect(factsOf(bgpLongOpen(ONE, bytesOf(first as Bytes, ...others)))?.capability).toBeUndefined()
  })
})

describe('UPDATE', () => {
  const reach = attribute(0x90, 14, u16(2), 1, 0, 0, ROUTE)
  test.each([
    ['routes that are announced', bgpUpdate(empty, ORIGIN, ROUTE), 'announces IPv4 unicast'],
    ['routes that are withdrawn', bgpUpdate(ROUTE, empty, empty), 'withdraws IPv4 unicast'],
    ['both', bgpUpdate(ROUTE, ORIGIN, ROUTE), 'announces IPv4 unicast; withdraws IPv4 unicast'],
    ['the end of all', bgpUpdate(empty, empty, empty), 'has told all of IPv4 unicast'],
    ['another family', bgpUpdate(empty, bytesOf(ORIGIN, reach), empty), 'announces IPv6 unicast'],
    ['that it withdraws', bgpUpdate(empty, attribute(0x80, 15, u16(1), 128, 1), empty), 'withdraws IPv4 VPN'],
    ['its end', bgpUpdate(empty, attribute(0x80, 15, u16(25), 70), empty), 'has told all of EVPN'],
    ['a family without a name', bgpUpdate(empty, attribute(0x80, 15, u16(16_388), 71, 1), empty), 'withdraws other'],
  ])('%s', (_, message, target) => {
    const dialogue = over(message, message)
    expect(dialogue.heard[0]).toMatchObject({ function: '2', name: 'UPDATE', class: 'discover', target })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('malformed')).toEqual([])
  })
})

describe('NOTIFICATION', () => {
  test.each([
    [6, 2, 'Cease: Administrative Shutdown', 'alarm'],
    [6, 7, 'Cease: Connection Collision Resolution', 'session'],
    [4, 0, 'Hold Timer Expired', 'alarm'],
    [2, 11, 'OPEN Message Error: Role Mismatch', 'alarm'],
    [2, 99, 'OPEN Message Error: subcode 99', 'alarm'],
    [44, 1, 'error 44: subcode 1', 'alarm'],
  ])('%i/%i by name', (code, subcode, target, operationClass) => {
    const dialogue = over(bgpNotification(code, subcode), bgpNotification(code, subcode))
    expect(dialogue.heard[0]).toMatchObject({ name: 'NOTIFICATION', class: operationClass, target })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('of a hard reset, the error inside; what people wrote is not kept', () => {
    const dialogue = over(bgpNotification(6, 9, 6, 2, 6, Buffer.from('geheim')))
    expect(dialogue.heard[0]?.target).toBe('Cease: Hard Reset, Cease: Administrative Shutdown')
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('geheim')
  })
})

describe('sessions', () => {
  const states = (dialogue: Dialogue) => dialogue.observed('session').map(({ state }) => state)

  test('one is opened when both have opened it and go on, and closed by an error', () => {
    const dialogue = over(bgpOpen(ONE)).toClient(bgpOpen(TWO), KEEPALIVE)
    dialogue.toServer(KEEPALIVE, KEEPALIVE).toClient(bgpNotification(6, 2))
    expect(states(dialogue)).toEqual(['opened', 'closed'])
  })

  test('one that is answered by an error is refused', () => {
    expect(states(over(bgpOpen(ONE)).toClient(bgpNotification(2, 2)))).toEqual(['refused'])
    expect(states(over(bgpOpen(ONE)).toClient(bgpOpen(TWO), bgpNotification(2, 7)))).toEqual(['refused'])
  })

  test('one that is joined midway is closed by an error', () => {
    expect(states(over(KEEPALIVE, bgpNotification(4, 0)))).toEqual(['closed'])
  })
})

test.each([
  [0, 'asks for all of IPv4 unicast'],
  [1, 'begins all of IPv4 unicast'],
  [2, 'has told all of IPv4 unicast'],
  [7, 'subtype 7 IPv4 unicast'],
])('ROUTE-REFRESH of subtype %i', (part, target) => {
  const dialogue = over(bgpRefresh(1, part, 1), bgpRefresh(1, part, 1))
  expect(dialogue.heard[0]).toMatchObject({ function: '5', name: 'ROUTE-REFRESH', class: 'discover', target })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('a keepalive shows that its sender lives', () => {
  expect(over(KEEPALIVE).heard).toMatchObject([{ function: '4', name: 'KEEPALIVE', class: 'diagnose' }])
})

test('a type that does not exist is undecoded', () => {
  const dialogue = over(bgpMessage(9, 1))
  expect(dialogue.heard).toMatchObject([{ name: 'type 9', class: 'unknown' }])
  expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unknown-function', code: 9 }])
})

test.each([
  ['an OPEN is of another version', bgpMessage(1, 3, u16(1), u16(9), u32(1), 0), 'bad-value'],
  ['parameters go past the end', bgpMessage(1, 4, u16(1), u16(9), u32(1), 9), 'bad-length'],
  ['a parameter goes past the end', bgpMessage(1, 4, u16(1), u16(9), u32(1), 2, 2, 9), 'bad-length'],
  ['half a parameter is left', bgpMessage(1, 4, u16(1), u16(9), u32(1), 1, 2), 'bad-length'],
  ['a capability goes past its parameter', bgpOpen(ONE, bytesOf(73, 9, 1)), 'bad-length'],
  ['an UPDATE is too short', bgpMessage(2, 0), 'bad-length'],
  ['withdrawn routes go past the end', bgpMessage(2, u16(9), u16(0)), 'bad-length'],
  ['withdrawn routes leave no room for attributes', bgpMessage(2, u16(1), 1, 0), 'bad-length'],
  ['attributes go past the end', bgpMessage(2, u16(0), u16(9)), 'bad-length'],
  ['an attribute goes past their end', bgpUpdate(empty, bytesOf(0x40, 1, 9), empty), 'bad-length'],
  ['an attribute has no length', bgpUpdate(empty, bytesOf(0x50, 1, 0), empty), 'bad-length'],
  ['an attribute has no family', bgpUpdate(empty, attribute(0x80, 15, 0), empty), 'bad-length'],
  ['an error has no code', bgpMessage(3), 'bad-length'],
])('a message is malformed when %s', (_, message, reason) => {
  expect(over(message).observed('malformed')).toMatchObject([{ reason }])
})

test('a message without its header is malformed', () => {
  const dialogue = new Dialogue(bgp)
  expect(dialogue.toServer(bytesOf(new Uint8Array(16).fill(0xff), 0, 18, 4)).lostBytes).toBe(19)
})

const altered = (at: number, value: number) => bytesOf(KEEPALIVE.slice(0, at), value, KEEPALIVE.slice(at + 1))
test.each([
  ['a keepalive', KEEPALIVE, 'yes'],
  ['an OPEN', bgpOpen(ONE), 'yes'],
  ['a header that has not come whole', KEEPALIVE.slice(0, 18), 'need-more'],
  ['nothing but ones', KEEPALIVE.slice(0, 9), 'need-more'],
  ['a marker that is none', altered(7, 0xfe), 'no'],
  ['a type that does not exist', altered(18, 9), 'no'],
  ['a keepalive that is too long', altered(17, 20), 'no'],
  ['an UPDATE that is too short', altered(18, 2), 'no'],
])('content alone: %s', (_, bytes, verdict) => {
  expect(bgp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(bgp.directionOf(cursorOver(bytes))).toBeUndefined()
})
