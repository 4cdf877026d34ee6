import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MAX_NOTE } from '../../api/schemas/event-state.ts'
import { apiOver } from '../support/api.ts'
import { storePlant } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

function newPlant() {
  const directory = temporaryDirectory()
  storePlant(directory)
  return { app: apiOver(directory), directory }
}

async function list(app: ReturnType<typeof apiOver>, query = ''): Promise<Record<string, string>[]> {
  const answer = await app.inject(`/api/v1/events${query}`)
  expect(answer.statusCode).toBe(200)
  return answer.json().items
}

test('events come with the most severe first when they are asked for so', async () => {
  const { app } = newPlant()
  expect((await list(app, '?sort=-severity')).map(({ severity, kind }) => `${severity} ${kind}`)).toEqual([
    'high production-change',
    'low production-change',
    'info start-up',
  ])
})

test('pages by severity have every event once', async () => {
  const { app } = newPlant()
  const ids: string[] = []
  for (let after = ''; ; ) {
    const { items, next } = (await app.inject(`/api/v1/events?sort=-severity&limit=1${after}`)).json()
    ids.push(...items.map(({ id }: { id: string }) => id))
    if (next === null) break
    after = `&after=${next}`
  }
  expect(ids).toEqual((await list(app, '?sort=-severity')).map(({ id }) => id))
})

test('filters by kind and by least severity', async () => {
  const { app } = newPlant()
  expect(await list(app, '?kind=start-up')).toHaveLength(1)
  expect(await list(app, '?severity=low')).toHaveLength(2)
  expect(await list(app, '?severity=high')).toMatchObject([{ class: 'mode' }])
  expect((await app.inject('/api/v1/events?severity=dreadful')).statusCode).toBe(400)
})

test('an event is open until somebody decides otherwise, and the decision is kept apart from what was seen', async () => {
  const { app, directory } = newPlant()
  const [event] = await list(app, '?severity=high')
  const url = `/api/v1/events/${event?.['id']}`
  expect((await app.inject(url)).json()).toMatchObject({
    id: event?.['id'],
    decision: { state: 'open', decidedAt: null },
  })
  expect(existsSync(join(directory, 'decisions.db'))).toBe(false)
  const payload = { state: 'acknowledged', note: 'Ordered, work permit 12' }
  const answer = await app.inject({ method: 'PUT', url: `${url}/state`, payload })
  expect(answer.json()).toMatchObject({ event: event?.['id'], ...payload })
  expect((await app.inject(`${url}/state`)).json()).toEqual(answer.json())
  expect((await app.inject(url)).json().decision).toEqual(answer.json())
  expect(await list(app, '?state=open')).toHaveLength(2)
  expect(await list(app, '?state=acknowledged')).toEqual([event])
  expect(await list(app, '?state=expected')).toEqual([])
  expect((await app.inject('/')).body).not.toContain(event?.['summary'])
})

test('a decision can be taken back, and outlives the process', async () => {
  const { app, directory } = newPlant()
  const [event] = await list(app, '?severity=high')
  const url = `/api/v1/events/${event?.['id']}/state`
  await app.inject({ method: 'PUT', url, payload: { state: 'expected', note: 'every Sunday' } })
  await app.close()
  const again = apiOver(directory)
  expect((await again.inject(url)).json()).toMatchObject({ state: 'expected', note: 'every Sunday' })
  await again.inject({ method: 'PUT', url, payload: { state: 'open' } })
  expect((await again.inject(url)).json()).toMatchObject({ state: 'open', note: '' })
  expect(await list(again, '?state=open')).toHaveLength(3)
})

test('one process alone decides: another one is told so, and may read', async () => {
  const { app, directory } = newPlant()
  const [event] = await list(app, '?severity=high')
  const url = `/api/v1/events/${event?.['id']}/state`
  await app.inject({ method: 'PUT', url, payload: { state: 'expected' } })
  const other = apiOver(directory)
  const answer = await other.inject({ method: 'PUT', url, payload: { state: 'open' } })
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ code: 'SIGHTLINE_STORAGE_BUSY' })
  expect((await other.inject(url)).json()).toMatchObject({ state: 'expected' })
})

test.each([
  ['another state', { state: 'solved' }],
  ['no state', { note: 'x' }],
  ['a column that is none', { state: 'open', owner: 'me' }],
  ['a note that is too long', { state: 'open', note: 'x'.repeat(MAX_NOTE + 1) }],
])('%s is refused', async (_what, payload) => {
  const { app } = newPlant()
  const [event] = await list(app)
  const answer = await app.inject({ method: 'PUT', url: `/api/v1/events/${event?.['id']}/state`, payload })
  expect(answer.statusCode).toBe(400)
})

test('nothing can be decided about an event that is none', async () => {
  const { app } = newPlant()
  for (const url of ['/api/v1/events/0000000000000000', '/api/v1/events/0000000000000000/state']) {
    expect((await app.inject(url)).statusCode).toBe(404)
  }
  const put = await app.inject({ method: 'PUT', url: '/api/v1/events/00/state', payload: { state: 'open' } })
  expect(put.statusCode).toBe(404)
})

test('a page of another host cannot decide, and neither can a form', async () => {
  const { app } = newPlant()
  const [event] = await list(app)
  const url = `/api/v1/events/${event?.['id']}/state`
  const payload = JSON.stringify({ state: 'expected' })
  const json = { 'content-type': 'application/json' }
  const statusOf = async (headers: Record<string, string>) =>
    (await app.inject({ method: 'PUT', url, payload, headers })).statusCode
  expect(await statusOf({ ...json, origin: 'https://evil.example' })).toBe(403)
  expect(await statusOf({ ...json, origin: 'null' })).toBe(403)
  expect(await statusOf({ 'content-type': 'text/plain' })).toBe(415)
  expect(await statusOf({ ...json, origin: 'http://127.0.0.1:8440' })).toBe(200)
})
