import { expect, test } from 'vitest'
import { zigbee } from '../../dissectors/zigbee/zigbee.ts'
import { euiBytes, wpanFrame } from '../../fixtures/generate/wpan-frame.ts'
import {
  aps,
  apsAck,
  apsCommand,
  type NwkFields,
  type ZclFields,
  zcl,
  zdp,
  zigbeeFrame,
} from '../../fixtures/generate/zigbee-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, hex, u16le, u32le } from '../support/packet.ts'

const HUB = 0
const LOCK = 0x2211
const EUI = '00:12:4b:00:14:b5:d9:04'
const OTHER_EUI = '00:12:4b:00:14:b5:d9:05'
const ENCRYPTED = hex('c1c2c3c4c5c6')
let sequence = 0

const next = () => {
  sequence = (sequence + 1) & 0xff
  return sequence
}
const down = (...payload: Bytes[]) => zigbeeFrame({ from: HUB, to: LOCK, sequence: next() }, ...payload)
const up = (...payload: Bytes[]) => zigbeeFrame({ from: LOCK, to: HUB, sequence: next() }, ...payload)
const command = (...bytes: number[]) => zigbeeFrame({ from: LOCK, to: HUB, sequence: next(), isCommand: true }, bytes)
const text = (value: string) => [0x42, value.length, ...ascii(value)]
const ask = (cluster: number, fields: ZclFields, ...data: (number | number[])[]) =>
  down(aps({ cluster }, zcl(fields, ...data)))
const answer = (cluster: number, fields: ZclFields, ...data: (number | number[])[]) =>
  up(aps({ cluster }, zcl({ fromServer: true, ...fields }, ...data)))
const dialogue = () => new Dialogue(zigbee)
const sums = ({ heard }: Dialogue) =>
  heard.map(({ role, name, target, class: of, status }) => `${role} ${name} | ${target} | ${of} ${status}`)

