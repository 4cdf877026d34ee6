import { describe, expect, test } from 'vitest'
import { tsapText } from '../../dissectors/kit/cotp-transport.ts'
import { MAX_TSDU, seekUserData, TPDU, Tpdu, TsduAssembler, tpktLength } from '../../dissectors/kit/tpkt.ts'
import { connect, data, disconnect, tpkt } from '../../fixtures/generate/s7-message.ts'
import { cursorOver } from '../support/dialogue.ts'
import { ascii, bytesOf, hex } from '../support/packet.ts'

describe('TPKT', () => {
  test('the length counts the header of four bytes, and is at least seven', () => {
    expect(tpktLength(cursorOver(hex('0300 0016')))).toBe(22)
    expect(tpktLength(cursorOver(hex('0300 0007')))).toBe(7)
    expect(tpktLength(cursorOver(hex('0300 0006')))).toBe(-1)
  })

  test('a part of the header needs more, a wrong version or reserved byte is none', () => {
    expect(tpktLength(cursorOver(hex('03')))).toBe(0)
    expect(tpktLength(cursorOver(hex('0300 00')))).toBe(0)
    expect(tpktLength(cursorOver(hex('04')))).toBe(-1)
    expect(tpktLength(cursorOver(hex('0301')))).toBe(-1)
    expect(tpktLength(cursorOver(hex('0301 0016')))).toBe(-1)
  })
})

describe('TPDUs', () => {
  const decode = (bytes: Uint8Array) => {
    const tpdu = new Tpdu()
    const cursor = cursorOver(bytes)
    return { isWhole: tpdu.decode(cursor), tpdu, left: cursor.left }
  }

  test('a connect request has two TSAPs, whatever parameters stand between them', () => {
    const { tpdu } = decode(connect(0xe0, [1, 0], ascii('SIMATIC-ROOT-HMI')))
    expect(tpdu).toMatchObject({ type: TPDU.connectRequest, sourceReference: 7, callingTsap: '0100' })
    expect(tsapText(tpdu.calledTsap)).toBe('SIMATIC-ROOT-HMI')
  })

  test('data of class 0, of class 2 with a reference, and without the end mark', () => {
    expect(decode(tpkt(hex('02 f0 80 32')))).toMatchObject({ left: 1, tpdu: { type: TPDU.data, endOfTsdu: true } })
    expect(decode(tpkt(hex('02 f0 00 32')))).toMatchObject({ left: 1, tpdu: { endOfTsdu: false } })
    const ofClass2 = decode(tpkt(hex('04 f0 0007 80 32')))
    expect(ofClass2).toMatchObject({ left: 1, tpdu: { endOfTsdu: true, destinationReference: 7 } })
  })

  test('a disconnect has its reason, an error its cause', () => {
    expect(decode(disconnect(0x80)).tpdu).toMatchObject({ type: TPDU.disconnectRequest, reason: 0x80 })
    expect(decode(tpkt(hex('04 70 0007 02'))).tpdu).toMatchObject({ type: TPDU.error, reason: 2 })
  })

  test.each([
    ['longer than its TPKT', hex('09 f0 80')],
    ['of length 0', hex('00 f0 80')],
    ['cut within its references', hex('03 e0 0000')],
    ['with a parameter longer than itself', hex('08 e0 0000 0007 00 c1 05')],
  ])('a header %s is none', (_name, header) => {
    expect(decode(tpkt(header))).toMatchObject({ isWhole: false, tpdu: { type: -1 } })
  })

  test('a TSAP of two bytes, or one that is no text, is written in hexadecimal', () => {
    expect(['', '0102', '53494d', '01020304'].map(tsapText)).toEqual(['-', '0102', 'SIM', '01020304'])
  })
})

describe('the way to the first data', () => {
  const seek = (...parts: Uint8Array[]) => {
    const cursor = cursorOver(bytesOf(...parts))
    return [seekUserData(cursor), cursor.left > 0 ? cursor.peek(0) : -1]
  }
  const cr = connect(0xe0, [1, 0], [1, 2])

  test('connects and empty data are passed over', () => {
    expect(seek(cr, data(bytesOf(), false), data(hex('32 01')), data(hex('72')))).toEqual(['yes', 0x32])
    expect(seek(cr)).toEqual(['need-more', -1])
    expect(seek(cr.slice(0, 10))[0]).toBe('need-more')
    expect(seek(cr, data(hex('32')).slice(0, 7))[0]).toBe('need-more')
  })

  test('what is no ISO transport is refused', () => {
    expect(seek(hex('0300 0008 02 e5 00 00'))[0]).toBe('no')
    expect(seek(hex('0300 0020 7f f0 80 32'))[0]).toBe('no')
    expect(seek(cr, hex('474554'))[0]).toBe('no')
  })

  test('a peer that never says anything is given up on after sixteen packets', () => {
    const empty = Array.from({ length: 16 }, () => data(bytesOf(), false))
    expect(seek(...empty, data(hex('32')))[0]).toBe('need-more')
  })
})

describe('putting fragments together', () => {
  test('a whole TSDU is handed on where it lies', () => {
    const assembler = new TsduAssembler()
    const cursor = cursorOver(hex('0102'))
    expect(assembler.push(cursor, true)).toBe(cursor)
    expect(assembler.pending).toBe(false)
  })

  test('fragments come out as one, and the next one begins anew', () => {
    const assembler = new TsduAssembler()
    expect(assembler.push(cursorOver(hex('0102')), false)).toBeUndefined()
    expect(assembler.pending).toBe(true)
    expect(assembler.push(cursorOver(hex('03')), true)?.hex(3)).toBe('010203')
    assembler.push(cursorOver(hex('04')), false)
    assembler.reset()
    expect(assembler.push(cursorOver(hex('05')), true)?.hex(1)).toBe('05')
  })

  test('one that is too long is dropped whole, and counted', () => {
    const assembler = new TsduAssembler()
    const part = new Uint8Array(0x8000)
    for (let held = 0; held <= MAX_TSDU; held += part.length) assembler.push(cursorOver(part), false)
    expect(assembler.overflows).toBe(1)
    expect(assembler.push(cursorOver(part), true)).toBeUndefined()
    expect(assembler.push(cursorOver(hex('05')), true)?.hex(1)).toBe('05')
  })
})
