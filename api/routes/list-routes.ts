import { Type } from 'typebox'
import { readPage } from '../../storage/observed/listing.ts'
import { ACTIVITY } from '../../storage/observed/read-activity.ts'
import { CAPTURES } from '../../storage/observed/read-captures.ts'
import { CLAIMS } from '../../storage/observed/read-claims.ts'
import { CONVERSATIONS } from '../../storage/observed/read-conversations.ts'
import { COVERAGE } from '../../storage/observed/read-coverage.ts'
import { COVERAGE_HOURS } from '../../storage/observed/read-coverage-hours.ts'
import { OPERATIONS } from '../../storage/observed/read-operations.ts'
import { SEGMENTS } from '../../storage/observed/read-segments.ts'
import {
  whereActivity,
  whereClaims,
  whereConversations,
  whereCoverage,
  whereCoverageHours,
  whereOperations,
} from '../../storage/observed/row-filter.ts'
import type { ObservedStore } from '../observed-store.ts'
import { ActivitySchema } from '../schemas/activity.ts'
import { CaptureSchema } from '../schemas/capture.ts'
import { ClaimSchema } from '../schemas/claim.ts'
import { ConversationSchema } from '../schemas/conversation.ts'
import { CoverageSchema } from '../schemas/coverage.ts'
import { CoverageHourSchema } from '../schemas/coverage-hour.ts'
import { OperationSchema } from '../schemas/operation.ts'
import {
  ATTRIBUTE_FILTER,
  BUCKET_FILTER,
  CLASS_FILTER,
  MEASURE_FILTER,
  PARTY_FILTERS,
  PROTOCOL_FILTER,
  pageParameters,
  pageSchema,
  SEGMENT_FILTER,
  TIME_FILTERS,
} from '../schemas/page.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import { SegmentSchema } from '../schemas/segment.ts'
import type { ApiApp } from './api-app.ts'
import { filterOf } from './filter-of.ts'

/** The lists: captures, segments, conversations, operations, activity, claims, coverage and its hours. */
export function listRoutes(app: ApiApp, store: ObservedStore): void {
  captures(app, store)
  segments(app, store)
  conversations(app, store)
  operations(app, store)
  activity(app, store)
  claims(app, store)
  coverage(app, store)
  coverageHours(app, store)
}

const STRICT = { additionalProperties: false } as const

function captures(app: ApiApp, store: ObservedStore): void {
  const querystring = Type.Object(pageParameters(CAPTURES.sorts, CAPTURES.standardSort), STRICT)
  const response = { 200: pageSchema(CaptureSchema), ...PROBLEMS }
  const schema = { summary: 'Captures that were read', querystring, response }
  app.get('/api/v1/captures', { schema }, ({ query }) => store.read((reader) => readPage(reader, CAPTURES, [], query)))
}

function segments(app: ApiApp, store: ObservedStore): void {
  const querystring = Type.Object(pageParameters(SEGMENTS.sorts, SEGMENTS.standardSort), STRICT)
  const response = { 200: pageSchema(SegmentSchema), ...PROBLEMS }
  const schema = { summary: 'Layer-2 segments', querystring, response }
  app.get('/api/v1/segments', { schema }, ({ query }) => store.read((reader) => readPage(reader, SEGMENTS, [], query)))
}

function conversations(app: ApiApp, store: ObservedStore): void {
  const page = pageParameters(CONVERSATIONS.sorts, CONVERSATIONS.standardSort)
  const filters = { ...PROTOCOL_FILTER, ...CLASS_FILTER, ...PARTY_FILTERS, ...TIME_FILTERS }
  const querystring = Type.Object({ ...page, ...filters }, STRICT)
  const response = { 200: pageSchema(ConversationSchema), ...PROBLEMS }
  const schema = { summary: 'Conversations: who talks to whom', querystring, response }
  app.get('/api/v1/conversations', { schema }, ({ query }) =>
    store.read((reader) => {
      const conditions = whereConversations(reader, filterOf(query))
      return readPage(reader, CONVERSATIONS, conditions, query)
    }),
  )
}

