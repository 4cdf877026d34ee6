import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replayCaptures } from '../../cli/replay-captures.ts'
import { compare } from '../../planning/compare.ts'
import { type ObservedPlant, readObservedPlant } from '../../planning/observed-plant.ts'
import { parseCommunications } from '../../planning/parse-communications.ts'
import { parseInventory } from '../../planning/parse-inventory.ts'
import { sameModel, sameName, sameSerial, sameVendor, sameVersion } from '../../planning/same-value.ts'
import type { Intended, IntendedKind } from '../../storage/decisions/intended-lists.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { storePlant } from '../support/plant.ts'

const PLANT = path.join(import.meta.dirname, '../../fixtures/plant/plant.pcap')
const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-test-'))
let plant: ObservedPlant
let small: ObservedPlant

beforeAll(async () => {
  const writer = new ObservedWriter(path.join(folder, 'plant'))
  await replayCaptures([PLANT], writer, { onProgress: () => undefined, isInterrupted: () => false })
  writer.close()
  storePlant(path.join(folder, 'small'))
  plant = read('plant')
  small = read('small')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read(name: string): ObservedPlant {
  const reader = new ObservedReader(path.join(folder, name))
  try {
    return readObservedPlant(reader)
  } finally {
    reader.close()
  }
}

function origin(kind: IntendedKind, name = 'main') {
  return { kind, name, file: 'x.csv', sha256: '', importedBy: '', importedAt: '', rows: 0 }
}

function intending(inventory: string, communications = ''): Intended {
  const rules = `client,server,protocol,port,classes\n${communications}`
  return {
    inventory: inventory === '' ? [] : [{ list: origin('inventory'), items: parseInventory(inventory).items }],
    communications:
      communications === '' ? [] : [{ list: origin('communications'), items: parseCommunications(rules).items }],
  }
}

function said(intended: Intended, observed = plant, sinceUs?: number): string[] {
  return compare(intended, observed, sinceUs).findings.map(
    ({ kind, subject, field, intended: should, observed: is }) => `${kind} ${subject} ${field}: ${should} | ${is}`,
  )
}

const ALL = `name,vendor,model,firmware,role,part,mac,ip
MIXER LINE 1,SCHNEIDER ELECTRIC S.A.,M580,3.20,PLC,,00-80-F4-1C-52-A1,10.20.1.11
CONVEYOR 2,WAGO GmbH & Co. KG,750-8212,4.2.13(24),PLC,,00:30:de:44:0b:17,10.20.1.12
BOILER,Phoenix Contact,AXC F 2152,2023.0.3,controller,,,10.20.1.13
Gateway,Moxa,MGate,,gateway,,00:90:e8:36:71:c8,
Meter 1,Schneider Electric,PM5560,2.5.1,,unit 1,,10.20.1.20
Meter 2,,,,,unit 2,,10.20.1.20
Meter 3,,,,,unit 3,,10.20.1.20
HMI 1,,,,hmi,,,10.20.1.50
Laptop,,,,,,d4:ae:52:8b:64:0f,
`

test('an inventory that says what is there differs in nothing', () => {
  const { findings, inventory } = compare(intending(ALL), plant)
  expect(findings).toEqual([])
  expect(inventory).toMatchObject({ intended: 9, matched: 9 })
})

test('the order of rows does not matter', () => {
  const [header, ...rows] = ALL.trim().replace('3.20', '3.10').replace('0b:17', '0b:99').split('\n')
  const turned = [header, ...rows.reverse()].join('\n')
  const forward = intending([header, ...[...rows].reverse()].join('\n'))
  expect(said(intending(turned))).toEqual(said(forward))
  expect(said(forward)).toEqual([
    'different CONVEYOR 2 mac: 00:30:de:44:0b:99 | 00:30:de:44:0b:17',
    'different MIXER LINE 1 firmware: 3.10 | v03.20',
  ])
})

test('what is different names the packet that says so, and the line that says otherwise', () => {
  const [finding] = compare(intending('ip,firmware\n10.20.1.11,3.10'), plant).findings.filter(
    (f) => f.kind === 'different',
  )
  expect(finding).toMatchObject({ capture: 'plant.pcap', frame: 2629, list: 'main', line: 2, count: 2 })
})

test('what is not in the list is unexpected, and shows the packet that showed it', () => {
  const { findings } = compare(intending(ALL.replace(/Laptop.*\n/, '')), plant)
  expect(findings).toMatchObject([
    { kind: 'unexpected', subject: '10.20.1.60', field: 'asset', capture: 'plant.pcap', frame: 1786 },
  ])
})

test('what is missing is not said to be absent: the captures and their coverage are named', () => {
  const missing = (row: string) =>
    compare(intending(`name,ip,vlan\n${row}`), plant).findings.find(({ kind }) => kind === 'missing')?.reason
  expect(missing('a,10.20.1.99,')).toMatch(
    /^not seen in what was captured from 2026.* to 2026.*; 6 assets of 10\.20\.1\.0\/24 were seen/,
  )
  expect(missing('a,10.9.9.9,20')).toContain('nothing was seen in vlan 20: the sensor may not see it')
  expect(missing('a,10.9.9.9,20')).toContain('nothing of 10.9.9.0/24 was seen: the sensor may not see that network')
  expect(missing('a,,')).toContain('it cannot be said whether the sensor could see it')
})

test('what was seen only before a time counts as missing since then', () => {
  const after = Date.parse('2026-11-22T22:57:00Z') * 1000
  const finding = compare(intending(ALL), plant, after).findings
  expect(finding).toMatchObject([{ kind: 'missing', subject: 'Laptop' }])
  expect(finding[0]?.reason).toMatch(/^not seen since 2026-11-22T22:56:45/)
})

test('a row that fits two assets is ambiguous, and neither is guessed', () => {
  const text = 'name,mac,ip\na,00:80:f4:1c:52:a1,10.20.1.12'
  const [finding] = compare(intending(text), plant).findings.filter(({ kind }) => kind === 'ambiguous')
  expect(finding?.reason).toBe('the MAC address is of 10.20.1.11, the IP address is of 10.20.1.12; not compared')
  expect(said(intending(text)).filter((one) => /10\.20\.1\.1[12] asset/.test(one))).toEqual([])
})

test('two rows that fit one asset are ambiguous both', () => {
  const found = compare(intending('name,ip\na,10.20.1.11\nb,10.20.1.11'), plant).findings
  const reasons = found.filter(({ kind }) => kind === 'ambiguous').map(({ subject, reason }) => `${subject}: ${reason}`)
  expect(reasons).toEqual([
    'a: line 3 (b) of the same list fits the same asset; not compared',
    'b: line 2 (a) of the same list fits the same asset; not compared',
  ])
})

test('rows of one name give one device several addresses', () => {
  const text = 'name,ip\nMIXER LINE 1,10.20.1.11\nMIXER LINE 1,10.20.9.11'
  expect(compare(intending(text), plant).inventory).toMatchObject({ intended: 1, matched: 1 })
})

test('a device is known by its name when nothing else is said, and by its VLAN when its address is not enough', () => {
  expect(compare(intending('name\nboiler'), plant).inventory).toMatchObject({ matched: 1 })
  expect(said(intending('ip,vlan\n10.0.0.2,10'), small)).not.toContain('missing 10.0.0.2 asset: 10.0.0.2 vlan 10 | ')
  expect(said(intending('ip,vlan\n10.0.0.2,30'), small)).toContain('missing 10.0.0.2 asset: 10.0.0.2 vlan 30 | ')
  expect(said(intending('mac,vlan\n00:11:22:33:44:02,30'), small)).toContain(
    'different 00:11:22:33:44:02 segment: vlan 30 | vlan 10',
  )
})

test('an intended address that was not seen beside one that was is no difference', () => {
  expect(said(intending('name,ip,mac\na,10.20.1.11,00:80:f4:1c:52:a1 00:80:f4:1c:52:a2'))).not.toContainEqual(
    expect.stringContaining(' mac:'),
  )
})

const RULES = `HMI 1,10.20.1.0/24,modbus,502,read;write
Laptop,10.20.1.0/24,modbus,502,read;write;discover
`

test('communications that are all allowed differ in nothing', () => {
  const { findings, communications } = compare(intending(ALL, RULES), plant)
  expect(findings).toEqual([])
  expect(communications).toEqual({ rules: 2, used: 2, conversations: 8, allowed: 8, leftOut: 10 })
})

test('a write where only reading is allowed is different, and counts the writes', () => {
  const { findings } = compare(intending(ALL, RULES.replace('read;write\n', 'read\n')), plant)
  expect(findings.length).toBeGreaterThan(0)
  for (const finding of findings) {
    expect(finding).toMatchObject({ kind: 'different', field: 'class', intended: 'read', observed: 'write' })
    expect(finding.subject).toMatch(/^HMI 1 \(10\.20\.1\.50\) -> .* modbus\/502$/)
    expect(finding.count).toBeGreaterThan(0)
    expect(finding.frame).toBeGreaterThan(0)
  }
})

test('a conversation that no rule allows is unexpected, also on another port or protocol', () => {
  const unexpected = (rules: string) => said(intending('', rules)).filter((one) => one.startsWith('unexpected'))
  expect(unexpected('10.20.1.50,*,modbus,502,*')).toHaveLength(4)
  expect(unexpected('*,*,modbus,503,*')).toHaveLength(8)
  expect(unexpected('*,*,s7comm,502,*')).toHaveLength(8)
  expect(unexpected('*,*,*,*,*')).toEqual([])
  expect(unexpected('fd00::/8,*,*,*,*')).toHaveLength(8)
})

test('what is allowed and never seen is missing, the whole or a class of it', () => {
  const found = said(
    intending('', '*,*,modbus,502,read;write;discover;firmware\n10.20.1.70,10.20.1.11,modbus,502,read'),
  )
  expect(found).toEqual([
    'missing * -> * modbus/502 class: firmware | discover;read;write',
    'missing 10.20.1.70 -> 10.20.1.11 modbus/502 conversation: read | ',
  ])
})

test('a rule about somebody whom nobody knows allows nothing, and is said', () => {
  const found = compare(intending('', 'Nobody,*,*,*,*\n*,*,*,*,*'), plant).findings
  expect(found).toMatchObject([{ kind: 'ambiguous', reason: expect.stringContaining('nobody is called "Nobody"') }])
})

test('without a list nothing is compared', () => {
  expect(compare(intending(''), plant)).toEqual({ findings: [], inventory: null, communications: null })
})

test.each([
  [sameVendor, 'WAGO', 'WAGO Kontakttechnik GmbH', true],
  [sameVendor, 'Phoenix Contact', 'PHOENIX CONTACT GmbH & Co. KG', true],
  [sameVendor, 'ABB', 'Siemens AG', false],
  [sameModel, 'M580', 'Modicon M580', true],
  [sameModel, '580', 'Modicon M580', false],
  [sameModel, '6ES7214-1AG40-0XB0', '6ES7 214-1AG40-0XB0', true],
  [sameVersion, 'V3.20', '03.20', true],
  [sameVersion, '2.5.1', '002.005.001', true],
  [sameVersion, '3.2', '3.20', false],
  [sameSerial, '0x00C0FFEE', 'c0ffee', true],
  [sameSerial, '1', '2', false],
  [sameName, 'PLC-1', 'plc-1.plant.example', true],
  [sameName, 'PLC-1', 'plc-2', false],
])('%o of %j and %j is %j', (same, a, b, verdict) => {
  expect(same(a, b)).toBe(verdict)
  expect(same(b, a)).toBe(verdict)
})

test('a version that another one replaced agrees no more; of two in turns, both do', () => {
  const found = plant.assets.find(
    ({ asset, claims }) => asset.row.ipAddresses === '10.20.1.11' && claims.has('firmware'),
  )
  const [first] = found?.claims.get('firmware') ?? []
  if (found === undefined || first === undefined) throw new Error('the plant has no version of 10.20.1.11')
  const claim = (value: string, firstSeen: string, lastSeen: string) => ({ ...first, value, firstSeen, lastSeen })
  const observed = (...claims: (typeof first)[]) => ({
    ...plant,
    assets: [{ ...found, claims: new Map([...found.claims, ['firmware', claims]]) }],
  })
  const firmware = (seen: ObservedPlant) =>
    said(intending('ip,firmware\n10.20.1.11,2.7'), seen).filter((each) => each.includes('firmware'))
  const [nine, ten, noon] = ['2026-01-15T09:00:00Z', '2026-01-15T10:00:00Z', '2026-01-15T12:00:00Z'] as const
  expect(firmware(observed(claim('2.7', nine, nine), claim('3.0', ten, ten)))).toEqual([
    'different 10.20.1.11 firmware: 2.7 | 3.0',
  ])
  expect(firmware(observed(claim('2.7', nine, noon), claim('3.0', ten, ten)))).toEqual([])
})
