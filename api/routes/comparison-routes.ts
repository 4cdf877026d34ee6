import { Type } from 'typebox'
import { type Comparison, compare } from '../../planning/compare.ts'
import { FINDING_KINDS, type Finding, findingKey } from '../../planning/finding.ts'
import { readObservedPlant } from '../../planning/observed-plant.ts'
import { INTENDED_KINDS, NOTHING_INTENDED } from '../../storage/decisions/intended-lists.ts'
import { pageOf } from '../../storage/observed/page.ts'
import type { ObservedReader } from '../../storage/observed/reader.ts'
import { parseTime } from '../../storage/rfc3339.ts'
import type { DecisionsStore } from '../decisions-store.ts'
import type { ObservedStore } from '../observed-store.ts'
import { oneOf } from '../schemas/columns.ts'
import { COMPARISON_SUMMARY, FindingSchema } from '../schemas/comparison.ts'
import { pageParameters, pageSchema } from '../schemas/page.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import type { ApiApp } from './api-app.ts'

const SORTS = { kind: 'kind', subject: 'subject', field: 'field', count: 'count' } as const
const STANDARD_SORT = 'kind'

const filter = (description: string) => Type.Optional(Type.String({ maxLength: 1024, description }))

const FILTERS = {
  kind: Type.Optional(oneOf(FINDING_KINDS, 'Only of this kind.')),
  of: Type.Optional(oneOf(INTENDED_KINDS, 'Only about this sort of list.')),
  field: filter("Only of this field: 'firmware', 'class'."),
  asset: filter('Only about the asset with this id, or a conversation that it takes part in.'),
  list: filter('Only about what this list says.'),
  since: Type.Optional(
    Type.String({ format: 'date-time', description: 'What was seen only before this time counts as not seen.' }),
  ),
} as const

/** What is intended beside what was observed. */
export function comparisonRoutes(app: ApiApp, store: ObservedStore, decisions: DecisionsStore): void {
  const querystring = Type.Object(
    { ...pageParameters(SORTS, STANDARD_SORT), ...FILTERS },
    { additionalProperties: false },
  )
  const page = pageSchema(FindingSchema)
  const answer = Type.Object(
    { ...page.properties, ...COMPARISON_SUMMARY },
    { description: 'What is intended beside what was seen: the differences, and how much was compared.' },
  )
  const schema = {
    summary: 'Intended and observed compared: unexpected, missing, different',
    querystring,
    response: { 200: answer, ...PROBLEMS },
  }
  app.get('/api/v1/comparison', { schema }, ({ query }) => {
    const { sort = STANDARD_SORT } = query
    const column = sort.replace(/^-/, '') as keyof typeof SORTS
    return store.read((reader) => {
      const sinceUs = query.since === undefined ? undefined : parseTime(query.since)
      const { findings, inventory, communications } = comparisonOf(reader, decisions, sinceUs)
      const found = findings.filter((finding) => meets(finding, query))
      const shown = pageOf(found, sort, query, (finding) => ({ value: finding[column], key: findingKey(finding) }))
      return { ...shown, inventory, communications }
    })
  })
}

interface FindingFilter {
  readonly kind?: string
  readonly of?: string
  readonly field?: string
  readonly asset?: string
  readonly list?: string
}

function meets(finding: Finding, { kind, of, field, asset, list }: FindingFilter): boolean {
  return (
    (kind === undefined || finding.kind === kind) &&
    (of === undefined || finding.of === of) &&
    (field === undefined || finding.field === field) &&
    (asset === undefined || finding.asset === asset || finding.peer === asset) &&
    (list === undefined || finding.list === list)
  )
}

/** Kept until the sensor commits or a list changes: a page costs no more than the first one did. */
function comparisonOf(reader: ObservedReader, decisions: DecisionsStore, sinceUs: number | undefined): Comparison {
  const lists = decisions.read(({ intended }) => intended.lists(), [])
  const stamp = JSON.stringify([lists, sinceUs])
  const kept = reader.remember('comparison', (): Kept => ({ stamp: '', comparison: undefined }))
  if (kept.stamp !== stamp || kept.comparison === undefined) {
    const intended = decisions.read(({ intended: all }) => all.all(), NOTHING_INTENDED)
    kept.comparison = compare(intended, readObservedPlant(reader), sinceUs)
    kept.stamp = stamp
  }
  return kept.comparison
}

interface Kept {
  stamp: string
  comparison: Comparison | undefined
}
