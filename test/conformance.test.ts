import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Carrier, Direction, Dissector } from '../dissectors/kit/dissector.ts'
import { dissectors } from '../dissectors/registry.ts'
import { FCS_BYTES } from '../sensor/decode/frame-check-sequence.ts'
import { MAX_RESYNC } from '../sensor/flow/message-stream.ts'
import { framesOf, headersOf, type TcpSegment, type TestFrame, withPayload } from './support/conversation-bytes.ts'
import { CountingSink, cursorOf, infoOf, messagesOf, type TestMessage } from './support/fixture-messages.ts'
import type { Host } from './support/packet.ts'
import { type FramesRun, runFrames, sumsOf, understood } from './support/run-frames.ts'

const ETHERNET = 1
const FIXTURES = join(import.meta.dirname, '../fixtures')
/** `FUZZ=1` asks for the long run. */
const RUNS = process.env['FUZZ'] === '1' ? 100_000 : 100
const SEED = 20261122
/** Observations one message can amount to, whatever its bytes. */
const MAX_SAID = 512
const MAX_STATE_BYTES = 1 << 20
const MAX_CASES = 40
/** Segments further apart would not be sent as one: dissectors may forget a request meanwhile. */
const MAX_JOINED_US = 10_000
/** What captures often keep of a frame: headers, and a little more. */
const SNAP_LENGTHS = [68, 96, 128, 256]
/** Messages put together from several that lack one. */
const MOST_LOST_PLACES = 5
/** What whole messages claim otherwise because of one before them that was not whole, as after one that was lost. */
const SEEN_IN_PART: Readonly<Record<string, string>> = {
  'cip/connections.pcap':
    'the route of a connection is the end of its Forward_Open: without it, answers are of the host',
  'hartip/io-system.pcap': 'an address is written as the request wrote it',
  'telnet/sessions.pcap': 'a greeting is what was seen of it',
  'tls/not-encrypted.pcap': 'a session of which the cipher suite was not seen counts as encrypted',
}
const FIN = 1
const SYN = 2
const RST = 4
const ACK = 16
/** A request is shown behind its answer, and before the next request. */
const LATE_BY = 1.5
const SHORTEST_WITHOUT_FCS = 60
const DIRECTIONS: readonly Direction[] = ['to-server', 'to-client']

interface Case {
  readonly dissector: Dissector
  readonly name: string
  readonly frames: readonly TestFrame[]
}

const cases: Case[] = dissectors.flatMap((dissector) =>
  capturesOf(dissector.name).map((name) => ({
    dissector,
    name,
    frames: framesOf(join(FIXTURES, dissector.name, name)),
  })),
)

test('every dissector has a fixture', () => {
  const without = dissectors.filter((dissector) => capturesOf(dissector.name).length === 0).map(({ name }) => name)
  expect(without).toEqual([])
})

