import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { vendorOfMac } from '../../sensor/model/vendor-of-mac.ts'

const registry = createRequire(import.meta.url)('oui-data') as Record<string, string>

/** Without the signs that a name is tidied by. */
function wordsOf(name = ''): string {
  return name.replace(/&(quot|amp);|["&,\s]/g, '')
}

test('every prefix of the registry is found, the most specific one first, as the parsed file has it', () => {
  const wrong: string[] = []
  for (const [prefix, entry] of Object.entries(registry)) {
    if (Number.parseInt(prefix.slice(0, 2), 16) & 0x02) continue
    // A prefix that others divide is registered to the authority itself; behind it, this digit is free in all of them.
    const mac = prefix.padEnd(12, 'F').replace(/..(?!$)/g, '$&:')
    const expected = [9, 7, 6].map((length) => registry[mac.replaceAll(':', '').slice(0, length)]).find(Boolean)
    const name = wordsOf((expected ?? entry).split('\n', 1)[0])
    if (wordsOf(vendorOfMac(mac)) !== (name === 'IEEERegistrationAuthority' ? '' : name)) wrong.push(prefix)
  }
  expect(wrong).toEqual([])
})

test('a name ends in no comma of an address, and has its signs as they are', () => {
  expect(vendorOfMac('00:1b:1b:00:00:01')).toBe('Siemens AG')
  expect(vendorOfMac('f8:b5:68:e0:00:01')).toBe('ZAO "RADIUS Avtomatika"')
})

test('case does not matter, an address that nobody registered has no vendor, nor has a locally administered one', () => {
  expect(vendorOfMac('00:80:f4:00:00:01')).toBe(vendorOfMac('00:80:F4:FF:FF:FF'))
  expect(vendorOfMac('00:80:f4:00:00:01')).not.toBe('')
  expect(vendorOfMac('02:00:00:00:00:01')).toBe('')
  expect(vendorOfMac('fc:ff:ff:00:00:01')).toBe('')
  expect(vendorOfMac('00:00:00:00:00:72')).toBe('')
  // A block of which the authority gave out parts, and does not say to whom.
  expect(vendorOfMac('00:50:c2:78:b5:30')).toBe('')
})
