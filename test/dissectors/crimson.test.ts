import { describe, expect, test } from 'vitest'
import { crimson } from '../../dissectors/crimson/crimson.ts'
import { register, text } from '../../fixtures/generate/crimson-message.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { type Bytes, bytesOf } from '../support/packet.ts'

const ASK_MANUFACTURER = register(0x012b, 0x1b00)
const ASK_MODEL = register(0x012a, 0x1a00)

function probe(bytes: Bytes): string {
  return crimson.probe(cursorOver(bytes), 'to-server')
}

describe('the probe', () => {
  test('takes what open tools send, and nothing else of six bytes', () => {
    expect(probe(fromHex('0004012b1b00'))).toBe('yes')
    expect(probe(fromHex('0004012a1a00'))).toBe('yes')
    for (const wrong of [
      '0004012b1a00',
      '0004012c1b00',
      '0005012b1b0000',
      '0003012b1b',
      '2003012b1b00',
      '0004012b0300',
    ])
      expect(probe(fromHex(wrong))).toBe('no')
    for (let length = 0; length < 6; length++) expect(probe(ASK_MODEL.slice(0, length))).toBe('need-more')
  })

  test('takes an answer that is text with one NUL behind it', () => {
    const answer = text(0x012b, 'Red Lion Controls')
    expect(probe(answer)).toBe('yes')
    expect(probe(answer.slice(0, 12))).toBe('need-more')
    expect(probe(register(0x012b, 0x0300, fromHex('526564')))).toBe('no')
    expect(probe(register(0x012b, 0x0300, fromHex('5201')))).toBe('no')
    expect(probe(register(0x012b, 0x0300, fromHex('520000')))).toBe('no')
    expect(probe(register(0x012b, 0x0300, fromHex('00')))).toBe('no')
    expect(probe(text(0x0101, 'Red Lion Controls'))).toBe('no')
  })
})

test('the direction is told by the type of what is known', () => {
  const direction = (bytes: Bytes) => crimson.directionOf(cursorOver(bytes))
  expect(direction(ASK_MODEL)).toBe('to-server')
  expect(direction(text(0x012a, 'G310C2'))).toBe('to-client')
  expect(direction(register(0x012a, 0x7777))).toBeUndefined()
  expect(direction(register(0x0101, 0x0300))).toBeUndefined()
  expect(direction(bytesOf(0, 4))).toBeUndefined()
})

test('manufacturer and model are claims, said once', () => {
  const dialogue = new Dialogue(crimson)
  for (let i = 0; i < 2; i++) {
    dialogue.toServer(ASK_MANUFACTURER).toClient(text(0x012b, 'Red Lion Controls'))
    dialogue.toServer(ASK_MODEL).toClient(text(0x012a, 'G310C2'))
  }
  expect(dialogue.heard.slice(0, 4)).toMatchObject([
    { role: 'request', name: 'Read manufacturer', class: 'discover', target: 'register 0x012b' },
    { role: 'response', name: 'Read manufacturer' },
    { role: 'request', name: 'Read model', function: '0x012a' },
    { role: 'response', name: 'Read model' },
  ])
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'server', message: 'Read manufacturer', facts: { vendor: 'Red Lion Controls' } },
    { of: 'server', message: 'Read model', facts: { model: 'G310C2' } },
  ])
})

test('other registers and types are told by number, and are not understood', () => {
  const dialogue = new Dialogue(crimson).toServer(register(0x0101, 0x0100)).toClient(register(0x012a, 0x7777))
  dialogue.toClient(register(0x012a, 0x0300, fromHex('01')))
  expect(dialogue.heard).toMatchObject([
    { role: 'request', name: 'Register 0x0101, type 0x0100', class: 'unknown', target: 'register 0x0101' },
    { role: 'response', name: 'Register 0x012a, type 0x7777', class: 'unknown' },
    { role: 'response', name: 'Read model' },
  ])
  expect(dialogue.observed('undecoded')).toHaveLength(2)
  expect(dialogue.observed('identity')).toEqual([])
})
