/* Logix 5000 Controllers Data Access (1756-PM020): symbol instance addressing, Get Instance Attribute List. */
import { expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { newCipShared } from '../../dissectors/cip/cip-state.ts'
import { MAX_LAYOUTS, MAX_NAME_LENGTH, MAX_TAG_NAMES } from '../../dissectors/cip/tag-names.ts'
import {
  path,
  request,
  response,
  sent,
  slot,
  string,
  symbol,
  unconnected,
} from '../../fixtures/generate/enip-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex, u16le, u32le } from '../support/packet.ts'

const ask = (id: number, message: Bytes) => unconnected(id, message).slice(8)
const NAMES_AND_TYPES = [1, 2]

/** One part of a list: what was asked for, and the answer to it. */
function listed(dialogue: Dialogue, attributes: readonly number[], answer: Bytes, to = path(0x6b, 0)): Dialogue {
  const data = bytesOf(u16le(attributes.length), ...attributes.map((each) => u16le(each)))
  return dialogue.toServer(ask(1, request(0x55, to, data))).toClient(ask(1, response(0x55, 0x06, answer)))
}

const named = (instance: number, name: string) => bytesOf(u32le(instance), string(name), hex('ca00'))
const FLOW = bytesOf(named(0x21, 'TagX1'), named(0x22, 'Flow'))
const sampling = () => {
  const dialogue = new Dialogue(cip)
  dialogue.samples = true
  return dialogue
}
const written = (instance: number) => ask(2, request(0x4d, path(0x6b, instance), hex('ca00 0100 00009b42')))
const targetOf = (dialogue: Dialogue) => dialogue.heard.at(-1)?.target

test('a tag that is addressed by its instance has the name that the list gave it, and a value', () => {
  const dialogue = listed(sampling(), NAMES_AND_TYPES, FLOW).toServer(written(0x22))
  expect(dialogue.heard.at(-1)).toMatchObject({ name: 'Write Tag', class: 'write', target: 'tag Flow' })
  expect(dialogue.operations.at(-1)?.points).toEqual([
    { name: 'Flow', first: -1, count: 1, type: 'REAL', writes: true },
  ])
  expect(dialogue.values).toEqual(['Flow = 77.5'])
})

test('a tag whose name was not seen is a point by its number', () => {
  const dialogue = sampling().toServer(written(0x22))
  expect(targetOf(dialogue)).toBe('tag symbol 34')
  expect(dialogue.values).toEqual(['symbol 34 = 77.5'])
})

test('elements and members follow the name', () => {
  const dialogue = listed(new Dialogue(cip), NAMES_AND_TYPES, FLOW)
  dialogue.toServer(ask(2, request(0x4c, bytesOf(path(0x6b, 0x22), hex('2803'), symbol('Speed')), u16le(1))))
  expect(dialogue.operations.at(-1)?.points).toMatchObject([{ name: 'Flow[3].Speed', writes: false }])
})

test('attributes of a symbol are those of an object, not of a tag', () => {
  const dialogue = listed(new Dialogue(cip), NAMES_AND_TYPES, FLOW)
  dialogue.toServer(ask(2, request(0x0e, path(0x6b, 0x22, 2))))
  expect(targetOf(dialogue)).toBe('class 0x6b instance 34 attribute 2')
  expect(dialogue.operations.at(-1)?.points).toEqual([])
})

test('programs and slots each have tags of their own', () => {
  const main = bytesOf(symbol('Program:Main'), path(0x6b, 0))
  const dialogue = listed(new Dialogue(cip), NAMES_AND_TYPES, named(0x22, 'Step'), main)
  dialogue.toServer(ask(2, request(0x4c, bytesOf(symbol('Program:Main'), path(0x6b, 0x22)), u16le(1))))
  expect(targetOf(dialogue)).toBe('tag Program:Main.Step')
  dialogue.toServer(ask(3, request(0x4c, path(0x6b, 0x22), u16le(1))))
  expect(targetOf(dialogue)).toBe('tag symbol 34')
  dialogue.toServer(ask(4, sent(request(0x4c, path(0x6b, 0x22), u16le(1)), slot(3))))
  expect(targetOf(dialogue)).toBe('slot 3 tag symbol 34')
})

test('the names are known in every connection of the two hosts', () => {
  const shared = newCipShared()
  listed(new Dialogue(cip, shared), NAMES_AND_TYPES, FLOW)
  expect(targetOf(new Dialogue(cip, shared).toServer(written(0x22)))).toBe('tag Flow')
  expect(targetOf(new Dialogue(cip).toServer(written(0x22)))).toBe('tag symbol 34')
})

test('a name that comes late, or changes, is the name from then on; the same list again changes nothing', () => {
  const dialogue = new Dialogue(cip).toServer(written(0x22))
  listed(dialogue, NAMES_AND_TYPES, FLOW).toServer(written(0x22))
  expect(targetOf(dialogue)).toBe('tag Flow')
  const before = dialogue.operations.at(-1)
  listed(dialogue, NAMES_AND_TYPES, FLOW).toServer(written(0x22))
  expect(dialogue.operations.at(-1)).toBe(before)
  listed(dialogue, NAMES_AND_TYPES, named(0x22, 'Pressure')).toServer(written(0x22))
  expect(targetOf(dialogue)).toBe('tag Pressure')
})

test.each([
  ['type, size, dimensions, name', [2, 7, 8, 1], bytesOf(new Array(16).fill(0), string('A'))],
  [
    'name, type, addresses, control, access, dimensions',
    [1, 2, 3, 5, 6, 10, 8],
    bytesOf(string('A'), new Array(27).fill(0)),
  ],
])('a list of %s is read', (_, attributes, values) => {
  const answer = bytesOf(u32le(5), values, u32le(0x22), values)
  expect(targetOf(listed(new Dialogue(cip), attributes, answer).toServer(written(0x22)))).toBe('tag A')
})

test.each([
  ['without names', [2], bytesOf(u32le(0x22), hex('ca00'))],
  ['with an attribute of unknown length', [1, 99], bytesOf(u32le(0x22), string('A'), 0)],
  ['that is cut', NAMES_AND_TYPES, named(0x22, 'Flow').slice(0, 10)],
  ['with a name that is too long', [1], bytesOf(u32le(0x22), string('A'.repeat(MAX_NAME_LENGTH + 1)))],
])('a list %s names nothing', (_, attributes, answer) => {
  expect(targetOf(listed(new Dialogue(cip), attributes, answer).toServer(written(0x22)))).toBe('tag symbol 34')
})

test('a request that says less than it counts names nothing', () => {
  const dialogue = new Dialogue(cip).toServer(ask(1, request(0x55, path(0x6b, 0), u16le(2), u16le(1))))
  dialogue.toClient(ask(1, response(0x55, 0, FLOW))).toServer(written(0x22))
  expect(targetOf(dialogue)).toBe('tag symbol 34')
})

test('names beyond the limit are not learned', () => {
  const dialogue = new Dialogue(cip)
  for (let from = 0; from <= MAX_TAG_NAMES; from += 1024) {
    const each = Array.from({ length: 1024 }, (_, i) => named(from + i, `T${from + i}`))
    listed(dialogue, NAMES_AND_TYPES, bytesOf(...each))
  }
  const read = (instance: number) => targetOf(dialogue.toServer(ask(2, request(0x4c, path(0x6b, instance), u16le(1)))))
  expect(read(MAX_TAG_NAMES - 1)).toBe(`tag T${MAX_TAG_NAMES - 1}`)
  expect(read(MAX_TAG_NAMES)).toBe(`tag symbol ${MAX_TAG_NAMES}`)
})

test('more kinds of lists than are remembered are read all the same', () => {
  const dialogue = new Dialogue(cip)
  for (let i = 2; i <= MAX_LAYOUTS + 3; i++) {
    const [attribute, octets] = i % 2 === 0 ? [7, 2] : [10, 1]
    const count = i >> 1
    const values = new Array(count * octets).fill(0)
    listed(dialogue, [1, ...new Array(count).fill(attribute)], bytesOf(u32le(i), string(`T${i}`), values))
    dialogue.toServer(written(i))
    expect(targetOf(dialogue)).toBe(`tag T${i}`)
  }
})
