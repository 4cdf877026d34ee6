import { expect, test } from 'vitest'
import { template } from '../../dissectors/kit/template.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'

const READ = '5a54 01 00 0007 0005 01 0010 0002'
const ANSWER = '5a54 01 01 0007 0002 01 00'

test('what a new dissector begins as answers a request by its transaction', () => {
  const dialogue = new Dialogue(template).toServer(READ, READ).toClient(ANSWER)
  expect(
    dialogue.heard.map(({ role, name, class: operationClass, target }) => [role, name, operationClass, target]),
  ).toEqual([
    ['request', 'Read', 'read', 'word 16+2'],
    ['request', 'Read', 'read', 'word 16+2'],
    ['response', 'Read', 'read', 'word 16+2'],
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  const alone = new Dialogue(template).toClient('5a54 01 01 0009 0002 02 03', '5a54 01 01 000a 0002 02 03')
  expect(alone.heard.map(({ name, target, status }) => [name, target, status])).toEqual([
    ['Write', '', 3],
    ['Write', '', 3],
  ])
  expect(alone.operations[0]).toBe(alone.operations[1])
  expect(new Dialogue(template).toServer('5a54 01 00 0007 0005 09 0010 0002').heard).toMatchObject([
    { function: '9', name: 'Function 9', class: 'unknown' },
  ])
})

test('it calls what is cut malformed', () => {
  const dialogue = new Dialogue(template).toServer('5a54 01 00 0007 0003 01 0010').toClient('5a54 01 01 0007 0001 01')
  expect(dialogue.heard).toEqual([])
  expect(dialogue.observed('malformed').map(({ offset }) => offset)).toEqual([11, 9])
})

test.each([
  [READ, 'yes', 'to-server', 13],
  [ANSWER, 'yes', 'to-client', 10],
  ['5a54 01', 'need-more', 'to-server', 0],
  ['5a54 01 02 0007 0005 01 0010 0002', 'no', 'to-server', -1],
  ['5a54 02 00 0007 0005 01 0010 0002', 'no', 'to-server', -1],
  ['5a54 01 00 0007 0000', 'no', 'to-server', -1],
  ['5a54 01 00 0007 0101', 'no', 'to-server', -1],
])('%s is recognised: %s, %s, %i bytes', (text, verdict, direction, length) => {
  const cursor = () => cursorOver(fromHex(text))
  expect([template.probe(cursor(), 'to-server'), template.directionOf(cursor())]).toEqual([verdict, direction])
  expect(template.messageLength(cursor())).toBe(length)
})