describe.each(cases.map((each) => [`${each.dissector.name}/${each.name}`, each] as const))(
  '%s',
  (_, { dissector, name, frames }) => {
    const plain = runFrames(frames)
    const messages = messagesOf(dissector, frames)

    test('is identified, and its dissector has no defect', () => {
      expect(messages.length).toBeGreaterThan(0)
      expect(plain.faults).toBe(0)
    })

    test('cutting the stream anywhere, down to single bytes, changes nothing', () => {
      fc.assert(
        fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (sizes) => {
          const cut = frames.flatMap((frame) => rechunked(frame, () => sizes.next().value as number))
          expect(understood(runFrames(cut))).toEqual(understood(plain))
        }),
        { numRuns: Math.min(RUNS, 10), seed: SEED },
      )
    })

    test('several messages in one segment give the same', () => {
      expect(understood(runFrames(coalesced(frames)))).toEqual(understood(plain))
    })

    if (isAcknowledged(frames)) {
      test('answers that a mirror shows before their requests change nothing', () => {
        expect(understood(runFrames(withLateRequests(frames)))).toEqual(understood(plain))
      })
    }

    test('every prefix of every message is survived', () => {
      for (const { direction, bytes } of some(messages)) {
        const sink = new CountingSink()
        for (let length = 0; length < bytes.length; length++) {
          dissector.dissect(cursorOf(bytes.slice(0, length)), infoOf(direction), dissector.newState(), sink)
        }
        expect(sink.said).toBeLessThanOrEqual(MAX_SAID * bytes.length)
      }
    })

    test('changed bytes are survived, with bounded output', () => {
      const changes = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 4 })
      fc.assert(
        fc.property(fc.nat(messages.length - 1), changes, fc.constantFrom(...DIRECTIONS), (index, edits, direction) => {
          const bytes = (messages[index] as TestMessage).bytes.slice()
          for (const [at, value] of edits) bytes[at % bytes.length] = value
          expect(saidOf(dissector, bytes, direction)).toBeLessThanOrEqual(MAX_SAID)
        }),
        { numRuns: RUNS, seed: SEED },
      )
    })

    test('any bytes at all are survived, with bounded output', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...DIRECTIONS), (bytes, direction) => {
          expect(saidOf(dissector, bytes, direction)).toBeLessThanOrEqual(MAX_SAID)
        }),
        { numRuns: RUNS, seed: SEED },
      )
    })

    test('one lost segment costs no more than the messages until the place is found again', () => {
      const perSegment = Math.max(1, ...differences(plain.messagesAfter))
      for (const lost of some(withPayloads(frames))) {
        const rest = frames.filter((frame) => frame !== lost)
        const { messages: seen } = runFrames(rest)
        expect(seen).toBeGreaterThanOrEqual(plain.messages - perSegment * (MAX_RESYNC + 1))
      }
    })

    test('a capture that begins midway is understood from there on', () => {
      const segments = withPayloads(frames)
      for (const first of some(segments)) {
        const at = frames.indexOf(first)
        const later = plain.messages - (at === 0 ? 0 : (plain.messagesAfter[at - 1] as number))
        expect(runFrames(frames.slice(at)).messages).toBeGreaterThanOrEqual(later - MAX_RESYNC)
      }
    })

    test('frames without their ends cause no defect, are not called malformed for it, and claim nothing else', () => {
      const claimsOf = ({ delta }: FramesRun) =>
        new Set(delta.claims.map(({ attribute, module, value }) => `${module} ${attribute} ${value}`))
      for (const kept of SNAP_LENGTHS) {
        const short = runFrames(frames.map((frame) => ({ ...frame, kept: Math.min(kept, frame.bytes.length) })))
        expect(short.faults).toBe(0)
        expect(short.messages).toBeLessThanOrEqual(plain.messages + MOST_LOST_PLACES)
        expect(short.malformed).toBeLessThanOrEqual(plain.malformed + MOST_LOST_PLACES)
        const other = [...claimsOf(short)].filter((claim) => !claimsOf(plain).has(claim))
        if (SEEN_IN_PART[`${dissector.name}/${name}`] === undefined) expect(other).toEqual([])
      }
    })

    test('with the check sequence left at the end of each frame it is the same', () => {
      if (frames.every(({ bytes, linkType }) => bytes.length < SHORTEST_WITHOUT_FCS || linkType !== ETHERNET)) return
      expect(understood(runFrames(frames.map(withFcs)))).toEqual(understood(runFrames(frames.map(padded))))
    })

    test('neighbours that changed places give the same sums', () => {
      for (const first of some(withPayloads(frames))) {
        const at = frames.indexOf(first)
        const next = frames[at + 1]
        if (next === undefined || !sameSender(first, next)) continue
        const swapped = [...frames.slice(0, at), next, first, ...frames.slice(at + 2)]
        expect(sumsOf(runFrames(swapped))).toEqual(sumsOf(plain))
      }
    })

    test('on other ports it is identified by content', () => {
      if (frames.every(({ bytes }) => headersOf(bytes).transportAt === 0)) return
      const moved = runFrames(frames.map(onOtherPorts))
      const named = moved.delta.conversations.filter(
        ({ protocol, transport }) => protocol === dissector.name && (transport === 'tcp' || transport === 'udp'),
      )
      if (
        named.length === 0 &&
        plain.delta.conversations.every(({ transport }) => transport !== 'tcp' && transport !== 'udp')
      )
        return
      expect(named.length).toBeGreaterThan(0)
      for (const { identifiedBy } of named) expect(['content', 'confirmed']).toContain(identifiedBy)
      expect(sumsOf(moved)).toEqual(sumsOf(plain))
    })

    test('no other dissector takes it for its own', () => {
      const others = dissectors.filter(
        (other) => other !== dissector && sharesCarrier(other, dissector) && GOES_ON_AS[dissector.name] !== other.name,
      )
      const claimed = new Set<string>()
      for (const { bytes } of messages) {
        for (const other of others) {
          if (DIRECTIONS.some((direction) => other.probe(cursorOf(bytes), direction) === 'yes')) claimed.add(other.name)
        }
      }
      expect([...claimed]).toEqual([])
    })

    test('nothing keeps a view of the bytes', () => {
      expect(understood(runFrames(frames, true))).toEqual(understood(plain))
    })

    test('100,000 requests without an answer leave its state bounded', () => {
      const requests = messages.filter(({ direction }) => direction === 'to-server')
      const state = dissector.newState()
      const sink = new CountingSink()
      const random = randomNumbers(SEED)
      for (let i = 0; i < 100_000 && requests.length > 0; i++) {
        const bytes = (requests[i % requests.length] as TestMessage).bytes.slice()
        for (let edits = 0; edits < 3; edits++) bytes[random() % Math.min(bytes.length, 24)] = random() & 255
        dissector.dissect(cursorOf(bytes), infoOf('to-server', i), state, sink)
      }
      expect(serialize(state).byteLength).toBeLessThan(MAX_STATE_BYTES)
    })
  },
)

