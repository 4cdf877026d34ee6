import { expect, test } from 'vitest'
import { trdp } from '../../dissectors/trdp/trdp.ts'
import { messageData, processData } from '../../fixtures/generate/trdp-telegram.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf } from '../support/packet.ts'

const CALL = { comId: 3001, session: 5, data: [1, 2, 3, 4, 5], from: 'hmi', to: 'doors' }

test.each([
  ['Pd', 2001, 'PD process data', 'publish', 'event', 'ComId 2001'],
  ['Pd', 1, 'PD process data', 'session', 'event', 'ComId 1 (ETB control)'],
  ['Pr', 2001, 'PD process data request', 'read', 'request', 'ComId 2001'],
  ['Pp', 2001, 'PD process data, pulled', 'publish', 'response', 'ComId 2001'],
  ['Pe', 2001, 'PD process data error', 'diagnose', 'event', 'ComId 2001'],
])('%s of ComId %i is %s', (type, comId, name, kind, role, target) => {
  const telegram = processData({ type, comId, data: [1] })
  const dialogue = new Dialogue(trdp).toServer(telegram, telegram)
  expect(dialogue.heard[0]).toEqual({ role, function: type, name, class: kind, module: '', target, status: 0 })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test.each([
  ['Mn', 3001, 'publish', 'event'],
  ['Mn', 120, 'control', 'event'],
  ['Mc', 3001, 'session', 'event'],
  ['Mr', 3001, 'unknown', 'request'],
  ['Me', 3001, 'diagnose', 'response'],
])('%s of ComId %i has class %s', (type, comId, kind, role) => {
  const [heard] = new Dialogue(trdp).toServer(messageData({ ...CALL, type, comId })).heard
  expect(heard).toMatchObject({ role, class: kind, function: type })
})

test('replies are matched by their session, and say why there is none', () => {
  const dialogue = new Dialogue(trdp)
    .toServer(messageData({ ...CALL, type: 'Mr' }), messageData({ ...CALL, type: 'Mr', session: 6 }))
    .toClient(messageData({ ...CALL, type: 'Me', session: 6, status: -5 }))
    .toClient(messageData({ ...CALL, type: 'Mq', status: 3 }), messageData({ ...CALL, type: 'Mp', session: 77 }))
  expect(dialogue.heard.slice(2)).toMatchObject([
    { role: 'response', function: 'Mr', target: 'ComId 3001 for doors', status: 5 },
    { role: 'response', function: 'Mr', target: 'ComId 3001 for doors', status: 0 },
    { role: 'response', function: 'Mp', status: 0 },
  ])
})

test('who sends in a device is its application, told once', () => {
  const dialogue = new Dialogue(trdp)
    .toServer(messageData({ ...CALL, type: 'Mn' }), messageData({ ...CALL, type: 'Mn' }))
    .toClient(
      messageData({ ...CALL, type: 'Mn', from: 'doors', to: '' }),
      messageData({ ...CALL, type: 'Mn', from: '' }),
    )
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'client', facts: { application: 'hmi' } },
    { of: 'server', facts: { application: 'doors' } },
  ])
})

test('over TCP several telegrams of a segment are each a message, with what they are filled up by', () => {
  const two = bytesOf(messageData({ ...CALL, type: 'Mr' }), messageData({ ...CALL, type: 'Mr', session: 6 }))
  expect(trdp.messageLength(cursorOver(two))).toBe(124)
  expect(trdp.messageLength(cursorOver(two.subarray(0, 10)))).toBe(0)
  expect(trdp.messageLength(cursorOver(new Uint8Array(30)))).toBe(-1)
})

test('replies go to the client', () => {
  const direction = (bytes: Uint8Array) => trdp.directionOf(cursorOver(bytes))
  expect(direction(messageData({ ...CALL, type: 'Mp' }))).toBe('to-client')
  expect(direction(processData({ type: 'Pd', comId: 1 }))).toBe('to-server')
})

const good = processData({ type: 'Pd', comId: 2001, data: [1, 2] })

test('a check sequence that is wrong is malformed', () => {
  const dialogue = new Dialogue(trdp).toServer(bytesOf(good.subarray(0, 9), 1, good.subarray(10)))
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-checksum', offset: 36 }])
  expect(dialogue.heard).toMatchObject([{ name: 'unknown telegram', class: 'unknown' }])
})

test.each([
  ['a check sequence that is wrong', bytesOf(good.subarray(0, 9), 1, good.subarray(10)), 'no'],
  ['a type that does not exist', processData({ type: 'Px', comId: 2001 }), 'no'],
  ['another version', bytesOf(good.subarray(0, 4), 2, good.subarray(5)), 'no'],
  ['a header cut short', good.subarray(0, 36), 'need-more'],
  ['less than a header', good.subarray(0, 12), 'need-more'],
  ['message data with half a header', messageData({ ...CALL, type: 'Mr' }).subarray(0, 60), 'need-more'],
  ['data that is missing', good.subarray(0, 40), 'yes'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(trdp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('more data than a telegram can hold is no beginning of one', () => {
  const bytes = processData({ type: 'Pd', comId: 1, data: Array(1433).fill(0) })
  expect(trdp.probe(cursorOver(bytes), 'to-server')).toBe('no')
  expect(trdp.messageLength(cursorOver(bytes))).toBe(-1)
})

test('some bytes of another protocol are no beginning', () => {
  expect(trdp.probe(cursorOver(bytesOf(Array(16).fill(0x41))), 'to-server')).toBe('no')
  expect(trdp.probe(cursorOver(bytesOf(1, 2)), 'to-server')).toBe('need-more')
  expect(trdp.describe(0)).toEqual({ function: '0', name: 'unknown telegram' })
})
