import { describe, expect, test } from 'vitest'
import { s7commplus } from '../../dissectors/s7commplus/s7commplus.ts'
import {
  connect,
  data,
  padded,
  plusFrame,
  plusRequest,
  plusResponse,
  textAttribute,
  vlq,
} from '../../fixtures/generate/s7-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex, u16, u32 } from '../support/packet.ts'

const SESSION = 0x3c0
const DB5 = 0x8a0e_0005

function request(code: number, body: Uint8Array, sequence = 1, version = 2): Uint8Array {
  return data(plusFrame(version, plusRequest(code, sequence, SESSION, body)))
}

function response(code: number, body: Uint8Array, sequence = 1, version = 2): Uint8Array {
  return data(plusFrame(version, plusResponse(code, sequence, body)))
}

function tags(...items: (readonly number[])[]): Uint8Array {
  const fields = items.reduce((sum, item) => sum + item.length + 2, 0)
  const addresses = items.map(([area = 0, ...path]) => bytesOf(0x84, 0x21, vlq(area), path.length, path.flatMap(vlq)))
  return bytesOf(u32(0), items.length, vlq(fields), ...addresses)
}

function object(number: number, ...attributes: number[]): Uint8Array {
  return bytesOf(u32(number), attributes.length, attributes.length, attributes.flatMap(vlq))
}

function streamed(number: number, attribute: number): Uint8Array {
  return bytesOf(u32(number), hex('20 04 01'), vlq(attribute))
}

function verdictOn(...parts: Uint8Array[]): string {
  return s7commplus.probe(cursorOver(bytesOf(...parts)), 'to-server')
}

describe('recognition', () => {
  test.each([
    ['a request', request(0x054c, tags([DB5, 2550, 10]))],
    ['a signed request', request(0x054c, tags([DB5, 2550, 10]), 1, 3)],
    ['the first of several frames', data(plusFrame(2, plusRequest(0x04ca, 1, SESSION, new Uint8Array(50)), false))],
    ['a notification', data(plusFrame(3, bytesOf(0x33, u32(0x7000_0e51), 0)))],
    ['a system event', data(plusFrame(0xfe, new Uint8Array(16)))],
    ['a keep alive', data(plusFrame(0xff, bytesOf()))],
    ['a TLS record', data(hex('1703 0300 02 1234'))],
  ])('%s is taken', (_name, bytes) => {
    expect(verdictOn(bytes)).toBe('yes')
    expect(verdictOn(connect(0xe0, [6, 0], ascii('SIMATIC-ROOT-HMI')), bytes)).toBe('yes')
  })

  test.each([
    ['S7comm', data(hex('3201 0000 0001 0008 0000 f000 0001 0001 01e0'))],
    ['MMS', data(hex('0d95 0506 1301 0016 0102'))],
    ['a length that does not agree', data(hex('7202 0002 3100 00 00'))],
    ['a trailer that is none', data(hex('7202 0003 310000 7202 0100'))],
    ['an unknown opcode', data(hex('7202 0003 770000 7202 0000'))],
    ['an unknown version', data(hex('7209 0003 310000 7209 0000'))],
    ['bytes where zeros belong', data(hex('7202 0003 310001 7202 0000'))],
    ['a record that is no TLS', data(hex('1703 0900 02 1234'))],
  ])('%s is refused', (_name, bytes) => {
    expect(verdictOn(bytes)).toBe('no')
  })

  test('half a header needs more', () => {
    expect(verdictOn(request(0x054c, tags([DB5, 2550, 10])).slice(0, 9))).toBe('need-more')
  })

  test('requests go to the server; responses, of older firmware too, and notifications to the client', () => {
    const direction = (bytes: Uint8Array) => s7commplus.directionOf(cursorOver(bytes))
    expect(direction(request(0x054c, tags([DB5, 2550, 10])))).toBe('to-server')
    expect(direction(request(0x054c, tags([DB5, 2550, 10]), 1, 3))).toBe('to-server')
    expect(direction(response(0x054c, bytesOf(0)))).toBe('to-client')
    expect(direction(data(plusFrame(2, plusResponse(0x04f2, 1, bytesOf(0), 0x02))))).toBe('to-client')
    expect(direction(data(plusFrame(2, bytesOf(0x33, u32(106)))))).toBe('to-client')
    expect(direction(connect(0xe0, [6, 0], [1]))).toBe('to-server')
    expect(direction(connect(0xd0, [6, 0], [1]))).toBe('to-client')
    expect(direction(data(plusFrame(0xfe, new Uint8Array(16))))).toBeUndefined()
  })
})

