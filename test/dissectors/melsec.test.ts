import { describe, expect, test } from 'vitest'
import { melsec } from '../../dissectors/melsec/melsec.ts'
import { MAX_OUTSTANDING } from '../../dissectors/melsec/outstanding.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

/** SH-080956ENG, 5.2: ten words from D100 on, to the own station. */
const READ_D100 = '5000 00 ff ff03 00 0c00 1000 0104 0000 640000 a8 0a00'
const TEN_WORDS = `d000 00 ff ff03 00 1600 0000 ${'0100'.repeat(10)}`

function readOf(device: string, subcommand = '0000'): string {
  return (
    new Dialogue(melsec).toServer(`5000 00 ff ff03 00 0c00 1000 0104 ${subcommand} ${device}`).heard[0]?.target ?? ''
  )
}

function probe(bytes: string | Uint8Array): string {
  return melsec.probe(cursorOver(typeof bytes === 'string' ? fromHex(bytes) : bytes), 'to-server')
}

describe('a 3E frame', () => {
  test('is asked and answered under one operation, the same for each cycle', () => {
    const dialogue = new Dialogue(melsec)
      .toServer(READ_D100)
      .toClient(TEN_WORDS)
      .toServer(READ_D100)
      .toClient(TEN_WORDS)
    expect(dialogue.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request D100+10',
      'response D100+10',
      'request D100+10',
      'response D100+10',
    ])
    expect(new Set(dialogue.operations).size).toBe(1)
    expect(dialogue.heard[0]).toMatchObject({ function: '0x0401', name: 'Device Read', class: 'read', module: '' })
  })

  test.each([
    ['1f0000 9c 0100', '0100', 'X1F'],
    ['000000 90 0100', '0000', 'M0+16'],
    ['000000 90 1000', '0100', 'M0+16'],
    ['0a0000 b4 0200', '0000', 'WA+2'],
    ['0a0000 c2 0100', '0000', 'TN10'],
    ['0a0000 33 0100', '0000', 'device 0x33 10'],
  ])('with the device %s and subcommand %s is about %s', (device, subcommand, target) => {
    expect(readOf(device, subcommand)).toBe(target)
  })

  test('in ASCII has the same target as in binary', () => {
    const dialogue = new Dialogue(melsec).toServer(bytesOf(ascii('500000FF03FF000018001004010000D*000100000A')))
    expect(dialogue.heard[0]).toMatchObject({ function: '0x0401', target: 'D100+10' })
  })

  test.each([
    ['0110', '0x1001', 'mode'],
    ['0210', '0x1002', 'mode'],
    ['0310', '0x1003', 'mode'],
    ['0510', '0x1005', 'mode'],
    ['0610', '0x1006', 'mode'],
    ['3016', '0x1630', 'authenticate'],
    ['3116', '0x1631', 'authenticate'],
    ['2918', '0x1829', 'file'],
    ['1716', '0x1617', 'control'],
    ['0101', '0x0101', 'discover'],
    ['310e', '0x0e31', 'configure'],
    ['7777', '0x7777', 'unknown'],
  ])('with command %s is %s, of class %s', (command, code, operationClass) => {
    const [heard] = new Dialogue(melsec).toServer(`5000 00 ff ff03 00 0600 1000 ${command} 0000`).heard
    expect(heard).toMatchObject({ role: 'request', function: code, class: operationClass })
  })

  test('with a remote password tells that it went in clear text, and not what it was', () => {
    const told = (command: string) =>
      new Dialogue(melsec).toServer(`5000 00 ff ff03 00 0c00 1000 ${command} 0000 0400 53454352`)
    const credential = {
      kind: 'credential',
      of: 'client',
      method: 'MELSEC remote password',
      account: '',
      protection: 'clear',
    }
    expect(told('3016').observed('credential')).toEqual([credential])
    expect(told('3116').observed('credential')).toEqual([credential])
    expect(told('0110').observed('credential')).toEqual([])
  })

  test('that is refused has the end code as its status, and the command that the refusal repeats', () => {
    const refusal = 'd000 00 ff ff03 00 0b00 51c0 00 ff ff03 00 0114 0000'
    expect(new Dialogue(melsec).toClient(refusal).heard[0]).toMatchObject({ function: '0x1401', status: 0xc051 })
  })

  test('for another station is for a module', () => {
    const [heard] = new Dialogue(melsec).toServer('5000 02 05 ff03 00 0c00 1000 0104 0000 640000 a8 0a00').heard
    expect(heard?.module).toBe('network 2 station 5')
  })

  test('whose answer was lost does not take that of the next', () => {
    const dialogue = new Dialogue(melsec)
      .toServer('5000 00 ff ff03 00 0c00 1000 0104 0000 000000 a8 0200', READ_D100)
      .toClient(TEN_WORDS)
    expect(dialogue.heard.at(-1)?.target).toBe('D100+10')
  })

  test('keeps no password', () => {
    const dialogue = new Dialogue(melsec).toServer('5000 00 ff ff03 00 0c00 1000 3016 0000 0400 53454352')
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('SECR')
  })

  test('that is cut within its device is counted and called malformed', () => {
    const dialogue = new Dialogue(melsec).toServer('5000 00 ff ff03 00 0800 1000 0104 0000 6400')
    expect(dialogue.heard).toHaveLength(1)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })

  test('without an answer is forgotten when too many wait', () => {
    const dialogue = new Dialogue(melsec)
    for (let i = 0; i <= MAX_OUTSTANDING; i++) dialogue.toServer(READ_D100)
    for (let i = 0; i <= MAX_OUTSTANDING; i++) dialogue.toClient(TEN_WORDS)
    expect(dialogue.heard.filter(({ function: code }) => code === 'answer')).toHaveLength(1)
  })
})

