import { describe, expect, test } from 'vitest'
import { MAX_HELD, MAX_SEARCHED } from '../../dissectors/websocket/inner-stream.ts'
import { MAX_PAYLOAD, websocket } from '../../dissectors/websocket/websocket.ts'
import * as mqtt from '../../fixtures/generate/mqtt-packet.ts'
import { frame } from '../../fixtures/generate/websocket-frame.ts'
import { Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const KEY = [0x37, 0xfa, 0x21, 0x3d]
const CONNECT = mqtt.connect({ client: 'c1' })
const LONG = mqtt.publish({ topic: 'plant/line1/temperature', payload: new Uint8Array(700) })
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const text = (words: string) => bytesOf(ascii(words))
const masked = (first: number, payload: Uint8Array) => frame(first, payload, KEY)
const names = ({ heard }: Dialogue) => heard.map(({ name, target }) => `${name} ${target}`.trim())
const reasons = (dialogue: Dialogue) => dialogue.observed('undecoded').map(({ reason, code }) => [reason, code])

describe('data', () => {
  test('what a client masked is handed on in the clear', () => {
    expect(new Dialogue(websocket).toServer(masked(0x82, CONNECT)).handed).toEqual([hexOf(CONNECT)])
  })

  test('the example of clause 5.7 says Hello, which no protocol inside does', () => {
    const one = new Dialogue(websocket).toServer(fromHex('81 85 37 fa 21 3d 7f 9f 4d 51 58'))
    expect(reasons(one)).toEqual([['unsupported', 1]])
    expect(names(one)).toEqual(['text'])
  })

  test('a packet over several frames is one, with a ping amid it', () => {
    const one = new Dialogue(websocket)
      .toServer(masked(0x02, CONNECT.slice(0, 5)))
      .toServer(masked(0x89, text('amid')))
      .toServer(masked(0x00, CONNECT.slice(5, 9)))
      .toServer(masked(0x80, CONNECT.slice(9)))
    expect(one.handed).toEqual([hexOf(CONNECT)])
    expect(names(one)).toEqual(['ping'])
    expect(one.observed('malformed')).toEqual([])
  })

  test('messages of one byte each, as some clients send them, are one stream', () => {
    const one = new Dialogue(websocket)
    for (const byte of bytesOf(CONNECT, mqtt.PINGREQ)) one.toServer(masked(0x82, Uint8Array.of(byte)))
    expect(one.handed).toEqual([hexOf(CONNECT), hexOf(mqtt.PINGREQ)])
  })

  test('several packets of one frame are handed on one by one', () => {
    const one = new Dialogue(websocket).toServer(masked(0x82, bytesOf(CONNECT, mqtt.PINGREQ)))
    expect(one.handed).toEqual([hexOf(CONNECT), hexOf(mqtt.PINGREQ)])
  })

  test.each([125, 126, 300, 5000])('a payload of some %i bytes has its length', (length) => {
    const packet = mqtt.publish({ topic: 'plant/line1/temperature', payload: new Uint8Array(length) })
    expect(new Dialogue(websocket).toClient(frame(0x82, packet)).handed).toEqual([hexOf(packet)])
  })

  test('a compressed message is counted as such, with its continuations', () => {
    const one = new Dialogue(websocket).toServer(masked(0x42, CONNECT)).toServer(masked(0x80, CONNECT))
    expect(one.handed).toEqual([])
    expect(names(one)).toEqual(['compressed binary', 'compressed binary'])
    expect(reasons(one)).toEqual([
      ['unsupported', 0x42],
      ['unsupported', 0x42],
    ])
  })

  test('text between binary messages is no part of what they carry', () => {
    const one = new Dialogue(websocket).toServer(masked(0x82, CONNECT), masked(0x82, LONG.slice(0, 100)))
    one.toServer(masked(0x81, text('{"a":1}')), masked(0x82, LONG.slice(100)))
    expect(one.handed).toEqual([hexOf(CONNECT), hexOf(LONG)])
  })

  test('bytes that no protocol inside knows cost those that follow nothing', () => {
    const one = new Dialogue(websocket).toServer(masked(0x82, fromHex('00 17')), masked(0x82, CONNECT))
    expect(reasons(one)).toEqual([['unsupported', 2]])
    expect(one.handed).toEqual([hexOf(CONNECT)])
  })

  test(`what may be a packet is held up to ${MAX_SEARCHED} bytes`, () => {
    const one = new Dialogue(websocket)
    // The topic is too short to tell.
    const start = fromHex('30 ff 7f 00 01 61')
    one.toServer(masked(0x82, start), masked(0x82, new Uint8Array(MAX_SEARCHED)), masked(0x82, CONNECT))
    expect(one.handed).toEqual([hexOf(CONNECT)])
  })

  test(`of a packet of more than ${MAX_HELD} bytes the rest passes`, () => {
    const long = mqtt.publish({ topic: 'a/long/topic', payload: new Uint8Array(MAX_HELD) })
    const one = new Dialogue(websocket).toServer(masked(0x82, CONNECT))
    for (let at = 0; at < long.length; at += 16_000) one.toServer(masked(0x82, long.slice(at, at + 16_000)))
    one.toServer(masked(0x82, mqtt.PINGREQ))
    expect(one.handed).toEqual([hexOf(CONNECT), hexOf(mqtt.PINGREQ)])
  })

  test(`a payload of more than ${MAX_PAYLOAD} bytes passes without being held`, () => {
    const one = new Dialogue(websocket).toServer(masked(0x82, CONNECT))
    const long = masked(0x82, mqtt.publish({ topic: 'a', payload: new Uint8Array(MAX_PAYLOAD) }))
    for (let at = 0; at < long.length; at += 1400) one.toServer(long.slice(at, at + 1400))
    one.toServer(masked(0x82, mqtt.PINGREQ))
    expect(one.handed).toEqual([hexOf(CONNECT), hexOf(mqtt.PINGREQ)])
    expect(reasons(one)).toEqual([['unsupported', 2]])
    expect(one.lostBytes).toBe(0)
  })

  test('bytes that break a packet inside cost it alone', () => {
    const one = new Dialogue(websocket).toServer(masked(0x82, CONNECT))
    one.toServer(masked(0x82, bytesOf(mqtt.PINGREQ, 0, 0)), masked(0x82, LONG))
    expect(one.handed).toEqual([hexOf(CONNECT), hexOf(mqtt.PINGREQ), hexOf(LONG)])
  })
})

test('what comes again is the same operation, and the same word for what is not understood', () => {
  const one = new Dialogue(websocket).toServer(masked(0x81, text('one')), masked(0x81, text('two')))
  one.toServer(masked(0x89, text('a')), masked(0x89, text('b')))
  expect(one.operations[0]).toBe(one.operations[1])
  expect(one.operations[2]).toBe(one.operations[3])
  expect(one.observed('undecoded')[0]).toBe(one.observed('undecoded')[1])
})

describe('control frames', () => {
  test('ping, pong and close act on the connection, which is closed once', () => {
    const one = new Dialogue(websocket)
      .toServer(masked(0x89, text('a')))
      .toClient(frame(0x8a, text('a')))
      .toServer(masked(0x88, Uint8Array.of(3, 0xea)))
      .toClient(frame(0x88, Uint8Array.of(0x0f, 0xa0)))
    expect(names(one)).toEqual(['ping', 'pong', 'close 1002 protocol error', 'close 4000'])
    expect(new Set(one.heard.map((each) => each.class))).toEqual(new Set(['session']))
    expect(one.observed('session')).toMatchObject([{ state: 'closed' }])
  })

  test('a code that may not be sent is malformed, and none at all is in order', () => {
    const one = new Dialogue(websocket).toClient(frame(0x88, Uint8Array.of(0, 7)), frame(0x88, new Uint8Array()))
    expect(names(one)).toEqual(['close', 'close'])
    expect(one.observed('malformed')).toHaveLength(1)
  })
})

describe('bad bytes', () => {
  test('a client that does not mask, and a server that does, are wrong', () => {
    const one = new Dialogue(websocket).toServer(frame(0x82, CONNECT)).toClient(masked(0x82, CONNECT))
    expect(one.observed('malformed')).toHaveLength(2)
    expect(one.handed).toEqual([])
  })

  test('a message within another is malformed, and so is what continues none', () => {
    const one = new Dialogue(websocket).toServer(masked(0x02, CONNECT.slice(0, 5)), masked(0x82, CONNECT.slice(5)))
    one.toServer(masked(0x80, mqtt.PINGREQ))
    expect(one.observed('malformed')).toHaveLength(2)
    expect(one.handed).toEqual([hexOf(CONNECT), hexOf(mqtt.PINGREQ)])
  })

  test.each([
    ['a reserved bit', 'a2 00'],
    ['an opcode that does not exist', '83 00'],
    ['a control opcode that does not exist', '8b 00'],
    ['a control frame in fragments', '09 00'],
    ['a long control frame', '89 fe 01 00'],
    ['a length in more bytes than it needs', '82 7e 00 05'],
    ['a length that no memory holds', '82 7f 80 00 00 00 00 00 00 00'],
    ['a short length in eight bytes', '82 7f 00 00 00 00 00 00 ff ff'],
    ['a continuation that says it is compressed', 'c0 00'],
  ])('%s begins no frame', (_, bytes) => {
    const one = new Dialogue(websocket).toClient(bytes)
    expect(one.lostBytes).toBeGreaterThan(0)
  })
})
