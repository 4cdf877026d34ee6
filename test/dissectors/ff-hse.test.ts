import { expect, test } from 'vitest'
import { ffHse } from '../../dissectors/ff-hse/ff-hse.ts'
import {
  annunciation,
  deviceBody,
  diagnostic,
  ERROR,
  error,
  FDA,
  FMS,
  fda,
  findTagQuery,
  findTagReply,
  fms,
  INVOKED,
  initiateBody,
  NUMBERED,
  openSessionBody,
  REDUNDANCY,
  RESPONSE,
  SM,
  TIMED,
  tag,
  vfdBody,
} from '../../fixtures/generate/ff-hse-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf } from '../support/packet.ts'

const DEVICE = { type: 0x20, ip: [10, 0, 0, 5], id: '0003200089_2600T_TO___0000171717', tag: 'PT-101' }
const NODE = 0x1001_1820

test.each([
  [0, 'FMS Status', 'diagnose', ''],
  [1, 'FMS Identify', 'discover', ''],
  [2, 'FMS Read', 'read', 'FDA 0x10011820 index 400'],
  [3, 'FMS Write', 'write', 'FDA 0x10011820 index 400'],
  [10, 'FMS Download Segment', 'download', 'FDA 0x10011820 index 400'],
  [16, 'FMS Request Domain Upload', 'upload', 'FDA 0x10011820 index 400'],
  [17, 'FMS Create Program Invocation', 'configure', ''],
  [19, 'FMS Start', 'mode', 'FDA 0x10011820 index 400'],
  [20, 'FMS Stop', 'mode', 'FDA 0x10011820 index 400'],
  [25, 'FMS Acknowledge Event Notification', 'alarm', 'FDA 0x10011820 index 400'],
  [82, 'FMS Read with Subindex', 'read', 'FDA 0x10011820 index 400.8'],
  [83, 'FMS Write with Subindex', 'write', 'FDA 0x10011820 index 400.8'],
])('FMS service %i is %s', (service, name, kind, target) => {
  const [heard] = new Dialogue(ffHse).toServer(fda({ ...fms(service, 400, 8), address: NODE })).heard
  expect(heard).toMatchObject({
    role: 'request',
    function: `FMS ${service}`,
    name,
    class: kind,
    module: 'H1 link 4097 node 24',
    target,
  })
})

