import { expect, test } from 'vitest'
import { Words } from '../../dissectors/redis/arguments.ts'
import { describeCommand } from '../../dissectors/redis/commands.ts'
import { redis } from '../../dissectors/redis/redis.ts'
import { MAX_TARGETS, MAX_WAITING, RedisState } from '../../dissectors/redis/redis-state.ts'
import { array, bulk, command, map, push, resp } from '../../fixtures/generate/redis-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf } from '../support/packet.ts'

const line = (text: string) => bytesOf(ascii(`${text}\r\n`))
const dialogue = () => new Dialogue(redis)
const heard = (one: Dialogue) => one.heard.map(({ role, name, target, status }) => [role, name, target, status])
const OK = resp('+OK')

test.each([
  ['a command', command('get', 'a'), 'yes'],
  ['the beginning of a command', command('GET', 'a').subarray(0, 9), 'need-more'],
  ['nothing', bytesOf(), 'need-more'],
  ['a command that is not known', command('NOTHING', 'a'), 'no'],
  ['a line that is typed', line('PING'), 'no'],
  ['a list of numbers', array(resp(':1')), 'no'],
  ['a list that never says its first word', bytesOf(resp('*1'), resp('$40'), ascii('x'.repeat(36))), 'no'],
  ['a length that is none', resp('*x'), 'no'],
  ['a reply', OK, 'no'],
])('of %s of a client the probe says so', (_, bytes, verdict) => {
  expect(redis.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test.each([
  ['lines alone', bytesOf(OK, resp(':1')), 'need-more'],
  ['a string', bytesOf(OK, bulk('22.5')), 'yes'],
  ['a list with a string', array(bulk('message'), bulk('a')), 'yes'],
  ['nothing, as a string', resp('$-1'), 'need-more'],
  ['half a string', bulk('22.5').subarray(0, 6), 'need-more'],
  ['a string without its end', bytesOf(ascii('$2\r\nabcd')), 'no'],
  ['other text', line('HELLO'), 'no'],
])('of %s of a server the probe says so', (_, bytes, verdict) => {
  expect(redis.probe(cursorOver(bytes), 'to-client')).toBe(verdict)
})

test('commands go to the server, replies to the client, strings and other lists either way', () => {
  const of = (bytes: Bytes) => redis.directionOf(cursorOver(bytes))
  expect([of(command('GET', 'a')), of(line('PING')), of(OK), of(push(bulk('message'), bulk('a'), bulk('b')))]).toEqual([
    'to-server',
    'to-server',
    'to-client',
    'to-client',
  ])
  expect(of(array(bulk('message'), bulk('a'), bulk('b')))).toBe('to-client')
  expect([of(bulk('a')), of(array(bulk('a'))), of(bytesOf())]).toEqual([undefined, undefined, undefined])
})

test('replies come in the order of the commands; what has failed is told', () => {
  const one = dialogue()
    .toServer(bytesOf(command('SET', 'a', '1'), command('incr', 'b'), command('HGETALL', 'c')))
    .toClient(bytesOf(OK, resp('-WRONGTYPE no'), map(bulk('x'), bulk('1'))), resp('!5\r\nERR x'))
  expect(heard(one)).toEqual([
    ['request', 'SET', 'a', 0],
    ['request', 'INCR', 'b', 0],
    ['request', 'HGETALL', 'c', 0],
    ['response', 'SET', 'a', 0],
    ['response', 'INCR', 'b', 1],
    ['response', 'HGETALL', 'c', 0],
    ['response', 'Reply to a command that was not seen', '', 1],
  ])
  one.toServer(command('SET', 'a', '2'))
  expect(one.operations.at(-1)).toBe(one.operations[0])
})

test('long strings and long lists pass without being held, nested ones among them', () => {
  const long = 'x'.repeat(50_000)
  const many = Array.from({ length: 3000 }, (_, i) => array(bulk(`key:${i}`), resp(':1')))
  const one = dialogue()
    .toServer(command('SET', 'a', long, 'EX', '60'), command('GET', 'a'), command('SCAN', '0'), command('PING'))
    .toClient(OK, bulk(long), array(bulk('0'), array(...many)), resp('+PONG'))
  expect([one.lostBytes, heard(one).map(([role, name]) => `${role} ${name}`)]).toEqual([
    0,
    [
      'request SET',
      'request GET',
      'request SCAN',
      'request PING',
      'response SET',
      'response GET',
      'response SCAN',
      'response PING',
    ],
  ])
})

test('every type of RESP3 has its end', () => {
  const values = [
    '_',
    '#t',
    ',1.5',
    '(123456789012345678901234567890',
    '*-1',
    '$-1',
    '=15\r\ntxt:Some string',
    '~1\r\n:1',
    '*0',
  ]
  const one = dialogue()
  for (const value of values) one.toServer(command('PING')).toClient(resp(value))
  one.toServer(command('PING')).toClient(bytesOf(resp('|1'), bulk('ttl'), resp(':5'), OK))
  expect([one.lostBytes, one.heard.filter(({ role }) => role === 'response').length]).toEqual([0, values.length + 1])
})

test('what has no form is no message', () => {
  const lengthOf = (bytes: Bytes) => redis.messageLength(cursorOver(bytes))
  expect(
    [
      bytesOf(),
      resp('*x'),
      resp('*-2'),
      resp('$-12'),
      resp('*9999999'),
      resp('%9999999'),
      resp('$999999999'),
      resp('*'),
    ].map(lengthOf),
  ).toEqual([0, -1, -1, -1, -1, -1, -1, -1])
  expect(
    [line('PING now'), line('WHAT now'), bytesOf(ascii('PIN')), bytesOf(ascii(':1')), bytesOf(ascii(':1\n'))].map(
      lengthOf,
    ),
  ).toEqual([10, -1, 0, 0, 3])
  expect(lengthOf(bytesOf(ascii('*'.repeat(2000))))).toBe(-1)
  expect(lengthOf(bytesOf(ascii(`PING ${'x'.repeat(2000)}`)))).toBe(-1)
  expect(lengthOf(bytesOf(0, 1, 2))).toBe(-1)
  expect(lengthOf(bytesOf(resp('*2'), resp('?1')))).toBe(-1)
})

test('classes are by command and by its second word', () => {
  const classOf = (...words: readonly string[]) => dialogue().toServer(command(...words)).heard[0]?.class
  expect(
    [
      ['GET', 'a'],
      ['SET', 'a', '1'],
      ['PUBLISH', 'a', 'b'],
      ['CONFIG', 'get', 'x'],
      ['CONFIG', 'set', 'x', 'y'],
    ].map((each) => classOf(...each)),
  ).toEqual(['read', 'write', 'publish', 'read', 'configure'])
  expect(
    [
      ['FUNCTION', 'LOAD', 'x'],
      ['SHUTDOWN'],
      ['EVAL', 'x', '0'],
      ['CLIENT', 'LIST'],
      ['CLIENT', 'KILL', 'x'],
      ['ACL', '%%'],
    ].map((each) => classOf(...each)),
  ).toEqual(['download', 'mode', 'control', 'session', 'control', 'read'])
})

test('who signs in, never with what', () => {
  const one = dialogue()
    .toServer(
      command('AUTH', 'secret'),
      line('AUTH op secret'),
      command('HELLO', '3', 'AUTH', 'hmi', 'secret', 'SETNAME', 'n'),
    )
    .toClient(resp('-WRONGPASS no'), OK, map(bulk('server'), bulk('valkey'), bulk('version'), bulk('8.0.1')))
    .toServer(
      command('EVAL', 'secret', '0'),
      command('CONFIG', 'SET', 'requirepass', 'secret'),
      command('ECHO', 'secret'),
    )
    .toServer(command('secret-command', 'secret'), command('ACL', 'SETUSER', 'u', '>secret'))
  expect(one.observed('credential').map(({ method, account, protection }) => [method, account, protection])).toEqual([
    ['Redis AUTH', '', 'clear'],
    ['Redis AUTH', 'op', 'clear'],
    ['Redis AUTH', 'hmi', 'clear'],
  ])
  expect(one.observed('session').map(({ state }) => state)).toEqual(['refused', 'opened'])
  expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
    ['client', { application: 'n' }],
    ['server', { software: 'Valkey 8.0.1' }],
  ])
  expect(one.observed('undecoded')).toHaveLength(1)
  expect(JSON.stringify([one.observations, one.heard])).not.toContain('secret')
})

test('what server and client are', () => {
  const info = 'redis_version:7.2.4\r\nvalkey_version:8.0.1\r\nredis_mode:cluster\r\nos:Linux 6.1\r\nrole:slave\r\n'
  const one = dialogue()
    .toServer(
      command('INFO'),
      command('INFO'),
      command('CLIENT', 'SETNAME', 'hmi'),
      command('CLIENT', 'SETINFO', 'lib-name', 'jedis'),
    )
    .toClient(bulk(info), bulk(info))
  expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
    ['client', { application: 'hmi' }],
    ['client', { software: 'jedis' }],
    ['server', { software: 'Valkey 8.0.1', capability: 'Valkey cluster slave', os: 'Linux 6.1' }],
  ])
  const plain = dialogue().toServer(command('INFO')).toClient(bulk('redis_version:7.0.15\r\n'))
  expect(plain.observed('identity')[0]?.facts).toEqual({ software: 'Redis 7.0.15' })
  expect(dialogue().toServer(command('INFO')).toClient(bulk('# Keyspace\r\n')).observed('identity')).toEqual([])
})

