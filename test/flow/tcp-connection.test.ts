import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeldMemory } from '../../sensor/flow/held-memory.ts'
import { Moment } from '../../sensor/flow/moment.ts'
import {
  MAX_HELD_BYTES,
  MAX_HELD_BYTES_ALL,
  MAX_HELD_SEGMENTS,
  MAX_HELD_US,
  MAX_SEQUENCE_BACK,
  MAX_SEQUENCE_JUMP,
  MAX_VAIN_WAITS,
  type StreamReceiver,
  TcpConnection,
  TcpSegment,
} from '../../sensor/flow/tcp-connection.ts'

/** Writes down what it receives: 'c:abc' bytes of side 0, 's:…' of side 1, 'c gap 5'. */
class Record implements StreamReceiver {
  readonly lines: string[] = []

  streamBytes(side: number, view: DataView, start: number, end: number): void {
    let text = ''
    for (let at = start; at < end; at++) text += String.fromCharCode(view.getUint8(at))
    this.lines.push(`${side === 0 ? 'c' : 's'}:${text}`)
  }

  streamGap(side: number, bytes: number): void {
    this.lines.push(`${side === 0 ? 'c' : 's'} gap ${bytes}`)
  }

  streamCut(side: number, bytes: number): void {
    this.lines.push(`${side === 0 ? 'c' : 's'} cut ${bytes}`)
  }
}

function connection(memory = new HeldMemory()) {
  const record = new Record()
  const moment = new Moment()
  const tcp = new TcpConnection(record, memory, moment)
  const segment = (side: number, sequence: number, text: string, timeUs: number): TcpSegment => {
    const view = new DataView(Uint8Array.from(Buffer.from(text, 'latin1')).buffer)
    moment.timeUs = timeUs
    return Object.assign(new TcpSegment(), { side, sequence: sequence >>> 0, view, start: 0, end: view.byteLength })
  }
  const send = (side: number, sequence: number, text: string, timeUs = 0, cut = 0) =>
    tcp.segment(Object.assign(segment(side, sequence, text, timeUs), { cut }))
  /** Sent when all before `acknowledged` had arrived. */
  const answer = (side: number, sequence: number, text: string, acknowledged: number, timeUs = 0) =>
    tcp.segment(Object.assign(segment(side, sequence, text, timeUs), { acknowledged, isAck: true }))
  return { tcp, send, answer, lines: record.lines, memory }
}

test('segments in order are handed on as they come', () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  send(0, 100, 'ab')
  send(0, 102, 'cd')
  expect(lines).toEqual(['c:ab', 'c:cd'])
})

test('a stream joined midway begins with the first payload seen', () => {
  const { send, lines } = connection()
  send(0, 5000, 'ab')
  expect(lines).toEqual(['c:ab'])
})

test('sequence numbers wrap', () => {
  const { send, lines } = connection()
  send(0, 0xffff_fffe, 'abcd')
  send(0, 2, 'ef')
  expect(lines).toEqual(['c:abcd', 'c:ef'])
})

test('an early segment waits for the one before it', () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  send(0, 102, 'cd')
  expect(lines).toEqual([])
  send(0, 100, 'ab')
  expect(lines).toEqual(['c:ab', 'c:cd'])
  expect(tcp.isHolding).toBe(false)
})

test('three segments in reverse order come out in order', () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  send(0, 104, 'ef')
  send(0, 102, 'cd')
  send(0, 100, 'ab')
  expect(lines.join('')).toBe('c:abc:cdc:ef')
})

test('an answer waits while the request before it has a hole', () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  tcp.begin(1, 499)
  send(0, 102, 'cd')
  send(1, 500, 'xy')
  send(0, 100, 'ab')
  expect(lines).toEqual(['c:ab', 'c:cd', 's:xy'])
})

/** A connection of which both beginnings were seen. */
function begun() {
  const made = connection()
  made.tcp.begin(0, 99)
  made.tcp.begin(1, 499)
  return made
}

test('an answer that is shown before its request waits for what it acknowledges', () => {
  const { tcp, answer, lines } = begun()
  answer(1, 500, 'xy', 102)
  expect(lines).toEqual([])
  answer(0, 100, 'ab', 500)
  expect(lines).toEqual(['c:ab', 's:xy'])
  expect(tcp.isHolding).toBe(false)
})