test('reports are events, and allocate nothing when they come again', () => {
  const report = (index: number) => fda({ ...fms(0, index, 7), confirmed: false, address: 0x0000_0102 })
  const dialogue = new Dialogue(ffHse).toClient(report(400), report(400), report(401))
  expect(dialogue.heard).toMatchObject([
    { role: 'event', function: 'FMS 0 unconfirmed', class: 'publish', module: '', target: 'FDA 0x00000102 index 400' },
    { target: 'FDA 0x00000102 index 400' },
    { target: 'FDA 0x00000102 index 401' },
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  expect(dialogue.operations[2]?.points).toMatchObject([{ name: 'FDA 0x00000102 index ', first: 401, writes: false }])
})

test('answers are matched by their invoke id, whatever else stands in the trailer', () => {
  const options = NUMBERED | INVOKED | TIMED | 3
  const dialogue = new Dialogue(ffHse)
    .toServer(fda({ ...fms(2, 1), invoke: 5, options }), fda({ ...fms(3, 2, 9), invoke: 6, options }))
    .toClient(fda({ ...fms(3), kind: ERROR, invoke: 6, options, body: error(6, 3) }))
    .toClient(fda({ ...fms(2), kind: RESPONSE, invoke: 5, options, body: [1, 2, 3, 4] }))
    .toClient(fda({ ...fms(2), kind: RESPONSE, invoke: 77, body: [1] }))
  expect(dialogue.heard.slice(2)).toMatchObject([
    { role: 'response', name: 'FMS Write', target: 'index 2', status: 0x603 },
    { role: 'response', name: 'FMS Read', target: 'index 1', status: 0 },
    { role: 'response', name: 'FMS Read', target: '', status: 0 },
  ])
})

test('an error of a program begins with its state', () => {
  const dialogue = new Dialogue(ffHse)
    .toServer(fda(fms(19, 9)))
    .toClient(fda({ protocol: FMS, service: 19, kind: ERROR, body: [2, 0, 0, 0, ...error(4, 1)] }))
  expect(dialogue.heard[1]).toMatchObject({ target: 'index 9', status: 0x401 })
})

test('a request without an invoke id, and its answer, are counted for themselves', () => {
  const dialogue = new Dialogue(ffHse)
    .toServer(fda({ protocol: FDA, service: 3, options: 0 }))
    .toClient(fda({ protocol: FDA, service: 3, options: 0, kind: RESPONSE }))
  expect(dialogue.heard.map(({ role, name }) => [role, name])).toEqual([
    ['request', 'FDA Idle'],
    ['response', 'FDA Idle'],
  ])
})

test('a device announces who it is, told once', () => {
  const message = annunciation(DEVICE)
  const dialogue = new Dialogue(ffHse).toServer(message, message)
  expect(dialogue.heard[0]).toMatchObject({ name: 'SM Device Annunciation', class: 'discover', role: 'event' })
  expect(dialogue.observed('identity')).toEqual([
    {
      kind: 'identity',
      of: 'client',
      about: '',
      module: '',
      message: 'SM Device Annunciation',
      facts: {
        name: 'PT-101',
        'device-id': '0003200089_2600T_TO___0000171717',
        vendor: 'ABB',
        'vendor-id': '0x000320',
        'product-code': '0x0089',
        'device-type': 'FOUNDATION Fieldbus HSE field device',
        state: 'operational',
        ip: '10.0.0.5',
      },
    },
  ])
})

test('SM Identify tells of links and redundancy, and leaves out what is not set', () => {
  const ask = (facts: Parameters<typeof deviceBody>[0]) =>
    new Dialogue(ffHse)
      .toServer(fda({ protocol: SM, service: 3 }))
      .toClient(fda({ protocol: SM, service: 3, kind: RESPONSE, body: deviceBody(facts) }))
      .observed('identity')[0]?.facts
  const linking = {
    ...DEVICE,
    type: 0xc2,
    state: 2,
    redundancy: 9,
    links: [4097, 4098],
    ip: [0x20, 1, ...Array(14).fill(0)],
  }
  expect(ask(linking)).toMatchObject({
    'device-type': 'FOUNDATION Fieldbus linking device, I/O gateway',
    state: 'without a tag',
    redundancy: 'HSE type D-2 secondary',
    'network-address': 'H1 link 4097, 4098',
    ip: '2001::',
  })
  expect(ask({ type: 0, state: 0, redundancy: 8, ip: [], id: '', tag: '' })).toBeUndefined()
  expect(ask({ type: 0x80, redundancy: 6, ip: [], id: 'not by the rule', tag: '' })).toEqual({
    'device-id': 'not by the rule',
    'device-type': 'FOUNDATION Fieldbus linking device',
    redundancy: 'HSE type D-3 primary',
    state: 'operational',
  })
})

test('an identity that is polled is told once', () => {
  const answer = (invoke: number) => fda({ protocol: SM, service: 3, kind: RESPONSE, invoke, body: deviceBody(DEVICE) })
  expect(new Dialogue(ffHse).toClient(answer(1), answer(2)).observed('identity')).toHaveLength(1)
})

test('a tag that is in the network twice is an alarm', () => {
  const dialogue = new Dialogue(ffHse).toServer(
    annunciation({ ...DEVICE, duplicates: 2 }),
    annunciation({ ...DEVICE, duplicates: 3 }),
    diagnostic('PT-101', 2, 1),
  )
  expect(dialogue.heard).toMatchObject([
    { class: 'alarm', target: 'duplicate PD tag' },
    { class: 'alarm', target: 'duplicate PD tag, duplicate device index' },
    { class: 'alarm', target: 'duplicate device index' },
  ])
})

test('who has a tag is told of the device, or of the node behind it', () => {
  const found = { link: 4097, node: 24, ip: [10, 0, 0, 9], id: '0011513144-FR-TEMP-0x80001234', tag: 'TT-204' }
  const reply = findTagReply(found)
  const dialogue = new Dialogue(ffHse)
    .toServer(findTagQuery('TT-204'))
    .toClient(reply, reply, findTagReply({ ...found, node: 0 }), findTagReply({ ...found, ip: [] }))
  expect(dialogue.observed('identity').map(({ about, module, facts }) => [about, module, facts.name])).toEqual([
    ['10.0.0.9', 'H1 link 4097 node 24', 'TT-204'],
    ['10.0.0.9', '', 'TT-204'],
  ])
  expect(dialogue.observed('identity')[0]?.facts).toMatchObject({ vendor: 'Rosemount', 'product-code': '0x3144' })
})

test('FMS Identify tells maker, model and revision of the device that is addressed', () => {
  const body = vfdBody('Rosemount Inc.', '3144P', '2.01')
  const answer = fda({ protocol: FMS, service: 1, kind: RESPONSE, address: NODE, body })
  const said = new Dialogue(ffHse).toClient(answer, answer).observed('identity')
  expect(said).toMatchObject([
    {
      of: 'server',
      module: 'H1 link 4097 node 24',
      facts: { vendor: 'Rosemount Inc.', model: '3144P', firmware: '2.01' },
    },
  ])
})

test('redundancy diagnostics name the device and its interfaces, once', () => {
  const dialogue = new Dialogue(ffHse).toServer(diagnostic('DFI-A'), diagnostic('DFI-A'), diagnostic('DFI-B', 1))
  expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
    { name: 'DFI-A', redundancy: 'HSE LAN redundancy, 2 interfaces' },
    { name: 'DFI-B' },
  ])
})