function operations(app: ApiApp, store: ObservedStore): void {
  const page = pageParameters(OPERATIONS.sorts, OPERATIONS.standardSort)
  const filters = { ...PROTOCOL_FILTER, ...CLASS_FILTER, ...PARTY_FILTERS, ...TIME_FILTERS }
  const querystring = Type.Object({ ...page, ...filters }, STRICT)
  const response = { 200: pageSchema(OperationSchema), ...PROBLEMS }
  const schema = { summary: 'Operations: what they do', querystring, response }
  app.get('/api/v1/operations', { schema }, ({ query }) =>
    store.read((reader) => {
      const conditions = whereOperations(reader, filterOf(query))
      return readPage(reader, OPERATIONS, conditions, query)
    }),
  )
}

function activity(app: ApiApp, store: ObservedStore): void {
  const page = pageParameters(ACTIVITY.sorts, ACTIVITY.standardSort)
  const filters = { ...PROTOCOL_FILTER, ...CLASS_FILTER, ...BUCKET_FILTER, ...PARTY_FILTERS, ...TIME_FILTERS }
  const querystring = Type.Object({ ...page, ...filters }, STRICT)
  const response = { 200: pageSchema(ActivitySchema), ...PROBLEMS }
  const schema = { summary: 'Activity: how much they do it, by the minute and by the hour', querystring, response }
  app.get('/api/v1/activity', { schema }, ({ query }) =>
    store.read((reader) => readPage(reader, ACTIVITY, whereActivity(reader, filterOf(query)), query)),
  )
}

function claims(app: ApiApp, store: ObservedStore): void {
  const page = pageParameters(CLAIMS.sorts, CLAIMS.standardSort)
  const filters = { ...PROTOCOL_FILTER, ...ATTRIBUTE_FILTER, ...PARTY_FILTERS, ...TIME_FILTERS }
  const querystring = Type.Object({ ...page, ...filters }, STRICT)
  const response = { 200: pageSchema(ClaimSchema), ...PROBLEMS }
  const schema = { summary: 'Claims: what is known of assets, and from which packet', querystring, response }
  app.get('/api/v1/claims', { schema }, ({ query }) =>
    store.read((reader) => {
      const conditions = whereClaims(reader, filterOf(query))
      return readPage(reader, CLAIMS, conditions, query)
    }),
  )
}

function coverage(app: ApiApp, store: ObservedStore): void {
  const page = pageParameters(COVERAGE.sorts, COVERAGE.standardSort)
  const querystring = Type.Object({ ...page, ...PROTOCOL_FILTER, ...MEASURE_FILTER, ...PARTY_FILTERS }, STRICT)
  const response = { 200: pageSchema(CoverageSchema), ...PROBLEMS }
  const schema = { summary: 'Coverage: what was not seen or not understood', querystring, response }
  app.get('/api/v1/coverage', { schema }, ({ query }) =>
    store.read((reader) => readPage(reader, COVERAGE, whereCoverage(reader, filterOf(query)), query)),
  )
}

function coverageHours(app: ApiApp, store: ObservedStore): void {
  const page = pageParameters(COVERAGE_HOURS.sorts, COVERAGE_HOURS.standardSort)
  const querystring = Type.Object({ ...page, ...MEASURE_FILTER, ...SEGMENT_FILTER, ...TIME_FILTERS }, STRICT)
  const response = { 200: pageSchema(CoverageHourSchema), ...PROBLEMS }
  const schema = { summary: 'Coverage by the hour: how good the view of each segment was', querystring, response }
  app.get('/api/v1/coverage-hours', { schema }, ({ query }) =>
    store.read((reader) => readPage(reader, COVERAGE_HOURS, whereCoverageHours(reader, filterOf(query)), query)),
  )
}
