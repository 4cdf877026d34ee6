import { Type } from 'typebox'
import { keysOf } from '../../storage/observed/asset-facts.ts'
import {
  addressesOf,
  claimsAbout,
  conversationsOf,
  filterAssets,
  type Parties,
} from '../../storage/observed/asset-filter.ts'
import { readAll, readPage } from '../../storage/observed/listing.ts'
import { type PageRequest, pageOf } from '../../storage/observed/page.ts'
import { ADDRESSES } from '../../storage/observed/read-addresses.ts'
import {
  type Asset,
  type AssetRow,
  findAsset,
  findNewId,
  readAssets,
  readOldIds,
} from '../../storage/observed/read-assets.ts'
import { CLAIMS } from '../../storage/observed/read-claims.ts'
import { readEdges } from '../../storage/observed/read-edges.ts'
import { readWhyBindings } from '../../storage/observed/read-why.ts'
import type { ObservedReader } from '../../storage/observed/reader.ts'
import type { ObservedStore } from '../observed-store.ts'
import { NotFound } from '../problem.ts'
import { AssetDetailSchema, AssetSchema } from '../schemas/asset.ts'
import { component } from '../schemas/component.ts'
import { PARTY_FILTERS, PROTOCOL_FILTER, pageParameters, pageSchema, TIME_FILTERS } from '../schemas/page.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import { WhySchema } from '../schemas/why.ts'
import type { ApiApp } from './api-app.ts'
import { filterOf } from './filter-of.ts'

/** Claims, and peers, that one asset's page shows at most. */
export const MAX_DETAIL = 1000

/** The columns that assets can be sorted by. */
const SORTS = {
  lastSeen: 'lastSeen',
  firstSeen: 'firstSeen',
  id: 'id',
  name: 'name',
  role: 'role',
  vendor: 'vendor',
  conversations: 'conversations',
} as const satisfies Partial<Record<keyof AssetRow, string>>

const STANDARD_SORT = '-lastSeen'

/** The assets, as a list and one by one. */
export function assetRoutes(app: ApiApp, store: ObservedStore): void {
  const { asset: _, ...parties } = PARTY_FILTERS
  const querystring = Type.Object(
    { ...pageParameters(SORTS, STANDARD_SORT), ...PROTOCOL_FILTER, ...parties, ...TIME_FILTERS },
    { additionalProperties: false },
  )
  const list = { summary: 'Assets', querystring, response: { 200: pageSchema(AssetSchema), ...PROBLEMS } }
  app.get('/api/v1/assets', { schema: list }, ({ query }) =>
    store.read((reader) => {
      const filter = filterOf(query)
      const { fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY } = filter
      const found = filterAssets(reader, filter).filter(
        ({ facts }) =>
          (query.protocol === undefined || facts.protocols.has(query.protocol)) &&
          facts.lastUs >= fromUs &&
          facts.firstUs <= toUs,
      )
      return pageOfAssets(found, query)
    }),
  )
  oneAsset(app, store)
  whyAsset(app, store)
}

function pageOfAssets(assets: readonly Asset[], request: PageRequest) {
  const { sort = STANDARD_SORT } = request
  const column = sort.replace(/^-/, '') as keyof typeof SORTS
  const page = pageOf(assets, sort, request, ({ row }) => ({ value: row[column], key: row.id }))
  return { items: page.items.map(({ row }) => row), next: page.next }
}

function oneAsset(app: ApiApp, store: ObservedStore): void {
  const params = Type.Object({ id: Type.String({ maxLength: 64, description: "The asset's id." }) })
  const schema = {
    summary: 'One asset: addresses, claims, parts and peers',
    params,
    querystring: Type.Object({}, { additionalProperties: false }),
    response: {
      200: component(AssetDetailSchema),
      308: Type.Null({
        description: 'The asset has another id now, because its addresses turned out to be that one’s.',
      }),
      ...PROBLEMS,
    },
  }
  app.get('/api/v1/assets/:id', { schema }, (request, reply) => {
    const { id } = request.params
    const answer = store.read((reader) => {
      const asset = findAsset(reader, id)
      return asset === undefined ? { movedTo: findNewId(reader, id) } : { detail: detailOf(reader, asset) }
    })
    if (answer.detail !== undefined) reply.send(answer.detail)
    else if (answer.movedTo !== undefined) reply.redirect(`/api/v1/assets/${encodeURIComponent(answer.movedTo)}`, 308)
    else throw new NotFound('there is no asset with this id; see /api/v1/assets')
  })
}

function detailOf(reader: ObservedReader, { row, facts }: Asset) {
  const { stored } = facts
  const part = stored.parent === '' ? undefined : { protocol: stored.protocol, module: stored.module }
  const parties: Parties = { keys: JSON.stringify(keysOf(facts)), part }
  const newestFirst = { limit: MAX_DETAIL, sort: '-lastSeen' }
  const claims = readPage(reader, CLAIMS, [claimsAbout([row.id])], newestFirst)
  const peers = readEdges(reader, [conversationsOf(parties)], MAX_DETAIL)
  return {
    ...row,
    reasons: JSON.parse(stored.reasons) as string[],
    formerIds: readOldIds(reader, row.id),
    addresses: [...readAll(reader, ADDRESSES, [addressesOf(parties)])],
    claimRows: [...claims.items],
    children: readAssets(reader)
      .filter((other) => other.row.parent === row.id)
      .map((other) => other.row),
    peers: peers.edges,
    truncated: claims.next !== null || peers.truncated,
  }
}

function whyAsset(app: ApiApp, store: ObservedStore): void {
  const params = Type.Object({ id: Type.String({ maxLength: 64, description: "The asset's id." }) })
  const schema = {
    summary: 'Why an asset is one: the bindings of its addresses, and the rule that used each',
    params,
    querystring: Type.Object({}, { additionalProperties: false }),
    response: { 200: component(WhySchema), ...PROBLEMS },
  }
  app.get('/api/v1/assets/:id/why', { schema }, ({ params: { id } }) =>
    store.read((reader) => {
      const asset = findAsset(reader, findNewId(reader, id) ?? id)
      if (asset === undefined) throw new NotFound('there is no asset with this id; see /api/v1/assets')
      const { row, facts } = asset
      return {
        id: row.id,
        reasons: JSON.parse(facts.stored.reasons) as string[],
        roleReason: row.roleReason,
        zoneReason: row.zoneReason,
        bindings: readWhyBindings(reader, facts),
      }
    }),
  )
}