test('messages of channels are published, and answer nothing', () => {
  const confirmed = (channel: string) => array(bulk('subscribe'), bulk(channel), resp(':1'))
  const message = array(bulk('message'), bulk('a'), bulk('secret'))
  const one = dialogue()
    .toServer(command('SUBSCRIBE', 'a', 'b'))
    .toClient(confirmed('a'), confirmed('b'), message, message)
    .toClient(push(bulk('pmessage'), bulk('l*'), bulk('line'), bulk('x')), push(bulk('invalidate'), resp('_')))
    .toServer(command('PING'))
    .toClient(array(bulk('pong'), bulk('')))
  expect(heard(one).map(([role, name, target]) => [role, name, target])).toEqual([
    ['request', 'SUBSCRIBE', 'a'],
    ['response', 'SUBSCRIBE', 'a'],
    ['event', 'Message of a channel', ''],
    ['event', 'Message of a channel', 'a'],
    ['event', 'Message of a channel', 'a'],
    ['event', 'Message of a channel', 'line'],
    ['event', 'Message of a channel', ''],
    ['request', 'PING', ''],
    ['response', 'PING', ''],
  ])
  expect(one.operations[3]).toBe(one.operations[4])
})

test('what a monitor shows of others is not read', () => {
  const one = dialogue().toServer(command('MONITOR')).toClient(OK, resp('+1.0 [0 10.0.0.1:1] "set" "secret"'))
  expect(heard(one).at(-1)).toEqual(['event', 'Command of another client', '', 0])
})