test('system management is told by the device that it is for', () => {
  const body = bytesOf(tag('0003020012SMAR'), tag('DFI-A'), [0, 0, 0, 0])
  const [clear, nameless, put] = new Dialogue(ffHse).toServer(
    fda({ protocol: SM, service: 12, body }),
    fda({ protocol: SM, service: 15, body: bytesOf(tag('0003020012SMAR'), tag('')) }),
    fda({ protocol: REDUNDANCY, service: 2, body: new Uint8Array(80) }),
  ).heard
  expect(clear).toMatchObject({ name: 'SM Clear Address', class: 'configure', target: 'DFI-A' })
  expect(nameless).toMatchObject({ name: 'SM Clear Assignment Info', target: '0003020012SMAR' })
  expect(put).toMatchObject({ name: 'LAN Redundancy Put Information', class: 'configure', target: '' })
})

test('sessions are opened or refused, and a password is told without what it is', () => {
  const open = { protocol: FDA, service: 1, body: openSessionBody('DFI-A') }
  const dialogue = new Dialogue(ffHse)
    .toServer(fda(open), fda({ ...open, invoke: 2 }))
    .toClient(fda({ ...open, kind: RESPONSE }), fda({ ...open, invoke: 2, kind: ERROR, body: error(5, 1) }))
    .toServer(fda({ protocol: FMS, service: 96, body: initiateBody(0x5a, 'DFI-A') }))
    .toServer(fda({ protocol: FMS, service: 96, body: initiateBody(0, 'DFI-A') }))
    .toClient(fda({ protocol: FMS, service: 96, kind: RESPONSE, body: [0, 2, 0, 0] }))
  expect(dialogue.observed('session').map(({ state }) => state)).toEqual(['opened', 'refused'])
  expect(dialogue.observed('credential')).toEqual([
    { kind: 'credential', of: 'client', method: 'FMS password', account: '', protection: 'clear' },
  ])
})

