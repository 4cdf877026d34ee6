import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { ActivitySchema } from '../../api/schemas/activity.ts'
import { AddressSchema } from '../../api/schemas/address.ts'
import { AssetSchema } from '../../api/schemas/asset.ts'
import { CaptureSchema } from '../../api/schemas/capture.ts'
import { ClaimSchema } from '../../api/schemas/claim.ts'
import { COMPONENTS } from '../../api/schemas/components.ts'
import { ConversationSchema } from '../../api/schemas/conversation.ts'
import { CoverageSchema } from '../../api/schemas/coverage.ts'
import { CoverageHourSchema } from '../../api/schemas/coverage-hour.ts'
import { EventSchema } from '../../api/schemas/event.ts'
import { InventoryFieldSchema, WalkDownSchema } from '../../api/schemas/inventory.ts'
import { OperationSchema } from '../../api/schemas/operation.ts'
import { PointSchema } from '../../api/schemas/point.ts'
import { SegmentSchema } from '../../api/schemas/segment.ts'
import { EXPORT_COLUMNS, exportKinds, exportRows } from '../../storage/observed/export.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { apiOver, plantApi } from '../support/api.ts'
import { DRIVE_ID, HMI_ID, HOSTILE_NAME, PLC_ID, plantAssets, storePlant, UNIT_ID } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const ROWS = {
  assets: AssetSchema,
  addresses: AddressSchema,
  claims: ClaimSchema,
  conversations: ConversationSchema,
  operations: OperationSchema,
  points: PointSchema,
  activity: ActivitySchema,
  events: EventSchema,
  coverage: CoverageSchema,
  'inventory-fields': InventoryFieldSchema,
  'walk-down': WalkDownSchema,
  'coverage-hours': CoverageHourSchema,
} as const

test.each(exportKinds)('every row of %s is what its schema says', (kind) => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const reader = new ObservedReader(directory)
  const rows = [...exportRows(reader, kind)]
  reader.close()
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) expectShape(ROWS[kind], row)
  expect([...propertiesOf(ROWS[kind])].sort()).toEqual([...EXPORT_COLUMNS[kind]].sort())
})

test.each([
  ['captures', CaptureSchema],
  ['segments', SegmentSchema],
  ['assets', AssetSchema],
  ['conversations', ConversationSchema],
  ['operations', OperationSchema],
  ['points', PointSchema],
  ['activity', ActivitySchema],
  ['events', EventSchema],
  ['claims', ClaimSchema],
  ['coverage', CoverageSchema],
  ['coverage-hours', CoverageHourSchema],
] as const)('/api/v1/%s answers whole rows', async (resource, schema) => {
  const { items, next } = await get(plantApi(), `/api/v1/${resource}`)
  expect(items.length).toBeGreaterThan(0)
  expect(next).toBeNull()
  for (const item of items) {
    expectShape(schema, item)
    expect(Object.keys(item).sort()).toEqual([...propertiesOf(schema)].sort())
  }
})

/** Addresses are listed with their assets, the sheets of the inventory by resources of their own. */
const WITHOUT_LIST: readonly string[] = ['addresses', 'inventory-fields', 'walk-down']

test('a list has the same rows as the export', async () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const reader = new ObservedReader(directory)
  const app = apiOver(directory)
  for (const kind of exportKinds.filter((kind) => !WITHOUT_LIST.includes(kind))) {
    const { items } = await get(app, `/api/v1/${kind}`)
    expect(sorted(items)).toEqual(sorted([...exportRows(reader, kind)]))
  }
  reader.close()
})

test('captures show what is damaged', async () => {
  const { items } = await get(plantApi(), '/api/v1/captures')
  expect(items).toMatchObject([{ name: 'one.pcap', format: 'pcap', frames: 10, damage: 'one.pcap: cut at byte 900' }])
})

test('segments count their stations and hosts', async () => {
  const { items } = await get(plantApi(), '/api/v1/segments')
  expect(items).toMatchObject([
    { segment: 'vlan 10', vlan: '10', addresses: 3, assets: 2 },
    { segment: 'vlan 20 on eth1', tap: 'eth1', addresses: 1, assets: 1 },
  ])
})

