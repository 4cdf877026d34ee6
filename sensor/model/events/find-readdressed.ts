import type { BindingEntry } from '../delta.ts'
import { grouped } from '../grouped.ts'
import { isPublicIp } from '../ip-scope.ts'
import { MIN_SENDING_US, MIN_STATEMENTS } from './find-address-events.ts'
import type { Finding } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site } from './site.ts'

/** What has more addresses than this, one after the other, changes them by itself. */
export const MAX_TURNS = 4
/** The highest level at which devices have an address that somebody gave them. */
const CONTROL_LEVEL = 2
/** Given by nobody (RFC 3927, RFC 1122), and IPv6, of which a host has several and changes them. */
const NOT_GIVEN = /^(?:169\.254\.|127\.|0\.)|:/

/** Devices that gave up an IP address and went on with another. */
export function findReaddressed(site: Site): Finding[] {
  const own = site.evidence.bindings.filter(
    ({ hops, ip }) => hops <= 0 && !NOT_GIVEN.test(site.value(ip)) && !isPublicIp(site.value(ip)),
  )
  return [...grouped(own, ({ mac }) => mac)].flatMap(([mac, bindings]) => {
    const turns = bindings.toSorted((a, b) => a.firstUs - b.firstUs)
    const isOfOne = turns.every(({ ip }) => site.partyOf(ip) === site.partyOf(mac))
    if (turns.length < 2 || turns.length > MAX_TURNS || !isOfOne) return []
    return turns.every(isSteady) && followEachOther(turns) ? [readdressed(mac, turns, site)] : []
  })
}

/** Once may be a mistake, or an address that somebody tried. */
function isSteady({ stated, firstUs, lastUs }: BindingEntry): boolean {
  return stated >= MIN_STATEMENTS || lastUs - firstUs >= MIN_SENDING_US
}

function followEachOther(turns: readonly BindingEntry[]): boolean {
  return turns.every(({ firstUs }, at) => at === 0 || firstUs > (turns[at - 1] as BindingEntry).lastUs)
}

function readdressed(mac: number, turns: readonly BindingEntry[], site: Site): Finding {
  const second = turns[1] as BindingEntry
  const last = turns.at(-1) as BindingEntry
  const level = site.assetOf(mac)?.level ?? null
  // A station of a radio network is given another short address when it joins again.
  const word = site.value(second.ip).includes('.') ? 'IP address' : 'address'
  const addresses = turns.map(({ ip }) => site.value(ip)).join(' to ')
  return {
    kind: 'identity-change',
    key: `${site.place(mac)}|ip`,
    severity: level !== null && level <= CONTROL_LEVEL ? 'medium' : 'low',
    technique: '',
    summary: `${capital(site.name(mac))} changed its ${word}: ${addresses}`,
    count: turns.length - 1,
    client: last.ip,
    firstUs: second.firstUs,
    lastUs: last.firstUs,
    witness: { ...second.witness, captureName: '' },
  }
}
