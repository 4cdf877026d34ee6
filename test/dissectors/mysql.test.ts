import { describe, expect, test } from 'vitest'
import { mysql } from '../../dissectors/mysql/mysql.ts'
import { HEADER_LENGTH, MAX_PAYLOAD } from '../../dissectors/mysql/packet-shape.ts'
import { MAX_ATTRIBUTES, MAX_NAME } from '../../dissectors/mysql/sign-in.ts'
import { failure, fixed, greeting, login, packet, query, success, text } from '../../fixtures/generate/mysql-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16le, u32le } from '../support/packet.ts'

const HELLO = greeting('8.0.36')
const SECRET = ascii('secret')
const LOGIN = { user: 'opc', secret: SECRET, database: 'historian', plugin: 'mysql_native_password' }
const EXECUTE = packet(0, 23, u32le(1), 0, u32le(1))
const dialogue = () => new Dialogue(mysql)
const greeted = () => dialogue().toClient(HELLO)
const signedIn = (more = 0) =>
  greeted()
    .toServer(login({ ...LOGIN, more }))
    .toClient(success(2))
const heardOf = (one: Dialogue) => one.heard.map(({ role, function: of, status }) => `${role} ${of} ${status}`)

describe('probe', () => {
  test.each([
    ['a greeting', HELLO, 'yes'],
    ['the beginning of a greeting', HELLO.slice(0, 12), 'need-more'],
    ['its first byte', HELLO.slice(0, 5), 'need-more'],
    ['half a header', HELLO.slice(0, 2), 'need-more'],
    ['a header', HELLO.slice(0, 4), 'need-more'],
    ['a header with another number', bytesOf(9, 0, 0, 1), 'no'],
    ['an answer', bytesOf(packet(1, 1), packet(2, 5, 6), 9), 'need-more'],
    ['packets without their order', bytesOf(packet(1, 1), packet(3, 5, 6)), 'no'],
    ['another number', packet(2, 10, text('8.0.36'), new Uint8Array(40)), 'no'],
    ['a version of words', packet(0, 10, text('eight'), new Uint8Array(40)), 'no'],
    ['a version that is short', packet(0, 10, text('8'), new Uint8Array(40)), 'no'],
    ['a version without an end', packet(0, 10, ascii('8'.repeat(100))), 'no'],
    ['a greeting without a salt', packet(0, 10, text('8.0.36')), 'no'],
    ['another filler', packet(0, 10, text('8.0.36'), ascii('x'.repeat(40))), 'no'],
    ['a greeting that is long', packet(0, 10, text('8.0.36'), new Uint8Array(500)), 'no'],
    ['too many connections', packet(0, 0xff, u16le(1040), ascii('Too many')), 'yes'],
    ['another error', packet(0, 0xff, u16le(9), ascii('Too many')), 'no'],
    ['half an error', packet(0, 0xff, u16le(1040), ascii('Too many')).slice(0, 9), 'need-more'],
    ['a statement', query('select 1'), 'yes'],
    ['a word alone', query('COMMIT'), 'yes'],
    ['a statement with numbers of attributes', packet(0, 3, 0, 1, ascii('SELECT 1')), 'yes'],
    ['half a statement', query('select 1').slice(0, 10), 'need-more'],
    ['half a word', query('select 1').slice(0, 8), 'need-more'],
    ['less', query('select 1').slice(0, 6), 'need-more'],
    ['another word', query('selection 1'), 'no'],
    ['half of another', query('selection 1').slice(0, 14), 'no'],
    ['an execution', EXECUTE, 'yes'],
    ['half of one', EXECUTE.slice(0, 8), 'need-more'],
    ['one that is short', packet(0, 23, 1), 'no'],
    ['one of two rounds', packet(0, 23, u32le(1), 0, u32le(2)), 'no'],
    ['another command', packet(0, 1), 'no'],
  ])('%s: %s', (_, bytes, verdict) => {
    expect(mysql.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })

  test.each([
    ['a greeting', HELLO, 'to-client'],
    ['too many connections', packet(0, 0xff, u16le(1040), ascii('Too many')), 'to-client'],
    ['a login', login(LOGIN), 'to-server'],
    ['a statement', query('select 1'), 'to-server'],
    ['an execution', EXECUTE, 'to-server'],
    ['another command', packet(0, 14), undefined],
    ['an answer', success(1), undefined],
    ['a header', bytesOf(1, 0, 0, 0), undefined],
  ])('%s goes %s', (_, bytes, direction) => {
    expect(mysql.directionOf(cursorOver(bytes))).toBe(direction)
  })
})

describe('framing', () => {
  test(`of a longer payload ${MAX_PAYLOAD} bytes are held, and the rest passes`, () => {
    const long = query(`SELECT '${'x'.repeat(3 * MAX_PAYLOAD)}'`)
    expect(mysql.messageLength(cursorOver(long))).toBe(HEADER_LENGTH + MAX_PAYLOAD)
    const one = signedIn()
      .toServer(long)
      .toClient(packet(1, new Uint8Array(9000)), success(2))
      .toServer(packet(0, 14))
    expect(heardOf(one).slice(2)).toEqual(['request 3 0', 'response 3 0', 'request 14 0'])
    expect(one.encryptedBytes).toBe(0)
  })

  test('behind a request for TLS both sides are encrypted', () => {
    const one = greeted()
      .toServer(packet(1, fixed(0xa00)), bytesOf(0x16, 3, 1, 0))
      .toClient(bytesOf(0x16, 3))
    expect([heardOf(one), one.encryptedBytes]).toEqual([['order ssl 0'], 6])
    expect(one.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted' }])
  })

  test('what is compressed is passed over, and said to be not decoded', () => {
    const one = signedIn(0x20).toServer(bytesOf(1, 2, 3))
    expect(one.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unsupported', code: 256 }])
    expect([one.heard.length, one.encryptedBytes]).toEqual([2, 0])
    const refused = greeted()
      .toServer(login({ ...LOGIN, more: 0x20 }))
      .toClient(failure(2, 1045))
    expect(refused.observed('undecoded')).toEqual([])
  })
})

describe('commands and answers', () => {
  test('an answer is its first packet; cyclic commands are the same object', () => {
    const rows = [packet(1, 1), packet(2, 1, 2), packet(3, 0xfe)]
    const one = signedIn()
      .toServer(EXECUTE)
      .toClient(...rows)
      .toServer(EXECUTE)
      .toClient(...rows)
    expect(heardOf(one).slice(2)).toEqual(['request 23 0', 'response 23 0', 'request 23 0', 'response 23 0'])
    expect(one.operations[4]).toBe(one.operations[2])
  })

  test('errors have their code', () => {
    expect(heardOf(signedIn().toServer(query('secret')).toClient(failure(1, 1146)))[3]).toBe('response 3 1146')
  })

  test('what is not answered is an order', () => {
    const one = signedIn().toServer(packet(0, 24, u32le(1), 1), packet(0, 25, u32le(1)), packet(0, 1))
    expect(heardOf(one).slice(2)).toEqual(['order 24 0', 'order 25 0', 'order 1 0'])
  })

  test('an error that nobody asked for is a response; rows are none', () => {
    const one = dialogue().toClient(packet(0, 0xff, u16le(1040), ascii('Too many')), packet(3, 1), packet(0))
    expect(heardOf(one)).toEqual(['response response 1040'])
  })

  test.each([packet(0, 99), packet(0)])('a command that is none is malformed', (bytes) => {
    expect(signedIn().toServer(bytes).observed('malformed')).toMatchObject([{ reason: 'bad-value' }])
  })

  test('a packet without its header is malformed, and after a gap nothing waits', () => {
    const said: unknown[] = []
    const sink = {
      operation: (role: string) => said.push(role),
      observe: ({ kind }: { kind: string }) => said.push(kind),
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, afterGap: true, sourceMac: 0, targetMac: 0 }
    const state = mysql.newState()
    mysql.dissect(cursorOver(packet(0, 14)), { ...info, direction: 'to-server' }, state, sink)
    mysql.dissect(cursorOver(success(1)), { ...info, direction: 'to-client' }, state, sink)
    mysql.dissect(cursorOver(bytesOf(1)), { ...info, direction: 'to-client' }, state, sink)
    expect(said).toEqual(['request', 'malformed'])
    expect(mysql.describe(11).name).toBe('Command 11')
    expect(mysql.describe(257).function).toBe('ssl')
  })
})

describe('what is said', () => {
  test.each([
    ['8.0.36', 'MySQL 8.0.36'],
    ['5.5.5-10.3.39-MariaDB-log', 'MariaDB 10.3.39-MariaDB-log'],
    ['11.4.2-MariaDB', 'MariaDB 11.4.2-MariaDB'],
  ])('the greeting of %s says %s', (version, software) => {
    expect(dialogue().toClient(greeting(version)).observed('identity')).toMatchObject([
      { of: 'server', facts: { software } },
    ])
  })

  test('a greeting of no version says nothing', () => {
    expect(
      dialogue()
        .toClient(packet(0, 10, 0x38))
        .observed('identity'),
    ).toEqual([])
  })

  test('a login names the account, the database and the program, never the secret', () => {
    const attributes: [string, string][] = [
      ['_client_name', 'libmysql'],
      ['_client_version', '8.0.36'],
      ['_os', 'Win64'],
      ['program_name', 'trend'],
      ['_pid', 'x'.repeat(250)],
    ]
    const one = greeted()
      .toServer(login({ ...LOGIN, attributes }))
      .toClient(success(2))
    expect(one.heard[0]?.target).toBe('historian')
    expect(one.observed('identity')[1]).toMatchObject({
      of: 'client',
      facts: { application: 'trend', software: 'libmysql 8.0.36', os: 'Win64' },
    })
    expect(one.observed('credential')).toEqual([
      {
        kind: 'credential',
        of: 'client',
        method: 'MySQL mysql_native_password',
        account: 'opc',
        protection: 'protected',
      },
    ])
    expect(one.observed('session')).toMatchObject([{ state: 'opened', security: 'none', user: 'opc' }])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('the plugin that the server asks for last counts; one is the password itself', () => {
    const one = greeted()
      .toServer(login(LOGIN))
      .toClient(packet(2, 0xfe, text('mysql_clear_password')))
      .toServer(packet(3, SECRET, 0))
      .toClient(packet(4, 1, 3), failure(5, 1045))
    expect(heardOf(one)).toEqual(['request login 0', 'response login 1045'])
    expect(one.observed('credential')).toMatchObject([{ method: 'MySQL mysql_clear_password', protection: 'clear' }])
    expect(one.observed('session')).toMatchObject([{ state: 'refused', user: 'opc' }])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test.each([
    ['a secret with its length in its first byte', login({ user: 'opc', secret: SECRET })],
    ['a secret of any length', packet(1, fixed(0x20_0200), text('opc'), 6, SECRET)],
    ['a secret up to its NUL', packet(1, fixed(0x200), text('opc'), SECRET, 0)],
  ])('%s is passed over', (_, bytes) => {
    const one = greeted().toServer(bytes).toClient(success(2))
    expect(one.observed('session')).toMatchObject([{ user: 'opc' }])
    expect(one.heard[0]?.target).toBe('')
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('another account of the same connection', () => {
    const one = signedIn()
      .toServer(packet(0, 17, text('admin'), 6, SECRET))
      .toClient(success(1))
    expect(one.observed('session').map(({ user }) => user)).toEqual(['opc', 'admin'])
  })

  test(`names have at most ${MAX_NAME} characters; ${MAX_ATTRIBUTES} attributes are read`, () => {
    const attributes = Array.from({ length: MAX_ATTRIBUTES }, (_, i): [string, string] => [`a${i}`, ''])
    const one = greeted().toServer(
      login({ ...LOGIN, user: 'x'.repeat(300), attributes: [...attributes, ['program_name', 'late']] }),
    )
    expect(one.toClient(success(2)).observed('session')[0]?.user.length).toBe(MAX_NAME)
    expect(one.observed('identity')).toHaveLength(1)
  })
})
