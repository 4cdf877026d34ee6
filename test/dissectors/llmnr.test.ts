import { expect, test } from 'vitest'
import { MAX_RECORDS } from '../../dissectors/dns/record-walk.ts'
import { llmnr } from '../../dissectors/llmnr/llmnr.ts'
import {
  address,
  dnsMessage,
  type Parts,
  question,
  record,
  TYPE,
  wireName,
} from '../../fixtures/generate/dns-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex } from '../support/packet.ts'

const questions = [question('ENG-21', TYPE.a)]
const TO_QUESTION = hex('c00c')
const query = (parts: Parts = {}) => dnsMessage({ flags: 0, questions, ...parts })
const answer = (parts: Parts = {}) => dnsMessage({ flags: 0x8000, questions, ...parts })
const own = record(TO_QUESTION, TYPE.a, address('10.0.0.21'))

test('a query and its answer are one operation; the name is that of the address in the answer', () => {
  const dialogue = new Dialogue(llmnr)
    .toServer(query())
    .toClient(answer({ answers: [own] }), answer({ answers: [own] }))
  expect(dialogue.heard[0]).toMatchObject({
    role: 'request',
    function: 'query 1',
    name: 'Query A',
    class: 'discover',
    target: 'ENG-21',
  })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'server', about: '10.0.0.21', message: 'LLMNR A', facts: { name: 'ENG-21' } },
  ])
})

test('a name that is asked for is no identity', () => {
  expect(new Dialogue(llmnr).toServer(query()).observed('identity')).toEqual([])
})

test('the name of an address is that of the address', () => {
  const reverse = [question('21.0.0.10.in-addr.arpa', TYPE.ptr)]
  const answers = [
    record(TO_QUESTION, TYPE.ptr, wireName('ENG-21')),
    record(TO_QUESTION, TYPE.ptr, hex('c0ff')),
    record('x', TYPE.ptr, wireName('y')),
  ]
  const dialogue = new Dialogue(llmnr).toClient(answer({ questions: reverse, answers }))
  expect(dialogue.observed('identity')).toMatchObject([{ about: '10.0.0.21', facts: { name: 'ENG-21' } }])
})

test.each([
  ['a header that is cut', answer().slice(0, 9), 0],
  ['an answer that is cut', answer({ answers: [own.slice(0, -2)] }), 1],
])('%s is malformed', (_, bytes, count) => {
  const dialogue = new Dialogue(llmnr).toClient(bytes)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  expect(dialogue.heard).toHaveLength(count)
})

test('more records than are read are told of', () => {
  const answers = Array.from({ length: MAX_RECORDS }, () => own)
  expect(new Dialogue(llmnr).toClient(answer({ answers })).observed('undecoded')).toMatchObject([
    { reason: 'unsupported' },
  ])
})

test.each([
  ['a query', query(), 'yes'],
  ['an answer', answer({ answers: [own] }), 'yes'],
  ['a query for the name of an address', query({ questions: [question('21.0.0.10.in-addr.arpa', TYPE.ptr)] }), 'yes'],
  ['a name in conflict', query({ flags: 0x0400 }), 'yes'],
  ['a name of DNS', query({ questions: [question('eng.example', TYPE.a)] }), 'no'],
  ['multicast DNS', query({ id: 0, questions: [question('21.0.0.10.in-addr.arpa', TYPE.ptr)] }), 'no'],
  ['a type that is not asked for', query({ questions: [question('eng', TYPE.soa)] }), 'no'],
  ['bits that must be zero', query({ flags: 0x0080 }), 'no'],
  ['records in a query', query({ additionals: [own] }), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(llmnr.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('the direction is in the flags', () => {
  expect(llmnr.directionOf(cursorOver(query()))).toBe('to-server')
  expect(llmnr.directionOf(cursorOver(answer()))).toBe('to-client')
  expect(llmnr.directionOf(cursorOver(bytesOf(0, 0)))).toBeUndefined()
})
