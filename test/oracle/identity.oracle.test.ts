/*
 * Every identity string that tshark shows in the public captures is a claim of ours: of the right asset, with the frame
 * that said it. The captures and what tshark shows are not part of the project: see test/support/corpus.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ClaimEntry } from '../../sensor/model/delta.ts'
import { resolveAssets } from '../../sensor/model/resolve-assets.ts'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture } from '../support/run-line.ts'
import { statementsFrom } from '../support/statements.ts'
import { type Shown, shownIdentity } from './identity-truth.ts'

interface Explanation {
  readonly section: string
  readonly when: RegExp
  readonly reason: string
}

/** What tshark shows that tells nobody's identity, or not that of whom it is shown for, and why. */
const NO_IDENTITY: readonly Explanation[] = [
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
    section: 'hartip',
    when: /: @+$/,
    reason: 'packed ASCII of nothing but zeros: a tag or descriptor that was never set (HCF_SPEC-127)',
  },
  {
    section: 'dhcpv6',
    when: / mac: 00:0c:29:0f:1c:3b$/,
    reason:
      'the server identifier in a request: whom the client asks, of which no address is told (RFC 8415 clause 21.3)',
  },
  {
    section: 'dlms',
    when: /: Gurux~_~$/,
    reason:
      'the secret of the association (class 15, attribute 7), which is never stored, and the check sequence behind it',
  },
  {
    section: 'kerberos',
    when: / (enterprise|invalid|expired|nokey|lockout_policy)_(client_)?principal/,
    reason: 'merely asked for: the server refused the name (KRB-ERROR), or gave no ticket for it',
  },
  {
    section: 'tls',
    when: /: (Deutsche Telekom AG|T-TeleSec Trust Center|Deutsche Telekom Root CA 2|AddTrust .*)$/,
    reason:
      'who issued the certificates of the issuers: the chain behind the first certificate says nothing of the server',
  },
  {
    section: 'ntlmssp',
    when: /WinXP.* os: build 7600$/,
    reason: 'NEGOTIATE of macOS gives the version of a Windows; what it is itself stands in NativeOS, and is a claim',
  },
  {
    section: 'ntp',
    when: / 127\.127\.1\.1$/,
    reason: 'a client that was not answered yet names its own clock',
  },
]

/** What is no claim of ours of that address, or not in these words, and why. */
const MISSED: readonly Explanation[] = [
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
  {
    section: 'ptp',
    when: /GOOSE_and_MMS.* f8:02:78:ff:fe:12:88:80$/,
    reason:
      'a clock that only measures the delay to its neighbours (Pdelay_Req), as masters do: no role, and no claim of it',
  },
  {
    section: 'fox',
    when: / name: 192\.168\.2\.15$/,
    reason: 'the station has its address for a name: it is the claim of its address',
  },
]

/** Identity strings per protocol: shown by tshark, claimed by us, missed, and those that are no identity. */
const SCORE = {
  ads: [19, 19, 0, 0],
  atg: [4, 4, 0, 0],
  bacnet: [317, 308, 4, 5],
  browser: [34, 34, 0, 0],
  cdp: [92, 92, 0, 0],
  dhcp: [15, 15, 0, 0],
  dhcpv6: [48, 47, 0, 1],
  dlms: [6, 4, 0, 2],
  dnp3: [93, 93, 0, 0],
  enip: [80, 80, 0, 0],
  fins: [12, 12, 0, 0],
  fox: [10, 9, 1, 0],
  ftp: [3, 3, 0, 0],
  goose: [28, 26, 0, 2],
  hartip: [13, 11, 0, 2],
  http: [46, 46, 0, 0],
  iec104: [2, 2, 0, 0],
  kerberos: [30, 20, 0, 10],
  knxip: [1, 1, 0, 0],
  lldp: [83, 82, 1, 0],
  mdns: [5, 5, 0, 0],
  melsec: [39, 39, 0, 0],
  mms: [6, 6, 0, 0],
  modbus: [18, 18, 0, 0],
  mqtt: [14, 14, 0, 0],
  nbdgm: [25, 25, 0, 0],
  nbns: [21, 21, 0, 0],
  ntlmssp: [51, 46, 0, 5],
  ntp: [21, 20, 0, 1],
  opcua: [117, 117, 0, 0],
  powerlink: [2, 2, 0, 0],
  profinet: [179, 160, 0, 19],
  ptp: [12, 11, 1, 0],
  rdp: [2, 2, 0, 0],
  rtps: [2, 2, 0, 0],
  s7comm: [57, 57, 0, 0],
  s7commplus: [34, 34, 0, 0],
  sbus: [2, 2, 0, 0],
  smb: [36, 36, 0, 0],
  smb2: [1, 1, 0, 0],
  snmp: [9, 9, 0, 0],
  ssdp: [7, 7, 0, 0],
  ssh: [6, 6, 0, 0],
  stp: [36, 36, 0, 0],
  sv: [3, 3, 0, 0],
  synchrophasor: [12, 12, 0, 0],
  syslog: [1, 1, 0, 0],
  tls: [40, 34, 0, 6],
}