describe('what a request acts on', () => {
  test.each([
    ['0x054c', 'read', 'DB5 LID 10', tags([DB5, 2550, 10])],
    ['0x054c', 'read', 'DB5 LID 14.0.256, M LID 12', tags([DB5, 2550, 14, 0, 256], [82, 3736, 12])],
    ['0x054c', 'read', 'CPU attribute 2237, attribute 3688', object(52, 2237, 3688)],
    ['0x054c', 'read', 'object 50 attribute 3451', tags([50, 3451])],
    ['0x0542', 'write', 'DB5 LID 10', tags([DB5, 2550, 10])],
    ['0x0542', 'session', 'session version', object(SESSION, 306)],
    ['0x0542', 'authenticate', 'session version, key', object(SESSION, 306, 1830)],
    ['0x0586', 'read', 'object 49 attribute 3753', streamed(49, 3753)],
    ['0x0586', 'authenticate', 'session challenge', streamed(SESSION, 303)],
    ['0x057c', 'authenticate', 'session legitimation', streamed(SESSION, 1846)],
    ['0x04f2', 'mode', 'CPU operating state request STOP', bytesOf(u32(52), 1, vlq(2167), hex('00 08 01'))],
    ['0x04f2', 'mode', 'CPU operating state request RUN', bytesOf(u32(52), 1, vlq(2167), hex('00 08 03'))],
    ['0x04f2', 'session', 'subscription credit limit', bytesOf(u32(0x7000_0e51), 1, vlq(1053), hex('00 07 09'))],
    ['0x04f2', 'session', 'object 0x7000000a attribute 2711', bytesOf(u32(0x7000_000a), 1, vlq(2711), hex('00 08 01'))],
    ['0x04f2', 'write', 'object 50 attribute 3000', bytesOf(u32(50), 1, vlq(3000), hex('00 08 01'))],
    ['0x04ca', 'session', 'session', bytesOf(u32(285), hex('00 04 00 00000000 a1 000000d3 821f'))],
    ['0x04ca', 'session', 'subscription', bytesOf(u32(0x397), hex('00 04 00 00000000 a1 7fffc001'), vlq(1001))],
    ['0x04ca', 'download', 'PLC program, class 2647', bytesOf(u32(3), hex('00 04 00 00000000 a1 8a320001'), vlq(2647))],
    ['0x04ca', 'configure', 'object 201, class 99', bytesOf(u32(201), hex('00 04 00 00000000 a1 00000001'), vlq(99))],
    ['0x04d4', 'session', 'session', bytesOf(u32(SESSION), 0)],
    ['0x04d4', 'session', 'object 0x70000e51', bytesOf(u32(0x7000_0e51), 0)],
    ['0x04d4', 'download', 'DB5', bytesOf(u32(DB5), 0)],
    ['0x04bb', 'upload', 'PLC program', bytesOf(u32(3), 0)],
    ['0x04bb', 'discover', 'object 537', bytesOf(u32(537), 0)],
    ['0x0524', 'read', 'object 49 attribute 2270', bytesOf(u32(49), vlq(2270))],
    ['0x0506', 'configure', 'object 49 attribute 2270', bytesOf(u32(49), vlq(2270))],
    ['0x056b', 'control', 'CPU attribute 2180', bytesOf(u32(52), vlq(2180))],
    ['0x0556', 'session', '', bytesOf(1, 0)],
    ['0x04fc', 'read', 'object 49 attribute 2270', bytesOf(u32(49), vlq(2270))],
    ['0x05b3', 'session', '', u32Bytes(0)],
  ])('%s is of class %s on %j', (code, operationClass, target, body) => {
    const tail = hex('000004e8 896900 12 00000000')
    const dialogue = new Dialogue(s7commplus).toServer(request(Number(code), bytesOf(body, tail)))
    expect(dialogue.heard).toMatchObject([{ role: 'request', function: code, class: operationClass, target }])
    expect(dialogue.observed('undecoded')).toEqual([])
  })

  test('values do not make another operation of the same tags', () => {
    const dialogue = new Dialogue(s7commplus)
    for (const value of [1, 2, 3])
      dialogue.toServer(request(0x0542, bytesOf(tags([DB5, 2550, 10]), hex('01 00 0a 00'), value)))
    expect(new Set(dialogue.operations).size).toBe(1)
  })
})

