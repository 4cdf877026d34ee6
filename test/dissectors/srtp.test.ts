import { describe, expect, test } from 'vitest'
import { srtp } from '../../dissectors/srtp/srtp.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, u16le } from '../support/packet.ts'

interface Parts {
  readonly sequence?: number
  readonly text?: readonly number[]
  readonly at?: Readonly<Record<number, number>>
}

/** DFRWS 2017, table 1: 56 bytes, of which these matter. */
function message(type: number, mailbox: number, { sequence = 1, text = [], at = {} }: Parts = {}): Bytes {
  const bytes = new Uint8Array(56)
  bytes[0] = type
  bytes.set(u16le(sequence), 2)
  bytes.set(u16le(text.length), 4)
  bytes[31] = mailbox
  bytes.set([1, 1], mailbox === 0x80 || mailbox === 0x94 ? 48 : 40)
  for (const [place, value] of Object.entries(at)) bytes[Number(place)] = value
  return bytesOf(bytes, text)
}

function service(code: number, parameters: readonly number[] = [], sequence = 1): Bytes {
  const at = Object.fromEntries([code, ...parameters].map((value, i) => [42 + i, value]))
  return message(2, 0xc0, { sequence, at: { 36: 0x10, 37: 0x0e, ...at } })
}

const READ_R100 = service(0x04, [0x08, 99, 0, 10, 0])
const WORDS = message(3, 0x94, { text: new Array(20).fill(0), at: { 55: 0x01 } })
const ACKNOWLEDGED = message(3, 0xd4, { at: { 55: 0x01 } })

function probe(bytes: Bytes): string {
  return srtp.probe(cursorOver(bytes), 'to-server')
}

describe('a service request', () => {
  test('is met by the answer of its sequence number, and the same read is the same operation', () => {
    const dialogue = new Dialogue(srtp).toServer(READ_R100).toClient(WORDS).toServer(READ_R100).toClient(WORDS)
    expect(dialogue.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request %R100+10',
      'response %R100+10',
      'request %R100+10',
      'response %R100+10',
    ])
    expect(new Set(dialogue.operations).size).toBe(1)
    expect(dialogue.heard[0]).toMatchObject({ function: '0x04', name: 'Read System Memory', class: 'read', module: '' })
  })

  test.each([
    [0x10, '%I17+16'],
    [0x46, '%I3+2'],
    [0x48, '%Q3+2'],
    [0x0a, '%AI3+2'],
    [0x77, 'segment 0x77 2+2'],
  ])('with selector 0x%s is about %s', (selector, target) => {
    expect(new Dialogue(srtp).toServer(service(0x04, [selector, 2, 0, 2, 0])).heard[0]?.target).toBe(target)
  })

  test.each([
    [0x00, 'diagnose'],
    [0x20, 'authenticate'],
    [0x21, 'authenticate'],
    [0x23, 'mode'],
    [0x24, 'time'],
    [0x39, 'control'],
    [0x3f, 'upload'],
    [0x40, 'download'],
    [0x44, 'control'],
    [0x43, 'discover'],
    [0x53, 'firmware'],
    [0xff, 'unknown'],
  ])('0x%s is of class %s', (code, operationClass) => {
    const [heard] = new Dialogue(srtp).toServer(service(code)).heard
    expect(heard).toMatchObject({ function: `0x${code.toString(16).padStart(2, '0')}`, class: operationClass })
  })

  test('with text has its service and its address behind the packet numbers', () => {
    const write = message(2, 0x80, { text: [1, 0], at: { 50: 0x07, 51: 0x08, 52: 199, 54: 1 } })
    expect(new Dialogue(srtp).toServer(write).heard[0]).toMatchObject({
      function: '0x07',
      class: 'write',
      target: '%R200+1',
    })
  })

  test('to a CPU in slot 2 is for a module', () => {
    const read = message(2, 0xc0, { at: { 36: 0x20, 37: 0x0e, 42: 0x04, 43: 0x08, 46: 1 } })
    expect(new Dialogue(srtp).toServer(read).heard[0]).toMatchObject({ module: 'slot 2', target: '%R1+1' })
  })

  test('that is refused has both error codes as its status', () => {
    const dialogue = new Dialogue(srtp).toServer(service(0x20)).toClient(message(3, 0xd1, { at: { 42: 2, 43: 0xf5 } }))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', function: '0x20', status: 0x02f5 })
  })
})

