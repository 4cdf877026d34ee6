/*
 * Every identity string that tshark shows in the public captures is a claim of ours: of the right asset, with the frame
 * that said it. The captures and what tshark shows are not part of the project: see test/support/corpus.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ClaimEntry } from '../../sensor/model/delta.ts'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture } from '../support/run-line.ts'
import { type Shown, shownIdentity } from './identity-truth.ts'

/** What is no claim of ours of that address, and why. */
const EXPLAINED: readonly { readonly section: string; readonly when: RegExp; readonly reason: string }[] = [
  {
    section: 'profinet',
    when: /: 00:00:00:00:00:00$/,
    reason: 'the responder has no address in a request: the field is empty until it answers',
  },
  {
    section: 'goose',
    when: /span-bridge-tags/,
    reason: 'the frame has no control block: it is a fill pattern behind the EtherType, and no GOOSE message',
  },
  {
    section: 'goose',
    when: /Routable-GOOSE/,
    reason: 'routed over UDP: the publisher is the IP address, the MAC address is the last router’s',
  },
  {
    section: 'bacnet',
    when: /BBMD-on-same-subnet.* 192\.168\.0\.24 (device|vendor)-id: (123|18|86|884456)$/,
    reason:
      'Forwarded-NPDU: the device that it came from stands in the message, 192.168.0.24 only passed it on (annex J.2.5)',
  },
  {
    section: 'bacnet',
    when: /MSTP-Mix.* 00:00:00:00:00:/,
    reason:
      'MS/TP frames in a vendor’s encapsulation (Cimetrics U+4), with station numbers shown as MAC addresses: not decoded',
  },
  {
    section: 'lldp',
    when: /span-bridge-tags/,
    reason: 'the port ID TLV holds more than its text: with bytes that are no text it is given in hexadecimal',
  },
]

/** Identity strings per protocol: shown, claimed, explained. */
const SCORE = {
  ads: [19, 19, 0],
  bacnet: [317, 308, 9],
  dnp3: [93, 93, 0],
  enip: [80, 80, 0],
  fins: [12, 12, 0],
  goose: [28, 26, 2],
  hartip: [13, 13, 0],
  iec104: [2, 2, 0],
  lldp: [60, 59, 1],
  mms: [6, 6, 0],
  modbus: [18, 18, 0],
  mqtt: [14, 14, 0],
  opcua: [117, 117, 0],
  profinet: [179, 160, 19],
  s7comm: [57, 57, 0],
  sv: [3, 3, 0],
  synchrophasor: [12, 12, 0],
}

const score = new Map<string, { shown: number; claimed: number; explained: number }>()
const captures = existsSync(CORPUS_TRUTH) ? captureNames() : []

describe.skipIf(captures.length === 0)('identity', () => {
  test.each(captures)('%s: every identity string is a claim of its asset, with its frame', (capture) => {
    const run = runCapture(join(CORPUS, capture))
    const missing = truthOf(capture)
      .filter((shown) => !isFound(run, shown, capture))
      .map((shown) => describeShown(shown, capture))
    expect(missing).toEqual([])
  })

  test('the score per protocol: shown by tshark, claimed by us, explained', () => {
    expect(Object.fromEntries([...score].map(([section, row]) => [section, Object.values(row)]).sort())).toEqual(SCORE)
  })
})

/** Captures that are there and of which tshark shows identity. */
function captureNames(): string[] {
  return readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((name) => existsSync(join(CORPUS, name)) && truthOf(name).length > 0)
    .sort()
}

function truthOf(capture: string): Shown[] {
  return shownIdentity(JSON.parse(readFileSync(join(CORPUS_TRUTH, `${capture}.json`), 'utf8')))
}

function isFound(run: LineRun, shown: Shown, capture: string): boolean {
  const row = score.get(shown.section) ?? { shown: 0, claimed: 0, explained: 0 }
  score.set(shown.section, row)
  row.shown++
  const found = run.delta.claims.some(
    (claim) => isSame(claim, shown) && isOf(run, claim, shown) && claim.witness.frame > 0,
  )
  const text = describeShown(shown, capture)
  const reason = found ? undefined : EXPLAINED.find(({ section, when }) => section === shown.section && when.test(text))
  if (found) row.claimed++
  else if (reason !== undefined) row.explained++
  return found || reason !== undefined
}

function isSame(claim: ClaimEntry, { protocols, attributes, value }: Shown): boolean {
  return (
    protocols.includes(claim.protocol) &&
    attributes.includes(claim.attribute) &&
    claim.value.toLowerCase() === value.toLowerCase()
  )
}

function isOf(run: LineRun, claim: ClaimEntry, { address }: Shown): boolean {
  return address === '' || run.address(claim.address) === address
}

function describeShown({ section, address, attributes, value }: Shown, capture: string): string {
  return `${capture} ${section} ${address} ${attributes.join(' ')}: ${value}`
}