test('one asset comes with its addresses, claims, parts and peers', async () => {
  const asset = await get(plantApi(), `/api/v1/assets/${PLC_ID}`)
  expect(asset).toMatchObject({
    id: PLC_ID,
    name: HOSTILE_NAME,
    reasons: ['ARP binds them'],
    formerIds: [],
    addresses: [{ kind: 'ipv4', address: '10.0.0.2' }, { kind: 'mac' }],
    children: [{ id: UNIT_ID }],
    truncated: false,
  })
  expect(asset.claimRows).toHaveLength(5)
  expect(asset.peers).toMatchObject([
    { client: HMI_ID, server: PLC_ID, protocol: 'modbus', packets: 20, messages: { read: 5, write: 5, discover: 5 } },
    { client: HMI_ID, server: PLC_ID, protocol: 'tcp', packets: 20, messages: {} },
  ])
})

test('a part has its own claims, and the peers that address it', async () => {
  const part = await get(plantApi(), `/api/v1/assets/${UNIT_ID}`)
  expect(part.claimRows).toMatchObject([{ value: 'Drives Ltd', asset: UNIT_ID }])
  expect(part.peers).toMatchObject([{ client: HMI_ID, protocol: 'modbus' }])
})

test('an id that an asset had before leads to the one it has now', async () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const writer = new ObservedWriter(directory)
  writer.begin()
  const renamed = plantAssets(writer.evidence()).map((asset) =>
    asset.id === DRIVE_ID ? { ...asset, id: 'dddddddddddddddd' } : asset,
  )
  writer.assign(renamed)
  writer.commit()
  writer.close()
  const answer = await apiOver(directory).inject(`/api/v1/assets/${DRIVE_ID}`)
  expect(answer.statusCode).toBe(308)
  expect(answer.headers.location).toBe('/api/v1/assets/dddddddddddddddd')
})

test('the map has all assets, and an edge for each pair and protocol', async () => {
  const { nodes, edges, truncated } = await get(plantApi(), '/api/v1/map')
  expect(nodes.map(({ id }: { id: string }) => id).sort()).toEqual([HMI_ID, PLC_ID, DRIVE_ID, UNIT_ID].sort())
  expect(edges).toMatchObject([
    { client: HMI_ID, server: PLC_ID, protocol: 'modbus', packets: 20, bytes: 1500 },
    { client: HMI_ID, server: PLC_ID, protocol: 'tcp' },
    { client: DRIVE_ID, server: '', serverAddress: '10.0.1.255', protocol: 'bacnet', messages: { discover: 5 } },
  ])
  expect(truncated).toBe(false)
})

test('the map can be narrowed to a class of operations', async () => {
  const { edges } = await get(plantApi(), '/api/v1/map?class=write')
  expect(edges).toMatchObject([{ protocol: 'modbus' }])
})

test('health counts what is stored, and what was not understood', async () => {
  expect(await get(plantApi(), '/api/v1/health')).toMatchObject({
    status: 'ok',
    schemaVersion: 1,
    store: {
      captures: 1,
      damagedCaptures: 1,
      frames: 10,
      assets: 4,
      conversations: 3,
      operations: 4,
      lastSeen: '2026-11-22T10:00:30.000000Z',
      coverage: [
        { measure: 'frames-cut', count: 3 },
        { measure: 'malformed', count: 2 },
      ],
      faults: [{ protocol: 'modbus', count: 1, capture: 'one.pcap', frame: 1 }],
    },
  })
})

