import { type Static, type TSchema, Type } from 'typebox'
import { EVENT_STATES } from '../../storage/decisions/event-states.ts'
import { EVENT_KIND_NAMES } from '../../storage/observed/event-kind-names.ts'
import { OPERATION_CLASSES } from '../../storage/observed/operation-classes.ts'
import { DEFAULT_LIMIT } from '../../storage/observed/page.ts'
import { SEVERITIES } from '../../storage/observed/ranks.ts'
import { BUCKETS } from '../../storage/observed/read-activity.ts'
import { ROLE_NAMES } from '../../storage/observed/role-names.ts'
import { oneOf } from './columns.ts'
import { component } from './component.ts'

export const MAX_LIMIT = 500

/** The schema of one page of a list. */
export function pageSchema<Schema extends TSchema>(item: Schema) {
  const description = 'description' in item ? item.description : undefined
  return Type.Object(
    {
      items: Type.Unsafe<readonly Static<Schema>[]>(Type.Array(component(item))),
      next: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: "What 'after' must be for the next page; null on the last one.",
      }),
    },
    typeof description === 'string' ? { description } : {},
  )
}

/** The parameters of every list: how many, after which, in which order. `standard` is the default order. */
export function pageParameters(sorts: Readonly<Record<string, string>>, standard: string) {
  const names = Object.keys(sorts)
  return {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT, description: 'How many rows.' }),
    ),
    after: Type.Optional(Type.String({ maxLength: 4096, description: "'next' of the page before." })),
    sort: Type.Optional(
      Type.String({
        enum: names.flatMap((name) => [name, `-${name}`]),
        default: standard,
        description: "A column; with '-' before it, in descending order.",
      }),
    ),
  }
}

function filter(description: string) {
  return Type.Optional(Type.String({ maxLength: 1024, description }))
}

/** Filters by whoever takes part. Given together, one party must meet all of them. */
export const PARTY_FILTERS = {
  asset: filter('Only of the asset with this id.'),
  address: filter("Only of this address, or of a prefix: '10.0.0.0/8'."),
  segment: filter("Only in this segment, or in one of several: 'vlan 10', 'untagged, vlan 10'."),
  role: Type.Optional(oneOf(['', ...ROLE_NAMES], "Only of assets in this role; '' of those whose role nothing tells.")),
  vendor: filter("Only of assets whose vendor's name contains this, in any case."),
} as const

/** Filters by when it was seen: what was seen before and after a span counts as seen in it. */
export const TIME_FILTERS = {
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Only what was seen at this time or later.' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Only what was seen at this time or earlier.' })),
} as const

export const PROTOCOL_FILTER = { protocol: filter('Only of this protocol.') } as const

export const SEGMENT_FILTER = { segment: PARTY_FILTERS.segment } as const
export const POINT_FILTERS = {
  point: filter("Only of points whose name contains this, in any case: 'holding'."),
  module: filter("Only in this part of a host: 'unit 3'."),
} as const

export const CLASS_FILTER = {
  class: Type.Optional(oneOf(OPERATION_CLASSES, 'Only with operations of this class.')),
} as const

export const EVENT_FILTERS = {
  kind: Type.Optional(oneOf(EVENT_KIND_NAMES, 'Only of this kind.')),
  severity: Type.Optional(oneOf(SEVERITIES, 'Only of this severity, or a higher one.')),
  state: Type.Optional(oneOf(EVENT_STATES, 'Only in this state, as people decided it.')),
} as const

export const BUCKET_FILTER = { bucket: Type.Optional(oneOf(BUCKETS, 'Only buckets of this width.')) } as const

export const ATTRIBUTE_FILTER = { attribute: filter("Only of this attribute: 'firmware'.") } as const

export const MEASURE_FILTER = { measure: filter("Only of this measure: 'malformed'.") } as const
