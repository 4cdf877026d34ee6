import { expect, test } from 'vitest'
import { doip } from '../../dissectors/doip/doip.ts'
import {
  activate,
  activated,
  announcement,
  doipMessage,
  TESTER,
  uds,
  udsAck,
  udsAnswer,
  udsNack,
  VIN,
  whoIsThere,
} from '../../fixtures/generate/doip-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16, u32 } from '../support/packet.ts'

const ECU = 0x1010

test('a vehicle says its VIN, its numbers and its logical address, once', () => {
  const dialogue = new Dialogue(doip).toServer(whoIsThere()).toClient(announcement(), announcement())
  expect(dialogue.observed('identity')).toMatchObject([
    {
      of: 'server',
      facts: { 'device-id': `VIN ${VIN}`, mac: '00:1a:37:00:00:01', 'network-address': '0x1000' },
    },
    { facts: { 'device-id': 'GID 00:1a:37:00:00:09' } },
  ])
  expect(dialogue.heard).toMatchObject([
    { role: 'request', function: '0x0001', class: 'discover' },
    { role: 'response', function: '0x0001' },
    { role: 'event', function: '0x0004' },
  ])
})

test('what was never set in an announcement is not said', () => {
  const none = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
  const bytes = doipMessage(4, new Array(17).fill(0xff), u16(0x1000), none, none, 0)
  const [said, ...others] = new Dialogue(doip).toServer(bytes).observed('identity')
  expect(said).toMatchObject({ of: 'client', facts: { 'network-address': '0x1000' } })
  expect([Object.keys(said?.facts ?? {}), others]).toEqual([['network-address'], []])
})

test('an entity says what it is and whether diagnosis is possible', () => {
  const dialogue = new Dialogue(doip)
    .toServer(doipMessage(0x4001), doipMessage(0x4003))
    .toClient(doipMessage(0x4002, 0, 1, 1), doipMessage(0x4004, 1))
  expect(dialogue.observed('identity')).toMatchObject([
    { facts: { 'device-type': 'DoIP gateway' } },
    { facts: { state: 'diagnostic power mode ready' } },
  ])
  expect(dialogue.heard.map(({ role, function: code }) => [role, code])).toEqual([
    ['request', '0x4001'],
    ['request', '0x4003'],
    ['response', '0x4001'],
    ['response', '0x4003'],
  ])
})

test('a routing activation opens a session, and tells the addresses of tester and entity', () => {
  const dialogue = new Dialogue(doip).toServer(activate()).toClient(activated())
  expect(dialogue.heard).toMatchObject([
    { role: 'request', class: 'session', target: 'tester 0x0e00' },
    { role: 'response', target: 'tester 0x0e00', status: 0 },
  ])
  expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'client', facts: { 'network-address': '0x0e00', role: 'DoIP external tester' } },
    { of: 'server', facts: { 'network-address': '0x1000' } },
  ])
})

test.each([
  [0x00, 0x100, 'none'],
  [0x07, 0x107, 'unknown'],
])('an activation refused with code %i has status %i', (code, status, security) => {
  const dialogue = new Dialogue(doip).toServer(activate()).toClient(activated(code))
  expect(dialogue.heard[1]).toMatchObject({ role: 'response', status })
  expect(dialogue.observed('session')).toMatchObject([{ state: 'refused', security }])
})

test('services are told by ECU and what they act on, and allocate nothing when they come again', () => {
  const read = uds(ECU, 0x22, u16(0x0100))
  const { heard, operations } = new Dialogue(doip)
    .toServer(read)
    .toClient(udsAck(ECU), udsAnswer(ECU, 0x62, u16(0x0100), 7))
    .toServer(read)
  expect(heard).toMatchObject([
    { role: 'request', function: 'UDS 0x22', class: 'read', module: 'ECU 0x1010', target: 'DID 0x0100' },
    { role: 'event', function: '0x8002', module: 'ECU 0x1010' },
    { role: 'response', function: 'UDS 0x22', target: 'DID 0x0100', status: 0 },
    { role: 'request' },
  ])
  expect(operations[0]).toBe(operations[3])
  expect(operations[0]?.points).toMatchObject([{ name: 'DID 0x0100', first: -1, writes: false }])
})

