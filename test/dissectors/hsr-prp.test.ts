import { expect, test } from 'vitest'
import { hsrPrp } from '../../dissectors/hsr-prp/hsr-prp.ts'
import { supervision } from '../../fixtures/generate/ring-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'

const NODE = '00:21:c1:00:00:11'
const BOX = '00:21:c1:00:00:12'
const redundancyOf = (bytes: Uint8Array) =>
  new Dialogue(hsrPrp)
    .toServer(bytes)
    .observed('identity')
    .map(({ about, facts }) => [about, facts.redundancy])

test.each([
  [20, 'PRP node, duplicate discard'],
  [21, 'PRP node, duplicate accept'],
  [22, 'HSR node, announced'],
  [23, 'HSR node'],
])('type %i is a life check of a %s', (type, name) => {
  const message = supervision(1, type, [NODE])
  const dialogue = new Dialogue(hsrPrp).toServer(message, message)
  expect(dialogue.heard[0]).toMatchObject({
    role: 'event',
    function: String(type),
    name,
    class: 'diagnose',
    target: `node ${NODE}`,
  })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  expect(redundancyOf(message)).toEqual([[NODE, name]])
  expect(dialogue.observed('identity')).toHaveLength(1)
})

test('a RedBox speaks for itself, and for what stands behind it', () => {
  expect(redundancyOf(supervision(1, 20, [BOX], BOX))).toEqual([
    [BOX, 'PRP node, duplicate discard'],
    [BOX, 'PRP RedBox'],
  ])
  expect(redundancyOf(supervision(1, 23, [NODE], BOX))).toEqual([
    [NODE, `HSR node behind RedBox ${BOX}`],
    [BOX, 'HSR RedBox'],
  ])
})

test('the first edition names the second address of a node', () => {
  const facts = (second: string) =>
    new Dialogue(hsrPrp)
      .toServer(supervision(0, 20, [NODE, second]))
      .observed('identity')
      .map((each) => each.facts)
  expect(facts(BOX)).toEqual([{ redundancy: 'PRP node, duplicate discard' }, { mac: BOX }])
  expect(facts(NODE)).toHaveLength(1)
})

test.each([
  ['another type', supervision(1, 99, [NODE])],
  ['another version', supervision(9, 20, [NODE])],
  ['no address', supervision(1, 20, [])],
  ['three addresses', supervision(1, 20, [NODE, NODE, NODE])],
  ['two of which one is cut', supervision(0, 20, [NODE, BOX]).slice(0, 14)],
  ['too short', supervision(1, 20, [NODE]).slice(0, 8)],
])('%s is no supervision frame', (_, bytes) => {
  expect(hsrPrp.probe(cursorOver(bytes), 'to-server')).toBe('no')
  const dialogue = new Dialogue(hsrPrp).toServer(bytes)
  expect(dialogue.heard).toMatchObject([{ class: 'unknown', name: 'unknown supervision frame', target: '' }])
  expect(dialogue.observed('malformed')).toHaveLength(1)
})
