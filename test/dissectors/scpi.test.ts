import { describe, expect, test } from 'vitest'
import { classOfHeaders } from '../../dissectors/scpi/header-class.ts'
import { MAX_IDENTITY } from '../../dissectors/scpi/instrument-identity.ts'
import { MAX_LINE } from '../../dissectors/scpi/line-shape.ts'
import { MAX_HEADER, MAX_HEADERS, MAX_TARGETS } from '../../dissectors/scpi/program-message.ts'
import { MAX_WAITING, scpi } from '../../dissectors/scpi/scpi.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const text = (value: string) => bytesOf(ascii(value))
const dialogue = () => new Dialogue(scpi)
const targetsOf = (one: Dialogue) => one.heard.map(({ target }) => target)

describe('probe', () => {
  test.each([
    ['', 'need-more'],
    ['*', 'need-more'],
    ['*IDN?\n', 'yes'],
    ['*idn?\r\n', 'yes'],
    ['*IDN?', 'need-more'],
    ['*RST;*CLS\n', 'yes'],
    ['*RST;*CLS', 'need-more'],
    ['SYST:ERR?\n', 'yes'],
    [':SENSe2:FREQ:CENT? MAX\n', 'yes'],
    [':CONF:VOLT 10\n', 'yes'],
    ['SYST:COMM:LAN:PASS "x"\n', 'yes'],
    [':CONF:\n', 'no'],
    ['SYST::\n', 'no'],
    [':CONF 1\n', 'no'],
    [':HEY:VOLT:DC 10\n', 'no'],
    ['*HEY?\n', 'no'],
    ['*IDN!\n', 'no'],
    ['SYST:ERR\n', 'no'],
    ['SYST?\n', 'no'],
    ['GET / HTTP/1.1\n', 'no'],
    ['USER kim\r\n', 'no'],
    ['*IDN?\x01\n', 'no'],
    ['12\n', 'no'],
    ['\n', 'no'],
  ])('%j: %s', (bytes, verdict) => {
    expect(scpi.probe(cursorOver(text(bytes)), 'to-server')).toBe(verdict)
  })

  test('what begins like a header is not waited for without an end', () => {
    expect(scpi.probe(cursorOver(text('A'.repeat(MAX_LINE))), 'to-server')).toBe('no')
    expect(scpi.maxMessage).toBe(MAX_LINE)
  })

  test('commands go to the server, of other lines nobody knows', () => {
    const of = (bytes: string) => scpi.directionOf(cursorOver(text(bytes)))
    expect([of('*IDN?\n'), of('1.0\n'), of('Example,1,2,3\n')]).toEqual(['to-server', undefined, undefined])
  })
})

describe('framing', () => {
  test.each([
    ['*IDN?\n', 6],
    ['*IDN?', 0],
    ['\x01', -1],
    ['#15hello\n', 3],
    ['A:B #3', 0],
    ['A:B #312', 0],
    ['A:B #3123', 9],
    ['A:B "#15"\n', 10],
    ['Model#15\n', 9],
    ['#H1F\n', 5],
    ['#1x\n', 4],
  ])('%j has length %i', (bytes, length) => {
    expect(scpi.messageLength(cursorOver(text(bytes)))).toBe(length)
  })

  test('bytes of blocks are passed over, and what ends the message behind them is none', () => {
    const one = dialogue()
      .toServer(text('CURV?\n'), text('ARB #15\n\n*RS\nARB #10\nOUTP 1\n'))
      .toClient(text('#213\x01\x02\x03\n\n\n\n\n\n\n\n\n\n\n'))
    expect(one.lostBytes).toBe(0)
    expect(one.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request CURV?',
      'order ARB',
      'order ARB',
      'order OUTP',
      'response CURV?',
    ])
  })
})

