import { describe, expect, test } from 'vitest'
import { MAX_FRAME } from '../../dissectors/mewtocol/frame.ts'
import { mewtocol } from '../../dissectors/mewtocol/mewtocol.ts'
import {
  mewtocolFrame as frame,
  mewtocolPart as part,
  mewtocolPlain as plain,
} from '../../fixtures/generate/mewtocol-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { infoOf, ObservingSink } from '../support/fixture-messages.ts'
import { ascii, type Bytes, bytesOf } from '../support/packet.ts'

const raw = (text: string) => bytesOf(ascii(text))
const probe = (bytes: Bytes) => mewtocol.probe(cursorOver(bytes), 'to-server')

function sampled(): Dialogue {
  const dialogue = new Dialogue(mewtocol)
  dialogue.samples = true
  return dialogue
}

const valuesOf = (ask: string, answer: string) => sampled().toServer(frame(ask)).toClient(frame(answer)).values
const factsOf = (dialogue: Dialogue) => dialogue.observations.map((each) => each.kind === 'identity' && each.facts)

describe('the probe', () => {
  test.each([
    ['%01#RDD011050110757\r', 'yes'],
    ['%01#RCSX000A6C\r', 'yes'],
    ['%01#WCSY000A159\r', 'yes'],
    ['%01#WDD00400004016400000053\r', 'yes'],
    ['%01$RD630044330A0062\r', 'yes'],
    ['%01#RCSX000A**\r', 'yes'],
    ['%01!4203\r', 'yes'],
    ['', 'need-more'],
    ['%', 'need-more'],
    ['%01', 'need-more'],
    ['%01#RDD0110501107', 'need-more'],
    ['%01#RDD011050110758\r', 'no'],
    ['%01#XY**\r', 'no'],
    ['%01$XY**\r', 'no'],
    ['%01!RT**\r', 'no'],
    ['%01#**\r', 'no'],
    ['%01**&\r', 'no'],
    ['%G1#RT**\r', 'no'],
    ['%01?RT**\r', 'no'],
    ['#01#RT**\r', 'no'],
    ['%20Hello%21\r', 'no'],
    ['%PDF-1.7\r', 'no'],
    ['<EE>text</EE>\r', 'no'],
    ['%01#RT\n**\r', 'no'],
  ])('%j: %s', (text, verdict) => {
    expect(probe(raw(text))).toBe(verdict)
  })

  test('does not wait for ever', () => {
    expect(probe(raw(`%01#RD${'0'.repeat(MAX_FRAME)}`))).toBe('no')
    expect(mewtocol.maxMessage).toBe(MAX_FRAME)
  })

  test('the kind tells the direction', () => {
    const of = (text: string) => mewtocol.directionOf(cursorOver(raw(text)))
    expect([of('%01#RT**\r'), of('%01**&\r'), of('%01$RT**\r'), of('%01!42**\r'), of('%01#RT')]).toEqual([
      'to-server',
      'to-server',
      'to-client',
      'to-client',
      undefined,
    ])
  })
})

describe('what a command does, and to what', () => {
  test.each([
    ['%01#RDD0110501107', 'Read data', 'read', 'DT1105+3'],
    ['%01#RDL0000500005', 'Read data', 'read', 'LD5'],
    ['%01#RDZ0000500005', 'Read data', 'read', ''],
    ['%01#RDD0000500004', 'Read data', 'read', ''],
    ['%01#WDF00001000010100', 'Write data', 'write', 'FL1'],
    ['%01#RCSX000A', 'Read contact', 'read', 'X000A'],
    ['%01#RCSQ000A', 'Read contact', 'read', ''],
    ['%01#RCS', 'Read contact', 'read', ''],
    ['%01#RCP2R0101Y001F', 'Read contacts', 'read', 'R0101, Y001F'],
    ['%01#RCP3R0101Y001F', 'Read contacts', 'read', ''],
    ['%01#RCCX00010002', 'Read words of contacts', 'read', 'WX1+2'],
    ['%01#WCSY000A1', 'Write contact', 'write', 'Y000A'],
    ['%01#WCP1R00001', 'Write contacts', 'write', 'R0000'],
    ['%01#WCCR00010001FFFF', 'Write words of contacts', 'write', 'WR1'],
    ['%01#SCY000000010000', 'Fill words of contacts', 'write', 'WY0+2'],
    ['%01#SDD00000000090000', 'Fill data', 'write', 'DT0+10'],
    ['%01#WR000001000001', 'Write system registers', 'configure', ''],
    ['%01#RP0000000050', 'Read program', 'upload', ''],
    ['%01#RMR', 'Set mode', 'mode', 'run'],
    ['%01#RMP', 'Set mode', 'mode', 'program'],
    ['%01#RMX', 'Set mode', 'mode', ''],
    ['%01#EX00RT00', 'Read extended status', 'diagnose', ''],
    ['%01#EX10XX00', 'Command EX1', 'unknown', ''],
    ['%01#0F', 'Command 0F', 'unknown', ''],
  ])('%s', (text, name, operationClass, target) => {
    const { heard } = new Dialogue(mewtocol).toServer(frame(text))
    expect(heard).toMatchObject([{ role: 'request', name, class: operationClass, target, module: 'station 1' }])
  })

  test('is one operation, whatever is written', () => {
    const dialogue = new Dialogue(mewtocol)
    for (const value of ['0100', '0200']) dialogue.toServer(frame(`%01#WDD0000000000${value}`))
    for (const value of [0, 1]) dialogue.toServer(frame(`%01#WCSR0000${value}`))
    for (const value of [0, 1]) dialogue.toServer(frame(`%01#WCP2R0000${value}R00011`))
    expect(new Set(dialogue.operations).size).toBe(3)
    dialogue.toServer(frame('%01#WCP2R00001R00021'))
    expect(new Set(dialogue.operations).size).toBe(4)
  })
})

