import { describe, expect, test } from 'vitest'
import { dlms } from '../../dissectors/dlms/dlms.ts'
import { DlmsState, MAX_ASSEMBLED } from '../../dissectors/dlms/dlms-state.ts'
import type { Sink } from '../../dissectors/kit/dissector.ts'
import type { Observation } from '../../dissectors/kit/observation.ts'
import {
  aarq,
  actionRequest,
  blockAnswer,
  descriptor,
  element,
  getAnswer,
  getList,
  getRequest,
  octets,
  setRequest,
  wrapped,
} from '../../fixtures/generate/dlms-message.ts'
import { cursorOver } from '../support/dialogue.ts'
import { ENERGY, Meter, NAME, SECRET, TITLE, UNIT } from '../support/dlms-meter.ts'
import { infoOf } from '../support/fixture-messages.ts'
import { bytesOf, u16, u32 } from '../support/packet.ts'

describe('what a request does, and to what', () => {
  const class1 = (obis: string) => descriptor(1, obis, 2)
  test.each([
    [getRequest(ENERGY), 'get', 'Get', 'read', 'register 1.0.1.8.0.255 attribute 2'],
    [getRequest(NAME), 'get', 'Get', 'discover', 'data 0.0.42.0.0.255 attribute 2'],
    [getRequest(class1('0.0.96.1.0.255')), 'get', 'Get', 'discover', 'data 0.0.96.1.0.255 attribute 2'],
    [getRequest(class1('0.0.96.2.0.255')), 'get', 'Get', 'read', 'data 0.0.96.2.0.255 attribute 2'],
    [getRequest(SECRET), 'get', 'Get', 'read', 'association LN 0.0.40.0.0.255 attribute 7'],
    [getRequest(descriptor(999, '0.0.1.0.0.255', 4)), 'get', 'Get', 'read', 'class 999 0.0.1.0.0.255 attribute 4'],
    [setRequest(ENERGY, bytesOf(17, 1)), 'set', 'Set', 'write', 'register 1.0.1.8.0.255 attribute 2'],
    [
      setRequest(descriptor(8, '0.0.1.0.0.255', 2), octets('')),
      'set',
      'Set',
      'time',
      'clock 0.0.1.0.0.255 attribute 2',
    ],
    [
      setRequest(descriptor(8, '0.0.1.0.0.255', 3), bytesOf(0)),
      'set',
      'Set',
      'configure',
      'clock 0.0.1.0.0.255 attribute 3',
    ],
    [
      setRequest(descriptor(70, '0.0.96.3.10.255', 4), bytesOf(22, 1)),
      'set',
      'Set',
      'control',
      'disconnect control 0.0.96.3.10.255 attribute 4',
    ],
    [
      setRequest(descriptor(18, '0.0.44.0.0.255', 5), bytesOf(3, 1)),
      'set',
      'Set',
      'firmware',
      'image transfer 0.0.44.0.0.255 attribute 5',
    ],
  ])('%#', (apdu, functionText, name, operationClass, target) => {
    expect(new Meter().asks(apdu).heard).toMatchObject([
      { role: 'request', function: functionText, name, class: operationClass, target, module: 'logical device 1' },
    ])
  })

  test.each([
    [3, 1, 'write'],
    [8, 6, 'time'],
    [9, 1, 'control'],
    [15, 1, 'authenticate'],
    [15, 2, 'configure'],
    [12, 8, 'authenticate'],
    [18, 2, 'firmware'],
    [70, 1, 'control'],
    [64, 1, 'configure'],
  ])('the method of class %i, number %i', (id, method, operationClass) => {
    const { heard } = new Meter().asks(actionRequest(descriptor(id, '0.0.1.0.0.255', method), 15, 0))
    expect(heard).toMatchObject([{ function: 'action', class: operationClass }])
  })

  test('of a list is that with the greatest consequence, and names some of it', () => {
    const limit = descriptor(71, '0.0.17.0.0.255', 3)
    const apdu = bytesOf(0xc1, 4, 0xc1, 2, ENERGY, 0, limit, 0, 2, 17, 1, 17, 2)
    expect(new Meter().asks(apdu).heard[0]).toMatchObject({ function: 'set-list', class: 'configure' })
    const many = new Array(10).fill(0).map((_, i) => descriptor(3, `1.0.${i}.8.0.255`, 2))
    expect(new Meter().asks(getList(...many)).heard[0]?.target).toMatch(/1\.0\.7\.8\.0\.255 attribute 2; 2 more$/)
  })

  test('is one operation, whatever is written and whichever part is selected', () => {
    const profile = descriptor(7, '1.0.99.1.0.255', 2)
    const meter = new Meter().asks(setRequest(ENERGY, bytesOf(17, 1)), setRequest(ENERGY, bytesOf(17, 2)))
    meter.asks(getRequest(profile), bytesOf(0xc0, 1, 0xc1, profile, 1, 2, 6, u32(1)))
    expect(new Set(meter.operations).size).toBe(2)
  })

  test('in blocks belongs to what was begun', () => {
    const image = descriptor(18, '0.0.44.0.0.255', 2)
    const meter = new Meter().asks(
      bytesOf(0xc3, 4, 0xc1, image, 1, 0, u32(1), 2, 1, 2),
      bytesOf(0xc3, 6, 0xc1, 1, u32(2), 2, 3, 4),
      bytesOf(0xc3, 6, 0xc1, 1, u32(3), 2, 3, 4),
    )
    meter.says(bytesOf(0xc7, 4, 0xc1, u32(1)))
    expect(meter.heard).toMatchObject([
      { function: 'action-first-block', class: 'firmware' },
      { function: 'action-block', class: 'firmware', target: 'image transfer 0.0.44.0.0.255 method 2' },
      { function: 'action-block', class: 'firmware' },
      { role: 'response', function: 'action-block', status: 0 },
    ])
    expect(new Meter().asks(bytesOf(0xc0, 2, 0xc1, u32(1))).heard[0]).toMatchObject({
      function: 'get-next',
      target: '',
    })
  })

  test('that wants no answer is an order', () => {
    expect(new Meter().asks(setRequest(ENERGY, bytesOf(17, 1), 0x81)).heard[0]).toMatchObject({ role: 'order' })
    expect(new Meter().asks(getRequest(ENERGY, 0x81)).heard[0]).toMatchObject({ role: 'request' })
    const unconfirmed = bytesOf(0x16, 1, 2, u16(0x2bc0), 1, 17, 5)
    expect(new Meter().asks(unconfirmed).heard[0]).toMatchObject({ role: 'order', function: 'unconfirmed-write' })
  })

  test('with short names has those for points', () => {
    const apdu = bytesOf(5, 2, 2, u16(0x2bc0), 4, u16(0x2bc8), 1, 17, 1)
    const [operation] = new Meter().asks(apdu).operations
    expect(operation).toMatchObject({ class: 'read', target: 'short name 11200; short name 11208' })
    expect(operation?.points).toMatchObject([{ first: 11200, writes: false }, { first: 11208 }])
    for (const wrong of [bytesOf(5, 1, 3, 0, 0), bytesOf(5, 2, 2, 0, 0), bytesOf(5, 1, 4, 0, 0, 1, 99)]) {
      expect(new Meter().asks(wrong).observed('malformed')).toHaveLength(1)
    }
  })
})

