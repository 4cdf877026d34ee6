import { expect, test } from 'vitest'
import { csp } from '../../dissectors/csp/csp.ts'
import { cspAnswer, cspCommand, cspConnect, cspConnected, cspRouted } from '../../fixtures/generate/csp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, u16le } from '../support/packet.ts'

const READ = [0xa2, 4, 7, 0x89, 0, 0]
const WRITE = [0xaa, 2, 7, 0x89, 3, 0]

test('a session is registered before commands are', () => {
  const dialogue = new Dialogue(csp).toServer(cspConnect()).toClient(cspConnected())
  expect(dialogue.heard).toMatchObject([
    { role: 'request', name: 'Register session', class: 'session' },
    { role: 'response', name: 'Register session', status: 0 },
  ])
  expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
})

test('a session that is refused has the status of its header', () => {
  const refusal = cspConnected()
  refusal[11] = 4
  const dialogue = new Dialogue(csp).toServer(cspConnect()).toClient(refusal)
  expect(dialogue.heard[1]).toMatchObject({ role: 'response', status: 4 })
  expect(dialogue.observed('session')).toMatchObject([{ state: 'refused' }])
})

test('elements are points with the values that are read and written, and allocate nothing when they come again', () => {
  const dialogue = new Dialogue(csp)
  dialogue.samples = true
  dialogue
    .toServer(cspCommand(0x0f, 1, READ))
    .toClient(cspAnswer(0x0f, 1, 0, u16le(100), u16le(0xffff)))
    .toServer(cspCommand(0x0f, 2, READ), cspCommand(0x0f, 3, WRITE, u16le(42)))
    .toClient(cspAnswer(0x0f, 3, 0))
  expect(dialogue.values).toEqual(['N7:0 = 100', 'N7:1 = -1', 'N7:3 = 42'])
  expect(dialogue.heard).toMatchObject([
    { role: 'request', function: '0x0f/0xa2', class: 'read', target: 'N7:0', module: '' },
    { role: 'response', function: '0x0f/0xa2', status: 0 },
    { role: 'request', function: '0x0f/0xa2' },
    { role: 'request', function: '0x0f/0xaa', class: 'write', target: 'N7:3' },
    { role: 'response', function: '0x0f/0xaa' },
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[2])
})

test('the mode is changed, and a refusal has its status and the byte behind it', () => {
  const { heard } = new Dialogue(csp)
    .toServer(cspCommand(0x0f, 1, [0x80, 1]), cspCommand(0x0f, 2, WRITE, 1, 0))
    .toClient(cspAnswer(0x0f, 2, 0xf0, 0x0b), cspAnswer(0x0f, 1, 0x10))
  expect(heard).toMatchObject([
    { name: 'Change mode', class: 'mode', target: 'remote program' },
    { class: 'write' },
    { role: 'response', class: 'write', status: 0xf00b },
    { role: 'response', name: 'Change mode', status: 0x10 },
  ])
})

test('a controller says its model and mode in its diagnostic status, once', () => {
  const status = [0, 0xee, 0x34, 0x5b, 0x23, ...ascii('5/05       '), 0, 0, 0x26, 0, 0, 0, 0, 0]
  const ask = cspCommand(0x06, 1, 3)
  const dialogue = new Dialogue(csp).toServer(ask).toClient(cspAnswer(0x06, 1, 0, status))
  dialogue.toServer(ask).toClient(cspAnswer(0x06, 1, 0, status))
  expect(dialogue.observed('identity')).toMatchObject([{ of: 'server', facts: { model: '5/05', mode: 'remote run' } }])
})

test('an answer whose request was not seen has its command', () => {
  expect(new Dialogue(csp).toClient(cspAnswer(0x06, 9, 0)).heard).toMatchObject([
    { role: 'response', function: '0x06', name: 'Diagnostic command', class: 'diagnose' },
  ])
})

test('what is routed on is told, and not decoded', () => {
  const other = cspCommand(0x0f, 1, READ)
  other[29] = 9
  const dialogue = new Dialogue(csp).toServer(cspRouted(1), other).toClient(cspRouted(2))
  expect(dialogue.heard.map(({ role, name }) => [role, name])).toEqual([
    ['request', 'Routed PCCC command'],
    ['request', 'PCCC command'],
    ['response', 'Routed PCCC command'],
  ])
  expect(dialogue.observed('undecoded')).toMatchObject(Array(3).fill({ reason: 'unsupported' }))
})

test('a function that does not exist is not decoded', () => {
  const dialogue = new Dialogue(csp).toServer(cspCommand(0x0f, 1, 0x99))
  expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function' }])
})

test.each([
  ['without an address', 3, 'to-server'],
  ['without a transaction', 6, 'to-server'],
  ['without its function', 8, 'to-server'],
  ['of an answer, without a transaction', 6, 'to-client'],
])('a command %s is malformed, and counted', (_, length, direction) => {
  const whole = direction === 'to-server' ? cspCommand(0x0f, 1, READ) : cspAnswer(0x0f, 1, 0)
  const bytes = whole.slice(0, 28 + length)
  bytes[3] = length
  const dialogue = new Dialogue(csp)
  if (direction === 'to-server') dialogue.toServer(bytes)
  else dialogue.toClient(bytes)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated', offset: 28 + length }])
  expect(dialogue.heard).toHaveLength(1)
})

test('a header that is not all there is malformed', () => {
  const heard: string[] = []
  const sink = {
    operation: () => heard.push('operation'),
    observe: ({ kind }: { kind: string }) => heard.push(kind),
    wantsValues: () => false,
    value: () => undefined,
    handOff: () => undefined,
  }
  const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
  csp.dissect(cursorOver(cspConnect(), 0, 20), info, csp.newState(), sink)
  expect(heard).toEqual(['malformed'])
})

test('a session, its answer and local commands are beginnings', () => {
  for (const bytes of [cspConnect(), cspConnected(), cspCommand(0x0f, 1, READ), cspAnswer(0x0f, 1, 0)]) {
    expect(csp.probe(cursorOver(bytes), 'to-server')).toBe('yes')
    expect(csp.probe(cursorOver(bytes, 0, 27), 'to-server')).toBe('need-more')
  }
  expect(csp.probe(cursorOver(cspCommand(0x0f, 1), 0, 30), 'to-server')).toBe('need-more')
  expect(csp.directionOf(cursorOver(cspConnect()))).toBe('to-server')
  expect(csp.directionOf(cursorOver(cspConnected()))).toBe('to-client')
  expect(csp.directionOf(cursorOver(cspConnected(), 0, 0))).toBeUndefined()
})

test.each([
  ['another mode', 0, 3, cspConnect()],
  ['another kind', 1, 2, cspConnect()],
  ['a length beyond all', 2, 0xff, cspConnect()],
  ['a session with data', 3, 1, cspConnect()],
  ['a session that has a number already', 5, 1, cspConnect()],
  ['a session of another version', 13, 3, cspConnect()],
  ['something where nothing stands', 20, 1, cspConnect()],
  ['a session that failed', 11, 1, cspConnected()],
  ['a command that failed before it came', 11, 1, cspCommand(0x0f, 1, READ)],
  ['an address that is not local', 29, 4, cspCommand(0x0f, 1, READ)],
  ['an answer in a request', 32, 0x4f, cspCommand(0x0f, 1, READ)],
  ['a routed command', 1, 6, cspCommand(0x0f, 1, READ)],
])('%s is no beginning', (_, at, value, bytes) => {
  const copy = bytes.slice()
  copy[at] = value
  expect(csp.probe(cursorOver(copy), 'to-server')).toBe('no')
})
