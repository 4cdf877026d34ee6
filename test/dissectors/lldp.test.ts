import { describe, expect, test } from 'vitest'
import { lldp } from '../../dissectors/lldp/lldp.ts'
import {
  chassisMac,
  MED_ENDPOINT,
  message,
  organization,
  PROFINET_PORT_1,
  portName,
  SWITCH_PORT_3,
  text,
  tlv,
  ttl,
} from '../../fixtures/generate/lldp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { CountingSink, cursorOf, infoOf } from '../support/fixture-messages.ts'
import { ascii, type Bytes, bytesOf, hex, u16 } from '../support/packet.ts'

const HEAD = bytesOf(chassisMac('00:80:63:00:00:10'), portName('3'), ttl(120))

function facts(bytes: Bytes): string[] {
  const dialogue = new Dialogue(lldp).toServer(bytes)
  return dialogue.observed('identity').flatMap(({ facts: each }) => Object.entries(each).map((pair) => pair.join(': ')))
}

describe('a message', () => {
  test('is an announcement of its port, and says the same only once', () => {
    const dialogue = new Dialogue(lldp).toServer(SWITCH_PORT_3, SWITCH_PORT_3)
    const heard = { role: 'event', function: 'lldp', name: 'LLDP', class: 'discover', target: 'port 3' }
    expect(dialogue.heard).toMatchObject([heard, heard])
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity').filter(({ message: each }) => each === 'LLDP System Name')).toHaveLength(1)
  })

  test('tells the basic set', () => {
    expect(facts(SWITCH_PORT_3)).toEqual([
      'mac: 00:80:63:00:00:10',
      'port-id: 3',
      'port-description: Module: 1 Port: 3 - 1 Gbit',
      'name: core-1',
      'description: Hirschmann RSP35 HiOS-2S-09.0.03',
      'capability: bridge, router (off)',
      'ip: 10.80.0.1',
      'ip: fe80::280:63ff:fe00:10',
      'vlan: 10',
      'vlan: 10 cell',
    ])
  })

  test('tells what PROFINET adds', () => {
    expect(facts(PROFINET_PORT_1)).toEqual([
      'chassis-id: io-device-7',
      'port-id: port-001',
      'description: Siemens, SIMATIC NET, ET 200SP',
      'ip: 10.80.0.21',
      'port-description: port-001.io-device-7',
      'capability: media redundancy (MRP)',
      'mac: 00:0e:8c:00:00:20',
    ])
  })

  test('tells the inventory of LLDP-MED, and a MUD URL', () => {
    expect(facts(MED_ENDPOINT)).toEqual([
      'ip: 10.80.0.31',
      'mac: 00:04:f2:00:00:31',
      'hardware: Rev A',
      'firmware: 5.8.0',
      'software: 6.4.1',
      'serial: 0004f2000031',
      'vendor: Polycom',
      'model: VVX 411',
      'device-id: AS-0815',
      'url: https://mud.example.com/phone',
    ])
  })

  test('tells the names of VLANs', () => {
    const named = (name: string) => organization('0080c2', 3, bytesOf(u16(20), name.length, ascii(name)))
    expect(
      facts(bytesOf(HEAD, named('cell-4'), named(''), organization('0080c2', 3, bytesOf(u16(20), 9, 1)))).slice(2),
    ).toEqual(['vlan: 20 cell-4', 'vlan: 20'])
  })

  describe('a location of LLDP-MED', () => {
    const element = (type: number, value: string) => bytesOf(type, value.length, ascii(value))
    const civic = (what: number, ...elements: Bytes[]) => {
      const body = bytesOf(what, ascii('DE'), ...elements)
      return organization('0012bb', 3, bytesOf(2, body.length, body))
    }
    const kind = (device: number) => organization('0012bb', 1, bytesOf(u16(0x3f), device))
    const hall = [element(0, 'de'), element(3, 'Ulm'), element(25, 'Hall 2'), element(27, '1')]
    const place = 'DE, city Ulm, building Hall 2, floor 1'

    test.each([
      ['an endpoint tells its own', [kind(3), civic(2, ...hall)], [`location: ${place}`]],
      [
        'a switch tells that of what hangs on its port',
        [kind(4), civic(2, ...hall)],
        [`port-description: leads to ${place}`],
      ],
      ['or its own', [kind(4), civic(1, ...hall)], [`location: ${place}`]],
      [
        'a number for emergencies',
        [organization('0012bb', 3, bytesOf(3, ascii('5551234')))],
        ['location: emergency number 5551234'],
      ],
      // 48.5 degrees north, 9.25 degrees west.
      [
        'coordinates',
        [organization('0012bb', 3, hex('01 8861000000 8bed800000 000000000000'))],
        ['location: 48.50000, -9.25000'],
      ],
      ['coordinates that are not known', [organization('0012bb', 3, bytesOf(1, new Uint8Array(16)))], []],
      ['coordinates that are cut', [organization('0012bb', 3, bytesOf(1, 0x88, 0x61))], []],
      ['a civic address that is cut', [organization('0012bb', 3, bytesOf(2, 99, 2, ascii('DE')))], []],
      ['an element that is cut', [organization('0012bb', 3, bytesOf(2, 6, 2, ascii('DE'), 3, 9, 1))], ['location: DE']],
      ['another form', [organization('0012bb', 3, bytesOf(9, 1))], []],
      ['no number', [organization('0012bb', 3, bytesOf(3))], []],
    ])('%s', (_, tlvs, expected) => {
      expect(facts(bytesOf(HEAD, ...tlvs, 0, 0)).slice(2)).toEqual(expected)
    })
  })

  test('binds the management address to the sender', () => {
    const bindings: string[] = []
    const sink = new CountingSink()
    sink.observe = (each?: { kind: string; mac?: string; ip?: string }) => {
      if (each?.kind === 'binding') bindings.push(`${each.mac} ${each.ip}`)
    }
    lldp.dissect(cursorOf(SWITCH_PORT_3), infoOf('to-server'), lldp.newState(), sink)
    expect(bindings).toEqual(['02:00:00:00:00:01 10.80.0.1', '02:00:00:00:00:01 fe80::280:63ff:fe00:10'])
  })

  test.each([
    ['0.0.0.0 is no address', tlv(8, hex('05 01 00000000 02 00000001 00')), []],
    ['an address of another family is none', tlv(8, hex('07 06 0080630000ff 02 00000001 00')), []],
    ['VLAN 0 is none', organization('0080c2', 1, u16(0)), []],
    ['an unknown organization tells nothing', organization('123456', 1, u16(7)), []],
    ['a TLV that does not exist tells nothing', tlv(99, hex('01')), []],
    [
      'a chassis that describes itself says what it is',
      text(6, 'Siemens, SIMATIC NET, X208, 6GK5 208-0BA10-2AA3, HW: 3, FW: V5.2, VPL1'),
      [
        'description: Siemens, SIMATIC NET, X208, 6GK5 208-0BA10-2AA3, HW: 3, FW: V5.2, VPL1',
        'vendor: Siemens',
        'product: SIMATIC NET',
        'model: X208',
        'order-number: 6GK5 208-0BA10-2AA3',
        'hardware: 3',
        'firmware: V5.2',
        'serial: VPL1',
      ],
    ],
    ['a name that is not text is shown in hexadecimal', tlv(2, 7, hex('01 ff')), ['port-id: 01ff']],
    [
      'addresses are written as RFC 5952 says',
      tlv(1, 5, hex('02 20010db8000000000001000000000001')),
      ['ip: 2001:db8::1:0:0:1'],
    ],
    [
      'nor is one zero alone shortened',
      tlv(1, 5, hex('02 20010db8000100020003000400050000')),
      ['ip: 2001:db8:1:2:3:4:5:0'],
    ],
  ])('%s', (_, extra, expected) => {
    expect(facts(bytesOf(HEAD, extra, 0, 0)).slice(2)).toEqual(expected)
  })

  test('whose TLV does not fit is malformed, and still says the rest', () => {
    const dialogue = new Dialogue(lldp).toServer(bytesOf(HEAD, text(5, 'core-1').slice(0, 4)))
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
    expect(dialogue.heard).toHaveLength(1)
    expect(dialogue.observed('identity').at(-1)?.facts).toEqual({ name: 'co' })
  })

  test('needs no end, and may have padding behind it', () => {
    expect(new Dialogue(lldp).toServer(HEAD).observed('malformed')).toEqual([])
    expect(facts(bytesOf(message(HEAD), text(5, 'padding')))).toEqual(['mac: 00:80:63:00:00:10', 'port-id: 3'])
  })
})

test.each([
  ['a message', SWITCH_PORT_3, 'yes'],
  ['a chassis id of a subtype that does not exist', bytesOf(tlv(1, 8, 1, 2), HEAD.slice(9)), 'no'],
  ['a port id of a subtype that does not exist', bytesOf(HEAD.slice(0, 9), tlv(2, 0, 1)), 'no'],
  ['another order', bytesOf(HEAD.slice(9), HEAD.slice(0, 9)), 'no'],
  ['nothing', new Uint8Array(0), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(lldp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
