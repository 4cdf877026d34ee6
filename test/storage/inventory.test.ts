import { expect, test } from 'vitest'
import type { ClaimEntry } from '../../sensor/model/delta.ts'
import { gatherConduct, MAX_SERVICES } from '../../storage/observed/asset-conduct.ts'
import { exportRows } from '../../storage/observed/export.ts'
import { FIELD_STATUSES, INVENTORY_FIELDS } from '../../storage/observed/inventory-fields.ts'
import { readScores } from '../../storage/observed/inventory-score.ts'
import { findAsset } from '../../storage/observed/read-assets.ts'
import { MAX_VALUES, readAssetInventory, readInventory } from '../../storage/observed/read-inventory.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { hypervisorOf } from '../../storage/observed/virtual-macs.ts'
import { readWalkDown } from '../../storage/observed/walk-down.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import {
  addressEntry,
  assetEntry,
  bindingEntry,
  captureEntry,
  claimEntry,
  conversationEntry,
  deltaOf,
  operationEntry,
  START_US,
  segmentEntry,
} from '../support/delta.ts'
import { DRIVE_ID, HMI_ID, PLC_ID, storePlant, UNIT_ID } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const SECOND = 1_000_000
const HOST = '0000000000000001'

function plant(): ObservedReader {
  const directory = temporaryDirectory()
  storePlant(directory)
  return new ObservedReader(directory)
}

/** One host at 10.0.0.2 that `claims` are about, with a peer. */
function host(
  claims: readonly Partial<ClaimEntry>[],
  more: Parameters<typeof deltaOf>[0] = {},
  mac = '00:80:f4:00:00:01',
  parts: Parameters<typeof assetEntry>[2] = {},
) {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry())
  writer.apply(
    deltaOf({
      segments: [segmentEntry()],
      addresses: [addressEntry(1, '10.0.0.1'), addressEntry(2, '10.0.0.2'), addressEntry(3, mac)],
      bindings: [bindingEntry(3, 2)],
      claims: claims.map((claim) => claimEntry(claim)),
      ...more,
    }),
  )
  const keys = new Map(writer.evidence().addresses.map(({ value, id }) => [value, id]))
  writer.assign([
    assetEntry(
      HOST,
      ['10.0.0.2', mac].map((value) => keys.get(value) as number),
      parts,
    ),
  ])
  writer.commit()
  writer.close()
  return new ObservedReader(directory)
}

function answersOf(reader: ObservedReader, id = HOST) {
  const asset = findAsset(reader, id)
  if (asset === undefined) throw new Error(`no asset ${id}`)
  const { answers } = readAssetInventory(reader, asset)
  return (field: string) => {
    const found = answers.find((answer) => answer.field.id === field)
    return [found?.status, found?.values.map(({ value }) => value)]
  }
}

test('the table has the 32 fields of the guidance, with its priorities', () => {
  expect(INVENTORY_FIELDS.map(({ number }) => number)).toEqual(Array.from({ length: 32 }, (_, at) => at + 1))
  expect(new Set(INVENTORY_FIELDS.map(({ id }) => id)).size).toBe(32)
  const count = (wanted: string) => INVENTORY_FIELDS.filter(({ priority }) => priority === wanted).length
  expect([count('high'), count('medium'), count('low')]).toEqual([14, 8, 10])
})

test('every field of every asset is seen, inferred, asked of people, or not observable here', () => {
  const reader = plant()
  const all = [...readInventory(reader)]
  expect(all.map(({ asset }) => asset.row.id)).toEqual([HMI_ID, PLC_ID, DRIVE_ID, UNIT_ID].sort())
  for (const { answers } of all) {
    expect(answers).toHaveLength(32)
    for (const { status, reason } of answers) {
      expect(FIELD_STATUSES).toContain(status)
      expect(reason).not.toBe('')
    }
  }
  reader.close()
})

test('all values of a field are there, the surest first, with who said each and when; conflicts are said', () => {
  const reader = plant()
  const asset = findAsset(reader, PLC_ID)
  const answers = asset === undefined ? [] : readAssetInventory(reader, asset).answers
  expect(answers.find(({ field }) => field.id === 'manufacturer')).toMatchObject({
    status: 'seen',
    values: [
      { value: 'Acme', protocol: 'modbus', message: 'Read Device Identification', confidence: 'stated' },
      { value: 'Board Maker', confidence: 'weak', lastSeen: '2026-11-22T10:00:09.000000Z' },
    ],
  })
  expect(answers.find(({ field }) => field.id === 'firmware')).toMatchObject({
    values: [{ value: '1.1' }, { value: '1.0' }],
    conflicts: ['firmware'],
  })
  reader.close()
})

