import type { AddressEntry, SegmentEntry } from './delta.ts'
import type { Evidence } from './evidence.ts'

/** The addresses that may be assets, and which of them were joined, each time with the rule that joined them. */
export class AddressGroups {
  readonly addresses = new Map<number, AddressEntry>()
  readonly segments = new Map<number, SegmentEntry>()
  private readonly parent = new Map<number, number>()
  private readonly reasons = new Map<number, Set<string>>()
  private readonly byValue = new Map<string, number>()

  constructor(evidence: Evidence, isAsset: (address: AddressEntry) => boolean) {
    for (const segment of evidence.segments) this.segments.set(segment.id, segment)
    for (const address of evidence.addresses) {
      if (!isAsset(address)) continue
      this.addresses.set(address.id, address)
      this.parent.set(address.id, address.id)
      this.byValue.set(`${address.segment} ${address.value}`, address.id)
    }
  }

  value(id: number): string {
    return this.addresses.get(id)?.value ?? ''
  }

  /** The address of this value in the same segment. */
  beside(id: number, value: string): number | undefined {
    return this.byValue.get(`${this.addresses.get(id)?.segment} ${value}`)
  }

  isJoined(a: number, b: number): boolean {
    return this.find(a) === this.find(b)
  }

  /** How many groups these addresses are of; what is no asset's is one by itself. */
  countOf(ids: readonly number[]): number {
    return new Set(ids.map((id) => (this.addresses.has(id) ? this.find(id) : id))).size
  }

  join(a: number, b: number, reason: string): void {
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

  /** Something worth knowing of a group, that joined nothing. */
  remark(id: number, reason: string): void {
    this.join(id, id, reason)
  }

  /** The members of each group, with the rules in their alphabetical order. */
  groups(): { readonly members: AddressEntry[]; readonly reasons: string[] }[] {
    const members = new Map<number, AddressEntry[]>()
    for (const [id, address] of this.addresses) {
      const root = this.find(id)
      const list = members.get(root)
      if (list === undefined) members.set(root, [address])
      else list.push(address)
    }
    return [...members].map(([root, list]) => ({ members: list, reasons: [...(this.reasons.get(root) ?? [])].sort() }))
  }

  private find(id: number): number {
    let root = id
    while (this.parent.get(root) !== root) root = this.parent.get(root) as number
    this.parent.set(id, root)
    return root
  }
}
