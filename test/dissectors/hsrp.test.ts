import { describe, expect, test } from 'vitest'
import { glbp, MAX_TLVS } from '../../dissectors/hsrp/glbp.ts'
import { hsrp } from '../../dissectors/hsrp/hsrp.ts'
import {
  digestTlv,
  glbpAuthentication,
  glbpForwarder,
  glbpHello,
  glbp as glbpMessage,
  HSRP_1_ADVERTISE,
  hsrp1,
  hsrp2,
  textTlv,
} from '../../fixtures/generate/hsrp-message.ts'
import { ipv6Bytes } from '../../fixtures/generate/ipv6-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf } from '../support/packet.ts'

const redundancyOf = (bytes: Uint8Array) =>
  new Dialogue(hsrp)
    .toServer(bytes)
    .observed('identity')
    .map(({ about, facts }) => [about, facts.redundancy])

describe('HSRP', () => {
  test('a hello tells group, state, priority and virtual address once', () => {
    const message = hsrp1({ state: 16, priority: 110 })
    const dialogue = new Dialogue(hsrp).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ function: '0', name: 'Hello', class: 'diagnose', target: 'group 5' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity')).toMatchObject([
      {
        of: 'client',
        message: 'HSRP Hello',
        facts: { role: 'router', redundancy: 'HSRP group 5 active, priority 110' },
      },
      { about: '10.90.7.1', facts: { redundancy: 'virtual address of HSRP group 5' } },
    ])
  })

  test.each([
    [1, 'Coup', 'alarm'],
    [2, 'Resign', 'alarm'],
  ])('operation %i is %s', (opcode, name, operationClass) => {
    const [heard] = new Dialogue(hsrp).toServer(hsrp1({ opcode, state: 16 })).heard
    expect(heard).toMatchObject({ function: String(opcode), name, class: operationClass })
  })

  test('an advertisement of an interface is of no group', () => {
    const dialogue = new Dialogue(hsrp).toServer(HSRP_1_ADVERTISE)
    expect(dialogue.heard).toMatchObject([{ function: '3', name: 'Advertise', target: '' }])
    expect(dialogue.observed('identity')).toEqual([])
  })

  test('version 2 has groups beyond 255, other states, and IPv6', () => {
    expect(redundancyOf(hsrp2({ state: 5 }))).toEqual([
      ['', 'HSRP group 500 standby, priority 100'],
      ['10.90.7.1', 'virtual address of HSRP group 500'],
    ])
    expect(redundancyOf(hsrp2({ state: 6, address: ipv6Bytes('fe80::1') }))[1]?.[0]).toBe('fe80::1')
  })

  test.each([
    ['version 1', 0x00000c07ac05, hsrp1({ state: 16 }), ['00:00:0c:07:ac:05 10.90.7.1']],
    ['version 2', 0x00000c9ff1f4, hsrp2({ state: 6 }), ['00:00:0c:9f:f1:f4 10.90.7.1']],
    ['IPv6', 0x000573a001f4, hsrp2({ state: 6, address: ipv6Bytes('fe80::1') }), ['00:05:73:a0:01:f4 fe80::1']],
    ['who stands by', 0x00000c07ac05, hsrp1({ state: 8 }), []],
    ['who resigns', 0x00000c07ac05, hsrp1({ opcode: 2, state: 16 }), []],
    ['who sends by a MAC address of its own', 0x0007b3000001, hsrp1({ state: 16 }), []],
  ])('the virtual address is at the virtual MAC address that is sent by: %s', (_, mac, bytes, bound) => {
    const dialogue = new Dialogue(hsrp).from(mac).toServer(bytes)
    expect(dialogue.observed('binding').map((each) => `${each.mac} ${each.ip}`)).toEqual(bound)
  })

  test('an address that is not known yet is not said', () => {
    expect(redundancyOf(hsrp1({ state: 1, address: [0, 0, 0, 0] }))).toHaveLength(1)
    expect(redundancyOf(hsrp2({ state: 2, address: [0, 0, 0, 0] }))).toHaveLength(1)
  })

  test.each([
    ['a password', hsrp1({ state: 16 }, 'Secret1'), 'HSRP text password', 'clear'],
    ['MD5', bytesOf(hsrp1({ state: 16 }, ''), digestTlv()), 'HSRP MD5', 'protected'],
    ['a password of version 2', hsrp2({ state: 6 }, textTlv('Secret1')), 'HSRP text password', 'clear'],
    ['MD5 of version 2', hsrp2({ state: 6 }, digestTlv()), 'HSRP MD5', 'protected'],
  ])('%s is told without its secret', (_, bytes, method, protection) => {
    const dialogue = new Dialogue(hsrp).toServer(bytes)
    expect(dialogue.observed('credential')).toMatchObject([{ of: 'client', method, account: '', protection }])
    expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toMatch(/Secret1|d1d1/)
  })

  const plain = hsrp1({ state: 16 })
  test.each([
    ['version 1', plain, 'yes'],
    ['version 2', hsrp2({ state: 6 }), 'yes'],
    ['an advertisement', HSRP_1_ADVERTISE, 'yes'],
    ['a state that does not exist', hsrp1({ state: 7 }), 'no'],
    ['zeros', new Uint8Array(20), 'no'],
    ['bytes behind it', bytesOf(plain, 1, 2, 3), 'no'],
    ['version 2 with another family', bytesOf(hsrp2({ state: 6 }).slice(0, 5), 9, hsrp2({ state: 6 }).slice(6)), 'no'],
    ['too short', plain.slice(0, 12), 'no'],
  ])('the probe: %s', (_, bytes, verdict) => {
    expect(hsrp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
    if (verdict === 'no') expect(new Dialogue(hsrp).toServer(bytes).observed('malformed')).toHaveLength(1)
  })
})

