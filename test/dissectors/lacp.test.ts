import { expect, test } from 'vitest'
import { lacp } from '../../dissectors/lacp/lacp.ts'
import { lacpdu, marker } from '../../fixtures/generate/ring-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf } from '../support/packet.ts'

const CORE = { system: '00:80:63:00:01:00', key: 13, port: 22, state: 0x3d }
const SERVER = { system: '00:0c:29:00:00:77', key: 9, port: 1, state: 0x3d }

test('a system tells its port, its state and who is at the other end, once', () => {
  const message = lacpdu(CORE, SERVER)
  const dialogue = new Dialogue(lacp).toServer(message, message)
  expect(dialogue.heard[0]).toMatchObject({
    function: '1',
    name: 'LACPDU',
    class: 'session',
    target: 'system 00:80:63:00:01:00 port 22',
  })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  expect(dialogue.observed('identity')).toMatchObject([
    {
      of: 'client',
      facts: {
        mac: '00:80:63:00:01:00',
        'port-id': 'port 22',
        redundancy: 'link aggregation, key 13',
        state: 'active, aggregates, in sync, collecting, distributing',
      },
    },
  ])
  expect(dialogue.observed('topology')).toMatchObject([
    { relation: 'neighbour-of', of: 'client', other: '00:0c:29:00:00:77 port 1' },
  ])
})

test('a partner that has not been heard is not said', () => {
  const dialogue = new Dialogue(lacp).toServer(lacpdu({ ...CORE, state: 0xc5 }))
  expect(dialogue.observed('topology')).toEqual([])
  expect(dialogue.observed('identity')[0]?.facts.state).toBe('active, aggregates, defaulted, expired')
})

test.each([1, 2])('a marker of type %i watches the link', (type) => {
  const dialogue = new Dialogue(lacp).toServer(marker(type, CORE.system))
  expect(dialogue.heard).toMatchObject([{ function: '2', name: 'Marker', class: 'diagnose' }])
  expect(dialogue.observations).toEqual([])
})

const plain = lacpdu(CORE)
test.each([
  ['an actor of another length', bytesOf(1, 1, 1, 19, plain.slice(4))],
  ['a version that does not exist', bytesOf(1, 3, plain.slice(2))],
  ['another slow protocol', bytesOf(3, plain.slice(1))],
  ['a marker of another type', bytesOf(2, 1, 3, plain.slice(3))],
  ['cut', plain.slice(0, 30)],
  ['too short', plain.slice(0, 10)],
])('%s is neither', (_, bytes) => {
  expect(lacp.probe(cursorOver(bytes), 'to-server')).toBe('no')
  const dialogue = new Dialogue(lacp).toServer(bytes)
  expect(dialogue.heard).toMatchObject([{ class: 'unknown', name: 'unknown' }])
  expect(dialogue.observed('malformed')).toHaveLength(1)
})
