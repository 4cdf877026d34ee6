import { expect, test } from 'vitest'
import { tristation } from '../../dissectors/tristation/tristation.ts'
import { dataWith, request, response, tcm } from '../../fixtures/generate/tristation-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex } from '../support/packet.ts'

test('the one ping that is public has the CRC that is expected', () => {
  const ping = hex('06 00 00 00 00 88')
  expect(tcm(6)).toEqual(ping)
  expect(tristation.probe(cursorOver(ping), 'to-server')).toBe('yes')
  expect(new Dialogue(tristation).toServer(ping).heard).toMatchObject([
    { role: 'event', name: 'Ping', class: 'discover' },
  ])
})

test('connections are asked for and answered, or refused by a message of their own', () => {
  const dialogue = new Dialogue(tristation)
    .toServer(tcm(1))
    .toClient(tcm(2))
    .toServer(tcm(4))
    .toClient(tcm(3))
    .toServer(tcm(1))
    .toClient(tcm(10), tcm(7))
  expect(dialogue.heard.map(({ role, name, status }) => [role, name, status])).toEqual([
    ['request', 'Connection request', 0],
    ['response', 'Connection request', 0],
    ['request', 'Disconnection request', 0],
    ['response', 'Disconnection request', 0],
    ['request', 'Connection request', 0],
    ['response', 'Connection request', 10],
    ['event', 'Connection limit reached', 7],
  ])
})

test.each([
  [1, 'Start download change', 'download'],
  [20, 'Run program', 'mode'],
  [27, 'Set I/O point values', 'write'],
  [65, 'Upload program', 'upload'],
  [80, 'Go to download mode', 'mode'],
])('command %i is %s', (command, name, kind) => {
  const dialogue = new Dialogue(tristation).toServer(request({ command }), request({ command }))
  expect(dialogue.heard[0]).toMatchObject({ role: 'request', function: `5.${command}`, name, class: kind })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('answers belong to the last command of their connection, and say why it was refused', () => {
  const dialogue = new Dialogue(tristation)
    .toServer(request({ command: 1, connection: 3 }), request({ command: 19, connection: 4 }))
    .toClient(response({ command: 108, connection: 4 }), response({ command: 212, connection: 3 }))
    .toServer(request({ command: 21 }))
    .toClient(response({ command: 100 }), response({ command: 110 }))
  expect(dialogue.heard.filter(({ role }) => role === 'response').map(({ name, status }) => [name, status])).toEqual([
    ['Get CP status', 0],
    ['Start download change', 212],
    ['Halt program', 100],
    ['Response 110', 0],
  ])
})

test('programs and functions are named by their number', () => {
  const [program, function9, none] = new Dialogue(tristation).toServer(
    request({ command: 55, data: [3, 0, 0, 0] }),
    request({ command: 66, data: [9, 0] }),
    request({ command: 65 }),
  ).heard
  expect([program?.target, function9?.target, none?.target]).toEqual(['program 3', 'function 9', ''])
})

test('the status tells key switch, run state and project when they change', () => {
  const status = (key: number, run: number) =>
    response({ command: 108, data: dataWith(80, [21, [key, run]], [80, ascii('UNIT2')]) })
  const said = new Dialogue(tristation)
    .toClient(status(2, 0), status(2, 0), status(1, 1), status(9, 9))
    .observed('identity')
  const who = { vendor: 'Triconex', 'device-type': 'safety controller' }
  expect(said.map(({ of, facts }) => [of, facts])).toEqual([
    ['server', { ...who, 'key-switch': 'Run', mode: 'running', project: 'UNIT2' }],
    ['server', { ...who, 'key-switch': 'Program', mode: 'stopped', project: 'UNIT2' }],
    ['server', { ...who, project: 'UNIT2' }],
  ])
})

test('the chassis tells the same in other places', () => {
  const [said] = new Dialogue(tristation)
    .toClient(response({ command: 119, data: dataWith(60, [17, [2, 3]], [46, ascii('UNIT3')]) }))
    .observed('identity')
  expect(said).toMatchObject({
    message: 'chassis status',
    facts: { 'key-switch': 'Remote', mode: 'paused', project: 'UNIT3' },
  })
})

test.each([
  [[10, 4], { product: 'Tricon', firmware: '10.4' }],
  [[0, 0], { product: 'Tricon', firmware: '9' }],
  [[11, 0], { product: 'Tricon' }],
])('an attached Tricon tells its version: %o', (version, facts) => {
  const [said] = new Dialogue(tristation)
    .toClient(response({ command: 106, data: dataWith(8, [17, version]) }))
    .observed('identity')
  expect(said?.facts).toEqual({ vendor: 'Triconex', 'device-type': 'safety controller', ...facts })
})

test('processors and communication modules are told by their slot, others are not', () => {
  const versions = (present: number, ...slots: readonly (readonly [number, readonly number[]])[]) =>
    response({ command: 151, data: dataWith(140, [14, [1]], [15, [present]], ...slots) })
  const slots = [
    [16, [255, 0]],
    [24, [1, 0]],
    [64, [87, 0]],
  ] as const
  const said = new Dialogue(tristation).toClient(versions(255, ...slots), versions(255, ...slots)).observed('identity')
  expect(said.map(({ module, facts }) => [module, facts.model])).toEqual([
    ['rack 1 slot 0', '3008 Enhanced Main Processor'],
    ['rack 1 slot 6', '4352A TCM'],
  ])
  expect(new Dialogue(tristation).toClient(versions(0, ...slots)).observations).toEqual([])
})

test.each([106, 108, 119, 151])('a response %i that is too short tells nothing', (command) => {
  expect(new Dialogue(tristation).toClient(response({ command, data: [1, 255] })).observations).toEqual([])
})

test.each([
  ['a wrong CRC', bytesOf(tcm(1).subarray(0, 5), 0x11), 'bad-checksum'],
  ['a wrong length', bytesOf(tcm(1), 0), 'bad-length'],
  ['a kind that does not exist', tcm(12), 'bad-length'],
  ['a frame cut short', tcm(1).subarray(0, 3), 'truncated'],
])('%s is malformed, and no beginning', (_, bytes, reason) => {
  const dialogue = new Dialogue(tristation).toServer(bytes)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason }])
  expect(dialogue.heard).toMatchObject([{ name: 'unknown message' }])
  expect(tristation.probe(cursorOver(bytes), 'to-server')).toBe('no')
})

test('a command without its header is malformed', () => {
  const dialogue = new Dialogue(tristation).toServer(tcm(5, [0, 1, 2]))
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
})

test('commands and answers that nobody knows are counted as not decoded', () => {
  const dialogue = new Dialogue(tristation).toServer(request({ command: 99 })).toClient(response({ command: 180 }))
  expect(dialogue.heard[0]).toMatchObject({ name: 'Command 99', class: 'unknown' })
  expect(dialogue.observed('undecoded')).toHaveLength(2)
})

test('direction is told by the kind of a message, and of a command by its first byte', () => {
  const direction = (bytes: Uint8Array) => tristation.directionOf(cursorOver(bytes))
  expect([tcm(1), tcm(4), request({ command: 1 })].map(direction)).toEqual(['to-server', 'to-server', 'to-server'])
  expect([tcm(2), tcm(9), response({ command: 1 })].map(direction)).toEqual(['to-client', 'to-client', 'to-client'])
  expect(direction(tcm(6))).toBeUndefined()
})