test.each([
  ['the session', [0x10, 3], 'session', 'Diagnostic session control, extended session', ''],
  ['a reset', [0x11, 1], 'mode', 'ECU reset, hard', ''],
  ['clearing', [0x14, 1, 2, 3], 'configure', 'Clear diagnostic information', 'group 0x010203'],
  ['memory that is read', [0x23, 0x12, 0x20, 0, 4], 'upload', 'Read memory by address', 'memory 0x2000+4'],
  ['scaling', [0x24, 0xf1, 0x90], 'read', 'Read scaling data by identifier', 'DID 0xf190 (VIN)'],
  ['a seed', [0x27, 3], 'authenticate', 'Security access, request seed 3', ''],
  ['a key', [0x27, 4, 1, 2], 'authenticate', 'Security access, send key 4', ''],
  ['messages switched off', [0x28, 3, 1], 'control', 'Communication control, disable', ''],
  ['an identifier defined', [0x2c, 3, 0xf2, 0], 'configure', 'Dynamically define data identifier, clear', 'DID 0xf200'],
  ['a write', [0x2e, 2, 0, 1], 'write', 'Write data by identifier', 'DID 0x0200'],
  ['a control', [0x2f, 3, 0, 0], 'control', 'Input output control by identifier', 'DID 0x0300: return control'],
  ['a control of its own', [0x2f, 3, 0, 9], 'control', 'Input output control by identifier', 'DID 0x0300: control 9'],
  ['a routine', [0x31, 1, 2, 3], 'control', 'Routine control, start', 'routine 0x0203'],
  [
    'results',
    [0x31, 3, 0xff, 1],
    'diagnose',
    'Routine control, results',
    'routine 0xff01 (check programming dependencies)',
  ],
  ['a download', [0x34, 0, 0x11, 5, 6], 'download', 'Request download', 'memory 0x05+6'],
  ['an upload', [0x35, 0, 0x11, 5, 6], 'upload', 'Request upload', 'memory 0x05+6'],
  ['a range cut short', [0x35, 0, 0x44, 5], 'upload', 'Request upload', ''],
  ['a file to be added', [0x38, 1, 0, 2, 0x2f, 0x61, 0], 'download', 'Request file transfer', 'add /a'],
  ['a list of files', [0x38, 5, 0, 1, 0x2f], 'file', 'Request file transfer', 'list /'],
  ['a file in a mode of its own', [0x38, 9, 0, 1, 0x2f], 'download', 'Request file transfer', 'mode 9 /'],
  ['memory that is written', [0x3d, 0x11, 5, 1, 9], 'download', 'Write memory by address', 'memory 0x05+1'],
  ['OBD', [0x09, 2], 'discover', 'OBD vehicle information', ''],
])('%s has its name, class and target', (_, service, operationClass, name, target) => {
  const [heard] = new Dialogue(doip).toServer(uds(ECU, service)).heard
  expect(heard).toMatchObject({ role: 'request', class: operationClass, name, target })
})

test('what is written is none of what tells one write from another', () => {
  const { operations } = new Dialogue(doip).toServer(
    uds(ECU, 0x2e, u16(0x0200), 1),
    uds(ECU, 0x2e, u16(0x0200), 2),
    uds(ECU, 0x3d, 0x11, 5, 1, 9),
    uds(ECU, 0x3d, 0x11, 5, 1, 8),
  )
  expect([operations[0] === operations[1], operations[2] === operations[3]]).toEqual([true, true])
  expect(operations[0]?.points).toMatchObject([{ name: 'DID 0x0200', writes: true }])
})

test('blocks and the end of a transfer go the way that the request before them asked for', () => {
  const { heard } = new Dialogue(doip).toServer(
    ...[[0x36, 1, 5], [0x36, 1], [0x37]].map((service) => uds(ECU, service)),
    ...[[0x35, 0, 0x11, 5, 6], [0x37]].map((service) => uds(ECU, service)),
  )
  expect(heard.map((one) => one.class)).toEqual(['download', 'upload', 'download', 'upload', 'upload'])
})

