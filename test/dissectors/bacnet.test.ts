import { describe, expect, test } from 'vitest'
import { bacnet } from '../../dissectors/bacnet/bacnet.ts'
import { MAX_POINTS } from '../../dissectors/bacnet/target.ts'
import {
  application,
  bvll,
  complexAck,
  confirmed,
  context,
  error,
  iAm,
  npdu,
  objectId,
  readAnswer,
  readProperty,
  simpleAck,
  string,
  unconfirmed,
  unicast,
  within,
} from '../../fixtures/generate/bacnet-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, hex, u16, u32 } from '../support/packet.ts'

const STATION = [5, [10]] as const

function last(dialogue: Dialogue) {
  return dialogue.heard.at(-1)
}

function asked(apdu: Bytes) {
  return last(new Dialogue(bacnet).toServer(unicast(apdu)))
}

describe('a password', () => {
  const text = [0, ...ascii('pwd')]
  const control = (...parts: readonly number[][]) =>
    confirmed(1, 17, bytesOf(context(0, [5]), context(1, [1]), ...parts))
  const reinitialize = (...parts: readonly number[][]) => confirmed(1, 20, bytesOf(context(0, [0]), ...parts))

  test.each([
    ['DeviceCommunicationControl', control(context(2, text)), control(context(2, [0])), control()],
    ['ReinitializeDevice', reinitialize(context(1, text)), reinitialize(context(2, text)), reinitialize()],
  ])('of %s is told, and not read', (service, withOne, withNone, without) => {
    const dialogue = new Dialogue(bacnet).toServer(unicast(withOne))
    const method = `BACnet ${service} password`
    expect(dialogue.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method, account: '', protection: 'clear' },
    ])
    for (const other of [withNone, without]) {
      expect(new Dialogue(bacnet).toServer(unicast(other)).observed('credential')).toEqual([])
    }
  })
})

test.each([
  [0, 'coldstart', 'mode'],
  [1, 'warmstart', 'mode'],
  [2, 'start-backup', 'upload'],
  [3, 'end-backup', 'upload'],
  [4, 'start-restore', 'download'],
  [6, 'abort-restore', 'download'],
  [7, 'activate-changes', 'configure'],
])('ReinitializeDevice with state %i, %s, is of class %s', (state, target, operationClass) => {
  const apdu = confirmed(1, 20, bytesOf(context(0, [state])))
  expect(asked(apdu)).toMatchObject({ target, class: operationClass })
})

test.each([
  ['the command of a program', 16, 90, 'mode'],
  ['a name', 8, 77, 'configure'],
  ['whom to tell', 15, 102, 'configure'],
  ['a value', 1, 85, 'write'],
])('a write of %s, of object type %i property %i, is of class %s', (_, type, property, operationClass) => {
  const body = bytesOf(context(0, objectId(type, 1)), context(1, [property]), hex('3e 21 02 3f'))
  expect(asked(confirmed(1, 15, body))?.class).toBe(operationClass)
})

