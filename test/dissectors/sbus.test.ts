import { describe, expect, test } from 'vitest'
import type { Sink } from '../../dissectors/kit/dissector.ts'
import type { Observation } from '../../dissectors/kit/observation.ts'
import { sbus } from '../../dissectors/sbus/sbus.ts'
import { acknowledge, answer, ask, telegram } from '../../fixtures/generate/sbus-telegram.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { infoOf } from '../support/fixture-messages.ts'
import { ascii, type Bytes, u16, u32 } from '../support/packet.ts'

type Part = number | readonly number[]

function probe(bytes: Bytes): string {
  return sbus.probe(cursorOver(bytes), 'to-server')
}

/** What a dialogue that samples values says of one request, and of its answer. */
function valuesOf(request: Bytes, reply: Bytes): string[] {
  const dialogue = new Dialogue(sbus)
  dialogue.samples = true
  return dialogue.toServer(request).toClient(reply).values
}

describe('the probe', () => {
  test('wants the length of the datagram, version, type, kind and the checksum', () => {
    const read = ask(1, 10, 0x06, 0, u16(1))
    expect(probe(read)).toBe('yes')
    expect(probe(read.slice(0, 15))).toBe('no')
    for (const at of [0, 3, 4, 5, 8, 15]) {
      const wrong = read.slice()
      wrong[at] = 0x77
      expect(probe(wrong)).toBe('no')
    }
    expect(probe(fromHex('0000000c00'))).toBe('no')
  })

  test('wants a body that a telegram of its kind has', () => {
    expect(probe(telegram(1, 0, 10))).toBe('no')
    expect(probe(telegram(1, 1))).toBe('no')
    expect(probe(telegram(1, 2, 0))).toBe('no')
    expect(probe(telegram(1, 3, 0, 0, 0))).toBe('no')
  })
})

test('requests go to the controller, answers and acknowledgements come from it', () => {
  expect(sbus.directionOf(cursorOver(ask(1, 10, 0x1b)))).toBe('to-server')
  expect(sbus.directionOf(cursorOver(answer(1, 0x52)))).toBe('to-client')
  expect(sbus.directionOf(cursorOver(acknowledge(1)))).toBe('to-client')
  expect(sbus.directionOf(cursorOver(fromHex('00')))).toBeUndefined()
})

