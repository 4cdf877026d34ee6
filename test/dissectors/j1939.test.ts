import { expect, test } from 'vitest'
import { j1939 } from '../../dissectors/j1939/j1939.ts'
import { MAX_JOINED } from '../../dissectors/j1939/joined-data.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, u16, u16le, u32 } from '../support/packet.ts'

const ENGINE = 0
const PANEL = 39
const COMPONENT = [0xeb, 0xfe, 0]

/** By the 29 bits of an identifier. */
function frame(identifier: number, ...data: number[]): Bytes {
  return bytesOf(u32(0x8000_0000 + identifier), data.length, 0, 0, 0, data)
}

const request = (...group: number[]) => frame(0x18ea_0000 + PANEL, ...group)
const announce = (size: number) => frame(0x1cec_ff00, 32, ...u16le(size), Math.ceil(size / 7), 255, ...COMPONENT)
const packet = (number: number, text: string) => frame(0x1ceb_ff00, number, ...ascii(text))
const diagnosis = (...data: number[]) => frame(0x18da_0bf9, ...data)

const sums = ({ heard }: Dialogue) =>
  heard.map(({ role, name, target }) => [role, name, target].filter((text) => text !== '').join(' | '))

test.each([
  ['a group to all', frame(0x0cf0_0400 + ENGINE, 1, 2, 3), 'yes'],
  ['an identifier of 11 bits', bytesOf(u32(0x181), 1, 0, 0, 0, 5), 'no'],
  ['a frame that asks for data', bytesOf(u32(0xd8ea_0027), 0, 0, 0, 0), 'no'],
  ['an error', bytesOf(u32(0xb8ea_0027), 8, 0, 0, 0, new Uint8Array(8)), 'no'],
  ['a length that is another', bytesOf(u32(0x98ea_0027), 4, 0, 0, 0, 1, 2, 3), 'no'],
  ['what is reserved', bytesOf(u32(0x98ea_0027), 1, 0, 0, 7, 1), 'no'],
  ['half a header', frame(0x18ea_0027).slice(0, 5), 'no'],
])('%s: %s', (_, bytes, verdict) => {
  expect(j1939.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('a request says which group it wants, and is not answered as such', () => {
  const dialogue = new Dialogue(j1939).toServer(request(...COMPONENT), request(0xc5, 0xfd, 0), request(0xff, 0xff, 1))
  expect(sums(dialogue)).toEqual([
    'order | Request | Component Identification (65259)',
    'order | Request | ECU Identification (64965)',
    'order | Request | Proprietary B (131071)',
  ])
})

test('a group that comes in packets is told when it is whole, and names its sender', () => {
  const dialogue = new Dialogue(j1939).toServer(
    announce(17),
    packet(1, 'EXMPL*Q'),
    packet(2, 'SX*791*'),
    packet(3, 'G1*'),
  )
  expect(sums(dialogue).at(-1)).toBe('event | Component Identification')
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'client', facts: { vendor: 'EXMPL', model: 'QSX', serial: '791', name: 'G1' } },
  ])
})

test.each([
  ['out of turn', [announce(17), packet(1, 'EXMPL*Q'), packet(3, 'G1*'), packet(2, 'SX*791*')]],
  ['of nothing announced', [packet(1, 'EXMPL*Q'), packet(2, 'SX*791*')]],
  [
    'of more than there can be',
    [announce(MAX_JOINED + 1), ...Array.from({ length: 256 }, (_, at) => packet(at + 1, '1234567'))],
  ],
])('packets %s make no group', (_, frames) => {
  const dialogue = new Dialogue(j1939).toServer(...frames)
  expect(sums(dialogue).some((text) => text.includes('Component'))).toBe(false)
  expect(dialogue.observations).toEqual([])
})

test('the most that can come is whole', () => {
  const dialogue = new Dialogue(j1939).toServer(announce(MAX_JOINED))
  for (let at = 1; at <= 255; at++) dialogue.toServer(packet(at, '1234567'))
  expect(sums(dialogue).at(-1)).toBe('event | Component Identification')
})

test('NAME is maker, number and function', () => {
  const name = [0x15, 0xcd, 0x7b, 0x0f, 0, 9, 0, 0]
  const dialogue = new Dialogue(j1939).toServer(frame(0x18ee_ff0b, ...name), frame(0x18ee_ff0b, ...name))
  expect(dialogue.observed('identity')).toMatchObject([
    {
      facts: {
        'vendor-id': '123',
        description: 'NAME with identity number 1821973',
        'device-type': 'brakes, system controller',
      },
    },
  ])
})

test('what services say is whole, of the one that is asked, and who it is', () => {
  const answer = [0x62, 0xf1, 0x90, ...ascii('1M8GDM9AXKP042788')]
  const dialogue = new Dialogue(j1939).toServer(diagnosis(0x03, 0x22, 0xf1, 0x90, 0xff))
  dialogue.toClient(
    frame(0x18da_f90b, ...u16(0x1000 + answer.length), ...answer.slice(0, 6)),
    frame(0x18da_f90b, 0x21, ...answer.slice(6, 13)),
    frame(0x18da_f90b, 0x22, ...answer.slice(13)),
  )
  dialogue.toServer(diagnosis(0x02, 0x11, 0x01)).toClient(frame(0x18da_f90b, 0x03, 0x7f, 0x11, 0x22))
  const services = dialogue.heard.filter(({ name }) => !name.startsWith('Diagnostic Message'))
  expect(services.map(({ role, name, class: kind, module, status }) => [role, name, kind, module, status])).toEqual([
    ['request', 'Read data by identifier', 'read', '', 0],
    ['response', 'Read data by identifier', 'read', '', 0],
    ['request', 'ECU reset, hard', 'mode', '', 0],
    ['response', 'ECU reset, hard', 'mode', '', 0x22],
  ])
  expect(dialogue.observed('identity')).toMatchObject([{ of: 'server', module: '' }])
})

test.each([
  ['a request of a service', diagnosis(0x02, 0x10, 0x03), 'to-server'],
  ['its answer', diagnosis(0x02, 0x50, 0x03), 'to-client'],
  ['its refusal', diagnosis(0x03, 0x7f, 0x10, 0x11), 'to-client'],
  ['a long answer', diagnosis(0x10, 0x14, 0x62), 'to-client'],
  ['the rest of it', diagnosis(0x21, 1, 2), undefined],
  ['a request of a group', request(...COMPONENT), 'to-server'],
  ['a group', frame(0x0cf0_0400, 1), undefined],
])('%s goes %s', (_, bytes, direction) => {
  expect(j1939.directionOf(cursorOver(bytes))).toBe(direction)
})
