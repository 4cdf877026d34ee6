import { describe, expect, test } from 'vitest'
import { bfd } from '../../dissectors/bfd/bfd.ts'
import { authenticated, type BfdParts, bfdPacket } from '../../fixtures/generate/bfd-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf } from '../support/packet.ts'

const UP: BfdParts = { state: 3, mine: 0x1a, yours: 2 }
const LATE: BfdParts = { ...UP, state: 1, diagnostic: 1 }
const over = (...parts: BfdParts[]) => new Dialogue(bfd).toServer(...parts.map(bfdPacket))

describe('packets', () => {
  test.each([
    [0, 7, 'AdminDown', 'alarm', ', Administratively Down'],
    [1, 0, 'Down', 'diagnose', ''],
    [1, 1, 'Down', 'alarm', ', Control Detection Time Expired'],
    [1, 3, 'Down', 'alarm', ', Neighbor Signaled Session Down'],
    [1, 30, 'Down', 'alarm', ', diagnostic 30'],
    [2, 3, 'Init', 'diagnose', ''],
    [3, 1, 'Up', 'diagnose', ''],
  ])('state %i, diagnostic %i', (state, diagnostic, name, operationClass, why) => {
    const parts = { ...UP, state, diagnostic }
    const dialogue = over(parts, parts)
    const target = `session 0x0000001a${why}`
    expect(dialogue.heard[0]).toMatchObject({
      role: 'event',
      function: String(state),
      name,
      class: operationClass,
      target,
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'client', message: 'BFD Control', facts: { state: `BFD session ${name}${why}` } },
    ])
  })

  test('sessions are kept apart', () => {
    expect(over(UP, { ...UP, mine: 0xffff_ffff }).heard.map(({ target }) => target)).toEqual([
      'session 0x0000001a',
      'session 0xffffffff',
    ])
  })
})

describe('a session that times out', () => {
  test('is told once, each time that it begins', () => {
    const dialogue = over(UP, LATE, { ...LATE, flags: 0x20 }, LATE, UP, { ...LATE, diagnostic: 2 })
    expect(dialogue.observed('irregular')).toEqual([
      {
        kind: 'irregular',
        reason: 'timed-out',
        detail: 'BFD session 0x0000001a, Control Detection Time Expired',
      },
      { kind: 'irregular', reason: 'timed-out', detail: 'BFD session 0x0000001a, Echo Function Failed' },
    ])
  })

  test('is none where it was shut, or where the other one says so', () => {
    expect(over(UP, { ...LATE, diagnostic: 3 }, { ...LATE, state: 0 }).observed('irregular')).toEqual([])
  })
})

describe('authentication', () => {
  test.each([
    [1, 'BFD simple password', 'clear'],
    [3, 'BFD meticulous keyed MD5', 'protected'],
    [9, 'BFD authentication 9', 'protected'],
  ])('of type %i is told once, without its secret', (type, method, protection) => {
    const packet = authenticated(UP, type, Buffer.from('geheim'))
    const dialogue = new Dialogue(bfd).toServer(packet, packet)
    expect(dialogue.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method, account: '', protection },
    ])
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('geheim')
  })

  test('none is told where there is none', () => {
    expect(over(UP).observed('credential')).toEqual([])
  })
})

const altered = (bytes: Bytes, at: number, value: number) => bytesOf(bytes.slice(0, at), value, bytes.slice(at + 1))
const packet = bfdPacket(UP)

test.each([
  ['it is cut', packet.slice(0, 20), 'truncated'],
  ['its length goes past the end', altered(packet, 3, 25), 'bad-length'],
  ['its length is that of no packet', altered(packet, 3, 23), 'bad-length'],
  ['what authenticates it is missing', altered(packet, 1, 0xc4), 'bad-length'],
  ['its version does not exist', altered(packet, 0, 0x40), 'bad-value'],
  ['it would never time out', altered(packet, 2, 0), 'bad-value'],
  ['its session has no number', bfdPacket({ ...UP, mine: 0 }), 'bad-value'],
  ['it is up without the number of the other', bfdPacket({ ...UP, yours: 0 }), 'bad-value'],
])('a packet is malformed when %s', (_, bytes, reason) => {
  expect(new Dialogue(bfd).toServer(bytes).observed('malformed')).toMatchObject([{ reason }])
})

const password = authenticated(UP, 1, Buffer.from('geheim'))
test.each([
  ['a packet', packet, 'yes'],
  ['with a password', password, 'yes'],
  ['that is starting', bfdPacket({ state: 1, mine: 9, yours: 0 }), 'yes'],
  ['that is cut', packet.slice(0, 20), 'no'],
  ['that something follows', bytesOf(packet, 0), 'no'],
  ['with a length of its own', bytesOf(altered(packet, 3, 26), 1, 2), 'no'],
  ['with a diagnostic that does not exist', bfdPacket({ ...UP, diagnostic: 20 }), 'no'],
  ['that polls and answers a poll', bfdPacket({ ...UP, flags: 0x30 }), 'no'],
  ['to many', bfdPacket({ ...UP, flags: 0x01 }), 'no'],
  ['that is never sent', bfdPacket({ ...UP, transmit: 0 }), 'no'],
  ['that is sent every hour', bfdPacket({ ...UP, transmit: 0xd693_a400 }), 'no'],
  ['that is wanted every hour', altered(packet, 16, 0xd6), 'no'],
  ['whose echo is wanted every hour', altered(packet, 20, 0xd6), 'no'],
  ['with a kind of password that does not exist', altered(password, 24, 9), 'no'],
  ['with a password that does not go to the end', altered(password, 25, 8), 'no'],
])('content alone: a packet %s', (_, bytes, verdict) => {
  expect(bfd.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(bfd.directionOf(cursorOver(bytes))).toBe('to-server')
})
