import { expect, test } from 'vitest'
import { powerlink } from '../../dissectors/powerlink/powerlink.ts'
import {
  ALL,
  asnd,
  identResponse,
  MN,
  nmtCommand,
  OPERATIONAL,
  object,
  PRE_OPERATIONAL_1,
  preq,
  pres,
  sdo,
  sdoConnection,
  soa,
  soc,
  statusResponse,
} from '../../fixtures/generate/powerlink-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { hex, u32le } from '../support/packet.ts'

const FACTS = { profile: 0x191, vendor: 1, product: 2, revision: 3, serial: 4, ip: [192, 168, 100, 1], name: 'inlet' }

test('a cycle publishes, and allocates nothing when it comes again', () => {
  const dialogue = new Dialogue(powerlink).toServer(soc(), preq(1, [1]), preq(1, [2]), pres(1, OPERATIONAL, [3]))
  expect(dialogue.heard.map(({ name, class: kind, target }) => [name, kind, target])).toEqual([
    ['SoC', 'time', ''],
    ['PReq', 'publish', 'node 1'],
    ['PReq', 'publish', 'node 1'],
    ['PRes', 'publish', 'node 1'],
  ])
  expect(dialogue.operations[1]).toBe(dialogue.operations[2])
})

test.each([
  [0, 'SoA NoService', 'session'],
  [1, 'SoA IdentRequest', 'discover'],
  [2, 'SoA StatusRequest', 'diagnose'],
  [6, 'SoA SyncRequest', 'time'],
  [77, 'SoA service 77', 'session'],
])('an invitation to service %i is %s', (service, name, kind) => {
  const [heard] = new Dialogue(powerlink).toServer(soa(service, 5, OPERATIONAL)).heard
  expect(heard).toMatchObject({ role: 'event', name, class: kind, target: 'node 5' })
})

test('IdentResponse tells who a node is, once', () => {
  const frame = identResponse(1, PRE_OPERATIONAL_1, FACTS)
  const said = new Dialogue(powerlink).toServer(frame, frame).observed('identity')
  expect(said.map(({ facts }) => facts)).toEqual([
    { role: 'POWERLINK controlled node', mode: 'PreOperational1' },
    {
      'device-id': 'node 1',
      'device-type': 'generic I/O module',
      'vendor-id': '0x00000001',
      'product-code': '0x00000002',
      'configuration-revision': '0x00000003',
      serial: '4',
      ip: '192.168.100.1',
      'subnet-mask': '255.255.255.0',
      gateway: '192.168.100.254',
      name: 'inlet',
    },
  ])
})

test('what a maker has not set is not said, and a profile without a name by its number', () => {
  const empty = { ...FACTS, vendor: 0, product: 0, revision: 0, serial: 0, ip: [0, 0, 0, 0], name: '' }
  const [, said] = new Dialogue(powerlink)
    .toServer(identResponse(2, PRE_OPERATIONAL_1, { ...empty, profile: 499 }))
    .observed('identity')
  expect(said?.facts).toMatchObject({ 'device-id': 'node 2', 'device-type': 'CiA profile 499' })
  expect(Object.keys(said?.facts ?? {})).not.toContain('serial')
  const [, none] = new Dialogue(powerlink)
    .toServer(identResponse(2, PRE_OPERATIONAL_1, { ...empty, profile: 0 }))
    .observed('identity')
  expect(none?.facts).not.toHaveProperty('device-type')
})

test('a change of the NMT state is said, of the managing node as well', () => {
  const dialogue = new Dialogue(powerlink).toServer(
    pres(1, 0x6d, []),
    pres(1, 0x6d, []),
    pres(1, OPERATIONAL, []),
    soa(0, 0, OPERATIONAL),
    pres(1, 0x99, []),
  )
  expect(dialogue.observed('identity').map(({ facts }) => [facts.role, facts.mode])).toEqual([
    ['POWERLINK controlled node', 'ReadyToOperate'],
    ['POWERLINK controlled node', 'Operational'],
    ['POWERLINK managing node', 'Operational'],
    ['POWERLINK controlled node', undefined],
  ])
})

test('errors of a StatusResponse are an alarm', () => {
  const dialogue = new Dialogue(powerlink).toServer(
    statusResponse(1, OPERATIONAL),
    statusResponse(1, OPERATIONAL, 0x8245, 0x8246),
  )
  expect(dialogue.heard).toMatchObject([
    { name: 'ASnd StatusResponse', class: 'diagnose', target: '' },
    { name: 'ASnd StatusResponse', class: 'alarm', target: 'error 0x8245' },
  ])
})

