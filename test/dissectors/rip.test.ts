import { describe, expect, test } from 'vitest'
import { rip } from '../../dissectors/rip/rip.ts'
import {
  digested,
  rip as message,
  password,
  REQUEST,
  RESPONSE,
  route1,
  route2,
  route6,
  WHOLE_TABLE,
} from '../../fixtures/generate/rip-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf } from '../support/packet.ts'

const LAN = route2('10.0.8.0', '255.255.252.0', 1)
const over = (...messages: Bytes[]) => new Dialogue(rip).toServer(...messages)

describe('messages', () => {
  test.each([
    ['the whole table', message(REQUEST, 1, WHOLE_TABLE), 'request', '1', 'Request', 'whole table'],
    ['the whole table by version 2', message(REQUEST, 2, WHOLE_TABLE), 'request', '1', 'Request', 'whole table'],
    ['one route', message(REQUEST, 1, route1('10.0.8.0', 0)), 'request', '1', 'Request', 'routes of version 1'],
    ['version 1', message(RESPONSE, 1, route1('10.0.8.0', 1)), 'event', '2', 'Response', 'routes of version 1'],
    ['version 2', message(RESPONSE, 2, LAN), 'event', '2', 'Response', 'routes of version 2'],
    ['RIPng', message(RESPONSE, 1, route6('2001:db8::', 32, 1)), 'event', '2', 'Response', 'routes of RIPng'],
  ])('%s', (_, bytes, role, code, name, target) => {
    const dialogue = over(bytes, bytes)
    expect(dialogue.heard[0]).toMatchObject({ role, function: code, name, class: 'discover', target })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('a response is an answer where somebody had asked, else an announcement', () => {
    const dialogue = new Dialogue(rip)
    dialogue.toClient(message(RESPONSE, 2, LAN)).toServer(message(REQUEST, 2, WHOLE_TABLE))
    dialogue.toClient(message(RESPONSE, 2, LAN)).toServer(message(RESPONSE, 2, LAN))
    expect(dialogue.heard.map(({ role }) => role)).toEqual(['event', 'request', 'response', 'event'])
  })

  test('other commands are undecoded', () => {
    const dialogue = over(message(9, 2, LAN), message(77, 2, LAN))
    expect(dialogue.heard.map(({ name, class: each }) => [name, each])).toEqual([
      ['Triggered Request', 'discover'],
      ['command 77', 'unknown'],
    ])
    expect(dialogue.observed('undecoded').map(({ code }) => code)).toEqual([9, 77])
  })
})

test('who announces routes is a router, said once; who asks is none', () => {
  const dialogue = over(message(REQUEST, 2, WHOLE_TABLE))
  expect(dialogue.observed('identity')).toEqual([])
  dialogue.toClient(message(RESPONSE, 2, LAN), message(RESPONSE, 2, LAN)).toServer(message(RESPONSE, 2, LAN))
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'server', message: 'RIP Response', facts: { role: 'router' } },
    { of: 'client', facts: { role: 'router' } },
  ])
})

test.each([
  ['a password', message(RESPONSE, 2, password('Secret1234567890'), LAN), 'RIP text password', 'clear'],
  ['a password of a request', message(REQUEST, 2, password('Secret'), LAN), 'RIP text password', 'clear'],
  ['a digest', digested([LAN]), 'RIP cryptographic authentication', 'protected'],
  ['a longer digest', digested([LAN], 32), 'RIP cryptographic authentication', 'protected'],
])('%s is told once, without its secret', (_, bytes, method, protection) => {
  const dialogue = over(bytes, bytes)
  expect(dialogue.observed('credential')).toEqual([
    { kind: 'credential', of: 'client', method, account: '', protection },
  ])
  expect(dialogue.observed('malformed')).toEqual([])
  expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toContain('Secret')
})

test.each([
  ['its header is cut', bytesOf(2, 2, 0), 'truncated'],
  ['a route is cut', message(RESPONSE, 2, LAN, LAN.slice(0, 12)), 'bad-length'],
  ['a digest is behind its end', digested([LAN], 16, 200), 'bad-length'],
  ['a digest is within its header', digested([LAN], 16, 0), 'bad-length'],
  ['a digest is within a route', digested([LAN], 16, 30), 'bad-length'],
])('a message is malformed when %s', (_, bytes, reason) => {
  expect(over(bytes).observed('malformed')).toMatchObject([{ reason }])
})

const changed = (bytes: Bytes, at: number, value: number) => bytesOf(bytes.slice(0, at), value, bytes.slice(at + 1))
const ONE = message(RESPONSE, 1, route1('10.0.8.0', 1))
const TWO = message(RESPONSE, 2, LAN)
const SIX = message(RESPONSE, 1, route6('2001:db8:8::', 45, 1))
const ASKED = message(REQUEST, 1, WHOLE_TABLE)
test.each([
  ['version 1', ONE, 'yes'],
  ['version 2', TWO, 'yes'],
  ['version 2 with no mask', message(RESPONSE, 2, route2('10.0.0.0', '0.0.0.0', 16)), 'yes'],
  ['RIPng', SIX, 'yes'],
  ['RIPng with a default route', message(RESPONSE, 1, route6('::', 0, 1)), 'yes'],
  ['RIPng with a host', message(RESPONSE, 1, route6('2001:db8::7', 128, 1)), 'yes'],
  ['RIPng with a next hop', message(RESPONSE, 1, route6('fe80::4', 0, 0xff), route6('::', 0, 1)), 'yes'],
  ['a digest', digested([LAN]), 'yes'],
  ['a question', ASKED, 'yes'],
  ['no route', message(RESPONSE, 2), 'no'],
  ['half a route more, as captures have it that leave out the ends of frames', bytesOf(TWO, LAN.slice(10)), 'yes'],
  ['a header that is not zero', changed(TWO, 3, 1), 'no'],
  ['another command', changed(TWO, 0, 3), 'no'],
  ['another version', changed(TWO, 1, 3), 'no'],
  ['a question of another version', changed(ASKED, 1, 3), 'no'],
  ['RIPng that withdraws a default route', changed(ASKED, 0, RESPONSE), 'yes'],
  ['another family', changed(TWO, 5, 3), 'no'],
  ['a mask with a hole', changed(TWO, 13, 253), 'no'],
  ['a metric too far', changed(TWO, 23, 17), 'no'],
  ['a way to authenticate that does not exist', changed(message(RESPONSE, 2, password('a'), LAN), 7, 4), 'no'],
  ['a mask in version 1', changed(ONE, 12, 255), 'no'],
  ['RIPng with a group', changed(SIX, 4, 0xff), 'no'],
  ['RIPng with a long prefix', changed(SIX, 22, 129), 'no'],
  ['RIPng without a metric', changed(SIX, 23, 0), 'no'],
  ['RIPng with bits within a byte behind its prefix', changed(SIX, 9, 7), 'no'],
  ['RIPng with bytes behind its prefix', changed(SIX, 19, 1), 'no'],
  ['RIPng with a next hop that has a length', changed(SIX, 23, 0xff), 'no'],
])('content alone: %s', (_, bytes, verdict) => {
  expect(rip.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('a request goes to the server, a response either way', () => {
  expect(rip.directionOf(cursorOver(ASKED))).toBe('to-server')
  expect(rip.directionOf(cursorOver(TWO))).toBeUndefined()
  expect(rip.directionOf(cursorOver(new Uint8Array()))).toBeUndefined()
})
