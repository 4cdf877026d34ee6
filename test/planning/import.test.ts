import { expect, test } from 'vitest'
import { problemText } from '../../planning/import-intended.ts'
import { intendedTemplate } from '../../planning/intended-template.ts'
import { COMMUNICATION_COLUMNS, parseCommunications } from '../../planning/parse-communications.ts'
import { MAX_COLUMNS, MAX_FIELD_CHARACTERS, MAX_FILE_CHARACTERS, MAX_ROWS, parseCsv } from '../../planning/parse-csv.ts'
import { INVENTORY_COLUMNS, parseInventory } from '../../planning/parse-inventory.ts'

const inventory = (text: string) => parseInventory(text).problems.map(problemText)
const communications = (text: string) => parseCommunications(text).problems.map(problemText)

test('fields in quotes hold separators, quotes and line ends, and lines are counted on', () => {
  const { records } = parseCsv('\uFEFFname,ip\r\n"a ""b"",\nc",1\r\n\r\nd,2')
  expect(records).toEqual([
    { line: 1, fields: ['name', 'ip'] },
    { line: 2, fields: ['a "b",\nc', '1'] },
    { line: 5, fields: ['d', '2'] },
  ])
})

test.each([';', '\t'])('the separator %j is known by the header', (separator) => {
  const { records } = parseCsv(`name${separator}ip\nMixer, big${separator}10.0.0.1`)
  expect(records[1]?.fields).toEqual(['Mixer, big', '10.0.0.1'])
})

test('the templates can be imported, and show every column', () => {
  for (const text of [intendedTemplate('inventory'), intendedTemplate('communications')]) {
    const parsed = text.startsWith('client') ? parseCommunications(text) : parseInventory(text)
    expect(parsed.problems).toEqual([])
    expect(parsed.ignored).toEqual([])
    expect(parsed.items).toHaveLength(3)
  }
  const header = intendedTemplate('inventory').split('\n')[0]
  expect(header).toBe(INVENTORY_COLUMNS.filter((column) => column !== 'segment').join(','))
  expect(intendedTemplate('communications').split('\n')[0]).toBe(COMMUNICATION_COLUMNS.join(','))
})

test('the apostrophe of a walk-down sheet before what would be a formula is taken off', () => {
  const { items } = parseInventory(`name,vendor,model,ip\n"'=PUMP 1",'-,'quoted',10.0.0.1`)
  expect(items).toMatchObject([{ name: '=PUMP 1', vendor: '-', model: "'quoted'" }])
})

test('addresses are read however they are written', () => {
  const { items } = parseInventory('mac,ip,vlan\n00-80-F4-1C-52-A1 0080.f41c.52a2,10.0.0.1/24; FE80::0:1,Control (10)')
  expect(items).toMatchObject([
    { macs: ['00:80:f4:1c:52:a1', '00:80:f4:1c:52:a2'], ips: ['10.0.0.1', 'fe80::1'], segment: 'vlan 10' },
  ])
})

test('an EUI-64 is a MAC address, and no IPv6 address, although it is written like one', () => {
  const { items } = parseInventory('mac\n00:0D:6F:00:0A:11:22:03 00-0d-6f-00-0a-11-22-04')
  expect(items).toMatchObject([{ macs: ['00:0d:6f:00:0a:11:22:03', '00:0d:6f:00:0a:11:22:04'] }])
  const rules = 'client,server,protocol,port,classes\n00:0D:6F:00:0A:11:22:03,10.0.0.1,*,*,*'
  const [rule] = parseCommunications(rules).items
  expect(rule).toMatchObject({ client: '00:0d:6f:00:0a:11:22:03' })
})

test.each([
  ['nothing', '', ['line 1: the file is empty: its first line must name the columns']],
  ['no column that names', 'vendor\nx', [/^line 1: no column says which device/]],
  ['an open quote', 'name\n"a', ['line 2: a quoted field is not closed, or goes on after its closing quote']],
  ['a bad MAC', 'mac\n00:11\n', ['line 2, mac: "00:11" is no MAC address']],
  ['a bad IP', 'name,ip\na,10.0.0.1\nb,10.0.0.256', ['line 3, ip: "10.0.0.256" is no IP address']],
  ['a bad VLAN', 'name,vlan\na,4095', [/^line 2, vlan: "4095" is no VLAN/]],
  ['a VLAN beside a segment', 'name,vlan,segment\na,1,vlan 1', [/^line 2, vlan: given beside a segment/]],
  ['a row about nothing', 'name,vendor\n,x', [/^line 2: says of no device which one it is/]],
  ['too many fields', 'name\na,b', ['line 2: 2 fields, but the header names 1']],
  ['a column named twice', 'ip,IP Address\n10.0.0.1,10.0.0.2', [/^line 1, IP Address: means the same as column "ip"/]],
  ['a long field', `name\n${'x'.repeat(MAX_FIELD_CHARACTERS + 1)}`, [/^line 2, name: more than 1000/, /^line 2: says/]],
  ['many columns', `name${',x'.repeat(MAX_COLUMNS)}`, [/^line 1: more than 256 columns/]],
  ['a long file', 'x'.repeat(MAX_FILE_CHARACTERS + 1), [/^more than 8000000 characters/]],
])('%s is refused, with line, column and reason', (_what, text, reasons) => {
  const problems = inventory(text)
  expect(problems).toHaveLength(reasons.length)
  for (const [index, reason] of reasons.entries()) expect(problems[index]).toMatch(reason)
})

