import { describe, expect, test } from 'vitest'
import { xgt } from '../../dissectors/xgt/xgt.ts'
import { block, names, statusData, TYPE, xgtAnswer, xgtAsk, xgtRefusal } from '../../fixtures/generate/xgt-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { infoOf, ObservingSink } from '../support/fixture-messages.ts'
import { ascii, type Bytes, bytesOf, u16le } from '../support/packet.ts'

const READ = 0x54
const WRITE = 0x58
const STATUS = 0xb0
const probe = (bytes: Bytes) => xgt.probe(cursorOver(bytes), 'to-server')
const read = xgtAsk({}, READ, TYPE.word, names('%MW100'))

function sampled(): Dialogue {
  const dialogue = new Dialogue(xgt)
  dialogue.samples = true
  return dialogue
}

describe('the probe', () => {
  test('wants the company, who sends, and a length that an instruction fits', () => {
    expect([probe(read), probe(read.slice(0, 5)), probe(read.slice(0, 15))]).toEqual(['yes', 'need-more', 'need-more'])
    for (const at of [0, 9, 13]) {
      const wrong = read.slice()
      wrong[at] = 0x77
      expect(probe(wrong)).toBe('no')
    }
    const short = read.slice()
    short[16] = 5
    expect(probe(short)).toBe('no')
  })

  test('does not take what only names the company', () => {
    expect(probe(bytesOf(ascii('LSIS-XGT is a protocol of LS Electric')))).toBe('no')
    expect(probe(bytesOf(ascii('GET /LSIS-XGT HTTP/1.1\r\n')))).toBe('no')
    expect(probe(bytesOf(ascii('LGIS-GLOGA'), new Array(20).fill(0)))).toBe('no')
  })

  test('who sends tells the direction', () => {
    expect(xgt.directionOf(cursorOver(read))).toBe('to-server')
    expect(xgt.directionOf(cursorOver(xgtAnswer({}, READ, 2, u16le(0))))).toBe('to-client')
    expect(xgt.directionOf(cursorOver(bytesOf(ascii('LSIS'))))).toBeUndefined()
  })
})

describe('what a request does, and to what', () => {
  test.each([
    [READ, TYPE.word, names('%MW100', '%DW7'), 'Read variables', 'read', '%MW100, %DW7'],
    [READ, TYPE.run, [...names('%DB200'), ...u16le(10)], 'Read run of bytes', 'read', '%DB200+10'],
    [WRITE, TYPE.bit, [...names('%MX16'), ...block(1)], 'Write variables', 'write', '%MX16'],
    [WRITE, TYPE.run, [...names('%MB8'), ...block(1, 2)], 'Write run of bytes', 'write', '%MB8+2'],
    [STATUS, 0, [], 'Read status', 'diagnose', ''],
    [0x60, 0, [], 'Instruction 0x0060', 'unknown', ''],
  ] as const)('instruction %s, type %s', (instruction, type, rest, name, operationClass, target) => {
    const { heard } = new Dialogue(xgt).toServer(xgtAsk({}, instruction, type, [...rest]))
    expect(heard).toMatchObject([{ role: 'request', name, class: operationClass, target, module: '' }])
  })

  test('is one operation, whatever is written', () => {
    const dialogue = new Dialogue(xgt)
    for (const value of [1, 2]) dialogue.toServer(xgtAsk({}, WRITE, TYPE.word, names('%MW1'), block(value, 0)))
    expect(new Set(dialogue.operations).size).toBe(1)
  })

  test('a type that no block has is not understood', () => {
    const { observations } = new Dialogue(xgt).toServer(xgtAsk({}, READ, 9, names('%MW1')))
    expect(observations).toEqual([{ kind: 'undecoded', reason: 'unknown-function', code: READ }])
  })

  test.each([
    ['no block', u16le(0)],
    ['more blocks than a controller takes', u16le(17)],
    ['a name without end', [...u16le(1), ...u16le(9), 0x25]],
    ['no name', [...u16le(1), ...u16le(0)]],
    ['a name that is missing', u16le(1)],
  ])('%s is malformed', (_what, rest) => {
    const { heard, observations } = new Dialogue(xgt).toServer(xgtAsk({}, READ, TYPE.word, rest))
    expect(heard).toMatchObject([{ name: 'Read variables', target: '' }])
    expect(observations).toEqual([{ kind: 'malformed', reason: 'bad-length', offset: 26 }])
  })

  test('a sum that is wrong is told, and the message read', () => {
    const { heard, observations } = new Dialogue(xgt).toServer(xgtAsk({ sum: 1 }, READ, TYPE.word, names('%MW1')))
    expect(heard).toMatchObject([{ target: '%MW1' }])
    expect(observations).toEqual([{ kind: 'malformed', reason: 'bad-checksum', offset: 19 }])
  })

  test('what is cut short is malformed', () => {
    const sink = new ObservingSink()
    xgt.dissect(cursorOver(read.slice(0, 25)), infoOf('to-server'), xgt.newState(), sink)
    expect(sink.observed).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 25 }])
  })
})

