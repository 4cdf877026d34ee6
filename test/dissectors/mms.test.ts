import { describe, expect, test } from 'vitest'
import { mms } from '../../dissectors/mms/mms.ts'
import { MAX_HANDLES } from '../../dissectors/mms/mms-state.ts'
import { element, numberElement, textElement } from '../../fixtures/generate/ber-element.ts'
import {
  associate,
  associated,
  CONNECT_CONFIRM,
  CONNECT_REQUEST,
  dataTpdus,
  error,
  INITIATE_REQUEST,
  INITIATE_RESPONSE,
  message,
  named,
  read,
  readAnswer,
  request,
  response,
  sessionData,
  tpkt,
  variables,
  write,
  writeAnswer,
} from '../../fixtures/generate/mms-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex } from '../support/packet.ts'

const TRUE = element(0x83, 1)
/** A read of IEC 61850, octet by octet: RFC 1006, X.224, X.225, X.226, ISO 9506-2. */
const READ_POSITION = hex(`
  0300004302f0800100010061363034020103a02fa02d020107a428a126a0243022a020a11e1a08424159314354524c1a1243
  5357493124535424506f7324737456616c`)

function report(specification: Bytes, ...values: readonly Bytes[]): Bytes {
  return message(element(0xa3, element(0xa0, specification, element(0xa0, ...values))))
}

function heard(dialogue: Dialogue): (string | number)[][] {
  return dialogue.heard.map(({ role, function: code, class: operationClass, target, status }) => [
    role,
    code,
    operationClass,
    target,
    status,
  ])
}

function targetOf(bytes: Bytes): { class: string | undefined; target: string | undefined } {
  const [first] = new Dialogue(mms).toServer(bytes).heard
  return { class: first?.class, target: first?.target }
}

