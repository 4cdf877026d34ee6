import { Type } from 'typebox'
import { POINT_SORTS, readPointPage, STANDARD_POINT_SORT } from '../../storage/observed/filter-points.ts'
import type { ObservedStore } from '../observed-store.ts'
import {
  CLASS_FILTER,
  PARTY_FILTERS,
  POINT_FILTERS,
  PROTOCOL_FILTER,
  pageParameters,
  pageSchema,
  TIME_FILTERS,
} from '../schemas/page.ts'
import { PointSchema } from '../schemas/point.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import type { ApiApp } from './api-app.ts'
import { filterOf } from './filter-of.ts'

/** The list of points. */
export function pointRoutes(app: ApiApp, store: ObservedStore): void {
  const page = pageParameters(POINT_SORTS, STANDARD_POINT_SORT)
  const filters = { ...PROTOCOL_FILTER, ...CLASS_FILTER, ...POINT_FILTERS, ...PARTY_FILTERS, ...TIME_FILTERS }
  const querystring = Type.Object({ ...page, ...filters }, { additionalProperties: false })
  const response = { 200: pageSchema(PointSchema), ...PROBLEMS }
  const schema = {
    summary: 'Points: registers, tags and objects, who reads and who writes them',
    querystring,
    response,
  }
  app.get('/api/v1/points', { schema }, ({ query }) =>
    store.read((reader) => readPointPage(reader, filterOf(query), query)),
  )
}
