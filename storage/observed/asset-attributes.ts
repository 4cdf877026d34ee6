import { CONFIDENCES, rankOf } from './ranks.ts'

/** What a claim says of an asset, as far as choosing among claims goes. */
export interface Statement {
  readonly module: string
  readonly attribute: string
  readonly value: string
  readonly confidence: number
  readonly lastUs: number
}

/** The attributes that an asset's row shows. */
export const SHOWN = ['name', 'vendor', 'product', 'model', 'serial', 'firmware', 'hardware'] as const
export type ShownAttribute = (typeof SHOWN)[number]

/**
 * Attributes of which a device has several, or which change as it works: an address or a neighbour on every port, a way
 * to sign in for every service. Several values of any other attribute contradict each other.
 */
const MANY_VALUED: ReadonlySet<string> = new Set([
  'application',
  'capability',
  'certificate-issuer',
  'certificate-subject',
  'certificate-validity',
  'clear-text-credentials',
  'contact',
  'description',
  'domain',
  'fingerprint',
  'gateway',
  'ip',
  'key-switch',
  'mac',
  'mode',
  'neighbour',
  'network-address',
  'port-description',
  'port-id',
  'project',
  'redundancy',
  'role',
  'service',
  'software',
  'state',
  'time-source',
  'url',
  'user',
  'vlan',
])

const STATED = rankOf(CONFIDENCES, 'stated')

/** The claims about one asset, weighed as they come. */
export class AssetAttributes {
  claims = 0
  private readonly best = new Map<string, Statement>()
  /** The first stated value of an attribute of a module. */
  private readonly stated = new Map<string, string>()
  private readonly contradicted = new Set<string>()

  add(statement: Statement): void {
    this.claims++
    const { module, attribute, value } = statement
    const best = this.best.get(attribute)
    if (best === undefined || outweighs(statement, best)) this.best.set(attribute, statement)
    if (statement.confidence !== STATED || MANY_VALUED.has(attribute)) return
    const subject = `${attribute} ${module}`
    const before = this.stated.get(subject)
    if (before === undefined) this.stated.set(subject, value)
    else if (before !== value) this.contradicted.add(attribute)
  }

  /** '' when nothing tells. */
  value(attribute: ShownAttribute): string {
    return this.best.get(attribute)?.value ?? ''
  }

  /** The attributes that have several different stated values, sorted, with spaces between. */
  conflicts(): string {
    return [...this.contradicted].sort().join(' ')
  }
}

/** Confidence first, then the most recent, then the smallest text, so that the choice depends on nothing else. */
function outweighs(a: Statement, b: Statement): boolean {
  if (a.confidence !== b.confidence) return a.confidence > b.confidence
  if (a.lastUs !== b.lastUs) return a.lastUs > b.lastUs
  return a.value < b.value
}
