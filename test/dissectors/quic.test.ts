import { expect, test } from 'vitest'
import { quic } from '../../dissectors/quic/quic.ts'
import {
  handshake,
  initial,
  negotiation,
  oneRtt,
  retry,
  sealed,
  VERSION_1,
  VERSION_2,
  zeroRtt,
} from '../../fixtures/generate/quic-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u32 } from '../support/packet.ts'

const CLIENT = { from: 'client' } as const
const SERVER = { from: 'server' } as const
const FIRST = initial(CLIENT, 1180)

test.each([VERSION_1, VERSION_2])('packets of version %i are told by type, each of a datagram', (version) => {
  const dialogue = new Dialogue(quic)
    .toServer(initial({ ...CLIENT, version }, 1180))
    .toClient(retry(version))
    .toServer(zeroRtt({ ...CLIENT, version }, 60))
    .toClient(bytesOf(initial({ ...SERVER, version }, 100), handshake({ ...SERVER, version }, 800), oneRtt(100)))
  expect(dialogue.heard.map(({ role, name, class: is }) => [role, name, is])).toEqual([
    ['event', 'Initial', 'session'],
    ['event', 'Retry', 'session'],
    ['event', '0-RTT', 'session'],
    ['event', 'Initial', 'session'],
    ['event', 'Handshake', 'session'],
    ['event', 'protected packet', 'unknown'],
  ])
  expect(dialogue.heard[0]?.target).toBe(version === VERSION_1 ? 'version 1' : 'version 2')
  expect(dialogue.operations[0]).toBe(dialogue.operations[3])
})

test('drafts of version 2 number the types as it does', () => {
  const bytes = Uint8Array.from(handshake({ ...SERVER, version: VERSION_2 }, 800))
  new DataView(bytes.buffer).setUint32(1, 0x709a_50c4)
  expect(quic.probe(cursorOver(bytes), 'to-client')).toBe('yes')
  expect(new Dialogue(quic).toClient(bytes).heard).toMatchObject([{ name: 'Handshake', target: 'draft of version 2' }])
})

test('a datagram is encrypted, but for those that offer another way', () => {
  const dialogue = new Dialogue(quic)
    .toServer(FIRST)
    .toClient(retry(), negotiation(1), bytesOf(FIRST, FIRST), oneRtt(60))
  const told = dialogue.observed('undecoded')
  expect(told).toHaveLength(3)
  expect(new Set(told).size).toBe(1)
})

test('a session is there once the server has keys', () => {
  const dialogue = new Dialogue(quic)
    .toServer(FIRST, handshake(CLIENT, 60))
    .toClient(handshake(SERVER, 60), handshake(SERVER, 60))
  expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted' }])
})

test('a server says which versions it speaks, without those that are none', () => {
  const offered = negotiation(1, VERSION_2, 0x1a2a_3a4a, 0xff00_001d, 0x5130_3530)
  const dialogue = new Dialogue(quic).toClient(offered, offered, negotiation(0x0a0a_0a0a))
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'server', facts: { capability: 'QUIC version 1, version 2, draft 29, version 0x51303530' } },
  ])
})

test('versions that are not known have long headers all the same', () => {
  const bytes = initial({ ...CLIENT, version: 0x5130_3530 }, 1180)
  expect(new Dialogue(quic).toServer(bytes).heard).toMatchObject([
    { name: 'packet of an unknown version', class: 'unknown', target: 'version 0x51303530' },
  ])
  expect(quic.probe(cursorOver(bytes), 'to-server')).toBe('no')
})

test('what fills up a datagram is no packet', () => {
  const dialogue = new Dialogue(quic).toServer(
    bytesOf(FIRST, new Array(50).fill(0)),
    bytesOf(FIRST, FIRST.subarray(0, 40)),
  )
  expect(dialogue.heard.map(({ name }) => name)).toEqual(['Initial', 'Initial'])
  expect(dialogue.observed('malformed')).toEqual([])
})

test.each([
  ['a packet cut short', FIRST.subarray(0, 600)],
  ['a header cut short', FIRST.subarray(0, 6)],
  ['connection IDs that are not there', FIRST.subarray(0, 9)],
  ['a source that is not there', FIRST.subarray(0, 14)],
  ['a token that is not there', FIRST.subarray(0, 19)],
  ['a length that is not there', FIRST.subarray(0, 20)],
  ['a connection ID that is too long', bytesOf(0xc0, u32(1), 21, sealed(40))],
  ['a mark that is missing', bytesOf(0x80, FIRST.subarray(1))],
  ['a Retry without its tag', retry().subarray(0, 24)],
  ['a packet too short to be protected', handshake(CLIENT, 16)],
  ['neither form', bytesOf(0x21, sealed(40))],
  ['a short header with nothing', oneRtt(10)],
])('%s is malformed, and no beginning', (_, bytes) => {
  const dialogue = new Dialogue(quic).toServer(bytes)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-value' }])
  expect(dialogue.heard).toMatchObject([{ name: 'unknown packet' }])
  expect(quic.probe(cursorOver(bytes), 'to-server')).toBe('no')
})

test('lengths may have one to eight bytes', () => {
  const head = bytesOf(0xe0, u32(1), 0, 0)
  const one = bytesOf(head, 40, sealed(40))
  const four = bytesOf(head, u32(0x8000_0028), sealed(40))
  const eight = bytesOf(head, u32(0xc000_0000), u32(40), sealed(40))
  const huge = bytesOf(head, u32(0xc000_0001), u32(40), sealed(40))
  const verdicts = [one, four, eight, huge].map((bytes) => quic.probe(cursorOver(bytes), 'to-server'))
  expect(verdicts).toEqual(['yes', 'yes', 'yes', 'no'])
})

test('first packets are beginnings, short headers, answers and offers are none', () => {
  const verdicts = [FIRST, handshake(SERVER, 60), zeroRtt(CLIENT, 60), oneRtt(60), retry(), negotiation(1)]
  expect(verdicts.map((bytes) => quic.probe(cursorOver(bytes), 'to-server'))).toEqual([
    'yes',
    'yes',
    'yes',
    'no',
    'no',
    'no',
  ])
})

test('tokens and early data come from clients, retries and offers from servers', () => {
  const told = [initial(CLIENT, 60, [1, 2]), zeroRtt(CLIENT, 60), retry(), negotiation(1), FIRST, oneRtt(60)]
  expect(told.map((bytes) => quic.directionOf(cursorOver(bytes)))).toEqual([
    'to-server',
    'to-server',
    'to-client',
    'to-client',
    undefined,
    undefined,
  ])
})
