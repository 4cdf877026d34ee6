/* What messages of PIM say of their senders. */
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { sideNumber } from '../kit/sender-of.ts'
import { BROKEN, unicastEnd, unicastText } from './encoded-address.ts'
import type { HelloOptions } from './hello-options.ts'

/** What was said last, by number. */
export type Said = Map<number, number>

/** Statements that are told apart, of either side. */
const SAID = { router: 0, hello: 2, candidate: 4, upstream: 6 } as const
/** Behind the number of prefixes, the priority and the hold time (RFC 5059 clause 4.2). */
const CANDIDATE_AT = 4
/** Addresses of one hello that are named. */
export const MAX_ADDRESSES = 16

/** Only routers send it. */
export function sayRouter(view: DataView, pos: number, of: Side, said: Said, sink: Sink): void {
  if (isNews(said, SAID.router + sideNumber(of), view, pos, pos))
    sayFacts(of, '', 'PIM header', { role: 'router' }, sink)
}

/** The generation is a number by chance, new each time a router starts (RFC 7761 clause 4.3.1). */
export function sayHello(
  options: HelloOptions,
  view: DataView,
  from: number,
  end: number,
  of: Side,
  said: Said,
  sink: Sink,
): void {
  if (!isNews(said, SAID.hello + sideNumber(of), view, from, end)) return
  const { priorityAt, generationAt, addressesAt, addressesEnd } = options
  const redundancy = priorityAt < 0 ? '' : `PIM router, priority ${view.getUint32(priorityAt)} as designated router`
  const state = generationAt < 0 ? '' : `PIM generation 0x${view.getUint32(generationAt).toString(16).padStart(8, '0')}`
  sayFacts(of, '', 'PIM Hello', { redundancy, state }, sink)
  let at = addressesAt
  for (let count = 0; at >= 0 && at < addressesEnd && count < MAX_ADDRESSES; count++) {
    const next = unicastEnd(view, at, addressesEnd)
    if (next !== BROKEN) sayFacts(of, '', 'PIM Hello', { ip: unicastText(view, at) }, sink)
    at = next
  }
}

export function sayCandidate(view: DataView, from: number, to: number, of: Side, said: Said, sink: Sink): void {
  const at = from + CANDIDATE_AT
  if (!isNews(said, SAID.candidate + sideNumber(of), view, at, to)) return
  const capability = `PIM candidate RP ${unicastText(view, at)}`
  sayFacts(of, '', 'PIM Candidate-RP-Advertisement', { capability }, sink)
}

/** Who is asked for the packets of groups is the next router on the way to their sources; a Graft-Ack asks for none. */
export function sayUpstream(view: DataView, from: number, end: number, of: Side, said: Said, sink: Sink): void {
  const to = unicastEnd(view, from, end)
  if (!isNews(said, SAID.upstream + sideNumber(of), view, from, to)) return
  sink.observe({ kind: 'topology', relation: 'neighbour-of', of, other: `PIM router ${unicastText(view, from)}` })
}
