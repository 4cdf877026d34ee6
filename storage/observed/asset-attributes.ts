import { contradict, isBlank, isSingleValued } from './contradiction.ts'
import { CONFIDENCES, rankOf } from './ranks.ts'

/** What a claim says of an asset, as far as choosing among claims goes. */
export interface Statement {
  readonly module: string
  readonly attribute: string
  readonly value: string
  readonly protocol: string
  readonly confidence: number
  readonly lastUs: number
}

/** The attributes that an asset's row shows. */
export const SHOWN = ['name', 'vendor', 'product', 'model', 'serial', 'firmware', 'hardware'] as const
export type ShownAttribute = (typeof SHOWN)[number]

const STATED = rankOf(CONFIDENCES, 'stated')

/** What is claimed of one asset, as its row shows it. */
export interface AssetAttributes {
  readonly claims: number
  /** The value of each attribute; '' when nothing tells. */
  readonly values: Readonly<Record<ShownAttribute, string>>
  /** The attributes of which stated values contradict each other, sorted, with spaces between. */
  readonly conflicts: string
}

/** The claims about one asset, weighed as they come. */
export class ClaimScales {
  private claims = 0
  private readonly best = new Map<ShownAttribute, Statement>()
  /** The first statement of an attribute of a module. */
  private readonly stated = new Map<string, Statement>()
  private readonly contradicted = new Set<string>()

  add(statement: Statement): void {
    this.claims++
    const { module, attribute } = statement
    if (isBlank(statement)) return
    if (isShown(attribute)) {
      const best = this.best.get(attribute)
      if (best === undefined || outweighs(statement, best)) this.best.set(attribute, statement)
    }
    if (statement.confidence !== STATED || !isSingleValued(statement)) return
    const subject = `${attribute} ${module}`
    const before = this.stated.get(subject)
    if (before === undefined) this.stated.set(subject, statement)
    else if (contradict(before, statement)) this.contradicted.add(attribute)
  }

  get attributes(): AssetAttributes {
    const value = (attribute: ShownAttribute) => this.best.get(attribute)?.value ?? ''
    return {
      claims: this.claims,
      values: {
        name: value('name'),
        vendor: value('vendor'),
        product: value('product'),
        model: value('model'),
        serial: value('serial'),
        firmware: value('firmware'),
        hardware: value('hardware'),
      },
      conflicts: [...this.contradicted].sort().join(' '),
    }
  }
}

function isShown(attribute: string): attribute is ShownAttribute {
  return (SHOWN as readonly string[]).includes(attribute)
}

/** Confidence first, then the most recent, then the smallest text, so that the choice depends on nothing else. */
function outweighs(a: Statement, b: Statement): boolean {
  if (a.confidence !== b.confidence) return a.confidence > b.confidence
  if (a.lastUs !== b.lastUs) return a.lastUs > b.lastUs
  return a.value < b.value
}
