import { describe, expect, test } from 'vitest'
import { MAX_ADDRESSES, vrrp } from '../../dissectors/vrrp/vrrp.ts'
import { ipv6Bytes } from '../../fixtures/generate/ipv6-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16 } from '../support/packet.ts'

const VIRTUAL = [10, 0, 0, 1]
const version2 = (priority: number, authentication = 0, password = '') =>
  bytesOf(0x21, 5, priority, 1, authentication, 1, 0, 0, VIRTUAL, ascii(password.padEnd(8, '\0')))
const version3 = (...addresses: Uint8Array[]) => bytesOf(0x31, 7, 100, addresses.length, u16(100), 0, 0, ...addresses)

describe('groups', () => {
  test('an advertisement names its master and the virtual address, once', () => {
    const dialogue = new Dialogue(vrrp).toServer(version2(120), version2(120))
    expect(dialogue.heard[0]).toMatchObject({
      role: 'event',
      function: '1',
      name: 'Advertisement',
      class: 'diagnose',
      target: 'group 5',
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'client', about: '', facts: { role: 'router', redundancy: 'VRRP group 5 master, priority 120' } },
      { about: '10.0.0.1', facts: { redundancy: 'virtual address of VRRP group 5' } },
    ])
    expect(dialogue.observed('credential')).toEqual([])
  })

  test('priority 0 gives up, and is an alarm; 255 owns the address', () => {
    const dialogue = new Dialogue(vrrp).toServer(version2(0), version2(255))
    expect(dialogue.heard[0]).toMatchObject({ function: '1', name: 'Advertisement, master gives up', class: 'alarm' })
    expect(dialogue.observed('identity').map(({ facts }) => facts.redundancy)).toContain(
      'VRRP group 5 no longer master, priority 0',
    )
    expect(dialogue.observed('identity').map(({ facts }) => facts.redundancy)).toContain(
      'VRRP group 5 master, priority 255, owner of the address',
    )
  })

  test('version 3 has addresses of four or of sixteen bytes', () => {
    const six = new Dialogue(vrrp).toServer(version3(ipv6Bytes('fe80::1'), ipv6Bytes('2001:db8::1')))
    expect(six.observed('identity').map(({ about }) => about)).toEqual(['', 'fe80::1', '2001:db8::1'])
    const four = new Dialogue(vrrp).toServer(version3(bytesOf(VIRTUAL)))
    expect(four.observed('identity').map(({ about }) => about)).toEqual(['', '10.0.0.1'])
  })

  test('addresses that are named have a limit', () => {
    const many = version3(...Array<Uint8Array>(MAX_ADDRESSES + 9).fill(bytesOf(VIRTUAL)))
    expect(new Dialogue(vrrp).toServer(many).observed('identity')).toHaveLength(1 + MAX_ADDRESSES)
  })
})

describe('the virtual MAC address', () => {
  const MAC = 0x00005e000105
  const boundBy = (mac: number, ...messages: Uint8Array[]) =>
    new Dialogue(vrrp)
      .from(mac)
      .toServer(...messages)
      .observed('binding')
      .map((each) => `${each.mac} ${each.ip}`)

  test('is where the virtual address is when the master sends by it', () => {
    expect(boundBy(MAC, version2(120), version2(120))).toEqual(['00:00:5e:00:01:05 10.0.0.1'])
    expect(boundBy(0x00005e000207, version3(ipv6Bytes('fe80::1')))).toEqual(['00:00:5e:00:02:07 fe80::1'])
  })

  test('is not when it sends by its own, by that of another group, or gives up', () => {
    expect(boundBy(0x000adc000001, version2(120))).toEqual([])
    expect(boundBy(MAC + 1, version2(120))).toEqual([])
    expect(boundBy(MAC, version2(0))).toEqual([])
  })
})

test.each([
  [1, 'VRRP text password', 'clear'],
  [2, 'VRRP IP AH', 'protected'],
])('authentication %i is told without its secret', (kind, method, protection) => {
  const dialogue = new Dialogue(vrrp).toServer(version2(100, kind, 'Secret12'))
  expect(dialogue.observed('credential')).toEqual([
    { kind: 'credential', of: 'client', method, account: '', protection },
  ])
  expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toContain('Secret12')
})

test.each([
  ['more addresses are counted than there are', bytesOf(0x21, 5, 100, 9, 0, 1, 0, 0, VIRTUAL), 'diagnose', 'group 5'],
  ['its type does not exist', bytesOf(0x22, 5, 100, 1, 0, 1, 0, 0, VIRTUAL), 'unknown', 'group 5'],
  ['it is cut', bytesOf(0x21), 'diagnose', 'group 0'],
])('an advertisement is malformed when %s', (_, bytes, operationClass, target) => {
  const dialogue = new Dialogue(vrrp).toServer(bytes)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  expect(dialogue.heard).toMatchObject([{ class: operationClass, target }])
  expect(vrrp.probe(cursorOver(bytes), 'to-server')).toBe('no')
})