test('two answers shown before their two requests come out one after the other', () => {
  const { answer, lines } = begun()
  answer(1, 500, 'xy', 102)
  answer(1, 502, 'zw', 104)
  answer(0, 100, 'ab', 500)
  answer(0, 102, 'cd', 502)
  expect(lines).toEqual(['c:ab', 's:xy', 'c:cd', 's:zw'])
})

test('the parts of a late request may come in any order', () => {
  const { answer, lines } = begun()
  answer(1, 500, 'xy', 104)
  answer(0, 102, 'cd', 500)
  answer(0, 100, 'ab', 500)
  expect(lines).toEqual(['c:ab', 'c:cd', 's:xy'])
})

test(`an answer whose request does not come in ${MAX_HELD_US / 1e6} s goes on without, and that alone is no gap`, () => {
  const { tcp, answer, lines } = begun()
  answer(1, 500, 'xy', 102, 1000)
  tcp.expire(1000 + MAX_HELD_US)
  expect(lines).toEqual([])
  tcp.expire(1001 + MAX_HELD_US)
  expect(lines).toEqual(['s:xy'])
})

test('a late request with a hole before it still comes before its answer', () => {
  const { tcp, answer, lines } = begun()
  answer(1, 500, 'xy', 104)
  answer(0, 102, 'cd', 500)
  tcp.finish()
  expect(lines).toEqual(['c gap 2', 'c:cd', 's:xy'])
})

test(`after ${MAX_VAIN_WAITS} vain waits in a row a connection waits for no request any more`, () => {
  const { tcp, answer, lines } = begun()
  for (let at = 0; at < MAX_VAIN_WAITS; at++) {
    answer(1, 500 + at, 'x', 110)
    expect(tcp.isHolding).toBe(true)
    tcp.finish()
  }
  answer(1, 500 + MAX_VAIN_WAITS, 'y', 110)
  expect(tcp.isHolding).toBe(false)
  expect(lines).toEqual(['s:x', 's:x', 's:x', 's:y'])
})

test('a request that did come late begins the count of vain waits anew', () => {
  const { tcp, answer } = begun()
  for (let at = 1; at < MAX_VAIN_WAITS; at++) {
    answer(1, 499 + at, 'x', 110)
    tcp.finish()
  }
  answer(1, 500 + MAX_VAIN_WAITS - 1, 'y', 110)
  answer(0, 100, '0123456789', 500)
  answer(1, 501 + MAX_VAIN_WAITS - 1, 'z', 120)
  expect(tcp.isHolding).toBe(true)
})

test('the number of a FIN that was not seen is not waited for, nor one far beyond all that can be held', () => {
  const { answer, lines } = begun()
  answer(1, 500, 'a', 101)
  answer(1, 501, 'b', 100 + MAX_HELD_BYTES + 1)
  expect(lines).toEqual(['s:a', 's:b'])
})

test('of a side of which nothing was seen no byte is waited for', () => {
  const { tcp, answer, lines } = connection()
  tcp.begin(1, 499)
  answer(1, 500, 'xy', 102)
  expect(lines).toEqual(['s:xy'])
})

test('a retransmission brings nothing, an overlapping one only its new end', () => {
  const { tcp, send, lines } = connection()
  send(0, 100, 'abcd')
  send(0, 100, 'abcd')
  send(0, 102, 'cdef')
  expect(lines).toEqual(['c:abcd', 'c:ef'])
  expect(tcp.retransmitted).toBe(2)
})

test('a keep-alive, one old byte, brings nothing', () => {
  const { send, lines } = connection()
  send(0, 100, 'ab')
  send(0, 101, '\0')
  send(0, 102, 'cd')
  expect(lines).toEqual(['c:ab', 'c:cd'])
})

test('two held copies that differ are a conflict, and the first wins', () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  send(0, 102, 'cd')
  send(0, 102, 'XX')
  send(0, 100, 'ab')
  expect(lines.join('')).toBe('c:abc:cd')
  expect(tcp.conflicts).toBe(1)
})

test(`a hole is a gap after ${MAX_HELD_US / 1e6} s of capture time`, () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  send(0, 105, 'cd', 1000)
  tcp.expire(1000 + MAX_HELD_US)
  expect(lines).toEqual([])
  tcp.expire(1001 + MAX_HELD_US)
  expect(lines).toEqual(['c gap 5', 'c:cd'])
})

test(`a hole is a gap after ${MAX_HELD_SEGMENTS} held segments`, () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  for (let i = 0; i < MAX_HELD_SEGMENTS; i++) send(0, 110 + i, 'x')
  expect(lines).toEqual([])
  send(0, 110 + MAX_HELD_SEGMENTS, 'x')
  expect(lines[0]).toBe('c gap 10')
  expect(lines).toHaveLength(MAX_HELD_SEGMENTS + 2)
})

