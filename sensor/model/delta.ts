import type { OperationClass, Points } from '../../dissectors/kit/observation.ts'

/**
 * What changed in the model since the last delta: all that storage ever learns. Plain data, so that it can cross a
 * thread. Counts are increments; first and last times are absolute, in microseconds since the Unix epoch.
 *
 * `id` numbers are local to one run of the sensor; an entry is announced in the delta that first uses it, and again
 * in any later delta in which it changed. Storage maps them to its own keys by the natural key of each entry.
 */
export interface Delta {
  readonly segments: readonly SegmentEntry[]
  readonly addresses: readonly AddressEntry[]
  readonly bindings: readonly BindingEntry[]
  readonly modules: readonly ModuleEntry[]
  readonly claims: readonly ClaimEntry[]
  readonly conversations: readonly ConversationEntry[]
  readonly operations: readonly OperationEntry[]
  readonly activity: readonly ActivityEntry[]
  readonly changes: readonly ChangeEntry[]
  readonly coverage: readonly CoverageEntry[]
  readonly coverageHours: readonly CoverageHourEntry[]
  readonly faults: readonly FaultEntry[]
}

/** Nothing has changed. */
export const NO_DELTA: Delta = {
  segments: [],
  addresses: [],
  bindings: [],
  modules: [],
  claims: [],
  conversations: [],
  operations: [],
  activity: [],
  changes: [],
  coverage: [],
  coverageHours: [],
  faults: [],
}

/** A layer-2 scope. Natural key: tap, vlan. */
export interface SegmentEntry {
  readonly id: number
  /** The capture interface; '' for the only one, or the first one of a file. */
  readonly tap: string
  /** '' untagged, '10', or '10.20' for an outer and an inner tag. */
  readonly vlan: string
}

/** 'station': of a bus that has neither MAC nor IP addresses. */
export type AddressKind = 'mac' | 'ipv4' | 'ipv6' | 'station'

/** An address seen in a segment. Natural key: segment, value. */
export interface AddressEntry {
  readonly id: number
  readonly segment: number
  readonly kind: AddressKind
  /** '00:11:22:33:44:55', the same of 64 bits, '10.0.0.5', 'fe80::1' (RFC 5952), 'mstp-5', 'wpan-1aaa-b7e4'. */
  readonly value: string
  /** Multicast, broadcast: an address that is never an asset. undefined when nothing tells: then it counts as a host's. */
  readonly group: boolean | undefined
  readonly firstUs: number
  readonly lastUs: number
}

/** Evidence that a MAC and an IP belong together. Natural key: mac, ip. */
export interface BindingEntry {
  readonly mac: number
  readonly ip: number
  /** Messages that state it (ARP, DHCP, DCP, NDP): strong. */
  readonly stated: number
  /** TCP connections, UDP dialogues and the like whose packets carried both: weak. */
  readonly carried: number
  /** The fewest router hops that its packets can have passed, `HOPS_ON_LINK` and `HOPS_UNKNOWN` among them (`hops.ts`). */
  readonly hops: number
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: Witness
}

/** Where a fact was first seen. */
export interface Witness {
  readonly capture: number
  /** 1 for the first frame of the capture, as Wireshark counts. */
  readonly frame: number
  readonly timeUs: number
}

/** A part behind a host ('unit 3'). Natural key: address, protocol, module. */
export interface ModuleEntry {
  readonly address: number
  readonly protocol: string
  readonly module: string
  /** Messages that the module itself answered (not: a gateway that says it is not there). */
  readonly answers: number
  /** The host said that it passes messages on to this module. */
  readonly behindGateway: boolean
  readonly firstUs: number
  readonly lastUs: number
}

export type Confidence = 'stated' | 'inferred' | 'weak'

/** Natural key: address, module, attribute, value, protocol, message. */
export interface ClaimEntry {
  readonly address: number
  readonly module: string
  readonly attribute: string
  readonly value: string
  readonly protocol: string
  readonly message: string
  readonly confidence: Confidence
  readonly count: number
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: Witness
}

/** How a protocol was identified. 'none': it was not, and the conversation is named after its transport. */
export type IdentifiedBy = 'none' | 'port' | 'content' | 'both' | 'confirmed'

/** Natural key: client, server, protocol, transport, port. */
export interface ConversationEntry {
  readonly id: number
  readonly client: number
  readonly server: number
  readonly protocol: string
  /** 'tcp', 'udp', 'icmp', 'icmpv6', 'ip' (any other IP protocol), 'ethernet', 'llc', 'mstp', 'can', 'wpan'. */
  readonly transport: string
  /** Server port, IP protocol number (transports 'ip', 'icmp', 'icmpv6') or EtherType (transport 'ethernet'). */
  readonly port: number
  readonly identifiedBy: IdentifiedBy
  readonly packetsToServer: number
  readonly packetsToClient: number
  readonly bytesToServer: number
  readonly bytesToClient: number
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: Witness
}

