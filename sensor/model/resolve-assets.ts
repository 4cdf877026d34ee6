import { AddressGroups } from './address-groups.ts'
import { assetId } from './asset-id.ts'
import { byAddress, ofAddresses } from './by-address.ts'
import { childAssets, isOfHost } from './child-assets.ts'
import type { AddressEntry, AddressKind } from './delta.ts'
import type { AssetEntry, ConductEntry, Evidence, Role, StatementEntry } from './evidence.ts'
import { heardBehind } from './heard-behind.ts'
import { inferCriticality } from './infer-criticality.ts'
import { inferRole } from './infer-role.ts'
import { IpHome } from './ip-home.ts'
import { isPublicIp } from './ip-scope.ts'
import { isOutside } from './is-outside.ts'
import { joinDoublyAttached, joinPorts, joinReturned, joinRouterPorts, remarkVirtual } from './join-macs.ts'
import { virtualGroupOf } from './mac-address.ts'
import { ANYWHERE, OUTSIDE } from './roles.ts'
import { type Named, namedBy, remarksOnNames } from './same-name.ts'

/**
 * Which addresses are one asset: a pure function of the evidence, so that the order in which it came does not matter.
 *
 * 1. A MAC and an IP that a message bound (ARP, DHCP, …) belong together; where two MACs state one IP, it is at the one
 * that uses it more. 2. A MAC whose packets carry one IP alone, from no router hop away, belongs with it; so do a few of
 * a subnet in which others are at home; one that carries more is a router, and they are not bound to it. 3. An IP that is
 * bound to no MAC where it was seen, but to one in another segment, and only there, is seen through a router: it is that
 * asset. 4. MACs are one device where they say so (ports of a bridge, of a chassis), mark frames that came back, are ports
 * of one router by what they carry, or are a node of PRP and HSR. 5. A MAC that routers share joins none of them.
 * 6. Every other address is an asset of its own, but for groups and for public ones that were only named. A group is also
 * the broadcast address of a subnet, when it was addressed as one and did nothing but send broadcasts back. 7. Parts that
 * answer behind a host are its children when there are several of them, or the host says that it is a gateway; one that
 * is heard by itself, too, is that host. 8. Hosts that call themselves the same stay apart, and that is remarked.
 */
