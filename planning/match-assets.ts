import type { Intended, IntendedAsset, ListRow } from '../storage/decisions/intended-lists.ts'
import type { ObservedAsset } from './observed-plant.ts'
import { hostKey, nameKey, serialKey } from './same-value.ts'

/** A device that should be there, and where that stands. */
export interface IntendedDevice extends IntendedAsset {
  readonly list: ListRow
  readonly label: string
}

/** Which asset an intended device is: one; none; or it cannot be said, and why. */
export type Match =
  | { readonly device: IntendedDevice; readonly found: ObservedAsset }
  | { readonly device: IntendedDevice; readonly found: undefined; readonly ambiguous?: Ambiguity }

export interface Ambiguity {
  readonly reason: string
  readonly candidates: readonly ObservedAsset[]
}

/**
 * Finds the asset of each intended device by what is peculiar to one: MAC addresses, IP addresses within the segment
 * that is given, serial number. All that find something must agree on one asset. The name decides when they find
 * nothing, or leave several. What does not come out as one asset is said, and not guessed.
 */
export function matchAssets(intended: Intended, assets: readonly ObservedAsset[]): Match[] {
  const index = new AssetIndex(assets)
  const matches = devicesOf(intended).map((device) => matchOf(device, index))
  return withoutShared(matches)
}

/** The devices of all lists. Rows of one name are one device when they do not contradict each other: each gives addresses. */
function devicesOf({ inventory }: Intended): IntendedDevice[] {
  const devices: IntendedDevice[] = []
  const byName = new Map<string, number>()
  for (const { list, items } of inventory) {
    for (const item of items) {
      const device = { ...item, list, label: item.name || item.ips[0] || item.macs[0] || item.serial }
      const key = `${item.name.toLowerCase()}\n${item.part}`
      const at = item.name === '' ? undefined : byName.get(key)
      const joined = at === undefined ? undefined : join(devices[at], device)
      if (at !== undefined && joined !== undefined) devices[at] = joined
      else {
        if (item.name !== '') byName.set(key, devices.length)
        devices.push(device)
      }
    }
  }
  return devices
}

const TEXTS = ['vendor', 'model', 'serial', 'firmware', 'role', 'segment'] as const

function join(first: IntendedDevice | undefined, second: IntendedDevice): IntendedDevice | undefined {
  if (first === undefined) return undefined
  if (TEXTS.some((field) => first[field] !== '' && second[field] !== '' && first[field] !== second[field])) {
    return undefined
  }
  const texts = Object.fromEntries(TEXTS.map((field) => [field, first[field] || second[field]]))
  return {
    ...first,
    ...texts,
    macs: [...new Set([...first.macs, ...second.macs])].sort(),
    ips: [...new Set([...first.ips, ...second.ips])].sort(),
  }
}

/** Assets by what they can be found by. */
class AssetIndex {
  private readonly byMac = new Map<string, ObservedAsset[]>()
  private readonly byIp = new Map<string, ObservedAsset[]>()
  private readonly bySerial = new Map<string, ObservedAsset[]>()
  private readonly byName = new Map<string, ObservedAsset[]>()
  /** By names without their domain. */
  private readonly byHost = new Map<string, ObservedAsset[]>()

  constructor(assets: readonly ObservedAsset[]) {
    for (const asset of assets) {
      for (const mac of asset.asset.facts.macs) push(this.byMac, mac, asset)
      for (const ip of asset.asset.facts.ips) push(this.byIp, ip, asset)
      for (const { value } of asset.claims.get('serial') ?? []) push(this.bySerial, serialKey(value), asset)
      for (const { value } of [...(asset.claims.get('name') ?? []), ...(asset.claims.get('application') ?? [])]) {
        push(this.byName, nameKey(value), asset)
        push(this.byHost, hostKey(value), asset)
      }
    }
  }

