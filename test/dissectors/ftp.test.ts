import { describe, expect, test } from 'vitest'
import { ftp, MAX_ACCOUNT, MAX_BANNER, MAX_PATH } from '../../dissectors/ftp/ftp.ts'
import { FtpState, MAX_WAITING } from '../../dissectors/ftp/ftp-state.ts'
import { MAX_LINES } from '../../dissectors/ftp/line-shape.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const line = (text: string) => bytesOf(ascii(`${text}\r\n`))
const dialogue = () => new Dialogue(ftp)

describe('probe', () => {
  test.each([
    ['220 vsFTPd ready\r\n', 'yes'],
    ['220-Hello\r\n220 Example ftp\r\n', 'yes'],
    ['220 ready\r\n', 'need-more'],
    ['220 ready\r\n331 Password\r\n', 'yes'],
    ['220 rea', 'need-more'],
    ['226 Done\r\n', 'yes'],
    ['200 OK\r\n', 'need-more'],
    ['100 What\r\n', 'no'],
    ['220 mail ESMTP\r\n', 'no'],
    ['220 news NNTP\r\n', 'no'],
    ['USER a\r\n', 'need-more'],
    ['USER a\r\nPASS b\r\nSYST\r\n', 'yes'],
    ['user', 'need-more'],
    ['USER a', 'need-more'],
    ['22', 'need-more'],
    ['2233', 'no'],
    ['NICK a', 'no'],
    ['NICK a\r\n', 'no'],
    ['GET4', 'no'],
    ['STATUS x', 'no'],
    ['\x01\x02', 'no'],
    ['\xff\xf4', 'need-more'],
  ])('%j: %s', (bytes, verdict) => {
    expect(ftp.probe(cursorOver(bytesOf(ascii(bytes))), 'to-server')).toBe(verdict)
  })

  test('digits come from the server', () => {
    expect(ftp.directionOf(cursorOver(line('220 ready')))).toBe('to-client')
    expect(ftp.directionOf(cursorOver(line('QUIT')))).toBe('to-server')
    expect(ftp.directionOf(cursorOver(bytesOf(ascii('22'))))).toBeUndefined()
  })
})

describe('framing', () => {
  test.each([
    ['QUIT\r\nUSER', 6],
    ['QUIT\n', 5],
    ['\r\n', 2],
    ['QUIT', 0],
    ['211-A\r\n B\r\n2119\r\n211 C\r\nx', 24],
    ['211-A\r\n211-B\r\n', 0],
    ['211-A\r\n B', 0],
    ['220\r\n', 5],
  ])('%j has length %i', (bytes, length) => {
    expect(ftp.messageLength(cursorOver(bytesOf(ascii(bytes))))).toBe(length)
  })

  test(`a message has at most ${MAX_LINES} bytes`, () => {
    expect(ftp.maxMessage).toBe(MAX_LINES)
  })

  test('after AUTH TLS both sides are encrypted, unless it is refused', () => {
    const one = dialogue().toServer(line('AUTH TLS')).toClient(line('234 OK'), bytesOf(1, 2)).toServer(bytesOf(3, 4))
    expect([one.lostBytes, one.heard.length]).toEqual([0, 2])
    expect(one.encryptedBytes).toBe(4)
    const refused = dialogue().toServer(line('AUTH TLS')).toClient(line('502 No')).toServer(line('USER a'))
    expect(refused.heard).toHaveLength(3)
  })
})

