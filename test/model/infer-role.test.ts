import { expect, test } from 'vitest'
import type { OperationClass } from '../../dissectors/kit/observation.ts'
import { dissectors } from '../../dissectors/registry.ts'
import type { ModuleEntry } from '../../sensor/model/delta.ts'
import type { ConductEntry, StatementEntry } from '../../sensor/model/evidence.ts'
import { inferRole, MAX_OTHER_ROLES, MAX_QUOTED } from '../../sensor/model/infer-role.ts'
import { UNHEARD_REQUESTS } from '../../sensor/model/presumed-conduct.ts'
import type { Known } from '../../sensor/model/role-condition.ts'
import { INDUSTRIAL, OFFICE } from '../../sensor/model/role-protocols.ts'
import { ROLE_RULES } from '../../sensor/model/role-table.ts'
import { ROLES } from '../../sensor/model/roles.ts'

function conduct(
  side: 'client' | 'server',
  operationClass: OperationClass,
  count: number,
  peers = 1,
  succeeded = count,
): ConductEntry {
  return {
    ...{ address: 1, side, protocol: 'modbus', class: operationClass },
    ...{ count, succeeded, refused: 0, unheard: 0, peers },
    messages: operationClass === 'publish' ? count : 0,
  }
}

function part(module: string, answers: number, behindGateway = false): ModuleEntry {
  return { address: 1, protocol: 'modbus', module, answers, behindGateway, firstUs: 1, lastUs: 1 }
}

function known(some: Partial<Known>): Known {
  return { conduct: [], statements: [], modules: [], routes: false, ...some }
}

function said(attribute: string, value: string, protocol = 'lldp'): StatementEntry {
  return { address: 1, module: '', attribute, value, protocol }
}

const roleOf = (...conduct: ConductEntry[]) => inferRole(known({ conduct })).role
const roleSaid = (...statements: StatementEntry[]) => inferRole(known({ statements })).role

test('what answers reads is a controller, what only asks for them is an HMI or SCADA', () => {
  expect(roleOf(conduct('server', 'read', 500))).toBe('controller')
  expect(roleOf(conduct('client', 'read', 500, 4))).toBe('hmi-or-scada')
})

test('a card for a network is one of remote I/O, but not in the chassis of a controller', () => {
  const card = { statements: [said('device-type', 'Communications Adapter', 'cip')] }
  const controller = [said('device-type', 'Programmable Logic Controller', 'cip')]
  expect(inferRole(known(card)).role).toBe('remote-io')
  expect(inferRole(known({ ...card, beside: controller })).role).toBe('')
  expect(inferRole(known({ ...card, beside: card.statements })).role).toBe('remote-io')
})

test('what everything with a network port is managed by says nothing of a role', () => {
  for (const protocol of ['http', 'snmp', 'ftp']) {
    expect(roleOf({ ...conduct('server', 'write', 500), protocol })).toBe('')
    expect(roleOf({ ...conduct('client', 'configure', 500), protocol })).toBe('')
  }
})

test('what was asked, was heard, and never answered has no role', () => {
  expect(roleOf(conduct('server', 'read', 500, 1, 0))).toBe('')
  expect(roleOf(conduct('client', 'read', 500, 1, 0))).toBe('')
})

test('where a mirror shows requests alone, who asks and who is asked have a role, weakly', () => {
  const requests = (side: 'client' | 'server') => ({ ...conduct(side, 'read', 500, 1, 0), unheard: 500 })
  expect(inferRole(known({ conduct: [requests('server')] }))).toMatchObject({
    role: 'controller',
    roleConfidence: 'weak',
    roleReason: 'by requests alone, whose answers were not seen: answers modbus',
  })
  expect(inferRole(known({ conduct: [{ ...requests('server'), protocol: 'dnp3' }] }))).toMatchObject({
    role: 'rtu',
    roleConfidence: 'weak',
  })
  expect(inferRole(known({ conduct: [requests('client')] }))).toMatchObject({
    role: 'hmi-or-scada',
    roleReason: 'by requests alone, whose answers were not seen: read of 1 peer over modbus',
  })
})

test('few requests whose answers were not seen may be a scan, and tell nothing', () => {
  const requests = (unheard: number, kind: OperationClass = 'read') => ({
    ...conduct('server', kind, unheard, 1, 0),
    unheard,
  })
  expect(roleOf(requests(UNHEARD_REQUESTS - 1))).toBe('')
  expect(roleOf(requests(UNHEARD_REQUESTS - 1), requests(1, 'write'))).toBe('controller')
})

