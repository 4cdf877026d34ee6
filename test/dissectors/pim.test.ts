import { describe, expect, test } from 'vitest'
import { MAX_GROUPS } from '../../dissectors/pim/joins.ts'
import { pim } from '../../dissectors/pim/pim.ts'
import { MAX_ADDRESSES } from '../../dissectors/pim/say-router.ts'
import { ipv6Bytes } from '../../fixtures/generate/ipv6-packet.ts'
import {
  addresses,
  bootstrap,
  CANDIDATE,
  candidate,
  ELECTION,
  flow,
  generation,
  holdTime,
  joinPrune,
  pim as message,
  nullRegister,
  option,
  priority,
  register,
  STATE_REFRESH,
  source,
  TYPE,
  unicast,
} from '../../fixtures/generate/pim-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, ipv4 } from '../support/packet.ts'

const GROUP = '239.1.1.1'
const SOURCE = '10.0.0.9'
const OWN = source(SOURCE)
const HELLO = message(TYPE.hello, bytesOf(holdTime(105), priority(1), generation(0xab)))
const inner = (counter: number) => ipv4(SOURCE, GROUP, 17, bytesOf(1, 2, 3, 4), counter)
const inner6 = bytesOf(0x60, new Uint8Array(7), ipv6Bytes('2001:db8::9'), ipv6Bytes('ff3e::1'))
const empty = new Uint8Array()

const over = (...messages: Bytes[]) => new Dialogue(pim).toServer(...messages)
const targetsOf = (...messages: Bytes[]) => over(...messages).heard.map(({ target }) => target)
const factsOf = (dialogue: Dialogue) => dialogue.observed('identity').map(({ facts }) => facts)