describe('commands', () => {
  test.each([
    ['RETR /a b.bin', 'RETR', 'RETRIEVE', 'file', '/a b.bin'],
    ['stor x', 'STOR', 'STORE', 'file', 'x'],
    ['SITE PSWD old new', 'SITE', 'SITE PARAMETERS', 'configure', 'PSWD'],
    ['SITE CHMOD 644 boot.cfg', 'SITE', 'SITE PARAMETERS', 'file', 'CHMOD'],
    ['SITE utime boot.cfg 20261128053141', 'SITE', 'SITE PARAMETERS', 'file', 'utime'],
    ['USER a', 'USER', 'USER NAME', 'authenticate', ''],
    ['PASS secret', 'PASS', 'PASSWORD', 'authenticate', ''],
    ['ACCT secret', 'ACCT', 'ACCOUNT', 'authenticate', ''],
    ['secret secret', 'other', 'Another command', 'unknown', ''],
    ['TYPE I', 'TYPE', 'REPRESENTATION TYPE', 'session', ''],
  ])('%s', (text, code, name, operationClass, target) => {
    const one = dialogue().toServer(line(text), line(text))
    expect(one.heard[0]).toMatchObject({ role: 'request', function: code, name, class: operationClass, target })
    expect(one.operations[0]).toBe(one.operations[1])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('final replies belong to commands in their order; errors have their code', () => {
    const one = dialogue()
      .toServer(line('RETR a'), line('QUIT'))
      .toClient(line('150 Opening'), line('550 No'), line('221 Bye'))
    one.toClient(line('421 Timeout'))
    expect(one.heard.slice(2).map(({ function: of, status }) => [of, status])).toEqual([
      ['RETR', 550],
      ['QUIT', 0],
      ['reply', 421],
    ])
    expect(ftp.describe(255).name).toBe('Reply to a command that was not seen')
  })

  test(`of more than ${MAX_WAITING} commands the oldest are forgotten`, () => {
    const state = new FtpState()
    for (let i = 0; i <= MAX_WAITING; i++)
      state.ask({ class: 'file', code: i, module: '', target: '', slot: 0, points: [] })
    expect(state.answer()?.code).toBe(1)
  })

  test('after a gap nothing waits any more', () => {
    const state = ftp.newState() as FtpState
    const sink = {
      operation: () => {},
      observe: () => {},
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, direction: 'to-server', sourceMac: 0, targetMac: 0 } as const
    ftp.dissect(cursorOver(line('QUIT')), { ...info, afterGap: false }, state, sink)
    ftp.dissect(cursorOver(line('')), { ...info, afterGap: true }, state, sink)
    expect(state.answer()).toBeUndefined()
  })

  test(`paths have at most ${MAX_PATH} characters, accounts ${MAX_ACCOUNT}, greetings ${MAX_BANNER}`, () => {
    const long = 'x'.repeat(300)
    const one = dialogue()
      .toServer(line(`RETR ${long}`), line(`USER ${long}`), line('PASS a'))
      .toClient(line(`220 ${long}`))
    expect(one.heard[0]?.target.length).toBe(MAX_PATH)
    expect(one.observed('credential')[0]?.account.length).toBe(MAX_ACCOUNT)
    expect(one.observed('identity')[0]?.facts.banner?.length).toBe(MAX_BANNER)
  })
})

describe('what is said', () => {
  test('the greeting and SYST say who a server is', () => {
    const one = dialogue()
      .toClient(line('220 Example FTP'), line('220'))
      .toServer(line('SYST'))
      .toClient(line('215 UNIX Type: L8'))
    expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['server', { banner: 'Example FTP' }],
      ['server', { os: 'UNIX Type: L8' }],
    ])
  })

  test('who signs in is said, and whether it was refused', () => {
    const sign = (reply: string) =>
      dialogue().toServer(line('USER op')).toClient(line('331 x')).toServer(line('PASS secret')).toClient(line(reply))
    expect(sign('230 OK').observations).toEqual([
      { kind: 'credential', of: 'client', method: 'FTP PASS', account: 'op', protection: 'clear' },
      { kind: 'session', state: 'opened', security: 'none', user: 'op' },
    ])
    expect(sign('530 No').observed('session')).toMatchObject([{ state: 'refused', user: 'op' }])
  })

  test.each([
    ['227 Entering (10,0,0,1,200,10)', [51210]],
    ['227 nothing', []],
    ['229 Entering (|||6446|)', [6446]],
    ['229 Entering (|||99999|)', []],
  ])('%s announces %j', (reply, ports) => {
    const one = dialogue().toServer(line('PASV')).toClient(line(reply))
    expect(one.observed('expectation').map(({ port }) => port)).toEqual(ports)
  })

  test.each([
    ['PORT 10,82,0,11,180,1', [46081]],
    ['PORT 10,82,0,11,180', []],
    ['PORT 10,82,0,11,0,0', []],
    ['EPRT |1|10.82.0.11|6275|', [6275]],
    ['EPRT |2|1080::8:800:200C:417A|5282|', [5282]],
    ['EPRT |3|x|5282|', []],
    ['EPRT |1|10.82.0.11|99999|', []],
  ])('%s: the client listens on %o', (command, ports) => {
    const said = dialogue().toServer(line(command)).observed('expectation')
    expect(said.map(({ of, port, protocol }) => [of, port, protocol])).toEqual(
      ports.map((port) => ['client', port, 'ftp-data']),
    )
  })

  test('a line of the server that is no reply is malformed', () => {
    expect(dialogue().toClient(line('hello')).observed('malformed')).toMatchObject([{ reason: 'bad-value' }])
  })
})
