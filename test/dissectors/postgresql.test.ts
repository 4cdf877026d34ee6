import { describe, expect, test } from 'vitest'
import { lengthOfMessage, MAX_BODY, MAX_STARTUP } from '../../dissectors/postgresql/message-shape.ts'
import { postgresql } from '../../dissectors/postgresql/postgresql.ts'
import { MAX_WAITING, PostgresqlState } from '../../dissectors/postgresql/postgresql-state.ts'
import { MAX_NAME, MAX_PARAMETERS } from '../../dissectors/postgresql/sign-in.ts'
import {
  ASKS_MD5,
  ASKS_PASSWORD,
  OK,
  READY,
  refusal,
  startup,
  texts,
  typed,
  untyped,
} from '../../fixtures/generate/postgresql-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16, u32 } from '../support/packet.ts'

const TLS = untyped(80_877_103)
const GSS = untyped(80_877_104)
const CANCEL = untyped(80_877_102, u32(7), u32(9))
const START = startup('user', 'opc', 'database', 'historian', 'application_name', 'trend')
const query = (text: string) => typed('Q', texts(text))
const dialogue = () => new Dialogue(postgresql)
const signedIn = () => dialogue().toServer(START).toClient(OK, READY)

describe('probe', () => {
  test.each([
    ['a start-up', START, 'yes'],
    ['the beginning of a start-up', START.slice(0, 20), 'need-more'],
    ['a start-up without its end', bytesOf(u32(12), u32(0x3_0000), ascii('user')), 'no'],
    ['a start-up of no name', bytesOf(u32(12), u32(0x3_0000), 1, 2, 0, 0), 'no'],
    ['one that is cut before its name is one', bytesOf(u32(90), u32(0x3_0000), 1, 2, 0, 0), 'no'],
    ['a start-up of protocol 2', bytesOf(u32(12), u32(0x2_0000), ascii('user')), 'no'],
    ['one that is longer than servers take', bytesOf(u32(MAX_STARTUP + 1), u32(0x3_0000), ascii('user')), 'no'],
    ['a request for TLS', TLS, 'yes'],
    ['a request for TLS of another length', bytesOf(u32(9), u32(80_877_103)), 'no'],
    ['a request for GSSAPI', GSS, 'yes'],
    ['a request to cancel', CANCEL, 'yes'],
    ['a request to cancel without a key', untyped(80_877_102), 'no'],
    ['a length alone', bytesOf(0), 'need-more'],
    ['nothing', bytesOf(), 'need-more'],
    ['a number that is larger', bytesOf(0, 9), 'no'],
    ['a query', query('SELECT 1'), 'yes'],
    ['a query in lines', query('SELECT\r\n\t1'), 'yes'],
    ['bytes in place of a query', typed('Q', 1, 2, 0), 'no more than need-more'],
    ['half a query', query('SELECT 1').slice(0, 8), 'need-more'],
    ['a batch', bytesOf(typed('1'), typed('2'), READY), 'yes'],
    ['an error', refusal('42P01'), 'yes'],
    ['a sign-in', OK, 'yes'],
    ['one with a salt', ASKS_MD5, 'yes'],
    ['a step of a sign-in', typed('R', u32(11), 1), 'yes'],
    ['a step of nothing', typed('R', u32(11)), 'no more than need-more'],
    ['a sign-in of another kind', typed('R', u32(99)), 'no more than need-more'],
    ['an execution', typed('E', 0, u32(0)), 'need-more'],
    ['a state that is none', typed('Z', 9), 'no more than need-more'],
    ['text', bytesOf(ascii('POST / HTTP/1.1')), 'no'],
    ['a long body', bytesOf(ascii('D'), u32(0x100_0010)), 'no'],
    ['another letter', bytesOf(ascii('x'), u32(4)), 'no'],
  ])('%s: %s', (_, bytes, verdict) => {
    const expected = verdict === 'no more than need-more' ? 'need-more' : verdict
    expect(postgresql.probe(cursorOver(bytes), 'to-server')).toBe(expected)
  })

  test.each([
    ['a start-up', START, 'to-server'],
    ['a query', query(''), 'to-server'],
    ['Sync', typed('S'), 'to-server'],
    ['a setting', typed('S', texts('a', 'b')), 'to-client'],
    ['the end of a batch', READY, 'to-client'],
    ['rows or a description', typed('D', 0, 0), undefined],
    ['less than a header', bytesOf(0x51), undefined],
  ])('%s goes %s', (_, bytes, direction) => {
    expect(postgresql.directionOf(cursorOver(bytes))).toBe(direction)
  })
})

