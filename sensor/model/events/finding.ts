import { createHash } from 'node:crypto'
import type { OperationClass } from '../../../dissectors/kit/observation.ts'
import type { EventEntry, Severity } from './event-entry.ts'
import type { ConversationFact, NamedWitness } from './event-evidence.ts'
import { EVENT_KINDS, type EventKind, TECHNIQUE_NAMES } from './event-kinds.ts'
import type { Outcome } from './production-words.ts'
import type { Site } from './site.ts'

/** An event in the making: what differs from one to the next. */
export interface Finding {
  readonly kind: EventKind
  /** What makes it this one, in words that do not depend on when it was stored. */
  readonly key: string
  readonly severity?: Severity
  readonly technique?: string
  readonly summary: string
  /** In a few words, for where it is one of many. */
  readonly brief?: string
  readonly count?: number
  readonly client?: number | null
  readonly server?: number | null
  readonly over?: Pick<ConversationFact, 'protocol' | 'transport' | 'port'> | undefined
  readonly operation?: OperationOf
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: NamedWitness | null
}

/** What was done, where the event is about an operation. */
export interface OperationOf {
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass
  readonly module: string
  readonly target: string
  /** How often it was sent, whether or not anybody was to answer. */
  readonly requests: number
  readonly accepted: number
  readonly refused: number
  readonly outcome: Outcome | ''
}

const NO_OPERATION = {
  function: '',
  functionName: '',
  class: '',
  module: '',
  target: '',
  requests: 0,
  accepted: 0,
  refused: 0,
  outcome: '',
} as const

/** The event that a finding amounts to, with what the table of kinds says of it. */
export function eventOf(finding: Finding, site: Site): EventEntry {
  const { kind, key, summary, client = null, server = null, over, firstUs, lastUs, witness } = finding
  const of = EVENT_KINDS[kind]
  const technique = finding.technique ?? of.technique
  const question = of.question
    .replaceAll('{client}', client === null ? 'the device' : site.name(client))
    .replaceAll('{server}', server === null ? 'the other one' : site.name(server))
  return {
    id: createHash('sha256').update(`${kind}|${key}`).digest('hex').slice(0, 16),
    kind,
    severity: finding.severity ?? of.severity,
    summary,
    question,
    technique,
    techniqueName: TECHNIQUE_NAMES[technique] ?? '',
    count: finding.count ?? 1,
    client,
    server,
    protocol: over?.protocol ?? '',
    transport: over?.transport ?? '',
    port: over?.port ?? null,
    ...(finding.operation ?? NO_OPERATION),
    firstUs,
    lastUs,
    witness,
  }
}

/** The earliest witness; of one time, that of the smallest capture name and frame. */
export function earliestWitness(witnesses: Iterable<NamedWitness | null>): NamedWitness | null {
  let best: NamedWitness | null = null
  for (const witness of witnesses) if (witness !== null && (best === null || isEarlier(witness, best))) best = witness
  return best
}

function isEarlier(a: NamedWitness, b: NamedWitness): boolean {
  if (a.timeUs !== b.timeUs) return a.timeUs < b.timeUs
  if (a.captureName !== b.captureName) return a.captureName < b.captureName
  return a.frame < b.frame
}

/** Names in a sentence: all of a few, else the first ones and how many more there are. */
export function listed(names: readonly string[], shown = 3): string {
  if (names.length <= shown) return names.join(', ')
  return `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A span of time as people say it: '20 ms', '0.5 s', '40 s', '3 min', '2 h'. */
export function spanText(us: number): string {
  const seconds = us / 1_000_000
  if (seconds < 0.1) return `${Math.round(us / 100) / 10} ms`
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3600)} h`
}
