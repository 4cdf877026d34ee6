/**
 * `unexpected`: seen, and intended by nobody. `missing`: intended, and not seen in what was captured, which is not the
 * same as not there. `different`: both, and they contradict each other. `ambiguous`: it cannot be said what of the one
 * is what of the other, so it is not compared.
 */
export const FINDING_KINDS = ['unexpected', 'different', 'missing', 'ambiguous'] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** One difference between what is intended and what was seen. */
export type Finding = {
  readonly kind: FindingKind
  /** Which sort of list it is about. */
  readonly of: 'inventory' | 'communications'
  /** What it is about, in words: a device, or 'client -> server'. */
  readonly subject: string
  /** 'asset' or 'conversation' for the whole of it, else what of it. */
  readonly field: string
  readonly intended: string
  readonly observed: string
  readonly reason: string
  /** Ids of assets, as far as it is about such; of a conversation the client's and the server's. */
  readonly asset: string
  readonly peer: string
  /** The list and the line that say what is intended; '' and null for what nobody intended. */
  readonly list: string
  readonly line: number | null
  /** How often it was seen: packets of a conversation, operations of a class; 0 when it was not. */
  readonly count: number
  readonly firstSeen: string | null
  readonly lastSeen: string | null
  /** The packet that shows it; '' and null when none does. */
  readonly capture: string
  readonly frame: number | null
}

export const FINDING_COLUMNS = [
  'kind',
  'of',
  'subject',
  'field',
  'intended',
  'observed',
  'reason',
  'asset',
  'peer',
  'list',
  'line',
  'count',
  'firstSeen',
  'lastSeen',
  'capture',
  'frame',
] as const satisfies readonly (keyof Finding)[]

/** What a finding has when nothing is said of it. */
export const NO_FINDING = {
  intended: '',
  observed: '',
  asset: '',
  peer: '',
  list: '',
  line: null,
  count: 0,
  firstSeen: null,
  lastSeen: null,
  capture: '',
  frame: null,
} as const

/** Text that tells two findings apart and orders them, whatever order rows came in. */
export function findingKey(finding: Finding): string {
  const { of, subject, field, kind, list, line, intended, observed, asset, peer } = finding
  return JSON.stringify([of, subject, field, kind, list, line, intended, observed, asset, peer])
}

/** In the order in which people read them: kind, then what they are about. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings
    .map((finding) => ({ finding, rank: FINDING_KINDS.indexOf(finding.kind), key: findingKey(finding) }))
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
    .map(({ finding }) => finding)
}

/** The columns that say who intends it, and of what. */
export function intention({ label, list, line }: { label: string; list: { name: string }; line: number }) {
  return { of: 'inventory', subject: label, list: list.name, line } as const
}

/** The columns of the packet that shows it. */
export function witnessOf(witness: { readonly capture: string; readonly frame: number } | undefined) {
  return { capture: witness?.capture ?? '', frame: witness?.frame ?? null }
}
