import { expect, test } from 'vitest'
import { MAX_LISTS, MAX_PROBLEMS } from '../../planning/import-intended.ts'
import { apiOver } from '../support/api.ts'
import { storePlant } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

function newPlant() {
  const directory = temporaryDirectory()
  storePlant(directory)
  return { app: apiOver(directory), directory }
}

type App = ReturnType<typeof apiOver>

function put(app: App, kind: string, content: string, more: object = {}) {
  return app.inject({ method: 'PUT', url: `/api/v1/intended/${kind}`, payload: { file: 'x.csv', content, ...more } })
}

async function compared(app: App, query = '') {
  const answer = await app.inject(`/api/v1/comparison${query}`)
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

test('a list is imported, shown, replaced as a whole and removed', async () => {
  const { app } = newPlant()
  expect((await app.inject('/api/v1/intended')).json()).toEqual({ items: [] })
  const first = await put(app, 'inventory', 'name,ip,Site\na,10.0.0.1,x\nb,10.0.0.2,y', { importedBy: 'ada' })
  expect(first.json()).toMatchObject({
    name: 'main',
    rows: 2,
    importedBy: 'ada',
    ignoredColumns: ['Site'],
    inactive: 0,
  })
  expect(first.json().sha256).toMatch(/^[0-9a-f]{64}$/)
  await put(app, 'inventory', 'name\nc')
  const { items } = (await app.inject('/api/v1/intended')).json()
  expect(items).toMatchObject([{ kind: 'inventory', name: 'main', rows: 1, file: 'x.csv', importedBy: '' }])
  const remove = () => app.inject({ method: 'DELETE', url: '/api/v1/intended/inventory/main' })
  expect((await remove()).statusCode).toBe(204)
  expect((await remove()).statusCode).toBe(404)
  expect((await app.inject('/api/v1/intended')).json()).toEqual({ items: [] })
})

test('a file with problems is refused as a whole, with line, column and reason, and the list stays', async () => {
  const { app } = newPlant()
  await put(app, 'inventory', 'name\na')
  const answer = await put(app, 'inventory', `name,mac\n${'b,zz\n'.repeat(MAX_PROBLEMS + 5)}`)
  expect(answer.statusCode).toBe(422)
  expect(answer.json().errors).toHaveLength(MAX_PROBLEMS)
  expect(answer.json().errors[0]).toEqual({ pointer: '#/content', detail: 'line 2, mac: "zz" is no MAC address' })
  expect(answer.json().detail).toMatch(/; and 5 more$/)
  expect((await app.inject('/api/v1/intended')).json().items).toMatchObject([{ rows: 1 }])
})

test('another kind, another folder and a name that is none are refused', async () => {
  const { app, directory } = newPlant()
  expect((await put(app, 'wishes', 'name\na')).statusCode).toBe(400)
  expect((await put(app, 'inventory', 'name\na', { list: '../x' })).statusCode).toBe(400)
  expect((await put(app, 'inventory', 'name\na', { folder: temporaryDirectory() })).statusCode).toBe(409)
  expect((await put(app, 'inventory', 'name\na', { folder: directory })).statusCode).toBe(200)
})

test('there are so many lists and no more, but each can be replaced', async () => {
  const { app } = newPlant()
  for (let index = 0; index < MAX_LISTS; index++) await put(app, 'inventory', 'name\na', { list: `list ${index}` })
  expect((await put(app, 'communications', 'x', { list: 'one more' })).statusCode).toBe(422)
  expect((await put(app, 'inventory', 'name\na', { list: 'one more' })).json().detail).toContain('32 lists already')
  expect((await put(app, 'inventory', 'name\nb', { list: 'list 3' })).statusCode).toBe(200)
})

test('the comparison has filters, pages that have every finding once, and what was compared', async () => {
  const { app } = newPlant()
  expect(await compared(app)).toEqual({ items: [], next: null, inventory: null, communications: null })
  await put(app, 'inventory', 'name,ip,firmware\nPLC,10.0.0.2,9.9\ngone,10.0.0.99,')
  await put(app, 'communications', 'client,server,protocol,port,classes\n10.0.0.1,PLC,modbus,502,read')
  const all = await compared(app)
  expect(all.inventory).toMatchObject({ intended: 2, matched: 1 })
  expect(all.communications).toMatchObject({ rules: 1, used: 1 })
  const kinds = all.items.map(({ kind, field }: Record<string, string>) => `${kind} ${field}`)
  expect(kinds).toContain('different firmware')
  expect(kinds).toContain('different class')
  expect(kinds).toContain('missing asset')
  expect(kinds).toContain('unexpected conversation')
  const paged: unknown[] = []
  for (let after = ''; ; ) {
    const { items, next } = await compared(app, `?limit=2${after}`)
    paged.push(...items)
    if (next === null) break
    after = `&after=${next}`
  }
  expect(paged).toEqual(all.items)
  expect((await compared(app, '?kind=missing')).items).toMatchObject([{ subject: 'gone' }])
  expect((await compared(app, '?of=communications&field=class')).items.length).toBeGreaterThan(0)
  expect((await compared(app, '?list=other')).items).toEqual([])
  expect((await compared(app, '?since=2030-01-01T00:00:00Z&kind=unexpected')).items).toEqual([])
  expect((await app.inject('/api/v1/comparison?colour=grey')).statusCode).toBe(400)
})

test('a changed list changes the comparison at once', async () => {
  const { app } = newPlant()
  await put(app, 'inventory', 'name,ip,firmware\nPLC,10.0.0.2,9.9')
  expect((await compared(app, '?field=firmware')).items).toHaveLength(1)
  await put(app, 'inventory', 'name,ip,firmware\nPLC,10.0.0.2,1.1')
  expect((await compared(app, '?field=firmware')).items).toEqual([])
})

test('a page of another host cannot import, and neither can it remove', async () => {
  const { app } = newPlant()
  const headers = { origin: 'https://evil.example' }
  const payload = { file: 'x', content: 'name\na' }
  for (const method of ['PUT', 'DELETE'] as const) {
    const url = `/api/v1/intended/inventory${method === 'PUT' ? '' : '/main'}`
    const answer = await app.inject({ method, url, headers, ...(method === 'PUT' ? { payload } : {}) })
    expect(answer.statusCode).toBe(403)
  }
})
