import { describe, expect, test } from 'vitest'
import { pcom } from '../../dissectors/pcom/pcom.ts'
import { asciiAnswer, asciiAsk, binaryAnswer, binaryAsk, kind, table } from '../../fixtures/generate/pcom-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, u16le, u32le } from '../support/packet.ts'

const MIXED = { command: 0x4d }
const NAME = { command: 0x0c }

function probe(bytes: Bytes): string {
  return pcom.probe(cursorOver(bytes), 'to-server')
}

function asked(command: string) {
  return new Dialogue(pcom).toServer(asciiAsk(1, command)).heard[0]
}

/** What a dialogue that samples values says of one request, and of its answer. */
function valuesOf(request: Bytes, reply: Bytes): string[] {
  const dialogue = new Dialogue(pcom)
  dialogue.samples = true
  return dialogue.toServer(request).toClient(reply).values
}

describe('the probe', () => {
  test.each([
    ['an ASCII command', asciiAsk(1, 'ID'), [2, 3, 4, 6, 8, 11, 13]],
    ['an ASCII answer', asciiAnswer(1, 'RW0001'), [2, 3, 4, 6, 8, 12, 16]],
    ['a binary command', binaryAsk(1, MIXED, kind(3, [1])), [2, 3, 4, 6, 11, 13, 18, 26, 28, 31, 36, 38]],
    ['a binary answer', binaryAnswer(1, MIXED, 1, 2), [2, 3, 4, 6, 11, 12, 18, 26, 28, 31, 33, 34]],
  ])('takes %s, and nothing where one of its bytes is another', (_, message, places) => {
    expect(probe(message)).toBe('yes')
    for (const at of places) {
      const wrong = message.slice()
      wrong[at] = 0x77
      expect(probe(wrong), String(at)).not.toBe('yes')
    }
    for (let length = 0; length < message.length; length++) expect(probe(message.slice(0, length))).toBe('need-more')
  })

  test('wants a length that a frame can have', () => {
    expect(probe(bytesOf(0, 0, 101, 0, u16le(7)))).toBe('no')
    expect(probe(bytesOf(0, 0, 102, 0, u16le(26)))).toBe('no')
    expect(probe(bytesOf(0, 0, 102, 0, u16le(0x2000)))).toBe('no')
  })
})

test('answers are told from commands', () => {
  const direction = (bytes: Bytes) => pcom.directionOf(cursorOver(bytes))
  expect(direction(asciiAsk(1, 'ID', 10))).toBe('to-server')
  expect(direction(asciiAnswer(1, 'CC'))).toBe('to-client')
  expect(direction(binaryAsk(1, NAME))).toBe('to-server')
  expect(direction(binaryAnswer(1, NAME))).toBe('to-client')
  expect(direction(bytesOf(1, 0))).toBeUndefined()
})

describe('an ASCII command', () => {
  test.each([
    ['CCR', 'Run', 'mode', ''],
    ['CCS', 'Stop', 'mode', ''],
    ['CCE', 'Reset', 'mode', ''],
    ['CCI', 'Initialize', 'mode', ''],
    ['SC45401603210126', 'Set clock', 'time', ''],
    ['US05', 'Set unit ID', 'configure', ''],
    ['RW000302', 'Read memory integers', 'read', 'MI 3+2'],
    ['SB0007011', 'Write memory bits', 'write', 'MB 7+1'],
    ['SNF00200100004110', 'Write memory floats', 'write', 'MF 32+1'],
    ['SE0001011', 'Force outputs', 'control', ''],
    ['RW00', 'Read memory integers', 'read', ''],
    ['RWxx0001', 'Read memory integers', 'read', ''],
    ['RW000300', 'Read memory integers', 'read', ''],
    ['xy', 'Command ..', 'unknown', ''],
  ])('%s does what its code says', (command, name, operationClass, target) => {
    expect(asked(command)).toMatchObject({ role: 'request', name, class: operationClass, target, module: '' })
  })

  test('names the controller behind the one that is spoken to', () => {
    const dialogue = new Dialogue(pcom).toServer(asciiAsk(1, 'CCS', 4)).toClient(asciiAnswer(1, 'CC', 4))
    expect(dialogue.heard).toMatchObject([
      { module: 'unit 4', name: 'Stop' },
      { module: 'unit 4', name: 'Stop', role: 'response' },
    ])
  })

  test('is one operation, whatever is written', () => {
    const dialogue = new Dialogue(pcom)
    for (const value of ['0001', '0002']) dialogue.toServer(asciiAsk(1, `SW000301${value}`))
    dialogue.toServer(asciiAsk(1, 'SW0004010001'))
    expect(new Set(dialogue.operations).size).toBe(2)
    expect(dialogue.operations[0]?.points).toEqual([{ name: 'MI ', first: 3, count: 1, type: 'int16', writes: true }])
  })

  test('that is not public is told', () => {
    expect(new Dialogue(pcom).toServer(asciiAsk(1, 'XQ')).observed('undecoded')).toMatchObject([
      { reason: 'unknown-function' },
    ])
  })
})

