import { expect, test } from 'vitest'
import { amqp } from '../../dissectors/amqp/amqp.ts'
import { AmqpState, MAX_LINKS } from '../../dissectors/amqp/amqp-state.ts'
import { MAX_LOOK } from '../../dissectors/amqp/frame.ts'
import { plainAccount } from '../../dissectors/kit/sasl.ts'
import {
  attach,
  binary,
  content,
  described,
  FALSE,
  frame,
  header,
  list,
  map,
  method,
  NULL,
  performative,
  sasl,
  short,
  symbol,
  TRUE,
  table,
  text,
  transfer,
  ubyte,
  uint,
} from '../../fixtures/generate/amqp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ObservingSink } from '../support/fixture-messages.ts'
import { ascii, bytesOf, u16, u32 } from '../support/packet.ts'

const publish = (exchange: string, key: string) => method(1, 60, 40, [0, 0], short(exchange), short(key), 0)
const heard = (one: Dialogue) => one.heard.map(({ role, name, target, status }) => [role, name, target, status])
const dialogue = () => new Dialogue(amqp)
const facts = (one: Dialogue) => one.observed('identity').map(({ of, facts: said }) => [of, said])

test.each([
  ['the header of 0-9-1', header(0, 0, 9, 1), 'yes'],
  ['the header of 1.0', header(0, 1, 0, 0), 'yes'],
  ['the header of SASL', header(3, 1, 0, 0), 'yes'],
  ['the header of 0-9', header(1, 1, 0, 9), 'yes'],
  ['a version that does not exist', header(0, 7, 0, 0), 'no'],
  ['half a header', ascii('AMQ'), 'need-more'],
  ['another word', ascii('AMPQ0123'), 'no'],
  ['a method', publish('a', 'b'), 'yes'],
  ['the beginning of a method', publish('a', 'b').subarray(0, 9), 'need-more'],
  ['a method that does not exist', method(1, 61, 40), 'no'],
  ['a method without its end', bytesOf(publish('a', 'b').subarray(0, -1), 0), 'no'],
  ['a content header', content(1, bytesOf(ascii('abc'))), 'yes'],
  ['the beginning of a content header', content(1, bytesOf(ascii('abc'))).subarray(0, 12), 'need-more'],
  ['a content header of another class', frame(2, 1, u16(61), u16(0), u32(0), u32(1), u16(0)), 'no'],
  ['a body', frame(3, 1, ascii('abc')), 'no'],
  ['a heartbeat', frame(8, 0), 'yes'],
  ['a heartbeat with a payload', frame(8, 0, 1), 'no'],
  ['a method that is too short', frame(1, 1, 1), 'no'],
  ['a frame of 1.0', performative(0x12, [text('a')]), 'yes'],
  ['the beginning of one', performative(0x12, [text('a')]).subarray(0, 9), 'need-more'],
  ['an empty frame', bytesOf(u32(8), 2, 0, 0, 0), 'yes'],
  ['a performative that does not exist', performative(0x55, [text('a')]), 'no'],
  ['one of SASL in a frame that is none', performative(0x41, [text('a')]), 'no'],
  ['a frame that is shorter than its head', bytesOf(u32(7), 2, 0, 0, 0), 'no'],
  ['an offset within the head', bytesOf(u32(20), 1, 0, 0, 0), 'no'],
  ['a byte of no type', bytesOf(9, 0, 0, 0, 0, 0, 0), 'no'],
  ['nothing', [], 'need-more'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(amqp.probe(cursorOver(bytesOf(bytes)), 'to-server')).toBe(verdict)
})

test('random bytes are no AMQP', () => {
  let state = 11
  const random = () => {
    state = (state * 48271) % 0x7fffffff
    return (state >> 8) & 255
  }
  const taken = Array.from({ length: 20_000 }, (_, i) => Uint8Array.from({ length: 8 + (i % 40) }, random)).filter(
    (bytes) => amqp.probe(cursorOver(bytes), 'to-server') === 'yes',
  )
  expect(taken).toEqual([])
})

test('methods say which way they go, and so does SASL', () => {
  const of = (bytes: Uint8Array) => amqp.directionOf(cursorOver(bytes))
  expect([of(publish('', '')), of(method(0, 10, 10)), of(method(0, 10, 50)), of(method(1, 60, 99))]).toEqual([
    'to-server',
    'to-client',
    undefined,
    undefined,
  ])
  expect([of(sasl(0x41)), of(sasl(0x44)), of(performative(0x10, [])), of(header(0, 0, 9, 1)), of(frame(8, 0))]).toEqual(
    ['to-server', 'to-client', undefined, undefined, undefined],
  )
})

test('bodies and long frames pass without being held', () => {
  const body = new Uint8Array(9000).fill(0x41)
  const one = dialogue()
    .toServer(publish('plant', 'a'), content(1, body, 5000), frame(3, 1), publish('plant', 'a'))
    .toServer(transfer(0, 1, new Uint8Array(MAX_LOOK * 2)), frame(8, 0))
  expect([one.lostBytes, one.heard.map(({ name }) => name)]).toEqual([
    0,
    ['Basic.Publish', 'Basic.Publish', 'transfer', 'Heartbeat'],
  ])
  expect(one.operations[0]).toBe(one.operations[1])
})

test('an answer belongs to what was asked on its channel, and a close to what caused it', () => {
  const declare = (channel: number, queue: string, flags = 0) =>
    method(channel, 50, 10, [0, 0], short(queue), flags, u32(0))
  const one = dialogue()
    .toServer(declare(1, 'a'), declare(2, 'b'), declare(3, 'c', 0x10))
    .toClient(method(2, 50, 11, short('b'), u32(0), u32(0)))
    .toClient(method(1, 20, 40, u16(404), short('NOT_FOUND'), u16(50), u16(10)))
    .toServer(method(1, 20, 41), method(1, 60, 120, u32(0), u32(1), 0), method(1, 20, 21, 1))
    .toClient(method(4, 50, 41, u32(0)))
  expect(heard(one)).toEqual([
    ['request', 'Queue.Declare', 'queue a', 0],
    ['request', 'Queue.Declare', 'queue b', 0],
    ['order', 'Queue.Declare', 'queue c', 0],
    ['response', 'Queue.Declare', 'queue b', 0],
    ['event', 'Channel.Close', '', 404],
    ['response', 'Queue.Declare', 'queue a', 404],
    ['event', 'Channel.Close-Ok', '', 0],
    ['event', 'Basic.Nack', '', 1],
    ['event', 'Channel.Flow-Ok', '', 0],
    ['response', 'Queue.Delete-Ok', '', 0],
  ])
})

test('what is published tells exchange and key, without an exchange the queue', () => {
  const returned = method(1, 60, 50, u16(312), short('NO_ROUTE'), short(''), short('q2'))
  const bind = method(1, 40, 30, [0, 0], short('to'), short('from'), short('k'), 0, u32(0))
  const one = dialogue()
    .toServer(publish('plant', 'line1.temp'), publish('', 'q2'), publish('plant', ''), bind)
    .toClient(method(1, 60, 60, short('tag'), u32(0), u32(1), 0, short('plant'), short('line1.temp')), returned)
  expect(one.heard.map(({ class: kind, target }) => [kind, target])).toEqual([
    ['publish', 'exchange plant key line1.temp'],
    ['publish', 'queue q2'],
    ['publish', 'exchange plant'],
    ['session', 'exchange to exchange from key k'],
    ['publish', 'exchange plant key line1.temp'],
    ['publish', 'queue q2'],
  ])
})

const start = method(
  0,
  10,
  10,
  [0, 9],
  table({ product: 'RabbitMQ', version: '3.10', odd: [0x46, ...table({ a: 'b' })], list: [0x41, ...u32(0)] }),
)
const startOk = (mechanism: string, response: readonly number[]) =>
  method(0, 10, 11, table({}), short(mechanism), u32(response.length), response, short('en_US'))

test('who signs in, how, and what both are; never the secret', () => {
  const plainText = ascii('\0op\0secret')
  const login = table({ LOGIN: 'guest', PASSWORD: 'secret' }).slice(4)
  const one = dialogue()
    .toClient(start)
    .toServer(startOk('PLAIN', plainText))
    .toClient(method(0, 10, 41, 0))
  one.toServer(method(0, 10, 50, u16(200), short(''), u32(0)))
  expect(facts(one)).toEqual([['server', { software: 'RabbitMQ 3.10' }]])
  expect(one.observed('session').map(({ state, user }) => [state, user])).toEqual([
    ['opened', 'op'],
    ['closed', 'op'],
  ])
  const other = dialogue().toServer(startOk('AMQPLAIN', login), startOk('EXTERNAL', []), startOk('ANONYMOUS', []))
  other.toClient(method(0, 10, 50, u16(403), short('no'), u32(0)))
  expect(
    other.observed('credential').map(({ method: how, account, protection }) => [how, account, protection]),
  ).toEqual([
    ['AMQP SASL AMQPLAIN', 'guest', 'clear'],
    ['AMQP SASL EXTERNAL', 'guest', 'protected'],
  ])
  expect(other.observed('session')).toMatchObject([{ state: 'refused' }])
  expect(JSON.stringify([one.observations, other.observations, one.heard])).not.toContain('secret')
  const view = new DataView(Uint8Array.from(ascii('op')).buffer)
  expect(plainAccount(view, 0, 2)).toBe('')
})

test('a table that is cut, and a response beyond the method, say nothing', () => {
  const cut = method(0, 10, 10, [0, 9], u32(999))
  const beyond = method(0, 10, 11, table({}), short('PLAIN'), u32(99))
  const one = dialogue().toClient(cut).toServer(beyond)
  expect([facts(one), one.observed('credential')]).toEqual([[], []])
})

test('links of 1.0 tell the address of what is transferred, either way', () => {
  const one = dialogue()
    .toServer(attach('out', 0, false, 'me', 'orders'), attach('in', 1, true, 'values', 'me'))
    .toClient(attach('out', 5, true, 'me', 'orders'), attach('in', 6, false, 'values', 'me'))
    .toServer(transfer(0, 0, bytesOf(1)), transfer(0, 1, bytesOf(1)), transfer(9, 0, bytesOf(1)))
    .toClient(transfer(6, 0, bytesOf(1)), performative(0x12, [text('x'), uint(300), [0x56, 0]]))
  expect(heard(one)).toEqual([
    ['request', 'attach', 'to orders', 0],
    ['request', 'attach', 'from values', 0],
    ['response', 'attach', 'to orders', 0],
    ['response', 'attach', 'from values', 0],
    ['event', 'transfer', 'orders', 0],
    ['event', 'transfer', 'orders', 0],
    ['event', 'transfer', '', 0],
    ['event', 'transfer', 'values', 0],
    ['response', 'attach', '', 0],
  ])
  expect(one.operations[4]).toBe(one.operations[5])
  const state = new AmqpState()
  for (let i = 0; i <= MAX_LINKS; i++) state.link(i, one.operations[0] as never)
  expect([state.links.size, state.links.has(0)]).toEqual([MAX_LINKS, false])
})

test('a connection of 1.0 begins with sign-in and ends with its reason', () => {
  const open = (who: string, product: string) =>
    performative(0x10, [text(who), ...Array(8).fill(NULL), map({ product, version: '1' })])
  const error = described(0x1d, list(symbol('amqp:not-found')))
  const one = dialogue()
    .toClient(sasl(0x40, symbol('PLAIN')))
    .toServer(sasl(0x41, symbol('PLAIN'), binary('\0op\0secret')))
    .toClient(sasl(0x44, ubyte(0)))
    .toServer(open('hmi', 'rhea'), performative(0x11, []))
    .toClient(open('broker', 'qpid'), performative(0x11, []), performative(0x13, []))
    .toClient(performative(0x16, [uint(0), TRUE, error]), performative(0x17, []), performative(0x18, [error]))
  expect(heard(one).map(([role, name, , status]) => [role, name, status])).toEqual([
    ['event', 'sasl-mechanisms', 0],
    ['request', 'sasl-init', 0],
    ['response', 'sasl-init', 0],
    ['request', 'open', 0],
    ['request', 'begin', 0],
    ['response', 'open', 0],
    ['response', 'begin', 0],
    ['event', 'flow', 0],
    ['event', 'detach', 1],
    ['event', 'end', 0],
    ['event', 'close', 1],
  ])
  expect(facts(one)).toEqual([
    ['client', { 'device-id': 'hmi' }],
    ['client', { software: 'rhea 1' }],
    ['server', { 'device-id': 'broker' }],
    ['server', { software: 'qpid 1' }],
  ])
  expect(one.observed('session').map(({ state }) => state)).toEqual(['opened', 'closed'])
  expect(one.observed('credential')).toMatchObject([{ method: 'AMQP SASL PLAIN', account: 'op', protection: 'clear' }])
  expect(JSON.stringify(one.observations)).not.toContain('secret')
  const refused = dialogue()
    .toServer(sasl(0x41, symbol('EXTERNAL')))
    .toClient(sasl(0x44, ubyte(1)))
  expect([refused.heard[1]?.status, refused.observed('session')]).toMatchObject([1, [{ state: 'refused' }]])
})

test('descriptors of eight bytes are read as well, those by name are unknown', () => {
  const body = bytesOf([0, 0x80], u32(0), u32(0x17), list(FALSE))
  const named = bytesOf(0, symbol('amqp:end:list'), list())
  const whole = (bytes: Uint8Array) => bytesOf(u32(8 + bytes.length), 2, 0, 0, 0, bytes)
  const one = dialogue().toServer(
    whole(body),
    whole(named),
    whole(bytesOf(0, 0x53, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
  )
  expect(one.heard.map(({ name }) => name)).toEqual(['end', '0x0', 'end'])
  expect(one.observed('undecoded')).toHaveLength(1)
})

test('behind the header of TLS all is encrypted', () => {
  const one = dialogue()
    .toServer(header(2, 1, 0, 0))
    .toClient(header(2, 1, 0, 0), bytesOf(22, 3, 3, 0))
  expect(one.encryptedBytes).toBe(4)
  const become = (isTls: boolean) => amqp.content?.becomes?.(Object.assign(new AmqpState(), { isTls }))
  expect([become(true), become(false)]).toEqual(['tls', ''])
})

test('a frame without its end, one that is cut and one that does not exist are told', () => {
  const one = dialogue().toServer(
    bytesOf(method(1, 20, 10, 0).subarray(0, -1), 0),
    method(1, 60, 40, [0, 0], 200),
    method(1, 60, 99),
  )
  expect(one.observed('malformed').map(({ reason }) => reason)).toEqual(['bad-value', 'truncated'])
  expect(one.observed('undecoded')).toMatchObject([{ code: 60 * 256 + 99 }])
  const sink = new ObservingSink()
  const info = { timeUs: 0, direction: 'to-client', afterGap: true, sourceMac: 0, targetMac: 0 } as const
  amqp.dissect(cursorOver(bytesOf(1, 0, 1)), info, amqp.newState(), sink)
  expect(sink.observed).toMatchObject([{ reason: 'truncated' }])
})
