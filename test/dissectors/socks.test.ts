import { describe, expect, test } from 'vitest'
import { socks } from '../../dissectors/socks/socks.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, hex, u16 } from '../support/packet.ts'

const dialogue = () => new Dialogue(socks)
const heard = (one: Dialogue) =>
  one.heard.map(({ role, function: code, target, status }) => [role, code, target, status])
const PLC = bytesOf(10, 0, 0, 20)
const to4 = (command: number, address: Bytes, ...texts: string[]) =>
  bytesOf(4, command, u16(502), address, ...texts.map((each) => ascii(`${each}\0`)))

describe('probe', () => {
  test.each([
    ['05 01 00', 'yes'],
    ['05 01 02', 'yes'],
    ['05 03 00 01 02', 'yes'],
    ['05 03 00 01', 'need-more'],
    ['05 01', 'need-more'],
    ['05', 'need-more'],
    ['', 'need-more'],
    ['05 00', 'no'],
    ['05 01 05', 'no'],
    ['05 01 00 05', 'no'],
    ['05 02 00 00', 'no'],
    ['05 02 00 ff', 'no'],
    ['05 02 00 04', 'no'],
    ['05 02 00 40', 'no'],
    ['04 01 01f6 0a000014 6100', 'yes'],
    ['04 01 01f6 0a000014 00', 'yes'],
    ['04 02 01f6 00000001 00 706c6300', 'yes'],
    ['04 02 01f6 00000001 00 706c63', 'need-more'],
    ['04 01 01f6 0a000014 61', 'need-more'],
    ['04 01 01', 'need-more'],
    ['04', 'need-more'],
    ['04 03 01f6 0a000014 00', 'no'],
    ['04 01 0000 0a000014 00', 'no'],
    ['04 01 01f6 00010014 00', 'no'],
    ['04 01 01f6 0a000014 0100', 'no'],
    ['04 01 01f6 0a000014 00 61', 'no'],
    [`04 01 01f6 0a000014 ${'61'.repeat(300)}`, 'no'],
    ['03 00 00 13', 'no'],
  ])('%s: %s', (bytes, verdict) => {
    expect(socks.probe(cursorOver(hex(bytes)), 'to-server')).toBe(verdict)
  })

  test('an answer has no mark of its own', () => {
    expect(socks.probe(cursorOver(hex('05 01 00')), 'to-client')).toBe('no')
    expect(socks.directionOf(cursorOver(hex('05 01 00')))).toBeUndefined()
    expect(socks.messageLength(cursorOver(hex('')))).toBe(0)
  })
})

describe('version 5', () => {
  test('whereto, and whether it was granted; what is carried passes', () => {
    const one = dialogue().toServer('05 01 00').toClient('05 00').toServer('05 01 00 01 0a000014 01f6')
    one.toClient('05 00 00 01 0a000001 c350').toServer('05 01 00').toClient('05 00 ff')
    expect(heard(one)).toEqual([
      ['request', '5', '', 0],
      ['response', '5', '', 0],
      ['request', '5/1', '10.0.0.20:502', 0],
      ['response', '5/1', '10.0.0.20:502', 0],
    ])
    expect(one.observed('identity')).toMatchObject([{ of: 'server', facts: { role: 'SOCKS proxy' } }])
    expect(one.lostBytes).toBe(0)
  })

  test.each([
    [bytesOf(3, 11, ascii('plc.example'), u16(102)), 'plc.example:102'],
    [bytesOf(4, 0xfe, 0x80, new Uint8Array(13), 9, u16(102)), '[fe80::9]:102'],
  ])('to %o', (address, target) => {
    const one = dialogue()
      .toServer('05 01 00')
      .toClient('05 00')
      .toServer(bytesOf(5, 3, 0, address))
    expect(one.heard.at(-1)).toMatchObject({ name: 'SOCKS5 UDP ASSOCIATE', target, class: 'session' })
  })

  test('a user name is told, a password never', () => {
    for (const password of ['hunter2', '']) {
      const signIn = bytesOf(1, 3, ascii('eng'), password.length, ascii(password))
      const one = dialogue().toServer('05 02 00 02').toClient('05 02').toServer(signIn).toClient('01 00')
      one.toServer('05 01 00 01 0a000014 01f6').toClient('05 05 00 01 00000000 0000')
      expect(one.observed('credential')).toEqual([
        { kind: 'credential', of: 'client', method: 'SOCKS5 password', account: 'eng', protection: 'clear' },
      ])
      expect(one.observed('session')).toMatchObject([{ state: 'opened', user: 'eng' }])
      expect(one.heard.at(-1)).toMatchObject({ role: 'response', function: '5/1', status: 5 })
      expect(JSON.stringify(one.observations)).not.toContain('hunter2')
    }
  })

  test('a refused user name, and a refused greeting', () => {
    const one = dialogue().toServer('05 01 02').toClient('05 02').toServer('01 01 61 01 62').toClient('01 01')
    expect(one.observed('session')).toMatchObject([{ state: 'refused' }])
    const other = dialogue().toServer('05 02 00 01').toClient('05 ff')
    expect(heard(other).at(-1)).toEqual(['response', '5', '', 255])
    expect(other.toServer('01 02 03').lostBytes).toBe(0)
  })

  test('a request that does not wait for the choice of the method', () => {
    const one = dialogue().toServer('05 01 00').toServer('05 01 00 01 0a000014 01f6').toClient('05 00')
    expect(heard(one).map(([, code]) => code)).toEqual(['5', '5/1', '5'])
  })

  test('an address of a type that does not exist ends it', () => {
    const one = dialogue().toServer('05 01 00').toClient('05 00').toServer('05 01 00 09 01 0203')
    expect(one.toClient('05 08 00 07 00 00').heard).toHaveLength(2)
    expect([one.lostBytes, one.observed('malformed').length]).toEqual([0, 2])
  })
})

test('a proxy that speaks first says nothing of this protocol', () => {
  expect(dialogue().toClient('05 00').lostBytes).toBe(2)
})

describe('version 4', () => {
  test('to an address, granted', () => {
    const one = dialogue()
      .toServer(to4(1, PLC, 'eng'))
      .toClient('00 5a 0000 00000000')
      .toServer('01 02')
    expect(heard(one)).toEqual([
      ['request', '4/1', '10.0.0.20:502', 0],
      ['response', '4/1', '10.0.0.20:502', 0],
    ])
    expect(one.lostBytes).toBe(0)
  })

  test('to a name, refused', () => {
    const one = dialogue()
      .toServer(to4(2, bytesOf(0, 0, 0, 1), '', 'plc.example'))
      .toClient('00 5b 0000 00000000')
    expect(heard(one)).toEqual([
      ['request', '4/2', 'plc.example:502', 0],
      ['response', '4/2', 'plc.example:502', 0x5b],
    ])
    expect(one.observed('identity')).toEqual([])
  })
})

test('another command or version is told as it is', () => {
  expect(socks.describe(0x509)).toEqual({ function: '5/9', name: 'SOCKS5 command 9' })
  const said: string[] = []
  const sink = { operation() {}, observe: (each: { kind: string }) => said.push(each.kind), handOff() {}, value() {} }
  const info = { timeUs: 0, direction: 'to-server' as const, afterGap: false, sourceMac: 0, targetMac: 0 }
  for (const bytes of ['09 01', '04 01 01f6 0a']) {
    socks.dissect(cursorOver(hex(bytes)), info, socks.newState(), { ...sink, wantsValues: () => false })
  }
  expect(said).toEqual(['malformed', 'malformed'])
})
