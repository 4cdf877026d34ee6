import type { Sink } from './dissector.ts'
import type { Fact, Side } from './observation.ts'

/** Facts in the making: those that are '' or missing are not said. */
export type Facts = Partial<Record<Fact, string | undefined>>

/** Says those facts that there are of a side, of the address `about`, or of a part. */
export function sayFacts(of: Side, about: string, message: string, facts: Facts, sink: Sink, module = ''): void {
  const there: Partial<Record<Fact, string>> = {}
  let isAny = false
  for (const [fact, value] of Object.entries(facts)) {
    if (value === '' || value === undefined) continue
    there[fact as Fact] = value
    isAny = true
  }
  if (isAny) sink.observe({ kind: 'identity', of, about, module, message, facts: there })
}
