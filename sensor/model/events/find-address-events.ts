import type { BindingEntry } from '../delta.ts'
import { type Finding, listed } from './finding.ts'
import type { Site } from './site.ts'

/** A MAC that states an address less often than this may be a mistake of one moment. */
export const MIN_STATEMENTS = 2
/** A MAC that states more addresses than this answers for others (proxy ARP). */
export const MAX_OWN_IPS = 8
/** Virtual MACs of redundant gateways: VRRP (RFC 9568, 7.3), HSRP (RFC 2281, 5.1; version 2), GLBP. */
const VIRTUAL_MAC = /^(?:00:00:5e:00:0[12]|00:00:0c:07:ac|00:00:0c:9f:f|00:07:b4:00)/

/** One IP address that two MACs hold at the same time, or one after the other, in one segment. */
export function findAddressConflicts(site: Site): Finding[] {
  const ipsOf = new Map<number, number>()
  const byIp = new Map<number, BindingEntry[]>()
  for (const binding of site.evidence.bindings) {
    if (binding.stated < MIN_STATEMENTS || VIRTUAL_MAC.test(site.value(binding.mac))) continue
    ipsOf.set(binding.mac, (ipsOf.get(binding.mac) ?? 0) + 1)
    byIp.set(binding.ip, [...(byIp.get(binding.ip) ?? []), binding])
  }
  return [...byIp].flatMap(([ip, bindings]) => {
    const own = bindings.filter(({ mac }) => (ipsOf.get(mac) ?? 0) <= MAX_OWN_IPS)
    return own.length < 2 ? [] : [conflict(ip, own, site)]
  })
}

function conflict(ip: number, bindings: readonly BindingEntry[], site: Site): Finding {
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
  const summary = `${site.value(ip)} is held by ${macs.length} devices at the same time: ${listed(macs)}`
  return { kind: 'address-conflict', summary, ...about }
}
