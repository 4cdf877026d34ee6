import { expect, test } from 'vitest'
import { wpan } from '../../dissectors/wpan/wpan.ts'
import { BEACON, COMMAND, euiBytes, type WpanFields, wpanFrame } from '../../fixtures/generate/wpan-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { u16le } from '../support/packet.ts'

const SENSOR = '00:0d:6f:00:0a:11:22:03'
const ROUTER = '00:0d:6f:00:0a:11:22:02'
const DOWN: WpanFields = { type: COMMAND, from: ROUTER, to: SENSOR }
const UP: WpanFields = { type: COMMAND, from: SENSOR, to: 0x18c0 }
const NETWORK = [0, 0x22, 0x84, ...euiBytes('8e:f9:77:c6:d1:90:b0:06'), 255, 255, 255, 1]

const beacon = (superframe: number, ...rest: number[]) =>
  wpanFrame({ type: BEACON, from: 0x18c0 }, u16le(superframe), ...rest)
const associated = (short: number, status: number) => wpanFrame(DOWN, 2, u16le(short), status)
const sums = ({ heard }: Dialogue) =>
  heard.map(({ role, name, class: of, status }) => `${role} ${name} ${of} ${status}`.trim())

test.each([
  ['a command', wpanFrame(UP, 4), 'yes'],
  ['a beacon', beacon(0xcfff, 0, 0), 'yes'],
  ['an encrypted frame', wpanFrame({ ...UP, type: 1, version: 1, security: '05 01000000' }, 1, 2, 3, 4), 'yes'],
  ['data', wpanFrame({ ...UP, type: 1 }, 1, 2, 3), 'no'],
  ['an acknowledgement', wpanFrame({ type: 2 }), 'no'],
  ['an unknown command', wpanFrame(UP, 0x7f), 'no'],
  ['a command without its number', wpanFrame(UP), 'no'],
  ['a beacon cut short', beacon(0xcfff, 0), 'no'],
  ['half a header', wpanFrame(UP).slice(0, 6), 'no'],
])('%s: %s', (_, bytes, verdict) => {
  expect(wpan.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test.each([
  ['who joins asks', wpanFrame(UP, 1, 0x8e), 'to-server'],
  ['who lets join answers', associated(1, 0), 'to-client'],
  ['either may leave', wpanFrame(UP, 3, 2), undefined],
  ['a beacon asks nobody', beacon(0xcfff, 0, 0), undefined],
])('%s', (_, bytes, direction) => {
  expect(wpan.directionOf(cursorOver(bytes))).toBe(direction)
})

test('an association binds a short address to the EUI-64 that it was given to, once', () => {
  const dialogue = new Dialogue(wpan).toClient(associated(0xb7e4, 0), associated(0xb7e4, 0))
  expect(dialogue.observations).toEqual([{ kind: 'binding', mac: SENSOR, ip: 'wpan-1aaa-b7e4' }])
})

test('one that is refused, or gives no short address, binds nothing', () => {
  const dialogue = new Dialogue(wpan).toClient(associated(0xffff, 1), associated(0xfffe, 0))
  expect(sums(dialogue)).toEqual(['response Association Response session 1', 'response Association Response session 0'])
  expect(dialogue.observations).toEqual([])
})

test('an orphan is told its short address again', () => {
  const dialogue = new Dialogue(wpan).toClient(wpanFrame(DOWN, 8, u16le(0x1aaa), u16le(0), 15, u16le(0xb7e5)))
  expect(dialogue.observations).toEqual([{ kind: 'binding', mac: SENSOR, ip: 'wpan-1aaa-b7e5' }])
})

test.each([
  [0x8e, 'full-function device, mains powered, receiver on when idle'],
  [0x80, 'reduced-function device, not mains powered, receiver off when idle'],
])('what joins says what it is: %i', (bits, capability) => {
  const dialogue = new Dialogue(wpan).toServer(wpanFrame(UP, 1, bits))
  expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', facts: { capability } }])
})

test.each([
  ['the coordinator of a network', beacon(0xcfff, 0, 0, ...NETWORK), 'PAN coordinator', '8e:f9:77:c6:d1:90:b0:06'],
  ['another one', beacon(0x8fff, 0, 0, ...NETWORK), 'coordinator', '8e:f9:77:c6:d1:90:b0:06'],
  [
    'behind slots and stations that have something to fetch',
    beacon(0x8fff, 1, 0, 1, 2, 3, 0x11, 1, 2, 1, 2, 3, 4, 5, 6, 7, 8, ...NETWORK),
    'coordinator',
    '8e:f9:77:c6:d1:90:b0:06',
  ],
])('a beacon tells %s', (_, bytes, kind, network) => {
  const [identity] = new Dialogue(wpan).toServer(bytes, bytes).observed('identity')
  expect(identity?.facts).toEqual({ 'device-type': kind, description: `Zigbee PRO network ${network}` })
})

test('a beacon with another payload names no network', () => {
  const [identity] = new Dialogue(wpan).toServer(beacon(0xcfff, 0, 0, 1, 2, 3)).observed('identity')
  expect(identity?.facts).toEqual({ 'device-type': 'PAN coordinator' })
})

test('what is encrypted is counted as such each time, by one object', () => {
  const secured = wpanFrame({ ...UP, type: 1, version: 1, security: '05 01000000' }, 1, 2, 3, 4)
  const { observations } = new Dialogue(wpan).toServer(secured, secured)
  expect(observations).toEqual([
    { kind: 'undecoded', reason: 'encrypted', code: 1 },
    { kind: 'undecoded', reason: 'encrypted', code: 1 },
  ])
  expect(observations[0]).toBe(observations[1])
})

test('a command whose check value alone is added is read', () => {
  const checked = wpanFrame({ ...UP, version: 1, security: '01 01000000' }, 4, 1, 2, 3, 4)
  expect(sums(new Dialogue(wpan).toServer(checked))).toEqual(['order Data Request session 0'])
})

test.each([
  ['a beacon', beacon(0x8fff, 3, 0, 0)],
  ['an association', wpanFrame(DOWN, 2, 0xe4)],
  ['a request without what it is', wpanFrame(UP, 1)],
  ['a command without its number', wpanFrame(UP)],
  ['half a header', wpanFrame(UP).slice(0, 6)],
])('%s that is cut short is malformed', (_, bytes) => {
  expect(new Dialogue(wpan).toClient(bytes).observed('malformed')).toMatchObject([{ reason: 'truncated' }])
})

test('a poll is one operation, however often it comes', () => {
  const { operations } = new Dialogue(wpan).toServer(wpanFrame(UP, 4), wpanFrame(UP, 4))
  expect(operations[0]).toBe(operations[1])
})
