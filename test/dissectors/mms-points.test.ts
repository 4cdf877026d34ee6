import { describe, expect, test } from 'vitest'
import { mms } from '../../dissectors/mms/mms.ts'
import { MAX_MEMBERS } from '../../dissectors/mms/report-entries.ts'
import { element, numberElement, textElement } from '../../fixtures/generate/ber-element.ts'
import { message, read, readAnswer, request, variables, write } from '../../fixtures/generate/mms-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, hex } from '../support/packet.ts'

const TRUE = element(0x83, 1)
const FLOAT = element(0x87, hex('08 3dcccccd'))
const SECRET = textElement(0x8a, 'secret')
const RPT = element(0xa1, textElement(0x80, 'RPT'))
const ID = textElement(0x8a, 'rcb01')
const SET = textElement(0x8a, 'LD0/LLN0$DS')

function report(specification: Bytes, ...values: readonly Bytes[]): Bytes {
  return message(element(0xa3, element(0xa0, specification, element(0xa0, ...values))))
}

function dialogue(): Dialogue {
  const one = new Dialogue(mms)
  one.samples = true
  return one
}

describe('variables', () => {
  test('that are read have the values of the answer', () => {
    const names = [
      'LD0/MMXU1$MX$TotW$mag$f',
      'LD0/XCBR1$ST$Pos$stVal',
      'LD0/LLN0$DC$NamPlt$vendor',
      'LD0/GGIO1$ST$Ind1',
    ]
    const one = dialogue().toServer(read(1, ...names))
    one.toClient(readAnswer(1, FLOAT, element(0x84, 6, 0x40), SECRET, element(0xa2, TRUE)))
    expect(one.values).toEqual(['LD0/MMXU1$MX$TotW$mag$f = 0.1', 'LD0/XCBR1$ST$Pos$stVal = 1'])
  })

  test('that are refused have none, and the others keep theirs', () => {
    const one = dialogue()
      .toServer(read(1, 'LD0/A', 'LD0/B'))
      .toClient(readAnswer(1, numberElement(0x80, 10), TRUE))
    expect(one.values).toEqual(['LD0/B = 1'])
  })

  test('have none when there are more or fewer values than names', () => {
    const one = dialogue()
      .toServer(read(1, 'LD0/A', 'LD0/B'))
      .toClient(readAnswer(1, TRUE))
    expect(one.values).toEqual([])
  })

  test('that are written have what is written', () => {
    const one = dialogue().toServer(write(1, 'LD0/GGIO1$SP$SPCSO1', element(0x85, 42)), write(2, 'LD0/A', SECRET))
    expect(one.values).toEqual(['LD0/GGIO1$SP$SPCSO1 = 42'])
    const list = element(0xa5, element(0xa1, element(0xa0, textElement(0x80, 'LIST'))), element(0xa0, element(0x86, 7)))
    expect(dialogue().toServer(request(3, list)).values).toEqual(['LIST = 7'])
  })

  test('that are reported by name are points', () => {
    const one = dialogue().toClient(report(variables('LD0/A', 'LD0/B'), TRUE, FLOAT))
    expect(one.operations[0]?.points.map(({ name, writes }) => [name, writes])).toEqual([
      ['LD0/A', false],
      ['LD0/B', false],
    ])
    expect(one.values).toEqual(['LD0/A = 1', 'LD0/B = 0.1'])
    expect(dialogue().toClient(report(variables('LastApplError'), TRUE)).operations[0]?.points).toEqual([])
  })
})