describe('identification', () => {
  test('BVLC is told by type, function and a length that is the datagram', () => {
    expect(bacnet.probe(cursorOver(hex('81 0b 00 08 01 00 10 08')), 'to-server')).toBe('yes')
    expect(bacnet.probe(cursorOver(hex('81 05 00 06 00 3c')), 'to-server')).toBe('yes')
    expect(bacnet.probe(cursorOver(hex('81 05 00 07 00 3c')), 'to-server')).toBe('no')
    expect(bacnet.probe(cursorOver(hex('81 0d 00 06 00 3c')), 'to-server')).toBe('no')
    expect(bacnet.probe(cursorOver(hex('81 0b 00 08 02 00 10 08')), 'to-server')).toBe('no')
    expect(bacnet.probe(cursorOver(hex('81 0b 00 08 01 10 10 08')), 'to-server')).toBe('no')
    expect(bacnet.probe(cursorOver(hex('81 0b 00 08 01 00 80 08')), 'to-server')).toBe('no')
    expect(bacnet.probe(cursorOver(hex('81 0b')), 'to-server')).toBe('no')
  })

  test('over Ethernet it is told by both SAPs and the version', () => {
    expect(bacnet.probe(cursorOver(hex('82 82 03 01 00 10 08')), 'to-server')).toBe('yes')
    expect(bacnet.probe(cursorOver(hex('82 82 03 02 00 10 08')), 'to-server')).toBe('no')
    expect(bacnet.probe(cursorOver(hex('42 42 03 01 00 10 08')), 'to-server')).toBe('no')
  })

  test('who asks is the client, and who tells of itself is the server', () => {
    const toServer = [
      readProperty(1, 0, 1, 85),
      unconfirmed(8),
      simpleAck(1, 1),
      bytesOf(0x40, 1, 0, 4),
      bytesOf(0x70, 1, 0),
    ]
    for (const apdu of toServer) expect(bacnet.directionOf(cursorOver(unicast(apdu)))).toBe('to-server')
    const toClient = [
      simpleAck(1, 15),
      error(1, 12, 2, 32),
      iAm(1, 1),
      confirmed(1, 1),
      bytesOf(0x41, 1, 0, 4),
      bytesOf(0x60, 1, 9),
    ]
    for (const apdu of toClient)
      expect(bacnet.directionOf(cursorOver(unicast(apdu, { to: STATION, from: STATION })))).toBe('to-client')
    expect(bacnet.directionOf(cursorOver(unicast(unconfirmed(4))))).toBeUndefined()
    expect(bacnet.directionOf(cursorOver(unicast(bytesOf(0x90, 1))))).toBeUndefined()
    expect(bacnet.directionOf(cursorOver(hex('81 0a 00 06 01 20')))).toBeUndefined()
    expect(bacnet.directionOf(cursorOver(hex('81')))).toBeUndefined()
    expect(bacnet.directionOf(cursorOver(hex('82 82 03 01 00 10 08')))).toBe('to-server')
    expect(bacnet.directionOf(cursorOver(bvll(9, npdu(iAm(1, 1)))))).toBe('to-server')
    expect(bacnet.directionOf(cursorOver(bvll(4, u32(0), u16(0), npdu(unconfirmed(8)))))).toBe('to-client')
    expect(bacnet.directionOf(cursorOver(bvll(0, u16(0))))).toBe('to-client')
    expect(bacnet.directionOf(cursorOver(bvll(0x0b, npdu(hex('01 00 05'), { isNetworkMessage: true }))))).toBe(
      'to-client',
    )
    expect(bacnet.directionOf(cursorOver(bvll(0x0b, npdu(hex('00'), { isNetworkMessage: true }))))).toBe('to-server')
  })
})

