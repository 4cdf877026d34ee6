import { HOPS_ON_LINK, HOPS_UNKNOWN } from '../flow/hops.ts'
import type { AddressGroups } from './address-groups.ts'
import type { AddressEntry, BindingEntry } from './delta.ts'
import type { Evidence } from './evidence.ts'
import { grouped } from './grouped.ts'
import { isPublicIp } from './ip-scope.ts'
import { areNear, virtualGroupOf } from './mac-address.ts'

/** A MAC that states more IPs than this answers for others, as a router with proxy ARP does: they are not its own. */
export const MAX_STATED_IPS = 16
/** Unstated IPs of one subnet that a MAC may carry as its own: a host with virtual machines, or one that got new addresses. */
export const MAX_OWN_IPS = 4
/** MACs that must be at home in a subnet before an IP of it, that a MAC carries among others, is taken for its own. */
export const MIN_NEIGHBOURS = 2
/** The same for IPs whose packets look as if they had passed a router, where the MAC carries several. */
export const MIN_NEIGHBOURS_BEHIND = 3

/** Finds the MAC at which each IP is at home, in its segment; what carries the IPs of others is a router. */
export class IpHome {
  readonly routers = new Set<number>()
  readonly boundIps = new Set<number>()
  private readonly groups: AddressGroups
  private readonly bindings: readonly BindingEntry[]
  /** By segment and subnet: the MACs that are at home there. */
  private readonly residents = new Map<string, Set<number>>()
  private readonly privateSegments = new Set<number>()
  /** Subnets, with their segment, whose broadcast address is used there: so they are there, whatever their numbers. */
  private readonly broadcastSubnets: ReadonlySet<string>
  private readonly homeOf = new Map<number, number>()
  /** MACs with an IPv4 address of their own: a message stated it, or it was heard on the link. */
  private readonly withOwn: Set<number>

  constructor(groups: AddressGroups, evidence: Evidence) {
    this.groups = groups
    this.bindings = evidence.bindings
      .filter(({ mac, ip }) => groups.addresses.has(mac) && groups.addresses.has(ip))
      .map((binding) => ({ binding, name: this.nameOf(binding) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ binding }) => binding)
    this.broadcastSubnets = new Set(
      evidence.addresses.filter(({ kind, group }) => kind === 'ipv4' && group).map(subnetOf),
    )
    this.withOwn = new Set(this.bindings.filter(({ stated, ip }) => stated > 0 && this.isV4(ip)).map(({ mac }) => mac))
    for (const { kind, segment, value } of groups.addresses.values()) {
      if (kind === 'ipv4' && !isPublicIp(value)) this.privateSegments.add(segment)
    }
  }

  bindAll(): void {
    this.bindStated()
    const carried = this.carriedByMac()
    for (const [mac, bindings] of carried) this.settle(mac, bindings)
    for (const [mac, bindings] of carried) this.markCarriers(mac, bindings)
    for (const [mac, bindings] of carried) this.bindLone(mac, bindings)
    for (const [mac, bindings] of carried) this.bindCarried(mac, bindings)
  }

  /**
   * An IP that several MACs state is at the one that uses it most, whether or not it states it itself; the others are its
   * ports, or are in conflict: one that answers for others, as a proxy does or an attacker.
   */
  private bindStated(): void {
    const stated = this.bindings.filter((each) => each.stated > 0)
    for (const [mac, own] of grouped(stated, (each) => each.mac)) {
      if (own.length <= MAX_STATED_IPS) continue
      this.routers.add(mac)
      this.groups.remark(mac, `${this.value(mac)} answers for ${own.length} addresses: a proxy, they are not its own`)
    }
    const strong = [...stated.filter(({ mac }) => !this.routers.has(mac)), ...this.heardOnLink(stated)]
    for (const [ip, claimants] of grouped(strong, (each) => each.ip)) {
      const [first, ...others] = [...claimants].sort((a, b) => this.byUse(a, b)) as [BindingEntry, ...BindingEntry[]]
      this.bind(first.mac, ip, first.stated > 0 ? 'stated' : 'it sends from there to groups that no router passes on')
      if (this.isV4(ip)) this.withOwn.add(first.mac)
      for (const other of others) if (other.stated > 0) this.claimAlso(first.mac, other.mac, ip)
    }
  }

