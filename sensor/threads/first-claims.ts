import type { ClaimEntry, Delta } from '../model/delta.ts'
import type { ShardReport } from './shard-report.ts'

/**
 * A line claims the maker of a MAC address, and what system a host's SYNs show, once, when it first sees it. Several lines
 * see one host, each with other peers of it: of what they say the earliest is kept, and only the first time.
 */
export class FirstClaims {
  private readonly told = new Set<string>()
  /** 'tap, VLAN' by the number that a line gave it. */
  private readonly segments = new Map<string, string>()

  /** The reports of all lines up to one place in the capture, without what is said twice. */
  merge(reports: readonly ShardReport[]): readonly ShardReport[] {
    if (reports.length === 0) return reports
    const first = new Map<string, ClaimEntry>()
    const surplus = new Set<ClaimEntry>()
    for (const { line, delta } of reports) {
      for (const { id, tap, vlan } of delta.segments) this.segments.set(`${line} ${id}`, `${tap}\n${vlan}`)
      for (const [key, claim] of this.saidOnceIn(line, delta)) {
        const other = first.get(key)
        const isSurplus = this.told.has(key) || (other !== undefined && !isEarlier(claim, other))
        if (isSurplus) surplus.add(claim)
        else {
          if (other !== undefined) surplus.add(other)
          first.set(key, claim)
        }
      }
    }
    for (const key of first.keys()) this.told.add(key)
    if (surplus.size === 0) return reports
    return reports.map((report) => {
      const claims = report.delta.claims.filter((claim) => !surplus.has(claim))
      return { ...report, delta: { ...report.delta, claims } }
    })
  }

  /** A capture is over: the lines say it anew in the next one. */
  forget(): void {
    this.told.clear()
  }

  private saidOnceIn(line: number, { claims, addresses }: Delta): [string, ClaimEntry][] {
    const found = claims.filter(isSaidOnce)
    if (found.length === 0) return []
    const known = new Map(addresses.map((entry) => [entry.id, entry]))
    return found.flatMap((claim) => {
      const address = known.get(claim.address)
      if (address === undefined) return []
      const place = `${this.segments.get(`${line} ${address.segment}`)}\n${address.value}`
      return [[`${place}\n${claim.attribute}\n${claim.value}`, claim]]
    })
  }
}

function isSaidOnce({ attribute, protocol }: ClaimEntry): boolean {
  return (protocol === 'ethernet' && attribute === 'vendor') || (protocol === 'tcp' && attribute === 'os')
}

function isEarlier({ witness: a }: ClaimEntry, { witness: b }: ClaimEntry): boolean {
  return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.frame < b.frame)
}
