import type { OperationClass } from '../../dissectors/kit/observation.ts'
import type { AddressEntry, BindingEntry, Confidence, ModuleEntry, SegmentEntry } from './delta.ts'

/** All that decides which addresses are one asset: what storage hands to `sensor/model/resolve-assets.ts`. Ids are storage keys. */
export interface Evidence {
  readonly segments: readonly SegmentEntry[]
  readonly addresses: readonly AddressEntry[]
  readonly bindings: readonly BindingEntry[]
  readonly modules: readonly ModuleEntry[]
  readonly conduct: readonly ConductEntry[]
  readonly statements: Statements
  /** The addresses that take part in a conversation; of a bus those that were heard. */
  readonly talkers: readonly number[]
}

/** The claims, as far as they tell what their subjects are. There may be millions: they are asked for as they are needed. */
export interface Statements {
  /** Of one address and its parts. */
  of(address: number): readonly StatementEntry[]
  /** Those that may tell that several addresses are one device: 'chassis-id', 'redundancy', 'mac' of LLDP, 'device-id' of BACnet. */
  joining(): readonly StatementEntry[]
}

/** A claim, as far as it tells what its subject is. */
export interface StatementEntry {
  readonly address: number
  readonly module: string
  readonly attribute: string
  readonly value: string
  readonly protocol: string
}

/** What an address was seen doing: the sums of its operations per protocol, class and side. */
export interface ConductEntry {
  readonly address: number
  readonly side: 'client' | 'server'
  readonly protocol: string
  readonly class: OperationClass
  /** Requests and one-way messages. */
  readonly count: number
  /** Those among them that were sent unasked. */
  readonly messages: number
  /** Answers among them that were no error: a port scan has none. */
  readonly succeeded: number
  /** Answers that were errors. */
  readonly refused: number
  /** Requests between it and peers of whom it shows the askers alone: nothing that the asked one sent was seen. */
  readonly unheard: number
  /** Distinct addresses of peers. */
  readonly peers: number
  /** Of a client which ones, where they are a few: what is one device with several addresses is one peer. */
  readonly fewPeers?: readonly number[]
}

/** The part of an asset that is inferred from its conduct and from what it says. */
export interface Role {
  /** '' when nothing tells. */
  readonly role: string
  readonly roleConfidence: Confidence
  readonly roleReason: string
  /** What kind of thing it is: 'control', 'field', 'operator', 'network', 'service', 'office'; '' when nothing tells. */
  readonly deviceClass: string
  /** Proposed Purdue level, 0 to 5; null when nothing tells. */
  readonly level: number | null
  /** Proposed zone; '' when nothing tells. */
  readonly zone: string
  /** Why this level and this zone. */
  readonly zoneReason: string
}

/** How much rests on an asset. */
export interface Criticality {
  /** 'high', 'medium', 'low'; '' when nothing tells. */
  readonly criticality: 'high' | 'medium' | 'low' | ''
  readonly criticalityReason: string
}

/** A module at an address. */
export interface PartEntry {
  readonly address: number
  readonly protocol: string
  readonly module: string
}

/** One asset that the evidence amounts to. */
export interface AssetEntry extends Role, Criticality {
  /** 16 hexadecimal digits: a hash of segment and strongest address, and of the module for a child. */
  readonly id: string
  /** The id of the asset it is part of; '' for a host. */
  readonly parent: string
  /** The protocol and module of a child: 'modbus', 'unit 3'; '' for a host. */
  readonly protocol: string
  readonly module: string
  /** Storage keys of its addresses; for a child, of the addresses that its module was reached through. */
  readonly addresses: readonly number[]
  /** Of a host what answers for it behind other hosts, or behind itself: what is said of these modules is said of it. */
  readonly behind: readonly PartEntry[]
  /** It is a host elsewhere, or a part of one: the site has no inventory to keep of it. */
  readonly outside: boolean
  /** Why these addresses are one asset: one rule each. */
  readonly reasons: readonly string[]
}