test('an answer belongs to the command of its transaction, when it repeats its letters', () => {
  const dialogue = new Dialogue(pcom).toServer(asciiAsk(1, 'RNL000101'), asciiAsk(2, 'CCS'))
  dialogue.toClient(asciiAnswer(2, 'CC'), asciiAnswer(1, 'RW0001'), asciiAnswer(9, 'SN'))
  expect(dialogue.heard.slice(2)).toMatchObject([
    { name: 'Stop', function: 'CCS' },
    { name: 'Read memory integers', function: 'RW', target: '' },
    { name: 'Write values of 32 bits', function: 'SN', class: 'write' },
  ])
})

describe('values', () => {
  test.each([
    ['RW000302', 'RW04D2FFFF', ['MI 3 = 1234', 'MI 4 = -1']],
    ['RNL000501', 'RNFFFFFF9C', ['ML 5 = -100']],
    ['RND000A01', 'RN80000000', ['DW 10 = 2147483648']],
    ['RNF002001', 'RN66664006', ['MF 32 = 2.1']],
    ['RB000703', 'RB110', ['MB 7 = 1', 'MB 8 = 1', 'MB 9 = 0']],
    ['GX000201', 'GX0009', ['C current 2 = 9']],
    ['SB0007011', 'SB', ['MB 7 = 1']],
    ['SNL0020021122334405060708', 'SN', ['ML 32 = 287454020', 'ML 33 = 84281096']],
    ['RW000302', 'RW04D2', []],
    ['RW000301', 'RW04X2', []],
    ['RC', 'RC45401603210126', []],
  ])('of %s are read from %s', (command, data, values) => {
    expect(valuesOf(asciiAsk(1, command), asciiAnswer(1, data))).toEqual(values)
  })

  test('of a mixed read are bits first, then what has bytes', () => {
    const request = binaryAsk(1, MIXED, kind(1, [1, 2, 3]), kind(7, [15]), kind(9, [4], 2), kind(3, [6, 7, 9]))
    const float = [...u16le(0x4640), ...u16le(0xe6ae)]
    const reply = binaryAnswer(1, MIXED, 0b10101, 0, float, u16le(1), u16le(0xffff), u16le(3))
    expect(valuesOf(request, reply)).toEqual([
      ...['MB 1 = 1', 'MB 2 = 0', 'MB 3 = 1', 'MF 15 = 12345.67', 'I 4 = 0', 'I 5 = 1'],
      ...['MI 6 = 1', 'MI 7 = -1', 'MI 9 = 3'],
    ])
    expect(valuesOf(request, binaryAnswer(1, MIXED, 0b10101, 0))).toEqual([])
  })

  test('are not read of a request with more runs than are stated', () => {
    const addresses = Array.from({ length: 200 }, (_, i) => i * 2)
    const request = binaryAsk(1, MIXED, kind(3, addresses))
    expect(valuesOf(request, binaryAnswer(1, MIXED, addresses.flatMap(u16le)))).toEqual([])
    expect(new Dialogue(pcom).toServer(request).heard[0]?.target).toBe('MI 0+1, MI 2+1, MI 4+1, MI 6+1 and more')
  })
})

