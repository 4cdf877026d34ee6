import type { SilenceFact } from '../../sensor/model/events/event-evidence.ts'

/** A cyclic operation, and the longest time that it did not come. */
export interface Pause extends SilenceFact {
  readonly untilUs: number
}

/** A pause is this many periods at least, and this time. */
const PAUSE_PERIODS = 10
const MIN_PAUSE_US = 60_000_000

/**
 * Silences that are over: of conversations in which all that is cyclic paused at the same time. `pauses`: the cyclic
 * operations of such conversations, each with its longest gap, one conversation after the other.
 */
export function pastSilences(pauses: readonly Pause[]): SilenceFact[] {
  const byConversation = new Map<number, Pause[]>()
  for (const pause of pauses) {
    const group = byConversation.get(pause.conversation)
    if (group === undefined) byConversation.set(pause.conversation, [pause])
    else group.push(pause)
  }
  return [...byConversation.values()].flatMap(commonSilence)
}

function commonSilence(group: readonly Pause[]): SilenceFact[] {
  const steadiest = group.reduce((a, b) => (b.gaps > a.gaps ? b : a))
  const lastUs = Math.max(...group.map((pause) => pause.lastUs))
  const untilUs = Math.min(...group.map((pause) => pause.untilUs))
  const leastUs = Math.max(MIN_PAUSE_US, ...group.map(({ periodUs }) => periodUs * PAUSE_PERIODS))
  return untilUs - lastUs < leastUs ? [] : [{ ...steadiest, lastUs, untilUs }]
}
