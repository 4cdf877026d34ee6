/* Tags of Logix 5000 Controllers Data Access (1756-PM020); types of the CIP Networks Library, Volume 1, appendix C-6.1. */
import { describe, expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { path, request, response, services, symbol, unconnected } from '../../fixtures/generate/enip-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex, u16le, u32le } from '../support/packet.ts'

/** What the EtherNet/IP dissector hands over: the message from its status on. */
const ask = (id: number, message: Bytes) => unconnected(id, message).slice(8)

describe('points', () => {
  const SPEED = bytesOf(symbol('Motor'), hex('2803'), symbol('Speed'))

  function sampling(): Dialogue {
    const dialogue = new Dialogue(cip)
    dialogue.samples = true
    return dialogue
  }

  test.each([
    ['ca00 0000c03f', '1.5'],
    ['c100 ff', '1'],
    ['c200 ff', '-1'],
    ['c300 feff', '-2'],
    ['c400 ffffffff', '-1'],
    ['c500 feffffffffffffff', '-2'],
    ['c600 ff', '255'],
    ['c700 ffff', '65535'],
    ['c800 ffffffff', '4294967295'],
    ['c900 ffffffffffffffff', '18446744073709551615'],
    ['cb00 000000000000e03f', '0.5'],
    ['d300 01000000', '1'],
    ['c103 01', '1'],
    ['c107 00', '0'],
    ['d400 ffffffffffffffff', '18446744073709551615'],
    ['cc00 feffffff', '-2'],
    ['cd00 ff7f', '32767'],
    ['ce00 ffffffff', '4294967295'],
    ['d600 feffffff', '-2'],
    ['d700 feffffffffffffff', '-2'],
    ['d800 feff', '-2'],
    ['db00 feffffff', '-2'],
  ])('an answer %s to the reading of a tag says its value', (answer, value) => {
    const dialogue = sampling().toServer(ask(5, request(0x4c, SPEED, u16le(1))))
    dialogue.toClient(ask(5, response(0x4c, 0, hex(answer))))
    expect(dialogue.values).toEqual([`Motor[3].Speed = ${value}`])
    expect(dialogue.operations[0]?.points).toEqual([
      { name: 'Motor[3].Speed', first: -1, count: 1, type: '', writes: false },
    ])
  })

  test.each([
    ['a structure', 'a002 0fce 03000000 414243'],
    ['a text', 'da00 03 414243'],
    ['a BOOL of a ninth bit', 'c108 01'],
    ['a cut value', 'ca00 0000'],
    ['nothing', ''],
  ])('%s has no value', (_, answer) => {
    const dialogue = sampling().toServer(ask(5, request(0x4c, SPEED, u16le(1))))
    dialogue.toClient(ask(5, response(0x4c, 0, hex(answer))))
    expect(dialogue.values).toEqual([])
  })

  test('a write says type and value', () => {
    const dialogue = sampling().toServer(ask(5, request(0x4d, SPEED, hex('c400 0100 2a000000'))))
    expect(dialogue.values).toEqual(['Motor[3].Speed = 42'])
    expect(dialogue.operations[0]?.points).toMatchObject([{ type: 'DINT', writes: true }])
  })

  test('a write of text says its type alone', () => {
    const dialogue = sampling().toServer(ask(5, request(0x4d, SPEED, hex('da00 0100 03 414243'))))
    expect(dialogue.values).toEqual([])
    expect(dialogue.operations[0]?.points).toMatchObject([{ type: 'SHORT_STRING', writes: true }])
  })

  test('of a tag in parts the first one says its value', () => {
    const dialogue = sampling()
    for (const [offset, answer] of [
      [0, 'c400 09000000'],
      [4, 'c400 08000000'],
    ] as const) {
      dialogue.toServer(ask(5, request(0x52, SPEED, u16le(100), u32le(offset))))
      dialogue.toClient(ask(5, response(0x52, 0x06, hex(answer))))
      dialogue.toServer(ask(6, request(0x53, SPEED, hex('c400'), u16le(100), u32le(offset), u32le(offset + 1))))
    }
    dialogue.toServer(ask(6, request(0x53, SPEED, hex('c400'), u16le(100), [0, 0])))
    expect(dialogue.values).toEqual(['Motor[3].Speed = 9', 'Motor[3].Speed = 1'])
  })

  test('of tags in parts that are read in one packet, too', () => {
    const part = (name: string, offset: number) => request(0x52, bytesOf(symbol(name)), u16le(100), u32le(offset))
    const each = [response(0x52, 0, hex('c300 0100')), response(0x52, 0, hex('c300 0200'))]
    const dialogue = sampling()
      .toServer(ask(1, request(0x0a, path(2, 1), services([part('A', 8), part('B', 0)]))))
      .toClient(ask(1, response(0x0a, 0, services(each))))
    expect(dialogue.values).toEqual(['B = 2'])
  })
})
