import { expect, test } from 'vitest'
import type { Carrier, Dissector } from '../../dissectors/kit/dissector.ts'
import { dissectors } from '../../dissectors/registry.ts'
import { OF_PLANTS } from '../../sensor/diagnosis/line-findings.ts'
import { Identifier } from '../../sensor/identify/identifier.ts'
import { FOREIGN } from '../support/foreign-payloads.ts'

/** `FUZZ=1` asks for the long run. */
const PAYLOADS = process.env['FUZZ'] === '1' ? 10_000 : 80
/** Where a payload is cut, at most; a sum of 16 bits over few others is right by chance. */
const CUTS = 8
const PAYLOADS_OF_A_CHANCE = 1000
/** What opens a session of SRTP, on its port alone: 56 bytes, and nothing else. */
const OPENING_OF_ZEROS = 56

const everyone = new Identifier(dissectors)
const carriers = (['tcp', 'udp'] as const).map((over) => ({
  over,
  plants: dissectors
    .filter(({ name, carriers }) => OF_PLANTS.has(name) && carriers.some((each) => each.over === over))
    .map((dissector) => ({ dissector, alone: new Identifier([dissector]) })),
}))

test.each(Object.entries(FOREIGN))('%s is no protocol of plants, on any port', (_, payload) => {
  const named = new Set<string>()
  for (let i = 0; i < PAYLOADS; i++) {
    const bytes = payload()
    for (const { over, plants } of carriers) {
      const found = nameOf(everyone, over, bytes, [])
      if (OF_PLANTS.has(found)) named.add(`${found} ${told(over, bytes)}`)
      for (const { dissector, alone } of plants) {
        if (nameOf(alone, over, bytes, [dissector]) !== '')
          named.add(`${dissector.name} on its port ${told(over, bytes)}`)
      }
    }
  }
  expect([...named].filter((each) => each !== `srtp on its port tcp ${'00'.repeat(OPENING_OF_ZEROS)}`)).toEqual([])
})

test.each(Object.entries(FOREIGN))('amid %s nothing of plants seems to begin', (_, payload) => {
  const named: string[] = []
  for (let i = 0; i < PAYLOADS; i++) {
    const bytes = payload()
    for (let from = 1; from < bytes.length; from += 1 + Math.floor(bytes.length / CUTS)) {
      const found = nameOf(everyone, 'tcp', bytes.slice(from), [])
      if (OF_PLANTS.has(found)) named.push(`${found} ${told('tcp', bytes.slice(from))}`)
    }
  }
  expect(named.slice(Math.floor(PAYLOADS / PAYLOADS_OF_A_CHANCE))).toEqual([])
})

function nameOf(
  identifier: Identifier,
  over: Carrier['over'],
  bytes: Uint8Array,
  preferred: readonly Dissector[],
): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const { verdict, dissector } = identifier.identify(over, view, 0, bytes.length, undefined, 'to-server', preferred)
  return verdict === 'yes' ? (dissector?.name ?? '') : ''
}

function told(over: string, bytes: Uint8Array): string {
  return `${over} ${Buffer.from(bytes.subarray(0, 60)).toString('hex')}`
}
