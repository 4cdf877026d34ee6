/**
 * What was not seen, not understood, or odd. Each is a `measure` of a coverage entry, with the unit it counts;
 * the entry's `detail` says which kind.
 */
export const MEASURES = {
  /** Frames whose decoding stopped before its end; detail: the status of `sensor/decode/frame.ts`. */
  'frames-undecoded': 'frames',
  /** Frames that came inside a tunnel, of which only the inside is mapped; detail: which tunnel, 'erspan session 5'. */
  'frames-tunnelled': 'frames',
  /** Copies of frames just before, which are counted here and nowhere else: a mirror that copies frames twice. */
  'frames-duplicate': 'frames',
  /** Frames of which the capture kept only a part. */
  'frames-cut': 'frames',
  /** Frames of flows or addresses beyond the limits; detail: which limit. */
  'frames-untracked': 'frames',
  /** Frames that the capturing program says it lost. */
  'frames-lost-by-capture': 'frames',
  /** Frames of a live capture that did not fit into the kernel's ring; detail: the interface. */
  'kernel-drops': 'frames',
  /** Frames that the interface or its driver lost during a live capture; detail: the interface. */
  'interface-drops': 'frames',
  /** Times that a live capture waited for the analysis, while the kernel's ring held the frames. */
  'pool-waits': 'times',
  /** Analysis threads that died during a live capture and were started again with nothing in memory; detail: why. */
  'analysis-restarts': 'times',
  /** Seconds without a view; detail: the interface, and whether it was down or the sensor was not there. */
  'outage-seconds': 'seconds',
  /** TCP bytes that never came, between segments or acknowledged: lost on the mirror; detail: the direction. */
  'tcp-gap': 'bytes',
  /** TCP bytes of seen segments that a snap length cut off; detail: the direction. */
  'tcp-cut': 'bytes',
  /** TCP connections with payload of which not one packet of the other side was seen; detail: the direction that was. */
  'one-way': 'connections',
  /** TCP segments that brought nothing new. */
  'tcp-retransmitted': 'segments',
  /** Held TCP bytes that two segments gave differently. */
  'tcp-conflict': 'segments',
  /** Messages that break their protocol's rules; detail: the reason. */
  malformed: 'messages',
  /** Messages of which a snap length cut off the end: dissected as far as they go, and nothing is claimed by them. */
  'messages-cut': 'messages',
  /** Well-formed messages not understood; detail: reason and function. */
  undecoded: 'messages',
  /** Bytes of such messages; detail: the reason. Those that are encrypted are counted below. */
  'undecoded-bytes': 'bytes',
  /** Bytes of messages that nobody without the keys can read. */
  'encrypted-bytes': 'bytes',
  /** Dialogues that no dissector recognised; detail: transport, port, direction and first bytes, 'tcp 1234 to-server 16030100…', or 'text'. */
  'unknown-protocol': 'dialogues',
  /** Payload bytes of these, with the same detail. */
  'unknown-protocol-bytes': 'bytes',
  /** Sequences that jumped, publications marked as test, connections timed out; detail: reason and of what. */
  irregular: 'messages',
  /** Bytes of a known protocol that belonged to no whole message. */
  'skipped-bytes': 'bytes',
  /** Times a dissector found its place again after a gap. */
  resynchronised: 'times',
  /** Dialogues no longer dissected; detail: why. */
  'given-up': 'dialogues',
  /** Dialogues that two dissectors claimed. */
  ambiguous: 'dialogues',
  /** Distinct operations beyond the limit of a conversation, summed under the target '…'. */
  'operations-summed': 'operations',
  /** Times from one message to the next beyond the limit, not counted in the rhythm of operations. */
  'gaps-refused': 'gaps',
  /** Values of points beyond the limits, not kept. */
  'values-refused': 'values',
  /** Claims beyond the limit of an address, not kept. */
  'claims-refused': 'claims',
} as const

export type Measure = keyof typeof MEASURES

/** What was seen, in the same units: what the counts above are shares of. Kept by segment and hour alone. */
export const BASES = {
  /** Frames that were mapped. Copies and what has no address are not among them. */
  'frames-seen': 'frames',
  /** TCP payload on the wire, each byte once: `tcp-cut` is part of it, `tcp-gap` comes on top. */
  'tcp-bytes-seen': 'bytes',
  /** TCP connections with payload and enough packets to tell whether both sides are seen. */
  'tcp-connections-seen': 'connections',
} as const

export type Base = keyof typeof BASES
