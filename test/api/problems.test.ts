import { rmSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { apiOver, plantApi } from '../support/api.ts'
import { storePlant } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

test.each([
  ['/api/v1/nothing', 404, []],
  ['/api/v1/assets/0000000000000000', 404, []],
  ['/api/v1/assets/%E0%A4%A', 400, []],
  ['/api/v1/assets?limit=0', 400, ['#/limit']],
  ['/api/v1/assets?limit=501', 400, ['#/limit']],
  ['/api/v1/assets?limit=many', 400, ['#/limit']],
  ['/api/v1/assets?limit=0&sort=colour', 400, ['#/limit', '#/sort']],
  ['/api/v1/assets?colour=grey', 400, ['#/colour']],
  ['/api/v1/assets?vendor=acme&vendor=drives', 400, ['#/vendor']],
  ['/api/v1/assets?after=!!!', 400, ['#/after']],
  ['/api/v1/conversations?after=WzEsMiwzXQ', 400, ['#/after']],
  ['/api/v1/conversations?class=loud', 400, ['#/class']],
  ['/api/v1/assets?role=plc', 400, ['#/role']],
  ['/api/v1/claims?role=HMI', 400, ['#/role']],
  ['/api/v1/events?kind=scans', 400, ['#/kind']],
  ['/api/v1/events?severity=urgent', 400, ['#/severity']],
  ['/api/v1/conversations?address=10.0.0.0/33', 400, ['#/address']],
  ['/api/v1/conversations?address=plant/8', 400, ['#/address']],
  ['/api/v1/assets?segment=VLAN%2010', 400, ['#/segment']],
  ['/api/v1/coverage-hours?segment=vlan%2010,vlan%2020', 400, ['#/segment']],
  ['/api/v1/assets?address=10.0.0.', 400, ['#/address']],
  ['/api/v1/coverage?address=plc-1', 400, ['#/address']],
  ['/api/v1/events?address=', 400, ['#/address']],
  ['/api/v1/operations?from=yesterday', 400, ['#/from']],
  ['/api/v1/assets?from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z', 400, ['#/to']],
  ['/api/v1/health?verbose=1', 400, ['#/verbose']],
  ['/api/v1/map?limit=5', 400, ['#/limit']],
] as const)('%s is a problem', async (url, status, pointers) => {
  const answer = await plantApi().inject(url)
  expectProblem(answer, status)
  expect((answer.json().errors ?? []).map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers)
})

test('a time that is none is told how to be written', async () => {
  const answer = await plantApi().inject('/api/v1/events?from=2026-11-22')
  expect(answer.json().errors).toEqual([{ pointer: '#/from', detail: 'must be a time like 2026-11-22T10:00:00Z' }])
})

test.each([
  ['assets?role=plc', 'controller, rtu, ied'],
  ['events?kind=scans', 'scan, sweep'],
  ['events?class=loud', 'session, discover'],
])('%s is told which words there are', async (query, words) => {
  const answer = await plantApi().inject(`/api/v1/${query}`)
  expect(answer.json().errors[0].detail).toContain(words)
})

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)(
  '%s is refused, because the API only reads',
  async (method) => {
    const answer = await plantApi().inject({ method, url: '/api/v1/assets' })
    expectProblem(answer, 405)
    expect(answer.headers['allow']).toBe('GET, HEAD')
  },
)

test.each([
  ['POST', '/api/v1/events/x/state', 'GET, HEAD, PUT'],
  ['GET', '/api/v1/intended/inventory', 'PUT'],
  ['PATCH', '/api/v1/intended/inventory/main', 'DELETE'],
] as const)('%s of %s is refused, and what is possible there is said', async (method, url, allow) => {
  const answer = await plantApi().inject({ method, url })
  expectProblem(answer, 405)
  expect(answer.headers['allow']).toBe(allow)
  expect(answer.json().detail).toBe(`${method} is not possible here: there is ${allow}`)
})

test('HEAD answers as GET does, without the body', async () => {
  const answer = await plantApi().inject({ method: 'HEAD', url: '/api/v1/assets' })
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toBe('')
})