test('a service that does not exist is not decoded, and one that is too short is malformed', () => {
  const dialogue = new Dialogue(ffHse).toServer(
    fda({ protocol: SM, service: 9 }),
    fda({ ...fms(0), confirmed: false, body: [1] }),
    fda({ ...fms(2), kind: ERROR, body: [1] }),
  )
  expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unknown-function', code: 0x289 }])
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }, { reason: 'truncated' }])
  expect(dialogue.heard).toMatchObject([
    { role: 'request', name: 'SM 9', class: 'unknown' },
    { role: 'event', class: 'publish' },
    { role: 'response', class: 'read' },
  ])
  expect(ffHse.describe(0x901)).toEqual({ function: 'protocol 9 1 unconfirmed', name: 'protocol 9 1 unconfirmed' })
})

test('what has no header is malformed', () => {
  const state = ffHse.newState()
  const said: unknown[] = []
  const sink = {
    operation: () => {},
    observe: (observation: unknown) => said.push(observation),
    wantsValues: () => false,
    value: () => {},
    handOff: () => {},
  }
  const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
  ffHse.dissect(cursorOver(fda(fms(2, 1)).subarray(0, 7)), info, state, sink)
  ffHse.dissect(cursorOver(bytesOf(3, fda(fms(2, 1)).subarray(1))), info, state, sink)
  expect(said).toMatchObject([{ reason: 'truncated' }, { reason: 'bad-value' }])
  expect(ffHse.describe(0).function).toBe('protocol 0 0 unconfirmed')
})

test('requests go to the server, answers and found tags to the client, and reports either way', () => {
  const direction = (bytes: Uint8Array) => ffHse.directionOf(cursorOver(bytes))
  expect(direction(fda(fms(2, 1)))).toBe('to-server')
  expect(direction(fda({ ...fms(2, 1), kind: RESPONSE }))).toBe('to-client')
  expect(direction(findTagReply({ ...DEVICE, link: 1, node: 20 }))).toBe('to-client')
  expect(direction(fda({ ...fms(0, 1), confirmed: false }))).toBeUndefined()
})

test('over TCP several messages of a segment are each a message', () => {
  const two = bytesOf(fda(fms(2, 1)), fda(fms(2, 2)))
  expect(ffHse.messageLength(cursorOver(two))).toBe(20)
  expect(ffHse.messageLength(cursorOver(two.subarray(0, 8)))).toBe(0)
  expect(ffHse.messageLength(cursorOver(new Uint8Array(30)))).toBe(-1)
})

const read = fda(fms(2, 1))
const long = fda({ protocol: FMS, service: 32, body: new Uint8Array(900) })

test.each([
  ['a read', read, 'yes'],
  ['two of them', bytesOf(read, read), 'yes'],
  ['half a read', read.subarray(0, 15), 'need-more'],
  ['half a header', read.subarray(0, 5), 'need-more'],
  ['the beginning of a segment', long.subarray(0, 300), 'yes'],
  ['another version', bytesOf(2, read.subarray(1)), 'no'],
  ['a reserved option', bytesOf(1, 0x50, read.subarray(2)), 'no'],
  ['a protocol that does not exist', fda({ protocol: 5, service: 1 }), 'no'],
  ['a kind that does not exist', fda({ ...fms(2, 1), kind: 3 }), 'no'],
  ['an answer to what is not answered', fda({ ...fms(0, 1), confirmed: false, kind: RESPONSE }), 'no'],
  ['a service that does not exist', fda({ protocol: FMS, service: 60, body: [1, 2, 3, 4] }), 'no'],
  ['a read of nothing', fda(fms(2)), 'no'],
  ['a length less than a header', bytesOf(read.subarray(0, 8), 0, 0, 0, 4, read.subarray(12)), 'no'],
  ['a length of megabytes', bytesOf(read.subarray(0, 8), 0, 0x20, 0, 0, read.subarray(12)), 'no'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(ffHse.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
