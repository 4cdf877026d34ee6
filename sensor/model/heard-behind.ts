import { ownerOfAddress } from './by-address.ts'
import type { AddressEntry } from './delta.ts'
import type { AssetEntry, Evidence, PartEntry, StatementEntry } from './evidence.ts'
import { grouped } from './grouped.ts'

const NOBODY: ReadonlyMap<string, PartEntry[]> = new Map()

/**
 * The modules behind routers that are hosts by themselves, by the id of the host. A BACnet device has one instance on the
 * internetwork (ASHRAE 135-2020, 12.11.1), and a router writes its address there into what it passes on (6.2.2): who is
 * heard at this address and says this instance is the same device. Instances alone would not do: those that nobody has set
 * repeat, and one store may hold several sites.
 */
export function heardBehind(hosts: readonly AssetEntry[], evidence: Evidence): ReadonlyMap<string, PartEntry[]> {
  const said = evidence.statements.joining().filter(({ attribute }) => attribute === 'device-id')
  if (said.every(({ module }) => module === '')) return NOBODY
  const addresses = new Map(evidence.addresses.map((each) => [each.id, each]))
  const hostOf = ownerOfAddress(hosts)
  const direct = grouped(
    said.filter(({ module, address }) => module === '' && hostOf.has(address)),
    ({ value }) => value,
  )
  const found = new Map<string, PartEntry[]>()
  for (const statement of said) {
    const { address, protocol, module, value } = statement
    const claimants = (direct.get(value) ?? []).map((each) => hostOf.get(each.address) as AssetEntry)
    const host = deviceAt(statement, claimants, addresses)
    if (host === undefined) continue
    const parts = found.get(host.id) ?? []
    parts.push({ address, protocol, module })
    found.set(host.id, parts)
  }
  return found
}

/** The one host among these that has the address of the module; where several have it, the one in the router's segment. */
function deviceAt(
  { address, module, value }: StatementEntry,
  claimants: readonly AssetEntry[],
  addresses: ReadonlyMap<number, AddressEntry>,
): AssetEntry | undefined {
  const station = /^network \d+ station (\S+)$/.exec(module)?.[1]
  if (station === undefined) return undefined
  const isHere = (id: number) => {
    const own = addresses.get(id)
    return own !== undefined && isAt(own, station, value)
  }
  const there = [...new Set(claimants)].filter((host) => host.addresses.some(isHere))
  if (there.length < 2) return there[0]
  const segment = addresses.get(address)?.segment
  const near = there.filter((host) => host.addresses.some((id) => addresses.get(id)?.segment === segment))
  return near.length === 1 ? near[0] : undefined
}

/** Whether a host's address is what a router writes for it: its number on the bus, its MAC, its IP and port, its VMAC. */
function isAt({ kind, value }: AddressEntry, station: string, instance: string): boolean {
  switch (kind) {
    case 'mac':
      return value === station
    case 'ipv4':
      return station.startsWith(`${value}:`)
    case 'ipv6':
      // Mostly the instance itself (annex H.7.2).
      return station === Number(instance).toString(16).padStart(6, '0')
    case 'station':
      return value === `mstp-${station}`
  }
}