describe('commands', () => {
  const ORIGIN = element(0xa2, element(0x85, 3), element(0x89, 0x4d))
  const TIME = element(0x91, hex('65920080 000000 0a'))
  const CHECK = element(0x84, 6, 0xc0)
  const POS = 'LD0/CSWI1$CO$Pos'
  const commanded = (value: Bytes, test = 0, ...rest: Bytes[]) =>
    element(0xa2, value, ORIGIN, element(0x86, 1), TIME, element(0x83, test), ...rest)

  test.each([
    ['a switch that is operated', `${POS}$Oper`, commanded(TRUE, 0, CHECK), '1'],
    ['a switch that is selected with its value', `${POS}$SBOw`, commanded(element(0x83, 0), 0, CHECK), '0'],
    ['what is cancelled', `${POS}$Cancel`, commanded(TRUE), '1'],
    ['a tap changer', 'LD0/ATCC1$CO$TapChg$Oper', commanded(element(0x84, 6, 0x80), 0, CHECK), '2'],
    ['an analogue set-point', 'LD0/GGIO1$CO$AnOut$Oper', commanded(element(0xa2, FLOAT), 0, CHECK), '0.1'],
    ['an integer', 'LD0/GGIO1$CO$IntOut$Oper', commanded(element(0x85, 7), 0, CHECK), '7'],
  ])('have the value of %s', (_, name, structure, value) => {
    const one = dialogue().toServer(write(1, name, structure))
    expect(one.values).toEqual([`${name} = ${value}`])
    expect(one.operations[0]).toMatchObject({ class: 'control', points: [{ name, writes: true }] })
  })

  test.each([
    ['that hold no value', `${POS}$Oper`, element(0xa2)],
    ['whose value is a text', `${POS}$Oper`, commanded(SECRET, 0, CHECK)],
    ['whose value is an empty structure', `${POS}$Oper`, commanded(element(0xa2), 0, CHECK)],
    ['that are no structure', `${POS}$Oper`, SECRET],
    ['to other names', 'LD0/LLN0$SP$Oper', commanded(TRUE, 0, CHECK)],
  ])('%s tell none', (_, name, structure) => {
    const one = dialogue().toServer(write(1, name, structure))
    expect(one.values).toEqual([])
    expect(one.heard).toHaveLength(1)
  })

  test('that are tests are told so, and write nothing', () => {
    const one = dialogue()
    for (const mark of [1, 0, 1]) {
      one.toServer(write(1, `${POS}$Oper`, commanded(TRUE, mark, CHECK)))
      one.toServer(write(2, `${POS}$Cancel`, commanded(TRUE, mark)))
    }
    expect(one.heard.map(({ target }) => target)).toEqual([
      `${POS}$Oper (operate) (test)`,
      `${POS}$Cancel (cancel) (test)`,
      `${POS}$Oper (operate)`,
      `${POS}$Cancel (cancel)`,
      `${POS}$Oper (operate) (test)`,
      `${POS}$Cancel (cancel) (test)`,
    ])
    expect(new Set(one.operations).size).toBe(4)
    expect(one.operations[0]).toMatchObject({ class: 'control', points: [] })
    expect(one.values).toEqual([`${POS}$Oper = 1`, `${POS}$Cancel = 1`])
  })

  test('to several objects are a test only when all of them are', () => {
    const both = (...marks: number[]) => {
      const values = marks.map((mark) => commanded(TRUE, mark, CHECK))
      return request(1, element(0xa5, variables(`${POS}$Oper`, 'LD0/CSWI2$CO$Pos$Oper'), element(0xa0, ...values)))
    }
    const targets = dialogue()
      .toServer(both(1, 1), both(1, 0))
      .heard.map(({ target }) => target.endsWith('(test)'))
    expect(targets).toEqual([true, false])
  })

  test('that the station ends have the value that it reports', () => {
    const one = dialogue().toClient(report(variables(`${POS}$Oper`), commanded(TRUE, 0, CHECK)))
    expect(one.values).toEqual([`${POS}$Oper = 1`])
  })
})

describe('members of a data set that is reported', () => {
  /** Five members, of which the first, the third and the fifth are included. */
  const INCLUSION = element(0x84, 3, 0b1010_1000)

  test('are told by their place in it', () => {
    const options = element(0x84, hex('06 7b c0'))
    const before = [numberElement(0x86, 1), element(0x8c, hex('02f1c4323b52')), SET, TRUE, element(0x89, 1, 2)]
    const values = [...before, numberElement(0x86, 1), numberElement(0x86, 0), TRUE, INCLUSION, TRUE, FLOAT, SECRET]
    const one = dialogue().toClient(report(RPT, ID, options, ...values, element(0x84, 2, 4)))
    expect(one.operations[0]?.points).toEqual([
      { name: 'LD0/LLN0$DS entry ', first: 1, count: 5, type: '', writes: false },
    ])
    expect(one.values).toEqual(['LD0/LLN0$DS entry 1 = 1', 'LD0/LLN0$DS entry 3 = 0.1'])
  })

  test('are told by the report when it does not name the data set', () => {
    const one = dialogue().toClient(report(RPT, ID, element(0x84, hex('06 00 00')), INCLUSION, TRUE, TRUE, TRUE))
    expect(one.values).toEqual(['rcb01 entry 1 = 1', 'rcb01 entry 3 = 1', 'rcb01 entry 5 = 1'])
  })

  test('are told by their references when these are sent along', () => {
    const names = ['LD0/A$ST$x', 'LD0/B$ST$x', 'LD0/C$ST$x'].map((name) => textElement(0x8a, name))
    const one = dialogue().toClient(
      report(RPT, ID, element(0x84, hex('06 0c 00')), SET, INCLUSION, ...names, TRUE, element(0xa2, TRUE), FLOAT),
    )
    expect(one.operations[0]?.points.map(({ name }) => name)).toEqual(['LD0/A$ST$x', 'LD0/B$ST$x', 'LD0/C$ST$x'])
    expect(one.values).toEqual(['LD0/A$ST$x = 1', 'LD0/C$ST$x = 0.1'])
  })

  test.each([
    ['no options', [ID, TRUE]],
    ['options too short', [ID, element(0x84, 6)]],
    ['no inclusion', [ID, element(0x84, hex('06 00 00')), TRUE]],
    ['an empty inclusion', [ID, element(0x84, hex('06 00 00')), element(0x84)]],
    [`more than ${MAX_MEMBERS} members`, [ID, element(0x84, hex('06 00 00')), element(0x84, 0, new Uint8Array(65))]],
    ['a reference that is none', [ID, element(0x84, hex('06 04 00')), INCLUSION, TRUE]],
    ['no values', []],
  ])('are none with %s', (_, values) => {
    const one = dialogue().toClient(report(RPT, ...values))
    expect(one.operations[0]?.points).toEqual([])
    expect(one.values).toEqual([])
  })
})
