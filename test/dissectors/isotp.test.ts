import { expect, test } from 'vitest'
import { isotp } from '../../dissectors/isotp/isotp.ts'
import { socketCan } from '../../fixtures/generate/can-frame.ts'
import { fill, lss, lssAnswer } from '../../fixtures/generate/canopen-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, u16 } from '../support/packet.ts'

const FD = 4
const request = (...service: number[]) => socketCan(0x7e0, fill([service.length, ...service]))
const answer = (...service: number[]) => socketCan(0x7e8, fill([service.length, ...service]))
const VIN = [0x62, 0xf1, 0x90, ...ascii('1M8GDM9AXKP042788')]

test.each([
  ['a service', request(0x10, 3), 'yes'],
  ['a service to all', socketCan(0x7df, [2, 1, 0]), 'yes'],
  ['an answer', answer(0x50, 3), 'yes'],
  ['the first of several frames', socketCan(0x7e8, [...u16(0x1014), ...VIN.slice(0, 6)]), 'yes'],
  ['a frame behind it', socketCan(0x7e8, fill([0x21, 1])), 'yes'],
  ['leave to go on', socketCan(0x7e0, [0x30, 0, 0]), 'yes'],
  ['more than 8 bytes', socketCan(0x7e0, [0, 9, 0x22, ...new Array<number>(9).fill(0)], FD), 'yes'],
  ['leave of a kind that there is none', socketCan(0x7e0, [0x33, 0, 0]), 'no'],
  ['a frame of a kind that there is none', socketCan(0x7e0, fill([0x40])), 'no'],
  ['a length that is more than there is', socketCan(0x7e0, [7, 0x10, 3]), 'no'],
  ['a service that there is none', request(0x3b, 3), 'no'],
  ['an identifier of no tester', socketCan(0x6e0, [2, 0x10, 3]), 'no'],
  ['a frame behind another without data', socketCan(0x7e8, [0x21]), 'no'],
  ['a frame without data', socketCan(0x7e0, []), 'no'],
  ['an identifier of 29 bits', socketCan(0x8000_07e0, [2, 0x10, 3]), 'no'],
  ['a master of CANopen that puts nodes into configuration', lss(0x04, 1), 'no'],
  ['a node of CANopen that has stored it', lssAnswer(0x17, 0), 'no'],
  ['half a header', request(0x10, 3).slice(0, 5), 'no'],
  ['a length that is another', request(0x10, 3).slice(0, 11), 'no'],
])('%s: %s', (_, bytes, verdict) => {
  expect(isotp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test.each([
  ['what is asked', request(0x10, 3), 'to-server'],
  ['what all are asked', socketCan(0x7df, [2, 1, 0]), 'to-server'],
  ['what an ECU says', socketCan(0x7ef, [0x30, 0, 0]), 'to-client'],
  ['another identifier', socketCan(0x123, [1]), undefined],
  ['half a header', request(0x10, 3).slice(0, 5), undefined],
])('%s goes %s', (_, bytes, direction) => {
  expect(isotp.directionOf(cursorOver(bytes))).toBe(direction)
})

test('services are put together from frames, matched, and of the ECU itself', () => {
  const dialogue = new Dialogue(isotp).toServer(request(0x22, 0xf1, 0x90))
  dialogue.toClient(socketCan(0x7e8, [...u16(0x1000 + VIN.length), ...VIN.slice(0, 6)]))
  dialogue.toServer(socketCan(0x7e0, [0x30, 0, 0]))
  dialogue.toClient(socketCan(0x7e8, [0x21, ...VIN.slice(6, 13)]), socketCan(0x7e8, [0x22, ...VIN.slice(13)]))
  dialogue.toServer(request(0x11, 1)).toClient(answer(0x7f, 0x11, 0x22))
  expect(dialogue.heard.map(({ role, name, module, target, status }) => [role, name, module, target, status])).toEqual([
    ['request', 'Read data by identifier', '', 'DID 0xf190 (VIN)', 0],
    ['event', 'First frame', '', '', 0],
    ['event', 'Flow control', '', '', 0],
    ['event', 'Consecutive frame', '', '', 0],
    ['event', 'Consecutive frame', '', '', 0],
    ['response', 'Read data by identifier', '', 'DID 0xf190 (VIN)', 0],
    ['request', 'ECU reset, hard', '', '', 0],
    ['response', 'ECU reset, hard', '', '', 0x22],
  ])
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'server', module: '', facts: { 'device-id': 'VIN 1M8GDM9AXKP042788' } },
  ])
})

test('OBD has names and classes', () => {
  const dialogue = new Dialogue(isotp)
  for (let service = 1; service <= 10; service++) dialogue.toServer(request(service, 0))
  expect(dialogue.heard.map((each) => each.class)).toEqual([
    'read',
    'diagnose',
    'diagnose',
    'configure',
    'diagnose',
    'diagnose',
    'diagnose',
    'control',
    'discover',
    'diagnose',
  ])
  expect(dialogue.observed('undecoded')).toEqual([])
})

test('a frame of CAN FD holds a service of more than seven bytes', () => {
  const serial = [0, 10, 0x62, 0xf1, 0x8c, ...ascii('SN12345'), 0xcc, 0xcc, 0xcc, 0xcc]
  const dialogue = new Dialogue(isotp).toServer(request(0x22, 0xf1, 0x8c)).toClient(socketCan(0x7e8, serial, FD))
  expect(dialogue.observed('identity')).toMatchObject([{ facts: { serial: 'SN12345' } }])
})

test.each([
  ['a header cut short', request(0x10, 3).slice(0, 6), 'truncated'],
  ['a frame without data', socketCan(0x7e0, []), 'truncated'],
  ['a service of no length', socketCan(0x7e0, fill([0])), 'bad-value'],
  ['more than there is', socketCan(0x7e0, [7, 0x22]), 'bad-value'],
  ['a kind that there is none', socketCan(0x7e0, fill([0x50])), 'bad-value'],
])('%s is malformed: %s', (_, bytes, reason) => {
  expect(new Dialogue(isotp).toServer(bytes).observed('malformed')).toMatchObject([{ reason }])
})