describe('points', () => {
  const read = (selector: number, offset: number, count: number) => service(0x04, [selector, offset, 0, count, 0])
  const text = (bytes: readonly number[], packets = 1) => message(3, 0x94, { text: bytes, at: { 49: packets } })
  const short = (bytes: readonly number[], at = {}) =>
    message(3, 0xd4, { at: { ...Object.fromEntries(bytes.map((byte, i) => [44 + i, byte])), ...at } })
  const said = (request: Bytes, answer: Bytes) => {
    const dialogue = new Dialogue(srtp)
    dialogue.samples = true
    return dialogue.toServer(request).toClient(answer).values
  }

  test.each([
    ['words', read(0x08, 99, 10), { name: '%R', first: 100, count: 10, type: 'word', writes: false }],
    ['bytes of bits', read(0x10, 2, 2), { name: '%I', first: 17, count: 16, type: 'bit', writes: false }],
    ['bits', read(0x4e, 2, 3), { name: '%SA', first: 3, count: 3, type: 'bit', writes: false }],
    ['forced bits', service(0x44, [0x48, 4, 0, 1, 0]), { name: '%Q', first: 5, count: 1, type: 'bit', writes: true }],
  ])('are %s from 1 on', (_, request, points) => {
    expect(new Dialogue(srtp).toServer(request).operations[0]?.points).toEqual([points])
  })

  test.each([
    ['words behind the header', read(0x08, 0, 4), text([1, 0, 2, 0, 0xff, 0xff, 0, 1]), [1, 2, 65535, 256]],
    ['words within it', read(0x0a, 0, 3), short([5, 0, 6, 0, 0, 1]), [5, 6, 256]],
    ['bits of bytes', read(0x12, 1, 1), short([0x81]), [1, 0, 0, 0, 0, 0, 0, 1]],
    ['bits', read(0x4c, 8, 3), short([0x05]), [1, 0, 1]],
  ])('have the values of %s', (_, request, answer, values) => {
    expect(said(request, answer).map((value) => Number(value.split(' = ')[1]))).toEqual(values)
  })

  test.each([
    ['are more than were sent', read(0x08, 0, 4), text([1, 0, 2, 0, 3, 0])],
    ['would not fit into the header', read(0x08, 0, 4), short([1, 0, 2, 0, 3, 0])],
    ['come in several packets', read(0x08, 0, 4), text([1, 0, 2, 0, 3, 0, 4, 0], 2)],
    ['need not begin with the first bit of a byte', read(0x4c, 9, 3), short([0x05])],
    ['are refused', read(0x0a, 0, 1), short([5, 0], { 42: 5 })],
    ['are of a segment that is not known', read(0x77, 0, 1), short([5, 0])],
  ])('have no values that %s', (_, request, answer) => {
    expect(said(request, answer)).toEqual([])
  })

  test('are written with the text of a request', () => {
    const dialogue = new Dialogue(srtp)
    dialogue.samples = true
    dialogue.toServer(message(2, 0x80, { text: [7, 0, 8, 1], at: { 50: 0x07, 51: 0x08, 52: 199, 54: 2 } }))
    expect(dialogue.values).toEqual(['%R200 = 7', '%R201 = 264'])
    expect(dialogue.operations[0]?.points).toEqual([{ name: '%R', first: 200, count: 2, type: 'word', writes: true }])
  })

  test('have no values where nobody wants them', () => {
    const dialogue = new Dialogue(srtp).toServer(read(0x0a, 0, 1)).toClient(short([5, 0]))
    expect(dialogue.values).toEqual([])
  })
})