describe('framing', () => {
  test(`of a longer body ${MAX_BODY} bytes are held, and the rest passes`, () => {
    const long = typed('Q', ascii('x'.repeat(3 * MAX_BODY)), 0)
    expect(lengthOfMessage(cursorOver(long))).toBe(5 + MAX_BODY)
    const one = signedIn()
      .toServer(long, query(''))
      .toClient(typed('D', new Uint8Array(9000)), READY, READY)
    expect(one.lostBytes).toBe(0)
    expect(one.heard.map(({ role, function: of }) => `${role} ${of}`)).toEqual([
      'request startup',
      'response startup',
      'request Q',
      'request Q',
      'response Q',
      'response Q',
    ])
    expect(one.encryptedBytes).toBe(0)
  })

  test.each([
    ['an end of a batch of another length', typed('Z')],
    ['a length below its own', bytesOf(ascii('Q'), u32(3))],
    ['more than a server allocates', bytesOf(ascii('Q'), u32(0x7fff_ffff))],
  ])('%s is no message', (_, bytes) => {
    expect(postgresql.messageLength(cursorOver(bytes))).toBe(-1)
  })

  test('after a request for TLS one byte answers, and both sides are encrypted where it is S', () => {
    const hello = bytesOf(0x16, 3, 1, u16(2), 1, 2)
    const one = dialogue()
      .toServer(TLS)
      .toClient(bytesOf(ascii('S')), hello)
      .toServer(hello)
    expect([one.lostBytes, one.encryptedBytes]).toEqual([0, 14])
    expect(one.observations).toEqual([{ kind: 'session', state: 'opened', security: 'encrypted', user: '' }])
    const gss = dialogue()
      .toServer(GSS)
      .toClient(bytesOf(ascii('G')), hello)
    expect(gss.encryptedBytes).toBe(7)
  })

  test('where it is N the connection goes on as it is', () => {
    const one = dialogue()
      .toServer(TLS)
      .toClient(bytesOf(ascii('N')))
      .toServer(START)
      .toClient(OK, READY)
    expect([one.lostBytes, one.encryptedBytes]).toEqual([0, 0])
    expect(one.heard.map(({ function: of }) => of)).toEqual(['ssl', 'startup', 'startup'])
  })
})

