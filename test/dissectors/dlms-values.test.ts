import { describe, expect, test } from 'vitest'
import { descriptor, getAnswer, getList, getRequest, octets, setRequest } from '../../fixtures/generate/dlms-message.ts'
import { ENERGY, Meter, NAME, UNIT } from '../support/dlms-meter.ts'
import { ascii, type Bytes, bytesOf, u16, u32 } from '../support/packet.ts'

function valuesOf(asked: Bytes, answered: Bytes): string[] {
  const meter = new Meter()
  meter.samples = true
  return meter.asks(asked).says(answered).values
}

function factsOf(asked: Bytes, answered: Bytes): [string, object][] {
  const meter = new Meter().asks(asked).says(answered, answered)
  return meter.observed('identity').map(({ module, facts }) => [module, facts])
}

describe('values', () => {
  test.each([
    [bytesOf(3, 1), '1'],
    [bytesOf(3, 0), '0'],
    [bytesOf(5, u32(0xffff_fffe)), '-2'],
    [bytesOf(6, u32(7)), '7'],
    [bytesOf(15, 0xff), '-1'],
    [bytesOf(16, u16(0xfffd)), '-3'],
    [bytesOf(17, 200), '200'],
    [bytesOf(18, u16(500)), '500'],
    [bytesOf(20, u32(0xffff_ffff), u32(0xffff_ffff)), '-1'],
    [bytesOf(21, u32(0), u32(9)), '9'],
    [bytesOf(22, 3), '3'],
    [bytesOf(23, u32(0x4148_0000)), '12.5'],
    [bytesOf(24, u32(0x4029_0000), u32(0)), '12.5'],
  ])('%#', (data, value) => {
    expect(valuesOf(getRequest(ENERGY), getAnswer(data))).toEqual([`register 1.0.1.8.0.255 = ${value}`])
  })

  test.each([[octets('text')], [bytesOf(0)], [bytesOf(6, 1)], [bytesOf(99)], [bytesOf(25, new Uint8Array(12))]])(
    'are no text and nothing that is cut: %#',
    (data) => {
      expect(valuesOf(getRequest(ENERGY), getAnswer(data))).toEqual([])
    },
  )

  test('of a list belong to its attributes; a scaler has none', () => {
    const demand = descriptor(5, '1.0.1.4.0.255', 3)
    const state = descriptor(70, '0.0.96.3.10.255', 2)
    const reply = bytesOf(0xc4, 3, 0xc1, 4, 1, 4, 0, 2, 2, 15, 0, 22, 30, 0, 18, u16(9), 0, 3, 1)
    expect(valuesOf(getList(ENERGY, UNIT, demand, state), reply)).toEqual([
      'demand register 1.0.1.4.0.255 attribute 3 = 9',
      'disconnect control 0.0.96.3.10.255 = 1',
    ])
    const unknown = bytesOf(0xc4, 3, 0xc1, 2, 0, 19, 1, 0, 17, 1)
    expect(valuesOf(getList(ENERGY, demand), unknown)).toEqual([])
  })

  test('that are set', () => {
    expect(valuesOf(setRequest(ENERGY, bytesOf(18, u16(9))), bytesOf(0xc5, 1, 0xc1, 0))).toEqual([
      'register 1.0.1.8.0.255 = 9',
    ])
    const list = bytesOf(0xc1, 4, 0xc1, 2, UNIT, 0, ENERGY, 1, 2, 17, 5, 2, 2, 2, 15, 0, 22, 30, 17, 8)
    expect(valuesOf(list, bytesOf(0xc5, 5, 0xc1, 2, 0, 0))).toEqual(['register 1.0.1.8.0.255 = 8'])
    const cut = bytesOf(0xc1, 4, 0xc1, 2, UNIT, 0, ENERGY, 0, 2, 99, 1)
    expect(valuesOf(cut, bytesOf(0xc5, 5, 0xc1, 2, 0, 0))).toEqual([])
  })

  test('of events', () => {
    const meter = new Meter()
    meter.samples = true
    const state = descriptor(70, '0.0.96.3.10.255', 2)
    meter.says(bytesOf(0xc2, 0, state, 3, 1), bytesOf(0xc2, 1, 12, new Uint8Array(12), state, 3, 0))
    expect(meter.values).toEqual(['disconnect control 0.0.96.3.10.255 = 1', 'disconnect control 0.0.96.3.10.255 = 0'])
    expect(new Set(meter.operations).size).toBe(1)
    expect(meter.heard[0]).toMatchObject({ role: 'event', class: 'alarm' })
  })
})

