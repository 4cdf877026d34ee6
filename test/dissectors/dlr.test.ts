import { expect, test } from 'vitest'
import { dlr, MAX_NODES } from '../../dissectors/dlr/dlr.ts'
import { beacon, dlrMessage, signOn } from '../../fixtures/generate/ring-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u16 } from '../support/packet.ts'

const IP = [10, 0, 0, 1]
const NODE = ['00:00:bc:00:00:02', [10, 0, 0, 2]] as const

test.each([
  [1, 'Beacon', 'diagnose'],
  [2, 'Neighbor_Check_Request', 'diagnose'],
  [4, 'Link_Status / Neighbor_Status', 'alarm'],
  [5, 'Locate_Fault', 'alarm'],
  [9, 'Flush_Tables', 'alarm'],
  [10, 'Learning_Update', 'session'],
])('type %i is %s', (type, name, operationClass) => {
  const message = dlrMessage(type, IP, 1, new Uint8Array(20))
  const dialogue = new Dialogue(dlr).toServer(message, message)
  expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: String(type), name, class: operationClass })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('a supervisor tells the state of its ring when that changes', () => {
  const dialogue = new Dialogue(dlr).toServer(beacon(IP, 1, 10), beacon(IP, 1, 10), beacon(IP, 2, 10))
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'client', facts: { redundancy: 'DLR ring supervisor, precedence 10', state: 'ring normal' } },
    { facts: { state: 'ring fault' } },
  ])
  const [announced] = new Dialogue(dlr).toServer(dlrMessage(6, IP, 2)).observed('identity')
  expect(announced?.facts).toEqual({ redundancy: 'DLR ring supervisor', state: 'ring fault' })
})

test('a gateway tells its precedence', () => {
  const [said] = new Dialogue(dlr).toServer(dlrMessage(8, IP, 1, 5)).observed('identity')
  expect(said?.facts).toEqual({ redundancy: 'DLR redundant gateway, precedence 5' })
})

test('Sign_On names every node with its addresses', () => {
  const dialogue = new Dialogue(dlr).toServer(signOn(IP, 2, NODE, ['00:00:bc:00:00:03', [0, 0, 0, 0]]))
  expect(dialogue.observed('identity').map(({ about, facts }) => [about, facts.redundancy])).toEqual([
    ['00:00:bc:00:00:02', 'DLR ring node 1 of 2'],
    ['00:00:bc:00:00:03', 'DLR ring node 2 of 2'],
  ])
  expect(dialogue.observed('binding')).toMatchObject([{ mac: '00:00:bc:00:00:02', ip: '10.0.0.2' }])
})

test('nodes that are named have a limit', () => {
  const many = signOn(IP, MAX_NODES + 9, ...Array<typeof NODE>(MAX_NODES + 9).fill(NODE))
  expect(new Dialogue(dlr).toServer(many).observed('identity')).toHaveLength(MAX_NODES)
})

test('fewer nodes than are counted are malformed, and a Sign_On without any says nothing', () => {
  expect(new Dialogue(dlr).toServer(signOn(IP, 9, NODE)).observed('malformed')).toMatchObject([
    { reason: 'bad-length' },
  ])
  expect(new Dialogue(dlr).toServer(dlrMessage(7, IP, 1)).observations).toEqual([])
})

test.each([
  ['another sub-type', bytesOf(3, beacon(IP, 1, 1).slice(1))],
  ['a type that does not exist', dlrMessage(77, IP, new Uint8Array(20))],
  ['a state that does not exist', beacon(IP, 9, 1)],
  ['a port that does not exist', bytesOf(2, 1, 1, 9, beacon(IP, 1, 1).slice(4))],
  ['too short', bytesOf(u16(0x0201), 1)],
])('%s is no ring message', (_, bytes) => {
  expect(dlr.probe(cursorOver(bytes), 'to-server')).toBe('no')
  const dialogue = new Dialogue(dlr).toServer(bytes)
  expect(dialogue.heard).toMatchObject([{ class: 'unknown', name: 'unknown ring message' }])
  expect(dialogue.observed('malformed')).toHaveLength(1)
})