test('a refusal has its code, and an answer that is to come later is no answer', () => {
  const { heard } = new Dialogue(doip)
    .toServer(uds(ECU, 0x31, 1, u16(0x0203)))
    .toClient(udsAnswer(ECU, 0x7f, 0x31, 0x78), udsAnswer(ECU, 0x7f, 0x31, 0x33))
  expect(heard).toMatchObject([
    { role: 'request' },
    { role: 'event', name: 'Response pending', class: 'session', module: 'ECU 0x1010' },
    { role: 'response', function: 'UDS 0x31/0x01', target: 'routine 0x0203', status: 0x33 },
  ])
})

test('what shall not be answered is an order', () => {
  const { heard } = new Dialogue(doip).toServer(uds(ECU, 0x3e, 0x80)).toClient(udsAnswer(ECU, 0x7f, 0x3e, 0x12))
  expect(heard).toMatchObject([
    { role: 'order', name: 'Tester present, keep session' },
    { role: 'response', status: 0x12 },
  ])
})

test('a gateway that cannot pass a request on has refused it', () => {
  const { heard } = new Dialogue(doip)
    .toServer(uds(ECU, 0x10, 1))
    .toClient(udsNack(0x1020, 3), udsNack(ECU, 3), udsNack(ECU, 3))
  expect(heard.slice(1)).toMatchObject([
    { role: 'event', function: '0x8003', module: 'ECU 0x1020' },
    { role: 'response', function: 'UDS 0x10/0x01', status: 0x103 },
    { role: 'event', function: '0x8003', module: 'ECU 0x1010' },
  ])
})

test('an answer whose request was not seen has its service and sub-function', () => {
  const { heard } = new Dialogue(doip).toClient(udsAnswer(ECU, 0x51, 1), udsAnswer(ECU, 0x7f, 0x22, 0x31))
  expect(heard).toMatchObject([
    { role: 'response', function: 'UDS 0x11/0x01', class: 'mode', module: 'ECU 0x1010' },
    { role: 'response', function: 'UDS 0x22', class: 'read', status: 0x31 },
  ])
})

test.each([
  [0xf187, 'order-number', '06K907425'],
  [0xf188, 'software', '06K906070A'],
  [0xf189, 'firmware', '0042'],
  [0xf18c, 'serial', 'S1'],
  [0xf191, 'hardware', 'H1'],
  [0xf194, 'software', 'S2'],
  [0xf195, 'firmware', '2.1'],
  [0xf197, 'product', 'ESP9'],
])('identifier 0x%s of an ECU is its %s', (did, fact, value) => {
  const dialogue = new Dialogue(doip)
    .toServer(uds(ECU, 0x22, u16(did)))
    .toClient(udsAnswer(ECU, 0x62, u16(did), ascii(value), 0, 0xff))
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'server', module: 'ECU 0x1010', facts: { [fact]: value } },
  ])
})

test('identifiers that are no text are told in hexadecimal, and what was never written is not told', () => {
  const said = (...data: number[]) =>
    new Dialogue(doip)
      .toServer(uds(ECU, 0x22, u16(0xf195)))
      .toClient(udsAnswer(ECU, 0x62, u16(0xf195), data))
      .observed('identity')
      .map(({ facts }) => facts.firmware)
  expect([said(0x12, 0x34), said(0xff, 0xff), said(0, 0)]).toEqual([['1234'], [], []])
})

test('the VIN is known by its length, and what else was not asked for alone is not told', () => {
  const vin = udsAnswer(ECU, 0x62, u16(0xf190), ascii(VIN))
  const other = udsAnswer(ECU, 0x62, u16(0xf18c), ascii('S1'))
  expect(new Dialogue(doip).toClient(vin, other).observed('identity')).toMatchObject([
    { facts: { 'device-id': `VIN ${VIN}` } },
  ])
})

test('the entity that was activated is the host itself, not a part behind it', () => {
  const dialogue = new Dialogue(doip)
    .toServer(activate())
    .toClient(activated())
    .toServer(uds(0x1000, 0x22, u16(0xf18c)))
    .toClient(udsAnswer(0x1000, 0x62, u16(0xf18c), ascii('GW')))
  expect(dialogue.observed('identity').at(-1)).toMatchObject({ module: '', facts: { serial: 'GW' } })
})

