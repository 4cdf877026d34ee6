import { expect, test } from 'vitest'
import type { OperationClass } from '../../dissectors/kit/observation.ts'
import type { ConductEntry, ModuleEntry } from '../../sensor/model/delta.ts'
import { inferRole } from '../../sensor/model/infer-role.ts'

function conduct(
  side: 'client' | 'server',
  operationClass: OperationClass,
  count: number,
  peers = 1,
  succeeded = count,
): ConductEntry {
  return { address: 1, side, protocol: 'modbus', class: operationClass, count, succeeded, peers }
}

function part(module: string, answers: number, behindGateway = false): ModuleEntry {
  return { address: 1, protocol: 'modbus', module, answers, behindGateway, firstUs: 1, lastUs: 1 }
}

const roleOf = (...own: ConductEntry[]) => inferRole(own, [], false).role

test('what answers reads is a controller, what only asks for them is an HMI or SCADA', () => {
  expect(roleOf(conduct('server', 'read', 500))).toBe('controller')
  expect(roleOf(conduct('client', 'read', 500, 4))).toBe('hmi-or-scada')
})

test('what everything with a network port is managed by says nothing of a role', () => {
  for (const protocol of ['http', 'snmp', 'ftp']) {
    expect(roleOf({ ...conduct('server', 'write', 500), protocol })).toBe('')
    expect(roleOf({ ...conduct('client', 'configure', 500), protocol })).toBe('')
  }
})

test('what was only asked and never answered has no role', () => {
  expect(roleOf(conduct('server', 'read', 500, 1, 0))).toBe('')
  expect(roleOf(conduct('client', 'read', 500, 1, 0))).toBe('')
})

test('what downloads or changes the mode is an engineering workstation', () => {
  expect(inferRole([conduct('client', 'read', 9), conduct('client', 'mode', 1)], [], false)).toMatchObject({
    role: 'engineering-workstation',
    roleConfidence: 'inferred',
    roleReason: 'asks for mode',
  })
})

test('what identifies several and touches few values is one too, weakly; a poller is not', () => {
  const identifies = conduct('client', 'discover', 4, 4)
  expect(inferRole([identifies, conduct('client', 'read', 10, 2)], [], false)).toMatchObject({
    role: 'engineering-workstation',
    roleConfidence: 'weak',
  })
  expect(roleOf(identifies, conduct('client', 'read', 5000, 4))).toBe('hmi-or-scada')
})

test('what only asks several who they are is a scanner', () => {
  expect(roleOf(conduct('client', 'discover', 3, 3))).toBe('scanner')
  expect(roleOf(conduct('client', 'discover', 2, 2))).toBe('')
})

test('what answers for several parts, or says that it passes messages on, is a gateway', () => {
  expect(inferRole([], [part('unit 1', 1), part('unit 2', 1)], false).role).toBe('gateway')
  expect(inferRole([], [part('unit 9', 0, true)], false).role).toBe('gateway')
  expect(inferRole([], [part('unit 1', 1)], false).role).toBe('')
})

test('a MAC that carries the IPs of others is a router', () => {
  expect(inferRole([], [], true)).toMatchObject({ role: 'router', level: 3 })
})

test('looking up names says nothing of a role', () => {
  const lookUp: ConductEntry = { ...conduct('client', 'discover', 40, 5), protocol: 'dns' }
  expect(roleOf(lookUp, { ...lookUp, protocol: 'mdns' })).toBe('')
  expect(roleOf(conduct('client', 'discover', 40, 5))).toBe('scanner')
})