describe('an opening', () => {
  test('is asked with zeros and answered, and opens a session', () => {
    const dialogue = new Dialogue(srtp).toServer(new Uint8Array(56)).toClient(bytesOf(1, new Uint8Array(55)))
    expect(dialogue.heard.map(({ role, function: code }) => `${role} ${code}`)).toEqual([
      'request init',
      'response init',
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened' }])
  })
})

describe('identity', () => {
  test('is the identification and the type of a controller, said once', () => {
    const text = [...ascii('LINE7\0\0\0'), 16, 50, 1, 0]
    const answer = message(3, 0x94, { text, at: { 55: 0x01 } })
    const dialogue = new Dialogue(srtp)
      .toServer(service(0x43))
      .toClient(answer)
      .toServer(service(0x43))
      .toClient(answer)
    const said = dialogue.observed('identity').filter(({ message: from }) => from.startsWith('Return Controller'))
    expect(said.map(({ facts }) => facts)).toEqual([{ vendor: 'GE', 'product-code': '16.50', name: 'LINE7' }])
  })

  test('has no name where there is no text', () => {
    const answer = message(3, 0x94, { text: [1, 2, 3, 4, 5, 6, 7, 8, 16, 50] })
    const said = new Dialogue(srtp).toServer(service(0x43)).toClient(answer).observed('identity')
    expect(said.at(-1)?.facts).toEqual({ vendor: 'GE', 'product-code': '16.50' })
  })

  test('tells each change of state, and only these', () => {
    const stopped = message(3, 0xd4, { at: { 55: 0x20 } })
    const dialogue = new Dialogue(srtp).toClient(ACKNOWLEDGED, ACKNOWLEDGED, stopped)
    expect(dialogue.observed('identity').map(({ facts }) => [facts.mode, facts['key-switch']])).toEqual([
      ['RUN I/O enabled', 'run'],
      ['STOP I/O disabled', 'stop'],
    ])
  })
})

describe('the stream', () => {
  test('is cut by the length of the text, wherever its segments end', () => {
    const dialogue = new Dialogue(srtp)
    for (const byte of bytesOf(WORDS, ACKNOWLEDGED)) dialogue.toClient(Uint8Array.of(byte))
    expect(dialogue.heard).toHaveLength(2)
    expect(dialogue.lostBytes).toBe(0)
  })
})

describe('the probe', () => {
  test('does not take a run of zeros amid the values of another protocol for openings', () => {
    const zeros = new Uint8Array(150)
    expect(probe(bytesOf(zeros.subarray(0, 80), 0xaa, 0x01, new Uint8Array(40)))).toBe('no')
    expect(probe(bytesOf(zeros, 0xaa, 0x01))).toBe('no')
    expect(probe(bytesOf(zeros.subarray(0, 100)))).toBe('no')
  })

  test('knows openings, requests and answers', () => {
    const openings = [new Uint8Array(56), bytesOf(1, new Uint8Array(55))]
    for (const bytes of [...openings, READ_R100, WORDS, ACKNOWLEDGED, bytesOf(new Uint8Array(56), READ_R100)]) {
      expect(probe(bytes)).toBe('yes')
    }
  })

  test('waits for a whole header', () => {
    expect(probe(READ_R100.slice(0, 55))).toBe('need-more')
  })

  test.each([
    ['an unknown type', bytesOf(4, READ_R100.slice(1))],
    ['an unknown service', service(0x62)],
    ['a mailbox type of the other direction', message(2, 0xd4)],
    ['packet 2 of 1', message(2, 0xc0, { at: { 40: 2, 41: 1 } })],
    ['reserved bytes that are not zero', message(2, 0xc0, { at: { 6: 1 } })],
    ['zeros that go on as something else', bytesOf(new Uint8Array(56), 9)],
    ['more zeros than open a session', new Uint8Array(200)],
    ['an opening behind an opening', bytesOf(new Uint8Array(112))],
    ['an answer behind a request', bytesOf(READ_R100, WORDS)],
    ['a text that its mailbox type does not have', message(3, 0xd4, { at: { 4: 8 } })],
    ['an answer before random bytes, as RTMP begins', bytesOf(message(3, 0xd4), new Uint8Array(80).fill(0x5a))],
  ])('refuses %s', (_, bytes) => {
    expect(probe(bytes)).toBe('no')
  })
})
