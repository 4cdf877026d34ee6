import { expect, test } from 'vitest'
import type { Cursor } from '../../dissectors/kit/cursor.ts'
import {
  type Carrier,
  type Direction,
  type Dissector,
  defineDissector,
  type Verdict,
} from '../../dissectors/kit/dissector.ts'
import { Identifier, MAX_EXPECTATIONS } from '../../sensor/identify/identifier.ts'

/** A protocol whose messages begin with a letter: capital to the server, small to the client. */
function letter(name: string, carriers: readonly Carrier[], least = 1): Dissector {
  const upper = name.toUpperCase().charCodeAt(0)
  return defineDissector<null>({
    name,
    title: name,
    carriers,
    depth: { decodes: '', identity: '', missing: '' },
    maxMessage: 100,
    probe(bytes: Cursor, direction: Direction): Verdict {
      const first = bytes.peek(0)
      if (first !== (direction === 'to-server' ? upper : upper + 32)) return 'no'
      return bytes.left < least ? 'need-more' : 'yes'
    },
    directionOf: () => undefined,
    messageLength: (bytes: Cursor) => bytes.left,
    newState: () => null,
    dissect() {},
    describe: (code) => ({ function: String(code), name: '' }),
  })
}

const a = letter('a', [{ over: 'tcp', ports: [1] }])
const slow = letter('b', [{ over: 'tcp', ports: [2] }], 3)
const twin = { ...letter('a', [{ over: 'tcp', ports: [3] }]), name: 'twin' }

function identify(
  registry: readonly Dissector[],
  text: string,
  direction: Direction | undefined,
  preferred: readonly Dissector[] = [],
) {
  const identifier = new Identifier(registry)
  const view = new DataView(Uint8Array.from(Buffer.from(text)).buffer)
  const {
    verdict,
    dissector,
    direction: found,
    confidence,
  } = identifier.identify('tcp', view, 0, view.byteLength, direction, 'to-server', preferred)
  return { verdict, name: dissector?.name, direction: found, confidence, ambiguous: identifier.ambiguous }
}

test('content alone identifies, with confidence content', () => {
  expect(identify([a, slow], 'Axx', 'to-server')).toMatchObject({ verdict: 'yes', name: 'a', confidence: 'content' })
})

test('content and port together identify with confidence both', () => {
  expect(identify([a, slow], 'Axx', 'to-server', [a])).toMatchObject({ name: 'a', confidence: 'both' })
})

test('a protocol of the port that needs more bytes holds the others back', () => {
  const greedy = { ...slow, probe: (): Verdict => 'need-more' }
  expect(identify([a, greedy], 'A', 'to-server', [greedy])).toMatchObject({ verdict: 'need-more', name: 'b' })
})

test('another protocol that needs more bytes does not hold back one that says yes', () => {
  const greedy = { ...slow, probe: (): Verdict => 'need-more' }
  expect(identify([greedy, a], 'A', 'to-server')).toMatchObject({ verdict: 'yes', name: 'a' })
})

test('when all say no the answer is no', () => {
  expect(identify([a, slow], 'zzz', 'to-server')).toMatchObject({ verdict: 'no', name: undefined })
})

test('the direction is found when neither SYN nor content tells', () => {
  expect(identify([a], 'axx', undefined)).toMatchObject({ verdict: 'yes', direction: 'to-client' })
})

test('a direction known by SYN is not turned round by a probe alone', () => {
  expect(identify([a], 'axx', 'to-server')).toMatchObject({ verdict: 'no' })
})

test("the protocol's own word for the direction outranks SYN", () => {
  const sure = { ...a, directionOf: (): Direction => 'to-client' }
  expect(identify([sure], 'axx', 'to-server')).toMatchObject({ verdict: 'yes', direction: 'to-client' })
})

test('two that say yes are counted as ambiguous, and the first in the registry wins', () => {
  expect(identify([a, twin], 'Axx', 'to-server')).toMatchObject({ name: 'a', ambiguous: 1 })
  expect(identify([twin, a], 'Axx', 'to-server')).toMatchObject({ name: 'twin', ambiguous: 1 })
})

test('zeros alone are no content to decide by, and wait for more, unless the port matches', () => {
  const zero = letter('\0', [{ over: 'tcp', ports: [4] }])
  expect(identify([zero], '\0\0\0', 'to-server')).toMatchObject({ verdict: 'need-more', name: undefined })
  expect(identify([zero], '\0\0\0', 'to-server', [zero])).toMatchObject({ verdict: 'yes', confidence: 'both' })
  expect(identify([zero], '\0\0x', 'to-server')).toMatchObject({ verdict: 'yes', confidence: 'content' })
})

