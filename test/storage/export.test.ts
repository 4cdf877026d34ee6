import { expect, test } from 'vitest'
import { EXPORT_COLUMNS, type ExportKind, exportKinds, exportRows, exportText } from '../../storage/observed/export.ts'
import { formatRows, type RowFormat } from '../../storage/observed/format-rows.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { fromSpreadsheet, toSpreadsheet } from '../../storage/observed/spreadsheet-text.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { DRIVE_ID, HMI_ID, HOSTILE_NAME, PLC_ID, storePlant, UNIT_ID } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

test.each(exportKinds)('the rows of %s have exactly the columns of the contract, in their order', (kind) => {
  const found = plantRows(kind)
  expect(found.length).toBeGreaterThan(0)
  for (const row of found) expect(Object.keys(row)).toEqual(EXPORT_COLUMNS[kind])
})

test('an asset shows its best claims, its conflicts and the sums of what it does', () => {
  expect(plantRows('assets').find(({ id }) => id === PLC_ID)).toEqual({
    id: PLC_ID,
    name: HOSTILE_NAME,
    role: 'controller',
    roleConfidence: 'stated',
    roleReason: 'it says so',
    deviceClass: 'control',
    level: 1,
    zone: 'basic control',
    zoneReason: 'it controls',
    vendor: 'Acme',
    product: '',
    model: '',
    serial: '',
    firmware: '1.1',
    hardware: '',
    conflicts: 'firmware',
    segment: 'vlan 10',
    macAddresses: '00:11:22:33:44:02',
    ipAddresses: '10.0.0.2',
    parent: '',
    protocol: '',
    module: '',
    firstSeen: '2026-11-22T10:00:00.000000Z',
    lastSeen: '2026-11-22T10:00:01.000000Z',
    conversations: 2,
    claims: 5,
  })
})

test('a part has its own claims, its own times and the conversations that address it', () => {
  expect(plantRows('assets').find(({ id }) => id === UNIT_ID)).toMatchObject({
    vendor: 'Drives Ltd',
    parent: PLC_ID,
    module: 'unit 3',
    firstSeen: '2026-11-22T10:00:01.000000Z',
    conversations: 1,
    claims: 1,
  })
})

test('an asset without a role has no confidence in it either', () => {
  expect(plantRows('assets').find(({ id }) => id === DRIVE_ID)).toMatchObject({
    role: '',
    roleConfidence: '',
    level: null,
    segment: 'vlan 20 on eth1',
  })
})

test('a claim about a module is about the part, and shows the packet that said it', () => {
  const claims = plantRows('claims')
  expect(claims.find(({ module }) => module === 'unit 3')).toMatchObject({
    asset: UNIT_ID,
    address: '10.0.0.2',
    value: 'Drives Ltd',
    capture: 'one.pcap',
    frame: 1,
    frameTime: '2026-11-22T10:00:00.000000Z',
  })
  expect(claims.filter(({ asset }) => asset === PLC_ID)).toHaveLength(5)
})

test('a group address is a party without an asset', () => {
  expect(plantRows('conversations').find(({ protocol }) => protocol === 'bacnet')).toMatchObject({
    client: DRIVE_ID,
    server: '',
    serverAddress: '10.0.1.255',
    segment: 'vlan 20 on eth1',
    vlan: '20',
  })
})

test('conversations come by their natural key', () => {
  const order = plantRows('conversations').map((row) => `${row['vlan']} ${row['clientAddress']} ${row['protocol']}`)
  expect(order).toEqual(['10 10.0.0.1 modbus', '10 10.0.0.1 tcp', '20 10.0.1.4 bacnet'])
})

test('coverage of whole captures comes first and has no parties', () => {
  expect(plantRows('coverage')).toMatchObject([
    { client: '', clientAddress: '', protocol: '', serverPort: null, measure: 'frames-cut', count: 3 },
    { client: HMI_ID, serverAddress: '10.0.0.2', serverPort: 502, measure: 'malformed', detail: 'truncated', count: 2 },
  ])
})

test('a store without anything exports no rows', () => {
  const directory = temporaryDirectory()
  new ObservedWriter(directory).close()
  const reader = new ObservedReader(directory)
  for (const kind of exportKinds) expect([...exportRows(reader, kind)]).toEqual([])
  reader.close()
})

test('JSON is one array, and stays one without rows', () => {
  const rows = [
    { a: 1, b: null },
    { a: 'ü"', b: true },
  ]
  expect(JSON.parse(text(rows, 'json'))).toEqual(rows)
  expect(JSON.parse(text([], 'json'))).toEqual([])
})

test('NDJSON is one object a line', () => {
  const rows = [
    { a: 'two\nlines', b: null },
    { a: 2, b: false },
  ]
  const lines = text(rows, 'ndjson').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual(rows)
})

test('CSV quotes as RFC 4180 says, and changes no value', () => {
  const rows = [
    { a: 'plain', b: 'with, comma' },
    { a: 'with "quotes"', b: 'two\r\nlines' },
    { a: '=1+1', b: null },
    { a: 7, b: false },
  ]
  expect(text(rows, 'csv')).toBe(
    'a,b\r\nplain,"with, comma"\r\n"with ""quotes""","two\r\nlines"\r\n=1+1,\r\n7,false\r\n',
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])(
  'a sheet that is filled in has %j as text, not as a formula',
  (value) => {
    const [line] = [...formatRows([{ a: value, b: -1 }], 'csv', ['a', 'b'], true)].slice(1)
    expect(line?.replaceAll('"', '')).toBe(`'${value},-1\r\n`)
    expect(fromSpreadsheet(toSpreadsheet(value))).toBe(value)
  },
)

test.each(['plain', "'quoted'", "o'clock", 'a=b', ''])('%j is no formula, and stays', (value) => {
  expect(toSpreadsheet(value)).toBe(value)
  expect(fromSpreadsheet(value)).toBe(value)
})

test('the walk-down sheet alone is changed, and only as CSV', () => {
  const directory = temporaryDirectory()
  storePlant(directory, '=HYPERLINK("http://x")')
  const reader = new ObservedReader(directory)
  const made = (kind: ExportKind, format: RowFormat) => [...exportText(kind, exportRows(reader, kind), format)].join('')
  expect(made('walk-down', 'csv')).toContain(`,"'=HYPERLINK(""http://x"")",`)
  expect(made('walk-down', 'ndjson')).toContain('"name":"=HYPERLINK(')
  expect(made('assets', 'csv')).toContain(',"=HYPERLINK(')
  reader.close()
})

function text(rows: Parameters<typeof formatRows>[0], format: Parameters<typeof formatRows>[1]): string {
  return [...formatRows(rows, format, ['a', 'b'])].join('')
}

function plantRows(kind: (typeof exportKinds)[number]) {
  const directory = temporaryDirectory()
  storePlant(directory)
  const reader = new ObservedReader(directory)
  try {
    return [...exportRows(reader, kind)]
  } finally {
    reader.close()
  }
}
