import { describe, expect, test } from 'vitest'
import { MAX_LINE } from '../../dissectors/pop3/line-shape.ts'
import { MAX_ACCOUNT, MAX_BANNER, pop3 } from '../../dissectors/pop3/pop3.ts'
import { MAX_WAITING, Pop3State } from '../../dissectors/pop3/pop3-state.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const line = (text: string) => bytesOf(ascii(`${text}\r\n`))
const dialogue = () => new Dialogue(pop3)
const heardOf = (one: Dialogue) => one.heard.map(({ role, function: of, status }) => `${role} ${of} ${status}`)

describe('probe', () => {
  test.each([
    ['+OK Dovecot ready.\r\n', 'yes'],
    ['+OK Dovecot', 'need-more'],
    ['+O', 'need-more'],
    ['+OK\r\n', 'need-more'],
    ['+OK \x01\x02\x03\x04\x05\r\n', 'no'],
    ['+PONG\r\n', 'no'],
    ['-ERR no\r\n', 'need-more'],
    ['-NOAUTH\r\n', 'no'],
    ['USER a\r\nPASS b\r\n', 'need-more'],
    ['USER a\r\nPASS b\r\nUIDL\r\n', 'yes'],
    ['CAPA\r\n', 'yes'],
    ['CAPA', 'need-more'],
    ['QU', 'need-more'],
    ['SYST\r\n', 'no'],
    ['xy', 'no'],
    ['HELLO a', 'no'],
    ['\x01\x02', 'no'],
    ['', 'need-more'],
  ])('%j: %s', (bytes, verdict) => {
    expect(pop3.probe(cursorOver(bytesOf(ascii(bytes))), 'to-server')).toBe(verdict)
  })

  test('a greeting that does not end is none', () => {
    const bytes = bytesOf(ascii(`+OK ${'x'.repeat(MAX_LINE)}`))
    expect(pop3.probe(cursorOver(bytes), 'to-client')).toBe('no')
    expect(pop3.maxMessage).toBe(MAX_LINE)
  })

  test.each([
    ['+OK 1 33', 'to-client'],
    ['-ERR', 'to-client'],
    ['STAT', 'to-server'],
    ['+O', undefined],
  ])('%s goes %s', (text, direction) => {
    expect(pop3.directionOf(cursorOver(bytesOf(ascii(text))))).toBe(direction)
  })
})

describe('commands', () => {
  test('replies belong to commands in their order; what is fetched is passed over', () => {
    const one = dialogue()
      .toServer(line('RETR 1'), line('LIST 1'), line('LIST'))
      .toClient(line('+OK 33 octets'), line('+OK secret'), line('-ERR secret'), line('.'))
      .toClient(line('+OK 1 33'), line('+OK'), line('1 33'), line('.'))
    expect(heardOf(one)).toEqual([
      'request RETR 0',
      'request LIST 0',
      'request LIST 0',
      'response RETR 0',
      'response LIST 0',
      'response LIST 0',
    ])
    expect(one.operations[2]).toBe(one.operations[1])
    expect(one.observed('malformed')).toEqual([])
  })

  test('a refused list has one line', () => {
    const one = dialogue().toServer(line('LIST'), line('quit'), line('')).toClient(line('-ERR no'), line('+OK bye'))
    expect(heardOf(one).slice(2)).toEqual(['response LIST 1', 'response QUIT 0'])
  })

  test('a command that is not known is one all the same, and shows nothing of itself', () => {
    const one = dialogue().toServer(line('XSECRET secret'))
    expect(one.heard[0]).toMatchObject({ function: 'other', class: 'unknown', target: '' })
    expect(pop3.describe(200)).toEqual({ function: 'other', name: '' })
  })

  test('an error that nobody asked for is a response; a line that is no reply is malformed', () => {
    expect(heardOf(dialogue().toClient(line('-ERR Shutting down')))).toEqual(['response reply 1'])
    const one = dialogue().toClient(line('a line of a mail')).toServer(line('STAT')).toClient(line('hello'))
    expect(one.observed('malformed')).toMatchObject([{ reason: 'bad-value', offset: 0 }])
    expect(pop3.describe(255).name).toBe('Reply to a command that was not seen')
  })

  test(`of more than ${MAX_WAITING} commands the oldest are forgotten, after a gap all are`, () => {
    const state = new Pop3State()
    for (let i = 0; i <= MAX_WAITING; i++) {
      state.ask({ class: 'file', code: i, module: '', target: '', slot: 0, points: [] }, false)
    }
    expect(state.asked?.code).toBe(1)
    pop3.dissect(
      cursorOver(line('')),
      { timeUs: 0, direction: 'to-server', afterGap: true, sourceMac: 0, targetMac: 0 },
      state,
      { operation: () => {}, observe: () => {}, handOff: () => {}, wantsValues: () => false, value: () => {} },
    )
    expect(state.asked).toBeUndefined()
  })
})

