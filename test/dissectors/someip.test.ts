import { expect, test } from 'vitest'
import { someip } from '../../dissectors/someip/someip.ts'
import {
  ACKNOWLEDGE,
  cookie,
  discovery,
  endpoint,
  endpoint6,
  FIND,
  OFFER,
  SUBSCRIBE,
  segment,
  someipMessage,
} from '../../fixtures/generate/someip-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ObservingSink } from '../support/fixture-messages.ts'
import { bytesOf } from '../support/packet.ts'

const CALL = { service: 0x1234, method: 0x21 }

test.each([
  [0, 0x21, 'Request', 'unknown', 'request', 'service 0x1234 method 0x0021'],
  [1, 0x21, 'Request without an answer', 'unknown', 'order', 'service 0x1234 method 0x0021'],
  [2, 0x8005, 'Notification', 'publish', 'event', 'service 0x1234 event 0x8005'],
  [0x80, 0x21, 'Response', 'unknown', 'response', 'service 0x1234 method 0x0021'],
])('type %i of method %i is %s', (type, method, name, kind, role, target) => {
  const message = someipMessage({ service: 0x1234, method, type, data: [1] })
  const dialogue = new Dialogue(someip).toServer(message, message)
  expect(dialogue.heard[0]).toMatchObject({ name, class: kind, role, target, status: 0 })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('answers are matched by service, client and session, in any order', () => {
  const dialogue = new Dialogue(someip)
    .toServer(bytesOf(someipMessage({ ...CALL, session: 1 }), someipMessage({ ...CALL, method: 0x22, session: 2 })))
    .toClient(someipMessage({ ...CALL, method: 0x22, session: 2, type: 0x81, code: 9 }))
    .toClient(someipMessage({ ...CALL, session: 1, type: 0x80 }))
    .toClient(someipMessage({ ...CALL, session: 1, type: 0x80 }))
  expect(dialogue.heard.slice(2)).toMatchObject([
    { role: 'response', name: 'Request', target: 'service 0x1234 method 0x0022', status: 9 },
    { role: 'response', name: 'Request', target: 'service 0x1234 method 0x0021', status: 0 },
    { role: 'response', name: 'Response' },
  ])
})

test('of a message in segments the first is the request', () => {
  const large = { ...CALL, data: Array(1392).fill(0) }
  const dialogue = new Dialogue(someip).toServer(segment(large, 0, true), segment(large, 1392, false))
  expect(dialogue.heard.map(({ role, name }) => [role, name])).toEqual([
    ['request', 'Request'],
    ['event', 'Request'],
  ])
})

test('magic cookies are counted', () => {
  expect(new Dialogue(someip).toServer(cookie(false)).heard).toMatchObject([
    { name: 'Magic cookie', function: 'cookie', class: 'session' },
  ])
})

test('what is offered is said once, with the ports it is at', () => {
  const offer = discovery(
    [
      { type: OFFER, service: 0x1234, minor: 2, options: 3 },
      { type: OFFER, service: 0x1235, instance: 0xffff },
    ],
    [endpoint('10.0.0.1', 17, 41_000), endpoint6(6, 41_001), endpoint('10.0.0.1', 99, 1)],
  )
  const dialogue = new Dialogue(someip).toServer(offer, offer)
  expect(dialogue.heard.slice(0, 2)).toMatchObject([
    {
      role: 'event',
      function: 'SD 1',
      name: 'Offer Service',
      class: 'discover',
      target: 'service 0x1234 instance 0x0001',
    },
    { target: 'service 0x1235' },
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[2])
  expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts.service])).toEqual([
    ['client', 'SOME/IP service 0x1234 instance 0x0001 v1.2'],
    ['client', 'SOME/IP service 0x1235 v1.0'],
  ])
  expect(dialogue.observed('expectation')).toEqual([
    { kind: 'expectation', of: 'client', over: 'udp', port: 41_000, protocol: 'someip' },
    { kind: 'expectation', of: 'client', over: 'tcp', port: 41_001, protocol: 'someip' },
  ])
})

test('options that are not there or are cut say nothing', () => {
  const none = discovery([{ type: OFFER, service: 1, options: 2 }], [bytesOf(0, 99, 4, 0)])
  const other = discovery([{ type: OFFER, service: 2, options: 2 }], [bytesOf(0, 1, 1, 0), bytesOf(0, 2, 4, 0, 0)])
  const dialogue = new Dialogue(someip).toServer(none, other)
  expect(dialogue.observed('expectation')).toEqual([])
})