describe('requests and answers', () => {
  test('a read names object and property, and the answer is matched by its invoke id', () => {
    const dialogue = new Dialogue(bacnet)
    dialogue.toServer(unicast(readProperty(7, 0, 1, 85)), unicast(readProperty(8, 2, 4, 77)))
    dialogue.toClient(unicast(readAnswer(8, 2, 4, 77, string('x'))), unicast(error(7, 12, 2, 32)))
    expect(dialogue.heard).toEqual([
      {
        role: 'request',
        function: 'confirmed 12',
        name: 'ReadProperty',
        class: 'read',
        module: '',
        target: 'analog-input 1 present-value',
        status: 0,
      },
      {
        role: 'request',
        function: 'confirmed 12',
        name: 'ReadProperty',
        class: 'read',
        module: '',
        target: 'analog-value 4 object-name',
        status: 0,
      },
      {
        role: 'response',
        function: 'confirmed 12',
        name: 'ReadProperty',
        class: 'read',
        module: '',
        target: 'analog-value 4 object-name',
        status: 0,
      },
      {
        role: 'response',
        function: 'confirmed 12',
        name: 'ReadProperty',
        class: 'read',
        module: '',
        target: 'analog-input 1 present-value',
        status: 0x0502_0020,
      },
    ])
  })

  test('the same read is the same operation object each time', () => {
    const dialogue = new Dialogue(bacnet).toServer(
      unicast(readProperty(1, 0, 1, 85)),
      unicast(readProperty(2, 0, 1, 85)),
    )
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('functions have the classes that their clauses give them', () => {
    const classes = [0, 6, 7, 10, 12, 15, 16, 17, 20, 24, 26, 27].map((service) => asked(confirmed(1, service))?.class)
    expect(classes).toEqual([
      'alarm',
      'file',
      'file',
      'configure',
      'read',
      'write',
      'write',
      'mode',
      'mode',
      'authenticate',
      'read',
      'control',
    ])
    expect(asked(unconfirmed(6))?.class).toBe('time')
    expect(asked(unconfirmed(2))?.class).toBe('publish')
  })

  test('a control of communication names its state, and never its password', () => {
    const dialogue = new Dialogue(bacnet).toServer(
      unicast(confirmed(1, 17, context(0, [5]), context(1, [1]), [0x2d, 5, 0, 0x70, 0x77, 0x31, 0x32])),
    )
    expect(last(dialogue)).toMatchObject({ class: 'mode', target: 'disable for 5 min' })
    expect(asked(confirmed(1, 17, context(1, [0])))?.target).toBe('enable')
    expect(JSON.stringify(dialogue.heard)).not.toContain('pw12')
    expect(asked(confirmed(2, 20, context(0, [0])))).toMatchObject({ class: 'mode', target: 'coldstart' })
  })

  test.each([
    [
      'SubscribeCOVProperty names the property that is watched',
      confirmed(1, 28, context(0, [9]), context(1, objectId(0, 3)), context(2, [1]), within(4, context(0, [85]))),
      'analog-input 3 present-value',
    ],
    [
      'SubscribeCOVPropertyMultiple names objects and properties',
      confirmed(
        1,
        30,
        [...context(0, [9]), ...context(1, [1]), ...context(2, [60])],
        within(
          4,
          context(0, objectId(0, 3)),
          within(
            1,
            within(0, context(0, [85])),
            context(1, [1]),
            context(2, [0]),
            within(0, context(0, [103])),
            context(2, [0]),
          ),
          context(0, objectId(5, 1)),
          within(1, within(0, context(0, [87]), context(1, [8])), context(2, [1])),
        ),
      ),
      'analog-input 3 present-value, reliability, binary-value 1 priority-array[8]',
    ],
    [
      'LifeSafetyOperation names the object that is silenced or reset',
      confirmed(1, 27, context(0, [9]), [0x1a, 0, 0x41], context(2, [4]), context(3, objectId(21, 2))),
      'reset life-safety-point 2',
    ],
    [
      'LifeSafetyOperation without an object is for all',
      confirmed(1, 27, context(0, [9]), [0x1a, 0, 0x41], context(2, [4])),
      'reset',
    ],
    ['a text message names the device that it is from', confirmed(1, 19, context(0, objectId(8, 5))), 'device 5'],
    ['the same unconfirmed', unconfirmed(5, context(0, objectId(8, 5))), 'device 5'],
    ['WriteGroup names the group', unconfirmed(10, context(0, [23]), context(1, [8])), 'group 23'],
    [
      'You-Are names the device by its serial number, and the instance that it gets',
      unconfirmed(14, application(2, [7]), string('LMCP24'), string('12345'), application(12, objectId(8, 61))),
      'serial 12345 as device 61',
    ],
    [
      'You-Are may give an address alone',
      unconfirmed(14, application(2, [7]), string('L'), string('1'), application(6, [3])),
      'serial 1',
    ],
  ])('%s', (_, apdu, target) => {
    expect(asked(apdu)?.target).toBe(target)
    expect(new Dialogue(bacnet).toServer(unicast(apdu)).observed('malformed')).toEqual([])
  })

  test('of many properties the first are named and the others counted', () => {
    const properties = [85, 77, 28, 103, 36, 81].flatMap((id) => context(0, [id]))
    const target = 'binary-value 3 present-value, object-name, description, reliability +2'
    expect(asked(confirmed(1, 14, context(0, objectId(5, 3)), within(1, properties)))?.target).toBe(target)
  })

  test('a reject and an abort answer what was asked', () => {
    const dialogue = new Dialogue(bacnet).toServer(unicast(confirmed(1, 18, context(0, [24]), context(1, [7]))))
    dialogue.toClient(unicast(bytesOf(0x60, 1, 9)))
    expect(last(dialogue)).toMatchObject({
      role: 'response',
      function: 'confirmed 18',
      target: 'vendor 24 service 7',
      status: 0x0600_0009,
    })
    expect(last(dialogue.toClient(unicast(bytesOf(0x71, 9, 4))))).toMatchObject({
      function: 'abort',
      status: 0x0700_0004,
    })
  })

  test('an answer whose request was not seen counts under its service', () => {
    expect(last(new Dialogue(bacnet).toClient(unicast(simpleAck(3, 15))))).toMatchObject({
      role: 'response',
      function: 'confirmed 15',
      target: '',
    })
  })

  test('a notification is asked by the device and acknowledged by the client', () => {
    const about = [context(0, [9]), context(1, objectId(8, 12)), context(2, objectId(0, 3)), context(3, [0])].flat()
    const notified = [...about, ...within(4)]
    const dialogue = new Dialogue(bacnet)
      .toClient(unicast(confirmed(1, 1, notified)))
      .toServer(unicast(simpleAck(1, 1)))
    expect(dialogue.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request analog-input 3',
      'response analog-input 3',
    ])
  })

  test('an unknown service keeps its number, and says that it was not understood', () => {
    const dialogue = new Dialogue(bacnet).toServer(unicast(confirmed(1, 77))).toServer(unicast(unconfirmed(78)))
    expect(dialogue.heard.map((each) => each.function)).toEqual(['confirmed 77', 'unconfirmed 78'])
    expect(dialogue.observed('undecoded').map(({ reason }) => reason)).toEqual(['unknown-function', 'unknown-function'])
  })
})

describe('a WritePropertyMultiple', () => {
  const item = (property: number) => [...context(0, [property]), ...within(2, application(2, [1]))]
  const write = (...properties: number[]) =>
    confirmed(1, 16, bytesOf(context(0, objectId(16, 1)), within(1, ...properties.map(item))))

  test.each([
    ['values', [85, 81], 'write'],
    ['a value and the command of a program', [85, 90], 'mode'],
    ['a value and a name', [85, 77], 'configure'],
    ['a name and the command of a program', [77, 90], 'mode'],
    ['the command of a program behind all that are kept', [...Array<number>(70).fill(85), 90], 'mode'],
  ])('of %s has the class of the gravest', (_, properties, operationClass) => {
    expect(asked(write(...properties))?.class).toBe(operationClass)
  })

  test('is another operation where only what is not named differs in consequence', () => {
    const dialogue = new Dialogue(bacnet)
    dialogue.toServer(unicast(write(85, 81, 85, 81, 85)), unicast(write(85, 81, 85, 81, 90)))
    expect(dialogue.heard.map((each) => each.class)).toEqual(['write', 'mode'])
  })
})

describe('bad messages', () => {
  const reasons = (bytes: Bytes) =>
    new Dialogue(bacnet)
      .toServer(bytes)
      .observed('malformed')
      .map(({ reason }) => reason)

  test('a length that is not the datagram is malformed, and the message is still counted', () => {
    const dialogue = new Dialogue(bacnet).toServer(bytesOf(unicast(readProperty(1, 0, 1, 85)), 0))
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length', offset: 2 }])
    expect(last(dialogue)).toMatchObject({ function: 'confirmed 12', target: 'analog-input 1 present-value' })
  })

  test('an NPDU without an APDU has no function to count', () => {
    const dialogue = new Dialogue(bacnet).toServer(hex('81 0a 00 0b 01 20 00 0d 01 3d ff'))
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
    expect(dialogue.heard).toEqual([])
  })

  test('cut or wrong parameters are malformed', () => {
    expect(reasons(unicast(confirmed(1, 12, context(0, objectId(0, 1)))))).toEqual(['truncated'])
    expect(reasons(unicast(confirmed(1, 12, application(2, [1]), context(1, [85]))))).toEqual(['bad-value'])
    expect(reasons(bvll(0x0a, 2, 0, unconfirmed(8)))).toEqual(['bad-value'])
    expect(reasons(unicast(bytesOf(0x90, 1, 2)))).toEqual(['bad-value'])
    expect(reasons(hex('81 0a'))).toEqual(['truncated'])
  })
})

describe('points', () => {
  function sampling(): Dialogue {
    const dialogue = new Dialogue(bacnet)
    dialogue.samples = true
    return dialogue
  }

  test.each([
    ['a real', [4, [0x41, 0xa4, 0, 0]], '20.5'],
    ['an unsigned', [2, [1, 0]], '256'],
    ['an integer', [3, [0xff]], '-1'],
    ['a double', [5, [0x3f, 0xe0, 0, 0, 0, 0, 0, 0]], '0.5'],
    ['an enumerated', [9, [1]], '1'],
  ] as const)('the present value that a read brings, %s, is a value', (_, [tag, bytes], value) => {
    const dialogue = sampling().toServer(unicast(readProperty(7, 0, 1, 85)))
    dialogue.toClient(unicast(readAnswer(7, 0, 1, 85, application(tag, bytes))))
    expect(dialogue.values).toEqual([`analog-input 1 present-value = ${value}`])
    expect(dialogue.operations[0]?.points).toEqual([
      { name: 'analog-input 1 present-value', first: -1, count: 1, type: '', writes: false },
    ])
  })

  test('text has no value, and what describes an object is no point', () => {
    const dialogue = sampling().toServer(unicast(readProperty(7, 40, 1, 85)), unicast(readProperty(8, 2, 4, 77)))
    dialogue.toClient(unicast(readAnswer(7, 40, 1, 85, string('secret'))))
    expect(dialogue.values).toEqual([])
    expect(dialogue.operations[1]?.points).toEqual([])
  })

  test('several are read at once, and errors among them have none', () => {
    const one = (instance: number, results: number[]) => [...context(0, objectId(0, instance)), ...within(1, results)]
    const asked = [1, 2].flatMap((instance) => one(instance, context(0, [85])))
    const dialogue = sampling().toServer(unicast(confirmed(7, 14, asked)))
    const refused = [...context(2, [85]), ...within(5, application(9, [2]), application(9, [32]))]
    const told = [...context(2, [85]), ...within(4, application(2, [9]))]
    dialogue.toClient(unicast(complexAck(7, 14, one(1, refused), one(2, told))))
    expect(dialogue.operations[0]?.points.map(({ name }) => name)).toEqual([
      'analog-input 1 present-value',
      'analog-input 2 present-value',
    ])
    expect(dialogue.values).toEqual(['analog-input 2 present-value = 9'])
  })

  test('a write says what it writes', () => {
    const written = [context(0, objectId(1, 3)), context(1, [85]), within(3, application(4, [0x3f, 0x80, 0, 0]))]
    const dialogue = sampling().toServer(unicast(confirmed(7, 15, ...written, context(4, [8]))))
    expect(dialogue.values).toEqual(['analog-output 3 present-value = 1'])
    expect(dialogue.operations[0]?.points).toMatchObject([{ writes: true }])
  })

  test('a write of several properties says all that it writes', () => {
    const real = (value: number) => within(2, application(4, [value, 0x80, 0, 0]))
    const first = [...context(0, [85]), ...real(0x3f), ...context(3, [8])]
    const objects = [
      [...context(0, objectId(1, 3)), ...within(1, first, context(0, [104]), real(0x40))],
      [...context(0, objectId(1, 4)), ...within(1, context(0, [85]), within(2, application(0, [])))],
    ]
    const dialogue = sampling().toServer(unicast(confirmed(7, 16, ...objects)))
    expect(dialogue.values).toEqual(['analog-output 3 present-value = 1', 'analog-output 3 relinquish-default = 4'])
    expect(dialogue.operations[0]?.points.map(({ writes }) => writes)).toEqual([true, true, true])
  })

  const REAL = [0x41, 0xa4, 0, 0] as const
  const flags = [...context(0, [111]), ...within(2, application(8, [4, 0]))]
  const device = [...context(0, [9]), ...context(1, objectId(8, 12))]
  const changed = within(4, context(0, [85]), within(2, application(4, REAL)), flags)
  const one = [...device, ...context(2, objectId(0, 3)), ...context(3, [60]), ...changed]
  const inList = [
    ...context(0, objectId(0, 3)),
    ...within(1, context(0, [85]), within(2, application(4, REAL)), [0x3c, 1, 2, 3, 4]),
  ]
  const time = within(3, application(10, [126, 1, 1, 1]), application(11, [1, 2, 3, 4]))
  const several = [...device, ...context(2, [60]), ...time, ...within(4, inList)]
  test.each([
    ['confirmed', confirmed(7, 1, one), ' present-value, status-flags'],
    ['unconfirmed', unconfirmed(2, one), ' present-value, status-flags'],
    ['confirmed and of several objects', confirmed(7, 31, several), ' present-value'],
    ['unconfirmed and of several objects', unconfirmed(11, several), ' present-value'],
  ])('a notification, %s, says what changed, and to what', (_, apdu, named) => {
    const dialogue = sampling().toClient(unicast(apdu))
    expect(dialogue.heard[0]?.target).toBe(`analog-input 3${named}`)
    expect(dialogue.values).toEqual(['analog-input 3 present-value = 20.5'])
    expect(dialogue.operations[0]?.points).toMatchObject([{ name: 'analog-input 3 present-value', writes: false }])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('a notification that is cut names its object, and has no value', () => {
    const dialogue = sampling().toClient(unicast(unconfirmed(2, device, context(2, objectId(0, 3)))))
    expect(dialogue.heard[0]?.target).toBe('analog-input 3')
    expect(dialogue.values).toEqual([])
    expect(dialogue.observed('malformed')).toHaveLength(1)
  })

  test(`a request names at most ${MAX_POINTS} points`, () => {
    const objects = Array.from({ length: MAX_POINTS + 1 }, (_, at) => [
      ...context(0, objectId(0, at)),
      ...within(1, context(0, [85])),
    ])
    const dialogue = new Dialogue(bacnet).toServer(unicast(confirmed(7, 14, ...objects)))
    expect(dialogue.operations[0]?.points).toHaveLength(MAX_POINTS)
    expect(dialogue.heard[0]?.target).toMatch(/ \+61$/)
  })
})