test.each([
  ['name,ip\n', parseInventory],
  ['client,server,protocol,port,classes\n\n', parseCommunications],
])('a file that names its columns and has no row says nothing, and is no list: %j', (text, parse) => {
  expect(parse(text).problems).toEqual([{ line: 1, column: '', reason: 'no row follows the names of the columns' }])
})

test('a file may have so many rows and no more', () => {
  const rows = (count: number) => `name\n${'a\n'.repeat(count)}`
  expect(inventory(rows(MAX_ROWS))).toEqual([])
  expect(inventory(rows(MAX_ROWS + 1))).toEqual([`line ${MAX_ROWS + 2}: more than ${MAX_ROWS} rows`])
})

test.each([
  ['a missing column', 'client,server,protocol\n*,*,*', [/^line 1, port: no column port, classes/]],
  [
    'an empty cell',
    'client,server,protocol,port,classes\n*,,modbus,502,*',
    ['line 2, server: is empty: write * for any'],
  ],
  ['a bad port', 'client,server,protocol,port,classes\n*,*,modbus,65536,*', [/^line 2, port: "65536" is no port/]],
  [
    'a bad class',
    'client,server,protocol,port,classes\n*,*,*,*,read;wirte',
    [/^line 2, classes: "wirte" is no operation/],
  ],
  ['any beside one', 'client,server,protocol,port,classes\n*,*,*,*,read;*', [/^line 2, classes: has \* beside/]],
  [
    'a bad prefix',
    'client,server,protocol,port,classes\n10.0.0.0/33,*,*,*,*',
    [/^line 2, client: "10.0.0.0\/33" is no/],
  ],
])('a rule with %s is refused', (_what, text, reasons) => {
  const problems = communications(text)
  expect(problems).toHaveLength(reasons.length)
  for (const [index, reason] of reasons.entries()) expect(problems[index]).toMatch(reason)
})

// Made by hand after the column names that NetBox documents for its tables.
const NETBOX_DEVICES = `Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address,Serial number
PLC-1,Active,—,North,—,R1,PLC,Siemens,CPU 1214C,10.0.0.2/24,S C-1
PLC-2,Planned,—,North,—,R1,PLC,Siemens,CPU 1214C,—,
`
const NETBOX_ADDRESSES = `IP Address,VRF,Status,Role,Tenant,Assigned,DNS name,Description,Parent
10.0.0.2/24,Global,Active,—,—,True,plc-1.plant.example,,PLC-1
10.0.0.9/24,Global,Active,VIP,—,True,vip.plant.example,,PLC-1
10.0.0.77/24,Global,Reserved,—,—,False,,,—
`
const NETBOX_INTERFACES = `Device,Name,Enabled,Type,MAC Address,Untagged VLAN,IP Addresses
PLC-1,X1,True,100BASE-TX,00:1B:1B:00:00:01,Control (10),10.0.0.2/24
`

test('devices as NetBox exports them', () => {
  const { items, problems, ignored, inactive } = parseInventory(NETBOX_DEVICES)
  expect(problems).toEqual([])
  expect(items).toMatchObject([
    { line: 2, name: 'PLC-1', vendor: 'Siemens', model: 'CPU 1214C', role: 'PLC', serial: 'S C-1', ips: ['10.0.0.2'] },
  ])
  expect(inactive).toBe(1)
  expect(ignored).toEqual(['Tenant', 'Site', 'Location', 'Rack'])
})

test('IP addresses as NetBox exports them: their role is not the role of a device', () => {
  const { items, inactive } = parseInventory(NETBOX_ADDRESSES)
  expect(items.map(({ name, role, ips }) => ({ name, role, ips }))).toEqual([
    { name: 'PLC-1', role: '', ips: ['10.0.0.2'] },
    { name: 'PLC-1', role: '', ips: ['10.0.0.9'] },
  ])
  expect(inactive).toBe(1)
})

test('interfaces as NetBox exports them: name and type are not those of a device', () => {
  expect(parseInventory(NETBOX_INTERFACES).items).toMatchObject([
    { name: 'PLC-1', model: '', macs: ['00:1b:1b:00:00:01'], ips: ['10.0.0.2'], segment: 'vlan 10' },
  ])
})