describe('values', () => {
  test.each([
    ['%01#RDD0110501107', '%01$RD630044330A00', ['DT1105 = 99', 'DT1106 = 13124', 'DT1107 = 10']],
    ['%01#RDD0110501107', '%01$RD63004433', []],
    ['%01#RDD0000000000', '%01$RDXXXX', []],
    ['%01#RCSX000A', '%01$RC1', ['X000A = 1']],
    ['%01#RCSX000A', '%01$RC7', []],
    ['%01#RCP2R0101Y001F', '%01$RC01', ['R0101 = 0', 'Y001F = 1']],
    ['%01#RCCR00010001', '%01$RCFF80', ['WR1 = 33023']],
    ['%01#WDD004000040164000000', '%01$WD', ['DT400 = 100', 'DT401 = 0']],
    ['%01#WCSY000A1', '%01$WC', ['Y000A = 1']],
    ['%01#WCP2R00001R00010', '%01$WC', ['R0000 = 1', 'R0001 = 0']],
    ['%01#SDD00000000010500', '%01$SD', ['DT0 = 5', 'DT1 = 5']],
    ['%01#RT', '%01$RT', []],
  ])('of %s, answered %s', (ask, answer, values) => {
    expect(valuesOf(ask, answer)).toEqual(values)
  })
})

describe('answers', () => {
  test('in parts belong to one operation, and have no values', () => {
    for (const first of [part('%01$RD0100'), frame('%01$RD0100&')]) {
      const dialogue = sampled().toServer(frame('%01#RDD0000000001')).toClient(first)
      dialogue.toServer(raw('%01**&\r')).toClient(frame('%01$RD0200'))
      expect(dialogue.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
        'request DT0+2',
        'response DT0+2',
        'request DT0+2',
        'response DT0+2',
      ])
      expect(dialogue.values).toEqual([])
    }
    expect(new Dialogue(mewtocol).toServer(raw('%01**&\r')).heard).toMatchObject([{ function: '?', target: '' }])
  })

  test('that are errors have a status', () => {
    const status = (text: string) =>
      new Dialogue(mewtocol)
        .toServer(frame('%01#RMR'))
        .toClient(frame(text))
        .heard.map((each) => each.status)
    expect([status('%01!63'), status('%01!XX')]).toEqual([
      [0, 0x63],
      [0, 0x1_0000],
    ])
    expect(new Dialogue(mewtocol).toClient(frame('%01!42')).heard).toMatchObject([{ name: 'Answer', status: 0x42 }])
  })

  test('that do not fit what was asked are of what they say', () => {
    const { heard } = new Dialogue(mewtocol).toServer(frame('%01#RT')).toClient(frame('%01$RD0100'))
    expect(heard[1]).toMatchObject({ name: 'Read data', target: '' })
  })

  test('come from the station that was asked; EE is the controller itself', () => {
    const dialogue = new Dialogue(mewtocol)
      .toServer(frame('%01#RT'))
      .toServer(plain('%02#RT'))
      .toServer(plain('%EE#RT'))
    dialogue.toClient(frame('%02$RT')).toClient(frame('%01$RT'))
    expect(dialogue.heard.map(({ module }) => module)).toEqual(['station 1', 'station 2', '', 'station 2', 'station 1'])
  })

  test('to RT say version, mode and error', () => {
    const dialogue = new Dialogue(mewtocol)
    const say = (answer: string) => dialogue.toServer(frame('%EE#RT')).toClient(frame(answer))
    say('%EE$RT2016168100600000')
    say('%EE$RT2016168100600000')
    say('%EE$RT2016168200602D00')
    say('%EE$RT20XX16XX006000')
    say('%EE$RT20XX16XX0060XXXX')
    expect(factsOf(dialogue)).toEqual([
      { vendor: 'Panasonic', 'product-code': '20', firmware: '1.6', mode: 'run' },
      {
        vendor: 'Panasonic',
        'product-code': '20',
        firmware: '1.6',
        mode: 'program, test',
        state: 'self-diagnosis error 45',
      },
      { vendor: 'Panasonic', 'product-code': '20' },
    ])
  })

  test('to EX00RT say the series', () => {
    const dialogue = new Dialogue(mewtocol)
    const say = (answer: string) => dialogue.toServer(frame('%01#EX00RT00')).toClient(frame(answer))
    say('%01$EX00RT0032700016800060000050020410016001604')
    say('%01$EX01RT0032700016800060000050020410016001604')
    say('%01$EX00RT00')
    expect(factsOf(dialogue)).toEqual([{ vendor: 'Panasonic', product: 'FP-X', mode: 'program' }])
    expect(dialogue.observations[0]).toMatchObject({ module: 'station 1' })
  })
})

test('wrong check characters, and a frame without end, are malformed', () => {
  expect(new Dialogue(mewtocol).toServer(raw('%01#RT00\r')).observations).toEqual([
    { kind: 'malformed', reason: 'bad-checksum', offset: 6 },
  ])
  const sink = new ObservingSink()
  mewtocol.dissect(cursorOver(raw('%01#RT')), infoOf('to-server'), mewtocol.newState(), sink)
  expect(sink.observed).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 6 }])
})