describe('identity', () => {
  const data = (obis: string) => getRequest(descriptor(1, obis, 2))
  test.each([
    [getRequest(NAME), octets('GRX00000001'), { name: 'GRX00000001', 'vendor-id': 'GRX', vendor: 'Gurux' }],
    [getRequest(NAME), octets('QQQ1'), { name: 'QQQ1', 'vendor-id': 'QQQ' }],
    [getRequest(NAME), octets('meter'), { name: 'meter' }],
    [
      getRequest(NAME),
      octets([...ascii('GRX1'), 0, 0x8b, 0xf9]),
      { name: 'GRX1', 'vendor-id': 'GRX', vendor: 'Gurux' },
    ],
    [data('0.0.96.1.0.255'), bytesOf(10, 3, ascii('123')), { serial: '123' }],
    [data('0.0.96.1.0.255'), octets([0, 0x12, 0x34]), { serial: '001234' }],
    [data('0.0.96.1.1.255'), bytesOf(6, u32(4711)), { 'device-id': '4711' }],
    [data('1.0.0.0.0.255'), bytesOf(12, 3, ascii('A12')), { 'device-id': 'A12' }],
    [data('1.0.0.2.0.255'), octets('FW 2.14'), { firmware: 'FW 2.14' }],
  ])('%#', (asked, value, facts) => {
    expect(factsOf(asked, getAnswer(value))).toEqual([['logical device 1', facts]])
  })

  test.each([
    [getRequest(NAME), octets('')],
    [getRequest(NAME), bytesOf(23, u32(1))],
    [getRequest(NAME), bytesOf(9, 200, 1)],
    [getRequest(NAME), bytesOf(19, 1)],
    [getRequest(descriptor(43, '0.0.25.2.0.255', 2)), octets('short')],
    [getRequest(descriptor(17, '0.0.41.0.0.255', 2)), bytesOf(2, 1, 17, 1)],
    [getRequest(descriptor(17, '0.0.41.0.0.255', 2)), bytesOf(1, 1, 17, 1)],
    [getRequest(descriptor(17, '0.0.41.0.0.255', 2)), bytesOf(1, 1, 2, 2, 18, 0, 1, 17, 1)],
    [data('1.0.1.8.0.255'), octets('text')],
  ])('is not told by what is no name: %#', (asked, value) => {
    expect(factsOf(asked, getAnswer(value))).toEqual([])
  })

  test('has the MAC address of the host and the names of all its logical devices', () => {
    const mac = getRequest(descriptor(43, '0.0.25.2.0.255', 2))
    expect(factsOf(mac, getAnswer(octets([0, 1, 2, 3, 4, 5])))).toEqual([['', { mac: '00:01:02:03:04:05' }]])
    const saps = getRequest(descriptor(17, '0.0.41.0.0.255', 2))
    const pairs = bytesOf(1, 2, 2, 2, 18, 0, 1, octets('meter'), 2, 2, 18, 0, 2, octets('gas'))
    expect(factsOf(saps, getAnswer(pairs))).toEqual([
      ['logical device 1', { name: 'meter' }],
      ['logical device 2', { name: 'gas' }],
    ])
  })

  test('in a list belongs to its attribute', () => {
    const reply = bytesOf(0xc4, 3, 0xc1, 2, 0, 17, 1, 0, octets('meter'))
    expect(factsOf(getList(ENERGY, NAME), reply)).toEqual([['logical device 1', { name: 'meter' }]])
  })

  test('is not what somebody sets', () => {
    expect(factsOf(setRequest(NAME, octets('meter')), bytesOf(0xc5, 1, 0xc1, 0))).toEqual([])
  })
})
