import type { ClaimRow } from '../storage/observed/read-claims.ts'
import { type Finding, intention, NO_FINDING, witnessOf } from './finding.ts'
import { type IntendedDevice, inSegment } from './match-assets.ts'
import type { ObservedAsset } from './observed-plant.ts'
import { roleOf, sameModel, sameName, sameSerial, sameVendor, sameVersion } from './same-value.ts'

export interface FieldComparison {
  readonly findings: readonly Finding[]
  readonly agreeing: number
  readonly notObserved: number
}

/** What became of one value of an intended device: it agrees, nothing seen states it, or it differs. */
type Outcome = 'agrees' | 'not observed' | Finding

/** Compares what is intended of a device with what is known of the asset that it is. What nobody intended is not compared. */
export function compareFields(device: IntendedDevice, found: ObservedAsset): FieldComparison {
  const outcomes = [
    ...CLAIMED.filter(({ field }) => device[field] !== '').map((rule) => compareClaimed(rule, device, found)),
    ...compareRole(device, found),
    ...compareSegment(device, found),
    ...compareAddresses('mac', device, found),
    ...compareAddresses('ip', device, found),
  ]
  return {
    findings: outcomes.filter((outcome) => typeof outcome !== 'string'),
    agreeing: outcomes.filter((outcome) => outcome === 'agrees').length,
    notObserved: outcomes.filter((outcome) => outcome === 'not observed').length,
  }
}

interface ClaimedField {
  readonly field: 'name' | 'vendor' | 'model' | 'serial' | 'firmware'
  /** The attribute whose values are shown; then those that may agree too. */
  readonly attributes: readonly string[]
  readonly same: (intended: string, observed: string) => boolean
}

const CLAIMED: readonly ClaimedField[] = [
  { field: 'name', attributes: ['name', 'application'], same: sameName },
  { field: 'vendor', attributes: ['vendor'], same: sameVendor },
  { field: 'model', attributes: ['model', 'product', 'product-code', 'order-number'], same: sameModel },
  { field: 'serial', attributes: ['serial'], same: sameSerial },
  { field: 'firmware', attributes: ['firmware'], same: sameVersion },
]

function compareClaimed(rule: ClaimedField, device: IntendedDevice, found: ObservedAsset): Outcome {
  const { field, attributes, same } = rule
  const intended = device[field]
  const claims = attributes.flatMap((attribute) => withoutReplaced(found.claims.get(attribute) ?? []))
  if (claims.some(({ value }) => same(intended, value))) return 'agrees'
  // The maker of the network card (weak) may well be another than the device's.
  const contradicting = latestFirst(claims.filter(({ confidence }) => confidence !== 'weak'))
  const [best] = contradicting
  if (best === undefined) return 'not observed'
  const values = [...new Set(contradicting.map(({ value }) => value))]
  const { protocol, message, capture, frame, firstSeen, lastSeen, count } = best
  return {
    ...different(field, device, found),
    intended,
    observed: values.slice(0, MAX_VALUES).join(' | '),
    reason: `${protocol}, ${message} says so`,
    count,
    firstSeen,
    lastSeen,
    capture,
    frame,
  }
}

/** Of what one message says of one part of one address, what it said before it said another thing for good is past. */
function withoutReplaced(claims: readonly ClaimRow[]): ClaimRow[] {
  const isOfOne = (a: ClaimRow, b: ClaimRow) =>
    a.address === b.address && a.module === b.module && a.protocol === b.protocol && a.message === b.message
  return claims.filter((each) => !claims.some((later) => later.firstSeen > each.lastSeen && isOfOne(later, each)))
}

/** Values that a finding shows. */
export const MAX_VALUES = 5

function latestFirst(claims: readonly ClaimRow[]): ClaimRow[] {
  return [...claims].sort((a, b) => {
    if (a.lastSeen !== b.lastSeen) return a.lastSeen < b.lastSeen ? 1 : -1
    return a.value < b.value ? -1 : 1
  })
}

function compareRole(device: IntendedDevice, found: ObservedAsset): Outcome[] {
  if (device.role === '') return []
  const { role, roleReason, roleConfidence } = found.asset.row
  const intended = roleOf(device.role)
  // A role that this version never infers cannot differ from one that it does.
  if (role === '' || intended === undefined) return ['not observed']
  if (role === intended) return ['agrees']
  const reason = `${roleReason} (${roleConfidence})`
  const witness = witnessOf(found.witness)
  return [{ ...different('role', device, found), intended: device.role, observed: role, reason, ...witness }]
}

function compareSegment(device: IntendedDevice, found: ObservedAsset): Outcome[] {
  const { segment } = device
  if (segment === '' || found.segments.length === 0) return []
  if (found.segments.some((each) => inSegment(each, segment))) return ['agrees']
  // Mirrors and access ports lose the tag: untagged says nothing of the VLAN.
  if (segment !== 'untagged' && found.segments.every((each) => inSegment(each, 'untagged'))) return ['not observed']
  const observed = found.segments.join(', ')
  const reason = 'it was seen in another segment'
  return [{ ...different('segment', device, found), intended: segment, observed, reason, ...witnessOf(found.witness) }]
}

function compareAddresses(field: 'mac' | 'ip', device: IntendedDevice, found: ObservedAsset): Outcome[] {
  const intended = field === 'mac' ? device.macs : device.ips
  if (intended.length === 0) return []
  const observed = [...(field === 'mac' ? found.asset.facts.macs : found.asset.facts.ips)].sort()
  const sort = field === 'mac' ? 'MAC address' : 'IP address'
  if (observed.length === 0) return ['not observed']
  const witness = witnessOf(found.witness)
  const agreeing = intended.filter((address) => observed.includes(address))
  if (agreeing.length === 0) {
    const reason = `none of its ${sort}es is the intended one`
    const both = { intended: intended.join(' '), observed: observed.join(' ') }
    return [{ ...different(field, device, found), ...both, reason, ...witness }]
  }
  const unseen = intended.filter((address) => !observed.includes(address))
  const extra = observed.filter((address) => !intended.includes(address) && !address.startsWith('fe80:'))
  const outcomes: Outcome[] = [...agreeing.map(() => 'agrees' as const), ...unseen.map(() => 'not observed' as const)]
  if (extra.length > 0) {
    const reason = `it has this ${sort} too, which is not intended`
    const base = different(field, device, found)
    outcomes.push({
      ...base,
      kind: 'unexpected',
      intended: intended.join(' '),
      observed: extra.join(' '),
      reason,
      ...witness,
    })
  }
  return outcomes
}

function different(field: string, device: IntendedDevice, { id, asset: { row } }: ObservedAsset) {
  const seen = { firstSeen: row.firstSeen, lastSeen: row.lastSeen }
  return { ...NO_FINDING, ...intention(device), kind: 'different', field, asset: id, ...seen } as const
}
