import { describe, expect, test } from 'vitest'
import { MAX_LINES } from '../../dissectors/smtp/line-shape.ts'
import { MAX_BANNER, smtp } from '../../dissectors/smtp/smtp.ts'
import { MAX_WAITING, SmtpState } from '../../dissectors/smtp/smtp-state.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const text = (value: string) => bytesOf(ascii(value))
const line = (value: string) => text(`${value}\r\n`)
const dialogue = () => new Dialogue(smtp)

describe('probe', () => {
  test.each([
    ['220 mail.plant.example ESMTP\r\n', 'yes'],
    ['220-mail\r\n220 smtp at work\r\n', 'yes'],
    ['220 mail ready\r\n', 'need-more'],
    ['220 mail ready\r\n354 go on\r\n', 'yes'],
    ['220 mail ready\r\n100 x\r\n', 'no'],
    ['250 OK\r\n', 'need-more'],
    ['25', 'need-more'],
    ['2x', 'no'],
    ['EHLO panel\r\n', 'yes'],
    ['ehlo panel\r\n', 'yes'],
    ['MAIL FROM:<a@b>\r\n', 'yes'],
    ['EHLO panel', 'need-more'],
    ['EHL', 'need-more'],
    ['QUIT\r\n', 'need-more'],
    ['USER a\r\n', 'no'],
    ['STARTTLSX', 'no'],
    ['GET / HTTP/1.1\r\n', 'no'],
    ['\x16\x03\x01', 'no'],
  ])('%j: %s', (bytes, verdict) => {
    expect(smtp.probe(cursorOver(text(bytes)), 'to-server')).toBe(verdict)
  })

  test('digits come from the server', () => {
    expect(smtp.directionOf(cursorOver(line('220 ready')))).toBe('to-client')
    expect(smtp.directionOf(cursorOver(line('QUIT')))).toBe('to-server')
    expect(smtp.directionOf(cursorOver(text('22')))).toBeUndefined()
  })
})

describe('framing', () => {
  test.each([
    ['QUIT\r\nX', 6],
    ['QUIT', 0],
    ['250-a\r\n250 b\r\nx', 14],
    ['250-a\r\n', 0],
    ['\r\n', 2],
  ])('%j has length %i', (bytes, length) => {
    expect(smtp.messageLength(cursorOver(text(bytes)))).toBe(length)
    expect(smtp.maxMessage).toBe(MAX_LINES)
  })
})

describe('who they are', () => {
  test.each([
    [
      '220 mail.plant.example ESMTP Postfix (Debian/GNU)',
      'mail.plant.example ESMTP Postfix (Debian/GNU)',
      'mail.plant.example',
    ],
    [
      '220 mx Microsoft ESMTP MAIL Service ready at Thu, 15 Jan 2026 08:00:00 +0000',
      'mx Microsoft ESMTP MAIL Service',
      'mx',
    ],
    ['220 mx ESMTP Exim 4.94.2 Thu, 15 Jan 2026 08:00:00 +0000', 'mx ESMTP Exim 4.94.2', 'mx'],
    ['220 mx ESMTP Sendmail 8.13.8; Thu, 15 Jan 2026', 'mx ESMTP Sendmail 8.13.8', 'mx'],
    ['220 *** Welcome SMTP', '*** Welcome SMTP', undefined],
  ])('%s', (greeting, banner, name) => {
    const [said] = dialogue().toClient(line(greeting)).observed('identity')
    expect(said).toMatchObject({ of: 'server', message: 'SMTP greeting' })
    expect(said?.facts).toEqual({ banner, ...(name !== undefined && { name }) })
  })

  test(`a greeting is cut at ${MAX_BANNER} characters`, () => {
    const [said] = dialogue()
      .toClient(line(`220 ${'a'.repeat(300)}`))
      .observed('identity')
    expect(said?.facts.banner).toHaveLength(MAX_BANNER)
  })

  test.each([
    ['EHLO panel-7', 'panel-7'],
    ['HELO p.plant.example', 'p.plant.example'],
    ['EHLO [10.0.0.1]', undefined],
    ['EHLO 10.0.0.1', undefined],
    ['EHLO localhost.localdomain', undefined],
    ['EHLO', undefined],
  ])('%s names the client %s', (command, name) => {
    const said = dialogue().toServer(line(command)).observed('identity')
    expect(said.map(({ of, facts }) => [of, facts.name])).toEqual(name === undefined ? [] : [['client', name]])
  })

  test('the reply to EHLO names the server, unless it refuses', () => {
    const names = (reply: string) =>
      dialogue()
        .toServer(line('EHLO [10.0.0.1]'))
        .toClient(line(reply))
        .observed('identity')
        .map(({ facts }) => facts.name)
    expect(names('250-mail.plant.example at your service\r\n250 HELP')).toEqual(['mail.plant.example'])
    expect(names('550 go.away')).toEqual([])
  })
})

