import { describe, expect, test } from 'vitest'
import { atg } from '../../dissectors/atg/atg.ts'
import { MAX_WAITING } from '../../dissectors/atg/atg-state.ts'
import { MAX_LINE } from '../../dissectors/atg/shape.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../../dissectors/kit/dissector.ts'
import { command, computerAnswer, displayAnswer, floatText, REFUSAL } from '../../fixtures/generate/atg-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { infoOf } from '../support/fixture-messages.ts'
import { ascii, type Bytes, bytesOf } from '../support/packet.ts'

function probe(text: string): string {
  return atg.probe(cursorOver(bytesOf(ascii(text))), 'to-server')
}

function lengthOf(text: string): number {
  return atg.messageLength(cursorOver(bytesOf(ascii(text))))
}

function wayOf(bytes: Bytes | string): string | undefined {
  return atg.directionOf(cursorOver(typeof bytes === 'string' ? bytesOf(ascii(bytes)) : bytes))
}

/** The facts that one answer tells, each with its module. */
function factsOf(code: string, reply: Bytes): [string, object][] {
  const dialogue = new Dialogue(atg).toServer(command(code)).toClient(reply)
  return dialogue.observed('identity').map(({ module, facts }) => [module, facts])
}

function valuesOf(code: string, reply: Bytes): string[] {
  const dialogue = new Dialogue(atg)
  dialogue.samples = true
  return dialogue.toServer(command(code)).toClient(reply).values
}

describe('the probe', () => {
  test.each([
    ['', 'need-more'],
    ['\x01', 'need-more'],
    ['\x01I201', 'need-more'],
    ['\x01I20100', 'yes'],
    ['\x01iA0101\r', 'yes'],
    ['\x01S60201LABEL', 'yes'],
    ['\x01abc!', 'need-more'],
    ['\x01abc!56I2', 'need-more'],
    ['\x01abc!56X2', 'no'],
    ['\x01abc!56I20100', 'yes'],
    ['\x01ab\x0056I20100', 'no'],
    ['\x01I20100\x02', 'no'],
    ['9999F', 'need-more'],
    ['9999FF1B', 'yes'],
    ['\x019999FF1B\x03', 'yes'],
    ['\x01\r\n\0', 'need-more'],
    ['\x01\r\n\0I20', 'need-more'],
    ['\x01\r\nI20100', 'need-more'],
    ['\nI20100\n', 'yes'],
    ['\nI20100,', 'no'],
    ['\nHELLO\n', 'no'],
    ['I20100\n', 'no'],
  ])('says of %j %s', (text, verdict) => {
    expect(probe(text)).toBe(verdict)
  })
})

describe('a piece', () => {
  test.each([
    ['', NEED_MORE],
    ['\x01I20100\r\n', 7],
    ['\x01abc!56I20100', 13],
    ['\x01abc!56', NEED_MORE],
    ['\x01abc!56X20100', NOT_A_MESSAGE],
    ['\r\n\x01', 2],
    ['\r\x01I20100', 1],
    ['\x01\r\n\0I20100', 3],
    ['  1  SUPER', NEED_MORE],
    ['  1  SUPER\x03', 11],
    ['9999FF1B\n', 8],
    ['\x019999FF1B\x03', 9],
    ['9999', NEED_MORE],
    ['a\x06', NOT_A_MESSAGE],
    ['a'.repeat(MAX_LINE + 1), NOT_A_MESSAGE],
  ])('of %j', (text, length) => {
    expect(lengthOf(text)).toBe(length)
  })
})

test('the way of a piece is told by it alone where it can be', () => {
  expect(wayOf('\x01I20100')).toBe('to-server')
  expect(wayOf('\x01secretI20100')).toBe('to-server')
  expect(wayOf('\x01i20100\r')).toBe('to-server')
  expect(wayOf(computerAnswer('i20100', ''))).toBe('to-client')
  expect(wayOf(displayAnswer('I20100', []))).toBe('to-client')
  expect(wayOf('9999FF1B')).toBe('to-client')
  for (const text of ['\x01i20100', '\x01i20100ABCDEFGHIJ', '\x01s501002601150800', 'TANK']) {
    expect(wayOf(text)).toBeUndefined()
  }
})

