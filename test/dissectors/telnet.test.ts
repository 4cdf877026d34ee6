import { describe, expect, test } from 'vitest'
import { MAX_BANNER, MAX_GREETING } from '../../dissectors/telnet/greeting.ts'
import { MAX_VALUE } from '../../dissectors/telnet/option-values.ts'
import { MAX_ACCOUNT, MAX_ANSWER } from '../../dissectors/telnet/sign-in-steps.ts'
import { MAX_PIECE, MAX_PROBED_TEXT } from '../../dissectors/telnet/stream-shape.ts'
import { telnet } from '../../dissectors/telnet/telnet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex } from '../support/packet.ts'

const text = (value: string) => bytesOf(ascii(value))
const dialogue = () => new Dialogue(telnet)
const escaped = (value: string) => text(value)

describe('probe', () => {
  test.each([
    ['\xff\xfb\x01\xff\xfb\x03', 'yes'],
    ['\xff\xfb\x01\xff\xfb', 'need-more'],
    ['\xff\xfb\x01', 'need-more'],
    ['\xff\xfb', 'need-more'],
    ['\xff', 'need-more'],
    ['\xff\xfb\x77\xff\xfb\x03', 'no'],
    ['\xff\xf1\xff\xfb\x03', 'no'],
    ['\xff\xff\x01\xff', 'no'],
    ['\xff\xfa\x18\x01\xff\xf0\xff\xfd\xff', 'yes'],
    ['\xff\xfa\x18\x01', 'need-more'],
    ['\xff\xfa\x18\x01\xff\xf1\xff', 'no'],
    ['\xff\xfb\x01\r\nHi', 'need-more'],
    ['\xff\xfb\x01Hello there', 'yes'],
    ['\xff\xfb\x01Hi\x01', 'no'],
    ['\xff\xfb\x01Hi\xff', 'need-more'],
    ['\xff\xfb\x01Hi\xff\xfb', 'need-more'],
    ['\xff\xfb\x01Hi\xff\xfb\x03', 'yes'],
    ['\xff\xfb\x01Hi\xff\x03', 'no'],
    ['\xff\xfb\x01Hi\xff\xf1', 'no'],
    ['\r\nplc login: ', 'yes'],
    ['Welcome\r\nUsername:', 'yes'],
    ['the login: is', 'need-more'],
    ['Welc', 'need-more'],
    ['331 Password:', 'no'],
    ['\x03\x00\x00', 'no'],
    ['', 'no'],
  ])('%j from a server: %s', (bytes, verdict) => {
    expect(telnet.probe(cursorOver(text(bytes)), 'to-client')).toBe(verdict)
  })

  test('text alone tells nothing when a client sends it, or when it goes on and on', () => {
    expect(telnet.probe(cursorOver(text('login: ')), 'to-server')).toBe('no')
    expect(telnet.probe(cursorOver(new Uint8Array(MAX_PROBED_TEXT).fill(0x41)), 'to-client')).toBe('no')
  })

  test('terminals are at the end of the client', () => {
    const of = (bytes: string) => telnet.directionOf(cursorOver(hex(bytes)))
    expect([of('fffb03 fffd18'), of('fffb03 fffb1f'), of('fffb03'), of('fff1 00'), of('fffc18'), of('41')]).toEqual([
      'to-client',
      'to-server',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('framing', () => {
  test.each([
    ['', 0],
    ['\xff', 0],
    ['\xff\xf1', 2],
    ['\xff\xff', 2],
    ['\xff\x07', 2],
    ['\xff\xfb', 0],
    ['\xff\xfb\x01', 3],
    ['\xff\xfa\x18\x00A\xff\xffB\xff\xf0x', 10],
    ['\xff\xfa\x18\x00A\xff', 0],
    ['\xff\xfa\x18\x00A\xff\xfb\x01', 5],
    ['ls -l\r\nx', 6],
    ['\nx', 1],
    ['\0x', 1],
    ['login: ', 6],
    ['abc', 0],
    ['abc\xff\xf1', 3],
  ])('%j has length %i', (bytes, length) => {
    expect(telnet.messageLength(cursorOver(text(bytes)))).toBe(length)
  })

  test(`text without an end, and subnegotiations, are cut after ${MAX_PIECE} bytes`, () => {
    const long = (start: string) => bytesOf(ascii(start), new Uint8Array(MAX_PIECE).fill(0x41))
    expect(telnet.messageLength(cursorOver(long('A')))).toBe(MAX_PIECE)
    expect(telnet.messageLength(cursorOver(long('\xff\xfa\x18')))).toBe(MAX_PIECE)
    expect(telnet.maxMessage).toBe(MAX_PIECE)
  })

  test('behind ENCRYPT START nothing of that side is read', () => {
    const one = dialogue().toServer(hex('fffa260300fff0'), hex('fffb0141')).toClient(hex('fffb01'))
    one.toClient(hex('fffa260300fff0'), hex('fffb0141'))
    expect(one.heard.map(({ function: code, target }) => `${code} ${target}`)).toEqual([
      'SB ENCRYPT',
      'WILL ECHO',
      'SB ENCRYPT',
    ])
    expect(one.observed('undecoded')).toHaveLength(2)
  })
})

describe('commands', () => {
  test.each([
    ['fffb01', 'WILL', 'session', 'ECHO', 'event'],
    ['fffeff', 'DONT', 'session', 'option 255', 'event'],
    ['fff6', 'AYT', 'diagnose', '', 'request'],
    ['fff4', 'IP', 'control', '', 'request'],
    ['fffa1801fff0', 'SB', 'session', 'TERMINAL-TYPE', 'event'],
    ['fffa2c0100002580fff0', 'SB', 'configure', 'COM-PORT-OPTION SET-BAUDRATE', 'request'],
    ['fffa2c0c01fff0', 'SB', 'session', 'COM-PORT-OPTION parameter 12', 'request'],
  ])('%s', (bytes, code, operationClass, target, role) => {
    const one = dialogue().toServer(hex(bytes), hex(bytes))
    expect(one.heard[0]).toMatchObject({ function: code, class: operationClass, target, role })
    expect(one.operations[0]).toBe(one.operations[1])
  })

  test('a server answers what is set of a serial port, and reports of its own accord', () => {
    const one = dialogue().toServer(hex('fffa2c0208fff0')).toClient(hex('fffa2c6608fff0'), hex('fffa2c6b00fff0'))
    expect(one.heard.map(({ role }) => role)).toEqual(['request', 'response', 'event'])
    expect(one.operations[1]).toBe(one.operations[0])
    expect(dialogue().toClient(hex('fffa2c00fff0')).heard[0]?.role).toBe('event')
  })

  test('lines that are typed are counted and not read; line ends have two halves', () => {
    const one = dialogue().toServer(text('secret\r\n'), text('\r\0'), text('a\n'), text('b:c>d\r'))
    expect(one.heard.map(({ function: code, target }) => code + target)).toEqual(['line', 'line', 'line', 'line'])
    expect(telnet.describe(200)).toEqual({ function: '200', name: 'Another command' })
  })

  test.each([
    ['ff07', 'bad-value'],
    ['fffafff1', 'truncated'],
    ['fffa18fff1', 'truncated'],
  ])('%s is malformed: %s', (bytes, reason) => {
    expect(dialogue().toServer(hex(bytes)).observed('malformed')).toMatchObject([{ reason }])
  })

  test('a doubled 255 is data', () => {
    expect(dialogue().toServer(hex('ffff')).observations).toEqual([])
  })
})

describe('what is said', () => {
  const facts = (greeting: string) => dialogue().toClient(escaped(greeting)).observed('identity')[0]?.facts

  test.each([
    ['Example 1\r\n\r\nplc-7 login: ', { banner: 'Example 1 plc-7 login:', name: 'plc-7' }],
    ['\x1b[2J\x1b[1;1HVxWorks login: ', { banner: 'VxWorks login:', os: 'VxWorks' }],
    ['Please login: ', { banner: 'Please login:' }],
    ['\0Username>', { banner: 'Username>' }],
    ['User name :', { banner: 'User name :' }],
  ])('%j', (greeting, said) => {
    expect(facts(greeting)).toEqual(said)
  })

  test(`of a greeting ${MAX_GREETING} characters are kept and ${MAX_BANNER} shown, up to where somebody types`, () => {
    const long = dialogue().toClient(text(`${'x'.repeat(5000)}\r\nlogin: `))
    expect(long.observed('identity')[0]?.facts.banner).toBe('x'.repeat(MAX_BANNER))
    const typed = dialogue().toClient(text('Menu 1\r\n')).toServer(text('1\r\n')).toClient(text('secret\r\nlogin: '))
    expect(typed.observed('identity').map(({ facts: said }) => said.banner)).toEqual(['Menu 1'])
    expect(dialogue().toServer(text('1\r\n')).observations).toEqual([])
  })

  test('a client tells its terminal, its place and its user', () => {
    const one = dialogue()
      .toServer(hex('fffa1800'), text('VT220'), hex('fff0'))
      .toServer(hex('fffa1800'), text('VT220'), hex('fff0 fffa1801fff0 fffa1800fff0 fffa18fff0'))
      .toServer(hex('fffa17'), text('Hall 3'), hex('fff0'))
      .toServer(
        bytesOf(
          hex('fffa270003'),
          text('USER'),
          hex('01'),
          text('no'),
          hex('00'),
          text('USER'),
          hex('01'),
          text('kim'),
          hex('00'),
          text('PASS'),
          hex('01'),
          text('secret'),
          hex('fff0'),
        ),
      )
      .toServer(bytesOf(hex('fffa240000'), text('NAME'), hex('01'), text('no'), hex('fff0')))
      .toClient(hex('fffa1800'), text('NONE'), hex('fff0'))
    expect(one.observed('identity').map(({ of, facts: said }) => [of, said])).toEqual([
      ['client', { description: 'terminal VT220' }],
      ['client', { location: 'Hall 3' }],
      ['client', { user: 'kim' }],
    ])
    expect(JSON.stringify(one.observations)).not.toContain('secret')
  })

  test(`values have at most ${MAX_VALUE} characters`, () => {
    const one = dialogue().toServer(bytesOf(hex('fffa17'), text('x'.repeat(200)), hex('fff0')))
    expect(one.observed('identity')[0]?.facts.location?.length).toBe(MAX_VALUE)
  })

  test('who authenticates by the option is named', () => {
    const one = dialogue().toServer(bytesOf(hex('fffa2503'), text('kim'), hex('fff0')))
    expect(one.observed('credential')).toMatchObject([{ account: 'kim', protection: 'protected' }])
  })
})

describe('sign-in', () => {
  const signIn = () => dialogue().toClient(text('login: ')).toServer(text('kim\r\n')).toClient(text('Password: '))
  const accounts = (one: Dialogue) => one.observed('credential').map(({ account }) => account)

  test('the name is kept that is typed between both prompts, the password is not', () => {
    const one = signIn().toServer(text('secret\r\n')).toClient(text('\r\nLogin incorrect\r\nlogin: '))
    expect(one.observations.slice(1)).toEqual([
      { kind: 'credential', of: 'client', method: 'Telnet login', account: 'kim', protection: 'clear' },
      { kind: 'session', state: 'refused', security: 'none', user: 'kim' },
    ])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('a password without a name, and a greeting that is no prompt', () => {
    expect(accounts(dialogue().toClient(text('Password:')).toServer(text('secret\r')))).toEqual([''])
    const last = dialogue().toClient(text('Last login: ')).toServer(text('enable\r\n')).toClient(text('Password: '))
    expect(accounts(last.toServer(text('secret\r\n')))).toEqual([''])
    expect(accounts(dialogue().toClient(text('No mail:')).toServer(text('secret\r\n')))).toEqual([])
  })

  test('what is typed before the prompt for a password is never taken for the name', () => {
    const one = dialogue().toClient(text('login: ')).toServer(text('kim\r\n'), text('secret\r\n'))
    expect(accounts(one.toClient(text('Password: ')).toServer(text('\r')))).toEqual(['kim'])
  })

  test('a gap forgets what came before', () => {
    const state = telnet.newState()
    const said: unknown[] = []
    const sink = {
      operation: () => {},
      observe: (each: unknown) => said.push(each),
      handOff: () => {},
      wantsValues: () => false,
      value() {},
    }
    const feed = (direction: 'to-server' | 'to-client', bytes: string, afterGap: boolean) =>
      telnet.dissect(
        cursorOver(text(bytes)),
        { timeUs: 0, direction, afterGap, sourceMac: 0, targetMac: 0 },
        state,
        sink,
      )
    feed('to-client', 'login:', false)
    feed('to-server', 'secret\r', true)
    feed('to-client', 'Password:', false)
    feed('to-server', 'x\r', false)
    expect(said).toMatchObject([{ kind: 'identity' }, { kind: 'credential', account: '' }])
  })

  test(`a refusal is looked for in ${MAX_ANSWER} pieces of text; names have at most ${MAX_ACCOUNT} characters`, () => {
    const late = signIn()
      .toServer(text('secret\r\n'))
      .toClient(text('a\n'.repeat(MAX_ANSWER)), text('failed\n'))
    expect(late.observed('session')).toEqual([])
    const long = dialogue()
      .toClient(text('login: '))
      .toServer(text(`${'x'.repeat(100)}\x08y\r`))
    expect(accounts(long.toClient(text('passwd:')).toServer(text('a\r')))).toEqual([`${'x'.repeat(MAX_ACCOUNT - 1)}y`])
  })
})