describe('what is said', () => {
  test.each([
    ['+OK Dovecot ready. <1896.697170952@mail>', ['Dovecot ready.']],
    ['+OK', []],
    ['+OK 1 33', []],
    ['+OK Logging out.', []],
    [`+OK POP3 ${'x'.repeat(300)}`, [`POP3 ${'x'.repeat(MAX_BANNER - 6)}`]],
  ])('%j greets with %j', (text, banners) => {
    const one = dialogue().toClient(line(text))
    expect(one.observed('identity').map(({ facts }) => facts.banner)).toEqual(banners)
  })

  test.each([
    [['USER op', 'PASS secret'], 'POP3 PASS', 'op', 'clear'],
    [['APOP op secret'], 'POP3 APOP', 'op', 'protected'],
  ])('%j is a credential, the secret is not kept', (commands, method, account, protection) => {
    const one = dialogue()
    for (const command of commands) one.toServer(line(command)).toClient(line('+OK'))
    expect(one.observed('credential')).toEqual([{ kind: 'credential', of: 'client', method, account, protection }])
    expect(one.observed('session')).toMatchObject([{ state: 'opened', security: 'none', user: 'op' }])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test.each([
    ['PLAIN', 'clear'],
    ['cram-md5', 'protected'],
  ])('AUTH %s is %s, and its steps are no commands', (method, protection) => {
    const one = dialogue()
      .toServer(line(`AUTH ${method}`))
      .toClient(line('+ '))
      .toServer(line('secret'))
    one.toClient(line('-ERR no')).toServer(line('QUIT'))
    expect(heardOf(one)).toEqual(['request AUTH 0', 'response AUTH 1', 'request QUIT 0'])
    expect(one.observed('credential')).toMatchObject([{ method: `POP3 AUTH ${method.toUpperCase()}`, protection }])
    expect(one.observed('session')).toMatchObject([{ state: 'refused' }])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('a sign-in that the client abandons is not refused, and the next one counts', () => {
    const one = dialogue().toServer(line('AUTH DIGEST-MD5')).toClient(line('+ cmVhbG0=')).toServer(line('*'))
    one.toClient(line('-ERR Authentication aborted by client.'))
    expect([one.observed('credential'), one.observed('session')]).toEqual([[], []])
    one.toServer(line('AUTH PLAIN')).toClient(line('+ ')).toServer(line('c2VjcmV0')).toClient(line('+OK in'))
    expect(one.observed('session')).toMatchObject([{ state: 'opened' }])
  })

  test('AUTH alone lists mechanisms', () => {
    const one = dialogue().toServer(line('AUTH')).toClient(line('+OK'), line('PLAIN'), line('.'))
    expect([one.observed('credential'), one.observed('session')]).toEqual([[], []])
  })

  test(`an account has at most ${MAX_ACCOUNT} characters`, () => {
    const one = dialogue().toServer(line(`USER ${'x'.repeat(100)}`), line('PASS a'))
    expect(one.observed('credential')[0]?.account.length).toBe(MAX_ACCOUNT)
  })

  test('after STLS both sides are encrypted, unless it is refused', () => {
    const one = dialogue().toServer(line('STLS')).toClient(line('+OK'), bytesOf(1, 2)).toServer(bytesOf(3, 4))
    expect([one.encryptedBytes, one.observed('session')[0]?.security]).toEqual([4, 'encrypted'])
    const refused = dialogue().toServer(line('STLS')).toClient(line('-ERR')).toServer(line('QUIT'))
    expect(refused.heard).toHaveLength(3)
  })
})