function capturesOf(protocol: string): string[] {
  try {
    return readdirSync(join(FIXTURES, protocol)).filter((name) => name.endsWith('.pcap'))
  } catch {
    return []
  }
}

function saidOf(dissector: Dissector, bytes: Uint8Array, direction: Direction): number {
  const sink = new CountingSink()
  dissector.probe(cursorOf(bytes), direction)
  dissector.directionOf(cursorOf(bytes))
  dissector.messageLength(cursorOf(bytes))
  dissector.dissect(cursorOf(bytes), infoOf(direction), dissector.newState(), sink)
  return sink.said
}

/** Evenly chosen: enough to meet every kind, few enough to stay quick. */
function some<Item>(items: readonly Item[]): Item[] {
  const step = Math.max(1, Math.ceil(items.length / MAX_CASES))
  return items.filter((_, i) => i % step === 0)
}

function withPayloads(frames: readonly TestFrame[]): TestFrame[] {
  return frames.filter(({ segment }) => segment === undefined || segment.payload.length > 0)
}

function rechunked(frame: TestFrame, size: () => number): TestFrame[] {
  const { segment, timeUs } = frame
  if (segment === undefined || segment.payload.length === 0) return [frame]
  const parts: TestFrame[] = []
  for (let at = 0; at < segment.payload.length; ) {
    const part = segment.payload.slice(at, at + size())
    const from = at + part.length < segment.payload.length ? withoutFin(segment) : segment
    parts.push(withPayload(from, segment.header.sequence + at, part, timeUs))
    at += part.length
  }
  return parts
}

/** Only the last part of what ends a connection ends it. */
function withoutFin(segment: TcpSegment): TcpSegment {
  return { ...segment, header: { ...segment.header, flags: segment.header.flags & ~FIN } }
}

/** Joins segments that follow each other in the same direction of the same connection. */
function coalesced(frames: readonly TestFrame[]): TestFrame[] {
  const joined: TestFrame[] = []
  for (const frame of frames) {
    const last = joined.at(-1)
    const a = last?.segment
    const b = frame.segment
    const follows =
      last !== undefined &&
      a !== undefined &&
      b !== undefined &&
      a.payload.length > 0 &&
      b.payload.length > 0 &&
      sameSender(last, frame) &&
      frame.timeUs - last.timeUs < MAX_JOINED_US &&
      a.header.sequence + a.payload.length === b.header.sequence &&
      a.payload.length + b.payload.length < 1400
    if (!follows) {
      joined.push(frame)
      continue
    }
    const payload = Uint8Array.from([...(a as TcpSegment).payload, ...(b as TcpSegment).payload])
    joined[joined.length - 1] = withPayload(a as TcpSegment, (a as TcpSegment).header.sequence, payload, frame.timeUs)
  }
  return joined
}

function sameSender(a: TestFrame, b: TestFrame): boolean {
  const [x, y] = [a.segment, b.segment]
  if (x === undefined || y === undefined) return false
  return (
    x.source.ip === y.source.ip &&
    x.source.port === y.source.port &&
    x.target.port === y.target.port &&
    y.payload.length > 0
  )
}

const REGISTERED = new Set(
  dissectors.flatMap(({ carriers }) =>
    carriers.flatMap((carrier) => (carrier.over === 'tcp' || carrier.over === 'udp' ? carrier.ports : [])),
  ),
)