describe('an answer', () => {
  test.each([
    ['data', getRequest(ENERGY), getAnswer(bytesOf(17, 1)), 0],
    ['an error of an access', getRequest(ENERGY), bytesOf(0xc4, 1, 0xc1, 1, 4), 4],
    ['a block', getRequest(ENERGY), blockAnswer(false, 1, bytesOf(1)), 0],
    ['an error in place of a block', getRequest(ENERGY), bytesOf(0xc4, 2, 0xc1, 1, u32(1), 1, 2), 2],
    ['a list with an error', getList(ENERGY, UNIT), bytesOf(0xc4, 3, 0xc1, 2, 0, 17, 1, 1, 9), 9],
    ['a list with what is not known', getList(ENERGY, UNIT), bytesOf(0xc4, 3, 0xc1, 2, 0, 19, 1, 1), 0],
    ['a set that was refused', setRequest(ENERGY, bytesOf(17, 1)), bytesOf(0xc5, 1, 0xc1, 3), 3],
    ['a block that was taken', setRequest(ENERGY, bytesOf(17, 1)), bytesOf(0xc5, 2, 0xc1, u32(1)), 0],
    ['the last block', setRequest(ENERGY, bytesOf(17, 1)), bytesOf(0xc5, 3, 0xc1, 1, u32(2)), 1],
    ['a list of sets', setRequest(ENERGY, bytesOf(17, 1)), bytesOf(0xc5, 5, 0xc1, 2, 0, 3), 3],
    ['an action', actionRequest(ENERGY, 15, 0), bytesOf(0xc7, 1, 0xc1, 0, 1, 0, 17, 1), 0],
    ['an action that was refused', actionRequest(ENERGY, 15, 0), bytesOf(0xc7, 1, 0xc1, 3, 0), 3],
    ['a list of actions', actionRequest(ENERGY), bytesOf(0xc7, 3, 0xc1, 3, 0, 0, 0, 1, 0, 17, 1, 2, 1, 1, 4), 2],
    ['a list of actions with what is not known', actionRequest(ENERGY), bytesOf(0xc7, 3, 0xc1, 1, 0, 1, 0, 99), 0],
    ['an exception', getRequest(ENERGY), bytesOf(0xd8, 1, 2), 0x1_0102],
    ['a service error', aarq(), bytesOf(0x0e, 1, 6, 1), 0x1_0106],
    ['a read of short names', bytesOf(5, 1, 2, 0, 8), bytesOf(0x0c, 2, 0, 17, 1, 1, 4), 4],
    ['a read of what is not known', bytesOf(5, 1, 2, 0, 8), bytesOf(0x0c, 2, 0, 99, 1, 1, 4), 0],
    ['a write of short names', bytesOf(6, 1, 2, 0, 8, 1, 17, 1), bytesOf(0x0d, 2, 0, 1, 3), 3],
  ])('is %s', (_, asked, answered, status) => {
    const meter = new Meter().asks(asked).says(answered)
    const [request, response] = meter.heard
    expect(response).toEqual({ ...request, role: 'response', status })
    expect(meter.observed('malformed')).toEqual([])
  })

  test('belongs to the request of its sides and its invoke id', () => {
    const meter = new Meter().asks(getRequest(ENERGY, 0xc1), getRequest(UNIT, 0xc2))
    meter.says(getAnswer(bytesOf(17, 1), 0xc2), getAnswer(bytesOf(17, 1), 0xc1), getAnswer(bytesOf(17, 1), 0xc3))
    meter.toClient(wrapped(2, 16, bytesOf(0xd8, 1, 1)))
    expect(meter.heard.slice(2)).toMatchObject([
      { target: 'register 1.0.1.8.0.255 attribute 3' },
      { target: 'register 1.0.1.8.0.255 attribute 2' },
      { function: 'get', target: '', class: 'read' },
      { function: 'exception', module: 'logical device 2', class: 'unknown' },
    ])
    const short = new Meter().says(bytesOf(0x0c, 0), bytesOf(0x63, 0), element(0xcc, 1))
    expect(short.heard.map(({ function: name }) => name)).toEqual(['read', 'release', 'glo-get'])
  })
})

