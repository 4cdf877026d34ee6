import { expect, test } from 'vitest'
import { lontalk } from '../../dissectors/lontalk/lontalk.ts'
import { cnip, lon, type Packet } from '../../fixtures/generate/lontalk-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf } from '../support/packet.ts'

const NEURON = [4, 0x5a, 0x2b, 0x10, 0x77, 1]
const PROGRAM = [0x9f, 0xff, 0xff, 5, 1, 0x84, 4, 0x69]
const TOOL = [1, 126] as const
const ask: Packet = { format: 'session', from: TOOL, to: { subnet: 2, node: 41 } }
const reply: Packet = { format: 'session', kind: 2, from: [2, 41], to: { subnet: 1, node: 126 } }

test('a network variable is told to a node, and acknowledged by its transaction', () => {
  const update: Packet = { format: 'transport', from: TOOL, to: { subnet: 2, node: 41 }, apdu: [0x81, 0x0d, 7] }
  const dialogue = new Dialogue(lontalk)
    .toServer(lon({ ...update, transaction: 3 }), lon({ ...update, transaction: 4 }))
    .toClient(
      lon({ ...reply, format: 'transport', transaction: 4 }),
      lon({ ...reply, format: 'transport', transaction: 3 }),
    )
  expect(
    dialogue.heard.map(({ role, name, class: kind, module, target }) => [role, name, kind, module, target]),
  ).toEqual([
    ['request', 'Network Variable', 'publish', 'subnet 2 node 41', 'nv 0x010d'],
    ['request', 'Network Variable', 'publish', 'subnet 2 node 41', 'nv 0x010d'],
    ['response', 'Network Variable', 'publish', 'subnet 2 node 41', 'nv 0x010d'],
    ['response', 'Network Variable', 'publish', 'subnet 2 node 41', 'nv 0x010d'],
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  expect(dialogue.operations[0]?.points).toMatchObject([{ name: 'nv 0x010d', writes: true }])
})

test('an output is asked for, which reads it', () => {
  const [heard] = new Dialogue(lontalk).toServer(lon({ ...ask, apdu: [0xc1, 0x0e] })).heard
  expect(heard).toMatchObject({ role: 'request', class: 'read', target: 'nv 0x010e' })
})

test.each([
  [{ group: 3 }, 'group 3 nv 0x010d'],
  [{ broadcast: 2 }, 'subnet 2 nv 0x010d'],
  [{ broadcast: 0 }, 'all nodes nv 0x010d'],
])('a value for %o is told to all of them', (to, target) => {
  const [acknowledged, plain] = new Dialogue(lontalk).toServer(
    lon({ format: 'transport', from: TOOL, to, apdu: [0x81, 0x0d, 7] }),
    lon({ format: 'application', from: TOOL, to, apdu: [0x81, 0x0d, 7] }),
  ).heard
  expect(acknowledged).toMatchObject({ role: 'event', module: '', target })
  expect(plain).toEqual(acknowledged)
})

test.each([
  [0x51, 'ND Query Status', 'diagnose'],
  [0x61, 'NM Query ID', 'discover'],
  [0x63, 'NM Update Domain', 'configure'],
  [0x6c, 'NM Set Node Mode', 'mode'],
  [0x6e, 'NM Write Memory', 'download'],
  [0x70, 'NM Wink', 'control'],
  [0x05, 'Application Message 5', 'unknown'],
  [0x42, 'Foreign Frame 2', 'unknown'],
])('code %i is %s', (code, name, kind) => {
  const dialogue = new Dialogue(lontalk).toServer(lon({ ...ask, apdu: [code, 0] }))
  expect(dialogue.heard).toMatchObject([{ role: 'request', name, class: kind, module: 'subnet 2 node 41' }])
  expect(dialogue.observed('undecoded')).toEqual([])
})

test.each([
  [0x61, 0x21, 0x01],
  [0x51, 0x31, 0x11],
])('the answer to 0x%i tells whether it was refused', (code, success, failure) => {
  const dialogue = new Dialogue(lontalk)
    .toServer(lon({ ...ask, transaction: 1, apdu: [code] }), lon({ ...ask, transaction: 2, apdu: [code] }))
    .toClient(lon({ ...reply, transaction: 1, apdu: [success] }), lon({ ...reply, transaction: 2, apdu: [failure] }))
  expect(dialogue.heard.slice(2).map(({ role, status }) => [role, status])).toEqual([
    ['response', 0],
    ['response', 1],
  ])
})

test('management of a group is an order, and what a member acknowledges belongs to nothing', () => {
  const dialogue = new Dialogue(lontalk)
    .toServer(lon({ format: 'transport', from: TOOL, to: { group: 3 }, apdu: [0x6c, 1] }))
    .toClient(lon({ ...reply, format: 'transport', ofGroup: 3 }))
  expect(dialogue.heard).toMatchObject([
    { role: 'order', name: 'NM Set Node Mode', target: 'group 3' },
    { role: 'event', name: 'Acknowledgement', class: 'session' },
  ])
})

test('a node tells its Neuron and program by its service pin, and when it is asked', () => {
  const pin = lon({ format: 'application', from: [0, 0], to: { broadcast: 0 }, apdu: [0x7f, ...NEURON, ...PROGRAM] })
  const dialogue = new Dialogue(lontalk)
    .toServer(pin, pin, lon({ ...ask, apdu: [0x61, 2] }))
    .toClient(lon({ ...reply, apdu: [0x21, ...NEURON] }))
  expect(dialogue.observed('identity')).toMatchObject([
    {
      of: 'client',
      module: 'Neuron 045a2b107701',
      message: 'service pin',
      facts: { 'device-id': '045a2b107701', 'product-code': '9fffff0501840469' },
    },
    { of: 'server', module: 'subnet 2 node 41', message: 'Query ID', facts: { 'device-id': '045a2b107701' } },
  ])
})

test('half a Neuron ID is none', () => {
  const pin = lon({ format: 'application', from: [0, 0], to: { broadcast: 0 }, apdu: [0x7f, 1, 2] })
  expect(new Dialogue(lontalk).toServer(pin).observations).toEqual([])
})

test('a node that has no address yet is known by its Neuron ID', () => {
  const [heard] = new Dialogue(lontalk).toServer(lon({ ...ask, to: { neuron: NEURON }, apdu: [0x66, 0] })).heard
  expect(heard).toMatchObject({ name: 'NM Update Address', module: 'Neuron 045a2b107701' })
})

test('that a key was sent in clear is told, and never the key', () => {
  const dialogue = new Dialogue(lontalk).toServer(lon({ ...ask, apdu: [0x65, 0, 0xde, 0xad, 0xbe, 0xef, 1, 2] }))
  expect(dialogue.observed('credential')).toEqual([
    { kind: 'credential', of: 'client', method: 'LonTalk authentication key', account: '', protection: 'clear' },
  ])
  expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toMatch(/dead|deadbeef/i)
})

test('a challenge, its reply and a reminder are no messages of an application', () => {
  const dialogue = new Dialogue(lontalk).toServer(
    lon({ ...ask, format: 'authentication', apdu: [1, 2, 3, 4, 5, 6, 7, 8] }),
    lon({ ...ask, format: 'transport', kind: 4, list: [1] }),
    lon({ ...ask, format: 'transport', kind: 5, list: [1, 2], apdu: [0x81, 0x0d, 1] }),
  )
  expect(dialogue.heard.map(({ name, class: kind }) => [name, kind])).toEqual([
    ['Authentication', 'authenticate'],
    ['Reminder', 'session'],
    ['Network Variable', 'publish'],
  ])
})

test('routers ask the configuration server, which gives them more than they ask for', () => {
  const dialogue = new Dialogue(lontalk)
    .toServer(cnip(0x63))
    .toClient(cnip(0x71, [1, 2]), cnip(0x04, [], [1, 2, 3, 4]))
    .toServer(cnip(0x07))
  expect(dialogue.heard).toMatchObject([
    { role: 'request', function: 'cnip 0x63', class: 'discover' },
    { role: 'response', function: 'cnip 0x63' },
    { role: 'event', name: 'Channel Membership', class: 'configure' },
    { role: 'event', name: 'Acknowledge', class: 'session' },
  ])
})

test('direction is told by who asks', () => {
  const direction = (bytes: Uint8Array) => lontalk.directionOf(cursorOver(bytes))
  expect(direction(lon({ ...ask, apdu: [0x61] }))).toBe('to-server')
  expect(direction(lon({ ...reply, apdu: [0x21] }))).toBe('to-client')
  expect(direction(lon({ ...ask, format: 'application', apdu: [0x81, 1] }))).toBe('to-server')
  expect([0x63, 0x71, 0x07].map((type) => direction(cnip(type)))).toEqual(['to-server', 'to-client', undefined])
  expect(direction(new Uint8Array(20))).toBeUndefined()
})

test.each([
  ['a packet without addresses', cnip(1, [1, 9]), 'truncated'],
  ['another version of the network layer', cnip(1, [1, 0xc9, 1, 0xaa, 1, 0xa9, 1, 3, 0x81, 0x0d]), 'bad-value'],
  ['a message without an application', lon({ ...ask, format: 'application' }), 'truncated'],
  ['a header cut short', cnip(1).subarray(0, 12), 'truncated'],
  ['a kind that does not exist', cnip(0x22), 'bad-value'],
  ['a length that is not its own', bytesOf(cnip(0x63), 0), 'bad-value'],
])('%s is malformed', (_, bytes, reason) => {
  const dialogue = new Dialogue(lontalk).toServer(bytes)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason }])
  expect(dialogue.heard).toHaveLength(1)
})

test('a code that nobody has described is counted as not decoded', () => {
  const dialogue = new Dialogue(lontalk).toServer(lon({ ...ask, apdu: [0x5f] }))
  expect(dialogue.heard).toMatchObject([{ name: 'message 0x5f', class: 'unknown' }])
  expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function' }])
})

test.each([
  ['a packet', lon({ ...ask, apdu: [0x61] }), 'yes'],
  ['one with flags that do not exist', bytesOf(cnip(0x63).subarray(0, 5), 0x40, cnip(0x63).subarray(6)), 'no'],
  ['an extension beyond its end', bytesOf(cnip(0x63).subarray(0, 4), 9, cnip(0x63).subarray(5)), 'no'],
  ['nothing', new Uint8Array(0), 'no'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(lontalk.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
