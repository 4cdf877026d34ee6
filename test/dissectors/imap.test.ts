import { describe, expect, test } from 'vitest'
import { imap, MAX_ACCOUNT, MAX_BANNER } from '../../dissectors/imap/imap.ts'
import { literalOf, MAX_LINE } from '../../dissectors/imap/line-shape.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const line = (text: string) => bytesOf(ascii(`${text}\r\n`))
const dialogue = () => new Dialogue(imap)
const heardOf = (one: Dialogue) => one.heard.map(({ role, function: of, status }) => `${role} ${of} ${status}`)

describe('probe', () => {
  test.each([
    ['* OK [CAPABILITY IMAP4rev1] ready\r\n', 'yes'],
    ['* PREAUTH ready\r\n', 'yes'],
    ['* OK rea', 'need-more'],
    ['*', 'need-more'],
    ['* 3 EXISTS\r\n', 'need-more'],
    ['*3\r\n$3\r\nSET\r\n', 'no'],
    ['+ go on\r\n', 'need-more'],
    ['+', 'need-more'],
    ['+OK\r\n', 'no'],
    ['a1 LOGIN a b\r\n', 'yes'],
    ['a1 login a b\r\n', 'yes'],
    ['a1 LOGIN a b', 'need-more'],
    ['a1 LOG', 'need-more'],
    ['331 Login first\r\n', 'need-more'],
    ['AUTH LOGIN\r\n', 'need-more'],
    ['a1 NOOP\r\n', 'need-more'],
    ['a1 NOOP\r\na2 CAPABILITY\r\n', 'yes'],
    ['a1 OK done\r\n', 'need-more'],
    ['a1', 'need-more'],
    ['a1 HELLO\r\n', 'no'],
    ['a1 XYZ', 'no'],
    ['GET / HTTP/1.1\r\n', 'no'],
    ['a1\r\n', 'no'],
    ['<34>1 LOGIN\r\n', 'no'],
    [`${'a'.repeat(40)} LOGIN a b\r\n`, 'no'],
    ['\x01\x02', 'no'],
    ['', 'need-more'],
  ])('%j: %s', (bytes, verdict) => {
    expect(imap.probe(cursorOver(bytesOf(ascii(bytes))), 'to-server')).toBe(verdict)
  })

  test.each([
    ['* OK ready\r\n', 'to-client'],
    ['+ go on\r\n', 'to-client'],
    ['a1 OK done\r\n', 'to-client'],
    ['a1 LOGIN a b\r\n', 'to-server'],
    ['a1 LOG', undefined],
    ['', undefined],
  ])('%j goes %s', (text, direction) => {
    expect(imap.directionOf(cursorOver(bytesOf(ascii(text))))).toBe(direction)
  })
})

describe('framing', () => {
  test.each([
    ['a APPEND x {33}', 33],
    ['a LOGIN {5+}', 5],
    ['a LOGIN {5-}', 5],
    ['a LOGIN {}', 0],
    ['a LOGIN {x}', 0],
    ['a LOGIN 5}', 0],
    ['a LOGIN {99999999999}', 0],
    ['a NOOP', 0],
    ['}', 0],
  ])('%s announces %i bytes', (text, bytes) => {
    expect(literalOf(cursorOver(line(text)))).toBe(bytes)
  })

  test('a literal is passed over, and the line goes on behind it', () => {
    const one = dialogue()
      .toServer(line('a1 APPEND INBOX {8}'))
      .toClient(line('+ OK'))
      .toServer(bytesOf(ascii('a2 LOGIN')), line(''), line('a3 FETCH 1 (RFC822)'))
      .toClient(
        line('a1 OK done'),
        line('* 1 FETCH (RFC822 {9}'),
        bytesOf(ascii('a3 BAD no')),
        line(')'),
        line('a3 OK done'),
      )
    expect(heardOf(one)).toEqual(['request APPEND 0', 'request FETCH 0', 'response APPEND 0', 'response FETCH 0'])
    expect([one.lostBytes, one.encryptedBytes, one.observed('malformed').length]).toEqual([0, 0, 0])
    expect(imap.maxMessage).toBe(MAX_LINE)
  })

  test('after STARTTLS both sides are encrypted, unless it is refused', () => {
    const one = dialogue().toServer(line('a STARTTLS')).toClient(line('a OK'), bytesOf(1, 2)).toServer(bytesOf(3, 4))
    expect([one.encryptedBytes, one.observed('session')[0]?.security]).toEqual([4, 'encrypted'])
    const refused = dialogue().toServer(line('a STARTTLS')).toClient(line('a BAD no')).toServer(line('b NOOP'))
    expect(heardOf(refused)).toEqual(['request STARTTLS 0', 'response STARTTLS 2', 'request NOOP 0'])
  })
})