test.each([
  ['conversations?protocol=bacnet', ['bacnet']],
  ['conversations?class=write', ['modbus']],
  ['conversations?role=controller', ['modbus', 'tcp']],
  ['conversations?vendor=ACM', ['modbus', 'tcp']],
  ['conversations?address=10.0.0.1', ['modbus', 'tcp']],
  ['conversations?address=10.0.1.0/24', ['bacnet']],
  ['conversations?address=00:11:22:33:44:02', []],
  ['conversations?address=MSTP-5', []],
  ['conversations?address=10.0.1.0/24&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z', ['bacnet']],
  ['conversations?segment=vlan%2020%20on%20eth1', ['bacnet']],
  [`conversations?asset=${PLC_ID}`, ['modbus', 'tcp']],
  [`conversations?asset=${UNIT_ID}`, ['modbus']],
  [`conversations?asset=${HMI_ID}&role=controller`, []],
  ['conversations?from=2026-11-22T10:00:10Z', ['bacnet']],
  ['conversations?to=2026-11-22T10:00:10Z', ['modbus', 'tcp']],
  ['conversations?protocol=modbus&address=10.0.1.4', []],
] as const)('%s finds what it names', async (query, protocols) => {
  const { items } = await get(plantApi(), `/api/v1/${query}`)
  expect(items.map(({ protocol }: { protocol: string }) => protocol).sort()).toEqual(protocols)
})

test.each([
  ['points?point=HOLDING%207', ['holding 7']],
  ['points?class=write', ['holding 7']],
  ['points?module=unit%203&limit=2&sort=point', ['holding 0', 'holding 1']],
  ['points?module=unit%204', []],
  ['points?protocol=bacnet', []],
  [`points?asset=${DRIVE_ID}`, []],
  [`points?asset=${UNIT_ID}&point=7`, ['holding 7']],
  [`points?asset=${HMI_ID}&point=7`, ['holding 7']],
  ['points?from=2026-11-22T10:00:10Z', []],
] as const)('%s finds what it names', async (query, points) => {
  const { items } = await get(plantApi(), `/api/v1/${query}`)
  expect(items.map(({ point }: { point: string }) => point)).toEqual(points)
})

test('a point says who reads it, who writes it, and its last value', async () => {
  const { items } = await get(plantApi(), '/api/v1/points?point=holding%207')
  expect(items).toMatchObject([
    {
      server: PLC_ID,
      module: 'unit 3',
      extent: 'point',
      classes: 'read, write',
      readers: '10.0.0.1',
      writers: '10.0.0.1',
      reads: 5,
      writes: 5,
      lastValue: '42',
      lastValueTime: '2026-11-22T10:00:01.000000Z',
    },
  ])
})

test.each([
  ['operations?class=read', ['3']],
  ['operations?protocol=bacnet', ['unconfirmed 8']],
  [`operations?asset=${PLC_ID}`, ['17', '3', '6']],
  [`operations?asset=${UNIT_ID}`, ['3', '6']],
  ['operations?from=2026-11-22T10:00:10Z&class=discover', ['unconfirmed 8']],
] as const)('%s finds what it names', async (query, functions) => {
  const { items } = await get(plantApi(), `/api/v1/${query}`)
  expect(items.map((item: { function: string }) => item.function).sort()).toEqual(functions)
})

test.each([
  ['claims?attribute=firmware', ['1.0', '1.1']],
  [`claims?asset=${UNIT_ID}`, ['Drives Ltd']],
  [`claims?asset=${PLC_ID}&attribute=vendor`, ['Acme', 'Board Maker']],
  ['claims?vendor=drives', ['Drives Ltd']],
  ['claims?role=controller&address=10.0.0.1', []],
  ['claims?address=10.0.0.2&attribute=vendor', ['Acme', 'Board Maker', 'Drives Ltd']],
  ['claims?address=10.0.0.1', []],
  ['claims?from=2026-11-22T10:00:05Z', ['Board Maker']],
] as const)('%s finds what it names', async (query, values) => {
  const { items } = await get(plantApi(), `/api/v1/${query}`)
  expect(items.map(({ value }: { value: string }) => value).sort()).toEqual(values)
})

