import { describe, expect, test } from 'vitest'
import { crc16 } from '../../dissectors/kit/crc16.ts'
import type { Sink } from '../../dissectors/kit/dissector.ts'
import type { Observation } from '../../dissectors/kit/observation.ts'
import { modbusRtu } from '../../dissectors/modbus-rtu/modbus-rtu.ts'
import { MAX_TWINS } from '../../dissectors/rocplus/modbus-twin.ts'
import { MAX_PENDING, newRocState } from '../../dissectors/rocplus/roc-state.ts'
import { rocplus } from '../../dissectors/rocplus/rocplus.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { infoOf } from '../support/fixture-messages.ts'
import { ascii, type Bytes, bytesOf, u16le } from '../support/packet.ts'

type Part = number | readonly number[] | Bytes

function frame(addresses: readonly number[], opcode: number, parts: readonly Part[]): Bytes {
  const data = bytesOf(...parts)
  const body = bytesOf(addresses, opcode, data.length, data)
  return bytesOf(body, u16le(crc16(cursorOver(body), body.length)))
}

const ask = (opcode: number, ...data: Part[]) => frame([1, 2, 3, 4], opcode, data)
const answer = (opcode: number, ...data: Part[]) => frame([3, 4, 1, 2], opcode, data)
const zeros = (length: number) => new Uint8Array(length)
const LOGIN = ask(17, ascii('OP1'), u16le(4660), 1)

function probe(bytes: Bytes): string {
  return rocplus.probe(cursorOver(bytes), 'to-server')
}

function directionOf(bytes: Bytes): string | undefined {
  return rocplus.directionOf(cursorOver(bytes))
}

describe('a frame that is right in Modbus RTU as well', () => {
  const twin = fromHex('0102030406003a2f')
  const modbusRead = fromHex('010300000001840a')

  test.each([
    ['alone', bytesOf(twin), 'need-more', 'need-more'],
    ['before another ROC Plus message', bytesOf(twin, LOGIN), 'yes', 'no'],
    ['before a Modbus frame', bytesOf(twin, modbusRead), 'no', 'yes'],
    ['again and again', bytesOf(...new Array(MAX_TWINS).fill(twin)), 'no', 'yes'],
    ['once less', bytesOf(...new Array(MAX_TWINS - 1).fill(twin)), 'need-more', 'need-more'],
  ])('%s', (_, bytes, roc, modbus) => {
    expect(probe(bytes)).toBe(roc)
    expect(modbusRtu.probe(cursorOver(bytes), 'to-server')).toBe(modbus)
  })

  test('is Modbus at once where its group reads as a function that writes', () => {
    expect(probe(frame([1, 6, 0, 10], 6, []))).toBe('no')
  })
})

describe('the probe', () => {
  test('wants the CRC, a known opcode and a length that fits it', () => {
    expect(probe(LOGIN)).toBe('yes')
    expect(probe(LOGIN.slice(0, 9))).toBe('need-more')
    expect(probe(bytesOf(LOGIN, LOGIN.slice(0, 7)))).toBe('yes')
    expect(probe(bytesOf(LOGIN, new Uint8Array(8).fill(99)))).toBe('no')
    expect(probe(bytesOf(LOGIN.slice(0, 13), 0))).toBe('no')
    expect(probe(ask(99, 1))).toBe('no')
    expect(probe(ask(7, 1))).toBe('no')
    expect(probe(ask(7, 1, 2, 3).slice(0, 8))).toBe('no')
  })
})

