import { describe, expect, test } from 'vitest'
import { classOf } from '../../dissectors/ntp/modes.ts'
import { ntp } from '../../dissectors/ntp/ntp.ts'
import { control, privateMessage, simpleClient, time } from '../../fixtures/generate/ntp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex as hexOf, u32 } from '../support/packet.ts'

const GPS = [...ascii('GPS'), 0]
const SERVER = [10, 0, 0, 4]

describe('time', () => {
  test.each([
    [1, 'event', 'symmetric active', 'time'],
    [2, 'event', 'symmetric passive', 'time'],
    [3, 'request', 'client', 'read'],
    [4, 'response', 'server', 'read'],
    [5, 'event', 'broadcast', 'time'],
  ])('mode %i is a %s of a %s', (mode, role, name, operationClass) => {
    const message = time({ mode, stratum: 2, reference: SERVER })
    const dialogue = new Dialogue(ntp).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ role, function: String(mode), name, class: operationClass, status: 0 })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity')).toHaveLength(1)
  })

  test('a client takes its time from who answers, said once', () => {
    const answer = time({ mode: 4, stratum: 1, reference: GPS })
    const dialogue = new Dialogue(ntp).toServer(simpleClient(3)).toClient(answer, answer)
    expect(dialogue.observed('topology')).toEqual([
      { kind: 'topology', relation: 'takes-time-from', of: 'client', other: '' },
    ])
    expect(dialogue.observed('identity')).toMatchObject([
      {
        of: 'server',
        message: 'NTP server',
        facts: { role: 'time server', capability: 'NTP stratum 1', 'time-source': 'GPS' },
      },
    ])
  })

  test('whichever side answers is the server', () => {
    const dialogue = new Dialogue(ntp).toServer(time({ mode: 4, stratum: 1, reference: GPS }))
    expect(dialogue.observed('topology')).toMatchObject([{ of: 'server' }])
  })

  test.each([
    ['an address at stratum 2', { stratum: 2, reference: SERVER }, '10.0.0.4'],
    ['nothing of a clock of its own', { stratum: 10, reference: [127, 127, 1, 1] }, undefined],
    ['nothing of a digest that is no host', { stratum: 3, reference: [240, 1, 2, 3] }, undefined],
    ['nothing without a reference', { stratum: 3, reference: [0, 0, 0, 0] }, undefined],
  ])('the reference of a client is %s', (_, fields, source) => {
    const said = new Dialogue(ntp).toServer(time({ mode: 3, ...fields })).observed('identity')
    expect(said[0]?.facts['time-source']).toBe(source)
    expect(said).toHaveLength(source === undefined ? 0 : 1)
  })

  test('a refusal is an error, and gives no time', () => {
    const dialogue = new Dialogue(ntp).toClient(time({ mode: 4, reference: ascii('RATE') }))
    expect(dialogue.heard[0]?.status).toBe(1)
    expect(dialogue.observed('topology')).toEqual([])
  })

  test('a server without time says so', () => {
    const dialogue = new Dialogue(ntp).toClient(time({ mode: 4, leap: 3, stratum: 16, reference: ascii('INIT') }))
    expect(dialogue.observed('identity')[0]?.facts).toEqual({ role: 'time server', state: 'clock not synchronised' })
    expect(dialogue.observed('topology')).toEqual([])
  })
})

describe('control and private messages', () => {
  test.each([
    [2, 'diagnose', 'control: read variables'],
    [3, 'configure', 'control: write variables'],
    [7, 'alarm', 'control: trap response'],
    [8, 'configure', 'control: configure'],
    [12, 'session', 'control: request nonce'],
  ])('operation %i is of class %s', (operation, operationClass, name) => {
    const dialogue = new Dialogue(ntp).toServer(control({ operation }))
    expect(dialogue.heard).toMatchObject([{ role: 'request', function: `6/${operation}`, name, class: operationClass }])
  })

  test('an answer of the variables tells software and system, once', () => {
    const data = 'version="ntpd 4.2.8p15@1", processor="x86_64",\nsystem=Linux/5.10, stratum=2'
    const answer = control({ operation: 2, response: true, data })
    const dialogue = new Dialogue(ntp).toClient(answer, answer)
    expect(dialogue.heard[0]).toMatchObject({ role: 'response', status: 0 })
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'server', facts: { software: 'ntpd 4.2.8p15@1', hardware: 'x86_64', os: 'Linux/5.10' } },
    ])
    expect(new Dialogue(ntp).toServer(control({ operation: 2, data })).observations).toEqual([])
  })

  test('errors are told by their code', () => {
    const statusOf = (bytes: Uint8Array) => new Dialogue(ntp).toClient(bytes).heard[0]?.status
    expect(statusOf(control({ operation: 8, response: true, error: 5 }))).toBe(5)
    expect(statusOf(privateMessage(10, true, 0, 0, 7))).toBe(7)
  })

  test.each([
    [42, 'diagnose', 'private: monitor list 1'],
    [10, 'configure', 'private: configure peer'],
    [40, 'unknown', 'private: operation 40'],
    [99, 'unknown', 'private: operation 99'],
  ])('private request %i is of class %s', (request, operationClass, name) => {
    const dialogue = new Dialogue(ntp).toServer(privateMessage(request))
    expect(dialogue.heard).toMatchObject([{ role: 'request', function: `7/${request}`, name, class: operationClass }])
    expect(dialogue.observed('undecoded')).toHaveLength(operationClass === 'unknown' ? 1 : 0)
  })

  test('an operation that does not exist is undecoded', () => {
    const dialogue = new Dialogue(ntp).toClient(control({ operation: 20, response: true }))
    expect(dialogue.heard).toMatchObject([{ class: 'unknown', name: 'control: operation 20' }])
    expect(dialogue.observed('undecoded')).toHaveLength(1)
  })
})

