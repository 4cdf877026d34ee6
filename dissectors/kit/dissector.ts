import type { BusJudge } from './bus-judge.ts'
import type { Cursor } from './cursor.ts'
import type { Observation, Operation, OperationRole } from './observation.ts'

export type Direction = 'to-server' | 'to-client'
export type Verdict = 'no' | 'need-more' | 'yes'

export const NEED_MORE = 0
export const NOT_A_MESSAGE = -1

export type Carrier =
  | {
      readonly over: 'tcp' | 'udp'
      readonly ports: readonly number[]
      /** What a server offers that is found on such a port: of a protocol that hides another one, which. */
      readonly services?: Readonly<Record<number, string>>
      /** Whether a message is of those that go over this carrier; missing where all do. Frames of a cycle stay on their link. */
      readonly suits?: (bytes: Cursor) => boolean
    }
  | {
      readonly over: 'ethernet'
      readonly etherTypes: readonly number[]
      /** Asked of frames of these EtherTypes alone, like what is over IP: too little is fixed in them to be told by content. */
      readonly isAssigned?: true
    }
  /** LLC payloads (802.3 length field), by destination SAP. */
  | { readonly over: 'llc'; readonly saps: readonly number[] }
  /** LLC payloads with a SNAP header of an organisation's own, by its protocol id; the probe sees the LLC header, too. */
  | { readonly over: 'snap'; readonly protocols: readonly number[] }
  /** What follows an IP header, by its protocol number. Numbers are assigned: only what is registered is asked. */
  | { readonly over: 'ip'; readonly protocols: readonly number[] }
  /** A bus that is captured with a link type of its own, by what its frames carry. */
  | { readonly over: Bus; readonly payloads: readonly number[] }
  | { readonly over: 'dissector'; readonly name: string }

/**
 * MS/TP: 0 for frames of its own, 0x82 for an NPDU of BACnet. CAN: 29 where identifiers have so many bits; where they have 11,
 * the number of the standard that the bus was found to follow. IEEE 802.15.4: what is in `WPAN_PAYLOAD`.
 */
export type Bus = 'mstp' | 'can' | 'wpan'

/** What the engine knows about the message. One object, reused: copy what you keep. */
export interface MessageInfo {
  /** Capture time in microseconds since the Unix epoch, never the wall clock. */
  readonly timeUs: number
  readonly direction: Direction
  /** Bytes of this direction were lost just before this message. */
  readonly afterGap: boolean
  /** Link addresses of the frame, 48 bits as a number; 0 where there are none. For protocols bound over Ethernet. */
  readonly sourceMac: number
  readonly targetMac: number
}

export interface Sink {
  /** One application message. `status`: 0 when it succeeded or is not known, else the protocol's own error code. */
  operation(role: OperationRole, operation: Operation, status: number): void
  observe(observation: Observation): void
  /**
   * Whether the values of the operation's points are wanted from this message, which has been reported: at most once a
   * second of capture time. Only then read them, so that cyclic traffic allocates nothing.
   */
  wantsValues(operation: Operation): boolean
  /**
   * The value of a point: a number or a state, never text that could be a secret. `index` as in `Points.first`. What the
   * operation did not state is a point of it from now on; `type` is that of such a point.
   */
  value(operation: Operation, name: string, index: number, value: string, type?: string): void
  /**
   * The bytes of an inner protocol, for the dissectors bound over this one. `protocol`: which it is, where the one that hands
   * it on has found out; else their probes are asked.
   */
  handOff(payload: Cursor, protocol?: string): void
}

/** What the README's table says of a protocol. */
export interface Depth {
  /** What is decoded, in a few words. */
  readonly decodes: string
  /** The messages that tell who a device is; '' when there are none. */
  readonly identity: string
  /** What is not decoded; '' when nothing is known to be missing. */
  readonly missing: string
}

/**
 * What follows messages over TCP without being one: the body behind an HTTP header. The engine passes over it without
 * holding it, but for its first bytes where the dissector wants to look at them; a gap inside it costs nothing.
 */
export interface ContentOf<State> {
  /** Content is encrypted, all of it or that of this state: the engine counts its bytes as such. */
  readonly isEncrypted?: true | ((state: State) => boolean)
  /**
   * How many bytes of content come next in this direction; 0 when a message does, Infinity until the connection ends.
   * Asked before each message, also of the side that did not speak last: an answer takes what it announces.
   */
  next(state: State, direction: Direction): number
  /**
   * Whether content can come in this direction before the other side has spoken again; missing where it always can. While
   * it is false, whole messages pass without being gathered.
   */
  isDue?(state: State, direction: Direction): boolean
  /** How many of those first bytes `dissect` is to see; 0 for none. Asked right after `next`. */
  look(state: State, direction: Direction): number
  /** Called once, with as many bytes as were wanted or came. */
  dissect(content: Cursor, info: MessageInfo, state: State, sink: Sink): void
  /**
   * The protocol that the connection goes on as where `next` says Infinity, in both directions; '' for none. While it is not
   * sure, because the answer is still to come, bytes that are no message may be of it, if its probe says so.
   */
  becomes?(state: State): string
}

