import type { AddressEntry, SegmentEntry } from '../delta.ts'
import type { AssetEntry } from '../evidence.ts'
import { isOutside } from '../is-outside.ts'
import type { CaptureSpan, ConversationFact, EventEvidence } from './event-evidence.ts'
import { roleWord } from './production-words.ts'

/** How long everything counts as known already, from the first frame of a site on, unless told otherwise. */
export const START_UP_US = 3_600_000_000
/** Of captures that are shorter, the first half is the start-up, but never less than this. */
export const MIN_START_UP_US = 60_000_000

/** What of an asset the search for events needs. */
export interface SiteAsset {
  readonly id: string
  readonly role: string
  readonly level: number | null
  /** Storage keys; the first one names it: its IP address if it has one. */
  readonly addresses: readonly number[]
  readonly firstUs: number
  readonly lastUs: number
  /** It was heard itself; not only spoken to. */
  readonly sends: boolean
  /** A public address without a MAC of its own: behind a router, elsewhere. */
  readonly isOutside: boolean
}

/** All look-ups that the search for events needs, made once. */
export class Site {
  readonly evidence: EventEvidence
  readonly hosts: readonly SiteAsset[]
  readonly firstUs: number
  readonly lastUs: number
  /** Before this time everything counts as known already. */
  readonly startUpEndUs: number
  /** By their storage keys. */
  readonly conversations: ReadonlyMap<number, ConversationFact>
  private readonly addresses: ReadonlyMap<number, AddressEntry>
  private readonly segments: ReadonlyMap<number, SegmentEntry>
  private readonly assets = new Map<number, SiteAsset>()

  constructor(evidence: EventEvidence, assets: readonly AssetEntry[], startUpUs: number) {
    this.evidence = evidence
    this.addresses = new Map(evidence.addresses.map((address) => [address.id, address]))
    this.segments = new Map(evidence.segments.map((segment) => [segment.id, segment]))
    this.conversations = new Map(evidence.conversations.map((each) => [each.id, each]))
    const { captures } = evidence
    this.firstUs = captures.reduce((least, { firstUs }) => Math.min(least, firstUs), Number.POSITIVE_INFINITY)
    this.lastUs = captures.reduce((most, { lastUs }) => Math.max(most, lastUs), Number.NEGATIVE_INFINITY)
    this.startUpEndUs = this.firstUs + startUpLength(captures, this.lastUs - this.firstUs, startUpUs)
    const senders = this.senders()
    this.hosts = assets.filter(({ parent }) => parent === '').map((asset) => this.hostOf(asset, senders))
    for (const host of this.hosts) for (const address of host.addresses) this.assets.set(address, host)
  }

  assetOf(address: number): SiteAsset | undefined {
    return this.assets.get(address)
  }

  value(address: number): string {
    return this.addresses.get(address)?.value ?? ''
  }

  isGroup(address: number): boolean {
    return this.addresses.get(address)?.group === true
  }

  isOutside(address: number): boolean {
    return this.assets.get(address)?.isOutside === true
  }

  /** 'PLC 10.0.0.20'; 'the group 239.0.0.1'. */
  name(address: number): string {
    if (this.isGroup(address)) return `the group ${this.value(address)}`
    return `${roleWord(this.assets.get(address)?.role ?? '')} ${this.value(address)}`
  }

  /** An asset by its name: that of its first address. */
  nameOf(asset: SiteAsset): string {
    return this.name(asset.addresses[0] as number)
  }

  /** An address in its segment, in words that do not depend on when it was stored. */
  place(address: number): string {
    const entry = this.addresses.get(address)
    const segment = this.segments.get(entry?.segment ?? -1)
    return `${segment?.tap}|${segment?.vlan}|${entry?.value}`
  }

  /** The interface by which it was seen. */
  tapOf(address: number): string {
    return this.segments.get(this.segmentOf(address))?.tap ?? ''
  }

  segmentOf(address: number): number {
    return this.addresses.get(address)?.segment ?? -1
  }

  /** An asset's id, or an address that is no asset's. */
  partyOf(address: number): string {
    return this.assets.get(address)?.id ?? this.place(address)
  }

  private senders(): Set<number> {
    const senders = new Set<number>()
    for (const { client, server, packetsToServer, packetsToClient } of this.evidence.conversations) {
      if (packetsToServer > 0) senders.add(client)
      if (packetsToClient > 0) senders.add(server)
    }
    for (const { mac, ip } of this.evidence.bindings) senders.add(mac).add(ip)
    return senders
  }

  private hostOf({ id, role, level, addresses }: AssetEntry, senders: ReadonlySet<number>): SiteAsset {
    const entries = addresses.map((key) => this.addresses.get(key)).filter((entry) => entry !== undefined)
    const rank = ({ kind }: AddressEntry) => (kind === 'ipv4' ? 0 : kind === 'ipv6' ? 1 : 2)
    entries.sort((a, b) => rank(a) - rank(b) || (a.value < b.value ? -1 : 1))
    return {
      id,
      role,
      level,
      addresses: entries.map((entry) => entry.id),
      firstUs: Math.min(...entries.map(({ firstUs }) => firstUs)),
      lastUs: Math.max(...entries.map(({ lastUs }) => lastUs)),
      sends: entries.some((entry) => senders.has(entry.id)),
      isOutside: isOutside(entries),
    }
  }
}

/** A file has an end, so of a short one the second half can be compared with the first; a live capture goes on. */
function startUpLength(captures: readonly CaptureSpan[], spanUs: number, startUpUs: number): number {
  if (captures.some(({ isLive }) => isLive)) return startUpUs
  return Math.min(startUpUs, Math.max(MIN_START_UP_US, Math.floor(spanUs / 2)))
}