describe('an association', () => {
  test('begins with initiate and ends with conclude', () => {
    const dialogue = new Dialogue(mms).toServer(CONNECT_REQUEST).toClient(CONNECT_CONFIRM)
    dialogue.toServer(associate(INITIATE_REQUEST)).toClient(associated(INITIATE_RESPONSE))
    dialogue.toServer(message(hex('8b 00'))).toClient(message(hex('8c 00')))
    expect(heard(dialogue)).toEqual([
      ['request', 'initiate', 'session', '', 0],
      ['response', 'initiate', 'session', '', 0],
      ['request', 'conclude', 'session', '', 0],
      ['response', 'conclude', 'session', '', 0],
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
  })

  test('is refused by a result of ACSE that is not 0', () => {
    const dialogue = new Dialogue(mms).toClient(associated(element(0xaa), 1))
    expect(heard(dialogue)).toEqual([['response', 'initiate', 'session', '', 1]])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test('ends with a session abort', () => {
    const dialogue = new Dialogue(mms).toServer(dataTpdus(hex('19 03 11 01 03')))
    expect(dialogue.observed('session')).toMatchObject([{ state: 'closed' }])
  })
})

describe('a read', () => {
  test('names the variable, and its answer is the same operation', () => {
    const dialogue = new Dialogue(mms)
    dialogue.toServer(READ_POSITION).toClient(readAnswer(7, TRUE))
    expect(heard(dialogue)).toEqual([
      ['request', '4', 'read', 'BAY1CTRL/CSWI1$ST$Pos$stVal', 0],
      ['response', '4', 'read', 'BAY1CTRL/CSWI1$ST$Pos$stVal', 0],
    ])
    expect(dialogue.operations[1]).toBe(dialogue.operations[0])
  })

  test('has the error of the first variable that was refused, apart from the errors of services', () => {
    const dialogue = new Dialogue(mms)
      .toServer(read(7, 'A/B', 'A/C'))
      .toClient(readAnswer(7, TRUE, numberElement(0x80, 10)))
    expect(dialogue.heard[1]?.status).toBe(0x100 + 10)
  })

  test('of a name of the VMD, and of a named list', () => {
    expect(targetOf(read(1, '$MSG$1$$')).target).toBe('$MSG$1$$')
    const list = element(0xa1, named('BAY1CTRL', 'LLN0$Measured'))
    expect(targetOf(request(1, element(0xa4, element(0x80, 255), element(0xa1, list)))).target).toBe(
      'BAY1CTRL/LLN0$Measured',
    )
  })

  test('of many variables names eight of them', () => {
    const names = Array.from({ length: 12 }, (_, i) => `A/V${i}`)
    expect(targetOf(read(1, ...names)).target).toBe(`${names.slice(0, 8).join(', ')}, …`)
  })

  test('is matched by its invoke id, in any order', () => {
    const dialogue = new Dialogue(mms).toServer(read(1, 'A/B'), read(2, 'A/C'))
    dialogue.toClient(readAnswer(2, TRUE), readAnswer(1, TRUE), readAnswer(1, TRUE))
    expect(dialogue.heard.slice(2).map(({ target }) => target)).toEqual(['A/C', 'A/B', ''])
  })

  test('of both sides over one association is kept apart', () => {
    const dialogue = new Dialogue(mms).toServer(read(1, 'B/Mine')).toClient(read(1, 'A/Theirs'))
    dialogue.toServer(readAnswer(1, TRUE)).toClient(readAnswer(1, TRUE))
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['B/Mine', 'A/Theirs', 'A/Theirs', 'B/Mine'])
  })
})

describe('a write', () => {
  test.each([
    ['CSWI1$CO$Pos$Oper', 'control', 'BAY1/CSWI1$CO$Pos$Oper (operate)'],
    ['CSWI1$CO$Pos$SBOw', 'control', 'BAY1/CSWI1$CO$Pos$SBOw (select with value)'],
    ['CSWI1$CO$Pos$Cancel', 'control', 'BAY1/CSWI1$CO$Pos$Cancel (cancel)'],
    ['CSWI1$CO$Pos$Oper$ctlVal', 'control', 'BAY1/CSWI1$CO$Pos$Oper$ctlVal (operate)'],
    ['MMXU1$SP$LoLim$setMag', 'write', 'BAY1/MMXU1$SP$LoLim$setMag'],
    ['LLN0$SP$SGCB$ActSG', 'configure', 'BAY1/LLN0$SP$SGCB$ActSG'],
    ['PTOC1$SE$StrVal', 'configure', 'BAY1/PTOC1$SE$StrVal'],
    ['XCBR1$CF$Pos$ctlModel', 'configure', 'BAY1/XCBR1$CF$Pos$ctlModel'],
    ['LLN0$GO$gcb01$GoEna', 'configure', 'BAY1/LLN0$GO$gcb01$GoEna'],
    ['LLN0$RP$urcb01$RptEna', 'session', 'BAY1/LLN0$RP$urcb01$RptEna'],
    ['LLN0$RP$urcb01$DatSet', 'configure', 'BAY1/LLN0$RP$urcb01$DatSet'],
    ['Tank_Level', 'write', 'BAY1/Tank_Level'],
  ])('of %s is %s', (item, operationClass, target) => {
    expect(targetOf(write(1, `BAY1/${item}`, TRUE))).toEqual({ class: operationClass, target })
  })

  test('of several variables has the class of the gravest', () => {
    const specification = variables('A/X$ST$Pos', 'A/X$CO$Pos$Oper', 'A/X$CF$Pos')
    expect(targetOf(request(1, element(0xa5, specification, element(0xa0, TRUE)))).class).toBe('configure')
  })

  test('with another value is the same operation', () => {
    const dialogue = new Dialogue(mms).toServer(write(1, 'A/X', TRUE), write(2, 'A/X', element(0x85, 7)))
    expect(dialogue.operations[1]).toBe(dialogue.operations[0])
  })

  test('that is denied has the error of data access', () => {
    const dialogue = new Dialogue(mms).toServer(write(1, 'A/X', TRUE)).toClient(writeAnswer(1, 3))
    expect(dialogue.heard[1]?.status).toBe(0x103)
  })
})

test('a read of SBO is the service Select (IEC 61850-8-1, 20.5); a read of the object is a read', () => {
  expect(targetOf(read(1, 'A/CSWI1$CO$Pos$SBO'))).toEqual({ class: 'control', target: 'A/CSWI1$CO$Pos$SBO (select)' })
  expect(targetOf(read(1, 'A/CSWI1$CO$Pos')).class).toBe('read')
})

describe('other services', () => {
  test.each([
    [26, element(0xba, textElement(0x80, 'App'), element(0x82, 0)), '26', 'download', 'App'],
    [27, textElement(0x9b, 'App'), '27', 'download', 'App'],
    [29, textElement(0x9d, 'App'), '29', 'upload', 'App'],
    [40, element(0xbf28, textElement(0x80, 'PI')), '40', 'mode', 'PI'],
    [41, element(0xbf29, textElement(0x80, 'PI')), '41', 'mode', 'PI'],
    [76, element(0xbf4c, textElement(0x19, 'x.log')), '76', 'file', 'x.log'],
    [73, element(0x9f49, 5), '73', 'file', 'file 5'],
    [36, textElement(0xbf24, ''), '36', 'download', ''],
    [20, element(0xb4, element(0xa0, textElement(0x80, 'Semaphore'))), '20', 'session', 'Semaphore'],
  ])('%i', (_, service, code, operationClass, target) => {
    expect(heard(new Dialogue(mms).toServer(request(1, service)))).toEqual([
      ['request', code, operationClass, target, 0],
    ])
  })

  test('that no standard has are unknown, and told', () => {
    const dialogue = new Dialogue(mms).toServer(request(1, element(0xbf5f, TRUE)))
    expect(dialogue.heard[0]).toMatchObject({ function: '95', name: 'Service 95', class: 'unknown' })
    expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unknown-function', code: 95 }])
  })

  test('a file is named in what reads it after it was opened', () => {
    const dialogue = new Dialogue(mms).toServer(
      request(1, element(0xbf48, element(0xa0, textElement(0x19, 'fault.cfg')))),
    )
    dialogue.toClient(response(1, element(0xbf48, numberElement(0x80, 4))))
    dialogue.toServer(request(2, element(0x9f49, 4)), request(3, element(0x9f4a, 4)))
    expect(dialogue.heard.slice(2).map(({ function: code, target }) => [code, target])).toEqual([
      ['73', 'fault.cfg'],
      ['74', 'fault.cfg'],
    ])
  })

  test('of more open files than the limit the oldest is forgotten', () => {
    const dialogue = new Dialogue(mms)
    for (let id = 0; id <= MAX_HANDLES; id++) {
      const name = element(0xa0, textElement(0x19, `fault${id}`))
      dialogue
        .toServer(request(id, element(0xbf48, name)))
        .toClient(response(id, element(0xbf48, numberElement(0x80, id))))
    }
    dialogue.toServer(request(98, element(0x9f49, 0)), request(99, element(0x9f49, 1)))
    expect(dialogue.heard.slice(-2).map(({ target }) => target)).toEqual(['file 0', 'fault1'])
  })

  test('an error and a rejection answer their request', () => {
    const dialogue = new Dialogue(mms).toServer(read(1, 'A/B'), read(2, 'A/C'))
    dialogue.toClient(error(1, 7, 2)).toClient(message(element(0xa4, numberElement(0x80, 2), numberElement(0x81, 4))))
    expect(dialogue.heard.slice(2).map(({ target, status }) => [target, status])).toEqual([
      ['A/B', 0x200 + 0x702],
      ['A/C', 0x2000 + 0x104],
    ])
  })
})

describe('a report', () => {
  const rpt = element(0xa1, textElement(0x80, 'RPT'))
  const id = textElement(0x8a, 'rcb01')

  test('is named by its id and the data set that it sends along', () => {
    const values = [
      id,
      element(0x84, hex('06 68 00')),
      element(0x86, 1),
      element(0x8c, hex('02f1c4323b52')),
      textElement(0x8a, 'LD0/LLN0$DS'),
    ]
    const dialogue = new Dialogue(mms).toClient(report(rpt, ...values, TRUE), report(rpt, ...values, TRUE))
    expect(heard(dialogue)).toEqual(Array(2).fill(['event', 'report', 'publish', 'rcb01 LD0/LLN0$DS', 0]))
    expect(dialogue.observed('identity')).toMatchObject([
      { facts: { 'publication-id': 'rcb01', dataset: 'LD0/LLN0$DS' } },
    ])
  })

  test('without the data set is named by its id', () => {
    const dialogue = new Dialogue(mms).toClient(report(rpt, id, element(0x84, hex('06 00 00')), TRUE))
    expect(dialogue.heard[0]?.target).toBe('rcb01')
  })

  test('with LastApplError is an alarm: a command was refused', () => {
    const dialogue = new Dialogue(mms).toClient(report(variables('LastApplError'), TRUE))
    expect(dialogue.heard[0]).toMatchObject({ function: 'report', class: 'alarm', target: 'LastApplError' })
  })
})

describe('the layers below', () => {
  test('fragments of a TSDU are one message, and a gap ends what was begun', () => {
    const whole = dataTpdus(
      sessionData(element(0xa0, numberElement(2, 1), element(0xa4, element(0xa1, variables('A/B'))))),
      16,
    )
    expect(new Dialogue(mms).toServer(whole).heard).toHaveLength(1)
  })

  test('a TSDU beyond the limit is told, and the next one is read', () => {
    const dialogue = new Dialogue(mms)
    const part = tpkt(bytesOf(2, 0xf0, 0, new Uint8Array(60_000)))
    dialogue.toServer(part, part, part, tpkt(hex('02 f0 80 00')), read(1, 'A/B'))
    expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unsupported', code: 0 }])
    expect(dialogue.heard).toHaveLength(1)
  })

  test('MMS right on the transport is read too', () => {
    const dialogue = new Dialogue(mms).toServer(dataTpdus(element(0xa0, numberElement(2, 1), element(0x82))))
    expect(dialogue.heard).toMatchObject([{ function: '2' }])
  })
})

describe('malformed messages', () => {
  test.each([
    ['a transport header beyond its packet', tpkt(hex('40 f0 80')), 'truncated'],
    ['a PDU beyond what holds it', dataTpdus(sessionData(hex('a0 20 02 01 01'))), 'bad-length'],
    ['a request without a service', message(element(0xa0, numberElement(2, 1))), 'bad-value'],
    ['a session of no known kind', dataTpdus(hex('77 00')), 'bad-value'],
    ['a session connect beyond its TSDU', dataTpdus(hex('0d 20 05 02 13 00')), 'bad-length'],
    ['a PDU of no known kind', message(element(0xaf)), 'bad-value'],
  ])('%s', (_, bytes, reason) => {
    const dialogue = new Dialogue(mms).toServer(bytes)
    expect(dialogue.observed('malformed').map((each) => each.reason)).toEqual([reason])
    expect(dialogue.heard).toEqual([])
  })

  test('an answer to another service than was asked is an answer of its own service', () => {
    const dialogue = new Dialogue(mms).toServer(read(1, 'A/B')).toClient(writeAnswer(1))
    expect(heard(dialogue)[1]).toEqual(['response', '5', 'write', '', 0])
  })
})

test('the variables that are read or written are points', () => {
  const points = (bytes: Bytes) => new Dialogue(mms).toServer(bytes).operations[0]?.points
  const point = { name: 'BAY1CTRL/CSWI1$ST$Pos$stVal', first: -1, count: 1, type: '' }
  expect(points(READ_POSITION)).toEqual([{ ...point, writes: false }])
  expect(points(message(hex('8b 00')))).toEqual([])
})
