import { describe, expect, test } from 'vitest'
import { icmp, MAX_ROUTERS } from '../../dissectors/icmp/icmp.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, ipBytes, u16, u32 } from '../support/packet.ts'

const message = (type: number, code: number, ...rest: readonly (number | readonly number[] | Bytes)[]) =>
  bytesOf(type, code, u16(0), ...rest)
const quotedTo = (destination: string) => bytesOf(0x45, new Uint8Array(15), ipBytes(destination), u32(0), u32(0))
const routers = (count: number, words: number, ...list: string[]) =>
  message(9, 0, count, words, u16(1800), ...list.map((each) => bytesOf(ipBytes(each), u32(0))))

describe('errors', () => {
  test.each([
    [3, 0, '3/0', 'Destination Unreachable: net'],
    [3, 13, '3/13', 'Destination Unreachable: communication administratively prohibited'],
    [3, 99, '3/99', 'Destination Unreachable: code 99'],
    [11, 1, '11/1', 'Time Exceeded: fragment reassembly'],
    [12, 1, '12', 'Parameter Problem'],
  ])('type %i with code %i', (type, code, name, words) => {
    const { heard } = new Dialogue(icmp).toClient(message(type, code, u32(0), quotedTo('10.0.0.9')))
    expect(heard).toMatchObject([{ role: 'event', function: name, name: words, class: 'diagnose' }])
  })

  test('only who routes lets packets expire in transit; that is said once, whatever it quotes', () => {
    const dialogue = new Dialogue(icmp)
    for (const destination of ['10.0.0.9', '10.0.0.10']) {
      dialogue.toClient(message(11, 0, u32(0), quotedTo(destination)), message(11, 1, u32(0), quotedTo(destination)))
    }
    expect(dialogue.observed('identity')).toMatchObject([{ of: 'server', about: '', facts: { role: 'router' } }])
  })
})

test('an echo and its reply, clocks and masks are asked and answered', () => {
  const dialogue = new Dialogue(icmp).toServer(message(8, 0, u32(1))).toClient(message(0, 0, u32(1)))
  dialogue.toServer(message(17, 0, u32(1), u32(0))).toClient(message(18, 0, u32(1), ipBytes('255.255.254.0')))
  expect(dialogue.heard.map(({ role }) => role)).toEqual(['request', 'response', 'request', 'response'])
  expect(dialogue.observed('identity')).toMatchObject([{ of: 'server', facts: { 'subnet-mask': '255.255.254.0' } }])
})

describe('routers', () => {
  test('a redirect to a router names it; one to the destination itself does not', () => {
    const dialogue = new Dialogue(icmp).toClient(message(5, 1, ipBytes('10.0.0.3'), quotedTo('10.9.0.1')))
    expect(dialogue.observed('identity').map(({ about }) => about)).toEqual(['', '10.0.0.3'])
    const neighbour = new Dialogue(icmp).toClient(message(5, 1, ipBytes('10.0.0.4'), quotedTo('10.0.0.4')))
    expect(neighbour.observed('identity').map(({ about }) => about)).toEqual([''])
    const empty = new Dialogue(icmp).toClient(message(5, 1, ipBytes('0.0.0.0'), quotedTo('10.0.0.4')))
    expect(empty.observed('identity').map(({ about }) => about)).toEqual([''])
    const cut = new Dialogue(icmp).toClient(message(5, 1, ipBytes('10.0.0.4')))
    expect(cut.observed('identity').map(({ about }) => about)).toEqual([''])
  })

  test('an advertisement names every router once, and no more than it can', () => {
    const dialogue = new Dialogue(icmp).toServer(routers(3, 2, '10.0.0.1', '0.0.0.0', '10.0.0.2'))
    dialogue.toServer(routers(3, 2, '10.0.0.1', '0.0.0.0', '10.0.0.2'))
    expect(dialogue.observed('identity').map(({ about }) => about)).toEqual(['', '10.0.0.1', '10.0.0.2'])
    const many = Array.from({ length: MAX_ROUTERS + 9 }, (_, i) => `10.0.1.${i}`)
    const named = new Dialogue(icmp).toServer(routers(many.length, 2, ...many)).observed('identity')
    expect(named).toHaveLength(1 + MAX_ROUTERS)
  })

  test('routers that do not fit are malformed, and those before them are named', () => {
    const dialogue = new Dialogue(icmp).toServer(routers(2, 2, '10.0.0.1'), routers(1, 1, '10.0.0.2'))
    expect(dialogue.observed('identity').map(({ about }) => about)).toEqual(['', '10.0.0.1', ''])
    expect(dialogue.observed('malformed')).toMatchObject([{ offset: 16 }, { offset: 5 }])
  })
})

test('what is cut is malformed, and what does not exist is not understood', () => {
  const dialogue = new Dialogue(icmp).toServer(bytesOf(8, 0, 0), message(13, 0, u32(0)), message(200, 0, u32(0)))
  expect(dialogue.observations).toEqual([
    { kind: 'malformed', reason: 'truncated', offset: 3 },
    { kind: 'malformed', reason: 'truncated', offset: 8 },
    { kind: 'undecoded', reason: 'unknown-function', code: 200 },
  ])
  expect(dialogue.heard.map(({ name }) => name)).toEqual(['Timestamp', 'ICMP type 200'])
})

test('who asks is told by the type', () => {
  const way = (bytes: Uint8Array) => icmp.directionOf?.(cursorOver(bytes))
  expect(way(message(8, 0, u32(0)))).toBe('to-server')
  expect(way(message(14, 0, u32(0)))).toBe('to-client')
  expect(way(message(3, 0, u32(0)))).toBeUndefined()
  expect(way(bytesOf(8, 0, 0))).toBeUndefined()
  expect(icmp.probe(cursorOver(message(8, 0)), 'to-server')).toBe('yes')
  expect(icmp.probe(cursorOver(bytesOf(8, 0, 0)), 'to-server')).toBe('no')
})
