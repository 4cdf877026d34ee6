import { expect, test } from 'vitest'
import { canopen } from '../../dissectors/canopen/canopen.ts'
import { MAX_GATHERED } from '../../dissectors/canopen/sdo-transfer.ts'
import { socketCan } from '../../fixtures/generate/can-frame.ts'
import { fill, sdo, sdoAnswer } from '../../fixtures/generate/canopen-frame.ts'
import { Dialogue } from '../support/dialogue.ts'
import { ascii, u16le, u32le } from '../support/packet.ts'

const NODE = 5
const fromClient = (...data: number[]) => socketCan(0x600 + NODE, fill(data))
const fromNode = (...data: number[]) => socketCan(0x580 + NODE, fill(data))

const rows = ({ heard }: Dialogue) => heard.map(({ role, name, target, status }) => [role, name, target, status])
const facts = (dialogue: Dialogue) => dialogue.observed('identity').map((each) => each.facts)

/** A read in segments of seven bytes. */
function read(dialogue: Dialogue, index: number, text: string): Dialogue {
  const bytes = ascii(text)
  dialogue.toServer(sdo(NODE, 0x40, index, 0)).toClient(sdoAnswer(NODE, 0x41, index, 0, ...u32le(bytes.length)))
  for (let at = 0, turn = 0; at < bytes.length; at += 7, turn ^= 0x10) {
    const part = bytes.slice(at, at + 7)
    dialogue.toServer(fromClient(0x60 + turn))
    dialogue.toClient(fromNode(turn + ((7 - part.length) << 1) + (at + 7 >= bytes.length ? 1 : 0), ...part))
  }
  return dialogue
}

test.each([
  [0x1f50, 1, 'download', '0x1f50:01 program data'],
  [0x1f51, 1, 'mode', '0x1f51:01 program control'],
  [0x1010, 1, 'configure', '0x1010:01 store parameters'],
  [0x1011, 4, 'configure', '0x1011:04 restore default parameters'],
  [0x1a02, 1, 'configure', '0x1a02:01 TPDO mapping'],
  [0x6040, 0, 'control', '0x6040:00 controlword'],
  [0x60ff, 0, 'write', '0x60ff:00'],
])('a write of 0x%s:%d is of class %s', (index, sub, kind, target) => {
  const dialogue = new Dialogue(canopen).toServer(sdo(NODE, 0x2b, index, sub, 1, 0))
  dialogue.toClient(sdoAnswer(NODE, 0x60, index, sub))
  expect(dialogue.heard).toMatchObject([
    { role: 'request', name: 'SDO download', class: kind, target },
    { role: 'response', name: 'SDO download', class: kind, target, status: 0 },
  ])
})

test('who a node is comes in four numbers and a type, once', () => {
  const dialogue = new Dialogue(canopen)
  const values = [0x555, 0x6220_0001, 0, 815]
  for (const round of [1, 2]) {
    for (const [at, value] of values.entries()) {
      dialogue.toServer(sdo(NODE, 0x40, 0x1018, at + 1))
      dialogue.toClient(sdoAnswer(NODE, 0x43, 0x1018, at + 1, ...u32le(value)))
    }
    dialogue.toServer(sdo(NODE, 0x40, 0x1000, 0)).toClient(sdoAnswer(NODE, 0x43, 0x1000, 0, ...u32le(0x0002_0192)))
    expect(dialogue.heard).toHaveLength(10 * round)
  }
  expect(facts(dialogue)).toEqual([
    { 'vendor-id': '0x00000555' },
    { 'product-code': '0x62200001' },
    { serial: '815' },
    { 'device-type': 'drives and motion control' },
  ])
  expect(dialogue.heard.every((each) => each.class === 'discover')).toBe(true)
})

test('a device of no profile, or of one that has no name here', () => {
  const dialogue = new Dialogue(canopen)
  for (const type of [0, 0x0000_01a4]) dialogue.toClient(sdoAnswer(NODE, 0x43, 0x1000, 0, ...u32le(type)))
  expect(facts(dialogue)).toEqual([{ 'device-type': 'CiA profile 420' }])
})

