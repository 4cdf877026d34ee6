import { describe, expect, test } from 'vitest'
import { MAX_OPEN_FILES } from '../../dissectors/melsec/mc-files.ts'
import { melsec } from '../../dissectors/melsec/melsec.ts'
import { Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, u16le } from '../support/packet.ts'
import { slmpAnswer, slmpAsciiAnswer, slmpAsciiRequest, slmpRequest } from '../support/slmp-frame.ts'

function targetOf(request: Bytes): string | undefined {
  return new Dialogue(melsec).toServer(request).heard[0]?.target
}

/** A name in UTF-16 behind its length. */
function wide(name: string): Uint8Array {
  return bytesOf(u16le(name.length), [...Buffer.from(name, 'utf16le')])
}

function wideAscii(name: string): string {
  const codes = [...name].map((character) => character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0'))
  return name.length.toString(16).padStart(4, '0') + codes.join('')
}

function narrow(name: string): Uint8Array {
  return bytesOf(u16le(name.length), ascii(name))
}

describe('labels', () => {
  test.each([
    [0x041a, bytesOf(fromHex('0100 0000'), wide('Lbl[2]'), fromHex('0100 0a00')), 'Lbl[2]'],
    [0x141a, bytesOf(fromHex('0100 0000'), wide('Lbl[2]'), fromHex('0000 0200 0200')), 'Lbl[2]'],
    [
      0x141a,
      bytesOf(fromHex('0200 0000'), wide('A'), fromHex('0100 0300 01020304'), wide('B'), fromHex('0000 1100 01000100')),
      'A, B',
    ],
    [
      0x041c,
      bytesOf(fromHex('0300 0100'), wide('Lbl2'), wide('Lbl1'), wide('%1.Lbl[2]'), wide('Lbl3')),
      'Lbl1, Lbl2.Lbl[2], Lbl3',
    ],
    [0x041c, bytesOf(fromHex('0100 0000'), wide('%9')), '%9'],
    [0x141b, bytesOf(fromHex('0200 0000'), wide('A'), fromHex('0200 0900'), wide('B'), fromHex('0100 01')), 'A, B'],
  ])('of command 0x%s are its target: %#', (command, data, target) => {
    expect(targetOf(slmpRequest(command, 0, data))).toBe(target)
  })

  test('are the target in ASCII as well', () => {
    expect(targetOf(slmpAsciiRequest(`041C000000010000${wideAscii('Lbl[20]')}`))).toBe('Lbl[20]')
  })

  test('more than eight end in an ellipsis, and all are points', () => {
    const names = Array.from({ length: 9 }, (_, at) => `L${at}`)
    const dialogue = new Dialogue(melsec).toServer(
      slmpRequest(0x041c, 0, bytesOf(fromHex('0900 0000'), ...names.map((name) => wide(name)))),
    )
    expect(dialogue.heard[0]?.target).toBe('L0, L1, L2, L3, L4, L5, L6, L7, …')
    expect(dialogue.operations[0]?.points.map(({ name }) => name)).toEqual(names)
  })

  test('are points that are written, whatever their value', () => {
    const write = (value: string) =>
      slmpRequest(0x141b, 0, bytesOf(fromHex('0100 0000'), wide('Speed'), fromHex(`0200 ${value}`)))
    const dialogue = new Dialogue(melsec).toServer(write('0900'), write('0a00'))
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.operations[0]?.points).toEqual([{ name: 'Speed', first: -1, count: 1, type: '', writes: true }])
  })

  test('have the values that a random read brings, but no texts', () => {
    const names = ['Bit', 'Word', 'Double', 'Int', 'Dint', 'Real', 'Long', 'Time', 'Text', 'Odd']
    const dialogue = new Dialogue(melsec)
    dialogue.samples = true
    dialogue.toServer(slmpRequest(0x041c, 0, bytesOf(fromHex('0a00 0000'), ...names.map((name) => wide(name)))))
    dialogue.toClient(
      slmpAnswer(
        `0a00 01 00 0200 0100 02 00 0200 feff 03 00 0400 feffffff 04 00 0200 feff 05 00 0400 feffffff
        06 00 0400 0000c03f 07 00 0800 000000000000f83f 08 00 0400 e8030000 09 00 0200 4142 02 00 0100 01`,
      ),
    )
    expect(dialogue.values).toEqual([
      'Bit = 1',
      'Word = 65534',
      'Double = 4294967294',
      'Int = -2',
      'Dint = -2',
      'Real = 1.5',
      'Long = 1.5',
      'Time = 1000',
    ])
  })

  test('that are cut have no value, and in ASCII none at all', () => {
    const dialogue = new Dialogue(melsec)
    dialogue.samples = true
    dialogue.toServer(slmpRequest(0x041c, 0, bytesOf(fromHex('0100 0000'), wide('A'))))
    dialogue.toClient(slmpAnswer('0200 02 00 0400 0100'))
    dialogue
      .toServer(slmpAsciiRequest(`041C000000010000${wideAscii('A')}`))
      .toClient(slmpAsciiAnswer('0001020000020001'))
    expect(dialogue.values).toEqual([])
  })

  test('that are cut are malformed', () => {
    const dialogue = new Dialogue(melsec).toServer(slmpRequest(0x041c, 0, '0200 0000 0100 4100 0900 42'))
    expect(dialogue.heard[0]?.target).toBe('A')
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })
})

