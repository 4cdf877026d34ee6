import { expect, test } from 'vitest'
import { canopen } from '../../dissectors/canopen/canopen.ts'
import { REMOTE, socketCan } from '../../fixtures/generate/can-frame.ts'
import {
  emergency,
  errorControl,
  fill,
  lss,
  lssAnswer,
  nmt,
  sdo,
  sdoAnswer,
  sync,
} from '../../fixtures/generate/canopen-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { u16le, u32le } from '../support/packet.ts'

const NODE = 5
const FD = 4

const sums = ({ heard }: Dialogue) =>
  heard.map(({ role, name, class: kind, target }) =>
    [role, name, kind, target].filter((text) => text !== '').join(' | '),
  )

test.each([
  ['a command of NMT', nmt(1, 0), 'yes'],
  ['SYNC', sync(), 'yes'],
  ['SYNC with a counter', socketCan(0x80, [7]), 'yes'],
  ['an emergency', emergency(NODE, 0x8110, 1), 'yes'],
  ['TIME', socketCan(0x100, [0, 0, 0, 0, 0, 0]), 'yes'],
  ['a PDO', socketCan(0x185, [1]), 'yes'],
  ['an SDO', sdo(NODE, 0x40, 0x1000, 0), 'yes'],
  ['a heartbeat', errorControl(NODE, 5), 'yes'],
  ['what asks for one', socketCan(REMOTE + 0x705, []), 'yes'],
  ['LSS', lss(0x5a), 'yes'],
  ['half an SDO', socketCan(0x605, [0x40, 0, 0x10]), 'no'],
  ['a heartbeat of two bytes', socketCan(0x705, [5, 0]), 'no'],
  ['what asks for a PDO', socketCan(REMOTE + 0x185, []), 'no'],
  ['a request of a tester, by an identifier of LSS', socketCan(0x7e5, fill([0x02, 0x10, 0x03])), 'no'],
  ['an identifier that is restricted', socketCan(0x101, [1]), 'no'],
  ['an identifier of 29 bits', socketCan(0x8000_0185, [1]), 'no'],
  ['a frame of CAN FD', socketCan(0x185, [1], FD), 'no'],
  ['half a header', sync().slice(0, 5), 'no'],
  ['a length that is another', socketCan(0x185, [1, 2]).slice(0, 9), 'no'],
])('%s: %s', (_, bytes, verdict) => {
  expect(canopen.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test.each([
  ['a request of SDO', sdo(NODE, 0x40, 0x1000, 0), 'to-server'],
  ['its answer', sdoAnswer(NODE, 0x43, 0x1000, 0), 'to-client'],
  ['LSS of a master', lss(0x5a), 'to-server'],
  ['LSS of a node', lssAnswer(0x5a), 'to-client'],
  ['a PDO', socketCan(0x185, [1]), 'to-server'],
  ['half a header', sync().slice(0, 5), undefined],
])('%s goes %s', (_, bytes, direction) => {
  expect(canopen.directionOf(cursorOver(bytes))).toBe(direction)
})

test.each([
  [1, 'Start remote node'],
  [2, 'Stop remote node'],
  [128, 'Enter pre-operational'],
  [129, 'Reset node'],
  [130, 'Reset communication'],
])('command %d of NMT is an order: %s', (command, name) => {
  const dialogue = new Dialogue(canopen).toServer(nmt(command, 0), nmt(command, NODE))
  expect(sums(dialogue)).toEqual([`order | ${name} | mode | all nodes`, `order | ${name} | mode | node 5`])
  expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', facts: { role: 'CANopen master' } }])
})

test('PDOs are told by their number', () => {
  const frames = [0x185, 0x205, 0x285, 0x305, 0x385, 0x405, 0x485, 0x505].map((id) => socketCan(id, [1]))
  const names = new Dialogue(canopen).toServer(...frames).heard.map(({ name }) => name)
  expect(names).toEqual(['TPDO 1', 'RPDO 1', 'TPDO 2', 'RPDO 2', 'TPDO 3', 'RPDO 3', 'TPDO 4', 'RPDO 4'])
})

test('an emergency is an alarm with its error, and says so when it is over', () => {
  const dialogue = new Dialogue(canopen).toServer(
    emergency(NODE, 0x8130, 0x11),
    emergency(NODE, 0xff01, 0x81),
    emergency(NODE, 0x1234, 1),
    emergency(NODE, 0, 0),
  )
  expect(dialogue.heard.map(({ class: kind, target, status }) => [kind, target, status])).toEqual([
    ['alarm', 'error 0x8130 monitoring', 0x8130],
    ['alarm', 'error 0xff01 device specific', 0xff01],
    ['alarm', 'error 0x1234 generic', 0x1234],
    ['alarm', 'error reset or no error', 0],
  ])
})

test('the state of a node is told when it is another one, with or without a bit that turns', () => {
  const dialogue = new Dialogue(canopen).toServer(
    ...[0, 127, 127, 5, 5].map((state) => errorControl(NODE, state)),
    socketCan(REMOTE + 0x705, []),
    errorControl(NODE, 0x84),
  )
  expect(dialogue.heard.map(({ name }) => name)).toEqual([
    'Boot-up',
    ...new Array(4).fill('Heartbeat'),
    'Node guarding request',
    'Heartbeat',
  ])
  expect(dialogue.observed('identity').map(({ facts }) => facts.mode)).toEqual([
    'pre-operational',
    'pre-operational',
    'operational',
    'stopped',
  ])
})

test('a state that goes on is told once a minute', () => {
  const dialogue = new Dialogue(canopen)
  for (let second = 0; second < 130; second++) dialogue.at(second * 1000).toServer(errorControl(NODE, 5))
  expect(dialogue.observed('identity')).toHaveLength(3)
})

test('cyclic frames are one operation each', () => {
  const dialogue = new Dialogue(canopen)
  for (let cycle = 0; cycle < 10; cycle++) dialogue.toServer(sync(), socketCan(0x185, [cycle]), errorControl(NODE, 5))
  expect(new Set(dialogue.operations).size).toBe(3)
})

test('LSS: what is asked is answered, with its error; what is for all is an order', () => {
  const dialogue = new Dialogue(canopen)
  dialogue.toServer(lss(0x04, 1), lss(0x11, 7)).toClient(lssAnswer(0x11, 0))
  dialogue
    .toServer(lss(0x13, 0, 2))
    .toClient(lssAnswer(0x13, 1))
    .toServer(lss(0x17))
    .toClient(lssAnswer(0x17, 0xff, 3))
  dialogue
    .toServer(lss(0x5a))
    .toClient(lssAnswer(0x5a, ...u32le(0x555)))
    .toServer(lss(0x51, 0, 0, 0, 0, 0x80))
  dialogue.toClient(lssAnswer(0x4f)).toServer(lss(0x04, 0)).toClient(lssAnswer(0x17, 2))
  expect(dialogue.heard.map(({ role, name, target, status }) => [role, name, target, status])).toEqual([
    ['order', 'LSS Switch state global', 'configuration', 0],
    ['request', 'LSS Configure node-ID', 'node 7', 0],
    ['response', 'LSS Configure node-ID', 'node 7', 0],
    ['request', 'LSS Configure bit timing', '', 0],
    ['response', 'LSS Configure bit timing', '', 1],
    ['request', 'LSS Store configuration', '', 0],
    ['response', 'LSS Store configuration', '', 0xff],
    ['request', 'LSS Inquire vendor', '', 0],
    ['response', 'LSS Inquire vendor', '', 0],
    ['order', 'LSS Fastscan', '', 0],
    ['event', 'LSS Identified', '', 0],
    ['order', 'LSS Switch state global', 'waiting', 0],
    ['response', 'LSS Store configuration', '', 2],
  ])
})

test.each([
  ['a header cut short', sync().slice(0, 6), 'truncated'],
  ['a command of one byte', socketCan(0, [1]), 'bad-length'],
  ['an emergency of two', socketCan(0x85, u16le(0x8110)), 'bad-length'],
  ['an SDO of three', socketCan(0x605, [0x40, 0, 0x10]), 'truncated'],
  ['LSS of one', socketCan(0x7e5, [0x5a]), 'truncated'],
  ['a state that there is none', errorControl(NODE, 9), 'bad-value'],
  ['a node beyond all', nmt(1, 200), 'bad-value'],
])('%s is malformed: %s', (_, bytes, reason) => {
  expect(new Dialogue(canopen).toServer(bytes).observed('malformed')).toMatchObject([{ reason }])
})

test.each([
  ['NMT', nmt(77, NODE), 'NMT command 77'],
  ['SDO', sdo(NODE, 0xff, 0x1000, 0), 'SDO command 255'],
  ['LSS', lss(0x99), 'LSS command 153'],
])('a command of %s that nobody knows is not decoded', (_, bytes, name) => {
  const dialogue = new Dialogue(canopen).toServer(bytes)
  expect(dialogue.heard).toMatchObject([{ name, class: 'unknown' }])
  expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function' }])
})