describe('values', () => {
  test.each([
    [TYPE.bit, '%PX1A', [3], ['%PX1A = 1']],
    [TYPE.byte, '%MB7', [200], ['%MB7 = 200']],
    [TYPE.dword, '%DD1', [0, 0, 0, 0x80], ['%DD1 = 2147483648']],
    [TYPE.lword, '%DL1', [1, 0, 0, 0, 0, 0, 0, 0x80], ['%DL1 = 9223372036854775809']],
    [TYPE.word, '%IW0.1.2', [1, 0], ['%IW0.1.2 = 1']],
    [TYPE.word, '%QW0', [1], []],
    [TYPE.word, 'MW0', [1, 0], []],
  ])('of type %s, %s', (type, name, data, values) => {
    const dialogue = sampled().toServer(xgtAsk({}, READ, type, names(name)))
    expect(dialogue.toClient(xgtAnswer({}, READ, type, u16le(1), block(...data))).values).toEqual(values)
  })

  test('of a run have the size that its name says', () => {
    const words = sampled().toServer(xgtAsk({}, READ, TYPE.run, names('%DW10'), u16le(4)))
    expect(words.toClient(xgtAnswer({}, READ, TYPE.run, u16le(1), block(1, 0, 2, 0))).values).toEqual([
      '%DW10 = 1',
      '%DW11 = 2',
    ])
    const dotted = sampled().toServer(xgtAsk({}, READ, TYPE.run, names('%IB0.1.2'), u16le(4)))
    expect(dotted.toClient(xgtAnswer({}, READ, TYPE.run, u16le(1), block(1, 0, 2, 0))).values).toEqual([])
  })

  test('that a write sets are taken as granted', () => {
    const one = xgtAsk({}, WRITE, TYPE.word, names('%MW1', '%MW5'), block(1, 0), block(2, 0))
    expect(sampled().toServer(one).values).toEqual(['%MW1 = 1', '%MW5 = 2'])
    expect(sampled().toServer(xgtAsk({}, WRITE, TYPE.word, names('%MW1'))).values).toEqual([])
  })
})

describe('answers', () => {
  test.each([
    [xgtRefusal({}, READ, TYPE.word, u16le(4)), 4],
    [xgtRefusal({}, READ, TYPE.word, 0x21), 0x21],
    [xgtRefusal({}, READ, TYPE.word), 0x1_0000],
    [xgtAnswer({}, READ, TYPE.word, u16le(0)), 0],
  ])('have a status', (reply, status) => {
    const { heard } = new Dialogue(xgt).toServer(read).toClient(reply)
    expect(heard[1]).toMatchObject({ role: 'response', target: '%MW100', status })
  })

  test('whose request was not seen have no target', () => {
    const { heard } = new Dialogue(xgt).toClient(xgtAnswer({}, WRITE, TYPE.run, u16le(1)))
    expect(heard).toMatchObject([{ name: 'Write run of bytes', target: '' }])
  })

  test('say once what the controller is and does', () => {
    const dialogue = new Dialogue(xgt)
    const say = (controller: number, cpu: number) =>
      dialogue.toClient(xgtAnswer({ controller, cpu, position: 0 }, WRITE, TYPE.word, u16le(1)))
    say(0x0102, 0xa0)
    say(0x0102, 0xa0)
    say(0x0284, 0xa4)
    say(0x0441, 0xa8)
    say(0x0803, 0xb4)
    say(0x0803, 0x17)
    const vendor = 'LS Electric'
    expect(dialogue.observations.map((each) => each.kind === 'identity' && each.facts)).toEqual([
      { vendor, product: 'XGK', model: 'XGK-CPUS', mode: 'run' },
      { vendor, product: 'XGI', model: 'XGI-CPUE', mode: 'stop', state: 'fault' },
      { vendor, product: 'XGR', model: 'XGR-CPUH', mode: 'error', redundancy: 'slave of a redundant pair' },
      { vendor, product: 'XGB (IEC)', mode: 'debug' },
    ])
  })

  test('say where the Ethernet module sits, and the firmware', () => {
    const dialogue = new Dialogue(xgt).toServer(xgtAsk({}, STATUS, 0))
    dialogue.toClient(xgtAnswer({ cpu: 0xa0, position: 0x13 }, STATUS, 0, statusData(0x0315)))
    dialogue.toClient(xgtAnswer({ cpu: 0xa0, position: 0x13 }, STATUS, 0, statusData(0x0315)))
    expect(dialogue.observations.slice(1)).toMatchObject([
      { module: 'base 1 slot 3', facts: { 'device-type': 'Ethernet module' } },
      { module: '', facts: { firmware: '3.15' } },
    ])
    expect(dialogue.toClient(xgtAnswer({ cpu: 0 }, STATUS, 0, u16le(0))).observations).toHaveLength(3)
  })
})
