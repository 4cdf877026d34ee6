import { describe, expect, test } from 'vitest'
import { eigrp } from '../../dissectors/eigrp/eigrp.ts'
import {
  authentication,
  GOODBYE,
  OPCODE,
  PARAMETERS,
  eigrp as packet,
  parameters,
  route,
  software,
  stub,
  tlv,
} from '../../fixtures/generate/eigrp-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf } from '../support/packet.ts'

const HELLO = packet(OPCODE.hello, {}, PARAMETERS, software(12, 4, 1, 2))
const over = (...packets: Bytes[]) => new Dialogue(eigrp).toServer(...packets)
const factsOf = (dialogue: Dialogue) => dialogue.observed('identity').map(({ facts }) => facts)

describe('packets', () => {
  test.each([
    [packet(OPCODE.update, { acknowledged: 5 }), '1', 'Update', 'discover'],
    [packet(OPCODE.request), '2', 'Request', 'discover'],
    [packet(OPCODE.query, {}, route(24, 10, 0, 1)), '3', 'Query', 'discover'],
    [packet(OPCODE.reply, {}, route(24, 10, 0, 1)), '4', 'Reply', 'discover'],
    [HELLO, '5', 'Hello', 'discover'],
    [packet(OPCODE.hello, { acknowledged: 5 }), '5', 'Hello (Acknowledgment)', 'discover'],
    [packet(OPCODE.hello, { acknowledged: 5 }, PARAMETERS), '5', 'Hello', 'discover'],
    [packet(OPCODE.hello, {}, GOODBYE), '5', 'Hello (Goodbye)', 'alarm'],
    [packet(OPCODE.hello, {}, parameters(255, 0, 255, 0, 0)), '5', 'Hello', 'discover'],
    [packet(OPCODE.siaQuery), '10', 'SIA Query', 'discover'],
    [packet(OPCODE.siaReply), '11', 'SIA Reply', 'discover'],
  ])('opcode and what it says: %#', (bytes, code, name, operationClass) => {
    const dialogue = over(bytes, bytes)
    const expected = { role: 'event', function: code, name, class: operationClass, target: 'AS 100' }
    expect(dialogue.heard[0]).toMatchObject(expected)
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('an opcode that does not exist is undecoded, and claims nothing', () => {
    const dialogue = over(packet(77, {}, PARAMETERS))
    expect(dialogue.heard).toMatchObject([{ name: 'opcode 77', class: 'unknown' }])
    expect(dialogue.observed('undecoded')).toMatchObject([{ code: 77 }])
    expect(dialogue.observed('identity')).toEqual([])
  })
})

describe('identity', () => {
  test('a router is named with its system and version, once', () => {
    expect(factsOf(over(HELLO, HELLO))).toEqual([
      { role: 'router', 'network-address': 'EIGRP AS 100' },
      { software: 'EIGRP version 12.4/1.2' },
    ])
  })

  test('what a side says is not news because the other says something else', () => {
    const dialogue = new Dialogue(eigrp)
    const other = packet(OPCODE.hello, {}, PARAMETERS, software(8, 0, 2, 0))
    for (let i = 0; i < 3; i++) dialogue.toServer(HELLO).toClient(other)
    expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts.software])).toEqual([
      ['client', undefined],
      ['client', 'EIGRP version 12.4/1.2'],
      ['server', undefined],
      ['server', 'EIGRP version 8.0/2.0'],
    ])
  })

  test('virtual routers are told apart', () => {
    const dialogue = over(packet(OPCODE.update, { system: 7, virtualRouter: 1 }), packet(OPCODE.update, { system: 7 }))
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['AS 7, virtual router 1', 'AS 7'])
    expect(factsOf(dialogue).map((facts) => facts['network-address'])).toEqual([
      'EIGRP AS 7, virtual router 1',
      'EIGRP AS 7',
    ])
  })

  test('a stub router tells what it announces', () => {
    const bytes = packet(OPCODE.hello, {}, stub(0b10_1001))
    expect(factsOf(over(bytes, bytes))).toContainEqual({ capability: 'EIGRP stub: connected, receive-only, leak-map' })
  })
})

test.each([
  ['MD5', 2, 16],
  ['SHA-256', 3, 32],
])('a digest by %s is told once', (_, kind, length) => {
  const bytes = packet(OPCODE.hello, {}, authentication(kind, length), PARAMETERS)
  expect(over(bytes, bytes).observed('credential')).toEqual([
    { kind: 'credential', of: 'client', method: 'EIGRP authentication', account: '', protection: 'protected' },
  ])
  expect(over(HELLO).observed('credential')).toEqual([])
})

test.each([
  ['its header is cut', HELLO.slice(0, 19), 'truncated'],
  ['its version does not exist', bytesOf(1, HELLO.slice(1)), 'bad-value'],
  ['a TLV is cut', HELLO.slice(0, 30), 'bad-length'],
  ['a TLV is shorter than its header', packet(OPCODE.hello, {}, bytesOf(0, 1, 0, 3)), 'bad-length'],
  ['something is left behind the last TLV', packet(OPCODE.hello, {}, PARAMETERS, bytesOf(0, 0)), 'bad-length'],
])('a packet is malformed when %s', (_, bytes, reason) => {
  expect(over(bytes).observed('malformed')).toMatchObject([{ reason }])
})

test('TLVs that are too short to say anything are passed over', () => {
  const short = [1, 2, 4, 6].map((type) => tlv(type, bytesOf(255)))
  const dialogue = over(packet(OPCODE.hello, {}, ...short))
  expect(dialogue.heard).toMatchObject([{ name: 'Hello' }])
  expect(factsOf(dialogue)).toHaveLength(1)
  expect(dialogue.observed('credential')).toEqual([])
})

test.each([
  ['a hello', HELLO, 'yes'],
  ['a hello of which the end was not captured', HELLO.slice(0, 25), 'yes'],
  ['a header that is cut', HELLO.slice(0, 19), 'no'],
  ['another version', bytesOf(1, HELLO.slice(1)), 'no'],
  ['an opcode that does not exist', packet(77, {}, PARAMETERS), 'no'],
  ['a flag that does not exist', packet(OPCODE.update, { flags: 0x10 }), 'no'],
])('content alone: %s', (_, bytes, verdict) => {
  expect(eigrp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(eigrp.directionOf(cursorOver(bytes))).toBe('to-server')
})