describe('a binary request', () => {
  const heard = (...messages: Bytes[]) => new Dialogue(pcom).toServer(...messages).heard

  test.each([
    ['a kind that there is not', kind(0x40, [1])],
    ['addresses that are cut', kind(3, [1, 2]).slice(0, -2)],
    ['bytes left over', bytesOf(kind(3, [1]), 0)],
    ['no addresses', kind(3, [])],
    ['another filler', bytesOf(1, 0, 3, 0, 1, 0)],
  ])('with %s states no operands', (_, data) => {
    expect(heard(binaryAsk(1, MIXED, data))).toMatchObject([{ name: 'Read operands', target: '' }])
  })

  test('for a data table tells which bytes, and is one operation whatever is written', () => {
    const write = { command: 0x44, details: u32le(102) }
    const dialogue = new Dialogue(pcom)
    for (const text of ['abc', 'xyz']) dialogue.toServer(binaryAsk(1, write, table(3, 1, 15), ascii(text)))
    expect(new Set(dialogue.operations).size).toBe(1)
    const target = 'data table byte 102, 3 of 15 bytes in 1 rows'
    expect(dialogue.heard[0]).toMatchObject({ name: 'Write data table', class: 'write', target })
    expect(heard(binaryAsk(1, { command: 0x04 }))).toMatchObject([{ class: 'read', target: '' }])
  })

  test('that is not public is told, and so is an answer without a request', () => {
    const dialogue = new Dialogue(pcom).toServer(binaryAsk(1, { command: 0x20, unit: 3 }))
    dialogue.toClient(binaryAnswer(9, { command: 0x21, unit: 3 }))
    expect(dialogue.heard).toMatchObject([
      { name: 'Command 0x20', class: 'unknown', module: 'unit 3' },
      { name: 'Command 0x21', class: 'unknown', module: 'unit 3' },
    ])
    expect(dialogue.observed('undecoded')).toHaveLength(2)
  })
})

describe('identity', () => {
  const factsOf = (data: string) =>
    new Dialogue(pcom).toServer(asciiAsk(1, 'ID')).toClient(asciiAnswer(1, data)).observed('identity')

  test('is model, hardware revision and version of the operating system', () => {
    const facts = { vendor: 'Unitronics', model: 'V130-33-T38', hardware: 'A', firmware: '3.9 build 41' }
    expect(factsOf('ID13T38 A00300941B001001006P000F000')).toMatchObject([
      { of: 'server', message: 'Identify', facts: { ...facts, 'product-code': '13T38' } },
    ])
  })

  test('is the code alone of a model that is not known, and of no version that is none', () => {
    const facts = { vendor: 'Unitronics', 'product-code': 'QX', hardware: 'B' }
    expect(factsOf('IDQX    Bxxx00941B001').map(({ facts }) => facts)).toEqual([facts])
  })

  test('is not said of the answer of an older controller', () => {
    expect(factsOf('IDB1  A1')).toEqual([])
    expect(factsOf('ID13T38 A00300941X001')).toEqual([])
    expect(factsOf('ID      A00300941B001')).toEqual([])
  })

  test('is the unit number and the name, said once', () => {
    const dialogue = new Dialogue(pcom)
    for (const id of [1, 2]) dialogue.toServer(asciiAsk(id, 'UG')).toClient(asciiAnswer(id, 'UG0A'))
    for (const id of [1, 2]) dialogue.toServer(binaryAsk(id, NAME)).toClient(binaryAnswer(id, NAME, ascii('west')))
    dialogue.toServer(asciiAsk(3, 'UG')).toClient(asciiAnswer(3, 'UG'))
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
      { 'network-address': 'unit 10' },
      { vendor: 'Unitronics', name: 'west' },
    ])
  })
})

test('a message with a wrong sum is malformed', () => {
  const wrong = asciiAsk(1, 'RW000302')
  wrong[12] = 0x39
  const dialogue = new Dialogue(pcom).toServer(wrong)
  expect(dialogue.observations).toEqual([{ kind: 'malformed', reason: 'bad-checksum', offset: wrong.length }])
  expect(dialogue.heard).toEqual([])
})
