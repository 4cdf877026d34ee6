/** In order of urgency. */
export const VERDICTS = ['bad', 'look', 'cannot tell', 'good'] as const
/** `look`: usable, but a person should look; `cannot tell`: the capture holds nothing to judge by. */
export type Verdict = (typeof VERDICTS)[number]

/** What one check says of a mirror port. */
export interface Check {
  /** Two or three words: 'both directions', 'VLAN tags'. */
  readonly name: string
  readonly verdict: Verdict
  /** What was found, with its numbers: one short line. */
  readonly finding: string
  /** What to change; '' when nothing need be. */
  readonly advice: string
}

/** What all checks together say of a mirror port. */
export interface Diagnosis {
  readonly verdict: Verdict
  /** One line for a person in a hurry. */
  readonly summary: string
  /** Most urgent first. */
  readonly checks: readonly Check[]
}
