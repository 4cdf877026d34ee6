import type { BindingEntry } from '../delta.ts'
import { grouped } from '../grouped.ts'
import { isPublicIp } from '../ip-scope.ts'
import { type Finding, listed } from './finding.ts'
import type { Site } from './site.ts'

/** A MAC that states an address less often than this may be a mistake of one moment. */
export const MIN_STATEMENTS = 2
/** The same for packets without a statement. */
export const MIN_SENDING_US = 1_000_000
/** A MAC that states more addresses than this answers for others (proxy ARP). */
export const MAX_OWN_IPS = 8
/** Virtual MACs of redundant gateways: VRRP (RFC 9568, 7.3), HSRP (RFC 2281, 5.1; version 2), GLBP. */
const VIRTUAL_MAC = /^(?:00:00:5e:00:0[12]|00:00:0c:07:ac|00:00:0c:9f:f|00:07:b4:00)/

const NOBODY_STATES = '; they send by it, no message states it'

/** Programs of one computer, whatever MAC addresses were made up for them. */
const LOOPBACK = /^(?:127\.|::1$)/

/**
 * One IP address that two devices hold at the same time, or one after the other, in one segment: they state it, or send by
 * it on the link and by no other.
 */
export function findAddressConflicts(site: Site): Finding[] {
  const { bindings } = site.evidence
  const byMac = grouped(bindings, ({ mac }) => mac)
  const holding = bindings.filter(
    (each) => !VIRTUAL_MAC.test(site.value(each.mac)) && (states(each) || sendsByItAlone(each, byMac, site)),
  )
  const statedBy = grouped(holding.filter(states), ({ mac }) => mac)
  const disputed = [...grouped(holding, ({ ip }) => ip)].flatMap(([ip, claimants]) => {
    const own = claimants.filter(({ mac }) => (statedBy.get(mac)?.length ?? 0) <= MAX_OWN_IPS)
    const devices = new Set(own.map(({ mac }) => site.partyOf(mac)))
    return devices.size < 2 ? [] : [{ ip, own }]
  })
  const impostors = impostorsOf(disputed.map(({ own }) => own))
  return disputed.map(({ ip, own }) => conflict(ip, own, impostors, site))
}

/** Who states addresses of several others, who send by them: that is how one gets in between. */
function impostorsOf(disputes: readonly (readonly BindingEntry[])[]): Set<number> {
  const alone = disputes.flatMap((own) => {
    const stating = own.filter(states)
    return stating.length === 1 ? stating : []
  })
  return new Set([...grouped(alone, ({ mac }) => mac)].filter(([, each]) => each.length > 1).map(([mac]) => mac))
}

function states({ stated }: BindingEntry): boolean {
  return stated >= MIN_STATEMENTS
}

/**
 * A packet alone may be forged; what carries several addresses is a router, and what is public behind one. Those that it
 * states are its own, and of IPv6 it has one of the link beside.
 */
function sendsByItAlone(
  { mac, ip, stated, hops, firstUs, lastUs }: BindingEntry,
  byMac: ReadonlyMap<number, readonly BindingEntry[]>,
  site: Site,
): boolean {
  const address = site.value(ip)
  if (stated > 0 || hops > 0 || lastUs - firstUs < MIN_SENDING_US) return false
  const carried = byMac.get(mac)?.filter((each) => each.stated === 0 && isIpv6(site.value(each.ip)) === isIpv6(address))
  return carried?.length === 1 && !isPublicIp(address) && !LOOPBACK.test(address)
}

function isIpv6(address: string): boolean {
  return address.includes(':')
}

function conflict(ip: number, bindings: readonly BindingEntry[], impostors: ReadonlySet<number>, site: Site): Finding {
  const sorted = bindings.toSorted((a, b) => a.firstUs - b.firstUs || a.mac - b.mac)
  const macs = sorted.map(({ mac }) => site.value(mac))
  const isMove = sorted.every(({ firstUs }, at) => at === 0 || firstUs > (sorted[at - 1] as BindingEntry).lastUs)
  const second = sorted[1] as BindingEntry
  const span = { firstUs: second.firstUs, lastUs: Math.max(...sorted.map(({ lastUs }) => lastUs)) }
  const witness = { ...second.witness, captureName: '' }
  const about = { key: `${site.place(ip)}|mac`, count: macs.length - 1, client: ip, ...span, witness }
  if (isMove) {
    const summary = `${site.value(ip)} moved to another device or network card: ${macs.join(' to ')}`
    return { kind: 'identity-change', severity: 'medium', technique: '', summary, ...about }
  }
  const stating = bindings.filter(states)
  const [first] = stating
  const isSure = stating.length > 1 || (first !== undefined && impostors.has(first.mac))
  const how =
    stating.length > 1
      ? ''
      : first === undefined
        ? NOBODY_STATES
        : `; ${site.value(first.mac)} states it, and others send by it`
  const summary = `${site.value(ip)} is held by ${macs.length} devices at the same time: ${listed(macs)}${how}`
  return { kind: 'address-conflict', ...(!isSure && { severity: 'medium' as const }), summary, ...about }
}
