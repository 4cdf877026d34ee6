import { describe, expect, test } from 'vitest'
import { facon } from '../../dissectors/facon/facon.ts'
import { MAX_FRAME } from '../../dissectors/facon/frame.ts'
import { faconFrame as frame } from '../../fixtures/generate/facon-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { infoOf, ObservingSink } from '../support/fixture-messages.ts'
import { ascii, type Bytes, bytesOf } from '../support/packet.ts'

const probe = (bytes: Bytes) => facon.probe(cursorOver(bytes), 'to-server')
const STX_TEXT = (text: string) => bytesOf(2, ascii(text))

function valuesOf(ask: string, answer: string): string[] {
  const dialogue = new Dialogue(facon)
  dialogue.samples = true
  return dialogue.toServer(frame(ask)).toClient(frame(answer)).values
}

describe('the probe', () => {
  test('the sum of a frame is that of the manual', () => {
    expect(Buffer.from(frame('01411')).toString('latin1')).toBe('\x0201411F9\x03')
  })

  test.each(['0140', '01400290000', '01401', '01411', '014303S1000', '01419', '01423M0123', '01451', '014E0HELLO'])(
    'takes %s',
    (text) => {
      expect(probe(frame(text))).toBe('yes')
    },
  )

  test.each([
    '01402X',
    '0140029AAB',
    '0142',
    '01429M0123',
    '01433X',
    '014302',
    '0143012',
    '01460XYZ',
    '0146',
    '014E',
    '0150',
  ])('does not take %s, which has no shape of its command', (text) => {
    expect(probe(frame(text))).toBe('no')
  })

  test('wants a right sum, and hexadecimal digits', () => {
    const wrong = frame('0140')
    wrong[5] = 0x30
    expect(probe(wrong)).toBe('no')
    expect([probe(STX_TEXT('')), probe(STX_TEXT('01')), probe(STX_TEXT('0140'))]).toEqual(
      new Array(3).fill('need-more'),
    )
    expect([probe(STX_TEXT('x1')), probe(STX_TEXT('0140\n')), probe(bytesOf(ascii('0140')))]).toEqual(
      new Array(3).fill('no'),
    )
    expect(probe(bytesOf(2, ascii('0140A'), 3))).toBe('no')
  })

  test('does not wait for ever', () => {
    expect(probe(STX_TEXT(`0147${'0'.repeat(MAX_FRAME)}`))).toBe('no')
  })

  test('the shape tells the direction where only one fits', () => {
    const of = (text: string) => facon.directionOf(cursorOver(frame(text)))
    expect(of('0140')).toBe('to-server')
    expect(of('014602R00001')).toBe('to-server')
    expect(of('01465')).toBe('to-client')
    expect(of('01440101')).toBe('to-client')
    expect([of('01411'), of('014E0'), of('014601DD00001')]).toEqual([undefined, undefined, undefined])
    expect(facon.directionOf(cursorOver(STX_TEXT('0140')))).toBeUndefined()
  })
})

describe('what a request does, and to what', () => {
  test.each([
    ['0140', 'Read system status', 'diagnose', ''],
    ['01411', 'Run or stop', 'mode', 'run'],
    ['01410', 'Run or stop', 'mode', 'stop'],
    ['01417', 'Run or stop', 'mode', ''],
    ['0141', 'Run or stop', 'mode', ''],
    ['01421M0123', 'Disable discrete', 'control', 'M123'],
    ['01422M0123', 'Enable discrete', 'control', 'M123'],
    ['01423M0123', 'Set discrete', 'write', 'M123'],
    ['01424M0123', 'Reset discrete', 'write', 'M123'],
    ['0142', 'Command 42', 'unknown', ''],
    ['014303S1000', 'Read which discretes are enabled', 'read', 'S1000+3'],
    ['014400T1000', 'Read discretes', 'read', 'T1000+256'],
    ['014503Y0010101', 'Write discretes', 'write', 'Y10+3'],
    ['014602R00001', 'Read registers', 'read', 'R1+2'],
    ['014601DRT0007', 'Read registers', 'read', 'DRT7'],
    ['0146', 'Read registers', 'read', ''],
    ['014702F00012AAAA5555', 'Write registers', 'write', 'F12+2'],
    ['0147', 'Write registers', 'write', ''],
    ['014803R00001Y0009DWM0000', 'Read registers and discretes', 'read', 'R1, Y9, DWM0'],
    ['014804R00001Y0009DWM0000', 'Read registers and discretes', 'read', ''],
    ['014902Y00001WY00085555', 'Write registers and discretes', 'write', 'Y0, WY8'],
    ['014902Y00001', 'Write registers and discretes', 'write', ''],
    ['014E0HELLO', 'Loop back', 'diagnose', ''],
    ['0153', 'Command 53', 'unknown', ''],
  ])('%s', (text, name, operationClass, target) => {
    const { heard } = new Dialogue(facon).toServer(frame(text))
    expect(heard).toMatchObject([{ role: 'request', name, class: operationClass, target, module: 'station 1' }])
  })

  test('is one operation, whatever is written', () => {
    const dialogue = new Dialogue(facon)
    for (const value of ['AAAA', '5555']) dialogue.toServer(frame(`014701R00012${value}`))
    for (const value of [0, 1]) dialogue.toServer(frame(`014902Y0000${value}Y00010`))
    for (const value of ['A', 'B']) dialogue.toServer(frame(`014E0${value}`))
    expect(new Set(dialogue.operations).size).toBe(3)
    dialogue.toServer(frame('014902Y00001Y00020')).toServer(frame('024902Y00001Y00020'))
    expect(new Set(dialogue.operations).size).toBe(5)
  })
})