interface Row {
  shown: number
  claimed: number
  missed: number
  none: number
}

const score = new Map<string, Row>()
const captures = existsSync(CORPUS_TRUTH) ? captureNames() : []

describe.skipIf(captures.length === 0)('identity', () => {
  test.each(captures)('%s: every identity string is a claim of its asset, with its frame', (capture) => {
    const run = runCapture(join(CORPUS, capture))
    const together = togetherWith(run)
    const missing = truthOf(capture)
      .filter((shown) => !isFound(run, together, shown, capture))
      .map((shown) => describeShown(shown, capture))
    expect(missing).toEqual([])
  })

  test('98 % of all identity strings are claims', () => {
    const rows = [...score.values()]
    const claimed = sum(rows.map((row) => row.claimed))
    const shown = sum(rows.map((row) => row.shown - row.none))
    process.stdout.write(`identity strings: ${claimed} of ${shown} are claims of the right asset\n`)
    expect(claimed / shown).toBeGreaterThanOrEqual(0.98)
  })

  test('the score per protocol: shown by tshark, claimed by us, missed, no identity', () => {
    expect(Object.fromEntries([...score].map(([section, row]) => [section, Object.values(row)]).sort())).toEqual(SCORE)
  })
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

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

/** The other addresses of the asset that has an address: in any segment, as tshark knows none. */
function togetherWith({ delta, address }: LineRun): ReadonlyMap<string, ReadonlySet<string>> {
  const together = new Map<string, Set<string>>()
  for (const { addresses } of resolveAssets({
    ...delta,
    conduct: [],
    statements: statementsFrom([]),
    talkers: delta.addresses.map(({ id }) => id),
  })) {
    const values = addresses.map(address)
    for (const value of values) together.set(value, new Set([...(together.get(value) ?? []), ...values]))
  }
  return together
}

function isFound(run: LineRun, together: ReadonlyMap<string, ReadonlySet<string>>, shown: Shown, capture: string) {
  const row = score.get(shown.section) ?? { shown: 0, claimed: 0, missed: 0, none: 0 }
  score.set(shown.section, row)
  row.shown++
  const found = run.delta.claims.some(
    (claim) =>
      isSame(claim, shown) && claim.witness.frame > 0 && isOf(run.address(claim.address), together, shown.address),
  )
  const text = describeShown(shown, capture)
  if (found) row.claimed++
  else if (isExplained(NO_IDENTITY, shown.section, text)) row.none++
  else if (isExplained(MISSED, shown.section, text)) row.missed++
  else return false
  return true
}

function isExplained(explanations: readonly Explanation[], inSection: string, text: string): boolean {
  return explanations.some(({ section, when }) => section === inSection && when.test(text))
}

function isSame(claim: ClaimEntry, { protocols, attributes, value, within }: Shown): boolean {
  if (!protocols.includes(claim.protocol) || !attributes.includes(claim.attribute)) return false
  const [claimed, wanted] = [claim.value.toLowerCase(), value.toLowerCase()]
  return within ? claimed.includes(wanted) : claimed === wanted
}

function isOf(claimed: string, together: ReadonlyMap<string, ReadonlySet<string>>, address: string): boolean {
  return address === '' || claimed === address || together.get(address)?.has(claimed) === true
}

function describeShown({ section, address, attributes, value }: Shown, capture: string): string {
  return `${capture} ${section} ${address} ${attributes.join(' ')}: ${value}`
}