export function resolveAssets(evidence: Evidence): AssetEntry[] {
  const groups = new AddressGroups(evidence, assetTest(evidence))
  const homes = new IpHome(groups, evidence)
  homes.bindAll()
  joinRouted(groups, homes.boundIps)
  joinReturned(groups, evidence)
  joinPorts(groups, evidence)
  joinRouterPorts(groups, evidence, homes.routers)
  joinDoublyAttached(groups, evidence)
  remarkVirtual(groups)
  const hosts = withBehind(hostAssets(groups, evidence, homes.routers), evidence)
  return [...hosts, ...childAssets(hosts, evidence)].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What is heard by itself and through a router is one asset. */
function withBehind(hosts: AssetEntry[], evidence: Evidence): AssetEntry[] {
  const found = heardBehind(hosts, evidence)
  return hosts.map((host) => {
    const behind = found.get(host.id)
    if (behind === undefined) return host
    const more = behind.map(
      ({ module }) => `${module} behind a router has its address, and says the same device instance`,
    )
    return { ...host, behind, reasons: [...new Set([...host.reasons, ...more])].sort() }
  })
}

/**
 * Groups are no assets; nor is a public address that somebody named, and nobody was seen using or asking, or a station of a
 * bus that was not heard.
 */
function assetTest({ bindings, talkers }: Evidence): (address: AddressEntry) => boolean {
  const used = new Set(talkers)
  for (const { mac, ip } of bindings) used.add(mac).add(ip)
  return ({ id, kind, group, value }) =>
    !group && (kind === 'mac' || used.has(id) || (kind !== 'station' && !isPublicIp(value)))
}

/** An IP with no MAC of its own here, that has one in exactly one other segment, was seen through a router. */
function joinRouted(groups: AddressGroups, boundIps: ReadonlySet<number>): void {
  const homes = new Map<string, number[]>()
  const homeless = new Map<string, number[]>()
  for (const { id, kind, value } of groups.addresses.values()) {
    if (kind === 'mac' || kind === 'station') continue
    const list = boundIps.has(id) ? homes : homeless
    list.set(value, [...(list.get(value) ?? []), id])
  }
  for (const [value, ids] of homeless) {
    const known = homes.get(value) ?? []
    const [home] = known
    const [first, ...rest] = ids as [number, ...number[]]
    if (home !== undefined && known.length === 1) {
      for (const id of ids) groups.join(home, id, `${value} is at home in another segment`)
    } else if (known.length === 0) {
      for (const id of rest) groups.join(first, id, `${value} is at home in no segment seen`)
    }
  }
}

function hostAssets(groups: AddressGroups, evidence: Evidence, routers: ReadonlySet<number>): AssetEntry[] {
  const conduct = byAddress(evidence.conduct)
  const modules = byAddress(evidence.modules)
  const linked = new Set(evidence.addresses.filter(({ kind }) => kind === 'mac').map(({ segment }) => segment))
  const named: Named[] = []
  const assets = groups.groups().map(({ members, reasons }) => {
    const ids = members.map(({ id }) => id)
    const own = ofAddresses(conduct, ids).map((each) => withDevices(each, groups))
    const statements = ids.flatMap((each) => evidence.statements.of(each)).filter(({ module }) => isOfHost(module))
    named.push(namedBy(statements, members))
    const inferred = inferRole({
      conduct: own,
      modules: ofAddresses(modules, ids),
      statements: [...statements, ...virtualStatement(members)],
      routes: ids.some((id) => routers.has(id)),
    })
    const role = isElsewhere(inferred, members, linked) ? { ...inferred, ...OUTSIDE } : inferred
    const id = assetId(identityOf(members, groups))
    const criticality = inferCriticality(role, own)
    const place = { id, parent: '', protocol: '', module: '', addresses: ids, behind: [], outside: isOutside(members) }
    return { ...place, ...role, ...criticality, reasons }
  })
  const remarks = remarksOnNames(named)
  return assets.map((asset, at) => {
    const remark = remarks.get(at)
    return remark === undefined ? asset : { ...asset, reasons: [...asset.reasons, remark].sort() }
  })
}

/** Peers by device: one that is asked at two addresses of its own is one. */
function withDevices(entry: ConductEntry, groups: AddressGroups): ConductEntry {
  const { fewPeers } = entry
  return fewPeers === undefined ? entry : { ...entry, peers: groups.countOf(fewPeers) }
}

/** Where frames have no MAC addresses, nothing tells who is behind a router. */
function isElsewhere({ deviceClass }: Role, members: readonly AddressEntry[], linked: ReadonlySet<number>): boolean {
  return ANYWHERE.has(deviceClass) && isOutside(members) && members.every(({ segment }) => linked.has(segment))
}

/** What the MAC address itself says: that it is shared. */
function virtualStatement(members: readonly AddressEntry[]): StatementEntry[] {
  const macs = members.filter(({ kind }) => kind === 'mac')
  const [mac] = macs
  const group = mac === undefined || macs.length > 1 ? '' : virtualGroupOf(mac.value)
  if (mac === undefined || group === '') return []
  const value = `the virtual address of ${group}`
  return [{ address: mac.id, module: '', attribute: 'redundancy', value, protocol: 'ethernet' }]
}

const RANK: Readonly<Record<AddressKind, number>> = { mac: 0, ipv4: 1, ipv6: 2, station: 3 }

/** Segment and strongest address: the smallest MAC, else the smallest IP; a public IP is the same in every segment. */
function identityOf(members: readonly AddressEntry[], { segments }: AddressGroups): string {
  const keys = members.map((address) => {
    const segment = segments.get(address.segment)
    const rank = RANK[address.kind]
    const scope = address.kind !== 'mac' && isPublicIp(address.value) ? 'public' : `${segment?.tap}|${segment?.vlan}`
    return `${rank} ${address.value} ${scope}`
  })
  return keys.sort()[0] as string
}
