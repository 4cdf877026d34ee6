import { describe, expect, test } from 'vitest'
import { MAX_SAID } from '../../dissectors/iec104/asdu-state.ts'
import { MAX_REPORTS } from '../../dissectors/iec104/asdu-target.ts'
import { iec104 } from '../../dissectors/iec104/iec104.ts'
import {
  type Asdu,
  asdu,
  CAUSE,
  Iec104Side,
  ioa,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  TESTFR_ACT,
  TESTFR_CON,
} from '../../fixtures/generate/iec104-apdu.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex } from '../support/packet.ts'

/** One information message, numbered 0. */
function information(of: Asdu, ...objects: (string | number[])[]): Uint8Array {
  return new Iec104Side().information(asdu(of, ...objects))
}

const FLOAT = information({ type: 13, cause: CAUSE.spontaneous }, ioa(700), '0000803f00')
const SUPERVISORY = hex('68 04 01 00 02 00')

describe('identifying', () => {
  test.each([
    ['STARTDT act', STARTDT_ACT],
    ['a supervisory message', SUPERVISORY],
    ['a measured value', FLOAT],
    ['a range of points', information({ type: 1, cause: 20, structure: 0x83 }, ioa(1), '000101')],
    ['a file segment', information({ type: 125, cause: CAUSE.file }, ioa(1), '0200 01 02 0102')],
    ['an authentication challenge', information({ type: 81, cause: 14 }, '01000000 0100')],
    ['statistics of security', information({ type: 41, cause: CAUSE.spontaneous }, ioa(1), '00')],
  ])('%s is IEC 104, and every shorter part needs more', (_, bytes) => {
    expect(iec104.probe(cursorOver(bytes), 'to-server')).toBe('yes')
    for (let length = 0; length < bytes.length; length++) {
      expect(iec104.probe(cursorOver(bytes, 0, length), 'to-server')).toBe('need-more')
    }
  })

  test.each([
    ['another start', '69'],
    ['a length below 4', '68 03'],
    ['a length above 253', '68 fe'],
    ['two functions at once', '68 04 0f 00 00 00'],
    ['an unnumbered function with a number', '68 04 07 00 02 00'],
    ['a supervisory message with another second octet', '68 04 01 02 00 00'],
    ['a long supervisory message', '68 05 01'],
    ['a short information message', '68 04 00'],
    ['an odd receive number', '68 0e 00 00 01'],
    ['something else behind it', '68 04 07 00 00 00 67'],
  ])('%s is not', (_, text) => {
    expect(iec104.probe(cursorOver(hex(text)), 'to-server')).toBe('no')
  })

  test.each([
    ['a reserved type', information({ type: 22, cause: 3 }, ioa(1), '00')],
    ['cause 0', information({ type: 1, cause: 0 }, ioa(1), '00')],
    ['station 0', information({ type: 1, cause: 3, station: 0 }, ioa(1), '00')],
    ['objects that do not fit', information({ type: 1, cause: 3 }, ioa(1), '0000')],
    ['no objects', information({ type: 1, cause: 3, structure: 0 })],
    ['a challenge with the cause of a value', information({ type: 81, cause: 3 }, '01000000 0100')],
    ['no room for a common address', new Iec104Side().information(hex('01 01 03'))],
  ])('of %s the next message decides', (_, bytes) => {
    expect(iec104.probe(cursorOver(bytes), 'to-client')).toBe('need-more')
    expect(iec104.probe(cursorOver(bytesOf(bytes, FLOAT)), 'to-client')).toBe('yes')
    expect(iec104.directionOf(cursorOver(bytes))).toBeUndefined()
  })

  test.each([
    [STARTDT_ACT, 'to-server'],
    [STARTDT_CON, 'to-client'],
    [STOPDT_ACT, 'to-server'],
    [STOPDT_CON, 'to-client'],
    [TESTFR_ACT, undefined],
    [SUPERVISORY, undefined],
    [FLOAT, 'to-client'],
    [information({ type: 45, cause: CAUSE.act }, ioa(1), '01'), 'to-server'],
    [information({ type: 45, cause: CAUSE.deact }, ioa(1), '01'), 'to-server'],
    [information({ type: 45, cause: CAUSE.con }, ioa(1), '01'), 'to-client'],
    [information({ type: 45, cause: 0x40 | 47 }, ioa(1), '01'), 'to-client'],
    [information({ type: 102, cause: CAUSE.request }, ioa(1)), 'to-server'],
    [information({ type: 103, cause: CAUSE.spontaneous }, ioa(0), '00000000000000'), undefined],
    [information({ type: 122, cause: CAUSE.file }, ioa(1), '02000001'), undefined],
    [hex('68 04 0f 00 00 00'), undefined],
    [hex('68 04 07'), undefined],
  ])('%s goes %s', (bytes, direction) => {
    expect(iec104.directionOf(cursorOver(bytes))).toBe(direction)
  })
})