describe('small letters', () => {
  const small = (text: string) => bytesOf(ascii(text.toLowerCase().replace('d*', 'D*')))

  test('of a client that sends its digits so are the same digits, in requests and in answers', () => {
    const dialogue = new Dialogue(melsec)
      .toServer(small('500000FF03FF000018001004010000D*000100000A'))
      .toClient(small(`D00000FF03FF00002C0000${'000A'.repeat(10)}`))
    expect(dialogue.heard.map(({ role, target, status }) => `${role} ${target} ${status}`)).toEqual([
      'request D100+10 0',
      'response D100+10 0',
    ])
    expect(probe(small('500000FF03FF000018001004010000D*000100000A'))).toBe('yes')
    expect(probe(small('D0'))).toBe('need-more')
  })

  test('are read in 1E frames as well', () => {
    const dialogue = new Dialogue(melsec).toServer(bytesOf(ascii('01ff000a4420000000640a00')))
    expect(dialogue.heard[0]?.target).toBe('D100+10')
  })
})

test('a form of a read or write that no manual knows is undecoded', () => {
  const told = (subcommand: string) =>
    new Dialogue(melsec)
      .toServer(`5000 00 ff ff03 00 0d00 1000 0114 ${subcommand} 080000 90 0100 10`)
      .observed('undecoded')
  expect(told('0001')).toEqual([{ kind: 'undecoded', reason: 'unsupported', code: 0x1401 }])
  for (const known of ['0100', '0000', '8100']) expect(told(known)).toEqual([])
})

describe('a 4E frame', () => {
  test('is answered by its serial number', () => {
    const read = (serial: string, head: string) =>
      `5400 ${serial} 0000 00 ff ff03 00 0c00 1000 0104 0000 ${head} a8 0100`
    const answer = (serial: string) => `d400 ${serial} 0000 00 ff ff03 00 0400 0000 0100`
    const dialogue = new Dialogue(melsec)
      .toServer(read('0100', '010000'), read('0200', '020000'))
      .toClient(answer('0200'), answer('0100'))
    expect(dialogue.heard.slice(2).map(({ target }) => target)).toEqual(['D2', 'D1'])
  })
})