  /** The assets that each sort of evidence finds, without those that find nothing. */
  find(device: IntendedDevice): { by: string; assets: ReadonlySet<ObservedAsset> }[] {
    const { macs, ips, serial } = device
    const fits = (asset: ObservedAsset) => isPart(asset, device.part)
    const within = (asset: ObservedAsset) => fits(asset) && mayBeIn(asset, device.segment)
    const found = [
      { by: 'MAC address', assets: macs.flatMap((mac) => this.byMac.get(mac) ?? []).filter(fits) },
      { by: 'IP address', assets: ips.flatMap((ip) => this.byIp.get(ip) ?? []).filter(within) },
      { by: 'serial number', assets: serial === '' ? [] : (this.bySerial.get(serialKey(serial)) ?? []) },
    ]
    return found.filter(({ assets }) => assets.length > 0).map(({ by, assets }) => ({ by, assets: new Set(assets) }))
  }

  withName(name: string, part: string): Set<ObservedAsset> {
    if (name === '') return new Set()
    const key = nameKey(name)
    const named = [this.byName.get(key), this.byHost.get(key), this.byName.get(hostKey(name))].flatMap(
      (one) => one ?? [],
    )
    return new Set(part === '' ? named : named.filter((asset) => isPart(asset, part)))
  }
}

/** The address of a host is also that of its parts: who means a part says so. */
function isPart({ asset: { row } }: ObservedAsset, part: string): boolean {
  return part === '' ? row.parent === '' : row.module.toLowerCase() === part.toLowerCase()
}

/** Mirrors often lose the tag: what was seen untagged may be in any VLAN. */
function mayBeIn({ segments }: ObservedAsset, segment: string): boolean {
  if (segment === '' || segments.some((each) => inSegment(each, segment))) return true
  return segment !== 'untagged' && segments.some((each) => inSegment(each, 'untagged'))
}

/** Whether the observed segment is the intended one: a segment without an interface means it on each. */
export function inSegment(observed: string, intended: string): boolean {
  return observed === intended || observed.startsWith(`${intended} on `)
}

function matchOf(device: IntendedDevice, index: AssetIndex): Match {
  const evidence = index.find(device)
  const named = index.withName(device.name, device.part)
  const [first, ...others] = evidence
  if (first === undefined) {
    if (named.size > 1) return ambiguous(device, `${named.size} assets have this name`, named)
    return { device, found: [...named][0] }
  }
  const common = [...first.assets].filter((asset) => others.every(({ assets }) => assets.has(asset)))
  const left =
    common.length > 1 && common.some((asset) => named.has(asset)) ? common.filter((a) => named.has(a)) : common
  const [only] = left
  if (left.length === 1) return { device, found: only }
  const all = new Set(evidence.flatMap(({ assets }) => [...assets]))
  if (left.length > 1) {
    const how = evidence.map(({ by }) => by).join(' and ')
    return ambiguous(device, `its ${how} fits ${left.length} assets; say more of it, as its VLAN`, new Set(left))
  }
  const whose = evidence.map(({ by, assets }) => `the ${by} is of ${[...assets].map(({ label }) => label).join(', ')}`)
  return ambiguous(device, whose.join(', '), all)
}

function ambiguous(device: IntendedDevice, reason: string, candidates: ReadonlySet<ObservedAsset>): Match {
  const sorted = [...candidates].sort((a, b) => (a.id < b.id ? -1 : 1))
  return { device, found: undefined, ambiguous: { reason, candidates: sorted } }
}

/** Two rows of one list cannot both be the same asset; of two lists they are two views of it. */
function withoutShared(matches: readonly Match[]): Match[] {
  const taken = new Map<string, IntendedDevice[]>()
  const keyOf = (device: IntendedDevice, asset: ObservedAsset) => JSON.stringify([device.list.name, asset.id])
  for (const { device, found } of matches) {
    if (found !== undefined) push(taken, keyOf(device, found), device)
  }
  return matches.map((match) => {
    if (match.found === undefined) return match
    const { device, found } = match
    const others = (taken.get(keyOf(device, found)) ?? []).filter((other) => other !== device)
    if (others.length === 0) return match
    const lines = others.map(({ line, label }) => `line ${line} (${label})`).sort()
    return ambiguous(device, `${lines.join(', ')} of the same list fits the same asset`, new Set([found]))
  })
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