test('a key that may be a token is not shown, and of many targets the last ones are one', () => {
  const one = dialogue().toServer(command('GET', 'session:5f2b8c1d9e3a4b7c6d5e4f3a2b1c'))
  for (let i = 0; i < MAX_TARGETS; i++) one.toServer(command('GET', `key:${i}`))
  for (let i = 0; i < MAX_TARGETS; i++) one.toClient(array(bulk('message'), bulk(`c${i}`), bulk('')))
  expect([one.heard[0]?.target, one.heard[MAX_TARGETS]?.target, one.heard.at(-1)?.target]).toEqual([
    'session:…',
    '…',
    '',
  ])
})

test(`at most ${MAX_WAITING} commands wait`, () => {
  const state = new RedisState()
  const [operation] = dialogue().toServer(command('PING')).operations
  for (let i = 0; i < MAX_WAITING * 3; i++) state.ask(operation as never)
  let answered = 0
  while (state.answer() !== undefined) answered++
  expect(answered).toBe(MAX_WAITING)
})

test('after bytes that were lost nothing waits, and nothing at all is no message', () => {
  const state = redis.newState() as RedisState
  const sink = { operation: () => {}, observe: () => {}, wantsValues: () => false, value() {}, handOff() {} }
  const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
  redis.dissect(cursorOver(command('PING')), info, state, sink)
  redis.dissect(cursorOver(bytesOf()), { ...info, afterGap: true }, state, sink)
  expect(state.asked).toBeUndefined()
  redis.dissect(cursorOver(line(' ')), info, state, sink)
  const words = new Words()
  words.read(cursorOver(bytesOf(resp('*2'), ascii('$3'))))
  expect([words.count, words.text(5, cursorOver(OK), 9), describeCommand(0xfff).name]).toEqual([0, '', ''])
})