test('the port decides between two that say yes', () => {
  expect(identify([a, twin], 'Axx', 'to-server', [twin])).toMatchObject({ name: 'twin', ambiguous: 0 })
})

test('an announced port names its protocol, and old announcements make room for new ones', () => {
  const identifier = new Identifier([a])
  identifier.expect('tcp', 7, 4000, 'a')
  expect(identifier.announced('tcp', 7, 4000)?.name).toBe('a')
  expect(identifier.announced('tcp', 8, 4000)).toBeUndefined()
  for (let port = 0; port < MAX_EXPECTATIONS; port++) identifier.expect('tcp', 9, port, 'a')
  expect(identifier.announced('tcp', 7, 4000)).toBeUndefined()
  expect(identifier.announced('tcp', 9, MAX_EXPECTATIONS - 1)?.name).toBe('a')
})

test('a port says what is inside a protocol that hides it, over its own carrier alone', () => {
  const hiding = letter('h', [
    { over: 'tcp', ports: [1, 2], services: { 2: 'what is inside' } },
    { over: 'udp', ports: [2] },
  ])
  const other = letter('o', [{ over: 'tcp', ports: [2] }])
  const identifier = new Identifier([hiding, other])
  expect(identifier.serviceOf(hiding, 'tcp', 2)).toBe('what is inside')
  expect(identifier.serviceOf(hiding, 'tcp', 1)).toBe('')
  expect(identifier.serviceOf(hiding, 'udp', 2)).toBe('')
  expect(identifier.serviceOf(other, 'tcp', 2)).toBe('')
})

test('content that no dissector reads is named once for an announcement, and never on a registered port', () => {
  const identifier = new Identifier([letter('a', [{ over: 'tcp', ports: [4000] }])])
  for (const port of [4000, 4001]) identifier.expect('tcp', 7, port, 'files')
  identifier.expect('tcp', 7, 4002, 'a')
  expect(identifier.takeContent('tcp', 7, 4001)).toBe('files')
  expect(identifier.takeContent('tcp', 7, 4001)).toBeUndefined()
  expect(identifier.takeContent('tcp', 7, 4000)).toBeUndefined()
  expect(identifier.takeContent('tcp', 7, 4002)).toBeUndefined()
})

test('of a protocol that has messages of other carriers only those that suit this one are its own', () => {
  const carriers = [{ over: 'tcp', ports: [1], suits: (bytes: Cursor) => bytes.peek(1) === 0x78 }] as const
  const some = letter('a', carriers)
  expect(identify([some], 'Ax', 'to-server')).toMatchObject({ verdict: 'yes', name: 'a' })
  expect(identify([some], 'Ay', 'to-server').verdict).toBe('no')
  expect(identify([some], 'Ay', 'to-server', [some]).verdict).toBe('no')
})

test('a datagram that no port speaks for holds whole messages and nothing else', () => {
  const pairs = {
    ...letter('a', [{ over: 'udp', ports: [1] }]),
    messageLength: (bytes: Cursor) => (bytes.peek(0) === 0x41 ? 2 : -1),
  }
  const identifier = new Identifier([pairs])
  const verdict = (text: string, preferred: readonly Dissector[]) => {
    const view = new DataView(Uint8Array.from(Buffer.from(text)).buffer)
    return identifier.identify('udp', view, 0, view.byteLength, 'to-server', 'to-server', preferred).verdict
  }
  expect(['AxAy', 'AxA', 'Axx'].map((text) => verdict(text, []))).toEqual(['yes', 'no', 'no'])
  expect(['AxAy', 'AxA', 'Axx'].map((text) => verdict(text, [pairs]))).toEqual(['yes', 'yes', 'yes'])
})

test('a protocol of assigned EtherTypes is asked of frames of these alone', () => {
  const carriers = [{ over: 'ethernet', etherTypes: [0x88cd], isAssigned: true }] as const
  const identifier = new Identifier([letter('a', carriers)])
  const view = new DataView(new Uint8Array([0x41]).buffer)
  const verdict = (etherType: number) =>
    identifier.identify('ethernet', view, 0, 1, 'to-server', 'to-server', identifier.ofPort('ethernet', etherType))
      .verdict
  expect(verdict(0x88cd)).toBe('yes')
  expect(verdict(0x88b8)).toBe('no')
})
