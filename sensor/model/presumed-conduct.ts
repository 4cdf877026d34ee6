import type { ConductEntry } from './evidence.ts'

/**
 * Requests of one protocol whose answers were not seen, before they tell anything: a scan asks what may not be there once
 * or twice, and whoever asks again and again has his answers.
 */
export const UNHEARD_REQUESTS = 3

/** What would be known if what was seen of half an exchange were taken for all of it. */
export interface Presumption {
  /** Words in front of the reason. */
  readonly because: string
  presume(conduct: readonly ConductEntry[]): readonly ConductEntry[]
}

/** From the surest to the least sure. */
export const PRESUMPTIONS: readonly Presumption[] = [
  { because: 'by answers alone, whose requests were not seen: ', presume: withWhatWasAsked },
  { because: 'by refusals alone: ', presume: withRefusals },
  { because: 'by requests alone, whose answers were not seen: ', presume: withUnheard },
]

/** Where the answers of a protocol do not say what was asked, most of it was values. */
function withWhatWasAsked(conduct: readonly ConductEntry[]): readonly ConductEntry[] {
  return conduct.map((each) =>
    each.side === 'server' && each.class === 'unknown' && each.count === 0 ? { ...each, class: 'read' } : each,
  )
}

/** Who refuses speaks the protocol. Who is refused has shown nothing but that it asks. */
function withRefusals(conduct: readonly ConductEntry[]): readonly ConductEntry[] {
  return withWhatWasAsked(conduct).map((each) => (each.side === 'server' ? succeedingMore(each, each.refused) : each))
}

/** Requests whose answers no mirror showed count as answered, and so do refusals. */
export function withUnheard(conduct: readonly ConductEntry[]): readonly ConductEntry[] {
  const requests = new Map<string, number>()
  for (const each of conduct) requests.set(keyOf(each), (requests.get(keyOf(each)) ?? 0) + each.unheard)
  return withRefusals(conduct).map((each) =>
    (requests.get(keyOf(each)) ?? 0) < UNHEARD_REQUESTS ? each : succeedingMore(each, each.unheard),
  )
}

function keyOf({ side, protocol }: ConductEntry): string {
  return `${side} ${protocol}`
}

function succeedingMore(entry: ConductEntry, more: number): ConductEntry {
  return more === 0 ? entry : { ...entry, succeeded: entry.succeeded + more }
}
