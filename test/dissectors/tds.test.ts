import { describe, expect, test } from 'vitest'
import { MAX_PACKET } from '../../dissectors/tds/packet-shape.ts'
import { MAX_NAME, MAX_TOKENS } from '../../dissectors/tds/sign-in-messages.ts'
import { tds } from '../../dissectors/tds/tds.ts'
import { ntlmAuthenticate, ntlmChallenge, ntlmNegotiate } from '../../fixtures/generate/ntlm-message.ts'
import {
  allHeaders,
  done,
  login7,
  loginAck,
  message,
  prelogin,
  tdsPacket,
  tdsToken,
  utf16,
} from '../../fixtures/generate/tds-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u16, u32le } from '../support/packet.ts'

const dialogue = () => new Dialogue(tds)
const LOGIN = {
  host: 'HMI-7',
  user: 'scada',
  password: 'secret',
  application: 'App',
  server: 'db',
  library: 'ODBC',
  database: 'Runtime',
}
const hello = tdsPacket(18, prelogin([17, 4, 1], 2))
const login = tdsPacket(16, login7(LOGIN))
const batch = tdsPacket(1, bytesOf(allHeaders(), utf16('secret')))
const record = bytesOf(0x17, 3, 3, u16(2), 1, 2)

describe('probe', () => {
  test.each([
    ['PRELOGIN', hello, 'yes'],
    ['the answer to it', tdsPacket(4, prelogin([15, 0, 1], 2)), 'yes'],
    ['the start of PRELOGIN', hello.slice(0, 10), 'need-more'],
    ['nothing', new Uint8Array(0), 'need-more'],
    ['LOGIN7', login, 'yes'],
    ['a login of another version', tdsPacket(16, new Uint8Array(60)), 'no'],
    ['a batch', batch, 'yes'],
    ['a batch without headers', tdsPacket(1, utf16('SELECT')), 'no'],
    ['a short batch', tdsPacket(1, new Uint8Array(2)), 'no'],
    ['another answer', tdsPacket(4, done()), 'no'],
    ['an attention', tdsPacket(6, new Uint8Array(0)), 'no'],
    ['TLS', record, 'no'],
    ['a window', bytesOf(18, 1, u16(20), 0, 0, 1, 1, 0, 0, 11, 0, 6), 'no'],
    ['another status', bytesOf(18, 0x80, u16(20)), 'no'],
    ['another type', bytesOf(99, 1), 'no'],
  ])('%s: %s', (_, bytes, verdict) => {
    expect(tds.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })

  test('results go to the client, all else to the server', () => {
    const of = (bytes: Uint8Array) => tds.directionOf(cursorOver(bytes))
    expect([of(hello), of(tdsPacket(4, done())), of(record), of(new Uint8Array(0))]).toEqual([
      'to-server',
      'to-client',
      undefined,
      undefined,
    ])
  })
})

describe('framing', () => {
  test.each([
    ['a packet', hello, hello.length],
    ['a packet cut short', hello.slice(0, 7), 0],
    ['nothing', new Uint8Array(0), 0],
    ['a TLS record', record, 7],
    ['a TLS record cut short', record.slice(0, 3), 0],
    ['a TLS record that is too long', bytesOf(0x17, 3, 3, u16(0xffff)), -1],
    ['a length below that of the header', bytesOf(1, 1, u16(7), 0, 0, 0, 0), -1],
    ['a length above the limit', bytesOf(1, 1, u16(0x8000), 0, 0, 0, 0), -1],
    ['another type', bytesOf(5), -1],
  ])('%s', (_, bytes, length) => {
    expect(tds.messageLength(cursorOver(bytes))).toBe(length)
  })

  test(`a packet has at most ${MAX_PACKET} bytes`, () => {
    expect(tds.maxMessage).toBe(MAX_PACKET)
  })
})

describe('operations', () => {
  test.each([
    [1, 'SQL batch', 'unknown'],
    [3, 'Remote procedure call', 'unknown'],
    [6, 'Attention signal', 'session'],
    [7, 'Bulk load data', 'write'],
    [17, 'SSPI', 'authenticate'],
  ])('type %i is %s', (type, name, operationClass) => {
    const one = dialogue().toServer(tdsPacket(type, new Uint8Array(4)), tdsPacket(type, new Uint8Array(4)))
    expect(one.heard[0]).toMatchObject({ function: `${type}`, name, class: operationClass, target: '' })
    expect(one.operations[0]).toBe(one.operations[1])
  })

  test('a message of several packets is one; answers have the number of their first error', () => {
    const one = dialogue()
      .toServer(tdsPacket(3, new Uint8Array(4), 0), tdsPacket(3, new Uint8Array(4)))
      .toClient(tdsPacket(4, message(0xaa, 208, 'secret', 'DB'), 0), tdsPacket(4, done()))
      .toClient(tdsPacket(4, done()))
    expect(one.heard.map(({ role, function: code, status }) => [role, code, status])).toEqual([
      ['request', '3', 0],
      ['response', '3', 208],
      ['response', 'response', 0],
    ])
    expect([tds.describe(255).name, tds.describe(99).name]).toEqual([
      'Response to a request that was not seen',
      'Another packet',
    ])
  })

  test('what TLS carries is told once', () => {
    const handshake = tdsPacket(18, bytesOf(0x16, 3, 3, u16(0)))
    const one = dialogue().toServer(handshake, record).toClient(handshake, record)
    expect(one.observed('undecoded')).toMatchObject([{ reason: 'encrypted' }])
    expect(one.heard).toEqual([])
  })

  test('a login cut short, and a request of the server, are malformed; a gap ends what was open', () => {
    expect(
      dialogue()
        .toServer(tdsPacket(16, new Uint8Array(9)))
        .observed('malformed'),
    ).toHaveLength(1)
    expect(dialogue().toClient(batch).observed('malformed')).toHaveLength(1)
    const state = tds.newState()
    const said: unknown[] = []
    const sink = {
      operation: () => said.push('operation'),
      observe: (each: unknown) => said.push(each),
      handOff: () => {},
      wantsValues: () => false,
      value() {},
    }
    const feed = (bytes: Uint8Array, afterGap: boolean) =>
      tds.dissect(
        cursorOver(bytes),
        { timeUs: 0, direction: 'to-server', afterGap, sourceMac: 0, targetMac: 0 },
        state,
        sink,
      )
    feed(tdsPacket(1, new Uint8Array(4), 0), false)
    feed(batch, true)
    feed(new Uint8Array(0), false)
    feed(bytesOf(1, 1, 0), false)
    expect(said).toMatchObject(['operation', 'operation', { reason: 'truncated' }])
  })
})

describe('sign-in', () => {
  const facts = (one: Dialogue) => one.observed('identity').map(({ of, facts: said }) => [of, said])

  test('both sides tell their versions, unless they have none', () => {
    const one = dialogue()
      .toServer(hello)
      .toClient(tdsPacket(4, prelogin([15, 0, 4261], 2)))
    one.toServer(tdsPacket(18, prelogin([0, 0, 0], 2)))
    expect(facts(one)).toEqual([
      ['client', { software: 'SQL client 17.4.1' }],
      ['server', { software: 'Microsoft SQL Server 15.0.4261' }],
    ])
  })

  test('a client tells its host, application and library; the account is kept, the password is not', () => {
    const one = dialogue().toServer(login)
    expect(facts(one)).toEqual([['client', { name: 'HMI-7', application: 'App', software: 'ODBC' }]])
    expect(one.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method: 'SQL Server login', account: 'scada', protection: 'clear' },
    ])
    expect(one.heard[0]?.target).toBe('db Runtime')
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test(`names have at most ${MAX_NAME} characters, and lie within the message`, () => {
    const one = dialogue().toServer(tdsPacket(16, login7({ ...LOGIN, user: 'x'.repeat(200), host: '' })))
    expect(one.observed('credential')[0]?.account.length).toBe(MAX_NAME)
    const cut = login7({ ...LOGIN, database: 'y'.repeat(99) }).slice(0, 200)
    expect(dialogue().toServer(tdsPacket(16, cut)).heard[0]?.target).toBe('db')
  })

  test('the answer names the program and the server, and says whether it is open', () => {
    const answer = bytesOf(tdsToken(0xe3, 1), message(0xab, 5701, 'secret', 'DB\\A'), loginAck('SQL'), done())
    const one = dialogue().toServer(login).toClient(tdsPacket(4, answer))
    expect(facts(one).slice(1)).toEqual([
      ['server', { name: 'DB\\A' }],
      ['server', { software: 'SQL 15.0.4261' }],
    ])
    expect(one.observed('session')).toMatchObject([{ state: 'opened', user: 'scada' }])
    const refused = dialogue()
      .toServer(login)
      .toClient(tdsPacket(4, message(0xaa, 18456, 'secret', 'DB')))
    expect(refused.observed('session')).toMatchObject([{ state: 'refused', user: 'scada' }])
    expect(refused.heard[1]?.status).toBe(18456)
  })

  test(`of an answer ${MAX_TOKENS} tokens are looked at, and no broken one`, () => {
    const many = Array.from({ length: MAX_TOKENS }, () => tdsToken(0xe3, 1))
    const names = (...tokens: Uint8Array[]) =>
      facts(
        dialogue()
          .toServer(login)
          .toClient(tdsPacket(4, bytesOf(...tokens))),
      ).length - 1
    expect(names(...many, loginAck('SQL'))).toBe(0)
    expect(names(bytesOf(0xab, 0xff, 0xff), loginAck('SQL'))).toBe(0)
    expect(names(tdsToken(0xad, 1), tdsToken(0xab, u32le(1)))).toBe(0)
  })

  test('with NTLM the account and the machines are known', () => {
    const one = dialogue()
      .toServer(tdsPacket(16, login7({ ...LOGIN, user: '', password: '', token: ntlmNegotiate('PLANT', 'HMI-7') })))
      .toClient(tdsPacket(4, tdsToken(0xed, ntlmChallenge({ target: 'PLANT', pairs: [[1, 'DB']] }))))
      .toServer(tdsPacket(17, ntlmAuthenticate('PLANT', 'kim', 'HMI-7')))
      .toServer(tdsPacket(17, new Uint8Array(9)))
    expect(one.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method: 'NTLMSSP', account: 'PLANT\\kim', protection: 'protected' },
    ])
    expect(facts(one).some(([of, said]) => of === 'server' && JSON.stringify(said).includes('DB'))).toBe(true)
  })
})