const HEADER = hex('0800 0000 1122 1e 05')
test.each<[string, Bytes, string]>([
  ['data', down(apsAck(6, 0x0104, 1, 1, 1)), 'yes'],
  ['a command', command(8, 0x60), 'yes'],
  ['an encrypted frame', zigbeeFrame({ from: HUB, to: LOCK, sequence: 1, securedBy: EUI }, ENCRYPTED), 'yes'],
  ['another version', wpanFrame({ from: 1, to: 2 }, hex('0400 0000 1122 1e 05 00 01')), 'no'],
  ['an inter-PAN frame', wpanFrame({ from: 1, to: 2 }, hex('0b00 0000 1122 1e 05 00 01')), 'no'],
  ['bits that are reserved', wpanFrame({ from: 1, to: 2 }, hex('0880 0000 1122 1e 05 00 01')), 'no'],
  [
    'a way to look for routes that does not exist',
    wpanFrame({ from: 1, to: 2 }, hex('8800 0000 1122 1e 05 00 01')),
    'no',
  ],
  ['a source that is a group', wpanFrame({ from: 1, to: 2 }, hex('0800 0000 fcff 1e 05 00 01')), 'no'],
  ['to all on the air, and to one in the network', wpanFrame({ from: 1, to: 0xffff }, HEADER, hex('0001')), 'no'],
  ['by an EUI-64 on the air', wpanFrame({ from: EUI, to: 2 }, HEADER, hex('0001')), 'no'],
  ['between two networks', wpanFrame({ from: 1, to: 2, sourcePan: 7 }, HEADER, hex('0001')), 'no'],
  ['nothing behind the header', wpanFrame({ from: 1, to: 2 }, HEADER), 'no'],
  ['an unknown command', wpanFrame({ from: 1, to: 2 }, hex('0900 0000 1122 1e 05 77')), 'no'],
  ['an application frame that does not exist', wpanFrame({ from: 1, to: 2 }, HEADER, hex('03')), 'no'],
  [
    'another key than that of the network',
    wpanFrame({ from: 1, to: 2 }, hex('0802 0000 1122 1e 05 30 01000000 00 aabbccdd ee')),
    'no',
  ],
  ['a security header cut short', wpanFrame({ from: 1, to: 2 }, hex('0802 0000 1122 1e 05 28 01')), 'no'],
  ['a frame of a multicast', wpanFrame({ from: 1, to: 0xffff }, hex('0801 0500 1122 1e 05 01 40 01')), 'yes'],
  ['a source route that ends nowhere', wpanFrame({ from: 1, to: 2 }, hex('0804 0000 1122 1e 05 09')), 'no'],
])('%s: %s', (_, bytes, verdict) => {
  expect(zigbee.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test.each<[string, Bytes, string | undefined]>([
  ['who asks a station', down(zdp(2, 1, u16le(LOCK))), 'to-server'],
  ['a station that answers', up(zdp(0x8002, 1, 0x80)), 'to-client'],
  ['an announcement', up(zdp(0x13, 1, u16le(LOCK))), undefined],
  ['a client of a cluster', ask(6, { isOfCluster: true, transaction: 1, command: 1 }), 'to-server'],
  ['what a server reports', answer(6, { transaction: 1, command: 10 }), 'to-client'],
  ['a private profile', up(aps({ cluster: 1, profile: 0xc25d }, hex('000001'))), undefined],
  ['a command', command(8, 0), undefined],
  ['an acknowledgement', up(apsAck(6, 0x0104, 1, 1, 1)), undefined],
  ['nothing of the library', up(aps({ cluster: 6 })), undefined],
])('the direction of %s', (_, bytes, direction) => {
  expect(zigbee.directionOf(cursorOver(bytes))).toBe(direction)
})

test('headers bind EUI-64 to short addresses, once', () => {
  const fields: NwkFields = { from: LOCK, to: HUB, sequence: 1, hopFrom: 0x18c0, sourceEui: EUI, targetEui: OTHER_EUI }
  const heard = dialogue().toClient(
    zigbeeFrame(fields, [8]),
    zigbeeFrame({ ...fields, securedBy: '00:12:4b:00:00:00:00:07' }, ENCRYPTED),
  )
  expect(heard.observed('binding').map(({ mac, ip }) => `${mac} ${ip}`)).toEqual([
    `${EUI} wpan-3359-2211`,
    `${OTHER_EUI} wpan-3359-0000`,
    '00:12:4b:00:00:00:00:07 wpan-3359-18c0',
  ])
})

test('what is encrypted is counted on each hop, and told as one message', () => {
  const fields: NwkFields = { from: LOCK, to: HUB, sequence: 9, securedBy: EUI }
  const heard = dialogue().toClient(
    zigbeeFrame(fields, ENCRYPTED),
    zigbeeFrame({ ...fields, hopFrom: 0x18c0 }, ENCRYPTED),
  )
  heard.toClient(zigbeeFrame({ ...fields, sequence: 10, isCommand: true }, ENCRYPTED))
  expect(sums(heard)).toEqual(['event Encrypted Data |  | unknown 0', 'event Encrypted Command |  | unknown 0'])
  expect(heard.observed('undecoded')).toHaveLength(3)
})

test('the same number is another frame later, and of the other side', () => {
  const toggle = (from: number, to: number) =>
    zigbeeFrame({ from, to, sequence: 77 }, aps({ cluster: 6 }, zcl({ isOfCluster: true, transaction: 1, command: 2 })))
  const heard = dialogue().toServer(toggle(HUB, LOCK), toggle(HUB, LOCK)).toClient(toggle(LOCK, HUB))
  expect(heard.heard).toHaveLength(2)
  expect(heard.after(10_000).toServer(toggle(HUB, LOCK)).heard).toHaveLength(3)
})

test('commands of the network say what goes wrong, who joins again, and who is a router', () => {
  const rejoined = zigbeeFrame(
    { from: LOCK, to: 0x55, sequence: 200, isCommand: true, targetEui: OTHER_EUI },
    [7, 0x66, 0, 0],
  )
  const refused = zigbeeFrame(
    { from: LOCK, to: 0x55, sequence: 201, isCommand: true, targetEui: OTHER_EUI },
    [7, 0xff, 0xff, 1],
  )
  const heard = dialogue().toServer(command(3, 0, 1, 1), command(3, 99, 1, 1), command(8, 0x60), rejoined, refused)
  expect(sums(heard)).toEqual([
    'event Network Status | no route available | alarm 0',
    'event Network Status | status 99 | alarm 0',
    'event Link Status |  | session 0',
    'response Rejoin Response |  | session 0',
    'response Rejoin Response |  | session 1',
  ])
  expect(heard.observed('identity')).toMatchObject([
    { about: 'wpan-3359-2211', facts: { 'device-type': 'Zigbee router' } },
  ])
  expect(heard.observed('binding')).toContainEqual({ kind: 'binding', mac: OTHER_EUI, ip: 'wpan-3359-0066' })
})

test('a key that is sent in clear is told, and never kept', () => {
  const heard = dialogue().toServer(down(apsCommand(5, 1, new Uint8Array(16).fill(0x5a), 0)), down(apsCommand(7)))
  expect(heard.observed('credential')).toEqual([
    { kind: 'credential', of: 'client', method: 'Zigbee Transport Key', account: '', protection: 'clear' },
  ])
  expect(JSON.stringify(heard.observations)).not.toMatch(/5a5a|ZZ/i)
})

test('who a station is stands in its announcement, descriptors and neighbours', () => {
  const neighbour = (short: number, kind: number) => [
    ...new Uint8Array(8),
    ...euiBytes(OTHER_EUI),
    ...u16le(short),
    kind,
    2,
    1,
    200,
  ]
  const heard = dialogue().toClient(
    up(zdp(0x13, 1, u16le(LOCK), euiBytes(EUI), 0x8e)),
    up(zdp(0x8002, 2, 0, u16le(LOCK), hex('02 40 80 5e10'))),
    up(zdp(0x8004, 3, 0, u16le(LOCK), 5, 2, u16le(0x0104), u16le(0x0302), 0)),
    up(zdp(0x8004, 4, 0, u16le(LOCK), 5, 3, u16le(0x7001), u16le(0x0302), 0)),
    up(zdp(0x8000, 5, 0, euiBytes(EUI), u16le(LOCK))),
    up(zdp(0x8031, 6, 0, 2, 0, 2, neighbour(0x18c0, 1), neighbour(0xffff, 3))),
  )
  expect(heard.observed('identity').map(({ about, facts }) => [about, facts])).toEqual([
    ['wpan-3359-2211', { capability: 'mains powered, receiver on when idle' }],
    [
      'wpan-3359-2211',
      {
        'device-type': 'Zigbee end device',
        'vendor-id': '0x105e',
        capability: 'not mains powered, receiver off when idle',
      },
    ],
    ['wpan-3359-2211', { description: 'endpoint 2: Home Automation Temperature Sensor' }],
    ['wpan-3359-2211', { description: 'endpoint 3: profile 0x7001 device 0x0302' }],
    ['wpan-3359-18c0', { 'device-type': 'Zigbee router' }],
  ])
  expect(heard.observed('topology')).toEqual([
    { kind: 'topology', relation: 'neighbour-of', of: 'server', other: 'wpan-3359-18c0' },
  ])
  expect(heard.observed('binding').map(({ ip }) => ip)).toEqual(['wpan-3359-2211', 'wpan-3359-18c0'])
})

test('stations are asked and answer by the number of their transaction', () => {
  const heard = dialogue()
    .toServer(down(zdp(0x06, 8, 0)), down(zdp(0x21, 9, 0)))
    .toClient(up(zdp(0x8021, 9, 0)), up(zdp(0x8006, 8, 0x82)))
  expect(sums(heard)).toEqual([
    'request Match_Desc |  | discover 0',
    'request Bind |  | configure 0',
    'response Bind |  | configure 0',
    'response Match_Desc |  | discover 130',
  ])
})

const READ_BASIC = [4, 5, 0x4000].map(u16le)
test('the Basic cluster says who a device is, once', () => {
  const told = () =>
    answer(
      0,
      { transaction: 1, command: 1 },
      [4, 0, 0, ...text('Example')],
      [5, 0, 0, ...text('TH-1')],
      [3, 0, 0, 0x20, 2],
      [7, 0, 0x86],
    )
  const heard = dialogue()
    .toServer(ask(0, { transaction: 1, command: 0 }, ...READ_BASIC))
    .toClient(told(), told())
  expect(sums(heard)).toEqual([
    'request Read Attributes | endpoint 1 Basic | read 0',
    'response Read Attributes | endpoint 1 Basic | read 0',
    'response Read Attributes Response | endpoint 1 Basic | read 0',
  ])
  expect(heard.observed('identity')).toMatchObject([
    { of: 'server', facts: { vendor: 'Example', model: 'TH-1', hardware: '2' } },
  ])
})

test('a text that is not there says nothing, and nor does a list', () => {
  const heard = dialogue().toClient(
    answer(0, { transaction: 1, command: 1 }, [4, 0, 0, 0x42, 0xff], [5, 0, 0, 0x48, 1, 2, 3]),
  )
  expect(heard.observed('identity')).toEqual([])
  expect(heard.observed('malformed')).toEqual([])
})

test('what none of its attributes could be read of is refused', () => {
  const heard = dialogue()
    .toServer(ask(6, { transaction: 3, command: 0 }, u16le(9)))
    .toClient(answer(6, { transaction: 3, command: 1 }, [9, 0, 0x86]))
  expect(sums(heard).at(-1)).toBe('response Read Attributes | endpoint 1 On/Off | read 134')
})

test('values are numbers and states, of all types, and no texts', () => {
  const heard = dialogue()
  heard.samples = true
  const values: number[][] = [
    [0, 0, 0x10, 1],
    [1, 0, 0x21, 0x10, 0x27],
    [2, 0, 0x29, 0xf6, 0xff],
    [3, 0, 0x2a, 0xff, 0xff, 0xff],
    [4, 0, 0x39, 0, 0, 0xc0, 0x3f],
    [5, 0, 0x30, 7],
    [6, 0, 0x19, 3, 1],
    [7, 0, 0x25, 1, 0, 0, 0, 0, 1],
    [8, 0, ...text('4711')],
    [9, 0, 0x43, 2, 0, 1, 2],
    [10, 0, 0x44, 0xff, 0xff],
    [11, 0, 0xf1, ...new Uint8Array(16)],
    [12, 0, 0x10, 0],
  ]
  heard.toClient(answer(6, { transaction: 1, command: 10 }, ...values))
  const name = 'endpoint 1 On/Off'
  expect(heard.values).toEqual([
    `${name} OnOff = true`,
    `${name} attribute 0x0001 = 10000`,
    `${name} attribute 0x0002 = -10`,
    `${name} attribute 0x0003 = -1`,
    `${name} attribute 0x0004 = 1.5`,
    `${name} attribute 0x0005 = 7`,
    `${name} attribute 0x0006 = 259`,
    `${name} attribute 0x0007 = 1099511627777`,
    `${name} attribute 0x000c = false`,
  ])
  expect(heard.operations[0]?.points.slice(0, 4)).toMatchObject([
    { name: `${name} OnOff`, type: 'boolean', writes: false },
    { type: 'uint16' },
    { type: 'int16' },
    { type: 'int24' },
  ])
})

test('what is written and how it is reported are told with what became of it', () => {
  const heard = dialogue()
    .toServer(ask(0x0201, { transaction: 4, command: 2 }, [0x12, 0, 0x29, 0x34, 8]))
    .toClient(answer(0x0201, { transaction: 4, command: 4 }, 0x88, 0x12, 0))
    .toServer(
      ask(
        0x0201,
        { transaction: 5, command: 6 },
        [0, 0, 0, 0x29, 1, 0, 2, 0, 3, 0],
        [1, 1, 0, 9, 0],
        [0, 2, 0, 0x10, 1, 0, 2, 0],
      ),
    )
    .toClient(answer(0x0201, { transaction: 5, command: 7 }, 0))
    .toServer(ask(0x0201, { transaction: 6, command: 5 }, [0x12, 0, 0x29, 0x34, 8]))
  expect(sums(heard)).toEqual([
    'request Write Attributes | endpoint 1 Thermostat | write 0',
    'response Write Attributes | endpoint 1 Thermostat | write 136',
    'request Configure Reporting | endpoint 1 Thermostat | configure 0',
    'response Configure Reporting | endpoint 1 Thermostat | configure 0',
    'order Write Attributes No Response | endpoint 1 Thermostat | write 0',
  ])
  expect(heard.operations[0]?.points).toMatchObject([
    { name: 'endpoint 1 Thermostat OccupiedHeatingSetpoint', writes: true },
  ])
  expect(heard.observed('malformed')).toEqual([])
})

test('commands are what their cluster says, and a PIN is never told', () => {
  const heard = dialogue()
    .toServer(ask(0x0101, { isOfCluster: true, transaction: 8, command: 1 }, 4, ascii('4711')))
    .toClient(answer(0x0101, { isOfCluster: true, transaction: 8, command: 1 }, 0))
    .toClient(answer(0x0101, { isOfCluster: true, transaction: 9, command: 32 }, 1, 2))
    .toServer(ask(6, { isOfCluster: true, transaction: 10, command: 1, wantsNoDefault: true }))
    .toServer(down(aps({ cluster: 6, group: 5 }, zcl({ isOfCluster: true, transaction: 11, command: 0 }))))
    .toServer(ask(8, { isOfCluster: true, transaction: 12, command: 4 }, 128))
    .toClient(answer(8, { transaction: 12, command: 0x0b }, 4, 0x81))
  expect(sums(heard)).toEqual([
    'request Unlock Door | endpoint 1 Door Lock | control 0',
    'response Unlock Door | endpoint 1 Door Lock | control 0',
    'event Operating Event Notification | endpoint 1 Door Lock | alarm 0',
    'order On | endpoint 1 On/Off | control 0',
    'order Off | group 5 On/Off | control 0',
    'request Move to Level with On/Off | endpoint 1 Level Control | control 0',
    'response Move to Level with On/Off | endpoint 1 Level Control | control 129',
  ])
  expect(JSON.stringify([heard.heard, heard.observations])).not.toContain('4711')
})

test.each<[string, Bytes, string, number]>([
  [
    'a command of a maker',
    ask(6, { isOfCluster: true, transaction: 1, command: 1, maker: 0x105e }),
    'unknown-function',
    0x100_0000 + 6 * 0x200 + 1,
  ],
  [
    'one of the server of a cluster without a name',
    answer(0xfc01, { isOfCluster: true, transaction: 1, command: 2 }),
    'unknown-function',
    0x100_0000 + 0xfc01 * 0x200 + 0x102,
  ],
  ['a general command', ask(6, { transaction: 1, command: 0x7f }), 'unknown-function', 0x4_007f],
  ['a message to stations', down(zdp(0x77, 1)), 'unknown-function', 0x3_0077],
  ['a command of the application layer', down(apsCommand(0x44)), 'unknown-function', 0x2_0044],
  ['a private profile', down(aps({ cluster: 1, profile: 0xc25d }, hex('000001'))), 'unsupported', 3],
  ['a later part', down(aps({ cluster: 0, part: [2, 1] }, hex('0102'))), 'unsupported', 5],
  ['an encrypted message', down(aps({ cluster: 6, isSecured: true }, hex('0102'))), 'encrypted', 4],
])('%s is not decoded', (_, bytes, reason, code) => {
  const heard = dialogue().toServer(bytes)
  expect(heard.observed('undecoded')).toEqual([{ kind: 'undecoded', reason, code }])
  expect(zigbee.describe(code).name).not.toBe('')
})

test('the first part of a long message is read as far as it goes', () => {
  const part = up(
    aps(
      { cluster: 6, part: [1, 2] },
      zcl({ fromServer: true, transaction: 1, command: 10 }, [0, 0, 0x10, 1], [1, 0, 0x21, 5]),
    ),
  )
  const heard = dialogue().toClient(part)
  expect(sums(heard)).toEqual(['event Report Attributes | endpoint 1 On/Off | publish 0'])
  expect(heard.observed('malformed')).toEqual([])
})

test('light link speaks the cluster library, and an acknowledgement of a command has no endpoints', () => {
  const heard = dialogue().toServer(
    down(aps({ cluster: 6, profile: 0xc05e }, zcl({ isOfCluster: true, transaction: 1, command: 2 }))),
    down(bytesOf(0x12, 7)),
    down(bytesOf(0x82, 1, u16le(6), u16le(0x0104), 1, 7, 1, 0, 1)),
  )
  expect(heard.heard.map(({ name }) => name)).toEqual(['Toggle', 'APS Acknowledgement', 'APS Acknowledgement'])
  expect(heard.observed('malformed')).toEqual([])
})

test.each<[string, Bytes]>([
  ['half a header', down(apsAck(6, 1, 1, 1, 1)).slice(0, 12)],
  ['an application header', down(bytesOf(0, 1, 6))],
  ['a header of the library', down(aps({ cluster: 6 }, bytesOf(1, 2)))],
  ['a value', down(aps({ cluster: 6 }, zcl({ transaction: 2, command: 10 }, u16le(0), 0x21, 5)))],
  ['a descriptor', up(zdp(0x8002, 7, 0, u16le(LOCK), 1, 0x40))],
  ['an announcement', up(zdp(0x13, 7, u16le(LOCK), 1, 2))],
  ['a simple descriptor', up(zdp(0x8004, 7, 0, u16le(LOCK), 5, 1))],
  ['addresses', up(zdp(0x8001, 7, 0, u32le(1)))],
  ['a message to stations', down(aps({ cluster: 2, profile: 0, to: 0, from: 0 }))],
  ['a status of the network', command(3)],
  ['a command of the application layer', down(bytesOf(1, 9))],
])('%s that is cut short is malformed', (_, bytes) => {
  expect(dialogue().toServer(bytes).observed('malformed')).toMatchObject([{ reason: 'truncated' }])
})

test('names are there for all codes', () => {
  expect([99, 0x1_0063, 0x2_0063].map((code) => zigbee.describe(code))).toEqual([
    { function: '99', name: 'frame 99' },
    { function: 'nwk.99', name: 'network command 99' },
    { function: 'aps.99', name: 'APS command 99' },
  ])
})

test('a report is one operation, however often it comes', () => {
  const report = () => answer(0x0402, { transaction: 1, command: 10 }, [0, 0, 0x29, 1, 8])
  const { operations } = dialogue().toClient(report(), report())
  expect(operations).toHaveLength(2)
  expect(operations[0]).toBe(operations[1])
})