describe('the way of a message', () => {
  test.each([
    [6, [], 'to-server'],
    [6, zeros(215), 'to-client'],
    [8, zeros(7), 'to-server'],
    [8, [], 'to-client'],
    [17, zeros(24), 'to-client'],
    [17, zeros(77), undefined],
    [139, [0, 1], 'to-server'],
    [139, [0, 1, 0, 0], 'to-client'],
    [139, [1, ...zeros(8)], 'to-server'],
    [139, [1, ...zeros(20)], undefined],
    [139, [1, ...zeros(80)], 'to-client'],
    [139, [1, 0, 0], undefined],
    [139, [2, 0], undefined],
    [180, [1, 1, 1, 1], 'to-server'],
    [180, [1, 1, 1, 1, 9], 'to-client'],
    [180, [0], undefined],
    [203, [1, ...zeros(126)], 'to-server'],
    [203, [1, ...zeros(4)], 'to-client'],
    [203, [2, ...zeros(8)], 'to-server'],
    [203, [2, ...zeros(14)], 'to-client'],
    [203, [3, ...zeros(8)], 'to-client'],
    [203, [3, ...zeros(14)], 'to-server'],
    [203, [4, ...zeros(4)], 'to-server'],
    [203, [5], 'to-client'],
    [203, [6, ...zeros(101)], 'to-server'],
    [203, [64, ...zeros(102)], 'to-server'],
    [203, [64, 0, 0, 0], 'to-client'],
    [203, [9], undefined],
    [205, [1, 1, 6, 0], 'to-server'],
    [205, [1, 1, 6, 1, 9], 'to-server'],
    [205, [1, 1, 0, 0, 0, 6, 1, 9], 'to-client'],
    [205, [1, 1], undefined],
    [206, [1, 1, 0, 0], 'to-server'],
    [206, [2, 1, 0, 0, 0, 0], undefined],
    [206, [2, 1, 0, 0, 0, 0, 0], 'to-client'],
    [206, [3], undefined],
    [224, [1, 1], undefined],
    [255, [1, 2], 'to-client'],
    [255, [1], undefined],
  ] as const)('of opcode %i with %j is %s', (opcode, data, way) => {
    expect(directionOf(ask(opcode, Uint8Array.from(data)))).toBe(way)
  })
})

describe('a login', () => {
  test('names the account and never the password', () => {
    const dialogue = new Dialogue(rocplus).toServer(LOGIN).toClient(answer(17))
    expect(dialogue.observations).toEqual([
      { kind: 'credential', of: 'client', method: 'ROC Plus login', account: 'OP1', protection: 'clear' },
      { kind: 'session', state: 'opened', security: 'none', user: 'OP1' },
    ])
    expect(JSON.stringify([dialogue.heard, dialogue.operations])).not.toMatch(/4660|1234|3412/)
  })

  test('after a session key is protected; a refusal and a logout are told', () => {
    const enhanced = ask(17, ascii(''.padEnd(30)), ascii('SECRET'.padEnd(40)), 1)
    const dialogue = new Dialogue(rocplus).toServer(ask(17, ascii('SESSIONKEY_13'))).toClient(answer(17, zeros(24)))
    dialogue.toServer(enhanced).toClient(answer(255, 63, 6))
    dialogue.toServer(ask(17, ascii('OP1'), 0, 0, ascii('LOGOUT'))).toClient(answer(17))
    expect(dialogue.observations).toEqual([
      {
        kind: 'credential',
        of: 'client',
        method: 'ROC Plus enhanced login',
        account: '',
        protection: 'protected',
      },
      { kind: 'session', state: 'refused', security: 'none', user: '' },
      { kind: 'session', state: 'closed', security: 'none', user: '' },
    ])
    expect(JSON.stringify([dialogue.heard, dialogue.operations, dialogue.observations])).not.toContain('SECRET')
  })
})

describe('what a request acts on', () => {
  test.each([
    [10, [1, 2, 3], 'table 1 location 2+3'],
    [166, [3, 1, 2, 4, 9, 9], 'TLP 3,1,4+2'],
    [180, [2, 1, 2, 3, 4, 5, 6], 'TLP 1,2,3; TLP 4,5,6'],
    [181, [2, 1, 2, 3, 9, 4, 5, 6, 9], 'TLP 1,2,3'],
    [50, [0], 'point types'],
    [50, [1], 'logical numbers'],
    [100, [2, 0, 1], 'command 2'],
    [105, [1, 5], 'segment 1 point 5'],
    [137, [1, 2, 3], 'segment 1'],
    [139, [0, 4], 'segment 4'],
    [206, [1, 4, 0, 0], 'segment 4'],
    [11, [1, 2, 1, 9], 'table 1 location 2+1'],
    [7, [], ''],
    [24, [9, 9, 1, 2, 3, 4, 0, 0, 0, 0, 6, 0], 'unit 1 group 2 > unit 3 group 4'],
    [205, [1, 2, 6, 0], 'network 1 device 2'],
    [203, [1, 0, ...ascii('/data/'.padEnd(100, '\0')), ...ascii('a.txt'.padEnd(25, '\0'))], '/data/a.txt'],
    [203, [2, 0, 0, 0, 0, 0, 0, 0, 0], ''],
    [138, [3, 1, 2, 3], 'segment 3'],
    [118, [10, 0, 0], ''],
  ] as const)('of opcode %i', (opcode, data, target) => {
    expect(new Dialogue(rocplus).toServer(ask(opcode, Uint8Array.from(data))).heard[0]).toMatchObject({ target })
  })

  test('is one operation, whatever is written', () => {
    const dialogue = new Dialogue(rocplus).toServer(ask(181, 1, 1, 2, 3, 7)).toServer(ask(181, 1, 1, 2, 3, 8))
    expect(new Set(dialogue.operations).size).toBe(1)
  })
})

