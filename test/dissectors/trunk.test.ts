import { describe, expect, test } from 'vitest'
import { dtp } from '../../dissectors/dtp/dtp.ts'
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { pagp } from '../../dissectors/pagp/pagp.ts'
import { MAX_NEIGHBOURS, udld } from '../../dissectors/udld/udld.ts'
import { MAX_VLANS } from '../../dissectors/vtp/advertisement.ts'
import { vtp } from '../../dissectors/vtp/vtp.ts'
import { textTlv, tlv } from '../../fixtures/generate/cdp-message.ts'
import {
  dtpMessage,
  dtpPort,
  echoTlv,
  pagpFlush,
  pagpInfo,
  udldMessage,
  vlanInfo,
  vtpMessage,
  vtpSubset,
  vtpSummary,
} from '../../fixtures/generate/trunk-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, u16, u32 } from '../support/packet.ts'

const MAC = '00:1e:f6:00:0e:01'
const OTHER = '00:1e:f6:00:0e:02'
const over = (dissector: Dissector, ...messages: Bytes[]) => new Dialogue(dissector).toServer(...messages)
const factsOf = (dialogue: Dialogue) => dialogue.observed('identity').map(({ facts }) => facts)
const malformedIn = (dialogue: Dialogue) => dialogue.observed('malformed').map(({ reason }) => reason)
const altered = (bytes: Bytes, at: number, value: number) => bytesOf(bytes.slice(0, at), value, bytes.slice(at + 1))
const verdictOf = (dissector: Dissector, bytes: Bytes) => dissector.probe(cursorOver(bytes), 'to-server')

describe('VTP', () => {
  const summary = vtpSummary('PLANT', 12, '10.0.0.1')

  test.each([
    [summary, '1', 'Summary Advertisement', 'discover'],
    [vtpSubset('PLANT', 12), '2', 'Subset Advertisement', 'configure'],
    [vtpMessage(2, 3, 0, 'PLANT', u16(1)), '3', 'Advertisement Request', 'discover'],
    [vtpMessage(2, 4, 0, 'PLANT', u16(0), u16(1007)), '4', 'Join', 'discover'],
  ])('message %#, by domain', (message, code, name, operationClass) => {
    const dialogue = over(vtp, message, message)
    const target = 'domain PLANT'
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: code, name, class: operationClass, target })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(malformedIn(dialogue)).toEqual([])
  })

  test('a summary tells domain and revision of its sender, and who changed it last, once', () => {
    const dialogue = over(vtp, summary, summary)
    expect(dialogue.observed('identity').map(({ about, facts }) => [about, facts])).toEqual([
      ['', { role: 'switch', domain: 'PLANT', 'configuration-revision': '12' }],
      ['10.0.0.1', { role: 'switch', domain: 'PLANT' }],
    ])
    expect(factsOf(over(vtp, vtpSummary('PLANT', 0, '0.0.0.0')))).toHaveLength(1)
  })

  test('its digest is no news', () => {
    expect(factsOf(over(vtp, summary, altered(summary, summary.length - 1, 1)))).toHaveLength(2)
  })

  test('a subset names Ethernet VLANs, up to a limit', () => {
    const vlans = [vlanInfo(7, 'cell7'), vlanInfo(1002, 'fddi-default', 2), vlanInfo(8, '')]
    expect(factsOf(over(vtp, vtpSubset('PLANT', 12, ...vlans))).slice(1)).toEqual([{ vlan: '7 cell7' }, { vlan: '8' }])
    const many = Array<Bytes>(MAX_VLANS + 3).fill(vlanInfo(7, 'a'))
    expect(factsOf(over(vtp, vtpSubset('PLANT', 12, ...many)))).toHaveLength(1 + MAX_VLANS)
  })

  test('of version 3 nothing is read behind the domain', () => {
    const third = [vtpMessage(3, 1, 0, 'PLANT', u32(9), u32(9)), vtpMessage(3, 2, 0, 'PLANT', 1)]
    expect(factsOf(over(vtp, ...third))).toEqual([
      { role: 'switch', domain: 'PLANT' },
      { role: 'switch', domain: 'PLANT' },
    ])
  })

  test('a code that does not exist is undecoded', () => {
    expect(over(vtp, vtpMessage(2, 9, 0, 'PLANT')).observed('undecoded')).toMatchObject([{ code: 9 }])
    expect(over(vtp, vtpMessage(2, 0, 0, 'PLANT')).heard).toMatchObject([{ name: 'code 0', class: 'unknown' }])
  })

  test.each([
    ['its header is cut', summary.slice(0, 30), 'truncated'],
    ['it is cut', summary.slice(0, 60), 'truncated'],
    ['its version does not exist', altered(summary, 8, 9), 'bad-value'],
    ['its domain is too long', altered(summary, 11, 33), 'bad-value'],
    ['a VLAN does not fit', vtpSubset('PLANT', 12, vlanInfo(7, 'cell7').slice(0, 14)), 'bad-length'],
    ['a VLAN is shorter than its name', vtpSubset('PLANT', 12, altered(vlanInfo(7, 'cell7'), 3, 30)), 'bad-length'],
  ])('it is malformed when %s', (_, message, reason) => {
    expect(malformedIn(over(vtp, message))).toEqual([reason])
  })

  test.each([
    ['a message', summary, 'yes'],
    ['that is cut', summary.slice(0, 60), 'no'],
    ['of another protocol', altered(summary, 7, 4), 'no'],
    ['with a code that does not exist', altered(summary, 9, 5), 'no'],
    ['with something behind its domain', altered(summary, 20, 1), 'no'],
  ])('content alone: a message %s', (_, bytes, verdict) => {
    expect(verdictOf(vtp, bytes)).toBe(verdict)
  })
})

