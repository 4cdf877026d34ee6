import { expect, test } from 'vitest'
import { MAX_SHEETS } from '../../api/walk-down-page.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { apiOver, plantApi } from '../support/api.ts'
import { addressEntry, assetEntry, captureEntry, deltaOf, segmentEntry } from '../support/delta.ts'
import { DRIVE_ID, HOSTILE_NAME, PLC_ID, plantAssets, storePlant } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

test('the site has a score, and a count of each field', async () => {
  const answer = await plantApi().inject('/api/v1/inventory')
  expect(answer.statusCode).toBe(200)
  const { assets, fields, known, knownOfHigh } = answer.json()
  expect([assets, fields.length]).toEqual([4, 32])
  expect(known).toBeGreaterThan(0)
  expect(knownOfHigh).toBeGreaterThan(known)
  expect(fields[4]).toEqual({
    number: 5,
    field: 'Hostname',
    priority: 'high',
    seen: 1,
    inferred: 0,
    askPeople: 3,
    notObservable: 0,
  })
})

test('the assets are in the order of how little is known, and come in pages', async () => {
  const first = (await plantApi().inject('/api/v1/inventory/assets?limit=3')).json()
  expect(first.items.map(({ asset }: { asset: string }) => asset)[0]).toBe(DRIVE_ID)
  const rest = (await plantApi().inject(`/api/v1/inventory/assets?limit=3&after=${first.next}`)).json()
  expect([first.items.length, rest.items.length, rest.next]).toEqual([3, 1, null])
  const best = (await plantApi().inject('/api/v1/inventory/assets?sort=-known')).json()
  expect(best.items[0].asset).toBe(PLC_ID)
})

test('an asset has its fields, each with every value and who said it', async () => {
  const { fields, asset, known } = (await plantApi().inject(`/api/v1/assets/${PLC_ID}/fields`)).json()
  expect([asset, fields.length]).toEqual([PLC_ID, 32])
  expect(known).toBeGreaterThan(0)
  expect(fields[4]).toMatchObject({
    field: 'Hostname',
    status: 'seen',
    values: [{ value: HOSTILE_NAME, protocol: 'modbus' }],
  })
  expect(fields[1]).toMatchObject({ status: 'ask people', values: [], place: 'in the records' })
})

test('an asset that is not there is no page, and one that has another id now leads there', async () => {
  expect((await plantApi().inject('/api/v1/assets/nobody/fields')).statusCode).toBe(404)
  const directory = temporaryDirectory()
  storePlant(directory)
  const writer = new ObservedWriter(directory)
  writer.begin()
  const renamed = plantAssets(writer.evidence()).map((asset) =>
    asset.id === DRIVE_ID ? { ...asset, id: 'new' } : asset,
  )
  writer.assign(renamed)
  writer.commit()
  writer.close()
  const answer = await apiOver(directory).inject(`/api/v1/assets/${DRIVE_ID}/fields`)
  expect([answer.statusCode, answer.headers.location]).toEqual([308, '/api/v1/assets/new/fields'])
})

test('the walk-down sheet has a heading for each place, a table for each asset, and nothing of the wire in its code', async () => {
  const { body, headers } = await plantApi().inject('/walk-down')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(body).toContain('<h2>Place not known · vlan 10</h2>')
  expect(body).toContain('<h2>Place not known · vlan 20 on eth1</h2>')
  expect(body.match(/<article/g)).toHaveLength(4)
  expect(body).toContain('At the machine')
  expect(body).toContain('In the records')
  expect(body).not.toContain(HOSTILE_NAME)
  expect(body).toContain('&lt;script&gt;')
})

test('the walk-down sheet is a file, too', async () => {
  const { body, headers } = await plantApi().inject('/walk-down.csv')
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(body).toMatch(/^location,segment,asset,name,[^\n]*,answer\r\n/)
  expect(body.trimEnd().split('\r\n').length).toBeGreaterThan(40)
})

test('before anything is captured the sheet says how to begin', async () => {
  const { statusCode, body } = await apiOver(temporaryDirectory()).inject('/walk-down')
  expect(statusCode).toBe(200)
  expect(body).toContain('nothing captured yet')
})

test(`${MAX_SHEETS} assets are on the page, and it says that there are more`, async () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry())
  const addresses = Array.from({ length: MAX_SHEETS + 1 }, (_, at) =>
    addressEntry(at + 1, `10.0.${at >> 8}.${at & 255}`),
  )
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses }))
  writer.assign(writer.evidence().addresses.map(({ id }) => assetEntry(String(id).padStart(16, '0'), [id])))
  writer.commit()
  writer.close()
  const { body } = await apiOver(directory).inject('/walk-down')
  expect(body).toContain(`Only ${MAX_SHEETS} of ${MAX_SHEETS + 1} assets are shown.`)
})
