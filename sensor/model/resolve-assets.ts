import { assetId } from './asset-id.ts'
import { byAddress, ofAddresses } from './by-address.ts'
import { childAssets, isOfHost } from './child-assets.ts'
import type { AddressEntry, AssetEntry, BindingEntry, Evidence, SegmentEntry } from './delta.ts'
import { inferRole, type Role } from './infer-role.ts'
import { isPublicIp } from './ip-scope.ts'

/** A MAC that carries more unstated IPs than this, in one segment, is a router: the IPs are not its own. */
export const MAX_CARRIED_IPS = 1
/** Packets of a host on the segment have passed no router. */
const LOCAL_HOPS = 0

/**
 * Which addresses are one asset: a pure function of the evidence, so that the order in which it came does not matter.
 *
 * 1. A MAC and an IP that a message bound (ARP, DHCP, …) belong together. 2. A MAC whose packets carry one IP alone,
 * from no router hop away, belongs with it; one that carries several is a router, and they are not bound to it.
 * 3. An IP that is bound to no MAC where it was seen, but to one in another segment, and only there, is seen through a
 * router: it is that asset. 4. A MAC with the local bit that gets more answers than it asked for, beside the same MAC
 * without it, is that one: a slave marks so the frames that it sends back. 5. Every other address is an asset of its
 * own. 6. Parts that answer behind a host are its children when there are several of them, or the host says that it is
 * a gateway.
 */
export function resolveAssets(evidence: Evidence): AssetEntry[] {
  const groups = new Groups(evidence)
  groups.bindStated()
  groups.bindCarried()
  groups.joinRouted()
  groups.joinReturned()
  const hosts = groups.assets()
  return [...hosts, ...childAssets(hosts, evidence)].sort((a, b) => (a.id < b.id ? -1 : 1))
}

class Groups {
  private readonly evidence: Evidence
  private readonly addresses = new Map<number, AddressEntry>()
  private readonly segments = new Map<number, SegmentEntry>()
  private readonly parent = new Map<number, number>()
  private readonly reasons = new Map<number, Set<string>>()
  private readonly boundIps = new Set<number>()
  private readonly routers = new Set<number>()

  constructor(evidence: Evidence) {
    this.evidence = evidence
    for (const segment of evidence.segments) this.segments.set(segment.id, segment)
    for (const address of evidence.addresses) {
      if (address.group) continue
      this.addresses.set(address.id, address)
      this.parent.set(address.id, address.id)
    }
  }

  bindStated(): void {
    for (const binding of this.evidence.bindings) {
      if (binding.stated === 0 || !this.has(binding)) continue
      this.join(binding.mac, binding.ip, `${this.value(binding.ip)} is at ${this.value(binding.mac)}: stated`)
      this.boundIps.add(binding.ip)
    }
  }

  bindCarried(): void {
    for (const [mac, carried] of this.carriedByMac()) {
      const own = carried.filter((binding) => this.isLinkLocal(binding.ip))
      const others = carried.filter((binding) => !this.isLinkLocal(binding.ip) && !this.boundIps.has(binding.ip))
      for (const { ip } of own) this.bind(mac, ip, 'a link-local address is never routed')
      const byFamily = ['ipv4', 'ipv6'].map((kind) => others.filter(({ ip }) => this.addresses.get(ip)?.kind === kind))
      for (const family of byFamily) this.bindFamily(mac, family)
    }
  }

  /** An IP with no MAC of its own here, that has one in exactly one other segment, was seen through a router. */
  joinRouted(): void {
    const homes = new Map<string, number[]>()
    for (const ip of this.boundIps) homes.set(this.value(ip), [...(homes.get(this.value(ip)) ?? []), ip])
    const homeless = new Map<string, number[]>()
    for (const [id, address] of this.addresses) {
      if (address.kind === 'mac' || this.boundIps.has(id)) continue
      const known = homes.get(address.value) ?? []
      const [home] = known
      if (home !== undefined && known.length === 1)
        this.join(home, id, `${address.value} is at home in another segment`)
      else if (known.length === 0) homeless.set(address.value, [...(homeless.get(address.value) ?? []), id])
    }
    for (const [value, ids] of homeless) {
      const [first, ...rest] = ids as [number, ...number[]]
      for (const id of rest) this.join(first, id, `${value} is at home in no segment seen`)
    }
  }

  /** EtherCAT: the first slave sets the local bit in the source of frames that go back (ETG.1000.4, 5.3). */
  joinReturned(): void {
    const macs = new Map<string, number>()
    for (const { id, kind, segment, value } of this.addresses.values()) {
      if (kind === 'mac') macs.set(`${segment} ${value}`, id)
    }
    for (const [id, conduct] of byAddress(this.evidence.conduct)) {
      const address = this.addresses.get(id)
      if (address?.kind !== 'mac' || !isLocal(address.value)) continue
      const twin = macs.get(`${address.segment} ${withoutLocalBit(address.value)}`)
      const asked = conduct.reduce((sum, { count }) => sum + count, 0)
      const answered = conduct.reduce((sum, { succeeded }) => sum + succeeded, 0)
      const onlyReturns = conduct.every(({ side }) => side === 'client') && answered > asked
      if (twin !== undefined && onlyReturns) this.join(twin, id, `${address.value} marks frames that came back`)
    }
  }

