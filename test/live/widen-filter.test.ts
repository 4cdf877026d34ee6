import { expect, test } from 'vitest'
import { widenFilter } from '../../sensor/capture/widen-filter.ts'

test('a filter is widened to frames with one and with two tags, and this is explained', () => {
  const { filter, why } = widenFilter(' tcp port 502 or arp ')
  expect(filter).toBe('(tcp port 502 or arp) or (vlan and ((tcp port 502 or arp) or (vlan and (tcp port 502 or arp))))')
  expect(why).toMatch(/VLAN tags/)
})

test.each(['', '  ', 'vlan 10 and tcp', 'not vlan'])('"%s" stays as it is', (given) => {
  expect(widenFilter(given)).toEqual({ filter: given.trim(), why: '' })
})