/**
 * One protocol: bytes in, observations out.
 *
 * It does no I/O, reads no clock and no configuration, throws nothing on any bytes, and
 * holds no view of the bytes after it returns. What it must remember between messages
 * lives in `State`, one per dialogue (one TCP connection, one pair of UDP endpoints, one
 * pair of MAC addresses), bounded by the dissector itself.
 */
export interface DissectorOf<State, Shared = unknown> {
  /** Short lower-case name, the `protocol` of every export. */
  readonly name: string
  readonly title: string
  readonly carriers: readonly Carrier[]
  readonly depth: Depth
  /** The engine holds at most this many bytes of an unfinished message. */
  readonly maxMessage: number
  /**
   * Could a dialogue of this protocol begin, or be joined, with these bytes? Content alone: it never sees a port.
   * Over TCP the bytes are all that this direction has sent since the dialogue was first seen (or since a gap), at
   * most a few hundred; over UDP one datagram; over Ethernet one payload. It must check at least 24 bits of invariant.
   */
  probe(bytes: Cursor, direction: Direction): Verdict
  /**
   * Which way the message at the cursor goes, by content alone; undefined when it could be either.
   * Asked when a dialogue is identified; a definite answer outranks SYN and ports.
   */
  directionOf(bytes: Cursor): Direction | undefined
  /**
   * Makes the judge of one bus whose frames do not say their protocol; what it finds are payloads of this carrier's first
   * number. Missing for all others.
   */
  judgeBus?(): BusJudge
  /**
   * A number of the exchange that the whole message at the cursor is of, which who asks chooses and the answer repeats. Of
   * protocols whose requests and answers may look alike: it tells who asks where a dialogue was joined midway.
   */
  exchangeOf?(bytes: Cursor): number
  /**
   * Length of the message that starts at the cursor, NEED_MORE, or NOT_A_MESSAGE. Over UDP and Ethernet too, where
   * one datagram can hold several; a datagram protocol returns `bytes.left`.
   */
  messageLength(bytes: Cursor): number
  newState(shared?: Shared): State
  /**
   * What the dialogues of one pair of hosts know of each other, one for each pair, which `newState` is given: a connection
   * that is opened in one and used in another. Bounded by the dissector.
   */
  newShared?(): Shared
  /** Called with exactly one whole message. */
  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void
  /**
   * Either side may ask over one connection or pair of ports, and `directionOf` tells of each message which way it goes: what is asked
   * back is a conversation of its own, with a state of its own.
   */
  readonly isSymmetric?: true
  /**
   * Only the beginning of a connection shows it, by few bytes: where that was not seen, it is not recognised but on its port.
   */
  readonly isShownAtBeginning?: true
  /**
   * Once a connection has begun, what goes over it may show no header for long: pictures, what is sealed, files in messages of
   * many segments. Protocols with content need not say so.
   */
  readonly mayHide?: true
  /** For protocols with content between their messages. */
  readonly content?: ContentOf<State>
  /** The texts of `function` and `functionName` in an export, for an operation's code. Called when reported, never per message. */
  describe(code: number): { function: string; name: string }
}

export type Dissector = DissectorOf<unknown>

/**
 * Checks a dissector's own state type, then forgets it: the engine only carries it. The one cast in the tree. All have the
 * same properties in the same order, those that are missing among them, so that the engine finds them in all the same way.
 */
export function defineDissector<State, Shared = unknown>(dissector: DissectorOf<State, Shared>): Dissector {
  return {
    name: dissector.name,
    title: dissector.title,
    carriers: dissector.carriers,
    depth: dissector.depth,
    maxMessage: dissector.maxMessage,
    probe: dissector.probe,
    directionOf: dissector.directionOf,
    judgeBus: dissector.judgeBus,
    exchangeOf: dissector.exchangeOf,
    messageLength: dissector.messageLength,
    newState: dissector.newState,
    newShared: dissector.newShared,
    dissect: dissector.dissect,
    isSymmetric: dissector.isSymmetric,
    isShownAtBeginning: dissector.isShownAtBeginning,
    mayHide: dissector.mayHide,
    content: dissector.content,
    describe: dissector.describe,
  } as Dissector
}