describe('DTP', () => {
  const message = dtpPort('PLANT', 0x83, 0xa5, MAC)

  test('a port tells its domain and address, whether it is a trunk and what it is set to, once', () => {
    const dialogue = over(dtp, message, message)
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: 'dtp', name: 'DTP', class: 'session' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    const state = 'port is a trunk, set to desirable; 802.1Q, set to 802.1Q'
    expect(factsOf(dialogue)).toEqual([{ role: 'switch', domain: 'PLANT', mac: MAC, state }])
  })

  test.each([
    [[tlv(2, 0x02)], 'port is no trunk, set to off'],
    [[tlv(2, 0x01), tlv(3, 0x40)], 'port is no trunk, set to on; ISL, set to negotiated'],
    [[tlv(2, 0x87), tlv(3, 0xe7)], 'port is a trunk, set to 7; 7, set to 7'],
    [[tlv(3, 0x22), tlv(9, 1)], undefined],
  ])('state %#', (tlvs, state) => {
    expect(factsOf(over(dtp, dtpMessage(...tlvs)))[0]?.state).toBe(state)
  })

  test('it is malformed when a TLV does not fit, or all are missing', () => {
    expect(malformedIn(over(dtp, dtpMessage(tlv(2, 3), bytesOf(u16(3), u16(9)))))).toEqual(['bad-length'])
    expect(malformedIn(over(dtp, message.slice(0, 8)))).toEqual(['truncated'])
  })

  test.each([
    ['a message', message, 'yes'],
    ['of another protocol', altered(message, 7, 3), 'no'],
    ['of another version', altered(message, 8, 2), 'no'],
    ['with a TLV that does not exist', altered(message, 10, 5), 'no'],
    ['with a TLV that does not fit', altered(message, 11, 1), 'no'],
    ['without a TLV', message.slice(0, 10), 'no'],
  ])('content alone: a message %s', (_, bytes, verdict) => {
    expect(verdictOf(dtp, bytes)).toBe(verdict)
  })
})

describe('PAgP', () => {
  const one = { device: MAC, port: 3 }
  const two = { device: OTHER, port: 4 }
  const names = [textTlv(1, 'cell-7'), textTlv(2, 'Gi1/1'), tlv(3, [0, 1, 2, 3, 4, 5])]
  const message = pagpInfo(one, two, 5, ...names)

  test('an info tells device, group, names and who is at the other end, once', () => {
    const dialogue = over(pagp, message, message)
    const target = `device ${MAC} port 3`
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: '1', name: 'Info', class: 'session', target })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(factsOf(dialogue)).toEqual([
      { mac: MAC, redundancy: 'PAgP link aggregation, group 55', state: 'desirable, consistent' },
      { name: 'cell-7' },
      { 'port-id': 'Gi1/1' },
    ])
    expect(dialogue.observed('topology')).toMatchObject([{ of: 'client', other: `${OTHER} port 4` }])
  })

  test('one that has heard nobody names nobody', () => {
    const dialogue = over(pagp, pagpInfo(one, undefined, 2))
    expect(factsOf(dialogue)).toMatchObject([{ state: 'auto' }])
    expect(dialogue.observed('topology')).toEqual([])
  })

  test('padding behind the last TLV is none', () => {
    expect(malformedIn(over(pagp, bytesOf(pagpInfo(one, two, 5, textTlv(1, 'a')), 0, 0, 0)))).toEqual([])
  })

  test('a flush finds out whether the link is empty', () => {
    const dialogue = over(pagp, pagpFlush(MAC, OTHER), pagpFlush(MAC, OTHER))
    const target = `device ${MAC}`
    expect(dialogue.heard[0]).toMatchObject({ function: '2', name: 'Flush', class: 'diagnose', target })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('it is malformed when it is cut, or a TLV does not fit', () => {
    const dialogue = over(pagp, message.slice(0, 40), message.slice(0, 40))
    expect(malformedIn(dialogue)).toEqual(['bad-value', 'bad-value'])
    expect(dialogue.heard[0]).toMatchObject({ name: 'unknown', class: 'unknown' })
    const cut = pagpInfo(one, two, 5, textTlv(1, 'a'), bytesOf(u16(2), u16(99)))
    expect(malformedIn(over(pagp, cut))).toEqual(['bad-length'])
  })

  test.each([
    ['an info', message, 'yes'],
    ['a flush', pagpFlush(MAC, OTHER), 'yes'],
    ['another protocol', altered(message, 7, 5), 'no'],
    ['a flag that does not exist', altered(message, 9, 8), 'no'],
    ['another version', altered(message, 8, 3), 'no'],
    ['more TLVs than there are', altered(message, 53, 99), 'no'],
    ['a TLV that does not fit', altered(message, 57, 99), 'no'],
    ['too little', message.slice(0, 30), 'no'],
  ])('content alone: %s', (_, bytes, verdict) => {
    expect(verdictOf(pagp, bytes)).toBe(verdict)
  })
})

