import { describe, expect, test } from 'vitest'
import { mqtt } from '../../dissectors/mqtt/mqtt.ts'
import { MAX_ALIASES } from '../../dissectors/mqtt/mqtt-state.ts'
import { MAX_ALIASED_TOPIC } from '../../dissectors/mqtt/publish.ts'
import {
  acknowledge,
  connack,
  connect,
  DISCONNECT,
  PINGREQ,
  PINGRESP,
  packet,
  properties,
  publish,
  subscribe,
  text,
  unsubscribe,
} from '../../fixtures/generate/mqtt-packet.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, bytesOf, u16 } from '../support/packet.ts'

function rows(dialogue: Dialogue): string[] {
  return dialogue.heard.map(({ role, function: code, target, status }) => `${role} ${code} ${target} ${status}`.trim())
}

describe('connections', () => {
  test('a CONNECT tells client, user and will, and never the password', () => {
    const dialogue = new Dialogue(mqtt)
      .toServer(connect({ client: 'c1', will: 'w/t', user: 'u1', password: 'secret' }))
      .toClient(connack(0))
    expect(rows(dialogue)).toEqual(['request 1 c1 will w/t 0', 'response 2 c1 0'])
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'client', facts: { 'device-id': 'c1', application: 'MQTT 3.1.1' } },
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none', user: 'u1' }])
    expect(dialogue.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method: 'MQTT CONNECT', account: 'u1', protection: 'clear' },
    ])
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('secret')
  })

  test('a refused connection has its return code', () => {
    const dialogue = new Dialogue(mqtt).toServer(connect({ client: 'c1', version: 3 })).toClient(connack(5))
    expect(dialogue.heard[1]?.status).toBe(5)
    expect(dialogue.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test('a client without an identifier is given one in version 5', () => {
    const dialogue = new Dialogue(mqtt)
      .toServer(connect({ client: '', version: 5 }))
      .toClient(connack(0, properties(0x22, u16(10), 0x12, text('auto-1'))))
    expect(dialogue.observed('identity')[1]).toMatchObject({ message: 'CONNACK', facts: { 'device-id': 'auto-1' } })
  })

  test('pings, DISCONNECT and AUTH act on the connection', () => {
    const dialogue = new Dialogue(mqtt).toServer(PINGREQ).toClient(PINGRESP).toServer(fromHex('f0 00'), DISCONNECT)
    expect(rows(dialogue)).toEqual(['request 12  0', 'response 13  0', 'request 15  0', 'event 14  0'])
    expect(dialogue.heard.map((each) => each.class)).toEqual(['session', 'session', 'authenticate', 'session'])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'closed' }])
  })
})

