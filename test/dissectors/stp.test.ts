import { describe, expect, test } from 'vitest'
import { stp } from '../../dissectors/stp/stp.ts'
import { snapHeader } from '../../fixtures/generate/llc-frame.ts'
import { type Bpdu, bpdu, CHANGE_NOTIFICATION, region, vlanTlv } from '../../fixtures/generate/stp-bpdu.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex } from '../support/packet.ts'

const ROOT = [4096, '00:80:63:00:01:00'] as const
const OTHER = [32768, '00:80:63:00:02:00'] as const
const LLC = hex('424203')
const PVST = snapHeader('00000c', 0x010b)
const message = (fields: Partial<Bpdu> = {}) =>
  bytesOf(LLC, bpdu({ version: 0, root: ROOT, bridge: ROOT, port: 3, ...fields }))

describe('messages', () => {
  test.each([
    [0, 0, '0x00', 'Configuration BPDU', 'discover'],
    [0, 1, '0x00 change', 'Configuration BPDU, topology change', 'alarm'],
    [2, 0x3c, '0x02', 'RST BPDU', 'discover'],
    [2, 0x3d, '0x02 change', 'RST BPDU, topology change', 'alarm'],
  ])('version %i with flags %i', (version, flags, text, name, operationClass) => {
    const dialogue = new Dialogue(stp).toServer(message({ version, flags }), message({ version, flags }))
    expect(dialogue.heard[0]).toEqual({
      role: 'event',
      function: text,
      name,
      class: operationClass,
      module: '',
      target: 'root 4096.00:80:63:00:01:00',
      status: 0,
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('identity')).toHaveLength(1)
  })

  test.each([
    [3, 0x3c, region('PLANT', OTHER), '0x02', 'MST BPDU'],
    [3, 0x3d, region('PLANT', OTHER), '0x02 change', 'MST BPDU, topology change'],
    [4, 0x3c, region('PLANT', OTHER), '0x02', 'SPT BPDU'],
    [3, 0x3c, new Uint8Array(3), '0x02', 'RST BPDU'],
  ])('version %i with flags %i, by what stands behind the rapid part', (version, flags, more, text, name) => {
    const bytes = message({ version, flags, more })
    const dialogue = new Dialogue(stp).toServer(bytes, bytes)
    expect(dialogue.heard[0]).toMatchObject({ function: text, name })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('a topology change notification is an alarm', () => {
    const [heard] = new Dialogue(stp).toServer(bytesOf(LLC, CHANGE_NOTIFICATION)).heard
    expect(heard).toMatchObject({ function: '0x80', class: 'alarm', target: '' })
  })

  test.each([
    ['is cut', message().slice(0, 20)],
    ['has a type that does not exist', bytesOf(LLC, 0, 0, 2, 9, new Uint8Array(32))],
    ['is none', bytesOf(1, 2)],
  ])('a BPDU that %s is malformed', (_, bytes) => {
    const dialogue = new Dialogue(stp).toServer(bytes)
    expect(dialogue.observed('malformed')).toHaveLength(1)
    expect(dialogue.heard).toMatchObject([{ class: 'unknown', name: 'unknown BPDU' }])
  })
})

describe('identity', () => {
  const factsOf = (bytes: Uint8Array) => new Dialogue(stp).toServer(bytes).observed('identity')[0]

  test('a root says so', () => {
    expect(factsOf(message())).toMatchObject({
      of: 'client',
      message: 'BPDU',
      facts: {
        role: 'switch',
        mac: '00:80:63:00:01:00',
        'port-id': 'port 3',
        redundancy: 'bridge 4096.00:80:63:00:01:00, root of the spanning tree',
      },
    })
  })

  test.each([
    [0x04, 'alternate or backup'],
    [0x08, 'root'],
    [0x0c, 'designated'],
  ])('with flags %i the port is %s', (flags, role) => {
    expect(factsOf(message({ version: 2, flags, bridge: OTHER }))?.facts).toMatchObject({
      redundancy: 'bridge 32768.00:80:63:00:02:00 of the spanning tree, root 4096.00:80:63:00:01:00',
      state: `port 3 is ${role}`,
    })
  })

  test('MSTP names its region, and the bridge behind it', () => {
    expect(factsOf(message({ version: 3, more: region('PLANT', OTHER) }))?.facts).toMatchObject({
      domain: 'PLANT',
      mac: '00:80:63:00:02:00',
    })
  })

  test.each([0, 2])('PVST+ of version %i names the VLAN', (version) => {
    const bytes = bytesOf(PVST, message({ version, more: vlanTlv(30, version) }).slice(3))
    const dialogue = new Dialogue(stp).toServer(bytes)
    expect(dialogue.heard[0]?.target).toBe('VLAN 30 root 4096.00:80:63:00:01:00')
    expect(dialogue.observed('identity')[0]?.facts.redundancy).toBe(
      'bridge 4096.00:80:63:00:01:00, root of the spanning tree of VLAN 30',
    )
  })

  test('a VLAN that is none, or is not there, is not named', () => {
    for (const more of [vlanTlv(0xffff, 2), hex('0001'), hex('00000003 0001')]) {
      const dialogue = new Dialogue(stp).toServer(bytesOf(PVST, message({ version: 2, more }).slice(3)))
      expect(dialogue.heard[0]?.target).toBe('root 4096.00:80:63:00:01:00')
    }
  })
})

test.each([
  ['a BPDU', message(), 'yes'],
  ['of PVST+', bytesOf(PVST, message().slice(3)), 'yes'],
  ['another SAP', bytesOf(0x82, message().slice(1)), 'no'],
  ['another protocol id', bytesOf(LLC, 0, 1, message().slice(5)), 'no'],
  ['a version that does not exist', bytesOf(LLC, 0, 0, 5, message().slice(6)), 'no'],
  ['rapid, but of version 0', bytesOf(LLC, 0, 0, 0, 2, message({ version: 2 }).slice(7)), 'no'],
  ['too short', LLC, 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(stp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