test('a part has its own maker, and the addresses that it was reached by', () => {
  const reader = plant()
  const answer = answersOf(reader, UNIT_ID)
  expect(answer('manufacturer')).toEqual(['seen', ['Drives Ltd']])
  expect(answer('ip-address')).toEqual(['seen', ['10.0.0.2']])
  expect(answer('communication-method')).toEqual(['inferred', ['modbus through its host']])
  expect(answer('physical-virtual')[0]).toBe('ask people')
  reader.close()
})

test('what it serves, and in which VLAN, is seen; a host that answered nobody has no known services', () => {
  const reader = plant()
  const plc = answersOf(reader, PLC_ID)
  expect(plc('ports-services')).toEqual(['seen', ['tcp/4000', 'tcp/502 modbus']])
  expect(plc('protocols')).toEqual(['seen', ['modbus']])
  expect(plc('vlan')).toEqual(['seen', ['10']])
  expect(plc('role')).toEqual(['inferred', ['controller']])
  const hmi = answersOf(reader, HMI_ID)
  expect(hmi('ports-services')).toEqual(['not observable here', []])
  expect(hmi('mac-address')[0]).toBe('not observable here')
  expect(hmi('communication-method')).toEqual(['inferred', ['IP through a router']])
  reader.close()
})

test('names by several protocols stand beside each other; a maker’s number counts only where there is no name', () => {
  const reader = host([
    { attribute: 'name', value: 'PLC-1', protocol: 'lldp', lastUs: START_US + SECOND },
    { attribute: 'name', value: 'plc1.plant.example', protocol: 'dns', lastUs: START_US + 2 * SECOND },
    { attribute: 'vendor-id', value: '42' },
    { attribute: 'product-code', value: '7' },
    { attribute: 'vendor', value: 'Acme', confidence: 'weak' },
  ])
  const answer = answersOf(reader)
  expect(answer('hostname')).toEqual(['seen', ['plc1.plant.example', 'PLC-1']])
  expect(answer('manufacturer')).toEqual(['inferred', ['Acme']])
  expect(answer('model')).toEqual(['seen', ['7']])
  reader.close()
})

test('system, logging, backups and time are told from what it did and said', () => {
  const reader = host(
    [
      { attribute: 'vendor-class', value: 'MSFT 5.0' },
      { attribute: 'time-source', value: '10.0.0.1' },
    ],
    {
      conversations: [
        conversationEntry(),
        conversationEntry({
          id: 2,
          client: 2,
          server: 1,
          protocol: 'syslog',
          transport: 'udp',
          port: 514,
          packetsToClient: 0,
        }),
      ],
      operations: [operationEntry({ class: 'upload', module: '' })],
    },
  )
  const answer = answersOf(reader)
  expect(answer('operating-system')).toEqual(['inferred', ['Microsoft Windows']])
  expect(answer('os-version')[0]).toBe('ask people')
  expect(answer('logging')).toEqual(['seen', ['sends syslog messages']])
  expect(answer('backup')).toEqual(['inferred', ['program by modbus, 5 answers, last on 2026-11-22']])
  expect(answer('time-source')).toEqual(['seen', ['10.0.0.1']])
  reader.close()
})

test('who set the clock of a device is its source of time, unless it refused', () => {
  const sources = (parts: object) => {
    const reader = host([], {
      conversations: [conversationEntry()],
      operations: [operationEntry({ class: 'time', module: '', ...parts })],
    })
    const answer = answersOf(reader)('time-source')
    reader.close()
    return answer
  }
  expect(sources({ errors: 0 })).toEqual(['inferred', ['10.0.0.1 by modbus']])
  expect(sources({ responses: 2, errors: 2 })[0]).toBe('ask people')
  expect(sources({ class: 'read' })[0]).toBe('ask people')
})

test('a host that takes log messages collects them; a version stands in the system', () => {
  const conversation = conversationEntry({ protocol: 'syslog', transport: 'udp', port: 514 })
  const reader = host([{ attribute: 'os', value: 'VxWorks 6.9' }], { conversations: [conversation] })
  const answer = answersOf(reader)
  expect(answer('logging')).toEqual(['seen', ['collects syslog messages']])
  expect(answer('os-version')).toEqual(['seen', ['VxWorks 6.9']])
  reader.close()
})

test('who gave a MAC address tells a virtual machine from a physical one', () => {
  const physical = host([])
  expect(answersOf(physical)('physical-virtual')).toEqual(['inferred', ['physical']])
  expect(answersOf(physical)('hypervisor-location')).toEqual(['inferred', ['none: physical']])
  expect(answersOf(physical)('serial-number')[0]).toBe('ask people')
  physical.close()
  const virtual = host([], {}, '00:50:56:00:00:01')
  expect(answersOf(virtual)('hypervisor')).toEqual(['inferred', ['VMware']])
  expect(answersOf(virtual)('hypervisor-location')[0]).toBe('ask people')
  expect(answersOf(virtual)('serial-number')).toEqual(['inferred', ['none: virtual']])
  virtual.close()
  expect([hypervisorOf('52:54:00:00:00:01'), hypervisorOf('02:00:00:00:00:01')]).toEqual(['QEMU/KVM', undefined])
})