const plain = time({ mode: 3 })
const digest = bytesOf(u32(7), new Uint8Array(16))
const extension = bytesOf(1, 4, 0, 28, new Uint8Array(24))
test.each([
  ['a client', plain, 'yes'],
  ['a client of zeros', simpleClient(1), 'yes'],
  [
    'a client that tells nothing of itself',
    bytesOf(0x23, 0, 6, 0x20, new Uint8Array(36), new Uint8Array(8).fill(0xc4)),
    'yes',
  ],
  ['a server that does so', bytesOf(0x24, 1, 6, 0x20, new Uint8Array(36), new Uint8Array(8).fill(0xc4)), 'no'],
  ['a digest behind it', bytesOf(plain, digest), 'yes'],
  ['an extension behind it', bytesOf(plain, extension), 'yes'],
  ['a control request', control({ operation: 1 }), 'yes'],
  ['a private answer', privateMessage(42, true, 2, 72), 'yes'],
  ['zeros', new Uint8Array(48), 'no'],
  ['mode 0', bytesOf(0x20, plain.slice(1)), 'no'],
  ['version 5', bytesOf(0x2b, plain.slice(1)), 'no'],
  ['stratum 99', bytesOf(plain[0] as number, 99, plain.slice(2)), 'no'],
  ['a poll of a year', bytesOf(plain.slice(0, 2), 40, plain.slice(3)), 'no'],
  ['a precision of minutes', bytesOf(plain.slice(0, 3), 40, plain.slice(4)), 'no'],
  ['a delay of hours', bytesOf(plain.slice(0, 4), 9, plain.slice(5)), 'no'],
  ['a server without a time', bytesOf(0x24, 1, new Uint8Array(46)), 'no'],
  ['something else behind it', bytesOf(plain, 1, 2, 3, 4, 5, 6), 'no'],
  ['an extension that does not fit', bytesOf(plain, 1, 4, 0, 99, new Uint8Array(24)), 'no'],
  ['a query of LLMNR', hexOf('2f0700000001000000000000 0470616e65 6c00 0001 0001'), 'no'],
  ['the same with a random flag of an answer', hexOf('26800000000100000000000004 70616e65 6c00 0001 0001'), 'no'],
  ['text where times should be', bytesOf(plain.slice(0, 12), ascii('a name of some length, in labels ..!')), 'no'],
  ['a private answer with bytes behind it', bytesOf(privateMessage(42, true, 2, 72), 1, 2, 3, 4), 'no'],
  ['a control request with data that is not there', control({ operation: 2, data: 'abcd' }).slice(0, 12), 'no'],
  ['a control request that does not exist', control({ operation: 20 }), 'no'],
  ['a control message with a leap', bytesOf(0x66, control({ operation: 1 }).slice(1)), 'no'],
  ['a private request with an error', privateMessage(42, false, 0, 0, 3), 'no'],
  ['a private request of no item that has a size: a BFD session that is shut', privateMessage(24, false, 0, 2), 'no'],
  ['a private answer whose items are not there', privateMessage(42, true, 2, 72).slice(0, 40), 'no'],
  ['a control message that is cut', control({ operation: 1 }).slice(0, 9), 'no'],
  ['too short', plain.slice(0, 30), 'no'],
  ['far too short', plain.slice(0, 1), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(ntp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  if (verdict === 'no') expect(new Dialogue(ntp).toServer(bytes).observed('malformed')).toHaveLength(1)
})

test('what is one byte long has no direction', () => {
  expect(ntp.directionOf(cursorOver(plain.slice(0, 1)))).toBeUndefined()
})

test('mode 0 is reserved, and its class is not known', () => {
  expect(classOf(0)).toBe('unknown')
})