test.each([
  ['assets?role=controller', [PLC_ID]],
  ['assets?vendor=drives', [UNIT_ID]],
  ['assets?protocol=bacnet', [DRIVE_ID]],
  ['assets?address=10.0.0.0/24', [HMI_ID, PLC_ID, UNIT_ID]],
  ['assets?address=00:11:22:33:44:02', [PLC_ID]],
  ['assets?address=00-11-22-33-44-02', [PLC_ID]],
  ['assets?address=0011.2233.4402', [PLC_ID]],
  ['assets?segment=vlan%2010', [HMI_ID, PLC_ID, UNIT_ID]],
  ['assets?segment=vlan%2010,%20vlan%2020%20on%20eth1', [HMI_ID, PLC_ID, DRIVE_ID, UNIT_ID]],
  ['assets?segment=untagged,%20vlan%2020%20on%20eth1', [DRIVE_ID]],
  ['assets?segment=vlan%2030', []],
  ['assets?from=2026-11-22T10:00:10Z', [DRIVE_ID]],
  ['assets?to=2026-11-22T10:00:10Z&role=hmi', [HMI_ID]],
] as const)('%s finds what it names', async (query, ids) => {
  const { items } = await get(plantApi(), `/api/v1/${query}`)
  expect(items.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort())
})

test.each([
  ['coverage?measure=malformed', ['malformed']],
  ['coverage?protocol=modbus', ['malformed']],
  [`coverage?asset=${DRIVE_ID}`, []],
  ['coverage-hours?measure=one-way', ['one-way']],
  ['coverage-hours?segment=vlan%2020%20on%20eth1', []],
  ['coverage-hours?segment=untagged,%20vlan%2010&measure=one-way', ['one-way']],
  ['coverage-hours?segment=vlan%2010&measure=tcp-gap&from=2026-11-22T10:30:00Z', ['tcp-gap']],
  ['coverage-hours?from=2026-11-22T11:00:00Z', []],
  ['coverage-hours?to=2026-11-22T09:59:59Z', []],
] as const)('%s finds what it names', async (query, measures) => {
  const { items } = await get(plantApi(), `/api/v1/${query}`)
  expect(items.map(({ measure }: { measure: string }) => measure)).toEqual(measures)
})

test('a segment tells how good the view of it is, and what that rests on', async () => {
  const { items } = await get(plantApi(), '/api/v1/segments')
  const [office, other] = items as Record<string, unknown>[]
  expect(office).toMatchObject({ frames: 90, duplicateFrames: 10, duplicateShare: 0.1 })
  expect(office).toMatchObject({ tcpBytes: 990, tcpBytesMissing: 10, mirrorLoss: 0.01 })
  expect(office).toMatchObject({ tcpConnections: 4, oneWayConnections: 1, oneWayShare: 0.25 })
  expect(other).toMatchObject({ segment: 'vlan 20 on eth1', frames: 0, mirrorLoss: null, oneWayShare: null })
})

test('what the writer commits is seen at once', async () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const app = apiOver(directory)
  expect((await get(app, '/api/v1/assets')).items).toHaveLength(4)
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.assign(plantAssets(writer.evidence()).slice(0, 2))
  writer.commit()
  expect((await get(app, '/api/v1/assets')).items).toHaveLength(2)
  writer.close()
})

function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort()
}

function propertiesOf(schema: TSchema): string[] {
  return Object.keys((schema as unknown as { properties: object }).properties)
}

function expectShape(schema: TSchema, value: unknown): void {
  const context = Object.fromEntries(COMPONENTS.map((known) => [`${(known as { $id?: string }).$id}#`, known]))
  expect([...Value.Errors(context, schema, value)]).toEqual([])
}

async function get(app: ReturnType<typeof apiOver>, url: string) {
  const answer = await app.inject(url)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  return answer.json()
}

test('why an asset is one is told by its bindings, each with the rule that used it', async () => {
  const why = await get(plantApi(), `/api/v1/assets/${PLC_ID}/why`)
  expect(why).toMatchObject({
    id: PLC_ID,
    reasons: ['ARP binds them'],
    roleReason: 'it says so',
    zoneReason: 'it controls',
  })
  expect(why.bindings).toHaveLength(1)
  expect(why.bindings[0]).toMatchObject({ mac: '00:11:22:33:44:02', ip: '10.0.0.2', segment: 'vlan 10', used: false })
  expect(why.bindings[0].rule).toBe('both belong here already, by other rules')
  const missing = await plantApi().inject('/api/v1/assets/nothing/why')
  expect(missing.statusCode).toBe(404)
})