/** SH-080956ENG, chapter "File Control", its examples. */
describe('files', () => {
  const LINE = wide('LINE.CSV')
  test.each([
    ['opened', slmpRequest(0x1827, 0, bytesOf(ascii('1234'), fromHex('0001 0000'), narrow('ABC.QPG'))), 'ABC.QPG'],
    ['opened in ASCII', slmpAsciiRequest('18270000123401000000' + '0007ABC.QPG'), 'ABC.QPG'],
    [
      'changed by a long password',
      slmpRequest(0x1825, 4, bytesOf(ascii('AbCd1234'.padEnd(32)), fromHex('0000 0100'), narrow('MAIN.QPG'))),
      'MAIN.QPG',
    ],
    [
      'changed in iQ-R',
      slmpRequest(0x1825, 0x40, bytesOf(narrow('ABCDEFGHIJKLMNOPQRSTUVWXYZ'), fromHex('0400 0100'), LINE)),
      'LINE.CSV',
    ],
    [
      'changed in iQ-R in ASCII',
      slmpAsciiRequest(`18250040001AABCDEFGHIJKLMNOPQRSTUVWXYZ00040001${wideAscii('LINE.CSV')}`),
      'LINE.CSV',
    ],
    ['dated', slmpRequest(0x1826, 0x40, bytesOf(fromHex('0000 0400 813c 5da6'), LINE)), 'LINE.CSV'],
    ['deleted', slmpRequest(0x1822, 0, bytesOf(ascii('1234'), fromHex('0000'), narrow('ABC.QPG'))), 'ABC.QPG'],
    ['made', slmpRequest(0x1820, 0, bytesOf(ascii('1234'), fromHex('0000 00040000'), narrow('ABC.QPG'))), 'ABC.QPG'],
    ['searched', slmpRequest(0x1811, 0, bytesOf(ascii('    '), fromHex('0000'), narrow('ABC.QPG'))), 'ABC.QPG'],
    ['searched in iQ-R', slmpRequest(0x1811, 0x40, bytesOf(ascii('0000'), fromHex('0400 0000'), LINE)), 'LINE.CSV'],
    [
      'copied',
      slmpRequest(
        0x1824,
        0,
        bytesOf(new Uint8Array(8), ascii('1234'), [0, 0], narrow('CBA.QPG'), ascii('1234'), [0, 0], narrow('ABC.QPG')),
      ),
      'CBA.QPG, ABC.QPG',
    ],
    [
      'listed of a folder',
      slmpRequest(0x1810, 0x40, bytesOf(ascii('0000'), fromHex('0400 01000000 0300'), wide('SUBDIR'))),
      'SUBDIR',
    ],
    ['listed of a drive', slmpRequest(0x1810, 0, bytesOf(ascii('0000'), fromHex('0400 0100 0300 0000'))), 'drive 4'],
    ['listed without a folder', slmpRequest(0x1810, 0, bytesOf(ascii('0000'), fromHex('0400 0100 0300'))), 'drive 4'],
    ['of a name that is cut', slmpRequest(0x1822, 0, bytesOf(ascii('1234'), fromHex('0000 0900'), ascii('ABC'))), ''],
    ['of a name that ends nowhere', slmpRequest(0x1820, 0, bytesOf(ascii('1234'), new Uint8Array(9))), ''],
    ['of a list that is cut', slmpRequest(0x1810, 0, bytesOf(ascii('0000'), fromHex('0400'))), ''],
    ['copied, but cut', slmpRequest(0x1824, 0, new Uint8Array(9)), ''],
  ])('that are %s are the target', (_, request, target) => {
    expect(targetOf(request)).toBe(target)
  })

  test('are named by no password', () => {
    const request = slmpRequest(0x1827, 0, bytesOf(ascii('SECR'), fromHex('0001 0000'), narrow('ABC.QPG')))
    const dialogue = new Dialogue(melsec).toServer(request)
    expect(JSON.stringify([dialogue.heard, dialogue.operations, dialogue.observations])).not.toContain('SECR')
  })

  const LONG = bytesOf(fromHex('0000 0100'), narrow('MAIN.QPG'))
  const SHORT = bytesOf(fromHex('0001 0000'), narrow('ABC.QPG'))
  test.each([
    ['four characters', slmpRequest(0x1827, 0, bytesOf(ascii('1234'), SHORT)), 1],
    ['four characters in ASCII', slmpAsciiRequest('18270000123401000000' + '0007ABC.QPG'), 1],
    ['a long one', slmpRequest(0x1825, 4, bytesOf(ascii('AbCd1234'.padEnd(32)), LONG)), 1],
    ['one of iQ-R', slmpRequest(0x1825, 0x40, bytesOf(narrow('SECRET'), fromHex('0400 0100'), LINE)), 1],
    ['blanks', slmpRequest(0x1827, 0, bytesOf(ascii('    '), SHORT)), 0],
    ['digits that are fixed', slmpRequest(0x1827, 0, bytesOf(ascii('0000'), SHORT)), 0],
    ['zeros', slmpRequest(0x1825, 4, bytesOf(new Uint8Array(32), LONG)), 0],
    ['none of iQ-R', slmpRequest(0x1825, 0x40, bytesOf(fromHex('0000 0400 0100'), LINE)), 0],
    ['one that is cut', slmpRequest(0x1827, 0, bytesOf(ascii('12'))), 0],
    [
      'characters that are fixed in a list',
      slmpRequest(0x1810, 0, bytesOf(ascii('1234'), fromHex('0400 0100 0300'))),
      0,
    ],
  ])('with %s for a password tell whether there is one, and not what it is', (_, request, count) => {
    const dialogue = new Dialogue(melsec).toServer(request, slmpRequest(0x0101, 0))
    const method = 'MELSEC file password'
    const credential = { kind: 'credential', of: 'client', method, account: '', protection: 'clear' }
    expect(dialogue.observed('credential')).toEqual(new Array(count).fill(credential))
  })

  const open = (name: string) => slmpRequest(0x1827, 0, bytesOf(ascii('    '), new Uint8Array(4), narrow(name)))
  const readAt = (pointer: string, offset: string) => slmpRequest(0x1828, 0, `${pointer} ${offset} 8007`)

  test('are read, written and closed by the pointer that they were opened with', () => {
    const dialogue = new Dialogue(melsec).toServer(open('ABC.QPG')).toClient(slmpAnswer('0a00'))
    dialogue.toServer(readAt('0a00', '00000000'), readAt('0a00', '80070000'))
    dialogue.toServer(slmpRequest(0x1829, 0, '0a00 00000000 0200 0102'), slmpRequest(0x182a, 0, '0a00 0000'))
    dialogue.toServer(readAt('0b00', '00000000'))
    expect(dialogue.heard.filter(({ role }) => role === 'request').map(({ target }) => target)).toEqual([
      'ABC.QPG',
      'ABC.QPG',
      'ABC.QPG',
      'ABC.QPG',
      'ABC.QPG',
      'file pointer 11',
    ])
    expect(dialogue.operations[2]).toBe(dialogue.operations[3])
  })

  test('whose opening was refused have no pointer', () => {
    const dialogue = new Dialogue(melsec).toServer(open('ABC.QPG')).toClient(slmpAnswer('0a00', 0xc059))
    expect(dialogue.toServer(readAt('0a00', '00000000')).heard.at(-1)?.target).toBe('file pointer 10')
  })

  test(`past ${MAX_OPEN_FILES} are forgotten`, () => {
    const dialogue = new Dialogue(melsec)
    for (let i = 0; i <= MAX_OPEN_FILES; i++) dialogue.toServer(open(`F${i}`)).toClient(slmpAnswer(bytesOf(u16le(i))))
    dialogue.toServer(readAt('0000', '00000000'), readAt('1000', '00000000'))
    expect(dialogue.heard.slice(-2).map(({ target }) => target)).toEqual(['file pointer 0', `F${MAX_OPEN_FILES}`])
  })
})