describe('commands', () => {
  test('select, execute, confirmation and termination have the words of the trade', () => {
    const [client, station] = [new Iec104Side(), new Iec104Side()]
    const dialogue = new Dialogue(iec104)
    for (const octet of ['81', '01']) {
      dialogue.toServer(client.information(asdu({ type: 45, cause: CAUSE.act }, ioa(4500), octet)))
      dialogue.toClient(station.information(asdu({ type: 45, cause: CAUSE.con }, ioa(4500), octet)))
    }
    dialogue.toClient(station.information(asdu({ type: 45, cause: CAUSE.term }, ioa(4500), '01')))
    expect(
      dialogue.heard.map(({ role, class: operationClass, target }) => `${role} ${operationClass} ${target}`),
    ).toEqual([
      'request control station 3 ioa 4500 select on',
      'response control station 3 ioa 4500 select on',
      'request control station 3 ioa 4500 execute on',
      'response control station 3 ioa 4500 execute on',
      'event control station 3 ioa 4500 execute on',
    ])
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test.each([
    [CAUSE.con | 0x40, 71],
    [CAUSE.unknownType, 44],
    [CAUSE.unknownObject | 0x40, 111],
    [CAUSE.con, 0],
  ])('cause %i of an answer is status %i', (cause, status) => {
    const dialogue = new Dialogue(iec104).toClient(information({ type: 45, cause }, ioa(1), '01'))
    expect(dialogue.heard).toMatchObject([{ role: 'response', function: '45', status }])
  })

  test('a set point has no value in its target', () => {
    const client = new Iec104Side()
    const dialogue = new Dialogue(iec104)
    for (const value of ['0000803f', '00000040']) {
      dialogue.toServer(client.information(asdu({ type: 50, cause: CAUSE.act }, ioa(9), value, '00')))
    }
    expect(new Set(dialogue.operations).size).toBe(1)
    expect(dialogue.heard[0]).toMatchObject({
      target: 'station 3 ioa 9 execute',
      name: 'C_SE_NC_1 set-point command, short floating point',
    })
  })

  test('a freeze of counters writes, reading them reads', () => {
    const client = new Iec104Side()
    const dialogue = new Dialogue(iec104)
    for (const qualifier of [0x05, 0x45])
      dialogue.toServer(client.information(asdu({ type: 101, cause: CAUSE.act }, ioa(0), [qualifier])))
    expect(dialogue.heard.map(({ class: operationClass }) => operationClass)).toEqual(['read', 'write'])
  })

  test('a command to all stations belongs to no single one', () => {
    const dialogue = new Dialogue(iec104).toServer(
      information({ type: 103, cause: CAUSE.act, station: 0xffff }, ioa(0), '00000000000000'),
    )
    expect(dialogue.heard).toMatchObject([{ module: '', target: 'all stations', class: 'time' }])
    expect(dialogue.observed('identity')).toEqual([])
  })
})

describe('the connection', () => {
  test('a confirmation answers the activation of the other side', () => {
    const dialogue = new Dialogue(iec104).toClient(TESTFR_ACT).toServer(TESTFR_CON).toServer(TESTFR_CON)
    expect(dialogue.heard.map(({ role, function: code, target }) => `${role} ${code} ${target}`)).toEqual([
      'request u 0x43 from the controlled station',
      'response u 0x43 from the controlled station',
      'response u 0x83 ',
    ])
  })

  test('a number left out breaks the protection against loss, a number after 32767 is 0', () => {
    const station = new Iec104Side()
    station.sent = 0x7fff
    const dialogue = new Dialogue(iec104)
    const say = () => dialogue.toClient(station.information(asdu({ type: 1, cause: CAUSE.spontaneous }, ioa(1), '00')))
    say()
    station.sent = 0
    say()
    expect(dialogue.observed('malformed')).toEqual([])
    station.sent++
    say()
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'bad-value', offset: 2 }])
    expect(dialogue.heard.length).toBe(3)
  })

  test('each direction has its own numbers', () => {
    const dialogue = new Dialogue(iec104)
      .toClient(FLOAT)
      .toServer(information({ type: 100, cause: CAUSE.act }, ioa(0), [20]))
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('a control field that is cut is no message', () => {
    const said: string[] = []
    const sink = {
      operation: () => {},
      observe: ({ kind }: { kind: string }) => {
        said.push(kind)
      },
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, direction: 'to-client', afterGap: false, sourceMac: 0, targetMac: 0 } as const
    iec104.dissect(cursorOver(hex('68 04 07')), info, iec104.newState(), sink)
    expect(said).toEqual(['malformed'])
  })
})

describe('limits', () => {
  test('reports beyond the limit are counted by station, and commands are still told apart', () => {
    const station = new Iec104Side()
    const dialogue = new Dialogue(iec104)
    for (let address = 1; address <= MAX_REPORTS + 10; address++) {
      dialogue.toClient(station.information(asdu({ type: 1, cause: CAUSE.spontaneous }, ioa(address), '00')))
    }
    dialogue.toServer(information({ type: 45, cause: CAUSE.act }, ioa(9), '01'))
    const targets = dialogue.heard.map(({ target }) => target)
    expect(targets.filter((target) => target === 'station 3').length).toBe(10)
    expect(targets.at(-1)).toBe('station 3 ioa 9 execute on')
  })

  test('stations beyond the limit may be said again', () => {
    const station = new Iec104Side()
    const dialogue = new Dialogue(iec104)
    for (const number of [...Array.from({ length: MAX_SAID + 1 }, (_, i) => i + 1), 1]) {
      dialogue.toClient(station.information(asdu({ type: 1, cause: CAUSE.spontaneous, station: number }, ioa(1), '00')))
    }
    expect(dialogue.observed('identity').length).toBe(MAX_SAID + 2)
  })
})

describe('points', () => {
  const runs = (dialogue: Dialogue) => dialogue.operations[0]?.points.map(({ first, count }) => [first, count])

  test.each([
    ['a sequence', information({ type: 1, cause: 20, structure: 0x83 }, ioa(7), '000101'), [[7, 3]]],
    [
      'objects with their addresses',
      information({ type: 1, cause: 3, structure: 4 }, ioa(9), '00', ioa(7), '01', ioa(8), '00', ioa(70), '01'),
      [
        [7, 3],
        [70, 1],
      ],
    ],
    [
      'a sequence of more points than are told apart',
      information({ type: 1, cause: 20, structure: 0x80 | 100 }, ioa(1), '00'.repeat(100)),
      [
        [1, 64],
        [65, 36],
      ],
    ],
    ['a command', information({ type: 45, cause: CAUSE.act }, ioa(5), '01'), [[5, 1]]],
    ['a command that is taken back', information({ type: 45, cause: 8 }, ioa(5), '01'), []],
    ['an interrogation', information({ type: 100, cause: CAUSE.act }, ioa(0), '14'), []],
  ])('of %s', (_, bytes, expected) => {
    expect(runs(new Dialogue(iec104).toClient(bytes))).toEqual(expected)
  })

  test.each([
    ['single-point information', 1, '11', '1'],
    ['double-point information', 3, '02', '2'],
    ['step position information', 5, '7f00', '-1'],
    ['bitstring of 32 bit', 7, '0200008000', '0x80000002'],
    ['measured value, normalized', 9, '00c000', '-0.5'],
    ['measured value, scaled', 11, 'feff00', '-2'],
    ['measured value, short floating point', 13, 'cdcccc3d00', '0.1'],
    ['integrated totals', 15, '0a00000000', '10'],
    ['measured value, short floating point', 36, '0000803f00 00000000000000', '1'],
  ])('of %s, type %i, the value is read', (type, id, element, value) => {
    const dialogue = new Dialogue(iec104)
    dialogue.samples = true
    dialogue.toClient(information({ type: id, cause: CAUSE.spontaneous }, ioa(700), element))
    expect(dialogue.values).toEqual([`ioa 700 = ${value}`])
    expect(dialogue.operations[0]?.points[0]).toMatchObject({ type, writes: false })
  })

  test.each([
    [1, '81'],
    [3, '82'],
    [5, '7f80'],
    [7, '0200008080'],
    [9, '00c080'],
    [12, 'feff80 000000'],
    [13, 'cdcccc3d80'],
    [15, '0a00000080'],
    [30, '81 00000000000000'],
    [36, '0000803f80 00000000000000'],
  ])('of type %i there is no value when its quality says that it is invalid', (id, element) => {
    const dialogue = new Dialogue(iec104)
    dialogue.samples = true
    dialogue.toClient(information({ type: id, cause: CAUSE.spontaneous }, ioa(700), element))
    expect(dialogue.values).toEqual([])
    expect(dialogue.operations).toHaveLength(1)
  })

  test('a command gives a value when it is confirmed, not when it is asked for, refused, selected or a test', () => {
    const dialogue = new Dialogue(iec104)
    dialogue.samples = true
    const command = (cause: number, octet: string) => information({ type: 45, cause }, ioa(5), octet)
    dialogue.toServer(command(CAUSE.act, '01')).toClient(command(7 | 0x40, '01'), command(7, '81'))
    dialogue.toClient(command(7 | 0x80, '01'))
    expect(dialogue.values).toEqual([])
    dialogue.toClient(command(7, '01'))
    expect(dialogue.values).toEqual(['ioa 5 = 1'])
    expect(dialogue.operations.at(-1)?.points[0]).toMatchObject({ type: 'single command', writes: true })
  })
})