describe('what a request does, and to what', () => {
  test.each([
    [0x06, [9, ...u16(100)], 'Read registers', 'read', 'register 100+10'],
    [0x02, [2, ...u16(5)], 'Read flags', 'read', 'flag 5+3'],
    [0x0e, [5, ...u16(8), ...u32(1)], 'Write registers', 'write', 'register 8+1'],
    [0x0e, [0, ...u16(8)], 'Write registers', 'write', ''],
    [0x0d, [3, ...u16(8), 3, 0], 'Write outputs', 'write', 'output 8+4'],
    [0x0d, [3, ...u16(8)], 'Write outputs', 'write', ''],
    [0x06, [9], 'Read registers', 'read', ''],
    [0xa3, [0, 5, ...u16(2), ...u32(1)], 'Write EEPROM registers', 'write', 'EEPROM register 2+1'],
    [0x1f, [0, 0, 1, 0], 'Read program line', 'upload', 'program line 0x000100+1'],
    [0x23, [6, 0, 1, 0, ...u32(1)], 'Write user memory', 'download', 'user memory 0x000100+1'],
    [0x47, [1, 0], 'Read bytes', 'upload', ''],
    [0x0c, [1, 2, 3], 'Write clock', 'time', ''],
    [0x17, [], 'Read status of CPU 3', 'diagnose', ''],
    [0x28, [], 'Run CPU 0', 'mode', ''],
    [0x37, [], 'Restart cold CPU 6', 'mode', ''],
    [0x44, [], 'Stop all CPUs', 'mode', ''],
    [0x6a, [], 'Restart warm this CPU', 'mode', ''],
    [0xae, [1], 'Download firmware', 'firmware', ''],
    [0xab, [0, 5], 'Read system information 5', 'discover', ''],
    [0xa9, [7, 0x00, 0, 0x21, ...u32(9), ...ascii('a.5pc')], 'Begin to write block', 'download', 'program file a.5pc'],
    [0xa9, [3, 0x10, 0, 0x02, ...u16(300)], 'Begin to read block', 'upload', 'PB 300'],
    [0xa9, [3, 0x20, 0x77, ...u16(1)], 'Delete block', 'download', 'block type 119 1'],
    [0xa9, [3, 0x11, 9], 'Read block, stream', 'upload', ''],
    [0xa9, [3, 0x21], 'Get size of block', 'file', ''],
    [0xa9, [3, 0x55], 'Transfer block, kind 85', 'unknown', ''],
    [0x60, [], 'Command 0x60', 'unknown', ''],
  ] as const)('command 0x%s', (command, data: readonly number[], name, operationClass, target) => {
    const { heard } = new Dialogue(sbus).toServer(ask(1, 10, command, [...data]))
    expect(heard[0]).toMatchObject({ role: 'request', name, class: operationClass, module: 'station 10', target })
  })

  test('is one operation, whatever is written, and however long the piece of a stream is', () => {
    const dialogue = new Dialogue(sbus)
    for (const value of [1, 2]) dialogue.toServer(ask(value, 10, 0x0e, 5, u16(8), u32(value)))
    for (const value of [1, 2])
      dialogue.toServer(ask(value, 10, 0xa9, value + 2, 0x01, value, new Array(value).fill(0)))
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test('what is not known is told', () => {
    const dialogue = new Dialogue(sbus).toServer(ask(1, 10, 0x60), ask(2, 10, 0xa9, 3, 0x55), ask(3, 10, 0xaf, 1, 1, 0))
    expect(dialogue.observed('undecoded')).toMatchObject([
      { reason: 'unknown-function', code: 0x60 },
      { reason: 'unknown-function' },
      { reason: 'unsupported', code: 0xaf },
    ])
  })
})

describe('an answer', () => {
  test('belongs to the request with its sequence number', () => {
    const dialogue = new Dialogue(sbus).toServer(ask(1, 10, 0x1b), ask(2, 11, 0x06, 0, u16(7)))
    dialogue.toClient(answer(2, u32(1)), answer(1, 0x52), answer(9, 0))
    expect(dialogue.heard.slice(2)).toMatchObject([
      { role: 'response', function: '0x06', module: 'station 11' },
      { role: 'response', function: '0x1b', module: 'station 10' },
      { role: 'response', function: 'answer', name: 'Answer', module: '' },
    ])
  })

  test.each([
    ['an acknowledgement', 0x43, [], acknowledge(1), 0],
    ['a refusal because of a password', 0x43, [], acknowledge(1, 2), 2],
    ['a block that was taken', 0xa9, [6, 0x01, 1, 0], answer(1, 2, 0x00, 1), 0],
    ['a block that is refused', 0xa9, [6, 0x01, 1, 0], answer(1, 2, 0x84, 1), 0x84],
    ['data of a block', 0xa9, [6, 0x11, 1, 0], answer(1, 2, 0x84, 1), 0],
  ] as const)('is %s', (_, command, data: readonly Part[], reply, status) => {
    expect(new Dialogue(sbus).toServer(ask(1, 10, command, ...data)).toClient(reply).heard[1]).toMatchObject({ status })
  })
})

describe('values', () => {
  test('are of 32 bits, or of one', () => {
    expect(valuesOf(ask(1, 10, 0x06, 1, u16(8)), answer(1, u32(3), u32(0xffff_ffff)))).toEqual([
      'register 8 = 3',
      'register 9 = -1',
    ])
    expect(valuesOf(ask(1, 10, 0x03, 1, u16(8)), answer(1, 0b10))).toEqual(['input 8 = 0', 'input 9 = 1'])
  })

  test('of a write are those it sets', () => {
    expect(valuesOf(ask(1, 10, 0x0b, 3, u16(8), 0, 1), acknowledge(1))).toEqual(['flag 8 = 1'])
    expect(valuesOf(ask(1, 10, 0xa3, 0, 5, u16(8), u32(4)), acknowledge(1))).toEqual(['EEPROM register 8 = 4'])
  })

  test('are not read where there are too few bytes, and for no other command', () => {
    expect(valuesOf(ask(1, 10, 0x06, 1, u16(8)), answer(1, u32(3)))).toEqual([])
    expect(valuesOf(ask(1, 10, 0x1e, 0, 0, 0, 0), answer(1, u32(3)))).toEqual([])
  })
})

describe('identity', () => {
  const firmware = (text: string, sequence = 1) => answer(sequence, ascii(text), 0)

  test('is type and firmware of the controller, said once for each station', () => {
    const dialogue = new Dialogue(sbus)
    for (const station of [10, 10, 11]) dialogue.toServer(ask(1, station, 0x20)).toClient(firmware('D3M550C4'))
    const facts = { vendor: 'Saia-Burgess Controls', model: 'D3M55', firmware: '0C4' }
    expect(dialogue.observed('identity')).toMatchObject([
      { module: 'station 10', facts },
      { module: 'station 11', facts },
    ])
  })

  test('is the station number and the state of the CPU', () => {
    const dialogue = new Dialogue(sbus).toServer(ask(1, 10, 0x1d)).toClient(answer(1, 10))
    for (const state of [0x52, 0x53, 0x01]) dialogue.toServer(ask(1, 10, 0x1b)).toClient(answer(1, state))
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
      { 'network-address': '10' },
      { mode: 'run' },
      { mode: 'stop' },
    ])
  })

  test('is not said of an answer that is too short or empty, or of the state of a further CPU', () => {
    const dialogue = new Dialogue(sbus).toServer(ask(1, 10, 0x20)).toClient(answer(1, ascii('D3M')))
    dialogue.toServer(ask(2, 10, 0x20)).toClient(firmware('        ', 2))
    dialogue.toServer(ask(3, 10, 0x15)).toClient(answer(3, 0x52))
    expect(dialogue.observations).toEqual([])
  })
})

test('a telegram whose checksum is wrong is malformed', () => {
  const wrong = ask(1, 10, 0x1b)
  wrong[9] = 11
  const dialogue = new Dialogue(sbus).toServer(wrong)
  expect(dialogue.observations).toEqual([{ kind: 'malformed', reason: 'bad-checksum', offset: 11 }])
  expect(dialogue.heard).toEqual([])
})

test('a telegram that is cut is malformed', () => {
  const observed: Observation[] = []
  const sink: Sink = {
    operation: () => {},
    observe: (observation) => void observed.push(observation),
    handOff: () => {},
    wantsValues: () => false,
    value: () => {},
  }
  sbus.dissect(cursorOver(ask(1, 10, 0x1b).slice(0, 11)), infoOf('to-server'), sbus.newState(), sink)
  expect(observed).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 11 }])
})