test.each([
  [0x21, 'NMTStartNode', 'mode'],
  [0x22, 'NMTStopNode', 'mode'],
  [0x28, 'NMTResetNode', 'mode'],
  [0x62, 'NMTNetHostNameSet', 'configure'],
  [0x94, 'NMTPublishOperational', 'publish'],
])('NMT command %i is an order: %s', (command, name, kind) => {
  const [heard] = new Dialogue(powerlink).toServer(nmtCommand(3, command)).heard
  expect(heard).toMatchObject({ role: 'order', name, class: kind, module: 'node 3', target: 'node 3' })
})

test('an extended command names its nodes, the first few of many', () => {
  const few = [0b0010_0010, 0b1, ...Array(30).fill(0)]
  const all = Array(32).fill(255)
  const dialogue = new Dialogue(powerlink).toServer(
    nmtCommand(ALL, 0x41, few),
    nmtCommand(ALL, 0x41, few),
    nmtCommand(ALL, 0x48, all),
  )
  expect(dialogue.heard.map(({ module, target }) => [module, target])).toEqual([
    ['', 'nodes 1, 5, 8'],
    ['', 'nodes 1, 5, 8'],
    ['', 'nodes 1, 2, 3, 4, 5, 6, 7, 8, …'],
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('who asks for a command does not give it', () => {
  const [reset, ident, none] = new Dialogue(powerlink).toServer(
    asnd(MN, 1, 3, 0x28, 4),
    asnd(MN, 1, 3, 1, 4),
    asnd(MN, 1, 3),
  ).heard
  expect(reset).toMatchObject({ role: 'event', name: 'NMTRequest NMTResetNode', class: 'session', target: 'node 4' })
  expect(ident).toMatchObject({ name: 'NMTRequest IdentResponse' })
  expect(none).toMatchObject({ name: 'NMTRequest command 0', target: '' })
})

test('an SDO is told by node and object, with the class of what it does', () => {
  const dialogue = new Dialogue(powerlink).toServer(
    sdoConnection(1, MN),
    sdo(1, MN, { command: 1, data: object(0x1006, 0, 1) }),
    sdo(1, MN, { command: 1, data: object(0x1f51, 1, 1) }),
    sdo(1, MN, { command: 3, data: object(0x2000, 0, 1) }),
    sdo(1, MN, { command: 1, data: object(0x6040, 0, 6, 0) }),
    sdo(1, MN, { command: 2, data: object(0x1008, 0) }),
    sdo(1, MN, { command: 4, data: object(0x6041, 0) }),
    sdo(1, MN, { command: 5, data: [1] }),
    sdo(1, MN, { command: 1, data: [1] }),
  )
  expect(dialogue.heard.map(({ name, class: kind, module, target }) => [name, kind, module, target])).toEqual([
    ['SDO connection', 'session', '', 'node 1'],
    ['SDO WriteByIndex', 'configure', 'node 1', '0x1006:00 NMT_CycleLen_U32'],
    ['SDO WriteByIndex', 'mode', 'node 1', '0x1f51:01 PDL_ProgCtrl_AU8'],
    ['SDO WriteAllByIndex', 'write', 'node 1', '0x2000'],
    ['SDO WriteByIndex', 'control', 'node 1', '0x6040:00'],
    ['SDO ReadByIndex', 'discover', 'node 1', '0x1008:00'],
    ['SDO ReadAllByIndex', 'read', 'node 1', '0x6041'],
    ['SDO WriteByName', 'write', 'node 1', ''],
    ['SDO WriteByIndex', 'configure', 'node 1', ''],
  ])
})

test('further segments belong to the object of the first', () => {
  const [first, second] = new Dialogue(powerlink).toServer(
    sdo(1, MN, { flags: 0x10, command: 1, data: [...u32le(9), ...object(0x1f50, 1)] }),
    sdo(1, MN, { flags: 0x30, command: 1, data: [7, 7, 7, 7, 7] }),
  ).heard
  expect(first).toMatchObject({ class: 'download', target: '0x1f50:01 PDL_DownloadProgData_ADOM' })
  expect(second).toEqual(first)
})

test('over UDP an answer is matched by its transaction, and an abort is its status', () => {
  const dialogue = new Dialogue(powerlink)
    .toServer(sdo(0, 0, { transaction: 3, command: 2, data: object(0x2000, 1) }))
    .toServer(sdo(0, 0, { transaction: 4, command: 1, data: object(0x2000, 1, 5) }))
    .toClient(sdo(0, 0, { transaction: 4, flags: 0xc0, command: 1, data: u32le(0x0601_0002) }))
    .toClient(sdo(0, 0, { transaction: 3, flags: 0x80, command: 2, data: [1] }))
    .toClient(sdo(0, 0, { transaction: 9, flags: 0xc0, command: 1, data: [1] }))
  expect(dialogue.heard.slice(2)).toMatchObject([
    { role: 'response', name: 'SDO WriteByIndex', target: '0x2000:01', status: 0x0601_0002 },
    { role: 'response', name: 'SDO ReadByIndex', target: '0x2000:01', status: 0 },
    { role: 'response', name: 'SDO abort', status: 1 },
  ])
})

test('direction is told by the answers of SDO, and of all else by who sends', () => {
  const direction = (bytes: Uint8Array) => powerlink.directionOf(cursorOver(bytes))
  expect(direction(soc())).toBe('to-server')
  expect(direction(sdo(0, 0, { flags: 0x80, command: 1 }))).toBe('to-client')
  expect(direction(sdo(0, 0, { command: 2 }))).toBe('to-server')
  expect(direction(sdoConnection(0, 0))).toBeUndefined()
})

test.each([
  ['an identification', identResponse(1, OPERATIONAL, FACTS)],
  ['a status', statusResponse(1, 0x4d)],
  ['a request', asnd(MN, 1, 3, 0x28, 1)],
  ['a command', nmtCommand(ALL, 0x28)],
  ['an answer to a synchronisation', asnd(MN, 1, 6, 0)],
  ['an SDO', sdo(1, MN, { command: 2, data: object(0x1008, 0) })],
  ['an SDO over UDP, which names nobody', sdo(0, 0, { command: 2, data: object(0x1008, 0) })],
  ['a poll', preq(1, [1])],
])('a dialogue can begin with %s', (_, bytes) => {
  expect(powerlink.probe(cursorOver(bytes), 'to-server')).toBe('yes')
})

test.each([
  ['another node as master', Uint8Array.from([1, ALL, 7, ...Array(20).fill(0)])],
  ['a poll of nobody', preq(0, [1])],
  ['a poll response of all', pres(ALL, OPERATIONAL, [])],
  ['an invitation to one', Uint8Array.from([5, 1, MN, 0, 0, 0, 0, 0, 0x20])],
  ['a service that does not exist', asnd(1, MN, 0x20, 0, 0, 0, 0)],
  ['nobody to nobody', asnd(0, 0, 4, 0, 0, 0, 0)],
  ['an NMT command of a node that does not manage', asnd(1, 2, 4, 0x28, 0)],
  ['a status in a state that does not exist', asnd(ALL, 1, 2, 0, 0, 8, 1, 0, 0)],
  ['a maker’s own service, which fixes nothing', asnd(MN, 1, 0xa5, new Uint8Array(40))],
  ['a search of KNXnet/IP', hex('0610 0201 000e 0801 0a000001 0e57')],
  ['a connection of KNXnet/IP', hex('0610 0205 001a 0801 c0a801021234 0801 c0a801021234 04040200')],
  ['a kind that does not exist', Uint8Array.from([9, ALL, MN, 0, 0])],
  ['an invitation that nobody knows', Uint8Array.from([13, ALL, MN, 0, 0])],
  ['too little', Uint8Array.from([6, 1, MN])],
])('%s is no POWERLINK', (_, bytes) => {
  expect(powerlink.probe(cursorOver(bytes), 'to-server')).toBe('no')
})

test.each([
  ['process data beyond the frame', Uint8Array.from([3, 1, MN, 0, 1, 0, 0x10, 0, 9, 0, 1]), 'bad-length'],
  ['a short cycle', soc().subarray(0, 9), 'truncated'],
  ['a short identification', identResponse(1, OPERATIONAL, FACTS).subarray(0, 60), 'truncated'],
  ['an NMT command without a number', asnd(1, MN, 4), 'truncated'],
  ['a short SDO', asnd(1, MN, 5, 0, 0), 'truncated'],
  ['an SDO beyond the frame', asnd(1, MN, 5, 6, 6, 0, 0, [0, 1, 0, 1, 9, 0, 0, 0]), 'bad-length'],
  ['a kind that does not exist', Uint8Array.from([9, ALL, MN, 0, 0]), 'bad-value'],
])('%s is malformed', (_, bytes, reason) => {
  expect(new Dialogue(powerlink).toServer(bytes).observed('malformed')).toMatchObject([{ reason }])
})

test('what nobody has described is counted as not decoded', () => {
  const dialogue = new Dialogue(powerlink).toServer(
    nmtCommand(1, 0x3f),
    sdo(1, MN, { command: 0x11 }),
    asnd(MN, 1, 0xa5, 1),
    asnd(ALL, MN, 6, 1),
    Uint8Array.from([7, ALL, MN, 0]),
  )
  expect(dialogue.heard.map(({ name }) => name)).toEqual([
    'command 63',
    'SDO command 17',
    'ASnd service 165',
    'ASnd SyncResponse',
    'AMNI',
  ])
  expect(dialogue.observed('undecoded')).toHaveLength(3)
})