  /**
   * What sends to a group that no router forwards to is on this link, by the MAC that sends it: a router by its hellos, say.
   * But for what repeats groups between networks (mDNS), which sends the IPs of others: a MAC with an IPv4 address that is
   * stated has at most one in another subnet, the one that it had before or after.
   */
  private heardOnLink(stated: readonly BindingEntry[]): BindingEntry[] {
    const own = new Set(stated.map(({ mac, ip }) => `${mac} ${this.subnetOf(ip)}`))
    const heard = this.bindings.filter(
      ({ mac, ip, stated: times, hops }) =>
        times === 0 && hops === HOPS_ON_LINK && this.isV4(ip) && virtualGroupOf(this.value(mac)) === '',
    )
    return [...grouped(heard, (each) => each.mac)].flatMap(([mac, ips]) => {
      const strange = this.withOwn.has(mac) ? ips.filter(({ ip }) => !own.has(`${mac} ${this.subnetOf(ip)}`)) : []
      if (ips.length <= MAX_OWN_IPS && strange.length <= 1) return ips
      this.groups.remark(
        mac,
        `${this.value(mac)} sends to the link by ${ips.length} addresses: it repeats those of others`,
      )
      return []
    })
  }

  private claimAlso(home: number, mac: number, ip: number): void {
    if (areNear(this.value(home), this.value(mac))) {
      this.groups.join(home, mac, `${this.value(mac)} states ${this.value(ip)} too, and is near: ports of one device`)
      return
    }
    this.groups.remark(home, `${this.value(ip)} is stated by ${this.value(mac)} too: conflict, or replaced`)
    this.groups.remark(mac, `states ${this.value(ip)}, which ${this.value(home)} uses more: conflict, or replaced`)
  }

  private byUse(a: BindingEntry, b: BindingEntry): number {
    if (a.carried !== b.carried) return b.carried - a.carried
    if (a.stated !== b.stated) return b.stated - a.stated
    return this.value(a.mac) < this.value(b.mac) ? -1 : 1
  }

  /** Bindings that nobody stated, of IPs that are at home nowhere yet; a MAC that routers share sends for all of them. */
  private carriedByMac(): Map<number, BindingEntry[]> {
    const weak = this.bindings.filter(({ stated, mac }) => stated === 0 && virtualGroupOf(this.value(mac)) === '')
    return grouped(weak, ({ mac }) => mac)
  }

  /** A MAC whose packets carry one IP alone, from no router hop away, is at home with it. */
  private settle(mac: number, bindings: readonly BindingEntry[]): void {
    const fresh = bindings.filter(({ ip, hops }) => hops <= 0 && !this.boundIps.has(ip) && this.isV4(ip))
    const [only] = fresh
    if (only === undefined || fresh.length > 1 || this.isForeign(only.ip)) return
    const before = this.homeOf.get(only.ip)
    if (before === undefined || this.value(mac) < this.value(before)) this.homeOf.set(only.ip, mac)
    this.reside(mac, only.ip)
  }

  /** What carries an IP that is at home elsewhere, with packets that have passed a router, is that router. */
  private markCarriers(mac: number, bindings: readonly BindingEntry[]): void {
    for (const { ip, hops } of bindings) {
      const isElsewhere = this.boundIps.has(ip) || (this.homeOf.get(ip) ?? mac) !== mac
      if (isElsewhere && hops > 0 && hops !== HOPS_UNKNOWN) this.routers.add(mac)
    }
  }

  /** Those that no other could be meant by come first: they are the neighbours of the rest, in whatever order. */
  private bindLone(mac: number, bindings: readonly BindingEntry[]): void {
    for (const { ip } of bindings) {
      if (this.isLinkLocal(ip)) this.bind(mac, ip, 'a link-local address is never routed')
    }
    const [only, second] = this.homeless(mac, bindings).filter(({ ip }) => this.isV4(ip))
    if (only === undefined || second !== undefined || this.routers.has(mac) || this.withOwn.has(mac)) return
    if ((only.hops <= 0 || only.hops === HOPS_UNKNOWN) && !this.isForeign(only.ip)) {
      this.bind(mac, only.ip, 'the only address its packets carry')
    }
  }

  private bindCarried(mac: number, bindings: readonly BindingEntry[]): void {
    const homeless = this.homeless(mac, bindings)
    this.bindV4(
      mac,
      homeless.filter(({ ip }) => this.isV4(ip)),
    )
    this.bindV6(
      mac,
      homeless.filter(({ ip }) => !this.isV4(ip)),
    )
  }

