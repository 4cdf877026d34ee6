import type { OperationClass } from '../../../dissectors/kit/observation.ts'
import type { Witness } from '../delta.ts'
import type { Outcome } from './production-words.ts'

/** Least first: a rank is a place in this list. */
export const SEVERITIES = ['info', 'low', 'medium', 'high'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Something worth a person's time, once. Natural key: `id`, a hash of what was seen. */
export interface EventEntry {
  /** 16 hexadecimal digits. */
  readonly id: string
  readonly kind: string
  readonly severity: Severity
  /** One line in an engineer's words. */
  readonly summary: string
  /** What to ask next. */
  readonly question: string
  /** ATT&CK for ICS: 'T0858', 'Change Operating Mode'; '' where none fits. */
  readonly technique: string
  readonly techniqueName: string
  /** How often: of what, the summary says. */
  readonly count: number
  /** Storage keys of addresses: who did it, or whom it concerns; and to whom. null where there is nobody to name. */
  readonly client: number | null
  readonly server: number | null
  readonly protocol: string
  readonly transport: string
  readonly port: number | null
  /** Of operations that change production; else '' and 0. */
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass | ''
  readonly module: string
  readonly target: string
  readonly requests: number
  readonly accepted: number
  readonly refused: number
  readonly outcome: Outcome | ''
  readonly firstUs: number
  readonly lastUs: number
  /** null where no frame shows it. */
  readonly witness: Witness | null
}