test('an error belongs to the request of its pair of units, whether its addresses are turned round or not', () => {
  for (const error of [answer(255, 4, 7), ask(255, 4, 7)]) {
    const dialogue = new Dialogue(rocplus).toServer(ask(180, 1, 1, 2, 3)).toClient(error)
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', function: '180', target: 'TLP 1,2,3', status: 4 })
  }
  expect(new Dialogue(rocplus).toClient(answer(255, 0, 0)).heard[0]).toMatchObject({ function: '255', status: 0x100 })
})

test('the configuration says which controller it is, once', () => {
  const configuration = answer(6, 1, zeros(17), 6, zeros(196))
  const dialogue = new Dialogue(rocplus).toClient(configuration).toClient(configuration)
  dialogue.toClient(answer(6, 0, zeros(17), 99, zeros(196)))
  expect(dialogue.observations).toMatchObject([
    { module: 'unit 1 group 2', facts: { vendor: 'Emerson', mode: 'run', product: 'ROC800' } },
    { facts: { vendor: 'Emerson', mode: 'firmware update' } },
  ])
})

test('an unknown opcode is not understood, and told, also where it is passed on', () => {
  const dialogue = new Dialogue(rocplus)
    .toServer(ask(99, 1))
    .toServer(ask(205, 1, 1, 99, 0))
    .toServer(ask(205, 1, 1))
  expect(dialogue.observations).toMatchObject([
    { reason: 'unknown-function', code: 99 },
    { reason: 'unknown-function', code: 99 },
  ])
  expect(dialogue.heard).toMatchObject([
    { name: 'Opcode 99', class: 'unknown' },
    { name: 'Peer-to-Peer Network Messages: Opcode 99', class: 'unknown' },
    { name: 'Peer-to-Peer Network Messages', class: 'unknown' },
  ])
  expect(rocplus.describe(139 + 0x100)).toEqual({ function: '139/1', name: 'History Information Data: command 1' })
})

test('a message that carries another for another controller is of the class of that one', () => {
  const forward = ask(24, 3, 4, 1, 2, 0, 0, 0, 0, 0, 0, 181, 1, 9)
  const dialogue = new Dialogue(rocplus).toServer(forward).toClient(answer(24))
  dialogue.toServer(ask(205, 1, 2, 8, 0)).toClient(answer(205, 1, 2, 0, 0, 0, 8, 0))
  const written = { function: '24/181', name: 'Store and Forward: Write Parameters', class: 'write' }
  const set = { function: '205/8', class: 'time', target: 'network 1 device 2' }
  expect(dialogue.heard).toMatchObject([
    { role: 'request', ...written },
    { role: 'response', ...written },
    { role: 'request', ...set },
    { role: 'response', ...set },
  ])
  expect(dialogue.observations).toEqual([])
})

test('a message that is cut off is malformed', () => {
  const observed: Observation[] = []
  const sink: Sink = {
    operation: () => {},
    observe: (observation) => void observed.push(observation),
    handOff: () => {},
    wantsValues: () => false,
    value: () => {},
  }
  rocplus.dissect(cursorOver(LOGIN.slice(0, 9)), infoOf('to-server'), rocplus.newState(), sink)
  expect(observed).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 9 }])
})

test('requests that await their answer are bounded', () => {
  const state = newRocState()
  for (let i = 0; i < MAX_PENDING + 5; i++) state.newest.ask(i, state.operations.add(i, 'read', 6, '', ''))
  expect(state.newest.size).toBe(MAX_PENDING)
})
