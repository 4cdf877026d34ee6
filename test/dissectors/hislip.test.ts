import { expect, test } from 'vitest'
import { hislip } from '../../dissectors/hislip/hislip.ts'
import { HislipState, MAX_WAITING } from '../../dissectors/hislip/hislip-state.ts'
import { MAX_PAYLOAD } from '../../dissectors/hislip/message-header.ts'
import { MAX_NAME } from '../../dissectors/hislip/session.ts'
import {
  asyncInitializeResponse,
  data,
  dataEnd,
  hislipMessage,
  initialize,
} from '../../fixtures/generate/hislip-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ObservingSink } from '../support/fixture-messages.ts'
import { bytesOf } from '../support/packet.ts'

const FIRST = 0xffff_ff00
const dialogue = () => new Dialogue(hislip)
const heard = (one: Dialogue) => one.heard.map(({ role, name, target, status }) => [role, name, target, status])

test.each([
  ['an Initialize', initialize('hislip0'), 'yes'],
  ['two messages', bytesOf(hislipMessage(21), hislipMessage(21)), 'yes'],
  ['half a header', hislipMessage(21).subarray(0, 9), 'need-more'],
  ['one byte', hislipMessage(21).subarray(0, 1), 'need-more'],
  ['the beginning of a trace', data('x'.repeat(2000), FIRST).subarray(0, 500), 'yes'],
  ['another prologue', bytesOf(0x48, 0x54, hislipMessage(21).subarray(2)), 'no'],
  ['a reserved type', hislipMessage(60), 'no'],
  ['a type of a vendor', hislipMessage(200), 'no'],
  ['a query of the status with a payload', hislipMessage(21, 0, 0, 'x'), 'no'],
  ['data with another control code', hislipMessage(7, 2, 0, 'x'), 'no'],
  ['an endless name', hislipMessage(0, 0, 0, 'x'.repeat(2000)), 'no'],
  ['a message with another behind it that is none', bytesOf(hislipMessage(21), 1, 2), 'no'],
  ['a length of 64 bits', bytesOf(hislipMessage(7).subarray(0, 8), 1, 0, 0, 0, 0, 0, 0, 0), 'no'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(hislip.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('types say which way they go, data goes either way', () => {
  const of = (type: number) => hislip.directionOf(cursorOver(hislipMessage(type)))
  expect([of(0), of(1), of(7), of(12), of(20), of(200)]).toEqual([
    'to-server',
    'to-client',
    undefined,
    'to-server',
    'to-client',
    undefined,
  ])
  expect(hislip.directionOf(cursorOver(new Uint8Array(3)))).toBeUndefined()
})

test('the length says where the next message begins, of long ones the rest passes', () => {
  const lengthOf = (bytes: Uint8Array) => hislip.messageLength(cursorOver(bytes))
  expect(lengthOf(dataEnd('*IDN?', 1))).toBe(21)
  expect([lengthOf(new Uint8Array()), lengthOf(bytesOf(0x48)), lengthOf(bytesOf(0x48, 0x53))]).toEqual([0, 0, 0])
  expect([lengthOf(bytesOf(1)), lengthOf(bytesOf(0x48, 1)), lengthOf(new Uint8Array(20))]).toEqual([-1, -1, -1])
  const long = dataEnd('A?', FIRST)
  const one = dialogue()
    .toServer(long)
    .toClient(dataEnd('x'.repeat(MAX_PAYLOAD + 500), FIRST), dataEnd('1', FIRST))
  expect([one.lostBytes, one.heard.length]).toEqual([0, 3])
})

test('a session has a client, a server and the device that was asked for', () => {
  const one = dialogue()
    .toServer(initialize('inst1', 'RS'))
    .toClient(hislipMessage(1, 0, 0x0100_0001))
    .toServer(dataEnd('*IDN?\n', FIRST))
    .toClient(dataEnd('Example,EX1,SN1,1.0\n', FIRST))
  expect(one.observed('identity').map(({ of, module, facts }) => [of, module, facts])).toEqual([
    ['client', '', { 'vendor-id': 'RS', 'protocol-revision': 'HiSLIP 1.0' }],
    ['server', 'inst1', { vendor: 'Example', model: 'EX1', serial: 'SN1', firmware: '1.0' }],
  ])
  expect(one.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
  const other = dialogue()
    .toServer(hislipMessage(17))
    .toClient(asyncInitializeResponse('GK'), asyncInitializeResponse('\0\0'))
  expect(other.observed('identity').map(({ facts }) => facts)).toEqual([{ 'vendor-id': 'GK' }])
  const long = dialogue().toServer(initialize('x'.repeat(200)), dataEnd('A\n', FIRST))
  expect(long.heard[1]?.module).toHaveLength(MAX_NAME)
})

test('answers are matched by the number of the message, in overlap mode by their order', () => {
  const questions = [dataEnd('A?\n', FIRST), dataEnd('B?\n', FIRST + 2)]
  const answers = [dataEnd('2\n', FIRST + 2), dataEnd('1\n', FIRST)]
  const one = dialogue()
    .toServer(...questions)
    .toClient(...answers)
  expect(heard(one).map(([, , target]) => target)).toEqual(['A?', 'B?', 'B?', 'A?'])
  const overlap = dialogue()
    .toServer(initialize('hislip0'))
    .toClient(hislipMessage(1, 1))
    .toServer(...questions)
    .toClient(data('1', 7), dataEnd('1\n', 8), dataEnd('2\n', 9), dataEnd('3\n', 10))
  expect(heard(overlap).slice(4)).toEqual([
    ['event', 'DataEnd', 'A?', 0],
    ['response', 'DataEnd', 'A?', 0],
    ['response', 'DataEnd', 'B?', 0],
    ['response', 'DataEnd, to a question that was not seen', '', 0],
  ])
})

test('of a program message in parts the first has the headers, and the last is answered', () => {
  const one = dialogue()
    .toServer(data('CURV #3999', FIRST), data('VOLT?', FIRST), dataEnd('9\n', FIRST), data('A? "', FIRST + 2))
    .toServer(dataEnd('"\n', FIRST + 2))
    .toClient(dataEnd('1\n', FIRST + 2))
  expect(heard(one)).toEqual([
    ['order', 'DataEnd', 'CURV', 0],
    ['order', 'DataEnd', 'CURV', 0],
    ['order', 'DataEnd', 'CURV', 0],
    ['order', 'DataEnd', 'A?', 0],
    ['request', 'DataEnd', 'A?', 0],
    ['response', 'DataEnd', 'A?', 0],
  ])
})

test('locks, panels and their outcome', () => {
  const one = dialogue()
    .toServer(hislipMessage(4, 1, 100), hislipMessage(4, 1, 100, 'name'), hislipMessage(4, 0))
    .toClient(hislipMessage(5, 0))
    .toServer(hislipMessage(4, 0))
    .toClient(hislipMessage(5, 2))
    .toServer(hislipMessage(10, 4), hislipMessage(10, 99))
    .toClient(hislipMessage(11))
  expect(heard(one)).toEqual([
    ['request', 'AsyncLock', 'exclusive lock', 0],
    ['request', 'AsyncLock', 'shared lock', 0],
    ['request', 'AsyncLock', 'release', 0],
    ['response', 'AsyncLock', 'release', 0x100],
    ['request', 'AsyncLock', 'release', 0],
    ['response', 'AsyncLock', 'release', 0],
    ['request', 'AsyncRemoteLocalControl', 'enable remote, lock out local', 0],
    ['request', 'AsyncRemoteLocalControl', 'code 99', 0],
    ['response', 'AsyncRemoteLocalControl', 'code 99', 0],
  ])
})

test('status that is polled makes no new operations', () => {
  const one = dialogue()
  for (let i = 0; i < 2; i++) one.toServer(hislipMessage(21, 1, i)).toClient(hislipMessage(22, 0x10))
  expect(new Set(one.operations).size).toBe(1)
})

test('errors have their codes; a fatal one refuses the session; types have names', () => {
  const one = dialogue().toClient(hislipMessage(3, 4, 0, 'too large'), hislipMessage(2, 4, 0, 'no'), hislipMessage(200))
  expect(heard(one)).toEqual([
    ['event', 'Error', '', 0x304],
    ['event', 'FatalError', '', 0x204],
    ['event', 'Message of the vendor', '', 0],
  ])
  expect(one.observed('session')).toMatchObject([{ state: 'refused' }])
  expect([hislip.describe(60).name, hislip.describe(38).name]).toEqual(['Unknown message', 'AuthenticationResult'])
})

test('behind StartTLS all is encrypted, on each channel for itself', () => {
  const refused = dialogue().toServer(hislipMessage(29)).toClient(hislipMessage(30, 3))
  expect([refused.heard[1]?.status, refused.observed('session')]).toEqual([0x103, []])
  const one = dialogue()
    .toServer(hislipMessage(29))
    .toClient(hislipMessage(30, 1), bytesOf(22, 3, 3, 0))
  const other = dialogue().toServer(hislipMessage(28), bytesOf(22, 3, 1, 0))
  for (const each of [one, other]) {
    expect(each.encryptedBytes).toBe(4)
    expect(each.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted' }])
  }
  const become = (isTls: boolean) => hislip.content?.becomes?.(Object.assign(new HislipState(), { isTls }))
  expect([become(true), become(false)]).toEqual(['tls', ''])
})

test('who signs in by which mechanism, never with what; passwords of SCPI neither', () => {
  const one = dialogue()
    .toServer(
      hislipMessage(36, 0, 0, 'PLAIN'),
      hislipMessage(37, 0, 0, 'secret'),
      hislipMessage(36, 0, 0, 'SCRAM-SHA-256'),
    )
    .toServer(dataEnd('SYST:PASS:CEN "secret"\n', FIRST))
  expect(one.observed('credential').map(({ method, protection }) => [method, protection])).toEqual([
    ['HiSLIP SASL PLAIN', 'clear'],
    ['HiSLIP SASL SCRAM-SHA-256', 'protected'],
    ['SCPI SYSTem:PASSword', 'clear'],
  ])
  expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
})

test('what is no message is malformed', () => {
  const sink = new ObservingSink()
  const info = { timeUs: 0, direction: 'to-client', afterGap: true, sourceMac: 0, targetMac: 0 } as const
  hislip.dissect(cursorOver(hislipMessage(21).subarray(0, 8)), info, hislip.newState(), sink)
  hislip.dissect(cursorOver(new Uint8Array(16)), info, hislip.newState(), sink)
  expect(sink.observed).toMatchObject([{ reason: 'truncated' }, { reason: 'bad-value' }])
})

test(`at most ${MAX_WAITING} questions wait`, () => {
  const state = new HislipState()
  for (let i = 0; i <= MAX_WAITING; i++)
    state.ask(i, { class: 'read', code: i, module: '', target: '', slot: 0, points: [] })
  expect([state.answer(0, true), state.waiting.size]).toEqual([undefined, MAX_WAITING])
})
