/** Why nothing could be seen: no signal on the wire or set down, taken out of the machine, or nobody there to look. */
export const OUTAGE_CAUSES = ['down', 'gone', 'no sensor'] as const
export type OutageCause = (typeof OUTAGE_CAUSES)[number]

/** A time in which a live interface showed nothing. Natural key: interface, sinceUs. Times are of the wall clock. */
export interface OutageEntry {
  readonly interface: string
  readonly cause: OutageCause
  /** When it was last known to see. */
  readonly sinceUs: number
  /** When it saw again; as long as it lasts, when it was last looked at. */
  readonly untilUs: number
  /** An interface that goes up and down has one of many times; then it was blind for less than the whole. */
  readonly times: number
  readonly blindUs: number
}