test('searches, subscriptions, their answers and their ends have names', () => {
  const entry = (type: number, ttl: number) => discovery([{ type, service: 0x1234, ttl, group: 5 }])
  const dialogue = new Dialogue(someip).toServer(
    entry(FIND, 3),
    entry(OFFER, 0),
    entry(SUBSCRIBE, 3),
    entry(SUBSCRIBE, 0),
    entry(ACKNOWLEDGE, 3),
    entry(ACKNOWLEDGE, 0),
    entry(9, 3),
  )
  expect(dialogue.heard.map(({ role, name, class: kind, status }) => [role, name, kind, status])).toEqual([
    ['event', 'Find Service', 'discover', 0],
    ['event', 'Stop Offer Service', 'discover', 0],
    ['event', 'Subscribe Eventgroup', 'session', 0],
    ['event', 'Stop Subscribe Eventgroup', 'session', 0],
    ['response', 'Subscribe Eventgroup Ack', 'session', 0],
    ['response', 'Subscribe Eventgroup Nack', 'session', 1],
    ['event', 'Entry 9', 'unknown', 0],
  ])
  expect(dialogue.heard[2]?.target).toBe('service 0x1234 instance 0x0001 eventgroup 0x0005')
  expect(dialogue.observed('undecoded')).toHaveLength(1)
})

test('entries that do not fill the message are malformed, and so is what has no header', () => {
  const sd = discovery([{ type: OFFER, service: 1 }])
  const dialogue = new Dialogue(someip).toServer(
    bytesOf(sd.subarray(0, 20), 0, 0, 0, 99, sd.subarray(24)),
    someipMessage({ service: 0xffff, method: 0x8100, type: 2 }),
  )
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }, { reason: 'bad-length' }])
  const sink = new ObservingSink()
  const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
  someip.dissect(cursorOver(sd.subarray(0, 12)), info, someip.newState(), sink)
  someip.dissect(cursorOver(new Uint8Array(20)), info, someip.newState(), sink)
  expect(sink.observed).toMatchObject([{ reason: 'truncated' }, { reason: 'bad-value' }])
  expect([someip.describe(0xfe).name, someip.describe(0x55)]).toEqual([
    'unknown message',
    { function: '0x55', name: '' },
  ])
})

test('requests go to the server, answers to the client, and events either way', () => {
  const direction = (type: number) => someip.directionOf(cursorOver(someipMessage({ ...CALL, type })))
  expect([0, 1, 2, 0x80, 0x81].map(direction)).toEqual(['to-server', 'to-server', undefined, 'to-client', 'to-client'])
})

const request = someipMessage({ ...CALL, data: [1, 2, 3, 4] })

test.each([
  ['a request', request, 'yes'],
  ['two of them', bytesOf(request, request), 'yes'],
  ['half a request', request.subarray(0, 18), 'need-more'],
  ['half a header', request.subarray(0, 9), 'need-more'],
  ['the beginning of a large one', someipMessage({ ...CALL, data: Array(900).fill(1) }).subarray(0, 600), 'yes'],
  ['numbers that are like a large one', bytesOf(...Array(160).fill([0, 0x98, 1, 0, 0])).subarray(0, 600), 'no'],
  ['a few bytes of the next one', bytesOf(request, 1, 2, 3), 'need-more'],
  ['another message behind it', bytesOf(request, Array(20).fill(9)), 'no'],
  ['another version', bytesOf(request.subarray(0, 12), 2, request.subarray(13)), 'no'],
  ['a type that does not exist', someipMessage({ ...CALL, type: 0x33 }), 'no'],
  ['a request with a return code', someipMessage({ ...CALL, code: 1 }), 'no'],
  ['an answer with a code that does not exist', someipMessage({ ...CALL, type: 0x80, code: 0x60 }), 'no'],
  ['a segment without an offset', someipMessage({ ...CALL, type: 0x20 }), 'no'],
  ['no service and no method', someipMessage({ service: 0, method: 0 }), 'no'],
  ['a length less than a header', bytesOf(request.subarray(0, 4), 0, 0, 0, 7, request.subarray(8)), 'no'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(someip.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('over TCP the length says where the next one begins', () => {
  expect(someip.messageLength(cursorOver(bytesOf(request, request)))).toBe(20)
  expect(someip.messageLength(cursorOver(request.subarray(0, 9)))).toBe(0)
  expect(someip.messageLength(cursorOver(new Uint8Array(30)))).toBe(-1)
})