describe('what is ciphered', () => {
  test('is known by its service, and counted', () => {
    const meter = new Meter().asks(element(0xc8, 1, 2, 3)).says(element(0xcc, 1, 2, 3), element(0xca, 1))
    expect(meter.heard).toMatchObject([
      { role: 'request', function: 'glo-get', class: 'read', target: '' },
      { role: 'response', function: 'glo-get' },
      { role: 'event', function: 'glo-event-notification', class: 'alarm' },
    ])
    expect(meter.observed('undecoded').map(({ reason }) => reason)).toEqual(['encrypted', 'encrypted', 'encrypted'])
  })

  test('with general ciphering says the system title of its sender', () => {
    const apdu = bytesOf(0xdb, 8, TITLE, 3, 1, 2, 3)
    const meter = new Meter().asks(apdu).says(apdu, apdu, bytesOf(0xdc, 9, 1), bytesOf(0xdb, 0, 1, 1))
    expect(meter.heard.map(({ role }) => role)).toEqual(['request', 'response', 'event', 'event', 'event'])
    expect(meter.observed('identity').map(({ of }) => of)).toEqual(['client', 'server'])
  })
})

describe('what is not read', () => {
  test('is told', () => {
    const meter = new Meter().asks(bytesOf(0xd9, u32(1))).says(bytesOf(0xda, u32(1)), bytesOf(0x99))
    expect(meter.heard.map(({ name }) => name)).toEqual(['Access', 'Access', 'APDU 0x99'])
    expect(meter.observed('undecoded').map(({ reason }) => reason)).toEqual([
      'unsupported',
      'unsupported',
      'unknown-function',
    ])
  })

  test('is counted where it is a notification', () => {
    const push = bytesOf(0x0f, u32(1), 0, 17, 5)
    expect(new Meter().says(push, bytesOf(0x18, 0, 0)).heard).toMatchObject([
      { role: 'event', function: 'data-notification', class: 'publish' },
      { role: 'event', function: 'information-report', class: 'publish' },
    ])
  })
})

