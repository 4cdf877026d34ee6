import { describe, expect, test } from 'vitest'
import { BerReader, MAX_BER_DEPTH, MAX_BER_ELEMENTS } from '../../dissectors/kit/ber.ts'
import { hex } from '../support/packet.ts'

function reader(text: string): BerReader {
  const bytes = hex(text)
  const view = new DataView(bytes.buffer)
  return new BerReader(view).reset(view, 0, bytes.length)
}

describe('a BER reader', () => {
  test('reads elements one after the other and ends at the last', () => {
    const ber = reader('02 01 05 80 02 41 42')
    expect([ber.next(), ber.tag, ber.integer()]).toEqual([true, 0x02, 5])
    expect([ber.next(), ber.tag, ber.start, ber.end]).toEqual([true, 0x80, 5, 7])
    expect([ber.next(), ber.bad]).toEqual([false, false])
  })

  test('reads the long forms of length and of tag (X.690, 8.1.3.5 and 8.1.2.4)', () => {
    const ber = reader('bf 81 05 82 00 02 05 00')
    expect([ber.next(), ber.tag, ber.length]).toEqual([true, 0xbf * 0x1_0000 + 133, 2])
  })

  test('reads numbers in two complement, and as unsigned where a stack leaves the zero octet out', () => {
    const ber = reader('02 02 ff 7f 86 04 ff ff ff fe 02 00')
    ber.next()
    expect(ber.integer()).toBe(-129)
    ber.next()
    expect(ber.unsigned()).toBe(0xffff_fffe)
    ber.next()
    expect(ber.integer()).toBe(0)
  })

  test('comes back behind the element that it entered', () => {
    const ber = reader('30 05 02 01 07 05 00 85 01 09')
    ber.next()
    ber.enter()
    ber.next()
    expect(ber.integer()).toBe(7)
    ber.leave()
    expect([ber.next(), ber.tag, ber.unsigned()]).toEqual([true, 0x85, 9])
    ber.leave()
    expect(ber.at).toBe(10)
  })

  test('finds the end of an indefinite length, also around another (X.690, 8.1.3.6)', () => {
    const ber = reader('30 80 a1 80 02 01 07 00 00 bf 2d 80 00 00 83 01 01 00 00 05 00')
    expect([ber.next(), ber.tag, ber.start, ber.end]).toEqual([true, 0x30, 2, 17])
    ber.enter()
    ber.next()
    expect([ber.tag, ber.start, ber.end]).toEqual([0xa1, 4, 7])
    ber.next()
    expect([ber.tag, ber.length]).toEqual([0xbf * 0x1_0000 + 45, 0])
    ber.next()
    expect([ber.tag, ber.unsigned()]).toEqual([0x83, 1])
    ber.leave()
    expect([ber.next(), ber.tag]).toEqual([true, 0x05])
  })

  test.each([
    ['a length beyond the end', '30 05 02 01 07'],
    ['an identifier without a length', '30'],
    ['a length that is cut', '30 82 01'],
    ['a length of five octets', '30 85 00 00 00 00 01 00'],
    ['a tag number of three octets', 'bf 81 81 01 00'],
    ['a tag number that is cut', 'bf 81'],
    ['an indefinite length of a primitive', '04 80 00 00'],
    ['an indefinite length without an end', '30 80 02 01 07'],
    ['an indefinite length around an element that is cut', '30 80 02 09 07 00 00'],
  ])('%s is bad, and nothing follows', (_, text) => {
    const ber = reader(text)
    expect([ber.next(), ber.bad, ber.length]).toEqual([false, true, 0])
    expect([ber.next(), ber.enter()]).toEqual([false, false])
  })

  test('counts the elements of one, whatever their form', () => {
    for (const [text, count] of [
      ['a0 06 83 01 00 84 01 00', 2],
      ['a0 06 83 81 01 00 05 00', 2],
      ['a0 00', 0],
    ] as const) {
      const ber = reader(`${text} 02 01 07`)
      ber.next()
      expect([ber.count(), ber.next(), ber.integer()]).toEqual([count, true, 7])
    }
    const cut = reader('a0 03 83 05 00')
    cut.next()
    expect([cut.count(), cut.bad]).toEqual([0, true])
  })

  test('enters no deeper than its limit', () => {
    const ber = reader('30 80'.repeat(MAX_BER_DEPTH + 1) + '00 00'.repeat(MAX_BER_DEPTH + 1))
    for (let depth = 0; depth < MAX_BER_DEPTH; depth++) expect([ber.next(), ber.enter()]).toEqual([true, true])
    expect([ber.next(), ber.enter(), ber.bad]).toEqual([true, false, true])
  })

  test('reads ahead for an indefinite length no further than its limit', () => {
    const ber = reader(`30 80 ${'30 80'.repeat(MAX_BER_ELEMENTS)} ${'00 00'.repeat(MAX_BER_ELEMENTS + 1)}`)
    expect([ber.next(), ber.bad]).toEqual([false, true])
  })
})
