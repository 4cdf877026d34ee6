import { expect, test } from 'vitest'
import { segmentMatcher } from '../../storage/observed/segment-filter.ts'

test.each([
  ['untagged', '', '', true],
  ['untagged', 'eth1', '', false],
  ['untagged, vlan 42', '', '42', true],
  ['untagged, vlan 42', '', '', true],
  ['untagged, vlan 42', '', '43', false],
  ['vlan 10.20 on eth1, vlan 7', 'eth1', '10.20', true],
  ['vlan 7 on Line 1, east', 'Line 1, east', '7', true],
])('"%s" names the segment of "%s" with the tag "%s": %s', (text, tap, vlan, named) => {
  expect(segmentMatcher(text)(tap, vlan)).toBe(named)
})

test.each(['', 'vlan', 'vlan42', 'VLAN 42', 'vlan 42,untagged', 'eth1'])('"%s" names no segment', (text) => {
  expect(() => segmentMatcher(text)).toThrow("a segment like 'untagged'")
})
