import { expect, test } from 'vitest'
import { moxa } from '../../dissectors/moxa/moxa.ts'
import { MOXA_DEVICE, moxaMessage } from '../../fixtures/generate/small-services.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16le } from '../support/packet.ts'

test('a device that is found binds its addresses', () => {
  const reply = moxaMessage(0x81, 0, MOXA_DEVICE, [10, 0, 0, 7])
  const dialogue = new Dialogue(moxa).toServer(moxaMessage(1, 0)).toClient(reply, reply)
  expect(dialogue.heard).toMatchObject([
    { role: 'request', function: '0x01', name: 'discover', class: 'discover' },
    { role: 'response', function: '0x01' },
    { role: 'response', function: '0x01' },
  ])
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'server', facts: { mac: '00:90:e8:12:34:56', 'product-code': '0x511a', ip: '10.0.0.7' } },
  ])
  expect(dialogue.observed('binding')).toEqual([{ kind: 'binding', mac: '00:90:e8:12:34:56', ip: '10.0.0.7' }])
})

test.each([
  [0x90, bytesOf(ascii('line7'), 0), { name: 'line7' }],
  [0x96, bytesOf(new Uint8Array(8), u16le(4711)), { serial: '4711' }],
  [0xa1, bytesOf(10, 0, 0, 8), { ip: '10.0.0.8' }],
  [0xa2, bytesOf(255, 255, 0, 0), { 'subnet-mask': '255.255.0.0' }],
  [0xa3, bytesOf(10, 0, 0, 1), { gateway: '10.0.0.1' }],
])('reply %i tells %j', (command, payload, facts) => {
  const dialogue = new Dialogue(moxa).toClient(moxaMessage(command, 0, MOXA_DEVICE, payload))
  expect(dialogue.observed('identity')[0]?.facts).toMatchObject(facts)
  expect(new Dialogue(moxa).toClient(moxaMessage(command, 0, MOXA_DEVICE)).observed('malformed')).toEqual([])
})

test('what is refused, cut or not known tells nothing', () => {
  const dialogue = new Dialogue(moxa)
    .toClient(moxaMessage(0x90, 4, MOXA_DEVICE), moxaMessage(0xb1, 0, MOXA_DEVICE), moxaMessage(0x90, 0, [1]))
    .toClient(bytesOf(0x81))
  expect(dialogue.heard.map((each) => [each.name, each.class, each.status])).toEqual([
    ['device name', 'discover', 4],
    ['unknown request', 'unknown', 0],
    ['device name', 'discover', 0],
  ])
  expect(dialogue.observed('identity')).toEqual([])
  expect(dialogue.observed('malformed').length).toBe(2)
})

test('the probe wants the length, and a MAC address of the maker', () => {
  const verdict = (bytes: Uint8Array) => moxa.probe(cursorOver(bytes), 'to-server')
  expect(verdict(moxaMessage(1, 0))).toBe('yes')
  expect(verdict(moxaMessage(0x10, 0, MOXA_DEVICE))).toBe('yes')
  expect(verdict(moxaMessage(1, 0, 1))).toBe('no')
  expect(verdict(moxaMessage(0x10, 0, new Uint8Array(12)))).toBe('no')
  expect(verdict(moxaMessage(0x10, 0x20, MOXA_DEVICE))).toBe('no')
  expect(verdict(bytesOf(1, 0, 0, 9, 0, 0, 0, 0))).toBe('no')
  expect(moxa.directionOf(cursorOver(bytesOf()))).toBeUndefined()
  expect(moxa.directionOf(cursorOver(moxaMessage(1, 0)))).toBe('to-server')
  expect(moxa.directionOf(cursorOver(moxaMessage(0x81, 0)))).toBe('to-client')
  expect(verdict(bytesOf(0x81))).toBe('no')
})