describe('commands', () => {
  test('ends belong to commands by their tags', () => {
    const one = dialogue().toServer(line('a NOOP'), line('b SELECT x'), line('c NOOP'), line('DONE'))
    one.toClient(line('b NO no'), line('* 3 EXISTS'), line('a OK done'))
    expect(heardOf(one).slice(3)).toEqual(['response SELECT 1', 'response NOOP 0'])
    expect(one.operations[2]).toBe(one.operations[0])
  })

  test('what is not known shows nothing of itself', () => {
    const one = dialogue().toServer(line('a XSECRET secret')).toClient(line('z OK done'), line('hello'))
    expect(one.heard.map(({ name }) => name)).toEqual(['Another command', 'Reply to a command that was not seen'])
    expect(one.observed('malformed')).toMatchObject([{ reason: 'bad-value', offset: 0 }])
    expect(imap.describe(200)).toEqual({ function: 'other', name: 'other' })
  })

  test('after a gap a line is the first of a command', () => {
    const state = imap.newState()
    const heard: string[] = []
    const sink = {
      operation: (role: string) => heard.push(role),
      observe: () => {},
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, direction: 'to-server', sourceMac: 0, targetMac: 0 } as const
    imap.dissect(cursorOver(line('a APPEND x {9}')), { ...info, afterGap: false }, state, sink)
    imap.dissect(cursorOver(line('b NOOP')), { ...info, afterGap: true }, state, sink)
    expect(heard).toEqual(['request', 'request'])
  })
})

describe('what is said', () => {
  test('the greeting is said once, without capabilities', () => {
    const one = dialogue().toClient(line('* OK [CAPABILITY IMAP4rev1 ID] Dovecot ready.'), line('* OK still here'))
    expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['server', { banner: 'Dovecot ready.' }],
    ])
    const long = dialogue().toClient(line(`* OK IMAP ${'x'.repeat(300)}`))
    expect(long.observed('identity')[0]?.facts.banner?.length).toBe(MAX_BANNER)
  })

  test('what is said in a dialogue joined midway is no greeting', () => {
    const one = dialogue().toClient(line('* BYE Logging out'))
    one.toServer(line('a NOOP')).toClient(line('* OK server is still here'))
    expect(one.observed('identity')).toEqual([])
  })

  test('both sides say by ID who they are', () => {
    const one = dialogue()
      .toServer(line('a ID ("name" "alarm mailer" "version" "2.1" "os" NIL)'))
      .toClient(line('* ID ("name" "Dovecot" "vendor" "Open-Xchange" "os" "Linux")'), line('* ID NIL'))
    expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['client', { software: 'alarm mailer 2.1' }],
      ['server', { software: 'Dovecot', vendor: 'Open-Xchange', os: 'Linux' }],
    ])
  })

  test.each([
    ['a LOGIN op secret', 'op'],
    ['a LOGIN "op 1" "secret"', 'op 1'],
    ['a LOGIN {2}', ''],
    [`a LOGIN ${'x'.repeat(100)} secret`, 'x'.repeat(MAX_ACCOUNT)],
  ])('%s is a credential in clear, the secret is not kept', (command, account) => {
    const one = dialogue().toServer(line(command)).toClient(line('a OK done'))
    expect(one.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method: 'IMAP LOGIN', account, protection: 'clear' },
    ])
    expect(one.observed('session')).toMatchObject([{ state: 'opened', user: account }])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test.each([
    ['plain', 'clear'],
    ['CRAM-MD5', 'protected'],
  ])('AUTHENTICATE %s is %s, and its steps are no commands', (method, protection) => {
    const one = dialogue()
      .toServer(line(`a AUTHENTICATE ${method}`))
      .toClient(line('+ '))
      .toServer(line('b LOGIN secret'))
    one.toClient(line('a NO no')).toServer(line('c LOGOUT'))
    expect(heardOf(one)).toEqual(['request AUTHENTICATE 0', 'response AUTHENTICATE 1', 'request LOGOUT 0'])
    expect(one.observed('credential')).toMatchObject([
      { method: `IMAP AUTHENTICATE ${method.toUpperCase()}`, protection },
    ])
    expect(one.observed('session')).toMatchObject([{ state: 'refused', user: '' }])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('a sign-in that the client abandons is not refused, and the next one counts', () => {
    const one = dialogue().toServer(line('a AUTHENTICATE DIGEST-MD5')).toClient(line('+ cmVhbG0=')).toServer(line('*'))
    one.toClient(line('a BAD Authentication aborted by client.'))
    expect([one.observed('credential'), one.observed('session')]).toEqual([[], []])
    one.toServer(line('b AUTHENTICATE PLAIN')).toClient(line('+ ')).toServer(line('c2VjcmV0')).toClient(line('b OK in'))
    expect(one.observed('session')).toMatchObject([{ state: 'opened' }])
    expect(heardOf(one).map((each) => each.split(' ')[2])).toEqual(['0', '2', '0', '0'])
  })
})
