import { describe, expect, test } from 'vitest'
import { MAX_RUNS } from '../../dissectors/melsec/device-runs.ts'
import { melsec } from '../../dissectors/melsec/melsec.ts'
import { Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, u16le } from '../support/packet.ts'
import { slmpAnswer, slmpAsciiAnswer, slmpAsciiRequest, slmpRequest } from '../support/slmp-frame.ts'

function sampled(): Dialogue {
  const dialogue = new Dialogue(melsec)
  dialogue.samples = true
  return dialogue
}

function pointsOf(request: Bytes) {
  return new Dialogue(melsec).toServer(request).operations[0]?.points
}

function point(name: string, first: number, count: number, type: string, writes = false) {
  return { name, first, count, type, writes }
}

describe('points', () => {
  test.each([
    ['words', slmpRequest(0x0401, 0, '640000 a8 0a00'), [point('D', 100, 10, 'word')]],
    ['words of bits', slmpRequest(0x0401, 0, '100000 90 0200'), [point('M', 16, 32, 'bit')]],
    ['bits', slmpRequest(0x0401, 1, '100000 90 0300'), [point('M', 16, 3, 'bit')]],
    ['written bits', slmpRequest(0x1401, 1, '070000 90 0100 10'), [point('M', 7, 1, 'bit', true)]],
    ['long timers', slmpRequest(0x0401, 2, '05000000 5200 0400'), [point('LTN', 5, 1, 'double word')]],
    ['an unknown device', slmpRequest(0x0401, 0, '050000 33 0100'), []],
    ['no device at all', slmpRequest(0x0401, 0, '050000 a8 0000'), []],
    ['ASCII', slmpAsciiRequest('04010000D*0001000002'), [point('D', 100, 2, 'word')]],
    [
      'devices numbered in hexadecimal',
      slmpRequest(0x0401, 1, '1f0000 9c 0200'),
      [point('X1F', -1, 1, 'bit'), point('X20', -1, 1, 'bit')],
    ],
    ['more than 32 such devices', slmpRequest(0x0401, 0, '1f0000 b4 2100'), [point('W1F+33', -1, 1, 'word')]],
    ['many such devices', slmpRequest(0x0401, 0, '1f0000 9c 0500'), [point('X1F+80', -1, 1, 'bit')]],
    [
      'random words and double words',
      slmpRequest(0x0403, 0, '01 01 050000 a8 080000 a8'),
      [point('D', 5, 1, 'word'), point('D', 8, 2, 'word')],
    ],
    [
      'blocks',
      slmpRequest(0x1406, 0, '01 01 000000 a8 0100 0500 100000 90 0100 0300'),
      [point('D', 0, 1, 'word', true), point('M', 16, 16, 'bit', true)],
    ],
    ['a 1E batch', bytesOf(ascii('01FF000A4420000000640200')), [point('D', 100, 2, 'word')]],
  ])('are those of %s', (_, request, points) => {
    expect(pointsOf(request)).toEqual(points)
  })
})

describe('values that are read', () => {
  test.each([
    ['words', slmpRequest(0x0401, 0, '640000 a8 0200'), slmpAnswer('0100 ffff'), ['D100 = 1', 'D101 = 65535']],
    ['bits', slmpRequest(0x0401, 1, '100000 90 0300'), slmpAnswer('10 10'), ['M16 = 1', 'M17 = 0', 'M18 = 1']],
    ['a bit by its number', slmpRequest(0x0401, 1, '1f0000 9c 0100'), slmpAnswer('10'), ['X1F = 1']],
    [
      'words and double words at random',
      slmpRequest(0x0403, 0, '01 01 050000 a8 080000 a8'),
      slmpAnswer('0700 01000200'),
      ['D5 = 7', 'D8 = 1', 'D9 = 2'],
    ],
    [
      'words and double words at random, in ASCII',
      slmpAsciiRequest('040300000101D*000005D*000008'),
      slmpAsciiAnswer('000700020001'),
      ['D5 = 7', 'D8 = 1', 'D9 = 2'],
    ],
    [
      'blocks, behind a device that is not known',
      slmpRequest(0x0406, 0, '02 00 000000 33 0200 000000 a8 0100'),
      slmpAnswer('1111 2222 0500'),
      ['D0 = 5'],
    ],
    [
      'words in ASCII',
      slmpAsciiRequest('04010000D*0001000002'),
      slmpAsciiAnswer('00011A2B'),
      ['D100 = 1', 'D101 = 6699'],
    ],
    [
      'bits in ASCII',
      slmpAsciiRequest('04010001M*0000080003'),
      slmpAsciiAnswer('101'),
      ['M8 = 1', 'M9 = 0', 'M10 = 1'],
    ],
  ])('are %s', (_, request, answer, values) => {
    expect(sampled().toServer(request).toClient(answer).values).toEqual(values)
  })

  test('of a word of bits begin with its lowest', () => {
    const { values } = sampled()
      .toServer(slmpRequest(0x0401, 0, '100000 90 0100'))
      .toClient(slmpAnswer('0580'))
    expect(values).toHaveLength(16)
    expect(values.filter((value) => value.endsWith('= 1'))).toEqual(['M16 = 1', 'M18 = 1', 'M31 = 1'])
  })

  test.each([
    ['were refused', slmpRequest(0x0401, 0, '640000 a8 0200'), slmpAnswer('00 ff ff03 00 0104 0000', 0xc051)],
    ['are fewer than were asked', slmpRequest(0x0406, 0, '01 00 640000 a8 0200'), slmpAnswer('0100')],
    ['are of long timers', slmpRequest(0x0401, 2, '05000000 5200 0400'), slmpAnswer('0100 0200 0300 0400')],
    ['are of more devices than are told apart', slmpRequest(0x0401, 0, '000000 9c 0500'), slmpAnswer('00'.repeat(10))],
  ])('are none that %s', (_, request, answer) => {
    expect(sampled().toServer(request).toClient(answer).values).toEqual([])
  })

  test('of devices numbered in hexadecimal are told of each that was not stated', () => {
    const { values } = sampled()
      .toServer(slmpRequest(0x0401, 0, '1f0000 b4 2100'))
      .toClient(slmpAnswer('0700'.repeat(33)))
    expect(values).toHaveLength(33)
    expect(values.at(-1)).toBe('W3F = 7')
  })

  test('are not read where nobody wants them', () => {
    const dialogue = new Dialogue(melsec)
    dialogue.toServer(slmpRequest(0x0401, 0, '640000 a8 0200')).toClient(slmpAnswer('0100 0200'))
    expect(dialogue.values).toEqual([])
  })

  test('of a random read whose answer was lost are not those of the next', () => {
    const dialogue = sampled().toServer(
      slmpRequest(0x0403, 0, '01 00 050000 a8'),
      slmpRequest(0x0403, 0, '02 00 060000 a8 070000 a8'),
    )
    expect(dialogue.toClient(slmpAnswer('0100 0200')).values).toEqual(['D6 = 1', 'D7 = 2'])
  })
})