/** As long as a frame on Ethernet must be. */
function padded(frame: TestFrame): TestFrame {
  const bytes = new Uint8Array(Math.max(frame.bytes.length, SHORTEST_WITHOUT_FCS))
  bytes.set(frame.bytes)
  return { ...frame, bytes }
}

function withFcs(frame: TestFrame): TestFrame {
  const { bytes } = padded(frame)
  const fcs = Buffer.alloc(FCS_BYTES)
  fcs.writeUInt32LE(zlib.crc32(bytes), 0)
  return { ...frame, bytes: Uint8Array.from([...bytes, ...fcs]) }
}

/** Ports that no protocol is registered for; what is low stays lower than what is high. Checksums are not made anew. */
function onOtherPorts(frame: TestFrame): TestFrame {
  const { bytes, timeUs } = frame
  const headers = headersOf(bytes)
  if (headers.transportAt === 0) return frame
  const moved = bytes.slice()
  const view = new DataView(moved.buffer)
  for (const at of [headers.transportAt, headers.transportAt + 2]) {
    const port = view.getUint16(at)
    if (REGISTERED.has(port) || port < 32768) view.setUint16(at, otherPort(port))
  }
  return { timeUs, bytes: moved, segment: undefined }
}

function otherPort(port: number): number {
  for (let other = 20_000 + (port % 10_000); ; other++) if (!REGISTERED.has(other)) return other
}

function sharesCarrier(a: Dissector, b: Dissector): boolean {
  return a.carriers.some((one) => one.over !== 'dissector' && b.carriers.some((other) => meet(one, other)))
}

/** Protocols that go on as another on the same connection, whose messages are that one's when they stand alone. */
const GOES_ON_AS: Readonly<Record<string, string>> = { rdp: 'tls' }

/** Whether bytes carried by one are shown to a dissector over the other: over IP only where the number is the same. */
function meet(one: Carrier, other: Carrier): boolean {
  if (one.over === 'ethernet' && one.isAssigned && other.over === 'ethernet') {
    return one.etherTypes.some((type) => other.etherTypes.includes(type))
  }
  if (one.over === 'ip') return other.over === 'ip' && one.protocols.some((number) => other.protocols.includes(number))
  return one.over === other.over
}

/** Whether all TCP of these frames was seen from its beginning, with the acknowledgements of a real stack. */
function isAcknowledged(frames: readonly TestFrame[]): boolean {
  const next = new Map<string, number>()
  let isSeen = false
  for (const { segment } of frames) {
    if (segment === undefined) continue
    const { source, target, header, payload } = segment
    const flags = header.flags ?? 0
    const [own, other] = [keyOf(source, target), keyOf(target, source)]
    if ((flags & SYN) !== 0) next.set(own, (header.sequence + 1) >>> 0)
    if ((flags & (SYN | RST)) !== 0) continue
    if (!next.has(own) || header.acknowledged !== next.get(other)) return false
    next.set(own, (header.sequence + payload.length + (flags & FIN)) >>> 0)
    isSeen ||= payload.length > 0
  }
  return isSeen
}

/** The same with what is sent by those who open a connection shown a little later: a mirror with a queue for each direction. */
function withLateRequests(frames: readonly TestFrame[]): TestFrame[] {
  const asking = new Set<string>()
  const places = frames.map((frame, at) => {
    const { segment } = frame
    if (segment === undefined) return { frame, at }
    const { source, target, header } = segment
    const flags = header.flags ?? 0
    if ((flags & (SYN | ACK)) === SYN) asking.add(keyOf(source, target))
    const isLate = (flags & (SYN | FIN | RST)) === 0 && asking.has(keyOf(source, target))
    return { frame, at: isLate ? at + LATE_BY : at }
  })
  const times = frames.map(({ timeUs }) => timeUs)
  return places.sort((a, b) => a.at - b.at).map(({ frame }, at) => ({ ...frame, timeUs: times[at] as number }))
}

function keyOf(source: Host, target: Host): string {
  return `${source.ip} ${source.port} ${target.ip} ${target.port}`
}

function differences(counts: readonly number[]): number[] {
  return counts.map((count, i) => count - (i === 0 ? 0 : (counts[i - 1] as number)))
}

/** Park and Miller's generator: the same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 0x7fffffff
    return state
  }
}