test('who refuses all that it is asked speaks the protocol; who is refused everything may be anybody', () => {
  const refused = (side: 'client' | 'server') => ({ ...conduct(side, 'read', 9, 1, 0), refused: 9 })
  expect(inferRole(known({ conduct: [refused('server')] }))).toMatchObject({
    role: 'controller',
    roleConfidence: 'weak',
    roleReason: 'by refusals alone: answers modbus',
  })
  expect(roleOf(refused('client'))).toBe('')
})

test('answers that do not say what was asked tell who answers, weakly, where no request was seen', () => {
  const answers: ConductEntry = { ...conduct('server', 'unknown', 0, 1, 28), protocol: 'sbus' }
  expect(inferRole(known({ conduct: [answers] }))).toMatchObject({
    role: 'controller',
    roleConfidence: 'weak',
    roleReason: 'by answers alone, whose requests were not seen: answers sbus, which controllers speak',
  })
  expect(roleOf({ ...answers, succeeded: 0, refused: 3 })).toBe('controller')
  expect(roleOf({ ...answers, count: 28 })).toBe('')
})

test('who asks in control takes part in it, also where no answer was seen: no office computer', () => {
  const asks = { ...conduct('client', 'read', 500, 1, 0), unheard: 500 }
  expect(inferRole(known({ conduct: [asks], statements: [said('os', 'Windows 7', 'smb')] })).role).toBe('hmi-or-scada')
})

test('what downloads or changes the mode is an engineering workstation', () => {
  expect(inferRole(known({ conduct: [conduct('client', 'read', 9), conduct('client', 'mode', 1)] }))).toMatchObject({
    role: 'engineering-workstation',
    roleConfidence: 'inferred',
    roleReason: 'asks for mode over modbus; also hmi-or-scada: read of 1 peer over modbus',
  })
})

