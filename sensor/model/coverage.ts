import type { CoverageEntry } from './delta.ts'

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
  /** Seconds without a view; detail: the interface, and whether it was down or the sensor was not there. */
  'outage-seconds': 'seconds',
  /** TCP bytes between seen segments that never came. */
  'tcp-gap': 'bytes',
  /** TCP segments that brought nothing new. */
  'tcp-retransmitted': 'segments',
  /** Held TCP bytes that two segments gave differently. */
  'tcp-conflict': 'segments',
  /** Messages that break their protocol's rules; detail: the reason. */
  malformed: 'messages',
  /** Well-formed messages not understood; detail: reason and function. */
  undecoded: 'messages',
  /** Sequences that jumped, publications marked as test; detail: reason and of what. */
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

/** What a count is kept under until it is taken. */
export function coverageKey(measure: Measure, detail: string): string {
  return `${measure}\n${detail}`
}

/** The counts of a conversation (0: of the whole capture) since the last delta, which begin anew. */
export function takeCoverage(conversation: number, counts: Map<string, number>): CoverageEntry[] {
  const entries = [...counts].map(([key, count]) => {
    const [measure, detail] = key.split('\n') as [string, string]
    return { conversation, measure, detail, count }
  })
  counts.clear()
  return entries
}