describe('values', () => {
  test.each([
    ['014602R00001', '014601000FFFF', ['R1 = 4096', 'R2 = 65535']],
    ['014602R00001', '01460000A0064', ['R1 = 10', 'R2 = 100']],
    ['014601DR00001', '01460003547BA', ['DR1 = 3491770']],
    ['014602DR00001', '01460003547BA003547BA', []],
    ['014403Y0010', '01440101', ['Y10 = 1', 'Y11 = 0', 'Y12 = 1']],
    ['014403Y0010', '01440108', ['Y10 = 1', 'Y11 = 0']],
    ['014803R00001Y0009DWM0000', '014805C341003547BA', ['R1 = 23604', 'Y9 = 1', 'DWM0 = 3491770']],
    ['014802R00001Y0009', '014805C34', []],
    ['014503Y0010101', '01450', ['Y10 = 1', 'Y11 = 0', 'Y12 = 1']],
    ['014702F00012AAAA5555', '01470', ['F12 = 43690', 'F13 = 21845']],
    ['014701F00012AAAA5555', '01470', []],
    ['014902Y00001WY00085555', '01490', ['Y0 = 1', 'WY8 = 21845']],
    ['01423M0123', '01420', ['M123 = 1']],
    ['01424M0123', '01420', ['M123 = 0']],
    ['01421M0123', '01420', []],
  ])('of %s, answered %s', (ask, answer, values) => {
    expect(valuesOf(ask, answer)).toEqual(values)
  })
})

describe('answers', () => {
  test('have a status, and belong to the station that was asked', () => {
    const dialogue = new Dialogue(facon).toServer(frame('014602R00001')).toServer(frame('024602R00001'))
    dialogue.toClient(frame('0246A')).toClient(frame('01464')).toClient(frame('01450')).toClient(frame('0153'))
    expect(dialogue.heard.slice(2)).toMatchObject([
      { module: 'station 2', target: 'R1+2', status: 10 },
      { module: 'station 1', target: 'R1+2', status: 4 },
      { module: 'station 1', target: '', name: 'Write discretes', status: 0 },
      { name: 'Command 53', status: 0 },
    ])
    const other = new Dialogue(facon).toServer(frame('014602R00001')).toClient(frame('014E0X'))
    expect(other.heard[1]).toMatchObject({ name: 'Loop back', status: 0 })
  })

  test('say once whether the controller runs, and its faults', () => {
    const dialogue = new Dialogue(facon)
    for (const status of ['29AABB', '29AABB', '54AABB', 'XXAABB', '29AA']) {
      dialogue.toServer(frame('0140')).toClient(frame(`01400${status}`))
    }
    expect(dialogue.observations.map((each) => each.kind === 'identity' && each.facts)).toEqual([
      { vendor: 'Fatek', mode: 'run' },
      { vendor: 'Fatek', mode: 'stop', state: 'checksum of the ladder is wrong, watchdog timed out, emergency stop' },
    ])
    expect(dialogue.observations[0]).toMatchObject({ module: 'station 1' })
  })
})

test('a wrong sum, and a frame without end, are malformed', () => {
  const wrong = frame('0140')
  wrong[6] = 0x30
  expect(new Dialogue(facon).toServer(wrong).observations).toEqual([
    { kind: 'malformed', reason: 'bad-checksum', offset: 5 },
  ])
  const sink = new ObservingSink()
  facon.dissect(cursorOver(STX_TEXT('0140')), infoOf('to-server'), facon.newState(), sink)
  expect(sink.observed).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 5 }])
})