test.each([
  [0x1008, 'product', 'SERVO-DRIVE 4.2kW'],
  [0x1009, 'hardware', 'B2'],
  [0x100a, 'firmware', '2.14.0-rc1'],
])('a text is put together from segments: object 0x%s is the %s', (index, fact, text) => {
  expect(facts(read(new Dialogue(canopen), index, text))).toEqual([{ [fact]: text }])
})

test('a text of four bytes comes at once', () => {
  const dialogue = new Dialogue(canopen).toClient(sdoAnswer(NODE, 0x47, 0x100a, 0, ...ascii('1.2')))
  expect(facts(dialogue)).toEqual([{ firmware: '1.2' }])
  expect(rows(dialogue)).toEqual([['response', 'SDO upload', '0x100a:00 software version', 0]])
})

test('segments are of the transfer that has begun, until it is over', () => {
  const dialogue = read(new Dialogue(canopen), 0x1008, 'DI16 module').toServer(fromClient(0x60))
  dialogue.toServer(sdo(NODE, 0x21, 0x2000, 0, ...u32le(9))).toClient(sdoAnswer(NODE, 0x60, 0x2000, 0))
  dialogue.toServer(fromClient(0x00, ...ascii('secret1'))).toClient(fromNode(0x20))
  const names = dialogue.heard.map(({ role, name, target }) => `${role} ${name} ${target}`)
  expect(names.slice(6)).toEqual([
    'request SDO upload segment ',
    'request SDO download 0x2000:00',
    'response SDO download 0x2000:00',
    'request SDO download 0x2000:00',
    'response SDO download 0x2000:00',
  ])
  expect(JSON.stringify(dialogue.observations)).not.toContain('secret1')
})

test('more than there is room for is no name', () => {
  expect(facts(read(new Dialogue(canopen), 0x1008, 'x'.repeat(MAX_GATHERED)))).toHaveLength(1)
  expect(facts(read(new Dialogue(canopen), 0x1008, 'x'.repeat(MAX_GATHERED + 1)))).toEqual([])
})

test('what a node refuses is the answer to what was asked', () => {
  const dialogue = new Dialogue(canopen).toServer(sdo(NODE, 0x40, 0x5fff, 0))
  dialogue.toClient(sdoAnswer(NODE, 0x80, 0x5fff, 0, ...u32le(0x0602_0000)))
  dialogue.toClient(sdoAnswer(NODE, 0x80, 0x5fff, 0))
  dialogue.toServer(sdo(NODE, 0x40, 0x1003, 1), sdo(NODE, 0x80, 0x1003, 1, ...u32le(0x0504_0000)))
  expect(rows(dialogue)).toEqual([
    ['request', 'SDO upload', '0x5fff:00', 0],
    ['response', 'SDO upload', '0x5fff:00', 0x0602_0000],
    ['response', 'SDO abort', '0x5fff:00', 1],
    ['request', 'SDO upload', '0x1003:01 errors', 0],
    ['event', 'SDO abort', '0x1003:01 errors', 0x0504_0000],
  ])
})

test('a transfer that is over is refused no more', () => {
  const dialogue = new Dialogue(canopen).toServer(sdo(NODE, 0x2b, 0x6040, 0, ...u16le(6)))
  dialogue.toClient(sdoAnswer(NODE, 0x60, 0x6040, 0), sdoAnswer(NODE, 0x80, 0x6041, 0, ...u32le(0x0800_0000)))
  expect(rows(dialogue).at(-1)).toEqual(['response', 'SDO abort', '0x6041:00 statusword', 0x0800_0000])
})

test('an answer to another object than was asked is its own', () => {
  const dialogue = new Dialogue(canopen).toServer(sdo(NODE, 0x40, 0x1000, 0))
  dialogue.toClient(sdoAnswer(NODE, 0x4f, 0x1001, 0, 1))
  expect(rows(dialogue)[1]).toEqual(['response', 'SDO upload', '0x1001:00 error register', 0])
})

