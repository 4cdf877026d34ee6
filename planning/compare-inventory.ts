import { neighbourhoodOf } from './address.ts'
import { compareFields } from './compare-fields.ts'
import { type Finding, intention, NO_FINDING, witnessOf } from './finding.ts'
import { type IntendedDevice, inSegment, type Match } from './match-assets.ts'
import type { ObservedAsset, ObservedPlant } from './observed-plant.ts'

/** How the comparison of an inventory went, beside what it found. */
export interface InventorySummary {
  readonly intended: number
  /** Intended devices that are one asset each. */
  readonly matched: number
  /** Values that agree. */
  readonly agreeing: number
  /** Values that cannot be compared, because nothing that was seen states them. */
  readonly notObserved: number
}

export interface InventoryComparison {
  readonly findings: readonly Finding[]
  readonly summary: InventorySummary
}

/** Compares the intended devices with the assets, both ways. `sinceUs`: what was seen only before it counts as not seen. */
export function compareInventory(
  matches: readonly Match[],
  plant: ObservedPlant,
  sinceUs = Number.NEGATIVE_INFINITY,
): InventoryComparison {
  const findings: Finding[] = []
  const known = new Set<string>()
  let matched = 0
  let agreeing = 0
  let notObserved = 0
  for (const match of matches) {
    const { device, found } = match
    if (found === undefined) {
      for (const { id } of match.ambiguous?.candidates ?? []) known.add(id)
      findings.push(match.ambiguous === undefined ? missing(device, plant) : ambiguous(match))
      continue
    }
    known.add(found.id)
    if (found.asset.facts.lastUs < sinceUs) {
      findings.push(silent(device, found, plant))
      continue
    }
    matched++
    const fields = compareFields(device, found)
    findings.push(...fields.findings)
    agreeing += fields.agreeing
    notObserved += fields.notObserved
  }
  for (const asset of plant.assets) {
    if (!known.has(asset.id) && asset.asset.facts.lastUs >= sinceUs) findings.push(unexpected(asset))
  }
  return { findings, summary: { intended: matches.length, matched, agreeing, notObserved } }
}

function unexpected(found: ObservedAsset): Finding {
  const { row } = found.asset
  const is = [row.vendor, row.model || row.product, row.role].filter((word) => word !== '').join(', ')
  const where = [row.ipAddresses, row.macAddresses, row.segment].filter((word) => word !== '').join(' ')
  return {
    ...NO_FINDING,
    kind: 'unexpected',
    of: 'inventory',
    subject: found.label,
    field: 'asset',
    observed: [is, where].filter((word) => word !== '').join('; '),
    reason: row.parent === '' ? 'seen, and in no list' : 'a part behind a device was seen, and is in no list',
    asset: found.id,
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    ...witnessOf(found.witness),
  }
}

function missing(device: IntendedDevice, plant: ObservedPlant): Finding {
  return {
    ...NO_FINDING,
    ...intention(device),
    kind: 'missing',
    field: 'asset',
    intended: describe(device),
    reason: `not seen ${spanOf(plant)}; ${coverageOf(device, plant)}`,
  }
}

function silent(device: IntendedDevice, found: ObservedAsset, plant: ObservedPlant): Finding {
  const { row } = found.asset
  return {
    ...NO_FINDING,
    ...intention(device),
    kind: 'missing',
    field: 'asset',
    intended: describe(device),
    observed: found.label,
    reason: `not seen since ${row.lastSeen}; ${coverageOf(device, plant)}`,
    asset: found.id,
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    ...witnessOf(found.witness),
  }
}

function ambiguous({ device, ambiguous: why }: Extract<Match, { found: undefined }>): Finding {
  return {
    ...NO_FINDING,
    ...intention(device),
    kind: 'ambiguous',
    field: 'asset',
    intended: describe(device),
    observed: (why?.candidates ?? []).map(({ id, label }) => `${label} (${id})`).join(', '),
    reason: `${why?.reason ?? ''}; not compared`,
  }
}

/** The captures in words: absence means nothing without them. */
export function spanOf({ from, to }: ObservedPlant): string {
  return from === null || to === null ? 'in any capture' : `in what was captured from ${from} to ${to}`
}

function describe(device: IntendedDevice): string {
  const { vendor, model, macs, ips, segment, part } = device
  return [vendor, model, part, ...ips, ...macs, segment].filter((word) => word !== '').join(' ')
}

/** What was seen where the device should be: whether the sensor could have seen it at all. */
function coverageOf({ segment, ips, part }: IntendedDevice, plant: ObservedPlant): string {
  const said: string[] = []
  if (segment !== '') {
    const seen = plant.segments.filter((each) => inSegment(each.segment, segment))
    const addresses = seen.reduce((sum, each) => sum + each.addresses, 0)
    const last = seen
      .flatMap(({ lastSeen }) => lastSeen ?? [])
      .sort()
      .at(-1)
    said.push(
      last === undefined
        ? `nothing was seen in ${segment}: the sensor may not see it`
        : `${addresses} addresses were seen in ${segment}, the last at ${last}`,
    )
  }
  const [ip] = ips
  if (ip !== undefined) said.push(neighboursOf(ip, part, plant))
  if (said.length === 0)
    said.push('without a segment or an IP address it cannot be said whether the sensor could see it')
  return said.join('; ')
}

function neighboursOf(ip: string, part: string, plant: ObservedPlant): string {
  const near = neighbourhoodOf(ip)
  const hosts = plant.assets.filter(({ asset }) => asset.row.parent === '')
  const same = hosts.find(({ asset }) => asset.facts.ips.has(ip))
  if (same !== undefined && part !== '') return `its host ${same.label} was seen, ${part} behind it was not`
  const beside = hosts.filter(({ asset }) => [...asset.facts.ips].some((other) => neighbourhoodOf(other) === near))
  const network = ip.includes(':') ? `${near}::/64` : `${near}0/24`
  if (beside.length === 0) return `nothing of ${network} was seen: the sensor may not see that network`
  const last = beside
    .map(({ asset }) => asset.row.lastSeen)
    .sort()
    .at(-1)
  return `${beside.length} assets of ${network} were seen, the last at ${last}`
}