describe('what a command does', () => {
  test.each([
    ['I20100', 'I201', 'In-tank inventory report', 'read', 'all tanks'],
    ['i20103', 'I201', 'In-tank inventory report', 'read', 'tank 3'],
    ['I30102', 'I301', 'Liquid sensor status report', 'read', 'sensor 2'],
    ['I40601', 'I406', 'Relay status report', 'read', 'device 1'],
    ['I90200', 'I902', 'System revision level report', 'discover', ''],
    ['IA0100', 'IA01', 'In-tank diagnostic report', 'diagnose', 'all tanks'],
    ['IC1200', 'IC12', 'Function C12', 'diagnose', ''],
    ['I21700', 'I217', 'In-tank report 217', 'read', 'all tanks'],
    ['S60201', 'S602', 'Set: Tank product label', 'configure', 'tank 1'],
    ['S00100', 'S001', 'System reset', 'mode', ''],
    ['S00300', 'S003', 'Remote alarm reset', 'control', ''],
    ['s50100', 'S501', 'Set: Time of day', 'time', ''],
    ['S09E00', 'S09E', 'Set-up password log-in', 'authenticate', ''],
  ])('%s', (code, functionText, name, operationClass, target) => {
    const { heard } = new Dialogue(atg).toServer(command(code))
    expect(heard).toMatchObject([
      { role: 'request', function: functionText, name, class: operationClass, target, module: '' },
    ])
  })
})

describe('an answer', () => {
  test('belongs to the command of its number, set or asked for', () => {
    const dialogue = new Dialogue(atg).toServer(command('I20100'), command('S60202', 'DIESEL'), command('I90200'))
    dialogue.toClient(displayAnswer('I60202', []), displayAnswer('I90200', []), displayAnswer('I20500', []))
    expect(dialogue.heard.slice(3)).toMatchObject([
      { role: 'response', function: 'S602', status: 0 },
      { role: 'response', function: 'I902', status: 0 },
      { role: 'response', function: 'I205', status: 0 },
    ])
  })

  test('that the command was not understood belongs to the one that waits longest', () => {
    const dialogue = new Dialogue(atg).toServer(command('I20100')).toClient(bytesOf(1, REFUSAL, 3), bytesOf(REFUSAL))
    expect(dialogue.heard.slice(1)).toMatchObject([
      { role: 'response', function: 'I201', status: 9999 },
      { role: 'response', function: '9999', name: 'Not understood', class: 'unknown', status: 9999 },
    ])
  })

  test('is looked for among no more commands than may wait', () => {
    const dialogue = new Dialogue(atg).toServer(command('S60202'))
    for (let i = 0; i < MAX_WAITING; i++) dialogue.toServer(command('I20100'))
    dialogue.toClient(displayAnswer('I60202', []))
    expect(dialogue.heard.at(-1)).toMatchObject({ function: 'I602' })
  })
})

describe('credentials', () => {
  const credential = { kind: 'credential', of: 'client', account: '', protection: 'clear' }

  test('a security code is seen once and never told', () => {
    const dialogue = new Dialogue(atg).toServer(command('I20100', '', 'b7Qz!9'), command('I20500', '', 'b7Qz!9'))
    expect(dialogue.observations).toEqual([{ ...credential, method: 'Veeder-Root security code' }])
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('b7Qz')
  })

  test('so is a set-up password', () => {
    const dialogue = new Dialogue(atg).toServer(command('S09E00', 'not to be read\r\n'))
    expect(dialogue.observations).toEqual([{ ...credential, method: 'Veeder-Root set-up password' }])
    expect(JSON.stringify(dialogue.heard)).not.toContain('not to be')
  })

  test('a security code that is answered is not read', () => {
    expect(factsOf('I50400', displayAnswer('I50400', ['b7Qz!9']))).toEqual([])
  })
})

describe('the station header', () => {
  const gauge = { 'device-type': 'automatic tank gauge' }

  test('is what stands between the time and the title', () => {
    const lines = ['EXAMPLE 12', '1 HARBOUR ROAD', '', 'SMALL TOWN', '', 'DELIVERY REPORT']
    expect(factsOf('I20200', displayAnswer('I20200', lines))).toEqual([
      ['', { ...gauge, name: 'EXAMPLE 12', location: '1 HARBOUR ROAD, SMALL TOWN' }],
    ])
    expect(factsOf('I20200', displayAnswer('I20200', ['IN-TANK INVENTORY']))).toEqual([['', gauge]])
  })

  test('has four lines: what is longer, or has no title, is none', () => {
    expect(factsOf('I20200', displayAnswer('I20200', ['A', 'B', 'C', 'D', 'E', 'DELIVERY REPORT']))).toEqual([])
    expect(factsOf('I20200', displayAnswer('I20200', ['A', 'B']))).toEqual([])
  })

  test('is said once', () => {
    const reply = displayAnswer('I20200', ['EXAMPLE 12', 'DELIVERY REPORT'])
    const dialogue = new Dialogue(atg).toServer(command('I20200')).toClient(reply, reply)
    expect(dialogue.observed('identity').length).toBe(1)
  })

  test('is not told of an answer of which lines were lost', () => {
    const dialogue = new Dialogue(atg)
    const state = atg.newState()
    const said: string[] = []
    const sink = {
      operation: () => {},
      observe: ({ kind }: { readonly kind: string }) => void said.push(kind),
      wantsValues: () => false,
      value: () => {},
      handOff: () => {},
    }
    for (const [line, afterGap] of [
      ['I20200\n', false],
      ['TIME\n', false],
      ['EXAMPLE\n', false],
      ['DELIVERY REPORT\n', true],
    ] as const) {
      atg.dissect(cursorOver(bytesOf(ascii(line))), { ...infoOf('to-client'), afterGap }, state, sink)
    }
    expect([said, dialogue.observations]).toEqual([[], []])
  })
})