test('the key of a security access is a credential that is of no use to a listener', () => {
  const dialogue = new Dialogue(doip).toServer(uds(ECU, 0x27, 1), uds(ECU, 0x27, 2, u32(0xdeadbeef)))
  expect(dialogue.observed('credential')).toEqual([
    {
      kind: 'credential',
      of: 'client',
      method: 'UDS security access, level 1',
      account: '',
      protection: 'protected',
    },
  ])
})

test('alive checks are asked by the server', () => {
  const dialogue = new Dialogue(doip).toClient(doipMessage(7)).toServer(doipMessage(8, u16(TESTER)))
  expect(dialogue.heard).toMatchObject([{ name: 'Alive check' }, { name: 'Alive check answer' }])
  expect(doip.directionOf(cursorOver(doipMessage(7)))).toBe('to-client')
  expect(doip.directionOf(cursorOver(doipMessage(8, u16(TESTER))))).toBe('to-server')
})

test('a header that was refused tells why', () => {
  const dialogue = new Dialogue(doip).toClient(doipMessage(0, 1), doipMessage(0, 9))
  expect(dialogue.heard.map(({ target }) => target)).toEqual(['unknown payload type', 'code 9'])
})

test('secured transmission is encrypted, and services and types that are not known are not decoded', () => {
  const dialogue = new Dialogue(doip).toServer(uds(ECU, 0x84, 1, 2), uds(ECU, 0x99, 1), doipMessage(0xf001, 1))
  expect(dialogue.observed('undecoded').map(({ reason }) => reason)).toEqual([
    'encrypted',
    'unknown-function',
    'unknown-function',
  ])
  expect(dialogue.heard.map(({ name }) => name)).toEqual([
    'Secured data transmission',
    'UDS service 0x99',
    'Payload type 0xf001',
  ])
})

test('a message that is not all there is malformed, and told as far as it goes', () => {
  const whole = uds(ECU, 0x22, u16(0xf190))
  const state = doip.newState()
  const heard: string[] = []
  const sink = {
    operation: (role: string) => heard.push(role),
    observe: (observation: { kind: string }) => heard.push(observation.kind),
    wantsValues: () => false,
    value: () => undefined,
    handOff: () => undefined,
  }
  const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
  for (const length of [13, 12, 5]) doip.dissect(cursorOver(whole, 0, length), info, state, sink)
  expect(heard).toEqual(['malformed', 'request', 'malformed', 'event', 'event', 'malformed'])
})

test.each([
  ['an activation of another length', doipMessage(5, u16(TESTER)), 'bad-length'],
  ['a diagnostic message without a service', doipMessage(0x8001, u16(TESTER), u16(ECU)), 'bad-length'],
  ['a refusal without a code', udsAnswer(ECU, 0x7f, 0x22), 'truncated'],
])('%s is malformed', (_, bytes, reason) => {
  expect(new Dialogue(doip).toServer(bytes).observed('malformed')).toMatchObject([{ reason }])
})

test.each([
  ['another version', bytesOf(5, 0xfa, u16(1), u32(0))],
  ['a version without its inverse', bytesOf(2, 0xfc, u16(1), u32(0))],
  ['a type that does not exist', doipMessage(0x1234)],
  ['a length that its type does not have', doipMessage(1, 0)],
  ['a diagnostic message of no service', uds(ECU, 0x99)],
  ['a payload longer than there are', bytesOf(2, 0xfd, u16(0x8001), u32(0x200_0000))],
])('%s is no beginning', (_, bytes) => {
  expect(doip.probe(cursorOver(bytes), 'to-server')).toBe('no')
})

test('beginnings wait for the header, and of a diagnostic message for its service', () => {
  const bytes = uds(ECU, 0x10, 1)
  const verdicts = [7, 12, 13].map((length) => doip.probe(cursorOver(bytes, 0, length), 'to-server'))
  expect(verdicts).toEqual(['need-more', 'need-more', 'yes'])
  const directions = [7, 12, 13].map((length) => doip.directionOf(cursorOver(bytes, 0, length)))
  expect(directions).toEqual([undefined, undefined, 'to-server'])
  expect(doip.messageLength(cursorOver(bytes, 0, 7))).toBe(0)
})