describe('messages', () => {
  test.each([
    [HELLO, '0', 'Hello', 'discover', ''],
    [message(TYPE.hello, holdTime(0)), '0', 'Hello (Goodbye)', 'alarm', ''],
    [message(TYPE.register, register(inner(1))), '1', 'Register', 'session', '239.1.1.1 from 10.0.0.9'],
    [message(TYPE.register, register(inner6)), '1', 'Register', 'session', 'ff3e::1 from 2001:db8::9'],
    [message(TYPE.register, nullRegister(inner(1))), '1', 'Null-Register', 'session', '239.1.1.1 from 10.0.0.9'],
    [message(TYPE.register, nullRegister(empty)), '1', 'Null-Register', 'session', ''],
    [message(TYPE.stop, flow(GROUP, SOURCE)), '2', 'Register-Stop', 'session', '239.1.1.1 from 10.0.0.9'],
    [message(TYPE.join, joinPrune(SOURCE, { group: GROUP })), '3', 'Join/Prune', 'session', '239.1.1.1'],
    [message(TYPE.bootstrap, bootstrap('10.0.0.1')), '4', 'Bootstrap', 'discover', 'bootstrap router 10.0.0.1'],
    [message(TYPE.assert, flow('ff3e::1', '2001:db8::9', 0)), '5', 'Assert', 'discover', 'ff3e::1 from 2001:db8::9'],
    [message(TYPE.graft, joinPrune(SOURCE, { group: GROUP, joins: [OWN] })), '6', 'Graft', 'session', 'join 239.1.1.1'],
    [message(TYPE.acknowledged, joinPrune(SOURCE)), '7', 'Graft-Ack', 'session', ''],
    [message(CANDIDATE, candidate('10.0.0.1')), '8', 'Candidate-RP-Advertisement', 'discover', 'candidate RP 10.0.0.1'],
    [message(STATE_REFRESH, flow(GROUP, SOURCE, 1, 2)), '9', 'State Refresh', 'discover', '239.1.1.1 from 10.0.0.9'],
    [message(ELECTION, unicast('10.0.0.1')), '10', 'DF Election', 'discover', 'RP 10.0.0.1'],
    [message(11, flow(GROUP, SOURCE)), '11', 'ECMP Redirect', 'discover', '239.1.1.1 from 10.0.0.9'],
    [message(12, empty), '12', 'PFM', 'discover', ''],
  ])('%#', (bytes, code, name, operationClass, target) => {
    const dialogue = over(bytes, bytes)
    const expected = { role: 'event', function: code, name, class: operationClass, target }
    expect(dialogue.heard[0]).toMatchObject(expected)
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('groups that are joined and left', () => {
    const changes = [
      { group: GROUP, joins: [OWN] },
      { group: '239.1.1.2', prunes: [OWN, source('10.0.0.8')] },
      { group: '239.1.1.3', joins: [OWN], prunes: [OWN] },
    ]
    expect(targetsOf(message(TYPE.join, joinPrune('10.0.0.1', ...changes)))).toEqual([
      'join 239.1.1.1, prune 239.1.1.2, join and prune 239.1.1.3',
    ])
    expect(
      targetsOf(message(TYPE.join, joinPrune('fe80::1', { group: 'ff3e::1', joins: [source('2001:db8::9')] }))),
    ).toEqual(['join ff3e::1'])
  })

  test('a source can have attributes', () => {
    const attributes = bytesOf(0x01, 2, 0, 0, 0x40, 1, 0)
    const changes = [
      { group: GROUP, joins: [source(SOURCE, 4, attributes)] },
      { group: '239.1.1.2', joins: [OWN] },
    ]
    const dialogue = over(message(TYPE.join, joinPrune('10.0.0.1', ...changes)))
    expect(dialogue.heard[0]?.target).toBe('join 239.1.1.1, join 239.1.1.2')
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('groups that are named have a limit', () => {
    const many = Array.from({ length: MAX_GROUPS + 9 }, () => ({ group: GROUP, joins: [OWN] }))
    expect(targetsOf(message(TYPE.join, joinPrune('10.0.0.1', ...many)))[0]?.split(', ')).toHaveLength(MAX_GROUPS)
  })

  test('packets of one stream that are registered are one operation', () => {
    const dialogue = over(...[1, 2].map((counter) => message(TYPE.register, register(inner(counter)))))
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('a type that is not assigned is undecoded, and claims nothing', () => {
    const dialogue = over(message(14, empty))
    expect(dialogue.heard).toMatchObject([{ name: 'type 14', class: 'unknown' }])
    expect(dialogue.observed('undecoded')).toMatchObject([{ code: 14 }])
    expect(dialogue.observed('identity')).toEqual([])
  })
})

describe('identity', () => {
  test('a hello names its router with priority and generation, once', () => {
    expect(factsOf(over(HELLO, HELLO))).toEqual([
      { role: 'router' },
      { redundancy: 'PIM router, priority 1 as designated router', state: 'PIM generation 0x000000ab' },
    ])
    expect(factsOf(over(message(TYPE.hello, holdTime(105))))).toEqual([{ role: 'router' }])
  })

  test('both sides of a dialogue are routers, each said once', () => {
    const dialogue = new Dialogue(pim)
    const stop = message(TYPE.stop, flow(GROUP, SOURCE))
    for (let i = 0; i < 2; i++) dialogue.toServer(message(TYPE.register, register(inner(i)))).toClient(stop)
    expect(dialogue.observed('identity').map(({ of }) => of)).toEqual(['client', 'server'])
  })

  test('the other addresses of a router are its own, and have a limit', () => {
    const list = addresses('10.0.1.1', '2001:db8::1')
    expect(factsOf(over(message(TYPE.hello, list)))).toEqual([
      { role: 'router' },
      { ip: '10.0.1.1' },
      { ip: '2001:db8::1' },
    ])
    const cut = option(24, bytesOf(unicast('10.0.1.1'), 1, 0, 10))
    expect(factsOf(over(message(TYPE.hello, cut)))).toEqual([{ role: 'router' }, { ip: '10.0.1.1' }])
    const many = addresses(...Array<string>(MAX_ADDRESSES + 9).fill('10.0.1.1'))
    expect(factsOf(over(message(TYPE.hello, many)))).toHaveLength(1 + MAX_ADDRESSES)
  })

  test('a candidate for rendezvous says so, once', () => {
    const bytes = message(CANDIDATE, candidate('10.255.0.1', GROUP))
    expect(factsOf(over(bytes, bytes))).toEqual([{ role: 'router' }, { capability: 'PIM candidate RP 10.255.0.1' }])
  })

  test('who is asked for groups is a neighbour, once; who is answered is not', () => {
    const bytes = message(TYPE.join, joinPrune('10.0.0.1', { group: GROUP, joins: [OWN] }))
    expect(over(bytes, bytes).observed('topology')).toEqual([
      { kind: 'topology', relation: 'neighbour-of', of: 'client', other: 'PIM router 10.0.0.1' },
    ])
    expect(over(message(TYPE.acknowledged, joinPrune('10.0.0.1'))).observed('topology')).toEqual([])
  })
})

const JOIN = joinPrune('10.0.0.1', { group: GROUP, joins: [OWN] })
test.each([
  ['its header is cut', HELLO.slice(0, 3), 'truncated'],
  ['it is of version 1', bytesOf(0x10, HELLO.slice(1)), 'bad-value'],
  ['an option is cut', HELLO.slice(0, 12), 'bad-length'],
  ['half an option is left', message(TYPE.hello, bytesOf(holdTime(1), 0, 1)), 'bad-length'],
  ['a register has no flags', message(TYPE.register, bytesOf(0, 0)), 'bad-length'],
  ['a register has no packet', message(TYPE.register, register(empty)), 'bad-length'],
  ['a register has half a packet', message(TYPE.register, register(inner(1).slice(0, 16))), 'bad-length'],
  ['a register has no packet of IP', message(TYPE.register, register(new Uint8Array(40))), 'bad-length'],
  ['a join has no neighbour', message(TYPE.join, empty), 'bad-length'],
  ['a join has no count', message(TYPE.join, JOIN.slice(0, 8)), 'bad-length'],
  ['a group is cut', message(TYPE.join, JOIN.slice(0, 14)), 'bad-length'],
  ['the counts of a group are cut', message(TYPE.join, JOIN.slice(0, 20)), 'bad-length'],
  ['a source is cut', message(TYPE.join, JOIN.slice(0, 26)), 'bad-length'],
  [
    'an attribute is cut',
    message(TYPE.join, joinPrune('10.0.0.1', { group: GROUP, joins: [source(SOURCE, 4, bytesOf(0x41, 9, 0))] })),
    'bad-length',
  ],
  [
    'the last attribute is missing',
    message(TYPE.join, joinPrune('10.0.0.1', { group: GROUP, joins: [source(SOURCE, 4, bytesOf(0x01, 1, 0))] })),
    'bad-length',
  ],
  ['an assert has no group', message(TYPE.assert, unicast(SOURCE)), 'bad-length'],
  ['an assert has no source', message(TYPE.assert, flow(GROUP, SOURCE).slice(0, 10)), 'bad-length'],
  ['a family does not exist', message(ELECTION, bytesOf(3, 0, 10, 0, 0, 1)), 'bad-length'],
])('a message is malformed when %s', (_, bytes, reason) => {
  expect(over(bytes).observed('malformed')).toMatchObject([{ reason }])
})

test.each([
  ['a hello', HELLO, 'yes'],
  ['a join', message(TYPE.join, JOIN), 'yes'],
  ['a bootstrap message', message(TYPE.bootstrap, bootstrap('10.0.0.1')), 'yes'],
  ['what has no address to begin with', message(12, empty), 'yes'],
  ['a header that is cut', HELLO.slice(0, 3), 'no'],
  ['version 1', bytesOf(0x10, HELLO.slice(1)), 'no'],
  ['a type that is not assigned', message(14, empty), 'no'],
  ['a reserved byte that is set', bytesOf(0x20, 1, HELLO.slice(2)), 'no'],
  ['a family that does not exist', message(TYPE.join, bytesOf(3, 0, 10, 0, 0, 1)), 'no'],
  ['no address', message(TYPE.join, empty), 'no'],
])('content alone: %s', (_, bytes, verdict) => {
  expect(pim.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(pim.directionOf(cursorOver(bytes))).toBe('to-server')
})