describe('tanks', () => {
  const columns = 'TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP'

  test('of an inventory have a label each, and values', () => {
    const rows = ['  1  REGULAR 95  5413 5385 3587 52.11 0.00 67.20', '  2  DIESEL  ? ? ? ? ? ?', ' NO ROW']
    const reply = displayAnswer('I20100', ['IN-TANK INVENTORY', '', columns, ...rows])
    expect(factsOf('I20100', reply).slice(1)).toEqual([['tank 1', { name: 'REGULAR 95' }]])
    expect(valuesOf('I20100', reply)).toEqual([
      'tank 1 volume = 5413',
      'tank 1 tc volume = 5385',
      'tank 1 ullage = 3587',
      'tank 1 height = 52.11',
      'tank 1 water = 0.00',
      'tank 1 temp = 67.20',
    ])
  })

  test('have the labels that are asked for', () => {
    const labels = [
      ['tank 1', { name: 'REGULAR 95' }],
      ['tank 2', { name: 'DIESEL' }],
    ]
    const rows = ['TANK PRODUCT LABEL', '  1    REGULAR 95', '  2    DIESEL']
    expect(factsOf('I60200', displayAnswer('I60200', rows))).toEqual(labels)
    const fields = `01${'REGULAR 95'.padEnd(20)}02${'DIESEL'.padEnd(20)}03${' '.repeat(20)}`
    expect(factsOf('i60200', computerAnswer('i60200', fields))).toEqual(labels)
  })

  test('of an inventory for computers have values', () => {
    const numbers = [5413, 5385.5, 3587, 52.11, 0, 67.2, 0, 1].map(floatText).join('')
    expect(valuesOf('i20101', computerAnswer('i20101', `011000008${numbers}trailing`))).toEqual([
      'tank 1 volume = 5413',
      'tank 1 tc volume = 5385.5',
      'tank 1 ullage = 3587',
      'tank 1 height = 52.11',
      'tank 1 water = 0',
      'tank 1 temp = 67.2',
      'tank 1 water volume = 0',
    ])
    expect(valuesOf('i20101', computerAnswer('i20101', '011000001????????'))).toEqual([])
  })
})

describe('the revision', () => {
  const firmware = '346331-102-B'

  test('has version, number, date, module and features', () => {
    const lines = ['SOFTWARE REVISION LEVEL', 'VERSION 31.02', `SOFTWARE# ${firmware}`, 'CREATED - 11.02.09.14.52']
    const features = ['S-MODULE# 330160-155-a', 'SYSTEM FEATURES:', '  ANNUAL IN-TANK TESTS']
    expect(factsOf('I90200', displayAnswer('I90200', [...lines, ...features])).map(([, facts]) => facts)).toEqual([
      { software: '31.02' },
      { firmware },
      { 'build-date': '11.02.09.14.52' },
      { 'product-code': '330160-155-a' },
      { capability: 'ANNUAL IN-TANK TESTS' },
    ])
  })

  test('for computers is one text', () => {
    const reply = computerAnswer('i90200', `SOFTWARE# ${firmware}CREATED - 11.02.09.14.52`)
    expect(factsOf('i90200', reply)).toEqual([['', { firmware, 'build-date': '11.02.09.14.52' }]])
  })
})

describe('the checksum of an answer for computers', () => {
  test('that is wrong makes it malformed, and nothing of it is told', () => {
    const reply = computerAnswer('i90200', 'SOFTWARE# 346331-102-B')
    reply[20] = 0x41
    const dialogue = new Dialogue(atg).toServer(command('i90200')).toClient(reply)
    expect(dialogue.observations).toMatchObject([{ kind: 'malformed', reason: 'bad-checksum' }])
  })

  test('that is not there is not missed', () => {
    const told = (end: string) =>
      factsOf('i90200', bytesOf(1, ascii(`i902002601150800SOFTWARE# 1-2${end}`), 3)).map(([, facts]) => facts)
    expect(told('&&')).toEqual([{ firmware: '1-2' }])
    expect(told('')).toEqual([])
  })
})