describe('headers', () => {
  test('say what is asked, never with what; one operation for each set of them', () => {
    const one = dialogue().toServer(text(':volt 5.0;:curr? "a;b";*OPC?\n'), text(':VOLT 7;:CURR? 3;*opc?\r\n'))
    expect(targetsOf(one)).toEqual([':VOLT; :CURR?; *OPC?', ':VOLT; :CURR?; *OPC?'])
    expect(one.operations[0]).toBe(one.operations[1])
    expect(one.heard[0]).toMatchObject({ role: 'request', function: 'query', class: 'write' })
  })

  test('those that do not fit are left out, and messages past those of a connection are summed', () => {
    const one = dialogue().toServer(
      text(`${'A:B;'.repeat(MAX_HEADERS + 3)}C${'X'.repeat(99)}\n`),
      text(`${'Z'.repeat(99)}\n`),
    )
    expect(targetsOf(one)[0]?.split('; ')).toHaveLength(MAX_HEADERS)
    expect(targetsOf(one)[1]).toHaveLength(MAX_HEADER)
    for (let i = 0; i < MAX_TARGETS; i++) one.toServer(text(`VOLT${i}\n`))
    expect(targetsOf(one).slice(-2)).toEqual(['…', '…'])
    expect(one.operations.at(-1)).toBe(one.operations.at(-2))
  })

  test.each([
    ['*IDN?', 'discover'],
    ['SYSTEM:ERROR:NEXT?', 'diagnose'],
    ['*STB?', 'diagnose'],
    [':MEAS:VOLT:DC?', 'read'],
    ['SYST:PASS:CEN', 'authenticate'],
    ['SYST:FIRM:UPD', 'firmware'],
    ['SYST:COMM:LAN:IP', 'configure'],
    ['SYST:DATE', 'time'],
    ['MMEM:STOR', 'file'],
    ['*CLS', 'diagnose'],
    [':OUTP1:STAT', 'control'],
    ['*RST; VOLT', 'control'],
    ['VOLT', 'write'],
    ['VOLT?; *RST; *CLS', 'control'],
    ['', 'unknown'],
  ])('%s is %s', (target, operationClass) => {
    expect(classOfHeaders(target)).toBe(operationClass)
  })
})

test('answers belong to queries in their order; others were not asked for', () => {
  const one = dialogue().toServer(text('A?;B?\n'), text('C 1\n'), text('D?\n')).toClient(text('1;2\n3\n4\n'))
  expect(one.heard.slice(3).map(({ role, target, name }) => [role, target, name])).toEqual([
    ['response', 'A?; B?', 'Query'],
    ['response', 'D?', 'Query'],
    ['response', '', 'Answer to a query that was not seen'],
  ])
  expect(scpi.describe(99).name).toBe('Message')
})

test(`at most ${MAX_WAITING} queries wait`, () => {
  const one = dialogue()
  for (let i = 0; i <= MAX_WAITING; i++) one.toServer(text(i === 0 ? '*IDN?\n' : 'A?\n'))
  one.toClient(text('a,b,c,d\n'))
  expect(one.observed('identity')).toEqual([])
})

test.each([
  ['Example,EX1,SN1,1.0\r\n', { vendor: 'Example', model: 'EX1', serial: 'SN1', firmware: '1.0' }],
  ['Example,EX1,0,1.0,FPGA2;0\n', { vendor: 'Example', model: 'EX1', firmware: '1.0,FPGA2' }],
  ['"Example", EX1, SN1, 0\n', { vendor: 'Example', model: 'EX1', serial: 'SN1' }],
  ['Example,EX1\n', undefined],
  [`${'E'.repeat(300)},EX1,SN1,1.0\n`, undefined],
])('an instrument that says %j is that', (answer, facts) => {
  const one = dialogue().toServer(text('*IDN?\n')).toClient(text(answer))
  expect(one.observed('identity')[0]?.facts).toEqual(facts)
  expect(MAX_IDENTITY).toBeLessThan(300)
})

test('a password is told of, and never kept', () => {
  const password = text('SYST:PASS:CEN "secret"\n')
  const one = dialogue().toServer(password, password, text('12 secret\n'))
  expect(one.observed('credential')).toEqual([
    { kind: 'credential', of: 'client', method: 'SCPI SYSTem:PASSword', account: '', protection: 'clear' },
  ])
  expect(one.observed('undecoded')).toHaveLength(1)
  expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
})