test('a hole is a gap when the held bytes pass the limit of a connection', () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  const block = 'x'.repeat(MAX_HELD_BYTES / 8)
  for (let i = 0; i < 8; i++) send(0, 200 + i * block.length, block)
  expect(lines).toEqual([])
  send(0, 200 + 8 * block.length, 'y')
  expect(lines[0]).toBe('c gap 100')
})

test('a hole is a gap at once when all connections together hold too much', () => {
  const memory = new HeldMemory()
  memory.bytes = MAX_HELD_BYTES_ALL
  const { tcp, send, lines } = connection(memory)
  tcp.begin(0, 99)
  send(0, 105, 'cd')
  expect(lines).toEqual(['c gap 5', 'c:cd'])
  expect(memory.bytes).toBe(MAX_HELD_BYTES_ALL)
})

test('a segment far from the expected one begins another connection on the same ports', () => {
  const { send, lines } = connection()
  send(0, 100, 'ab')
  send(0, 100 + MAX_SEQUENCE_JUMP + 10, 'cd')
  expect(lines).toEqual(['c:ab', 'c gap 0', 'c:cd'])
})

test('so does one far behind it; one less far is an old one, sent again', () => {
  const far = connection()
  far.send(0, 5_000_000, 'ab')
  far.send(0, 5_000_002 - MAX_SEQUENCE_BACK - 1, 'cd')
  expect(far.lines).toEqual(['c:ab', 'c gap 0', 'c:cd'])
  const near = connection()
  near.send(0, 5_000_000, 'ab')
  near.send(0, 5_000_002 - MAX_SEQUENCE_BACK, 'cd')
  expect(near.lines).toEqual(['c:ab'])
})

test('bytes that the capture cut off are told apart from a gap', () => {
  const { send, lines } = connection()
  send(0, 100, 'ab', 0, 3)
  send(0, 105, 'cd')
  expect(lines).toEqual(['c:ab', 'c cut 3', 'c:cd'])
})

test('at the end everything held is handed on', () => {
  const { tcp, send, lines, memory } = connection()
  tcp.begin(0, 99)
  send(0, 103, 'cd')
  send(0, 109, 'ij')
  tcp.finish()
  expect(lines).toEqual(['c gap 3', 'c:cd', 'c gap 4', 'c:ij'])
  expect(memory.bytes).toBe(0)
})

test('an early segment behind one of the other side does not stop the end from coming', () => {
  const { tcp, send, lines } = connection()
  tcp.begin(0, 99)
  tcp.begin(1, 499)
  send(0, 110, 'xy')
  send(1, 500, 'st')
  send(0, 105, 'uv')
  tcp.finish()
  expect(lines).toEqual(['c gap 10', 'c:xy', 's:st'])
})

test('whatever is sent, by either side, the end comes and the budget is given back', () => {
  const segments = fc.array(fc.tuple(fc.nat(1), fc.nat(40), fc.integer({ min: 1, max: 6 }), fc.nat(50)), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(segments, (all) => {
      const { tcp, answer, memory } = begun()
      for (const [side, at, length, acknowledged] of all)
        answer(side, (side === 0 ? 100 : 500) + at, 'z'.repeat(length), (side === 0 ? 500 : 100) + acknowledged)
      tcp.finish()
      expect(tcp.isHolding).toBe(false)
      expect(memory.bytes).toBe(0)
    }),
    { numRuns: 2000, seed: 3 },
  )
})

test('whatever the order and the repetitions, within the limits the stream comes out whole', () => {
  const text = 'the quick brown fox jumps over the lazy dog'
  const cuts = fc.array(fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 1, max: 8 })), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(cuts, fc.integer(), (extra, seed) => {
      const { tcp, send, lines } = connection()
      tcp.begin(0, 0xffff_fff0)
      const base = 0xffff_fff1
      const pieces = [...Array.from({ length: Math.ceil(text.length / 4) }, (_, i) => [i * 4, 4] as const), ...extra]
      const order = pieces.map((piece, i) => ({ piece, key: Math.imul(i + 1, seed | 1) })).sort((a, b) => a.key - b.key)
      for (const {
        piece: [at, length],
      } of order)
        send(0, base + at, text.slice(at, at + length))
      expect(lines.map((line) => line.slice(2)).join('')).toBe(text)
    }),
    { numRuns: 500, seed: 2 },
  )
})
