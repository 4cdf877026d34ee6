import { Type } from 'typebox'
import { readAssets } from '../../storage/observed/read-assets.ts'
import { readEdges } from '../../storage/observed/read-edges.ts'
import { whereConversations } from '../../storage/observed/row-filter.ts'
import type { ObservedStore } from '../observed-store.ts'
import { component } from '../schemas/component.ts'
import { EdgeSchema, NodeSchema } from '../schemas/map.ts'
import { CLASS_FILTER, PARTY_FILTERS, PROTOCOL_FILTER, TIME_FILTERS } from '../schemas/page.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import type { ApiApp } from './api-app.ts'
import { filterOf } from './filter-of.ts'

/** Nodes, and edges, that one map holds at most. */
export const MAX_MAP = 5000

/** The map: assets, and who of them talks to whom. */
export function mapRoutes(app: ApiApp, store: ObservedStore): void {
  const querystring = Type.Object(
    { ...PROTOCOL_FILTER, ...CLASS_FILTER, ...PARTY_FILTERS, ...TIME_FILTERS },
    { additionalProperties: false },
  )
  const map = Type.Object({
    nodes: Type.Array(component(NodeSchema), { description: 'All assets, also those without an edge.' }),
    edges: Type.Array(component(EdgeSchema), { description: 'Busiest first. The filters are on these.' }),
    truncated: Type.Boolean({ description: `There are more than ${MAX_MAP} nodes or edges: these are not all.` }),
  })
  const schema = { summary: 'The map: who does what to whom', querystring, response: { 200: map, ...PROBLEMS } }
  app.get('/api/v1/map', { schema }, ({ query }) =>
    store.read((reader) => {
      const { edges, truncated } = readEdges(reader, whereConversations(reader, filterOf(query)), MAX_MAP)
      const assets = readAssets(reader)
      const nodes = assets.slice(0, MAX_MAP).map(({ row }) => ({
        id: row.id,
        name: row.name,
        role: row.role,
        level: row.level,
        vendor: row.vendor,
        segment: row.segment,
        addresses: row.ipAddresses === '' ? row.macAddresses : row.ipAddresses,
        parent: row.parent,
      }))
      return { nodes, edges, truncated: truncated || assets.length > MAX_MAP }
    }),
  )
}
