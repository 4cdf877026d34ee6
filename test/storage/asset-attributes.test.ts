import { expect, test } from 'vitest'
import { ClaimScales } from '../../storage/observed/asset-attributes.ts'
import { CONFIDENCES, rankOf } from '../../storage/observed/ranks.ts'

type Said = string | readonly [value: string, protocol: string]

function conflictsOf(attribute: string, ...said: readonly Said[]): string {
  const scales = new ClaimScales()
  for (const each of said) {
    const [value, protocol] = typeof each === 'string' ? [each, 'any'] : each
    scales.add({ module: '', attribute, value, protocol, confidence: rankOf(CONFIDENCES, 'stated'), lastUs: 0 })
  }
  return scales.attributes.conflicts
}

test('two serial numbers contradict each other; two ways to sign in, neighbours, services or originators do not', () => {
  expect(conflictsOf('serial', 'one', 'another')).toBe('serial')
  expect(conflictsOf('clear-text-credentials', 'one', 'another')).toBe('')
  expect(conflictsOf('neighbour', 'one', 'another')).toBe('')
  expect(conflictsOf('service', 'one', 'another')).toBe('')
  expect(conflictsOf('originator', 'one', 'another')).toBe('')
})

test('a name with and without its domain, in capitals or not, is one; other names contradict it, but not those of DNS', () => {
  expect(conflictsOf('name', 'TFDSP', 'tfdsp.sp.local', 'TFDSP.sp.local.')).toBe('')
  expect(conflictsOf('name', 'TFDSP', 'TFDSP2')).toBe('name')
  expect(conflictsOf('name', 'a.sp.local', 'b.sp.local')).toBe('name')
  expect(conflictsOf('name', 'TFDSP', ['www.plant.example', 'dns'], ['intranet.plant.example', 'dns'])).toBe('')
})

test('systems contradict each other when their families differ, however their versions are worded', () => {
  expect(conflictsOf('os', 'Windows 5.2 build 3790', 'Windows Server 2003 R2 3790 Service Pack 2')).toBe('')
  expect(conflictsOf('os', 'Microsoft-WinCE/6.00', 'Windows CE 6.0')).toBe('')
  expect(conflictsOf('os', 'Unix', 'Mac OS X 10.10')).toBe('')
  expect(conflictsOf('os', 'Windows 5.1', 'Ubuntu')).toBe('os')
  expect(conflictsOf('os', 'Windows 5.1', 'Darwin')).toBe('os')
})

test('a version that is more exact agrees, another does not', () => {
  expect(conflictsOf('firmware', 'V2.2', '2.2.0')).toBe('')
  expect(conflictsOf('firmware', 'V2.2', 'V2.20')).toBe('firmware')
})

test('numbers that protocols give out are compared within one', () => {
  expect(conflictsOf('device-id', ['0x0601', 'profinet'], ['1337', 'bacnet'])).toBe('')
  expect(conflictsOf('device-id', ['1', 'bacnet'], ['1337', 'bacnet'])).toBe('device-id')
  expect(conflictsOf('device-id', ['paho/1', 'mqtt'], ['paho/2', 'mqtt'])).toBe('')
})

test('a tag that nobody has set is neither a name nor contradicts one', () => {
  expect(conflictsOf('name', '@@@@@@@@', 'PT-101', '????????')).toBe('')
  const scales = new ClaimScales()
  const stated = { module: '', attribute: 'name', protocol: 'hartip', confidence: rankOf(CONFIDENCES, 'stated') }
  scales.add({ ...stated, value: 'PT-101', lastUs: 1 })
  scales.add({ ...stated, value: '@@@@@@@@', lastUs: 2 })
  expect(scales.attributes).toMatchObject({ claims: 2, values: { name: 'PT-101' } })
})