describe('a message that is wrong', () => {
  test.each([
    ['an answer from a client', getAnswer(bytesOf(17, 1)), 'to-server', 'bad-value'],
    ['a request from a server', getRequest(ENERGY), 'to-client', 'bad-value'],
    ['a choice that does not exist', bytesOf(0xc0, 4, 0xc1), 'to-server', 'bad-value'],
    ['no choice', bytesOf(0xc0), 'to-server', 'truncated'],
    ['no invoke id', bytesOf(0xc0, 1), 'to-server', 'truncated'],
    ['half an attribute', bytesOf(0xc0, 1, 0xc1, 0, 3, 1), 'to-server', 'truncated'],
    ['an answer without one', bytesOf(0xc4, 1), 'to-client', 'truncated'],
    ['an event without its attribute', bytesOf(0xc2, 0, 1), 'to-client', 'truncated'],
    ['a list that is cut', bytesOf(0xc0, 3, 0xc1, 2, ENERGY, 0), 'to-server', 'truncated'],
    ['a list with a selection of what is not known', bytesOf(0xc0, 3, 0xc1, 1, ENERGY, 1, 1, 99), 'to-server', ''],
  ] as const)('%s', (_, apdu, way, reason) => {
    const meter = new Meter()
    if (way === 'to-server') meter.asks(apdu)
    else meter.says(apdu)
    expect(meter.observed('malformed').map((each) => each.reason)).toEqual(reason === '' ? [] : [reason])
  })

  test('is not there as a whole', () => {
    const observed: Observation[] = []
    const sink: Sink = {
      operation: () => {},
      observe: (observation) => void observed.push(observation),
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const cut = wrapped(16, 1, getRequest(ENERGY)).slice(0, 12)
    dlms.dissect(cursorOver(cut), infoOf('to-server'), new DlmsState(), sink)
    expect(observed).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 12 }])
    expect(MAX_ASSEMBLED).toBeGreaterThan(2047)
  })
})
