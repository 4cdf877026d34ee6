import { Type } from 'typebox'
import { exportText } from '../../storage/observed/export.ts'
import {
  type AssetScore,
  type FieldCounts,
  readScores,
  type Score,
  scoreOf,
} from '../../storage/observed/inventory-score.ts'
import { pageOf } from '../../storage/observed/page.ts'
import { findAsset, findNewId } from '../../storage/observed/read-assets.ts'
import { type AssetInventory, readAssetInventory } from '../../storage/observed/read-inventory.ts'
import { readWalkDown } from '../../storage/observed/walk-down.ts'
import type { ObservedStore } from '../observed-store.ts'
import { NotFound } from '../problem.ts'
import { component } from '../schemas/component.ts'
import { AssetFieldsSchema, AssetScoreSchema, SiteScoreSchema } from '../schemas/inventory.ts'
import { pageParameters, pageSchema } from '../schemas/page.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import type { ApiApp } from './api-app.ts'

const STRICT = { additionalProperties: false } as const
/** The columns that scores can be sorted by. */
const SORTS = { known: 'known', knownOfHigh: 'knownOfHigh', name: 'name' } as const
const STANDARD_SORT = 'known'

/** What is known of the fields of the asset inventory guidance, and what people must still supply. */
export function inventoryRoutes(app: ApiApp, store: ObservedStore): void {
  siteScore(app, store)
  assetScores(app, store)
  assetFields(app, store)
  walkDown(app, store)
}

function siteScore(app: ApiApp, store: ObservedStore): void {
  const querystring = Type.Object({}, STRICT)
  const response = { 200: component(SiteScoreSchema), ...PROBLEMS }
  const schema = {
    summary: 'The inventory: what is known of the site, and what people must supply',
    querystring,
    response,
  }
  app.get('/api/v1/inventory', { schema }, () =>
    store.read((reader) => {
      const { site } = readScores(reader)
      const { assets, outside } = site
      const fields = site.fields.map(({ field, counts }) => ({
        number: field.number,
        field: field.title,
        priority: field.priority,
        ...countsOf(counts),
      }))
      return { assets, outside, ...sharesOf(site), ...countsOf(site.counts), fields }
    }),
  )
}

function assetScores(app: ApiApp, store: ObservedStore): void {
  const querystring = Type.Object(pageParameters(SORTS, STANDARD_SORT), STRICT)
  const response = { 200: pageSchema(AssetScoreSchema), ...PROBLEMS }
  const schema = { summary: 'The inventory: how much is known of each asset', querystring, response }
  app.get('/api/v1/inventory/assets', { schema }, ({ query }) =>
    store.read((reader) => {
      const { sort = STANDARD_SORT } = query
      const column = sort.replace(/^-/, '') as keyof typeof SORTS
      const { assets } = readScores(reader)
      const page = pageOf(assets, sort, query, (score) => ({ value: score[column], key: score.id }))
      return { items: page.items.map(scoreRow), next: page.next }
    }),
  )
}

function scoreRow({ id, name, segment, outside, ...score }: AssetScore) {
  return { asset: id, name, segment, outside, ...sharesOf(score), ...countsOf(score.counts) }
}

function assetFields(app: ApiApp, store: ObservedStore): void {
  const params = Type.Object({ id: Type.String({ maxLength: 64, description: "The asset's id." }) })
  const moved = Type.Null({
    description: 'The asset has another id now, because its addresses turned out to be that one’s.',
  })
  const response = { 200: component(AssetFieldsSchema), 308: moved, ...PROBLEMS }
  const schema = {
    summary: 'The inventory: one asset, field by field, with every value and who said it',
    params,
    querystring: Type.Object({}, STRICT),
    response,
  }
  app.get('/api/v1/assets/:id/fields', { schema }, (request, reply) => {
    const { id } = request.params
    const answer = store.read((reader) => {
      const asset = findAsset(reader, id)
      if (asset === undefined) return { movedTo: findNewId(reader, id) }
      return { fields: fieldsOf(id, readAssetInventory(reader, asset)) }
    })
    if (answer.fields !== undefined) reply.send(answer.fields)
    else if (answer.movedTo !== undefined) {
      reply.redirect(`/api/v1/assets/${encodeURIComponent(answer.movedTo)}/fields`, 308)
    } else throw new NotFound('there is no asset with this id; see /api/v1/assets')
  })
}

function fieldsOf(asset: string, inventory: AssetInventory) {
  const score = scoreOf(inventory)
  const fields = inventory.answers.map(({ field, status, values, truncated, conflicts, reason }) => ({
    number: field.number,
    field: field.title,
    priority: field.priority,
    status,
    values: [...values],
    truncated,
    conflicts: [...conflicts],
    reason,
    place: field.place,
  }))
  return { asset, ...sharesOf(score), ...countsOf(score.counts), fields }
}

function sharesOf({ known, knownOfHigh }: Score) {
  return { known, knownOfHigh }
}

function countsOf(counts: FieldCounts) {
  return {
    seen: counts.seen,
    inferred: counts.inferred,
    askPeople: counts['ask people'],
    notObservable: counts['not observable here'],
  }
}

/** The sheet to walk with, as a file to fill in. */
function walkDown(app: ApiApp, store: ObservedStore): void {
  app.get('/walk-down.csv', { schema: { hide: true } }, (_request, reply) => {
    const text = store.read((reader) => [...exportText('walk-down', readWalkDown(reader), 'csv')].join(''))
    return reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment').send(text)
  })
}