describe('what is not told', () => {
  test.each([
    [['AUTH PLAIN c2VjcmV0'], '235 OK', 'SMTP AUTH PLAIN', 'clear', 'opened'],
    [['AUTH LOGIN', 'c2VjcmV0', 'c2VjcmV0'], '235 OK', 'SMTP AUTH LOGIN', 'clear', 'opened'],
    [['AUTH cram-md5', 'c2VjcmV0'], '535 No', 'SMTP AUTH CRAM-MD5', 'protected', 'refused'],
    [['AUTH'], '501 What', 'SMTP AUTH', 'protected', 'refused'],
  ])('%o: nothing but the method', (lines, reply, method, protection, state) => {
    const one = dialogue()
    for (const [i, each] of lines.entries()) {
      one.toServer(line(each)).toClient(line(i === lines.length - 1 ? reply : '334 VXNlcm5hbWU6'))
    }
    expect(one.observations).toEqual([
      { kind: 'credential', of: 'client', method, account: '', protection },
      { kind: 'session', state, security: 'none', user: '' },
    ])
    expect(one.heard.map(({ function: code, role }) => `${code} ${role}`)).toEqual(['AUTH request', 'AUTH response'])
    expect(JSON.stringify(one.heard)).not.toContain('c2VjcmV0')
  })

  test('a sign-in that the client abandons is not refused, and the next one counts', () => {
    const one = dialogue().toServer(line('AUTH DIGEST-MD5')).toClient(line('334 cmVhbG0=')).toServer(line('*'))
    one.toClient(line('501 Authentication aborted by client'))
    expect(one.observations).toEqual([])
    one.toServer(line('AUTH PLAIN c2VjcmV0')).toClient(line('235 OK'))
    expect(one.observed('session')).toMatchObject([{ state: 'opened' }])
  })

  test('the lines of a mail are none of a command, until a dot alone', () => {
    const one = dialogue()
      .toServer(line('DATA'))
      .toClient(line('354 Go'))
      .toServer(line('QUIT'), line('..'), line('EHLO secret'), line('.'), line('QUIT'))
      .toClient(line('250 Queued'), line('221 Bye'))
    expect(one.heard.map(({ function: code, role, status }) => `${code} ${role} ${status}`)).toEqual([
      'DATA request 0',
      'QUIT request 0',
      'DATA response 0',
      'QUIT response 0',
    ])
    expect(one.observations).toEqual([])
  })

  test('a mail whose dot was lost ends with its reply', () => {
    const one = dialogue()
      .toServer(line('DATA'))
      .toClient(line('354 Go'))
      .toServer(line('text'))
      .toClient(line('250 Queued'))
    expect(one.toServer(line('QUIT')).heard.at(-1)).toMatchObject({ function: 'QUIT' })
  })

  test('the bytes that BDAT counts are a mail', () => {
    const one = dialogue().toServer(line('BDAT 12 LAST'), line('QUIT'), line('EHLO'), line('NOOP'))
    expect(one.heard.map(({ function: code }) => code)).toEqual(['BDAT', 'NOOP'])
  })
})

test('replies belong to the commands that were sent without waiting', () => {
  const one = dialogue().toServer(line('MAIL FROM:<a@b>'), line('RCPT TO:<c@d>'), line('DATA'), line('FOO'))
  one.toClient(line('250 OK'), line('550 No'), line('503 No'), line('500 What'), line('421 Bye'))
  const answers = one.heard.filter(({ role }) => role === 'response')
  expect(answers.map(({ function: code, class: kind, status }) => [code, kind, status])).toEqual([
    ['MAIL', 'publish', 0],
    ['RCPT', 'publish', 550],
    ['DATA', 'publish', 503],
    ['other', 'unknown', 500],
    ['reply', 'unknown', 421],
  ])
})

test('after STARTTLS both sides are encrypted, unless it is refused', () => {
  const one = dialogue().toServer(line('STARTTLS')).toClient(line('220 Go'), bytesOf(1, 2)).toServer(bytesOf(3, 4))
  expect([one.lostBytes, one.encryptedBytes]).toEqual([0, 4])
  expect(one.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted' }])
  const refused = dialogue().toServer(line('STARTTLS')).toClient(line('454 No')).toServer(line('QUIT'))
  expect(refused.heard).toHaveLength(3)
})

test('a line of the server that is no reply is malformed', () => {
  expect(dialogue().toClient(line('hello')).observed('malformed')).toHaveLength(1)
})

test(`at most ${MAX_WAITING} commands wait`, () => {
  const state = new SmtpState()
  const operation = state.operations.add(1, 'session', 1, '', '')
  for (let i = 0; i < MAX_WAITING + 9; i++) state.ask(operation)
  let waiting = 0
  while (state.answer() !== undefined) waiting++
  expect(waiting).toBe(MAX_WAITING)
})
