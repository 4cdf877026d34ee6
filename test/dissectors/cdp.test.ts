import { describe, expect, test } from 'vitest'
import { cdp } from '../../dissectors/cdp/cdp.ts'
import { fdp } from '../../dissectors/cdp/fdp.ts'
import { MAX_ADDRESSES, MAX_LINES, MAX_TLVS } from '../../dissectors/cdp/tlvs.ts'
import { edp, MAX_TLVS as MAX_EDP_TLVS } from '../../dissectors/edp/edp.ts'
import {
  addressTlv,
  cdpMessage,
  eapsTlv,
  edpMessage,
  edpTlv,
  esrpTlv,
  fdpMessage,
  textTlv,
  tlv,
} from '../../fixtures/generate/cdp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16, u32 } from '../support/packet.ts'

const factsOf = (...tlvs: Uint8Array[]) =>
  new Dialogue(cdp)
    .toServer(cdpMessage(2, ...tlvs))
    .observed('identity')
    .map(({ facts }) => facts)

describe('CDP', () => {
  test('a message is said once, and its port is the target', () => {
    const message = cdpMessage(2, textTlv(1, 'sw1'), textTlv(3, 'Gi0/1'))
    const dialogue = new Dialogue(cdp).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ function: 'cdp', name: 'CDP', class: 'discover', target: 'port Gi0/1' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'client', message: 'CDP Device ID', facts: { name: 'sw1' } },
      { message: 'CDP Port ID', facts: { 'port-id': 'Gi0/1' } },
    ])
  })

  test.each([
    ['capabilities', tlv(4, u32(0x29)), { capability: 'router, switch, IGMP' }],
    ['a platform', textTlv(6, 'cisco 1601'), { model: 'cisco 1601' }],
    ['a VTP domain', textTlv(9, 'PLANT'), { domain: 'PLANT' }],
    ['a native VLAN', tlv(10, u16(7)), { vlan: '7' }],
    ['a system name', textTlv(20, 'sw'), { name: 'sw' }],
    ['a location', tlv(23, 0, ascii('hall')), { location: 'hall' }],
    [
      'software with its version',
      textTlv(5, 'IOS Software, Version 12.2(25)SEG4, RELEASE\nCompiled'),
      { software: 'IOS Software, Version 12.2(25)SEG4, RELEASE; Compiled', firmware: '12.2(25)SEG4' },
    ],
    ['software without one', textTlv(5, 'no version'), { software: 'no version' }],
  ])('%s', (_, bytes, facts) => {
    expect(factsOf(bytes)).toEqual([facts])
  })

  test('what says nothing is not said: VLAN 0, other TLVs, addresses that are none', () => {
    expect(
      factsOf(tlv(10, u16(0)), tlv(11, 1), addressTlv(2, '0.0.0.0'), tlv(2, u32(1), 1, 1, 0x81, u16(2), 1, 2)),
    ).toEqual([])
  })

  test('addresses are those of the sender, and are bound where its MAC address is known', () => {
    const message = cdpMessage(2, addressTlv(2, '10.0.0.1'), addressTlv(22, '2001:db8::1'))
    const dialogue = new Dialogue(cdp).toServer(message)
    expect(dialogue.observed('identity').map(({ message: name, facts }) => [name, facts.ip])).toEqual([
      ['CDP Addresses', '10.0.0.1'],
      ['CDP Management Addresses', '2001:db8::1'],
    ])
    expect(dialogue.observed('binding')).toEqual([])
  })

  test('TLVs, addresses and lines that are read have a limit', () => {
    expect(factsOf(...Array<Uint8Array>(MAX_TLVS + 9).fill(textTlv(1, 'a')))).toHaveLength(MAX_TLVS)
    expect(factsOf(addressTlv(2, ...Array<string>(MAX_ADDRESSES + 9).fill('10.0.0.1')))).toHaveLength(MAX_ADDRESSES)
    const [facts] = factsOf(textTlv(5, 'line\n'.repeat(MAX_LINES + 9)))
    expect(facts?.software?.split('; ')).toHaveLength(MAX_LINES)
  })

  test.each([
    ['a TLV is longer than the message', bytesOf(u16(3), u16(99), 1)],
    ['a TLV is shorter than its header', bytesOf(u16(3), u16(2))],
    ['half a header is left', bytesOf(u16(3))],
  ])('it is malformed when %s', (_, bytes) => {
    const dialogue = new Dialogue(cdp).toServer(cdpMessage(2, textTlv(1, 'a'), bytes))
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })

  test('an address list that is cut, and a header that is, cost nothing else', () => {
    expect(factsOf(tlv(2, u32(2), 1, 1, 0xcc, u16(4), 10))).toEqual([])
    expect(new Dialogue(cdp).toServer('aaaa03').observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  })

  const plain = cdpMessage(2, textTlv(1, 'a'))
  test.each([
    ['a message', plain, 'yes'],
    ['of version 3', bytesOf(plain.slice(0, 8), 3, plain.slice(9)), 'no'],
    ['of another organisation', fdpMessage(textTlv(1, 'a')), 'no'],
    ['with a first TLV that does not fit', plain.slice(0, -1), 'no'],
    ['too short', plain.slice(0, 10), 'no'],
  ])('the probe: %s', (_, bytes, verdict) => {
    expect(cdp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })
})

test('FDP is told by its organisation, and writes capabilities in words', () => {
  const message = fdpMessage(textTlv(1, 'core'), textTlv(4, 'Switch'))
  expect(fdp.probe(cursorOver(message), 'to-server')).toBe('yes')
  const dialogue = new Dialogue(fdp).toServer(message)
  expect(dialogue.heard).toMatchObject([{ function: 'fdp', name: 'FDP' }])
  expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([{ name: 'core' }, { capability: 'Switch' }])
})