test('a block of segments is one transfer; what was lost comes again', () => {
  const dialogue = new Dialogue(canopen).toServer(sdo(NODE, 0xc6, 0x1f50, 1, ...u32le(28)))
  dialogue.toClient(sdoAnswer(NODE, 0xa4, 0x1f50, 1, 3))
  dialogue.toServer(...[1, 2, 3].map((number) => fromClient(number, 0x80, 0x40))).toClient(fromNode(0xa2, 2, 3))
  dialogue.toServer(fromClient(0x01), fromClient(0x82)).toClient(fromNode(0xa2, 2, 3))
  dialogue.toServer(fromClient(0xc1)).toClient(fromNode(0xa1))
  const target = '0x1f50:01 program data'
  const row = (role: string) => [role, 'SDO block download', target, 0]
  expect(rows(dialogue)).toEqual([
    row('request'),
    row('response'),
    ...new Array(7).fill(row('event')),
    row('request'),
    row('response'),
  ])
  expect(new Set(dialogue.operations).size).toBe(1)
})

test('either side aborts amid a block', () => {
  const dialogue = new Dialogue(canopen)
    .toServer(sdo(NODE, 0xc2, 0x1f50, 1))
    .toClient(sdoAnswer(NODE, 0xa0, 0x1f50, 1, 9))
  dialogue.toServer(fromClient(1), sdo(NODE, 0x80, 0x1f50, 1, ...u32le(0x0800_0000)), sdo(NODE, 0x40, 0x1000, 0))
  expect(dialogue.heard.slice(-2).map(({ name }) => name)).toEqual(['SDO abort', 'SDO upload'])
})

test('a name is read in blocks', () => {
  const dialogue = new Dialogue(canopen).toServer(sdo(NODE, 0xa4, 0x1008, 0, 2))
  dialogue.toClient(sdoAnswer(NODE, 0xc2, 0x1008, 0, ...u32le(17))).toServer(fromClient(0xa3))
  dialogue.toClient(fromNode(1, ...ascii('SERVO-D')), fromNode(2, ...ascii('RIVE 70'))).toServer(fromClient(0xa2, 2, 2))
  dialogue.toClient(fromNode(0x81, ...ascii('/10'))).toServer(fromClient(0xa2, 1, 2))
  dialogue.toClient(fromNode(0xc1 + (4 << 2))).toServer(fromClient(0xa1))
  expect(facts(dialogue)).toEqual([{ product: 'SERVO-DRIVE 70/10' }])
})

test.each([
  ['a segment that is missing', [1, 3], 3],
  ['a block that comes again in part', [1, 2], 1],
])('%s leaves no name', (_, numbers, acknowledged) => {
  const dialogue = new Dialogue(canopen).toServer(sdo(NODE, 0xa4, 0x1008, 0, 3))
  dialogue.toClient(sdoAnswer(NODE, 0xc2, 0x1008, 0, ...u32le(17))).toServer(fromClient(0xa3))
  for (const number of numbers) dialogue.toClient(fromNode(number, ...ascii('SERVO-D')))
  dialogue
    .toClient(fromNode(0x80 + Math.max(...numbers) + 1, ...ascii('/10')))
    .toServer(fromClient(0xa2, acknowledged, 3))
  dialogue.toClient(fromNode(0xc1)).toServer(fromClient(0xa1))
  expect(facts(dialogue)).toEqual([])
})

test('parts of transfers whose beginning was not seen have no object', () => {
  const dialogue = new Dialogue(canopen).toServer(
    fromClient(0x60),
    fromClient(0x00, 1),
    fromClient(0xc1),
    fromClient(0xa1),
  )
  dialogue.toClient(fromNode(0x01, 1), fromNode(0x20), fromNode(0xa2, 1, 1), fromNode(0xa1), fromNode(0xc1))
  expect(dialogue.heard.every(({ target, class: kind }) => target === '' && kind === 'unknown')).toBe(true)
  expect(dialogue.heard).toHaveLength(9)
})