/** Natural key: conversation, function, class, module, target. */
export interface OperationEntry {
  readonly conversation: number
  /** The protocol's own code as text. */
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass
  readonly module: string
  readonly target: string
  readonly requests: number
  /** All answers, errors among them. */
  readonly responses: number
  /** Answers that report an error. */
  readonly errors: number
  /** One-way publications. */
  readonly messages: number
  /** From one request or one-way message to the next, shortest first; empty in most deltas: they come once a minute. */
  readonly gaps: readonly GapBin[]
  /** The longest of them, ever; 0 when there was none. */
  readonly longestGapUs: number
  /** When it began; of several as long the first time. */
  readonly longestGapFromUs: number
  /** What it acts on, told once; of a row that sums up several operations the lowest and the highest of each kind. */
  readonly points: readonly Points[]
  /** True for a row that sums up several operations: its points are a span, not each acted on. */
  readonly isSum: boolean
  /** The last values of its points, sampled; empty in most deltas: they come once a minute. */
  readonly values: readonly PointValue[]
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: Witness
}

/** The value that a point had at a time. Natural key: operation, name, index. */
export interface PointValue {
  readonly name: string
  /** -1 when the name is all. */
  readonly index: number
  readonly value: string
  readonly timeUs: number
  readonly type: string
  /** The type is that of this point alone, one of several that were stated together. */
  readonly hasOwnType: boolean
  readonly writes: boolean
}

/** Gaps of about one length: from `fromUs` on, each so many whole steps longer. Natural key: operation, fromUs. */
export interface GapBin {
  readonly fromUs: number
  readonly stepUs: number
  readonly count: number
  /** Of the steps, and of their squares. */
  readonly sum: number
  readonly squares: number
}

/** What a conversation did in one minute of capture time. Natural key: conversation, class, minuteUs. */
export interface ActivityEntry {
  readonly conversation: number
  /** '' for all that it carried, understood or not: its packets and bytes. */
  readonly class: OperationClass | ''
  readonly minuteUs: number
  /** Requests, answers and one-way messages of the class. */
  readonly messages: number
  readonly packets: number
  readonly bytes: number
}

/**
 * An operation that changes production, worth a person's time: the first time that a pair does it, and every spell of
 * it when it touches logic, mode or firmware. Natural key: kind, conversation, function, class, module, actsOn,
 * spellUs.
 */
export interface ChangeEntry {
  readonly kind: 'production-change'
  readonly conversation: number
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass
  readonly module: string
  /** What is told of by itself; '' when it is told once for all that the function acts on. */
  readonly actsOn: string
  /** What was acted on the first time. */
  readonly target: string
  /** When this spell began; 0 for what is told once for all time. */
  readonly spellUs: number
  readonly requests: number
  /** Messages that nobody is to answer. */
  readonly announced: number
  readonly accepted: number
  readonly refused: number
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: Witness
}

/**
 * One count of something not seen, not understood or odd. Natural key: conversation, measure, detail;
 * conversation 0 stands for the whole capture.
 */
export interface CoverageEntry {
  readonly conversation: number
  /** 'tcp-gap', 'malformed', 'undecoded', … : see `sensor/model/coverage.ts`. */
  readonly measure: string
  readonly detail: string
  readonly count: number
}

/**
 * The counts of one measure in one segment and hour of capture time, whatever their detail and conversation. Natural
 * key: segment, measure, hourUs.
 */
export interface CoverageHourEntry {
  /** null for what is of no segment: drops of an interface, frames of an unknown link type. */
  readonly segment: number | null
  readonly hourUs: number
  /** One of `MEASURES`, or of the `BASES` that they are shares of. */
  readonly measure: string
  readonly count: number
}

/** A defect of a dissector, met while reading this message. Natural key: protocol, reason. */
export interface FaultEntry {
  readonly protocol: string
  readonly reason: string
  /** The head of the message, in hexadecimal. */
  readonly messageHex: string
  readonly count: number
  readonly witness: Witness
}

/** One capture file, or one spell of live capture. */
export interface CaptureEntry {
  readonly id: number
  /** The file's name without its folder, or the interface. */
  readonly name: string
  /** What makes this capture the same capture again; '' for live capture. */
  readonly fingerprint: string
  /** 'pcap', 'pcapng' or 'live'. */
  readonly format: string
  readonly frames: number
  readonly bytes: number
  /** null when there was no frame. */
  readonly firstUs: number | null
  readonly lastUs: number | null
  /** '' when it was read to its end; else file, byte offset and reason. */
  readonly damage: string
}
