import { expect, test } from 'vitest'
import { ALL_STATIONS } from '../../dissectors/kit/bus-judge.ts'
import { stationOf } from '../../planning/address.ts'
import { BUSES, stationText } from '../../sensor/decode/buses.ts'
import { addressText, internText } from '../../sensor/flow/address-text.ts'
import { EndpointTable } from '../../sensor/flow/endpoint-table.ts'

test('an address is the same endpoint again, in another segment another one', () => {
  const table = new EndpointTable()
  const first = table.ipv4(0, 0x0a000001)
  expect(table.ipv4(0, 0x0a000001)).toBe(first)
  expect(table.ipv4(1, 0x0a000001)).not.toBe(first)
  expect(table.mac(0, 0, 0x0a000001)).not.toBe(first)
})

test('endpoints stay what they are while the table grows', () => {
  const table = new EndpointTable()
  const ids = Array.from({ length: 5000 }, (_, i) => table.ipv4(i % 3, 0x0a000000 + i))
  ids.forEach((id, i) => {
    expect(table.ipv4(i % 3, 0x0a000000 + i)).toBe(id)
  })
})

test.each([
  ['224.0.0.1', true],
  ['255.255.255.255', true],
  ['0.0.0.0', true],
  ['10.0.0.255', false],
  ['ff02::1', true],
  ['::', true],
  ['fe80::1', false],
  ['01:00:5e:00:00:01', true],
  ['ff:ff:ff:ff:ff:ff', true],
  ['00:00:00:00:00:00', true],
  ['00:80:f4:00:00:11', false],
  ['00:e0:2b:00:00:00', true],
  ['00:e0:2b:00:00:04', true],
  ['00:e0:2b:00:00:10', false],
  ['mstp-all', true],
  ['mstp-127', false],
])('%s is a group or no address at all: %s', (text, group) => {
  const table = new EndpointTable()
  expect(table.isGroup(internText(table, 0, text) as number)).toBe(group)
})

test.each([
  ['224.0.0.5', true],
  ['224.0.0.251', true],
  ['224.0.1.129', false],
  ['239.255.255.250', false],
  ['255.255.255.255', true],
  ['10.0.0.255', false],
  ['ff02::fb', true],
  ['ff05::1', false],
  ['01:00:5e:00:00:01', false],
])('no router passes on what is sent to %s: %s', (text, onLink) => {
  const table = new EndpointTable()
  expect(table.isLinkLocalGroup(internText(table, 0, text) as number)).toBe(onLink)
})

test.each([
  ['10.0.0.5', '10.0.0.5'],
  ['mstp-5', 'mstp-5'],
  ['mstp-all', 'mstp-all'],
  ['00:1B:1b:00:00:21', '00:1b:1b:00:00:21'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0DB8::0001', '2001:db8::1'],
  ['::', '::'],
  ['::1', '::1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
])('%s is written %s', (text, written) => {
  const table = new EndpointTable()
  expect(addressText(table, internText(table, 0, text) as number)).toBe(written)
})

test.each(['', '10.0.0', '10.0.0.256', '10.0.0.x', '1:2', '1::2::3', 'hello', '00:11:22:33:44'])(
  '%s is no address',
  (text) => {
    expect(internText(new EndpointTable(), 0, text)).toBeUndefined()
  },
)

test.each(BUSES.flatMap((_, bus) => [stationText(bus, 5), stationText(bus, ALL_STATIONS)]).slice(2))(
  '%s is an address that can be asked for',
  (text) => {
    expect(stationOf(text)).toBe(text)
    expect(stationOf(`${text}0x`)).toBeUndefined()
  },
)