  /** What a MAC carries that is at home nowhere yet. */
  private homeless(mac: number, bindings: readonly BindingEntry[]): BindingEntry[] {
    return bindings.filter(
      ({ ip }) => !this.isLinkLocal(ip) && !this.boundIps.has(ip) && (this.homeOf.get(ip) ?? mac) === mac,
    )
  }

  private bindV4(mac: number, bindings: readonly BindingEntry[]): void {
    const own = bindings.filter((each) => this.isNeighbour(mac, each, bindings))
    for (const { ip } of own) this.bind(mac, ip, 'of a subnet that is at home in this segment')
    if (own.length < bindings.length) this.routers.add(mac)
  }

  /** An IP of a subnet in which other MACs of this segment are at home has come through no router. */
  private isNeighbour(mac: number, { ip, hops }: BindingEntry, all: readonly BindingEntry[]): boolean {
    if (this.isForeign(ip) || this.routers.has(mac)) return false
    const subnet = this.subnetOf(ip)
    const others = new Set(this.residents.get(subnet) ?? [])
    const same = all.filter((each) => this.subnetOf(each.ip) === subnet)
    if (same.length > MAX_OWN_IPS) return false
    const isResident = others.has(mac) || same.some((each) => each.hops <= 0)
    others.add(mac)
    // Of one IP alone, the time-to-live may be one that its stack begins with; who routes carries others, too.
    const looksRouted = hops > 0 && hops !== HOPS_UNKNOWN && !isResident && all.length > 1
    return others.size > (looksRouted ? MIN_NEIGHBOURS_BEHIND : MIN_NEIGHBOURS - 1)
  }

  /** A host has several IPv6 addresses; all of its own are of one prefix, or two. */
  private bindV6(mac: number, bindings: readonly BindingEntry[]): void {
    if (bindings.length === 0) return
    const prefixes = new Set(bindings.map(({ ip }) => this.value(ip).split(':').slice(0, 4).join(':')))
    const isLocal = bindings.every(({ hops }) => hops <= 0 || hops === HOPS_UNKNOWN)
    if (prefixes.size > 1 || bindings.length > MAX_OWN_IPS || !isLocal || this.routers.has(mac)) {
      this.routers.add(mac)
      return
    }
    for (const { ip } of bindings) this.bind(mac, ip, 'its packets carry addresses of one prefix alone')
  }

  private bind(mac: number, ip: number, reason: string): void {
    this.groups.join(mac, ip, `${this.value(ip)} is at ${this.value(mac)}: ${reason}`)
    this.boundIps.add(ip)
    if (this.isV4(ip)) this.reside(mac, ip)
  }

  private reside(mac: number, ip: number): void {
    if (virtualGroupOf(this.value(mac)) !== '') return
    const subnet = this.subnetOf(ip)
    const residents = this.residents.get(subnet)
    if (residents === undefined) this.residents.set(subnet, new Set([mac]))
    else residents.add(mac)
  }

  /** A public IP among private ones is behind a router, but where hosts broadcast to its subnet. */
  private isForeign(ip: number): boolean {
    const address = this.groups.addresses.get(ip)
    if (address === undefined || !isPublicIp(address.value)) return false
    return this.privateSegments.has(address.segment) && !this.broadcastSubnets.has(subnetOf(address))
  }

  private isV4(ip: number): boolean {
    return this.groups.addresses.get(ip)?.kind === 'ipv4'
  }

  private isLinkLocal(ip: number): boolean {
    return /^fe[89ab]/i.test(this.value(ip))
  }

  private subnetOf(ip: number): string {
    const address = this.groups.addresses.get(ip)
    return address === undefined ? '' : subnetOf(address)
  }

  /** The binding in words that do not depend on when it was stored. */
  private nameOf({ mac, ip }: BindingEntry): string {
    const segment = this.groups.segments.get(this.groups.addresses.get(mac)?.segment ?? -1)
    return `${segment?.tap} ${segment?.vlan} ${this.value(mac)} ${this.value(ip)}`
  }

  private value(id: number): string {
    return this.groups.value(id)
  }
}

/** Plants number their cells by the third byte: what is a subnet is not said by packets. */
function subnetOf({ segment, value }: AddressEntry): string {
  return `${segment} ${value.replace(/\.\d+$/, '')}`
}