test(`values of more than ${MAX_RUNS} reads of one dialogue are not told`, () => {
  const dialogue = sampled()
  for (let i = 0; i <= MAX_RUNS; i++) {
    const head = bytesOf(u16le(i), 0, 0xa8, 1, 0)
    dialogue.toServer(slmpRequest(0x0401, 0, head)).toClient(slmpAnswer('0700'))
  }
  expect(dialogue.values).toHaveLength(MAX_RUNS)
})

describe('values that are written', () => {
  test.each([
    ['words', slmpRequest(0x1401, 0, '640000 a8 0200 0100 0200'), ['D100 = 1', 'D101 = 2']],
    ['bits', slmpRequest(0x1401, 1, '080000 90 0300 10 10'), ['M8 = 1', 'M9 = 0', 'M10 = 1']],
    ['words of wide devices', slmpRequest(0x1401, 2, '64000000 a800 0100 0900'), ['D100 = 9']],
    ['words in ASCII', slmpAsciiRequest('14010000D*0001000001000A'), ['D100 = 10']],
    [
      'words and double words at random',
      slmpRequest(0x1402, 0, '01 01 050000 a8 0900 080000 a8 01000200'),
      ['D5 = 9', 'D8 = 1', 'D9 = 2'],
    ],
    ['bits at random', slmpRequest(0x1402, 1, '02 070000 90 01 1f0000 9d 00'), ['M7 = 1', 'Y1F = 0']],
    ['bits of wide devices at random', slmpRequest(0x1402, 3, '01 07000000 9000 0100'), ['M7 = 1']],
    [
      'blocks',
      slmpRequest(0x1406, 0, '02 00 000000 a8 0100 0500 0a0000 a8 0200 0600 0700'),
      ['D0 = 5', 'D10 = 6', 'D11 = 7'],
    ],
    ['no words where they are cut', slmpRequest(0x1401, 0, '640000 a8 0200 0100'), []],
    ['no blocks where one is cut', slmpRequest(0x1406, 0, '02 00 000000 a8 0100 0500 0a0000 a8 0200 0600'), []],
  ])('are %s', (_, request, values) => {
    expect(sampled().toServer(request).values).toEqual(values)
  })

  test('make no new operation', () => {
    const write = (value: string) => slmpRequest(0x1402, 0, `01 00 050000 a8 ${value}`)
    const dialogue = new Dialogue(melsec).toServer(write('0900'), write('0800'))
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })
})

describe('values of 1E frames', () => {
  const binary = (device: string) => `ff 0a00 ${device}`
  test.each([
    ['read in words', `01 ${binary('64000000 2044 02 00')}`, '81 00 0100 0200', ['D100 = 1', 'D101 = 2']],
    ['read in bits', `00 ${binary('10000000 204d 03 00')}`, '80 00 10 10', ['M16 = 1', 'M17 = 0', 'M18 = 1']],
    ['written in words', `03 ${binary('64000000 2044 01 00')} 0900`, '83 00', ['D100 = 9']],
    ['written in bits', `02 ${binary('10000000 2059 02 00')} 01`, '82 00', ['Y10 = 0', 'Y11 = 1']],
    ['none of a refusal', `01 ${binary('64000000 2044 02 00')}`, '81 58', []],
    ['none of counters that can have 32 bits', `01 ${binary('c8000000 4e43 01 00')}`, '81 00 0100', []],
  ])('are those %s', (_, request, answer, values) => {
    expect(sampled().toServer(request).toClient(answer).values).toEqual(values)
  })

  test('are read in ASCII, wherever the answer is cut', () => {
    const dialogue = sampled().toServer(bytesOf(ascii('01FF000A4420000000640200')))
    for (const byte of bytesOf(ascii('810000011A2B'))) dialogue.toClient(Uint8Array.of(byte))
    expect(dialogue.values).toEqual(['D100 = 1', 'D101 = 6699'])
    expect(dialogue.lostBytes).toBe(0)
  })

  test('that fill their datagram are read from it', () => {
    const dialogue = sampled()
      .toServer(bytesOf(ascii('00FF000A4D20000000100300')))
      .toClient(bytesOf(ascii('8000101')))
    expect(dialogue.values).toEqual(['M16 = 1', 'M17 = 0', 'M18 = 1'])
  })
})
