/* Numbers from the CIP Networks Library, Volume 1, section 5A-2 and appendix C-5.2; Volume 2, sections 5-4 and 5-5. */
import { describe, expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import {
  type Part,
  path,
  request,
  response,
  shortString,
  string,
  unconnected,
} from '../../fixtures/generate/enip-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, hex, u16le, u32le } from '../support/packet.ts'

const ask = (message: Bytes) => unconnected(1, message).slice(8)

/** What the answer to a request says of its sender. */
function facts(asked: Bytes, ...answer: readonly Part[]) {
  const dialogue = new Dialogue(cip).toServer(ask(asked)).toClient(ask(response(asked[0] as number, 0, ...answer)))
  return dialogue.observed('identity')[0]?.facts
}

describe('single attributes of the Identity object', () => {
  test.each([
    [1, u16le(0x2f), { vendor: 'Omron Corporation', 'vendor-id': '0x002f' }],
    [2, u16le(0x0c), { 'device-type': 'Communications Adapter' }],
    [3, u16le(58), { 'product-code': '58' }],
    [4, [4, 3], { firmware: '4.3' }],
    [6, u32le(0x0051aec3), { serial: '0x0051aec3' }],
    [7, shortString('1756-ENBT/A '), { product: '1756-ENBT/A' }],
    [8, [3], { state: 'operational (0x03)' }],
  ])('attribute %i', (attribute, value, expected) => {
    expect(facts(request(0x0e, path(1, 1, attribute)), value)).toEqual(expected)
  })

  test('attributes that name nobody, or are cut, say nothing', () => {
    expect(facts(request(0x0e, path(1, 1, 5)), u16le(0x3060))).toBeUndefined()
    expect(facts(request(0x0e, path(1, 1, 99)), [1])).toBeUndefined()
    expect(facts(request(0x0e, path(1, 1, 6)), [1, 2])).toBeUndefined()
    expect(facts(request(0x0e, path(1, 1, 7)), [9, 65])).toBeUndefined()
    expect(facts(request(0x0e, path(1, 1, 7)))).toBeUndefined()
    expect(facts(request(0x0e, path(0x04, 1, 3)), [1, 2])).toBeUndefined()
  })
})

describe('a list of attributes', () => {
  test('is read up to the first whose length is not known', () => {
    const listed = [...u16le(1), 0, 0, ...u16le(1), ...u16le(9), 0, 0, ...u16le(0), ...u16le(10), 0, 0, 5]
    const unknown = [...u16le(300), 0, 0, 1, 2, ...u16le(3), 0, 0, ...u16le(58)]
    expect(facts(request(0x03, path(1, 1), u16le(5)), u16le(5), listed, unknown)).toEqual({
      vendor: 'Rockwell Automation/Allen-Bradley',
      'vendor-id': '0x0001',
    })
  })

  test('leaves out attributes with a status of their own', () => {
    expect(
      facts(request(0x03, path(1, 1), u16le(2)), u16le(2), u16le(1), u16le(0x14), u16le(3), [0, 0], u16le(58)),
    ).toEqual({
      'product-code': '58',
    })
  })

  test('that ends before its count says what there is', () => {
    expect(facts(request(0x03, path(1, 1), u16le(2)), u16le(2), u16le(3), [0, 0], u16le(58))).toEqual({
      'product-code': '58',
    })
    expect(facts(request(0x03, path(0x64, 1), u16le(1)), u16le(1), u16le(1), [0, 0, 1])).toBeUndefined()
  })
})

describe('names that people gave', () => {
  const english = [1, ...ascii('eng')]

  test.each([
    ['STRING', [...english, 0xd0, ...u16le(4), ...string('Mixer 3')], 'Mixer 3'],
    ['STRING2', [...english, 0xd5, ...u16le(1000), ...u16le(2), ...u16le(0x00d6), ...u16le(0x006c)], 'Öl'],
    ['STRINGN of one byte', [...english, 0xd9, ...u16le(4), ...u16le(1), ...string('EN2T')], 'EN2T'],
    ['SHORT_STRING', [...english, 0xda, ...u16le(4), ...shortString('Cell 4')], 'Cell 4'],
  ])('a %s', (_, value, expected) => {
    expect(facts(request(0x0e, path(1, 1, 15)), value)).toEqual({ name: expected })
  })

  test('have an attribute each', () => {
    const value = [...english, 0xda, ...u16le(4), ...shortString('A')]
    expect(facts(request(0x0e, path(1, 1, 13)), value)).toEqual({ product: 'A' })
    expect(facts(request(0x0e, path(1, 1, 16)), value)).toEqual({ description: 'A' })
    expect(facts(request(0x0e, path(1, 1, 17)), value)).toEqual({ location: 'A' })
    expect(facts(request(0x01, path(0x64, 1)), string('Mixing_Line'))).toEqual({ name: 'Mixing_Line' })
  })

  test('that are not there, not whole, or of wider characters say nothing', () => {
    expect(facts(request(0x0e, path(1, 1, 15)), hex('00 000000 00 0000'))).toBeUndefined()
    expect(facts(request(0x0e, path(1, 1, 15)), [...english, 0xd0, 4, 0, ...u16le(9), 65])).toBeUndefined()
    expect(
      facts(request(0x0e, path(1, 1, 15)), [...english, 0xd9, 4, 0, ...u16le(2), ...u16le(1), 65, 0]),
    ).toBeUndefined()
    expect(facts(request(0x01, path(0x64, 1)), u16le(9), [65])).toBeUndefined()
  })
})

describe('the network', () => {
  const configuration = [...hex('0b05140a 00ffffff 0105140a 00000000 00000000'), ...string('plant'), 0]

  test('TCP/IP Interface gives address, gateway, domain and host name', () => {
    const link = hex('0200 20f6 2401')
    expect(
      facts(request(0x01, path(0xf5, 1)), u32le(2), u32le(0x14), u32le(0), link, configuration, string('en2t')),
    ).toEqual({
      ip: '10.20.5.11',
      gateway: '10.20.5.1',
      domain: 'plant',
      name: 'en2t',
    })
    expect(facts(request(0x0e, path(0xf5, 1, 5)), configuration)).toEqual({
      ip: '10.20.5.11',
      gateway: '10.20.5.1',
      domain: 'plant',
    })
    expect(facts(request(0x0e, path(0xf5, 1, 6)), string('en2t'))).toEqual({ name: 'en2t' })
    expect(facts(request(0x0e, path(0xf5, 1, 5)), new Uint8Array(22))).toBeUndefined()
    expect(facts(request(0x0e, path(0xf5, 1, 10)), [1])).toBeUndefined()
    expect(facts(request(0x0e, path(0xf5, 1, 5)), [1])).toBeUndefined()
    expect(facts(request(0x01, path(0xf5, 1)), u32le(2))).toBeUndefined()
  })

  test('attributes before the host name are passed over', () => {
    const values = [
      ...u16le(1),
      0,
      0,
      ...u32le(2),
      ...u16le(4),
      0,
      0,
      ...hex('0200 20f6 2401'),
      ...u16le(6),
      0,
      0,
      ...string('en2t'),
    ]
    expect(facts(request(0x03, path(0xf5, 1), u16le(3)), u16le(3), values)).toEqual({ name: 'en2t' })
  })

  test('Ethernet Link gives the MAC address', () => {
    const mac = { mac: '00:00:bc:00:00:11' }
    expect(facts(request(0x01, path(0xf6, 1)), u32le(100), u32le(15), hex('0000bc000011'))).toEqual(mac)
    const listed = [...u16le(1), 0, 0, ...u32le(100), ...u16le(3), 0, 0, ...hex('0000bc000011'), ...u16le(7), 0, 0, 1]
    expect(facts(request(0x03, path(0xf6, 1), u16le(3)), u16le(3), listed)).toEqual(mac)
    expect(facts(request(0x0e, path(0xf6, 1, 3)), hex('0000bc'))).toBeUndefined()
  })
})