describe('answers', () => {
  test('an answer has the operation of its sequence number, and fails when its return value is negative', () => {
    const dialogue = new Dialogue(s7commplus).toServer(
      request(0x0586, streamed(49, 3753), 7),
      request(0x054c, tags([DB5, 2550, 10]), 8),
    )
    dialogue.toClient(
      response(0x054c, bytesOf(0x11), 8),
      response(0x0586, hex('c08895b080ef91fff4'), 7),
      response(0x0586, bytesOf(0), 9),
    )
    expect(dialogue.heard.slice(2).map((one) => [one.function, one.target, one.status])).toEqual([
      ['0x054c', 'DB5 LID 10', 0],
      ['0x0586', 'object 49 attribute 3753', 0xfff4],
      ['0x0586', '', 0],
    ])
  })

  test('a PDU in several frames is one message, signed or not', () => {
    const pdu = plusRequest(
      0x04ca,
      1,
      SESSION,
      bytesOf(u32(3), hex('00 04 00 00000000 a1 8a320001'), vlq(2647), new Uint8Array(90)),
    )
    for (const version of [2, 3]) {
      const dialogue = new Dialogue(s7commplus)
      dialogue.toServer(data(plusFrame(version, pdu.slice(0, 60), false)), data(plusFrame(version, pdu.slice(60))))
      expect(dialogue.heard.map(({ class: operationClass }) => operationClass)).toEqual(['download'])
    }
  })

  test('notifications, system events and keep alives are one-way', () => {
    const dialogue = new Dialogue(s7commplus).toClient(
      data(plusFrame(3, bytesOf(0x33, u32(0x7000_0e51), new Uint8Array(8)))),
    )
    dialogue.toClient(data(plusFrame(0xfe, new Uint8Array(16)))).toServer(data(plusFrame(0xff, bytesOf())))
    expect(dialogue.heard.map((one) => [one.role, one.function, one.class, one.target])).toEqual([
      ['event', 'notification', 'publish', 'subscription 0x70000e51'],
      ['event', 'system event', 'session', ''],
      ['event', 'keep alive', 'session', ''],
    ])
  })
})