describe('GLBP', () => {
  test('a gateway tells its group, virtual address and virtual MAC address once', () => {
    const message = glbpMessage(7, glbpHello(110, [10, 0, 0, 1]), glbpForwarder(1, '00:07:b4:00:07:01'))
    const dialogue = new Dialogue(glbp).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ function: 'glbp', name: 'GLBP', class: 'diagnose', target: 'group 7' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity').map(({ about, facts }) => [about, facts.redundancy])).toEqual([
      ['', 'GLBP group 7 gateway, priority 110'],
      ['10.0.0.1', 'virtual address of GLBP group 7'],
      ['00:07:b4:00:07:01', 'virtual MAC address of GLBP group 7, forwarder 1'],
    ])
  })

  test.each([
    [1, 'GLBP text password', 'clear'],
    [2, 'GLBP MD5', 'protected'],
  ])('authentication %i is told without its secret', (kind, method, protection) => {
    const dialogue = new Dialogue(glbp).toServer(glbpMessage(7, glbpAuthentication(kind, 'Secret1')))
    expect(dialogue.observed('credential')).toMatchObject([{ method, protection }])
    expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toContain('Secret1')
  })

  test('addresses of IPv6, of other families and of none', () => {
    const aboutOf = (address: Uint8Array | number[]) =>
      new Dialogue(glbp)
        .toServer(glbpMessage(7, glbpHello(1, address)))
        .observed('identity')
        .map(({ about }) => about)
    expect(aboutOf(ipv6Bytes('fe80::1'))).toEqual(['', 'fe80::1'])
    expect(aboutOf([1, 2])).toEqual([''])
  })

  const plain = glbpMessage(7, glbpHello(110, [10, 0, 0, 1]))
  test.each([
    ['a message', plain, 'yes'],
    ['a TLV that does not exist', bytesOf(plain, 9, 4, 0, 0), 'no'],
    ['a TLV that is too short', bytesOf(plain, 1, 2), 'no'],
    ['cut', plain.slice(0, 20), 'no'],
    ['too many TLVs', glbpMessage(7, ...Array<Uint8Array>(MAX_TLVS + 1).fill(bytesOf(4, 2))), 'no'],
    ['another version', bytesOf(2, plain.slice(1)), 'no'],
  ])('the probe: %s', (_, bytes, verdict) => {
    expect(glbp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
    if (verdict === 'no') expect(new Dialogue(glbp).toServer(bytes).observed('malformed')).toHaveLength(1)
  })
})