test('before anything is captured every resource says so, and answers as soon as there is something', async () => {
  const directory = path.join(temporaryDirectory(), 'data')
  const app = apiOver(directory)
  for (const resource of ['captures', 'segments', 'assets', 'assets/x', 'conversations', 'map', 'coverage']) {
    const answer = await app.inject(`/api/v1/${resource}`)
    expectProblem(answer, 503)
    expect(answer.json()).toMatchObject({
      code: 'SIGHTLINE_STORAGE_MISSING',
      detail: expect.stringContaining('sightline replay'),
    })
    expect(answer.headers['retry-after']).toBe('5')
  }
  const health = await app.inject('/api/v1/health')
  expect(health.statusCode).toBe(200)
  expect(health.json()).toMatchObject({ status: 'waiting', store: null })
  storePlant(directory)
  expect((await app.inject('/api/v1/assets')).json().items).toHaveLength(4)
  expect((await app.inject('/api/v1/health')).json().status).toBe('ok')
})

test('a store that is removed and made again is noticed', async () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const app = apiOver(directory)
  expect((await app.inject('/api/v1/assets')).statusCode).toBe(200)
  rmSync(directory, { recursive: true })
  expectProblem(await app.inject('/api/v1/assets'), 503)
  storePlant(directory)
  expect((await app.inject('/api/v1/assets')).json().items).toHaveLength(4)
})

test('a store of a newer version is a problem that says what to do', async () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const database = new Database(path.join(directory, 'observed.db'))
  database.pragma('user_version = 99')
  database.close()
  const app = apiOver(directory)
  const answer = await app.inject('/api/v1/assets')
  expectProblem(answer, 503)
  expect(answer.json().code).toBe('SIGHTLINE_STORAGE_NEWER_SCHEMA')
  expect(answer.json().detail).toContain('update Sightline')
  expect((await app.inject('/api/v1/health')).json().status).toBe('failing')
  const page = await app.inject('/')
  expect(page.statusCode).toBe(503)
  expect(page.body).toContain('update Sightline')
})

test('a fault of our own is a problem that tells nothing of the inside', async () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const database = new Database(path.join(directory, 'observed.db'))
  database.exec("UPDATE claims SET confidence = 77 WHERE attribute = 'name'")
  database.close()
  const answer = await apiOver(directory).inject('/api/v1/claims')
  expectProblem(answer, 500)
  expect(answer.body).not.toContain('77')
  expect(answer.body).not.toContain('rank')
})

test.each([
  ['localhost', true],
  ['LOCALHOST:8440', true],
  ['127.0.0.1:8440', true],
  ['127.9.9.9', true],
  ['[::1]:8440', true],
  ['plant.example', false],
  ['plant.example:8440', false],
  ['127.0.0.1.example', false],
  ['localhost.example', false],
  ['10.0.0.5:8440', false],
  ['[::2]:8440', false],
  ['[::ffff:10.0.0.5]', false],
])('a request to the host "%s" is answered: %s', async (host, answered) => {
  const app = plantApi()
  for (const url of ['/', '/api/v1/assets', '/api/v1/health', '/nothing']) {
    const answer = await app.inject({ url, headers: { host } })
    if (answered) expect(answer.statusCode).toBe(url === '/nothing' ? 404 : 200)
    else expectProblem(answer, 421)
  }
})

test('what is no HTTP is answered by a problem too', async () => {
  const answer = await sent('plant floor\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(answer).toContain('content-type: application/problem+json')
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status: 400 })
})

test('a request that names no host is refused', async () => {
  expect(await sent('GET /api/v1/assets HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /)
})

/** What the API answers to these bytes on the wire. */
async function sent(request: string): Promise<string> {
  const app = apiOver(temporaryDirectory())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return new Promise<string>((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.on('data', (bytes) => {
      received += bytes
    })
    socket.on('end', () => resolve(received))
    socket.on('error', reject)
  })
}

function expectProblem(
  answer: { statusCode: number; headers: Record<string, unknown>; json(): unknown; body: string },
  status: number,
): void {
  expect(answer.statusCode, answer.body).toBe(status)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.headers['x-content-type-options']).toBe('nosniff')
  expect(answer.json()).toMatchObject({
    type: 'about:blank',
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(/./),
  })
}