describe('UDLD', () => {
  const ids = [textTlv(1, 'FOC1'), textTlv(2, 'Gi1/1'), textTlv(6, 'cell-7'), tlv(4, 15)]

  test.each([
    [1, 'Probe', 'discover'],
    [2, 'Echo', 'discover'],
    [3, 'Flush', 'alarm'],
  ])('opcode %i tells device, port and name, once', (opcode, name, operationClass) => {
    const message = udldMessage(opcode, 1, ...ids)
    const dialogue = over(udld, message, message)
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: String(opcode), name, class: operationClass })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(factsOf(dialogue)).toEqual([
      { role: 'switch' },
      { 'device-id': 'FOC1' },
      { 'port-id': 'Gi1/1' },
      { name: 'cell-7' },
    ])
  })

  test('whom it hears are its neighbours, up to a limit', () => {
    const neighbours = (...tlvs: Bytes[]) =>
      over(udld, udldMessage(1, 1, ...tlvs))
        .observed('topology')
        .map(({ other }) => other)
    expect(neighbours(echoTlv(['FOC2', 'Gi1/2'], ['FOC3', 'Gi1/3']))).toEqual(['FOC2 port Gi1/2', 'FOC3 port Gi1/3'])
    expect(neighbours(echoTlv())).toEqual([])
    expect(neighbours(tlv(3, u32(1), u16(40), ascii('cut')))).toEqual([])
    expect(neighbours(tlv(3, u32(1), u16(0), u16(0), 1))).toEqual([])
    const many = Array.from({ length: MAX_NEIGHBOURS + 2 }, () => ['FOC2', 'Gi1/2'] as const)
    expect(neighbours(echoTlv(...many))).toHaveLength(MAX_NEIGHBOURS)
  })

  test('the number of a message is no news', () => {
    const numbered = (number: number) => udldMessage(1, 1, ...ids, tlv(7, u32(number)))
    expect(factsOf(over(udld, numbered(1), numbered(2)))).toHaveLength(4)
  })

  test('an opcode that does not exist is undecoded', () => {
    const dialogue = over(udld, udldMessage(9, 0, ...ids), udldMessage(0, 0, ...ids))
    expect(dialogue.heard.map(({ name }) => name)).toEqual(['opcode 9', 'opcode 0'])
    expect(dialogue.observed('undecoded').map(({ code }) => code)).toEqual([9, 0])
  })

  test('it is malformed when a TLV does not fit, or its header is cut', () => {
    expect(malformedIn(over(udld, udldMessage(1, 0, textTlv(1, 'a'), bytesOf(u16(2), u16(99)))))).toEqual([
      'bad-length',
    ])
    expect(malformedIn(over(udld, udldMessage(1, 0).slice(0, 10)))).toEqual(['truncated'])
  })

  const message = udldMessage(1, 1, ...ids)
  test.each([
    ['a message', message, 'yes'],
    ['of another protocol', altered(message, 7, 5), 'no'],
    ['of another version', altered(message, 8, 0x41), 'no'],
    ['of an opcode that does not exist', altered(message, 8, 0x24), 'no'],
    ['with a flag that does not exist', altered(message, 9, 4), 'no'],
    ['with a TLV that does not exist', altered(message, 13, 9), 'no'],
    ['with a TLV that does not fit', altered(message, 14, 9), 'no'],
    ['without a TLV', message.slice(0, 12), 'no'],
  ])('content alone: a message %s', (_, bytes, verdict) => {
    expect(verdictOf(udld, bytes)).toBe(verdict)
  })
})

test('switches speak to each other: all they send goes one way', () => {
  for (const each of [vtp, dtp, pagp, udld]) expect(each.directionOf(cursorOver(new Uint8Array(9)))).toBe('to-server')
})
