import { describe, expect, test } from 'vitest'
import { MAX_BODY, tacacs } from '../../dissectors/tacacs/tacacs.ts'
import { tacacsPacket } from '../../fixtures/generate/tacacs.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, bytesOf, u32 } from '../support/packet.ts'

const BODY = bytesOf(ascii('hunter2 and more'))
const probe = (bytes: Uint8Array) => tacacs.probe(cursorOver(bytes), 'to-server')

describe('probe', () => {
  test('a header and its length', () => {
    expect(probe(tacacsPacket(1, 1, BODY))).toBe('yes')
    expect(probe(tacacsPacket(3, 2, BODY, 5).slice(0, 12))).toBe('yes')
    expect(probe(tacacsPacket(1, 1, BODY).slice(0, 11))).toBe('need-more')
    expect(probe(new Uint8Array())).toBe('need-more')
  })

  test.each([
    ['another version', 'b0 01 01 00 00000000 00000010'],
    ['another version, not whole', 'b0 01'],
    ['no type', 'c0 00 01 00 00000000 00000010'],
    ['an unknown type', 'c1 04 01 00 00000000 00000010'],
    ['no sequence number', 'c0 01 00 00 00000000 00000010'],
    ['flags that are none', 'c0 01 01 02 00000000 00000010'],
    ['a length beyond all reason', 'c0 01 01 00 00000000 00010010'],
    ['a body that is too short', 'c0 01 01 00 00000000 00000004'],
  ])('not %s', (_, bytes) => {
    expect(probe(fromHex(bytes))).toBe('no')
  })

  test('odd numbers are those of the client', () => {
    const direction = (sequence: number) => tacacs.directionOf(cursorOver(tacacsPacket(1, sequence, BODY)))
    expect([direction(1), direction(2), direction(255)]).toEqual(['to-server', 'to-client', 'to-server'])
    expect(tacacs.directionOf(cursorOver(fromHex('c001')))).toBeUndefined()
  })

  test(`a body has at most ${MAX_BODY} bytes`, () => {
    expect(tacacs.messageLength(cursorOver(bytesOf(0xc0, 1, 1, 0, u32(0), u32(MAX_BODY))))).toBe(tacacs.maxMessage)
  })
})

test('who asks and who answers is told once, and bodies are never read', () => {
  const one = new Dialogue(tacacs)
  for (const sequence of [1, 3]) {
    one.toServer(tacacsPacket(1, sequence, BODY)).toClient(tacacsPacket(1, sequence + 1, BODY))
  }
  one.toServer(tacacsPacket(3, 1, BODY, 1))
  expect(one.heard.map(({ role, function: code, name, class: kind }) => [role, code, name, kind])).toEqual([
    ['request', '1', 'Authentication', 'authenticate'],
    ['response', '1', 'Authentication', 'authenticate'],
    ['request', '1', 'Authentication', 'authenticate'],
    ['response', '1', 'Authentication', 'authenticate'],
    ['request', '3', 'Accounting', 'session'],
  ])
  expect(one.observed('identity').map(({ of, facts }) => [of, facts.role])).toEqual([
    ['client', 'TACACS+ client'],
    ['server', 'TACACS+ server'],
  ])
  expect(one.observed('undecoded').map(({ reason, code }) => [reason, code])).toEqual([
    ['encrypted', 1],
    ['encrypted', 1],
    ['encrypted', 1],
    ['encrypted', 1],
    ['unsupported', 3],
  ])
  expect(JSON.stringify(one)).not.toContain('hunter2')
})

test('what is short or of no type is malformed', () => {
  const reasons = (bytes: Uint8Array) => {
    const said: string[] = []
    const sink = { operation() {}, observe: (each: { kind: string }) => said.push(each.kind), handOff() {}, value() {} }
    const info = { timeUs: 0, direction: 'to-server' as const, afterGap: false, sourceMac: 0, targetMac: 0 }
    tacacs.dissect(cursorOver(bytes), info, tacacs.newState(), { ...sink, wantsValues: () => false })
    return said
  }
  expect(reasons(fromHex('c001'))).toEqual(['malformed'])
  expect(reasons(tacacsPacket(9, 1, BODY))).toEqual(['malformed'])
  expect(tacacs.describe(9).name).toBe('TACACS+ type 9')
})