describe('a 1E frame', () => {
  test('over TCP is framed by its device and count', () => {
    const dialogue = new Dialogue(melsec)
    for (const byte of fromHex('01 ff 0a00 64000000 2044 05 00')) dialogue.toServer(Uint8Array.of(byte))
    dialogue.toClient('81 00 0100 0200 0300 0400 0500')
    expect(dialogue.heard.map(({ role, function: code, target }) => `${role} ${code} ${target}`)).toEqual([
      'request 1e 0x01 D100+5',
      'response 1e 0x01 D100+5',
    ])
  })
})

describe('a 1E answer over TCP', () => {
  const READ_TWO = '01 ff 0a00 64000000 2044 02 00'
  const WRITE = '02 ff 0a00 10000000 2059 01 00 10'
  const ONE_BY_ONE = (dialogue: Dialogue, hex: string) => {
    for (const byte of fromHex(hex)) dialogue.toClient(Uint8Array.of(byte))
  }
  const told = (dialogue: Dialogue) => dialogue.heard.map(({ role, target, status }) => `${role} ${target} ${status}`)

  test('is as long as what was asked, wherever it is cut', () => {
    const dialogue = new Dialogue(melsec)
    for (const [ask, reply] of [
      [READ_TWO, '81 00 0100 0200'],
      [WRITE, '82 00'],
      [READ_TWO, '81 58'],
      [READ_TWO, '81 5b 10 00'],
      ['00 ff 0a00 10000000 204d 03 00', '80 00 11 10'],
      ['15 ff 0a00', '95 00 a3 00'],
      [READ_TWO, '81 00 0100 0200'],
    ] as const) {
      ONE_BY_ONE(dialogue.toServer(ask), reply)
    }
    expect(told(dialogue).filter((text) => text.startsWith('response'))).toEqual([
      'response D100+2 0',
      'response Y10 0',
      'response D100+2 88',
      'response D100+2 16',
      'response M16+3 0',
      'response  0',
      'response D100+2 0',
    ])
    expect(dialogue.lostBytes).toBe(0)
  })

  test('in ASCII with an odd number of bits is all that came of it', () => {
    const dialogue = new Dialogue(melsec).toServer(bytesOf(ascii('00FF000A4D20000000100300')))
    dialogue.toClient(bytesOf(ascii('8000101'))).toServer(bytesOf(ascii('00FF000A4D20000000100400')))
    dialogue.toClient(bytesOf(ascii('80001010')))
    expect(told(dialogue)).toEqual(['request M16+3 0', 'response M16+3 0', 'request M16+4 0', 'response M16+4 0'])
  })

  test('belongs to the last request: those before it got none', () => {
    const dialogue = new Dialogue(melsec).toServer(READ_TWO, '01 ff 0a00 00000000 2044 01 00').toClient('81 00 0100')
    expect(told(dialogue).at(-1)).toBe('response D0 0')
  })

  test('to something else than what was asked is malformed', () => {
    const dialogue = new Dialogue(melsec).toServer(READ_TWO).toClient('83 00')
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'bad-value', offset: 0 }])
    expect(dialogue.heard).toHaveLength(1)
  })
})

test.each([
  ['81 00 0100', 0],
  ['81 50', 0x50],
  ['81 58', 0x58],
  ['81 5b 10 00', 0x10],
  ['81 5b 00 00', 0x100],
  ['81 60', 0x60],
])('the 1E answer %s has status %i', (answer, status) => {
  const dialogue = new Dialogue(melsec).toServer('01 ff 0a00 64000000 2044 01 00').toClient(answer)
  expect(dialogue.heard[1]).toMatchObject({ role: 'response', target: 'D100', status })
})

