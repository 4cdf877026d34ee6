import { Type } from 'typebox'
import { type EventDecision, type EventState, undecided } from '../../storage/decisions/event-states.ts'
import { readPage } from '../../storage/observed/listing.ts'
import { EVENTS, type EventRow } from '../../storage/observed/read-events.ts'
import { type RowFilter, whereEvents } from '../../storage/observed/row-filter.ts'
import type { DecisionsStore } from '../decisions-store.ts'
import type { ObservedStore } from '../observed-store.ts'
import { NotFound } from '../problem.ts'
import { component } from '../schemas/component.ts'
import { EventDetailSchema, EventSchema } from '../schemas/event.ts'
import { EventDecisionSchema, EventStateSchema } from '../schemas/event-state.ts'
import {
  CLASS_FILTER,
  EVENT_FILTERS,
  PARTY_FILTERS,
  PROTOCOL_FILTER,
  pageParameters,
  pageSchema,
  TIME_FILTERS,
} from '../schemas/page.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import type { ApiApp } from './api-app.ts'
import { filterOf } from './filter-of.ts'

const STRICT = { additionalProperties: false } as const
const PARAMS = Type.Object({ id: Type.String({ maxLength: 64, description: "The event's id." }) })
const MAX_BODY = 16_384

/** Events, and what people decide about them. */
export function eventRoutes(app: ApiApp, store: ObservedStore, decisions: DecisionsStore): void {
  list(app, store, decisions)
  one(app, store, decisions)
  state(app, store, decisions)
}

function list(app: ApiApp, store: ObservedStore, decisions: DecisionsStore): void {
  const page = pageParameters(EVENTS.sorts, EVENTS.standardSort)
  const filters = { ...EVENT_FILTERS, ...PROTOCOL_FILTER, ...CLASS_FILTER, ...PARTY_FILTERS, ...TIME_FILTERS }
  const querystring = Type.Object({ ...page, ...filters }, STRICT)
  const response = { 200: pageSchema(EventSchema), ...PROBLEMS }
  const schema = { summary: "Events: what is worth a person's time", querystring, response }
  app.get('/api/v1/events', { schema }, ({ query }) =>
    store.read((reader) => {
      const filter = { ...filterOf(query), ...idsIn(query.state, decisions) }
      return readPage(reader, EVENTS, whereEvents(reader, filter), query)
    }),
  )
}

function one(app: ApiApp, store: ObservedStore, decisions: DecisionsStore): void {
  const querystring = Type.Object({}, STRICT)
  const response = { 200: component(EventDetailSchema), ...PROBLEMS }
  const schema = { summary: 'One event, and what people decided about it', params: PARAMS, querystring, response }
  app.get('/api/v1/events/:id', { schema }, ({ params: { id } }) => ({
    ...eventBy(id, store),
    decision: decisionOn(id, decisions),
  }))
}

function state(app: ApiApp, store: ObservedStore, decisions: DecisionsStore): void {
  const querystring = Type.Object({}, STRICT)
  const response = { 200: component(EventStateSchema), ...PROBLEMS }
  const asked = { summary: 'What people decided about an event', params: PARAMS, querystring, response }
  app.get('/api/v1/events/:id/state', { schema: asked }, ({ params: { id } }) => {
    eventBy(id, store)
    return decisionOn(id, decisions)
  })
  const body = component(EventDecisionSchema)
  const decided = { summary: 'Decides about an event', params: PARAMS, querystring, body, response }
  app.put(
    '/api/v1/events/:id/state',
    { schema: decided, bodyLimit: MAX_BODY },
    ({ params: { id }, body: decision }) => {
      eventBy(id, store)
      return decisions.write(({ states }) => {
        states.decide(id, decision.state, decision.note ?? '', Date.now() * 1000)
        return states.of(id)
      })
    },
  )
}

function eventBy(id: string, store: ObservedStore): EventRow {
  const [event] = store.read((reader) => readPage(reader, EVENTS, whereEvents(reader, { among: [id] }), {}).items)
  if (event === undefined) throw new NotFound('there is no event with this id; see /api/v1/events')
  return event
}

function decisionOn(id: string, decisions: DecisionsStore): EventDecision {
  return decisions.read(({ states }) => states.of(id), undecided(id))
}

/** What is open is what was not decided otherwise: the ids of the others are fewer. */
function idsIn(state: EventState | undefined, decisions: DecisionsStore): Pick<RowFilter, 'among' | 'without'> {
  if (state === undefined) return {}
  if (state === 'open') return { without: decisions.read(({ states }) => states.notOpen(), []) }
  return { among: decisions.read(({ states }) => states.in(state), []) }
}
