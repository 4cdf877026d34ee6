import { describe, expect, test } from 'vitest'
import { fins } from '../../dissectors/fins/fins.ts'
import { Dialogue } from '../support/dialogue.ts'

const COMMAND = '80 00 02 00 0b 00 00 1f 00 07'
const ANSWER = 'c0 00 02 00 1f 00 00 0b 00 07'

/** A command, and its answer. */
function exchange(command: string, answered = ''): Dialogue {
  const dialogue = new Dialogue(fins)
  dialogue.samples = true
  dialogue.toServer(`${COMMAND} ${command}`)
  return answered === '' ? dialogue : dialogue.toClient(`${ANSWER} ${command.slice(0, 4)} ${answered}`)
}

function pointsOf(dialogue: Dialogue): string[] {
  return (dialogue.operations[0]?.points ?? []).map(({ name, first, count, type, writes }) => {
    return `${writes ? 'writes ' : ''}${name}${first < 0 ? '' : first}${count === 1 ? '' : `+${count}`} ${type}`
  })
}

describe('I/O memory', () => {
  test.each([
    ['words', '0101 82 0064 00 0002', '0000 0005 ffff', ['D100+2 word'], ['D100 = 5', 'D101 = 65535']],
    ['words of a bank', '0101 a1 0064 00 0001', '0000 0005', ['E1_100 word'], ['E1_100 = 5']],
    [
      'bits on into the next word',
      '0101 30 0001 0f 0002',
      '0000 01 00',
      ['CIO 1.15 bit', 'CIO 2.00 bit'],
      ['CIO 1.15 = 1', 'CIO 2.00 = 0'],
    ],
    ['present values of counters', '0101 89 8003 00 0001', '0000 0123', ['C3 word'], ['C3 = 291']],
    ['completion flags of timers', '0101 09 0003 00 0001', '0000 01', ['flag T3 flag'], ['flag T3 = 1']],
    ['index registers', '0101 dc 0100 00 0001', '0000 00010002', ['IR0 dword'], ['IR0 = 65538']],
    ['less than was asked for', '0101 82 0064 00 0002', '0000 0005 ff', ['D100+2 word'], ['D100 = 5']],
    [
      'several',
      '0104 82 0001 00 30 0002 03 09 8001 00',
      '0000 82 0007 30 01 09 01',
      ['D1 word', 'CIO 2.03 bit', 'flag C1 flag'],
      ['D1 = 7', 'CIO 2.03 = 1', 'flag C1 = 1'],
    ],
    [
      'several of which the last is cut',
      '0104 82 0001 00 82 0002 00',
      '0000 82 0007 82 00',
      ['D1 word', 'D2 word'],
      ['D1 = 7'],
    ],
  ])('that is read has values: %s', (_, command, answered, points, values) => {
    const dialogue = exchange(command, answered)
    expect(pointsOf(dialogue)).toEqual(points)
    expect(dialogue.values).toEqual(values)
  })

  test.each([
    ['words', '0102 82 0064 00 0002 0005 0006', ['writes D100+2 word'], ['D100 = 5', 'D101 = 6']],
    ['bits', '0102 31 0005 04 0002 01 00', ['writes W5.04 bit', 'writes W5.05 bit'], ['W5.04 = 1', 'W5.05 = 0']],
    [
      'words that are all the same',
      '0103 82 0064 00 0003 0007',
      ['writes D100+3 word'],
      ['D100 = 7', 'D101 = 7', 'D102 = 7'],
    ],
    ['words from others', '0105 82 0001 00 b1 0009 00 0002', ['D1+2 word', 'writes W9+2 word'], []],
    [
      'bits that are forced',
      '2301 0003 0001 30 0001 04 0000 30 0001 05 8000 30 0001 06',
      ['writes CIO 1.04 bit', 'writes CIO 1.05 bit', 'writes CIO 1.06 bit'],
      ['CIO 1.04 = 1', 'CIO 1.05 = 0'],
    ],
  ])('that is written says what: %s', (_, command, points, values) => {
    const dialogue = exchange(command)
    expect(pointsOf(dialogue)).toEqual(points)
    expect(dialogue.values).toEqual(values)
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test.each([
    ['with its forced status', '0101 70 0001 00 0001', '0000 03'],
    ['words with theirs', '0101 f0 0001 00 0001', '0000 0003 0000'],
    ['in an area that no manual names', '0101 5f 0001 00 0001', '0000 01'],
    ['as a bit that no word has', '0101 30 0001 10 0001', '0000 01'],
    ['not even asked for whole', '0101 82 0064 00', '0000 01'],
    ['without enough to move', '0105 82 0001 00', '0000'],
  ])('is no point %s', (_, command, answered) => {
    const dialogue = exchange(command, answered)
    expect(pointsOf(dialogue)).toEqual([])
    expect(dialogue.values).toEqual([])
  })

  test('that was refused, or is of the wrong length, has no values', () => {
    expect(exchange('0101 82 0064 00 0001', '1103 0005').values).toEqual([])
    expect(exchange('0102 82 0064 00 0002 0005').values).toEqual([])
  })

  test('of a station that its controller reads is no value of the controller', () => {
    const dialogue = new Dialogue(fins)
    dialogue.samples = true
    dialogue.toClient(`${COMMAND} 0102 82 0001 00 0001 0009`).toClient(`${COMMAND} 0101 82 0001 00 0001`)
    dialogue.toServer(`${ANSWER} 0101 0000 0005`)
    expect(dialogue.values).toEqual([])
  })

  test('of several is told apart by all of them, as values come in their order', () => {
    const many = Array.from({ length: 20 }, (_, at) => `82 00${at.toString(16).padStart(2, '0')} 00`).join(' ')
    const other = many.replace(/82 0013 00$/, '82 0063 00')
    const dialogue = new Dialogue(fins).toServer(`${COMMAND} 0104 ${many}`, `${COMMAND} 0104 ${other}`)
    expect(dialogue.operations[0]).not.toBe(dialogue.operations[1])
    expect(dialogue.operations[1]?.points.at(-1)).toMatchObject({ name: 'D', first: 99 })
  })
})

test.each([
  ['0920 0005', 'read messages 0, 2'],
  ['0920 4080', 'clear messages 7'],
  ['0920 8000', 'FAL/FALS number'],
  ['2101 ffff', 'all errors'],
  ['2101 fffe', 'current error'],
  ['2101 00a6', 'error 0x00a6'],
  ['2204 8000', 'memory card'],
  ['2601 4c494e4520312020', 'LINE 1'],
])('the command %s acts on %s', (command, target) => {
  expect(exchange(command).heard[0]?.target).toBe(target)
})

test('a command that deletes files names them all, as far as they go', () => {
  const name = (text: string) => Buffer.from(text.padEnd(12)).toString('hex')
  const both = exchange(`2205 8000 0002 ${name('A.OBJ')} ${name('B.OBJ')} 0000`)
  expect(both.heard[0]?.target).toBe('A.OBJ, B.OBJ')
  const many = Array.from({ length: 9 }, (_, at) => name(`${at}`)).join('')
  expect(exchange(`2205 8000 0009 ${many} 0000`).heard[0]?.target).toBe('0, 1, 2, 3, 4, 5, 6, 7, …')
})