describe('identity and protection', () => {
  test('a session names the client: connection, program, host, task', () => {
    const texts: [number, string][] = [
      [233, 'ServerSession_1'],
      [289, '1:::6.32::'],
      [296, 'HMI USER'],
      [297, 'SM@RT'],
      [298, 'PANEL-12'],
      [301, 'OMS+ for SMART Runtime'],
      [301, '1'],
      [999, 'something else'],
    ]
    const attributes = texts.map(([attribute, text]) => textAttribute(attribute, text))
    const body = bytesOf(u32(285), hex('00 04 00 00000000 a1 000000d3 821f 00 00'), ...attributes, 0xa2)
    const said = new Dialogue(s7commplus).toServer(request(0x04ca, body)).observed('identity')
    expect(said.map(({ of, facts }) => [of, facts])).toEqual([
      ['client', { description: '1:::6.32::' }],
      ['client', { application: 'HMI USER' }],
      ['client', { application: 'SM@RT' }],
      ['client', { name: 'PANEL-12' }],
      ['client', { description: 'OMS+ for SMART Runtime' }],
    ])
  })

  test('the answer names the controller: order number and firmware', () => {
    const version = '1;6ES7 214-1HE30-0XB0 ;V2.2'
    const body = bytesOf(
      0x11,
      1,
      vlq(SESSION),
      hex('a1 00000120 821f'),
      textAttribute(301, 'OMSP.REL.5041.23'),
      vlq(319),
      0,
      0x15,
      version.length,
      ascii(version),
      0xa2,
    )
    const said = new Dialogue(s7commplus).toClient(response(0x04ca, body), response(0x04ca, body)).observed('identity')
    expect(said.map(({ of, facts }) => [of, facts])).toEqual([
      ['server', { software: 'OMSP.REL.5041.23' }],
      ['server', { description: version, 'order-number': '6ES7 214-1HE30-0XB0', firmware: 'V2.2' }],
    ])
  })

  test('I&M 0 tells the serial number', () => {
    const block = bytesOf(
      hex('0020 0038 0100 002a'),
      padded('6ES7 214-1HE30-0XB0', 20, 0x20),
      padded('SZVBDYXX017685', 16, 0x20),
      u16(2),
      hex('56 02 02 00'),
      new Uint8Array(14),
    )
    const dialogue = new Dialogue(s7commplus).toServer(request(0x0586, streamed(49, 3753)))
    dialogue.toClient(response(0x0586, bytesOf(hex('00 0014 003c'), block)))
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
      {
        'vendor-id': '42',
        'order-number': '6ES7 214-1HE30-0XB0',
        serial: 'SZVBDYXX017685',
        hardware: '2',
        firmware: 'V2.2.0',
      },
    ])
  })

  test('the automation system tells the version of its software', () => {
    const dialogue = new Dialogue(s7commplus).toServer(request(0x0586, streamed(1, 2461)))
    dialogue.toClient(response(0x0586, bytesOf(hex('00 00 00 15 08'), ascii('02.13.01'))))
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([{ software: '02.13.01' }])
  })

  test.each([
    ['no key: none', 'none', [request(0x0542, object(SESSION, 306)), request(0x0542, object(SESSION, 306))]],
    ['a key: signed', 'signed', [request(0x0542, object(SESSION, 306, 1830))]],
    ['a digest, joined midway: signed', 'signed', [request(0x054c, tags([DB5, 2550, 10]), 1, 3)]],
    ['TLS: encrypted', 'encrypted', [data(hex('1703 0300 02 1234')), data(hex('1703 0300 02 1234'))]],
  ])('%s', (_name, security, messages) => {
    const dialogue = new Dialogue(s7commplus).toServer(...messages)
    expect(dialogue.observed('session')).toEqual([{ kind: 'session', state: 'opened', security, user: '' }])
  })

  test('a TLS record is counted as encrypted, a foreign PDU as unsupported', () => {
    const dialogue = new Dialogue(s7commplus).toServer(data(hex('1703 0300 02 1234')), data(hex('99 01')))
    expect(dialogue.observed('undecoded').map(({ reason }) => reason)).toEqual(['encrypted', 'unsupported'])
  })
})

describe('bad messages', () => {
  test('a frame longer than its TSDU, and a request cut in its header, are malformed', () => {
    const dialogue = new Dialogue(s7commplus).toServer(
      data(hex('7202 0040 3100')),
      data(plusFrame(2, hex('31 0000 054c'))),
    )
    expect(dialogue.observed('malformed').map(({ reason }) => reason)).toEqual(['bad-length', 'truncated'])
    expect(dialogue.heard.map((one) => one.function)).toEqual(['0x054c'])
  })

  test('an unknown opcode is not understood, an unknown function is counted', () => {
    const dialogue = new Dialogue(s7commplus).toServer(
      data(plusFrame(2, hex('77 0000 1234'))),
      request(0x0666, bytesOf(0)),
    )
    expect(dialogue.observed('undecoded').map(({ code }) => code)).toEqual([0x77, 0x0666])
    expect(dialogue.heard).toMatchObject([{ function: '0x0666', name: 'Function 0x0666', class: 'unknown' }])
  })
})

function u32Bytes(value: number): Uint8Array {
  return bytesOf(u32(value))
}
