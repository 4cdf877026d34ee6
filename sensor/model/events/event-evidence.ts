import type { OperationClass } from '../../../dissectors/kit/observation.ts'
import type { Witness } from '../delta.ts'
import type { Evidence } from '../evidence.ts'
import type { OutageCause } from '../outage-entry.ts'

/**
 * All that decides which events there are, over and above what decides the assets: what storage hands to
 * `resolve-events.ts`, in natural order. Ids are storage keys. Times are microseconds of capture time.
 */
export interface EventEvidence extends Evidence {
  readonly captures: readonly CaptureSpan[]
  readonly watched: readonly WatchedSpell[]
  readonly conversations: readonly ConversationFact[]
  readonly changes: readonly ChangeFact[]
  /** Functions that a conversation came to later than with its first messages. */
  readonly laterFunctions: readonly FunctionFact[]
  readonly sweeps: readonly SweepFact[]
  /** Of kinds of points that somebody came to write later than the site began: all that is known of their use. */
  readonly pointUses: readonly PointUseFact[]
  readonly claims: readonly ClaimFact[]
  /** Of conversations that have been without any operation for a while. */
  readonly silences: readonly SilenceFact[]
  readonly malformed: readonly { readonly conversation: number; readonly count: number }[]
  readonly outages: readonly OutageFact[]
  readonly losses: readonly LossFact[]
  readonly transmissions: readonly TransmissionFact[]
  /** Of live capture alone: files may be replayed in any order, and end in the same. */
  readonly regroupings: readonly RegroupingFact[]
}

/** Two assets that turned out to be one, or one that turned out to be two. Addresses as of now. */
export interface Regrouping {
  readonly kind: 'merged' | 'split'
  /** Ids of the asset that there was all along, and of the one that is gone now or is new. */
  readonly kept: string
  readonly other: string
  /** An address of each while they were two. */
  readonly keptAddress: number
  readonly otherAddress: number
}

export interface RegroupingFact extends Regrouping {
  readonly times: number
  /** In capture time, as of the last packet of either. */
  readonly firstUs: number
  readonly lastUs: number
}

/** A witness with the name of its capture, by which two of one time are told apart. */
export interface NamedWitness extends Witness {
  readonly captureName: string
}

export interface CaptureSpan {
  readonly firstUs: number
  readonly lastUs: number
  /** It has no end yet, or had none that anybody knew. */
  readonly isLive: boolean
}

/** A span of time in which something was seen in nearly every minute. */
export interface WatchedSpell {
  readonly firstUs: number
  readonly lastUs: number
}

export interface ConversationFact {
  readonly id: number
  readonly client: number
  readonly server: number
  readonly protocol: string
  readonly transport: string
  readonly port: number
  /** False when it is named after its transport. */
  readonly isIdentified: boolean
  readonly packetsToServer: number
  readonly packetsToClient: number
  /** The client asked over TCP, and the few packets that came back said nothing in the protocol. */
  readonly isOnlyAsked: boolean
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: NamedWitness
}

/** An operation that changes production: see `ChangeLog`. */
export interface ChangeFact {
  readonly conversation: number
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass
  readonly module: string
  /** What it is told of once each; '' where it is told once for all that is acted on. */
  readonly actsOn: string
  readonly target: string
  readonly spellUs: number
  readonly requests: number
  /** Messages that nobody is to answer. */
  readonly announced: number
  readonly accepted: number
  readonly refused: number
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: NamedWitness
}

export interface FunctionFact {
  readonly conversation: number
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass
  readonly count: number
  /** When the conversation first did anything of this class. */
  readonly classFirstUs: number
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: NamedWitness
}

/** Many targets, each asked for a few times. */
export interface SweepFact {
  readonly conversation: number
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass
  readonly targets: number
  readonly requests: number
  readonly errors: number
  /** From the first target to the last new one. */
  readonly firstUs: number
  readonly lastNewUs: number
  readonly lastUs: number
  readonly witness: NamedWitness
}

/** An operation that reads or writes points of one kind of one part of a device, from `low` to `high`. */
export interface PointUseFact {
  readonly conversation: number
  readonly client: number
  readonly server: number
  readonly protocol: string
  readonly module: string
  /** As in `Points`: 'holding ', or the whole name, where `low` is -1. */
  readonly name: string
  readonly low: number
  readonly high: number
  /** It sums up several operations: somewhere in this span. */
  readonly isSpan: boolean
  readonly writes: boolean
  readonly firstUs: number
  readonly lastUs: number
  /** When its conversation first wrote anything; when it never did, as late as there is. */
  readonly writesSinceUs: number
  readonly witness: NamedWitness
}

export interface ClaimFact {
  readonly address: number
  readonly module: string
  readonly attribute: string
  readonly value: string
  readonly protocol: string
  readonly message: string
  readonly count: number
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: NamedWitness
}

/** The steadiest cyclic operation of a conversation that has gone silent. */
export interface SilenceFact {
  readonly conversation: number
  readonly functionName: string
  readonly class: OperationClass
  readonly target: string
  readonly gaps: number
  readonly periodUs: number
  readonly longestGapUs: number
  /** The last time of any operation of the conversation before the silence. */
  readonly lastUs: number
  /** When it came back; null as long as it has not. */
  readonly untilUs: number | null
}

/** A time in which one interface of live capture showed nothing: see `OutageEntry`. */
export interface OutageFact {
  readonly interface: string
  readonly cause: OutageCause
  readonly times: number
  readonly blindUs: number
  readonly firstUs: number
  readonly lastUs: number
  /** It is not known to be over. */
  readonly lasts: boolean
}

/** One interface in one spell of live capture by which something left, or was to leave. */
export interface TransmissionFact {
  readonly interface: string
  readonly sent: number
  /** By the rule that drops what is to be sent. */
  readonly refused: number
  /** Capture stopped because of it; else somebody had allowed it. */
  readonly stopped: boolean
  readonly firstUs: number
  readonly lastUs: number
}

/** Frames that the kernel or one interface lost, over all spells of live capture. */
export interface LossFact {
  readonly interface: string
  readonly lost: number
  readonly firstUs: number
  readonly lastUs: number
}
