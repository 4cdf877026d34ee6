import { formatTime } from '../rfc3339.ts'
import { type AssetFacts, keysOf } from './asset-facts.ts'
import { isGroupRank } from './ranks.ts'
import type { ObservedReader } from './reader.ts'
import { segmentName } from './segment-name.ts'

/** Bindings that are told of one asset. */
export const MAX_WHY_BINDINGS = 1000

/** A binding of a MAC and an IP, of which one at least is the asset's, and what was made of it. */
export type WhyBinding = {
  readonly segment: string
  readonly mac: string
  readonly ip: string
  /** Messages that state it. */
  readonly stated: number
  /** Conversations whose packets carried both. */
  readonly carried: number
  /** The fewest router hops that the time-to-live allows; null when no packet told. */
  readonly hops: number | null
  /** Whether it is why both are this asset. */
  readonly used: boolean
  /** The rule that used it, or why none did. */
  readonly rule: string
  readonly firstSeen: string
  readonly lastSeen: string
  readonly capture: string
  readonly frame: number
}

/** The bindings of an asset's addresses, the most used first, each with the rule that used it. */
export function readWhyBindings(reader: ObservedReader, facts: AssetFacts): WhyBinding[] {
  const reasons = JSON.parse(facts.stored.reasons) as string[]
  const keys = keysOf(facts)
  const own = new Set(keys)
  return reader
    .all<Found>(BINDINGS, [JSON.stringify(keys), MAX_WHY_BINDINGS])
    .map((found) => bindingOf(found, reasons, own))
}

function bindingOf(found: Found, reasons: readonly string[], own: ReadonlySet<number>): WhyBinding {
  const { mac, ip, stated, carried, hops, capture, frame } = found
  const rule = reasons.find((reason) => reason.startsWith(`${ip} is at ${mac}: `))
  const used = rule !== undefined && own.has(found.macKey) && own.has(found.ipKey)
  return {
    segment: segmentName(found.tap, found.vlan),
    mac,
    ip,
    stated,
    carried,
    hops: hops === HOPS_UNKNOWN ? null : Math.max(HOPS_NONE, hops),
    used,
    rule: used ? rule : unusedBecause(found, reasons, own),
    firstSeen: formatTime(found.firstUs),
    lastSeen: formatTime(found.lastUs),
    capture,
    frame,
  }
}

function unusedBecause(
  { mac, ip, hops, macKey, ipKey, stated, isGroup }: Found,
  reasons: readonly string[],
  own: ReadonlySet<number>,
): string {
  const told = reasons.find((reason) => reason.includes(mac) && reason.includes(ip))
  if (told !== undefined) return told
  if (isGroupRank(isGroup)) {
    return `not used: ${ip} is the broadcast address of a subnet, ${mac} only sent broadcasts back with it as their source`
  }
  if (own.has(macKey) && own.has(ipKey)) return 'both belong here already, by other rules'
  if (stated > 0) return `${ip} is stated by another MAC too, which uses it more`
  if (hops !== HOPS_UNKNOWN && hops > 0) return `not used: packets of ${ip} have passed a router before ${mac}`
  return `not used: ${mac} carries addresses of others, or ${ip} is at home elsewhere`
}

/** As the sensor gives them: negative where no router can have been. */
const HOPS_NONE = 0
const HOPS_UNKNOWN = 255

interface Found {
  readonly macKey: number
  readonly ipKey: number
  readonly tap: string
  readonly vlan: string
  readonly mac: string
  readonly ip: string
  readonly stated: number
  readonly carried: number
  readonly hops: number
  readonly isGroup: number
  readonly firstUs: number
  readonly lastUs: number
  readonly capture: string
  readonly frame: number
}

const BINDINGS = `
SELECT b.mac AS macKey, b.ip AS ipKey, g.tap, g.vlan, m.value AS mac, i.value AS ip, b.stated, b.carried, b.hops,
  i.is_group AS isGroup,
  b.first_us AS firstUs, b.last_us AS lastUs, k.name AS capture, b.witness_frame AS frame
FROM json_each(?) own JOIN bindings b ON b.mac = own.value OR b.ip = own.value
JOIN addresses m ON m.key = b.mac JOIN addresses i ON i.key = b.ip JOIN segments g ON g.key = m.segment
JOIN captures k ON k.key = b.witness_capture
GROUP BY b.mac, b.ip
ORDER BY b.stated DESC, b.carried DESC, g.tap, g.vlan, m.value, i.value
LIMIT ?`