describe('requests and answers', () => {
  const heardOf = (one: Dialogue) => one.heard.map(({ role, function: of, status }) => `${role} ${of} ${status}`)

  test('each request of a batch has its answer; cyclic ones are the same object', () => {
    const batch = bytesOf(
      typed('P', texts('', 'secret'), 0, 0),
      typed('B', new Uint8Array(8)),
      typed('D', ascii('P'), 0),
      typed('E', 0, u32(0)),
      typed('S'),
    )
    const answers = bytesOf(typed('1'), typed('2'), typed('T', 0, 0), typed('C', texts('SELECT 0')), READY)
    const one = dialogue().toServer(batch).toClient(answers).toServer(batch)
    expect(heardOf(one).slice(5, 10)).toEqual([
      'response P 0',
      'response B 0',
      'response D 0',
      'response E 0',
      'response S 0',
    ])
    expect(one.operations[10]).toBe(one.operations[0])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('after an error the rest of a batch has no answer but that of its end', () => {
    const one = dialogue()
      .toServer(typed('P', texts('', 'x'), 0, 0), typed('B', new Uint8Array(8)), typed('S'))
      .toClient(refusal('42601'), READY)
    expect(heardOf(one).slice(3)).toEqual(['response P 42601', 'response S 0'])
  })

  test('a query that fails is answered once, with SQLSTATE in base 36 where it has letters', () => {
    const one = dialogue().toServer(query('a')).toClient(refusal('42P01'), READY).toServer(query('b')).toClient(READY)
    expect(heardOf(one)).toEqual([
      'request Q 0',
      `response Q ${Number.parseInt('42P01', 36)}`,
      'request Q 0',
      'response Q 0',
    ])
  })

  test.each([
    ['without a code', typed('E', texts('SERROR'), 0)],
    ['with a code that is none', typed('E', texts('SERROR', 'Cab-de'), 0)],
    ['with a code of zeros', typed('E', texts('SERROR', 'C00000'), 0)],
  ])('an error %s is one all the same', (_, error) => {
    expect(heardOf(dialogue().toServer(query('a')).toClient(error))[1]).toBe('response Q 1')
  })

  test('an error that nobody asked for, and what is told unasked', () => {
    const one = dialogue().toClient(refusal('57P01'), typed('A', u32(1), texts('a', 'b')), READY)
    expect(one.heard.map(({ role, name }) => [role, name])).toEqual([
      ['response', 'Response to a request that was not seen'],
      ['event', 'NotificationResponse'],
    ])
  })

  test('what has no answer is an order', () => {
    const one = dialogue().toServer(typed('d', 1), typed('c'), typed('H'), CANCEL, typed('X'))
    expect(heardOf(one)).toEqual(['order d 0', 'order c 0', 'order H 0', 'order cancel 0', 'order X 0'])
    expect(one.heard[0]?.class).toBe('write')
  })

  test(`of more than ${MAX_WAITING} requests the oldest are forgotten`, () => {
    const state = new PostgresqlState()
    for (let i = 0; i <= MAX_WAITING; i++) {
      state.ask({ class: 'read', code: i, module: '', target: '', slot: 0, points: [] })
    }
    expect(state.asked?.code).toBe(1)
    state.forget()
    expect(state.asked).toBeUndefined()
  })

  test('a message without a type from the server, and one cut short, are malformed', () => {
    expect(dialogue().toClient(START).observed('malformed')).toMatchObject([{ reason: 'bad-value' }])
    const one = dialogue()
    postgresql.dissect(
      cursorOver(bytesOf(0x51, 0)),
      { timeUs: 0, direction: 'to-server', afterGap: true, sourceMac: 0, targetMac: 0 },
      postgresql.newState(),
      {
        operation: () => {},
        observe: (said) => one.observations.push(said),
        handOff: () => {},
        wantsValues: () => false,
        value: () => {},
      },
    )
    expect(one.observed('malformed')).toMatchObject([{ reason: 'truncated', offset: 2 }])
    expect(postgresql.describe(7).name).toBe('Message 7')
  })
})

describe('what is said', () => {
  test('the start-up names user, database and application, the server its version', () => {
    const one = signedIn().toClient(
      typed('S', texts('TimeZone', 'UTC')),
      typed('S', texts('server_version', '15.18 (Debian)')),
    )
    expect(one.heard[0]?.target).toBe('historian')
    expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['client', { application: 'trend' }],
      ['server', { software: 'PostgreSQL 15.18 (Debian)' }],
    ])
    expect(one.observed('session')).toMatchObject([{ state: 'opened', user: 'opc' }])
    expect(one.observed('credential')).toEqual([])
  })

  test('without a database it is that of the user', () => {
    expect(dialogue().toServer(startup('user', 'opc')).heard[0]?.target).toBe('opc')
  })

  test.each([
    ['a password', ASKS_PASSWORD, 'PostgreSQL password', 'clear'],
    ['MD5', ASKS_MD5, 'PostgreSQL MD5', 'protected'],
    ['SASL', typed('R', u32(10), texts('SCRAM-SHA-256'), 0), 'PostgreSQL SCRAM-SHA-256', 'protected'],
    ['SASL without a name', typed('R', u32(10), 0), 'PostgreSQL SASL', 'protected'],
  ])('who proves who they are by %s is said once, the secret never', (_, asks, method, protection) => {
    const one = dialogue()
      .toServer(START)
      .toClient(asks)
      .toServer(typed('p', texts('secret')), typed('p', texts('secret')))
    expect(one.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method, account: 'opc', protection },
    ])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('a start-up is answered when the server is ready, each step of the sign-in by itself', () => {
    const one = dialogue()
      .toServer(START)
      .toClient(ASKS_MD5)
      .toServer(typed('p', texts('secret')))
      .toClient(OK, READY)
    expect(one.heard.map(({ role, function: of, status }) => `${role} ${of} ${status}`)).toEqual([
      'request startup 0',
      'request p 0',
      'response p 0',
      'response startup 0',
    ])
  })

  test('whatever fails before the server is ready refuses the start-up, and a sign-in that waits', () => {
    const late = dialogue()
      .toServer(START)
      .toClient(ASKS_MD5)
      .toServer(typed('p', texts('secret')))
    late.toClient(OK, refusal('53300'))
    expect(late.heard.slice(3)).toMatchObject([{ role: 'response', function: 'startup', status: 53_300 }])
    expect(late.observed('session').map(({ state }) => state)).toEqual(['refused'])
    const wrong = dialogue()
      .toServer(START)
      .toClient(ASKS_MD5)
      .toServer(typed('p', texts('secret')))
    wrong.toClient(refusal('28P01'))
    expect(wrong.heard.slice(2).map(({ function: of, status }) => [of, status > 0])).toEqual([
      ['startup', true],
      ['p', true],
    ])
  })

  test('a sign-in whose start-up was not seen is one', () => {
    expect(dialogue().toClient(OK).observed('session')).toMatchObject([{ state: 'opened', user: '' }])
  })

  test('what a client says while the log is streamed to it is no data that it writes', () => {
    const one = signedIn()
      .toServer(query('START_REPLICATION'))
      .toClient(typed('W', 0, u16(0)))
    one.toServer(typed('d', ascii('r'), new Uint8Array(33)), typed('c')).toClient(typed('C', texts('x')), READY)
    one
      .toServer(query('COPY tags FROM STDIN'))
      .toClient(typed('G', 0, u16(0)))
      .toServer(typed('d', 1))
    const sent = one.heard.filter(({ role }) => role === 'order')
    expect(sent.map(({ name, class: is }) => `${name} ${is}`)).toEqual([
      'Replication status session',
      'CopyDone session',
      'CopyData write',
    ])
  })

  test.each(['28P01', '28000', '3D000'])('%s is a refusal', (code) => {
    const one = dialogue().toServer(START).toClient(refusal(code))
    expect(one.observed('session')).toMatchObject([{ state: 'refused', user: 'opc' }])
  })

  test(`names have at most ${MAX_NAME} characters, and a start-up ${MAX_PARAMETERS} of them`, () => {
    const many = Array.from({ length: MAX_PARAMETERS }, () => ['a', 'b']).flat()
    const one = dialogue().toServer(startup('user', 'x'.repeat(300), ...many, 'database', 'late'))
    expect(one.heard[0]?.target.length).toBe(MAX_NAME)
  })

  test('a step that is not whole, or asks for nothing known, is no sign-in', () => {
    const one = dialogue()
      .toServer(START)
      .toClient(typed('R', 0), typed('R', u32(6)))
      .toServer(typed('p', 1))
    expect([...one.observed('credential'), ...one.observed('session')]).toEqual([])
  })
})