test('what identifies several and touches few values is one too, weakly; a poller is not', () => {
  const identifies = conduct('client', 'discover', 4, 4)
  expect(inferRole(known({ conduct: [identifies, conduct('client', 'read', 10, 2)] }))).toMatchObject({
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
  expect(inferRole(known({ modules: [part('unit 1', 1), part('unit 2', 1)] })).role).toBe('gateway')
  expect(inferRole(known({ modules: [part('unit 9', 0, true)] })).role).toBe('gateway')
  expect(inferRole(known({ modules: [part('unit 1', 1)] })).role).toBe('')
})

test('a MAC that carries the IPs of others is a router', () => {
  expect(inferRole(known({ routes: true }))).toMatchObject({ role: 'router', level: 3, zone: 'network' })
  const firewall = inferRole(known({ routes: true, statements: [said('vendor', 'Fortinet, Inc.', 'ethernet')] }))
  expect(firewall.role).toBe('firewall')
})

test('looking up names says nothing of a role', () => {
  const lookUp: ConductEntry = { ...conduct('client', 'discover', 40, 5), protocol: 'dns' }
  expect(roleOf(lookUp, { ...lookUp, protocol: 'mdns' })).toBe('')
  expect(roleOf(conduct('client', 'discover', 40, 5))).toBe('scanner')
})

test('slots and racks are parts of one device, which is no gateway', () => {
  expect(inferRole(known({ modules: [part('slot 1', 5), part('slot 2', 5)] })).role).toBe('')
})

test('order numbers and models name controllers, safety controllers, remote I/O, drives, panels and switches', () => {
  const named = (value: string) => roleSaid(said('order-number', value))
  expect(
    ['6ES7 315-2EH14-0AB0', '6ES7 151-8AB01-0AB0', '6ES7214-1HE30-0XB0', '6ES7 511-1AK00-0AB0'].map(named),
  ).toEqual(Array.from({ length: 4 }, () => 'controller'))
  expect(
    ['1763-LEC', '1756-L61/B', 'BMX P34 2020', '140 CPU 311 10', 'CP1L-EL20DR-D', 'FX5U-32MT/ES'].map(named),
  ).toEqual(Array.from({ length: 6 }, () => 'controller'))
  expect(named('6ES7 317-2FK14-0AB0')).toBe('safety-controller')
  expect(named('6ES7 153-4AA01-0XB0')).toBe('remote-io')
  expect(named('6SL3244-0BB12-1FA0')).toBe('drive')
  expect(named('6AV2 124-0GC01-0AX0')).toBe('hmi')
  expect(named('6GK5 208-0BA10-2AA3')).toBe('switch')
})

test('what a device says of its kind outranks its conduct', () => {
  const conducts = [conduct('server', 'read', 9)]
  const drive = inferRole(known({ conduct: conducts, statements: [said('device-type', 'AC Drive', 'cip')] }))
  expect(drive).toMatchObject({ role: 'drive', roleConfidence: 'stated', level: 0, deviceClass: 'field' })
  expect(drive.roleReason).toBe('says AC Drive; also controller: answers modbus')
})

test('bridges, routers, stations and clocks are told by the protocols of networks', () => {
  expect(roleSaid(said('role', 'switch', 'stp'))).toBe('switch')
  expect(roleSaid(said('capability', 'bridge, router (off)'))).toBe('switch')
  expect(roleSaid(said('capability', 'bridge, router'))).toBe('router')
  expect(roleSaid(said('capability', 'bridge, telephone'))).not.toBe('switch')
  expect(roleSaid(said('capability', 'bridge (off), router (off), station only'))).toBe('')
  expect(roleSaid(said('role', 'router', 'vrrp'))).toBe('router')
  for (const each of ['bgp', 'isis']) expect(roleSaid(said('role', 'router', each))).toBe('router')
  for (const each of ['vtp', 'dtp', 'udld']) expect(roleSaid(said('role', 'switch', each))).toBe('switch')
  expect(roleSaid(said('role', 'PTP grandmaster', 'ptp'))).toBe('time-server')
  expect(roleSaid(said('role', 'DHCP server', 'dhcp'))).toBe('dhcp-server')
  expect(roleSaid(said('role', 'DNS server', 'dns'))).toBe('dns-server')
  expect(roleSaid(said('role', 'Kerberos KDC', 'kerberos'))).toBe('domain-server')
})

test('who answers as a tank gauge or a meter is an instrument, and over S-Bus, PCOM or ProConOS a controller', () => {
  const over = (protocol: string) => ({ ...conduct('server', 'read', 9), protocol })
  expect(roleOf(over('atg'))).toBe('instrument')
  expect(roleOf(over('dlms'))).toBe('instrument')
  expect(roleOf(over('hislip'))).toBe('instrument')
  expect(roleOf(over('scpi'))).toBe('instrument')
  for (const protocol of ['sbus', 'pcom', 'proconos']) expect(roleOf(over(protocol))).toBe('controller')
  expect(roleOf(over('tristation'))).toBe('safety-controller')
})

test('controllers of Phoenix Contact and Unitronics are told by their models', () => {
  for (const model of ['ILC 191 ETH 2TX', 'AXC F 2152', 'RFC 470S PN 3TX', 'V130-33-T38', 'V1210', 'SM35-J-T20'])
    expect(roleSaid(said('model', model, 'pcom'))).toBe('controller')
})

test('outstations, IEDs, PMUs and their centres are told apart', () => {
  const over = (protocol: string, side: 'client' | 'server') => ({ ...conduct(side, 'read', 9), protocol })
  expect(roleOf(over('dnp3', 'server'))).toBe('rtu')
  expect(roleOf(over('rocplus', 'server'))).toBe('rtu')
  expect(roleOf(over('iec104', 'client'))).toBe('scada-server')
  expect(roleOf(over('mms', 'server'))).toBe('ied')
  expect(roleOf({ ...conduct('client', 'publish', 9, 1, 0), protocol: 'goose' })).toBe('ied')
  expect(roleSaid(said('device-type', 'PMU', 'c37118'))).toBe('ied')
  expect(roleOf({ ...conduct('client', 'publish', 9, 1, 0), protocol: 'c37118' })).toBe('scada-server')
})

test('a Sparkplug edge node is a gateway whatever it runs, and the broker that it is a client of stays one', () => {
  expect(roleSaid(said('os', 'Linux', 'sparkplug'), said('role', 'Sparkplug edge node', 'sparkplug'))).toBe('gateway')
  const parts = ['node Plant A/Edge 7', 'node Plant A/Edge 7 device Mixer 1']
  const modules = parts.map((module) => ({ ...part(module, 3), protocol: 'sparkplug' }))
  const answers: ConductEntry[] = [{ ...conduct('server', 'session', 9), protocol: 'mqtt' }]
  expect(inferRole(known({ modules, conduct: answers })).role).toBe('message-broker')
})

test('who answers AMQP is a broker', () => {
  expect(roleOf({ ...conduct('server', 'session', 9), protocol: 'amqp' })).toBe('message-broker')
})

test('who publishes to a broker may be anything, and who writes records without looking for stations sets no addresses', () => {
  const over = (protocol: string, operationClass: ConductEntry['class']): ConductEntry => ({
    ...conduct('client', operationClass, 9),
    protocol,
  })
  expect(roleOf(over('mqtt', 'publish'))).toBe('')
  expect(roleOf(over('profinet', 'configure'))).toBe('')
  expect(roleOf(over('profinet', 'configure'), over('profinet', 'discover'))).toBe('engineering-workstation')
})

test('an office computer is one only when it takes part in no control', () => {
  const web: ConductEntry = { ...conduct('client', 'file', 9), protocol: 'smb' }
  expect(roleOf(web)).toBe('it-client')
  expect(roleOf(web, conduct('client', 'read', 500))).toBe('hmi-or-scada')
})

test('a system alone makes an office computer of a host, but not of one that answers by a page, a shell or SNMP', () => {
  const statements = [said('os', 'Linux', 'tcp')]
  expect(roleSaid(...statements)).toBe('it-client')
  for (const protocol of ['http', 'ssh', 'snmp']) {
    const answers: ConductEntry[] = [{ ...conduct('server', 'read', 9), protocol }]
    expect(inferRole(known({ statements, conduct: answers })).role).toBe('')
  }
})

test('a reason names at most two other roles, and quotes no text without end', () => {
  const statements = [
    said('device-type', `PLC ${'x'.repeat(300)}`),
    said('model', '6AV2'),
    said('name', 'SINAMICS'),
    said('title', 'Hirschmann RS20'),
  ]
  const { roleReason } = inferRole(known({ statements: [...statements, said('model', 'SINAMICS')] }))
  expect(roleReason.split('; also ')).toHaveLength(1 + MAX_OTHER_ROLES)
  expect(roleReason.split('; also ')[0]).toHaveLength('says '.length + MAX_QUOTED + 1)
})

test('every rule is of a role that has a line, and every role but the unknown has a rule', () => {
  expect([...new Set(ROLE_RULES.map(({ role }) => role))].sort()).toEqual(Object.keys(ROLES).sort())
})

test('protocols that say something of a role are protocols that there are', () => {
  const names = new Set(dissectors.map(({ name }) => name))
  expect([...INDUSTRIAL, ...OFFICE].filter((name) => !names.has(name))).toEqual([])
})

test('who sends process data by EGD or TRDP is a controller, weakly, and who takes them may be anything', () => {
  for (const protocol of ['egd', 'trdp']) {
    const sends: ConductEntry = { ...conduct('client', 'publish', 9, 1, 0), protocol }
    expect(inferRole(known({ conduct: [sends] }))).toMatchObject({ role: 'controller', roleConfidence: 'weak' })
    expect(roleOf({ ...sends, side: 'server' })).toBe('')
  }
})

test('a station of Ether-S-I/O that tells its state as remote I/O is it', () => {
  const statements = [said('device-type', 'remote I/O', 'esio')]
  expect(inferRole(known({ statements })).role).toBe('remote-io')
})

test('of DoIP, who says so is a gateway or a tester, and who answers for several ECUs is a gateway', () => {
  expect(inferRole(known({ statements: [said('device-type', 'DoIP gateway', 'doip')] })).role).toBe('gateway')
  const tester = [said('role', 'DoIP external tester', 'doip')]
  expect(inferRole(known({ statements: tester })).role).toBe('engineering-workstation')
})

test('a node of POWERLINK that sends process data, or is polled, is remote I/O unless it says what it is', () => {
  const sends: ConductEntry = { ...conduct('client', 'publish', 9, 1, 0), protocol: 'powerlink' }
  expect(inferRole(known({ conduct: [sends] }))).toMatchObject({ role: 'remote-io', roleConfidence: 'weak' })
  expect(roleOf({ ...sends, side: 'server' })).toBe('remote-io')
  const statements = [said('role', 'POWERLINK managing node', 'powerlink')]
  expect(inferRole(known({ conduct: [sends], statements })).role).toBe('controller')
})

test('of LonTalk, who answers or sends network variables is a station, who reads shows them, who loads programs is a tool', () => {
  const over = (side: 'client' | 'server', operationClass: OperationClass): ConductEntry => ({
    ...conduct(side, operationClass, 9),
    protocol: 'lontalk',
  })
  expect(roleOf(over('server', 'read'))).toBe('controller')
  expect(roleOf(over('client', 'publish'))).toBe('controller')
  expect(roleOf(over('client', 'read'))).toBe('hmi-or-scada')
  expect(roleOf(over('client', 'download'), over('client', 'read'))).toBe('engineering-workstation')
})
