import { describe, expect, test } from 'vitest'
import type { Direction } from '../../dissectors/kit/dissector.ts'
import { mqtt as mqttDissector } from '../../dissectors/mqtt/mqtt.ts'
import { websocket } from '../../dissectors/websocket/websocket.ts'
import * as mqtt from '../../fixtures/generate/mqtt-packet.ts'
import { frame } from '../../fixtures/generate/websocket-frame.ts'
import { cursorOver, fromHex } from '../support/dialogue.ts'
import { ascii, bytesOf, u32le } from '../support/packet.ts'

const KEY = [0x91, 0x02, 0xfa, 0x3d]
const PUBLISH = mqtt.publish({ topic: 'plant/line1/temperature' })
const CHUNK = bytesOf(ascii('MSGF'), u32le(40), new Uint8Array(32))
const text = (words: string) => new TextEncoder().encode(words)
const masked = (first: number, payload: Uint8Array) => frame(first, payload, KEY)
const probe = (bytes: Uint8Array, direction: Direction = 'to-client') => websocket.probe(cursorOver(bytes), direction)

describe('a connection whose beginning was not seen is known', () => {
  test.each<[string, Uint8Array, Direction]>([
    ['MQTT of the client', masked(0x82, PUBLISH), 'to-server'],
    ['MQTT of the broker', frame(0x82, PUBLISH), 'to-client'],
    ['the shortest packet', masked(0x82, mqtt.PINGREQ), 'to-server'],
    ['an acknowledgement', frame(0x82, mqtt.acknowledge(0x40, 7)), 'to-client'],
    ['a packet over two frames', bytesOf(masked(2, PUBLISH.slice(0, 9)), masked(0x80, PUBLISH.slice(9))), 'to-server'],
    ['OPC UA', frame(0x82, CHUNK), 'to-client'],
    ['OPC UA that is not whole yet', frame(0x82, CHUNK).slice(0, 20), 'to-client'],
    ['JSON', frame(0x81, text('{"level":7,"unit":"bar","at":1}')), 'to-client'],
    [
      'JSON that is not whole yet',
      frame(0x81, text(`{"level":7,"list":"${'x'.repeat(300)}"}`)).slice(0, 60),
      'to-client',
    ],
    ['text with letters of two bytes', masked(0x81, text('Füllstand im Kessel: 7 m³')), 'to-server'],
    [
      'what is behind the end of a message',
      bytesOf(masked(0x80, Uint8Array.of(1, 2)), masked(0x82, PUBLISH)),
      'to-server',
    ],
  ])('by %s', (_, bytes, direction) => {
    expect(probe(bytes, direction)).toBe('yes')
    expect(websocket.directionOf(cursorOver(bytes))).toBe(direction)
  })

  test('by four messages that follow each other to the byte, whatever they say', () => {
    const one = masked(0xc2, fromHex('f2 48 cd c9 c9 07 00'))
    expect(probe(bytesOf(one, one, one), 'to-server')).toBe('need-more')
    expect(probe(bytesOf(one, one, one, one), 'to-server')).toBe('yes')
  })
})

describe('more is waited for', () => {
  test.each([
    ['nothing', ''],
    ['the first byte', '82'],
    ['a header that is not whole', '82 7e 01'],
    ['a ping', '89 00'],
    ['a close', '88 02 03 e8'],
    ['a short text', '81 02 6f 6b'],
  ])('after %s', (_, bytes) => {
    expect(probe(fromHex(bytes))).toBe('need-more')
  })
})

describe('it is none', () => {
  test.each<[string, Uint8Array]>([
    ['where the mask is against the direction', masked(0x82, PUBLISH)],
    ['where text is no UTF-8', frame(0x81, fromHex('7b 22 c3 28 22 7d'))],
    ['where text has control characters', frame(0x81, fromHex('00 01 02 03'))],
    ['where the end of JSON is another', frame(0x81, text('{"level":7,"unit":"bar","at":1]'))],
    ['where text ends amid a letter', frame(0x81, fromHex('41 42 c3'))],
    ['where a close has no code that exists', frame(0x88, fromHex('00 07'))],
    ['where a close has half a code', frame(0x88, fromHex('03'))],
    ['where another message begins within one', bytesOf(frame(0x02, PUBLISH), frame(0x82, PUBLISH))],
    ['where a continuation continues nothing', bytesOf(frame(0x82, PUBLISH), frame(0x80, PUBLISH))],
    ['where other bytes go on', frame(0x82, new Uint8Array(200).fill(0xee)).slice(0, 100)],
  ])('%s', (_, bytes) => {
    expect(probe(bytes)).toBe('no')
  })

  test('where all is zero, which is an empty continuation of an empty continuation', () => {
    expect(probe(new Uint8Array(64))).not.toBe('yes')
  })
})

test.each<[string, Uint8Array]>([
  ['a PUBLISH of the broker in a frame is no SUBSCRIBE', frame(0x82, mqtt.publish({ topic: 'plant/line1/level' }))],
  ['nor is one of version 5', frame(0x82, mqtt.publish({ topic: 'plant/line1/level', five: mqtt.properties() }))],
  [
    'nor a masked frame, whose length has two bytes there',
    fromHex('829425c8120055a4736e51e77e694bad232f55ba777356bd6065'),
  ],
  ['nor OPC UA, twice', bytesOf(frame(0x82, CHUNK), frame(0x82, CHUNK))],
])('%s', (_, bytes) => {
  expect(mqttDissector.probe(cursorOver(bytes), 'to-client')).not.toBe('yes')
})

test.each<[string, Uint8Array]>([
  ['several filters', mqtt.subscribe(1, ['plant/line1/+', 'plant/line2/#'])],
  ['properties', mqtt.subscribe(1, ['plant/line1/temperature'], mqtt.properties(0x0b, 7))],
  ['filters of version 5', mqtt.unsubscribe(1, ['plant/line1/temperature'], mqtt.properties())],
])('a SUBSCRIBE or UNSUBSCRIBE with %s is MQTT', (_, bytes) => {
  expect(mqttDissector.probe(cursorOver(bytes), 'to-server')).toBe('yes')
})