describe('EDP', () => {
  const machine = '00:01:30:00:06:00'
  const info = edpTlv(2, u16(1), u16(4), u16(0), new Uint8Array(6), 7, 8, 1, 4)
  const vlan = edpTlv(5, 0, 0, u16(7), u32(0), [10, 0, 0, 1], ascii('cell'))
  const message = edpMessage(machine, edpTlv(1, ascii('summit')), info, vlan, edpTlv(8), edpTlv(0), edpTlv(1))

  test('a switch tells its name, port, version and VLAN once', () => {
    const dialogue = new Dialogue(edp).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: 'edp', class: 'discover' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
      { role: 'switch', mac: machine },
      { name: 'summit' },
      { 'port-id': '2:5', firmware: '7.8.1.4' },
      { vlan: '7 cell', ip: '10.0.0.1' },
    ])
  })

  test('what is cut inside says nothing, what does not fit is malformed', () => {
    const cut = edpMessage(machine, edpTlv(2, 1), edpTlv(5, 1), edpTlv(5, 0, 0, u16(7), u32(0), u32(0)))
    expect(
      new Dialogue(edp)
        .toServer(cut)
        .observed('identity')
        .map(({ facts }) => facts),
    ).toEqual([{ role: 'switch', mac: machine }, { vlan: '7' }])
    for (const bad of [bytesOf(0x99, 1, u16(50)), bytesOf(0x98, 1, u16(4)), bytesOf(0x99, 1, u16(3)), bytesOf(0x99)]) {
      const dialogue = new Dialogue(edp).toServer(edpMessage(machine, bad))
      expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
    }
    expect(new Dialogue(edp).toServer(message.slice(0, 20)).observed('malformed')).toMatchObject([
      { reason: 'truncated' },
    ])
  })

  test('TLVs that are read have a limit', () => {
    const many = edpMessage(machine, ...Array<Uint8Array>(MAX_EDP_TLVS + 9).fill(edpTlv(1, ascii('a'))))
    expect(new Dialogue(edp).toServer(many).observed('identity')).toHaveLength(1 + MAX_EDP_TLVS)
  })

  test('the probe wants its organisation, version and mark', () => {
    expect(edp.probe(cursorOver(message), 'to-server')).toBe('yes')
    expect(edp.probe(cursorOver(bytesOf(message.slice(0, 24), 0x98, message.slice(25))), 'to-server')).toBe('no')
    expect(edp.probe(cursorOver(cdpMessage(2, textTlv(1, 'a long enough name'))), 'to-server')).toBe('no')
  })
})

describe('rings and groups of EDP', () => {
  const machine = '00:01:30:00:06:00'
  const over = (...tlvs: Uint8Array[]) => new Dialogue(edp).toServer(...tlvs.map((each) => edpMessage(machine, each)))
  const factsIn = (dialogue: Dialogue) => dialogue.observed('identity').map(({ about, facts }) => [about, facts])

  test.each([
    [5, 1, 'EAPS health', 'diagnose', 'EAPS complete'],
    [6, 1, 'EAPS ring up, flush', 'alarm', 'EAPS complete'],
    [7, 2, 'EAPS ring down, flush', 'alarm', 'EAPS failed'],
    [8, 4, 'EAPS link down', 'alarm', 'EAPS links down'],
    [9, 9, 'EAPS type 9', 'unknown', undefined],
  ])('type %i of a ring is told once, whatever its number', (type, state, name, operationClass, text) => {
    const dialogue = over(eapsTlv(type, 4001, machine, state, 1), eapsTlv(type, 4001, machine, state, 2))
    const heard = { function: `eaps ${type}`, name, class: operationClass, target: 'control VLAN 4001' }
    expect(dialogue.heard[0]).toMatchObject(heard)
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    const ring = { redundancy: 'EAPS ring of control VLAN 4001', ...(text === undefined ? {} : { state: text }) }
    expect(factsIn(dialogue)).toEqual([
      ['', { role: 'switch', mac: machine }],
      ['', ring],
    ])
  })

  test('several rings are told apart, each once', () => {
    const [one, two] = [eapsTlv(5, 4001, machine, 1, 1), eapsTlv(5, 4002, machine, 1, 1)]
    expect(factsIn(over(one, two, one, two))).toHaveLength(4)
  })

  test('a switch tells its part in a group, and the address that the group shares', () => {
    const dialogue = over(esrpTlv(3, 10, 1, '10.0.0.1', machine), esrpTlv(3, 10, 1, '10.0.0.1', machine))
    expect(dialogue.heard[0]).toMatchObject({ function: 'esrp', name: 'ESRP', class: 'diagnose', target: 'group 3' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(factsIn(dialogue).slice(1)).toEqual([
      ['', { redundancy: 'ESRP group 3 master, priority 10' }],
      ['10.0.0.1', { redundancy: 'virtual address of ESRP group 3' }],
    ])
    expect(factsIn(over(esrpTlv(3, 5, 0, '0.0.0.0', machine))).slice(1)).toEqual([
      ['', { redundancy: 'ESRP group 3, priority 5' }],
    ])
  })

  test('one that is cut says nothing', () => {
    expect(factsIn(over(edpTlv(11, 1, 5), edpTlv(8, 1)))).toEqual([
      ['', { role: 'switch', mac: machine }],
      ['', { role: 'switch', mac: machine }],
    ])
  })
})
