import { expect, test } from 'vitest'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { apiOver, plantApi } from '../support/api.ts'
import { addressEntry, captureEntry, claimEntry, deltaOf, segmentEntry } from '../support/delta.ts'
import { HOSTILE_NAME, PLC_ID } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

test('the overview shows captures with their damage, assets, who talks to whom and what was not seen', async () => {
  const { body, headers } = await plantApi().inject('/')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  for (const text of [
    'one.pcap: cut at byte 900',
    '10.0.0.2',
    '00:11:22:33:44:02',
    'controller',
    'stated: it says so',
    'Acme',
    'read 5',
    'write 5',
    '10.0.1.255',
    'frames-cut',
    'malformed',
    'Messages that met a defect of a dissector: 1.',
    'href="/api/"',
    `href="/api/v1/assets/${PLC_ID}"`,
    '2026-11-22 10:00:30',
  ]) {
    expect(body).toContain(text)
  }
})

test('numbers have separators, and times stay in one line', async () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry({ frames: 1_234_567 }))
  writer.commit()
  writer.close()
  const { body } = await apiOver(directory).inject('/')
  expect(body).toContain('Frames: 1,234,567.')
  expect(body).toContain('<td class="number">1,234,567</td>')
  expect(body).toMatch(/<td><time datetime="2026-11-22T10:00:00\.\d{6}Z">2026-11-22 10:00:00<\/time><\/td>/)
})

test.each(['/', '/walk-down', '/api/'])('every link of %s leads somewhere', async (page) => {
  const app = plantApi()
  const { body } = await app.inject(page)
  const links = new Set([...body.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href))
  expect(links.size).toBeGreaterThan(1)
  for (const href of links) {
    if (href.startsWith('#')) expect(body).toContain(`id="${href.slice(1)}"`)
    else expect([href, (await app.inject(href)).statusCode]).toEqual([href, 200])
  }
})

test('names of files have where to break, so that the table is no wider than the page', async () => {
  expect((await plantApi().inject('/')).body).toMatch(/<td><span class="name">one\.pcap, frame \d+<\/span><\/td>/)
})

test('names from the wire are shown, and never become part of the page', async () => {
  const { body } = await plantApi().inject('/')
  expect(body).not.toContain(HOSTILE_NAME)
  expect(body).not.toMatch(/<script/i)
  expect(body).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;')
})

test('before anything is captured the page says how to begin', async () => {
  const { statusCode, body } = await apiOver(temporaryDirectory()).inject('/')
  expect(statusCode).toBe(200)
  expect(body).toContain('nothing captured yet')
  expect(body).toContain('sightline replay')
})

test('a page that cannot show everything says so', async () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry())
  const coverage = Array.from({ length: 501 }, (_, at) => ({
    conversation: 0,
    measure: 'undecoded',
    detail: `${at}`,
    count: 1,
  }))
  const claims = [claimEntry({ address: 1 })]
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses: [addressEntry(1, '10.0.0.1')], claims, coverage }))
  writer.commit()
  writer.close()
  const { body } = await apiOver(directory).inject('/')
  expect(body.split('Only 500 are shown.')).toHaveLength(2)
})

test('the documentation has every resource and every column', async () => {
  const app = plantApi()
  const { paths, components } = (await app.inject('/api/openapi.json')).json()
  const { body, headers } = await app.inject('/api/')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(Object.keys(paths)).toHaveLength(25)
  for (const [path, methods] of Object.entries<object>(paths)) {
    for (const method of Object.keys(methods)) expect(body).toContain(`${method.toUpperCase()} ${path}`)
  }
  for (const column of Object.keys(components.schemas.Asset.properties))
    expect(body).toContain(`<code>${column}</code>`)
  expect((await app.inject('/api')).headers.location).toBe('/api/')
})

test.each(['/', '/api/'])('%s loads nothing from elsewhere and runs nothing', async (url) => {
  const { body, headers } = await plantApi().inject(url)
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toMatch(/style-src 'sha256-[A-Za-z0-9+/=]+'/)
  expect(policy).not.toContain('unsafe')
  expect(headers['referrer-policy']).toBe('no-referrer')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(body).not.toMatch(/<script|<link|<img|<iframe|<form|\son[a-z]+=|\sstyle=|https?:\/\//i)
})

test('every table of the overview has a caption and headings for its columns', async () => {
  const { body } = await plantApi().inject('/')
  const tables = body.split('<table>').slice(1)
  expect(tables).toHaveLength(5)
  for (const table of tables) {
    expect(table).toMatch(/<caption>.+<\/caption>/)
    expect(table).toMatch(/<th scope="col"/)
  }
})
