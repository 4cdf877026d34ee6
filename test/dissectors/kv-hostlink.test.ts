import { describe, expect, test } from 'vitest'
import { kvHostlink, MAX_WAITING } from '../../dissectors/kv-hostlink/kv-hostlink.ts'
import { MAX_LINE } from '../../dissectors/kv-hostlink/line.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const line = (value: string) => bytesOf(ascii(`${value}\r`))
const raw = (value: string) => bytesOf(ascii(value))

function sampled(): Dialogue {
  const dialogue = new Dialogue(kvHostlink)
  dialogue.samples = true
  return dialogue
}

describe('the probe', () => {
  test.each([
    ['RD DM100.U\r', 'yes'],
    ['rd dm100\r', 'yes'],
    ['RDS MR00010 16\r\n', 'yes'],
    ['WR DM0.S -5\r', 'yes'],
    ['WRS DM1.U 2 1 2\r', 'yes'],
    ['ST VB0AF\r', 'yes'],
    ['MWS DM0.H DM1.S\r', 'yes'],
    ['WRT 26 01 15 08 00 00 4\r', 'yes'],
    ['?K\rRD DM0\r', 'yes'],
    ['\nRD DM0\r', 'yes'],
    ['', 'need-more'],
    ['R', 'need-more'],
    ['RD DM', 'need-more'],
    ['?K\r', 'need-more'],
    ['M1\r\n', 'need-more'],
    ['BE 1\r', 'need-more'],
    ['RD\r', 'no'],
    ['RD \r', 'no'],
    ['RD DM\r', 'no'],
    ['RD DM1.X\r', 'no'],
    ['RD DM1 5\r', 'no'],
    ['RD 500\r', 'no'],
    ['RD DM1234567\r', 'no'],
    ['RDS DM0\r', 'no'],
    ['RDS DM0 0\r', 'no'],
    ['RDS DM0 X\r', 'no'],
    ['RDS DM0 12345\r', 'no'],
    ['WR DM0.U\r', 'no'],
    ['WR DM0.U  2\r', 'no'],
    ['WR DM0.U XYZ\r', 'no'],
    ['WRS DM1.U 3 1 2\r', 'no'],
    ['MWS DM0 hello\r', 'no'],
    ['WRT 26 01\r', 'no'],
    ['BE x\r', 'no'],
    ['M1 now\r', 'no'],
    ['GET / HTTP/1.1\r\n', 'no'],
    ['USER kim\r\n', 'no'],
    ['ST', 'need-more'],
    ['STAT\r\n', 'no'],
    ['OK\r\n', 'no'],
    ['00123\r\n', 'no'],
    ['RD DM0\x01', 'no'],
  ])('%j: %s', (text, verdict) => {
    expect(kvHostlink.probe(cursorOver(raw(text)), 'to-server')).toBe(verdict)
  })

  test('does not wait for ever', () => {
    expect(kvHostlink.probe(cursorOver(raw(`RD ${'0'.repeat(MAX_LINE)}`)), 'to-server')).toBe('no')
    expect(kvHostlink.maxMessage).toBe(MAX_LINE)
  })

  test('commands go to the controller, of other lines nobody knows', () => {
    const of = (text: string) => kvHostlink.directionOf(cursorOver(raw(text)))
    expect([of('RD DM0\r'), of('?K\r'), of('OK\r'), of('\n'), of('RD')]).toEqual([
      'to-server',
      'to-server',
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('what a command does, and to what', () => {
  test.each([
    ['RD DM100.U', 'Read', 'read', 'DM100.U'],
    ['RDS dm0.s 4', 'Read several', 'read', 'DM0.S+4'],
    ['WR DM0 2', 'Write', 'write', 'DM0'],
    ['ST MR0', 'Force on', 'write', 'MR0'],
    ['RSS MR0 2', 'Force several off', 'write', 'MR0+2'],
    ['MBS MR0 MR1', 'Register monitored bits', 'read', 'MR0'],
    ['RDC DM0', 'Read comment', 'read', 'DM0'],
    ['WRT 26 1 15 8 0 0 4', 'Set clock', 'time', ''],
    ['BE 3', 'Switch bank', 'configure', ''],
    ['?k', 'Ask model', 'discover', ''],
    ['M0', 'Change to program mode', 'mode', 'program'],
    ['M1', 'Change to run mode', 'mode', 'run'],
    ['ER', 'Clear error', 'control', ''],
    ['PASS secret', 'Command', 'unknown', ''],
  ])('%s', (text, name, operationClass, target) => {
    const { heard } = new Dialogue(kvHostlink).toServer(line(text))
    expect(heard).toMatchObject([{ role: 'request', name, class: operationClass, target, module: '' }])
  })

  test('is one operation, whatever is written', () => {
    const dialogue = new Dialogue(kvHostlink)
    for (const value of [1, 2]) dialogue.toServer(line(`WR DM0 ${value}`)).toServer(line(`WRS DM1 2 ${value} 0`))
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test('that is none is not understood, nor one whose operands are wrong', () => {
    const { observations } = new Dialogue(kvHostlink).toServer(line('PASS secret')).toServer(line('RD 500'))
    expect(observations).toMatchObject([
      { kind: 'undecoded', reason: 'unknown-function' },
      { kind: 'undecoded', reason: 'unknown-function', code: 0 },
    ])
  })
})

describe('values', () => {
  test.each([
    ['RD DM00100.U', '00007', ['DM100 = 7']],
    ['RDS DM0.S 3', '+00002 -00001  +00003', ['DM0 = 2', 'DM1 = -1', 'DM2 = 3']],
    ['RDS DM0.S 3', '+00002', []],
    ['RD DM0.H', '00FF', ['DM0 = 255']],
    ['RD DM0.H', 'XXXX', []],
    ['RD DM0.L', '-0000196610', ['DM0 = -196610']],
    ['RDS DM0.D 2', '0000000001 0000000002', []],
    ['RD MR00010', '1', ['MR00010 = 1']],
    ['RD R0.U', '00003', ['R0.U = 3']],
    ['RDS MR0 2', '1 0', []],
    ['RDS M10 2', '1 0', ['M10 = 1', 'M11 = 0']],
    ['RD VB0AF', '1', ['VB0AF = 1']],
    ['RD CC5', '0000000005', ['CC5 = 5']],
    ['RD T5', '0,0000000010,0000000010', []],
    ['RDC DM0', '12345', []],
    ['RD DM0', 'E0', []],
    ['WR DM0.S -5', 'OK', ['DM0 = -5']],
    ['WRS DM1.U 2 7 8', 'OK', ['DM1 = 7', 'DM2 = 8']],
    ['ST MR0', 'OK', ['MR0 = 1']],
    ['RSS M5 2', 'OK', ['M5 = 0', 'M6 = 0']],
  ])('of %s, answered %s', (ask, reply, values) => {
    expect(
      sampled()
        .toServer(line(ask))
        .toClient(raw(`${reply}\r\n`)).values,
    ).toEqual(values)
  })
})

describe('answers', () => {
  test('come in order, and can be errors', () => {
    const dialogue = new Dialogue(kvHostlink).toServer(line('M1')).toServer(line('RD DM0'))
    dialogue.toClient(raw('E5\r\n')).toClient(raw('E7\r\n')).toClient(raw('OK\r\n'))
    expect(dialogue.heard.slice(2)).toMatchObject([
      { role: 'response', target: 'run', status: 0xe5 },
      { role: 'response', target: 'DM0', status: 0 },
      { role: 'response', name: 'Command', status: 0 },
    ])
  })

  test('are awaited by no more than so many requests', () => {
    const dialogue = new Dialogue(kvHostlink)
    for (let i = 0; i <= MAX_WAITING; i++) dialogue.toServer(line(`RD DM${i}`))
    expect(dialogue.toClient(raw('1\r\n')).heard.at(-1)).toMatchObject({ target: 'DM1' })
  })

  test('say once which model it is, its mode and its error', () => {
    const dialogue = new Dialogue(kvHostlink)
    const say = (ask: string, reply: string) => dialogue.toServer(line(ask)).toClient(raw(`${reply}\r\n`))
    say('?K', '57')
    say('?K', '57')
    say('?K', '99')
    say('?K', 'what')
    say('?M', '1')
    say('?M', '0')
    say('?M', '7')
    say('?E', '057')
    say('?E', '000')
    const vendor = 'Keyence'
    expect(dialogue.observations.map((each) => each.kind === 'identity' && each.facts)).toEqual([
      { vendor, model: 'KV-8000', 'product-code': '57' },
      { vendor, 'product-code': '99' },
      { vendor, mode: 'run' },
      { vendor, mode: 'program' },
      { vendor, state: 'error 57' },
      { vendor },
    ])
  })
})