  assets(): AssetEntry[] {
    const members = new Map<number, AddressEntry[]>()
    for (const [id, address] of this.addresses) {
      const root = this.find(id)
      members.set(root, [...(members.get(root) ?? []), address])
    }
    const conduct = byAddress(this.evidence.conduct)
    const modules = byAddress(this.evidence.modules)
    const statements = byAddress(this.evidence.statements)
    return [...members].map(([root, addresses]) => {
      const ids = addresses.map((address) => address.id)
      const role = inferRole({
        conduct: ofAddresses(conduct, ids),
        modules: ofAddresses(modules, ids),
        statements: ofAddresses(statements, ids).filter(({ module }) => isOfHost(module)),
        routes: ids.some((id) => this.routers.has(id)),
      })
      return { ...host(this.identityOf(addresses), ids, role), reasons: [...(this.reasons.get(root) ?? [])].sort() }
    })
  }

  private bindFamily(mac: number, others: readonly BindingEntry[]): void {
    if (others.length === 0) return
    const [only] = others
    const hasOwn = this.hasStated(mac)
    if (only !== undefined && others.length <= MAX_CARRIED_IPS && !hasOwn && this.isLocal(only)) {
      this.bind(mac, only.ip, 'the only address its packets carry')
    } else this.routers.add(mac)
  }

  /** A lone carried IP is local unless its packets have passed a router, or it is public among private ones. */
  private isLocal(binding: BindingEntry): boolean {
    if (binding.hops !== 255 && binding.hops > LOCAL_HOPS) return false
    return !isPublicIp(this.value(binding.ip)) || !this.segmentHasPrivate(binding.ip)
  }

  private readonly privateSegments = new Map<number, boolean>()

  private segmentHasPrivate(ip: number): boolean {
    const segment = this.addresses.get(ip)?.segment ?? -1
    let known = this.privateSegments.get(segment)
    if (known === undefined) {
      known = [...this.addresses.values()].some(
        (each) => each.segment === segment && each.kind === 'ipv4' && !isPublicIp(each.value),
      )
      this.privateSegments.set(segment, known)
    }
    return known
  }

  private readonly statedMacs = new Set<number>()

  private hasStated(mac: number): boolean {
    if (this.statedMacs.size === 0) {
      for (const binding of this.evidence.bindings) if (binding.stated > 0) this.statedMacs.add(binding.mac)
    }
    return this.statedMacs.has(mac)
  }

  private carriedByMac(): Map<number, BindingEntry[]> {
    const byMac = new Map<number, BindingEntry[]>()
    for (const binding of this.evidence.bindings) {
      if (!this.has(binding) || binding.stated > 0) continue
      const list = byMac.get(binding.mac)
      if (list === undefined) byMac.set(binding.mac, [binding])
      else list.push(binding)
    }
    return byMac
  }

  private isLinkLocal(ip: number): boolean {
    return /^fe[89ab]/i.test(this.value(ip))
  }

  private bind(mac: number, ip: number, reason: string): void {
    this.join(mac, ip, `${this.value(ip)} is at ${this.value(mac)}: ${reason}`)
    this.boundIps.add(ip)
  }

  private has(binding: BindingEntry): boolean {
    return this.addresses.has(binding.mac) && this.addresses.has(binding.ip)
  }

  private value(id: number): string {
    return this.addresses.get(id)?.value ?? ''
  }

  /** Segment and strongest address: the smallest MAC, else the smallest IP; a public IP is the same in every segment. */
  private identityOf(addresses: readonly AddressEntry[]): string {
    const keys = addresses.map((address) => {
      const segment = this.segments.get(address.segment)
      const rank = address.kind === 'mac' ? 0 : address.kind === 'ipv4' ? 1 : 2
      const scope = address.kind !== 'mac' && isPublicIp(address.value) ? 'public' : `${segment?.tap}|${segment?.vlan}`
      return `${rank} ${address.value} ${scope}`
    })
    return keys.sort()[0] as string
  }

  private find(id: number): number {
    let root = id
    while (this.parent.get(root) !== root) root = this.parent.get(root) as number
    this.parent.set(id, root)
    return root
  }

  private join(a: number, b: number, reason: string): void {
    const rootA = this.find(a)
    const rootB = this.find(b)
    const reasons = this.reasons.get(rootA) ?? new Set()
    reasons.add(reason)
    if (rootA !== rootB) {
      this.parent.set(rootB, rootA)
      for (const each of this.reasons.get(rootB) ?? []) reasons.add(each)
      this.reasons.delete(rootB)
    }
    this.reasons.set(rootA, reasons)
  }
}

const LOCAL_BIT = 0x02

function isLocal(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & LOCAL_BIT) !== 0
}

function withoutLocalBit(mac: string): string {
  const first = Number.parseInt(mac.slice(0, 2), 16) & ~LOCAL_BIT
  return first.toString(16).padStart(2, '0') + mac.slice(2)
}

function host(identity: string, addresses: number[], role: Role): AssetEntry {
  return { id: assetId(identity), parent: '', protocol: '', module: '', addresses, ...role, reasons: [] }
}