describe('publications', () => {
  test('the topic is the target, and the same topic the same operation', () => {
    const dialogue = new Dialogue(mqtt).toServer(
      publish({ topic: 'a/b' }),
      publish({ topic: 'a/b', payload: bytesOf(1) }),
    )
    expect(dialogue.heard[0]).toMatchObject({
      role: 'event',
      function: '3',
      name: 'PUBLISH',
      class: 'publish',
      target: 'a/b',
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('acknowledgements belong to what was published under their packet identifier', () => {
    const dialogue = new Dialogue(mqtt)
      .toServer(publish({ topic: 'one', qos: 1, id: 7 }), publish({ topic: 'two', qos: 2, id: 8 }))
      .toClient(acknowledge(0x40, 7), acknowledge(0x50, 8))
      .toServer(acknowledge(0x62, 8))
      .toClient(acknowledge(0x70, 8), publish({ topic: 'three', qos: 1, id: 7 }))
      .toServer(acknowledge(0x40, 7, 0x97, 0))
    expect(rows(dialogue)).toEqual([
      'event 3 one 0',
      'event 3 two 0',
      'response 4 one 0',
      'response 5 two 0',
      'request 6 two 0',
      'response 7 two 0',
      'event 3 three 0',
      'response 4 three 151',
    ])
  })

  test('an acknowledgement of what was not seen has no target', () => {
    expect(rows(new Dialogue(mqtt).toClient(acknowledge(0x40, 9)))).toEqual(['response 4  0'])
  })

  test('a topic alias stands for its topic', () => {
    const dialogue = new Dialogue(mqtt).toServer(
      connect({ client: 'c', version: 5 }),
      publish({ topic: 'long/topic', five: properties(0x26, text('k'), text('v'), 0x23, u16(2)) }),
      publish({ topic: '', five: properties(0x23, u16(2)) }),
    )
    expect(rows(dialogue).slice(1)).toEqual(['event 3 long/topic 0', 'event 3 long/topic 0'])
  })

  test('a topic that another dissector is to have is handed on by its alias, too', () => {
    const told = 'spBv1.0/P/NCMD/L1'
    const alias = properties(0x23, u16(1))
    const of = (topic: string, byte: number, five = alias) => publish({ topic, payload: bytesOf(byte), five })
    const dialogue = new Dialogue(mqtt).toServer(connect({ client: 'c', version: 5 }), of(told, 7), of('', 8))
    const both = ['07', '08'].map((payload) => cursorOver(bytesOf(text(told))).hex(told.length + 2) + payload)
    expect(dialogue.handed).toEqual(both)
    dialogue.toClient(of('', 9)).toServer(of('plant/a', 1), of('', 2))
    expect(dialogue.handed).toEqual(both)
    expect(rows(dialogue).slice(-2)).toEqual(['event 3 plant/a 0', 'event 3 plant/a 0'])
  })

  test(`of the aliases that fall on one of ${MAX_ALIASES} places the newest is known`, () => {
    const of = (topic: string, alias: number) => publish({ topic, five: properties(0x23, u16(alias)) })
    const dialogue = new Dialogue(mqtt).toServer(connect({ client: 'c', version: 5 }))
    dialogue.toServer(of('a', 1), of('b', 1 + MAX_ALIASES), of('', 1), of('', 1 + MAX_ALIASES))
    expect(dialogue.heard.slice(1).map(({ target }) => target)).toEqual(['a', 'b', '', 'b'])
  })

  test(`a topic of more than ${MAX_ALIASED_TOPIC} bytes is handed on only where it is spelt out`, () => {
    const of = (topic: string) => publish({ topic, five: properties(0x23, u16(1)) })
    const handed = (length: number) => {
      const topic = `spBv1.0/${'x'.repeat(length - 8)}`
      return new Dialogue(mqtt).toServer(connect({ client: 'c', version: 5 }), of(topic), of('')).handed.length
    }
    expect([handed(MAX_ALIASED_TOPIC), handed(MAX_ALIASED_TOPIC + 1)]).toEqual([2, 1])
  })

  test('the broker tells its version where it is subscribed', () => {
    const topic = '$SYS/broker/version'
    const version = publish({ topic, payload: bytesOf(ascii('mosquitto version 2.0.11')) })
    const dialogue = new Dialogue(mqtt).toClient(version, version)
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'server', facts: { software: 'mosquitto version 2.0.11' } },
    ])
  })
})

describe('subscriptions', () => {
  test('the filters are the target of SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK', () => {
    const dialogue = new Dialogue(mqtt)
      .toServer(subscribe(1, ['a/+', 'b/#']))
      .toClient(acknowledge(0x90, 1, 0, 0x80))
      .toServer(unsubscribe(2, ['a/+']))
      .toClient(acknowledge(0xb0, 2))
    expect(rows(dialogue)).toEqual([
      'request 8 a/+, b/# 0',
      'response 9 a/+, b/# 128',
      'request 10 a/+ 0',
      'response 11 a/+ 0',
    ])
  })

  test('properties of version 5 stand before the filters and the reason codes', () => {
    const dialogue = new Dialogue(mqtt)
      .toServer(connect({ client: 'c', version: 5 }), subscribe(1, ['x'], properties(0x0b, 5)))
      .toClient(packet(0x90, u16(1), properties(0x1f, text('fine')), 1))
    expect(rows(dialogue).slice(1)).toEqual(['request 8 x 0', 'response 9 x 0'])
  })

  test('more filters than are named are shown as such', () => {
    const many = Array.from({ length: 10 }, (_, i) => `f${i}`)
    const [heard] = new Dialogue(mqtt).toServer(subscribe(1, many)).heard
    expect(heard?.target).toBe('f0, f1, f2, f3, f4, f5, f6, f7, …')
  })
})

describe('a malformed packet is counted, and told', () => {
  test.each([
    ['a topic longer than its packet', bytesOf(0x30, 4, u16(200), 0x61, 0x62), '3'],
    ['no packet identifier', packet(0x32, text('t')), '3'],
    ['no client identifier', packet(0x10, text('MQTT'), 4, 0xc2, 0, 60, u16(90)), '1'],
    ['a filter longer than its packet', packet(0x82, u16(9), u16(50), 0x61), '8'],
    ['a property that does not exist', connack(0, properties(0x7f, 1)), '2'],
  ])('%s', (_, bytes, code) => {
    const dialogue = new Dialogue(mqtt).toServer(bytes)
    expect(dialogue.heard.map((each) => each.function)).toEqual([code])
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  })

  test.each(['00 00', '36 02 00 00', '80 05 0001 0000 00', 'c0 01 00', '30 ff ff ff ff 01'])(
    '%s is no packet',
    (hex) => {
      expect(new Dialogue(mqtt).toServer(hex).lostBytes).toBeGreaterThan(0)
    },
  )
})

describe('the probe', () => {
  test.each([
    ['a CONNECT', connect({ client: 'c' }), 'yes'],
    ['the start of a CONNECT', connect({ client: 'c' }).slice(0, 5), 'need-more'],
    ['a CONNACK', connack(0), 'yes'],
    ['a CONNACK of version 5', connack(0, properties(0x22, u16(10))), 'yes'],
    ['a refusal of version 5', fromHex('20 03 00 87 00'), 'yes'],
    ['a CONNACK with a flag that does not exist', fromHex('20 02 02 00'), 'no'],
    ['a refusal that says that there was a session', fromHex('20 02 01 01'), 'no'],
    ['the beginning of a long text', bytesOf(0x3c, 0x90, 0xf3, 0x65, ascii('1:q4:ping1:t2:aa1:y1:qe')), 'need-more'],
    ['a packet too long to be held', bytesOf(0x32, 0xa3, 0x82, 0x21, text('hall/line/pump/speed')), 'need-more'],
    ['a ping alone', PINGREQ, 'need-more'],
    ['pings one after the other', bytesOf(PINGREQ, PINGREQ), 'yes'],
    ['a PUBLISH', publish({ topic: 'factory/hall2/speed' }), 'yes'],
    ['a PUBLISH to a wildcard', publish({ topic: 'factory/#' }), 'no'],
    ['a SUBSCRIBE', subscribe(1, ['factory/hall2/#']), 'yes'],
    ['a SUBSCRIBE of version 5', subscribe(1, ['factory/hall2/#'], properties()), 'yes'],
    ['another protocol name', packet(0x10, text('HTTP'), 4, 2, 0, 60, text('x')), 'no'],
    ['text', bytesOf(ascii('GET / HTTP/1.1\r\n')), 'no'],
    ['a method of RTSP', bytesOf(ascii('PLAY rtsp://10.0.0.1/live RTSP/1.0\r\n')), 'no'],
    ['acknowledgements of number 0', fromHex('40 02 0000 40 02 0000'), 'no'],
    ['a reason without all its properties', fromHex('40 05 0001 00 07 1f 40 02 0002'), 'no'],
    ['a reason with its properties', bytesOf(acknowledge(0x40, 1, 0x10, 4, 0x1f, 0, 1, 0x61), PINGREQ), 'yes'],
    ['reasons of filters', bytesOf(acknowledge(0x90, 1, 0, 1, 0x80), acknowledge(0xb0, 2)), 'yes'],
    ['reasons of filters behind properties', bytesOf(acknowledge(0x90, 1, 0, 2), acknowledge(0xb0, 2, 0, 0x11)), 'yes'],
    ['a filter with a reason that does not exist', bytesOf(acknowledge(0x90, 1, 0x47), acknowledge(0xb0, 2)), 'no'],
    ['anything behind a DISCONNECT', bytesOf(DISCONNECT, DISCONNECT), 'no'],
    ['pings that go on as something else', bytesOf(PINGREQ, PINGREQ, 0, 0xc2), 'no'],
    ['a topic without room for a packet identifier', fromHex('32 06 0004 61626364'), 'no'],
    ['no topic and no alias', fromHex('3a 08 0000 0001 00 616263 40020001'), 'no'],
    ['no topic but an alias', bytesOf(fromHex('32 09 0000 0001 03 230001 61'), acknowledge(0x40, 2)), 'yes'],
    ['QoS 0 that is sent twice', fromHex('38 05 0003 616263'), 'no'],
    ['a length of more bytes than it needs', fromHex('30 85 00 0003 616263'), 'no'],
    ['a CONNACK with a wrong length of properties', fromHex('20 0e 00 00 a6 00 00 00 66 09 00 00 b6 09 00 00'), 'no'],
    ['big-endian numbers of 64 bits', fromHex('407e887ae147ae14 4070830a3d70a3d7 4078f00000000000'), 'no'],
    ['acknowledgements of version 5', fromHex('50 03 00 01 10 50 03 00 01 92 50 03 00 01 00'), 'yes'],
  ])('%s', (_, bytes, verdict) => {
    expect(mqtt.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })

  test('types tell the direction, but for those that both sides send', () => {
    expect(mqtt.directionOf(cursorOver(connect({ client: 'c' })))).toBe('to-server')
    expect(mqtt.directionOf(cursorOver(connack(0)))).toBe('to-client')
    expect(mqtt.directionOf(cursorOver(publish({ topic: 't' })))).toBeUndefined()
  })
})