test(`${MAX_VALUES} values of a field are told, and that there are more; ${MAX_SERVICES} services`, () => {
  const names = Array.from({ length: MAX_VALUES + 1 }, (_, at) => ({ attribute: 'name', value: `name ${at}` }))
  const conversations = Array.from({ length: MAX_SERVICES + 1 }, (_, at) =>
    conversationEntry({ id: at + 1, port: at + 1 }),
  )
  const reader = host(names, { conversations })
  const [{ answers } = { answers: [] }] = readInventory(reader)
  const named = answers.find(({ field }) => field.id === 'hostname')
  expect([named?.values.length, named?.truncated]).toEqual([MAX_VALUES, true])
  expect(answers.find(({ field }) => field.id === 'ports-services')?.truncated).toBe(true)
  expect(gatherConduct(reader).get(HOST)?.services.size).toBe(MAX_SERVICES)
  reader.close()
})

test('scores count fields of every asset, and of the site without hosts elsewhere', () => {
  const reader = plant()
  const { site, assets } = readScores(reader)
  expect(assets.map(({ id }) => id)).toEqual([HMI_ID, PLC_ID, DRIVE_ID, UNIT_ID].sort())
  for (const { counts, known } of assets) {
    expect(FIELD_STATUSES.reduce((sum, status) => sum + counts[status], 0)).toBe(32)
    expect(known).toBe(Math.round((1000 * (counts.seen + counts.inferred)) / 32) / 10)
  }
  expect([site.assets, site.outside, site.fields.length]).toEqual([4, 0, 32])
  expect(site.fields.find(({ field }) => field.id === 'hostname')?.counts).toMatchObject({ seen: 1, 'ask people': 3 })
  expect(site.knownOfHigh).toBeGreaterThan(0)
  reader.close()
})

test('a host elsewhere counts for itself, and neither for the site nor on the walk-down', () => {
  const reader = host([], {}, undefined, { outside: true })
  const { site, assets } = readScores(reader)
  expect(assets.map(({ outside }) => outside)).toEqual([true])
  expect([site.assets, site.outside]).toEqual([0, 1])
  expect(readWalkDown(reader)).toEqual([])
  reader.close()
})

test('the walk-down sheet asks for what is not known, by place and address, the most important first', () => {
  const reader = plant()
  const rows = readWalkDown(reader)
  const assets = [...new Set(rows.map(({ asset }) => asset))]
  expect(assets).toEqual([HMI_ID, PLC_ID, UNIT_ID, DRIVE_ID])
  const plc = rows.filter(({ asset }) => asset === PLC_ID)
  expect(plc.map(({ field }) => field)).not.toContain('Hostname')
  expect(plc.map(({ field }) => field)).not.toContain('MAC address')
  expect(plc[0]).toMatchObject({ number: 2, priority: 'high', segment: 'vlan 10', vendor: 'Acme', answer: '' })
  expect(plc.map(({ priority }) => priority)).toEqual([...plc.map(({ priority }) => priority)].sort(byPriority))
  reader.close()
})

test('a device that says where it stands is walked to there; a row tells its surest values alone', () => {
  const reader = host([
    { attribute: 'location', value: 'Hall 2' },
    { attribute: 'vendor', value: 'Acme' },
    { attribute: 'vendor', value: 'Board Maker', confidence: 'weak', protocol: 'ethernet' },
  ])
  expect(new Set(readWalkDown(reader).map(({ location }) => location))).toEqual(new Set(['Hall 2']))
  const rows = [...exportRows(reader, 'inventory-fields')]
  expect(rows.find(({ field }) => field === 'Manufacturer')).toMatchObject({
    value: 'Acme',
    values: 1,
    source: 'modbus',
  })
  reader.close()
})

test('what is proposed of an asset is on the sheet to be confirmed, with its reason', () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry())
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses: [addressEntry(1, '10.0.0.1')] }))
  const [address] = writer.evidence().addresses.map(({ id }) => id)
  const proposal = { criticality: 'high', criticalityReason: '4 hosts ask it by modbus' } as const
  writer.assign([assetEntry(HOST, [address as number], proposal)])
  writer.commit()
  writer.close()
  const reader = new ObservedReader(directory)
  const hint = 'proposed: high (4 hosts ask it by modbus); confirm or correct'
  expect(readWalkDown(reader)[0]).toMatchObject({ field: 'Asset criticality', hint, answer: '' })
  const [, criticality] = [...readInventory(reader)][0]?.answers ?? []
  expect(criticality).toMatchObject({ status: 'inferred', values: [{ value: 'high', confidence: 'inferred' }] })
  reader.close()
})

function byPriority(one: string, other: string): number {
  return ['high', 'medium', 'low'].indexOf(one) - ['high', 'medium', 'low'].indexOf(other)
}
