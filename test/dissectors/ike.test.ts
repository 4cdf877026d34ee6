import { describe, expect, test } from 'vitest'
import { esp } from '../../dissectors/esp/esp.ts'
import { describeExchange, ENCRYPTED_PAYLOADS } from '../../dissectors/ike/exchange-types.ts'
import { ike } from '../../dissectors/ike/ike.ts'
import { MAX_PAYLOADS } from '../../dissectors/ike/vendor-ids.ts'
import { type IkeHeader, ikeMessage, payloads } from '../../fixtures/generate/ike-message.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, bytesOf, u16, u32 } from '../support/packet.ts'

const SPI = fromHex('0102030405060708')
const FIRST: IkeHeader = { initiator: SPI, version: 0x20, exchange: 34, flags: 0x08, next: 43 }
const NOTHING = new Uint8Array(0)
const CISCO = fromHex('12f5f28c457168a9702d9fe274cc0100')
const probe = (bytes: Uint8Array) => ike.probe(cursorOver(bytes), 'to-server')
const way = (header: Partial<IkeHeader>) =>
  ike.directionOf(cursorOver(ikeMessage({ ...FIRST, next: 0, ...header }, NOTHING)))

describe('what IKE is', () => {
  const whole = ikeMessage(FIRST, payloads([43, CISCO]))
  test.each([
    ['a message', whole, 'yes'],
    ['the same behind the marker of port 4500', bytesOf(u32(0), whole), 'yes'],
    ['behind another one', bytesOf(u32(1), whole), 'no'],
    ['a message of another length', bytesOf(whole, 0), 'no'],
    ['a version that does not exist', ikeMessage({ ...FIRST, version: 0x30 }, NOTHING), 'no'],
    ['an exchange that does not exist', ikeMessage({ ...FIRST, exchange: 99 }, NOTHING), 'no'],
    ['no SPI', ikeMessage({ ...FIRST, initiator: new Uint8Array(8) }, NOTHING), 'no'],
    ['too little', whole.slice(0, 27), 'no'],
    ['ESP', bytesOf(u32(0xc0ff_ee01), u32(1), new Uint8Array(40)), 'no'],
  ])('%s', (_, bytes, verdict) => {
    expect(probe(bytes)).toBe(verdict)
  })
})

test('version 2 says who began, version 1 only in its first message', () => {
  expect(way({ flags: 0x08 })).toBe('to-server')
  expect(way({ flags: 0x28 })).toBe('to-server')
  expect(way({ flags: 0x20 })).toBe('to-client')
  expect(way({ version: 0x10, exchange: 2, flags: 0 })).toBe('to-server')
  expect(way({ version: 0x10, exchange: 2, flags: 0, responder: SPI })).toBeUndefined()
  expect(ike.directionOf(cursorOver(bytesOf(u32(7), u32(8))))).toBeUndefined()
})

test('exchanges are asked and answered, whoever began', () => {
  const sealed = { ...FIRST, responder: SPI, exchange: 37, next: 46 }
  const body = payloads([46, new Uint8Array(32)])
  const dialogue = new Dialogue(ike).toClient(ikeMessage({ ...sealed, flags: 0 }, body))
  dialogue.toServer(ikeMessage({ ...sealed, flags: 0x28 }, body))
  dialogue.toServer(ikeMessage({ ...sealed, version: 0x10, exchange: 32, flags: 1 }, body))
  dialogue.toClient(ikeMessage({ ...sealed, version: 0x10, exchange: 32, flags: 1 }, body))
  expect(dialogue.heard).toMatchObject([
    { role: 'request', name: 'INFORMATIONAL', class: 'session' },
    { role: 'response', name: 'INFORMATIONAL' },
    { role: 'request', name: 'Quick Mode' },
    { role: 'response', name: 'Quick Mode' },
  ])
  expect(dialogue.observed('undecoded')).toHaveLength(4)
  expect(describeExchange(ENCRYPTED_PAYLOADS).name).toBe('encrypted payloads')
  expect(describeExchange(200).name).toBe('exchange type 200')
})

test('vendor ids that are known or text name software, once', () => {
  const body = payloads(
    [43, CISCO],
    [43, bytesOf(ascii('Gateway 7.4'))],
    [43, bytesOf(ascii('abc'))],
    [43, fromHex('0102030405060708')],
    [43, CISCO],
  )
  const dialogue = new Dialogue(ike).toServer(ikeMessage(FIRST, body), ikeMessage(FIRST, body))
  expect(dialogue.observed('identity').map(({ facts }) => facts.software)).toEqual(['Cisco Unity', 'Gateway 7.4'])
})

test('payloads are looked at up to a limit, and those that do not fit are malformed', () => {
  const many = Array.from({ length: MAX_PAYLOADS }, (): [number, Uint8Array] => [40, NOTHING])
  const late = payloads(...many, [43, CISCO])
  expect(new Dialogue(ike).toServer(ikeMessage({ ...FIRST, next: 40 }, late)).observations).toEqual([])
  for (const rest of [bytesOf(0, 0), bytesOf(0, 0, u16(3)), bytesOf(0, 0, u16(9))]) {
    expect(new Dialogue(ike).toServer(ikeMessage(FIRST, rest)).observations).toEqual([
      { kind: 'malformed', reason: 'bad-length', offset: 28 },
    ])
  }
})

test('ESP and keepalives are told beside it, and what is neither', () => {
  const dialogue = new Dialogue(ike).toServer(bytesOf(0xff), bytesOf(u32(256), u32(1)), bytesOf(u32(0), u32(1)))
  expect(dialogue.heard.map(({ name }) => name)).toEqual(['NAT keepalive', 'ESP in UDP'])
  expect(dialogue.observations).toMatchObject([{ reason: 'encrypted' }, { reason: 'bad-value' }])
})

test('ESP over IP is encrypted; without an SPI it is none', () => {
  const dialogue = new Dialogue(esp).toServer(bytesOf(u32(256), u32(1)), bytesOf(u32(0), u32(1)), bytesOf(u32(256)))
  expect(dialogue.heard[0]).toMatchObject({ role: 'event', name: 'ESP packet', class: 'unknown' })
  expect(dialogue.observations).toMatchObject([
    { kind: 'undecoded', reason: 'encrypted' },
    { kind: 'malformed', reason: 'bad-value' },
    { kind: 'malformed', reason: 'truncated' },
  ])
  expect(esp.probe(cursorOver(bytesOf(u32(256), u32(1))), 'to-server')).toBe('yes')
  expect(esp.directionOf(cursorOver(NOTHING))).toBeUndefined()
})