describe('MELSOFT', () => {
  test('names the model, and counts what it does not know as undecoded', () => {
    const header = (kind: string, length: string) => `${kind}01 0000 00 1111 7f 0000 00a8 0300 ffff 0300 00 ${length}`
    const model = Buffer.from('FX5U-32MT/ES'.padEnd(16, '\0')).toString('hex')
    const dialogue = new Dialogue(melsec)
      .toClient(`${header('d7', '3000')} 9c0a1814 ${'00'.repeat(22)} 0121 0100 0000 ${model}`)
      .toClient(`${header('d7', '2000')} 9c0a1814 ${'00'.repeat(22)} 0701 0200 0000`)
    expect(dialogue.observed('identity')[0]?.facts).toEqual({ vendor: 'Mitsubishi Electric', model: 'FX5U-32MT/ES' })
    expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unsupported', code: 0x2_0701 }])
  })
})

describe('the probe', () => {
  test('knows each kind of frame', () => {
    for (const hex of [READ_D100, TEN_WORDS, '5a0000ff', '01 ff 0a00 64000000 2044 05 00'])
      expect(probe(hex)).toBe('yes')
    expect(probe(bytesOf(ascii('500000FF03FF000018001004010000D*000100000A')))).toBe('yes')
  })

  test('waits for the command of a request', () => {
    expect(probe('50')).toBe('need-more')
    expect(probe('5000 00 ff ff03 00 0c00 1000')).toBe('need-more')
    expect(probe(bytesOf(ascii('5000')))).toBe('need-more')
  })

  test('waits for all of a 1E request', () => {
    const requests = [fromHex('03 ff 0a00 64000000 2044 01 00 0900'), bytesOf(ascii('03FF000A44200000006401000009'))]
    for (const bytes of requests) {
      const verdicts = Array.from(bytes, (_, length) => (length === 0 ? 'need-more' : probe(bytes.slice(0, length))))
      expect(new Set(verdicts)).toEqual(new Set(['need-more']))
      expect(probe(bytes)).toBe('yes')
    }
    for (const other of ['04', '0300', '01 ff 0a00 64000000 2044 05 01', '3034']) expect(probe(other)).toBe('no')
  })

  test.each([
    ['81 00 0100 0200', 'need-more'],
    ['80 00 11 10', 'need-more'],
    ['80 00 11 12', 'no'],
    ['81 00 0100 02', 'no'],
    ['82 00', 'need-more'],
    ['82 00 00', 'no'],
    ['83 58', 'need-more'],
    ['83 5b 10 00', 'need-more'],
    ['83 58 10', 'no'],
    ['83 01', 'no'],
    ['84 00', 'no'],
    [`81 00 ${'00'.repeat(514)}`, 'no'],
  ])('of the server says of %s: %s', (hex, verdict) => {
    expect(melsec.probe(cursorOver(fromHex(hex)), 'to-client')).toBe(verdict)
    expect(melsec.probe(cursorOver(fromHex(hex)), 'to-server')).toBe('no')
  })

  test.each([
    ['a module that cannot be', '5000 00 ff ff02 00 0c00 1000 0104 0000 640000 a8 0a00'],
    ['a station that cannot be', '5000 00 c8 ff03 00 0c00 1000 0104 0000 640000 a8 0a00'],
    ['network 240', '5000 f0 ff ff03 00 0c00 1000 0104 0000 640000 a8 0a00'],
    ['an unknown command', '5000 00 ff ff03 00 0c00 1000 0204 0000 640000 a8 0a00'],
    ['an answer that does not end with its length', `${TEN_WORDS} 00`],
    ['a 1E device that is none', '01 ff 0a00 64000000 2051 05 00'],
    ['a 1E frame that is too long', '01 ff 0a00 64000000 2044 05 00 00'],
    ['MELSOFT without its mark', `5701 0000 00 1112 07 0000 ffff 0300 00fe 0300 00 2000 1c0a1614 ${'00'.repeat(28)}`],
  ])('refuses %s', (_, hex) => {
    expect(probe(hex)).toBe('no')
  })
})
