import { expect, test } from 'vitest'
import type { ConductEntry } from '../../sensor/model/evidence.ts'
import { inferCriticality, MANY_DEPENDENTS, UNKNOWN_CRITICALITY } from '../../sensor/model/infer-criticality.ts'
import { UNKNOWN_ROLE } from '../../sensor/model/infer-role.ts'
import { ROLES, type RoleName } from '../../sensor/model/roles.ts'

function conduct(parts: Partial<ConductEntry>): ConductEntry {
  return {
    address: 1,
    side: 'server',
    protocol: 'modbus',
    class: 'read',
    count: 9,
    messages: 0,
    succeeded: 9,
    refused: 0,
    unheard: 0,
    peers: 1,
    ...parts,
  }
}

function of(role: RoleName | '', ...did: readonly Partial<ConductEntry>[]): readonly [string, string] {
  const known =
    role === ''
      ? UNKNOWN_ROLE
      : { ...UNKNOWN_ROLE, role, roleConfidence: 'inferred' as const, deviceClass: ROLES[role].deviceClass }
  const { criticality, criticalityReason } = inferCriticality(known, did.map(conduct))
  return [criticality, criticalityReason]
}

test('much rests on what many ask, command devices by, or exchange values with, whatever it is', () => {
  const peers = MANY_DEPENDENTS
  expect(of('', { peers })).toEqual(['high', '3 hosts ask it by modbus'])
  expect(of('', { peers: peers - 1 })).toEqual(['medium', '2 hosts ask it by modbus'])
  expect(of('hmi', { side: 'client', class: 'write', peers })[0]).toBe('high')
  expect(of('hmi', { side: 'client', class: 'read', peers })).toEqual(['medium', 'shows and commands the process'])
  expect(of('', { protocol: 'profinet', class: 'publish' })[1]).toBe(
    '1 host exchanges process values with it by profinet',
  )
  expect(of('time-server', { protocol: 'ntp', peers })[0]).toBe('high')
})

test('the reason tells everything that it rests on', () => {
  expect(of('controller', { peers: 4 }, { side: 'client', class: 'write', protocol: 'cip', peers: 2 })).toEqual([
    'high',
    'acts on the process directly; 4 hosts ask it by modbus; 2 hosts are commanded by it over cip',
  ])
})

test('what asks in vain, and by what no control needs, depends on nothing', () => {
  expect(of('', { succeeded: 0, peers: 9 })).toEqual(['', ''])
  expect(of('file-server', { protocol: 'http', peers: 9 })).toEqual(['', ''])
  expect(of('', { protocol: 'goose', class: 'publish', peers: 9 })).toEqual(['', ''])
})

test('the peers of one address after another add up, those of another protocol may be the same', () => {
  expect(of('', { address: 1, peers: 2 }, { address: 2, peers: 2 })[1]).toBe('4 hosts ask it by modbus')
  expect(of('', { peers: 2 }, { protocol: 'cip', peers: 1 })[1]).toBe('2 hosts ask it by modbus')
})

test('a safety controller and what joins networks are critical by what they are, tools and office are not', () => {
  expect(of('safety-controller')).toEqual(['high', 'a safety function rests on it'])
  expect(of('switch')[0]).toBe('high')
  expect(of('remote-io')[0]).toBe('medium')
  expect(of('engineering-workstation', { side: 'client', class: 'write', peers: 9 })[0]).toBe('low')
  expect(of('printer')[0]).toBe('low')
  const unsure = { ...UNKNOWN_ROLE, role: 'engineering-workstation', deviceClass: 'operator' }
  expect(inferCriticality(unsure, [])).toMatchObject({ criticality: 'medium' })
  expect(inferCriticality({ ...unsure, role: 'it-client', deviceClass: 'office' }, [])).toEqual(UNKNOWN_CRITICALITY)
  expect(inferCriticality(UNKNOWN_ROLE, [])).toEqual(UNKNOWN_CRITICALITY)
})
