import { describe, expect, test } from 'vitest'
import { MAX_ASSOCIATIONS } from '../../dissectors/dnp3/association.ts'
import { blockChecksum } from '../../dissectors/dnp3/block-checksum.ts'
import { dnp3 } from '../../dissectors/dnp3/dnp3.ts'
import { MAX_FRAGMENT } from '../../dissectors/dnp3/reassembly.ts'
import { MAX_POLLS } from '../../dissectors/dnp3/recent-polls.ts'
import { MAX_REPORTS } from '../../dissectors/dnp3/response.ts'
import { MAX_HEADERS, MAX_INDEXES } from '../../dissectors/dnp3/target-text.ts'
import { Dnp3Pair, FROM_MASTER, FROM_OUTSTATION, frame, frames } from '../../fixtures/generate/dnp3-frame.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex, u16le, u32le } from '../support/packet.ts'

/** A reset of the link, from the standard's own example of a header: start, length 5, control C0. */
const RESET = hex('05 64 05 c0 01 00 00 04 e9 21')

describe('identifying', () => {
  test('a header with a right checksum is DNP3, and its direction bit tells who is the master', () => {
    expect(dnp3.probe(cursorOver(RESET), 'to-client')).toBe('yes')
    expect(dnp3.directionOf(cursorOver(RESET))).toBe('to-server')
    expect(dnp3.directionOf(cursorOver(frame(FROM_OUTSTATION, 1, 4)))).toBe('to-client')
  })

  test('a header with a wrong checksum, another start or a length below 5 is not', () => {
    const wrong = [...RESET]
    wrong[9] = 0
    expect(dnp3.probe(cursorOver(Uint8Array.from(wrong)), 'to-server')).toBe('no')
    expect(dnp3.directionOf(cursorOver(Uint8Array.from(wrong)))).toBeUndefined()
    expect(dnp3.probe(cursorOver(hex('05 65')), 'to-server')).toBe('no')
    expect(dnp3.probe(cursorOver(hex('06')), 'to-server')).toBe('no')
    expect(dnp3.probe(cursorOver(hex('05 64 04')), 'to-server')).toBe('no')
  })

  test('it needs more as long as the bytes fit, and no direction is told before', () => {
    for (let length = 0; length < RESET.length; length++) {
      expect(dnp3.probe(cursorOver(RESET, 0, length), 'to-server')).toBe('need-more')
      expect(dnp3.directionOf(cursorOver(RESET, 0, length))).toBeUndefined()
    }
  })

  test('a frame is 10 octets, and each 16 of user data bring two of checksum', () => {
    const length = (userData: number) =>
      dnp3.messageLength(cursorOver(hex(`05 64 ${(5 + userData).toString(16).padStart(2, '0')}`)))
    expect([length(0), length(1), length(16), length(17), length(250)]).toEqual([10, 13, 28, 31, 292])
  })

  test('the checksum of "123456789" is the one of the catalogue, EA82', () => {
    const digits = cursorOver(Uint8Array.from('123456789', (digit) => digit.charCodeAt(0)))
    expect(blockChecksum(digits.view, 0, 9)).toBe(0xea82)
  })
})

describe('requests and responses', () => {
  test('a response belongs to the request of the same sequence number, a repeated one too', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3).toServer(rtu.ask(1, '1e 02 00 00 09'))
    const answer = rtu.answer()
    dialogue.toClient(answer, answer)
    expect(dialogue.heard.map(({ role, function: code, target }) => [role, code, target])).toEqual([
      ['request', '1', 'outstation 4 g30v2 0-9'],
      ['response', '1', 'outstation 4 g30v2 0-9'],
      ['response', '1', 'outstation 4 g30v2 0-9'],
    ])
  })

  test('a response of another sequence number is a response to nothing that was seen', () => {
    const dialogue = new Dialogue(dnp3).toServer(new Dnp3Pair(1, 4).ask(1, '3c 01 06'))
    dialogue.toClient(bytesOf(...frames(FROM_OUTSTATION, 1, 4, hex('c9 81 00 00 1e 02 00 00 00 01 00 00'))))
    expect(dialogue.heard[1]).toMatchObject({
      role: 'response',
      function: '129',
      class: 'read',
      target: 'outstation 4',
    })
  })

  test.each([
    ['0c 01 17 01 03 03 01 00000000 00000000 00', 'control'],
    ['46 04 5b 01 0d00 07000000 00000000 0000 0000 00', 'file'],
    ['78 01 5b 01 0000', 'authenticate'],
    ['34 02 07 01 0000', 'time'],
    ['00 fa 00 00 00 01 01 41', 'discover'],
    ['', 'session'],
  ])('a response to nothing that was seen tells its class by its objects: %s is %s', (objects, operationClass) => {
    const response = bytesOf(...frames(FROM_OUTSTATION, 1, 4, bytesOf(hex('c0 81 00 00'), hex(objects))))
    expect(new Dialogue(dnp3).toClient(response).heard).toMatchObject([
      { role: 'response', function: '129', class: operationClass },
    ])
  })

  test('both stations of a line have their own requests, though the sequence numbers are alike', () => {
    const [one, two] = [new Dnp3Pair(1, 4), new Dnp3Pair(1, 5)]
    const dialogue = new Dialogue(dnp3).toServer(one.ask(13), two.ask(14))
    dialogue.toClient(two.answer(), one.answer())
    expect(dialogue.heard.map(({ function: code, module }) => `${code} ${module}`)).toEqual([
      '13 outstation 4',
      '14 outstation 5',
      '14 outstation 5',
      '13 outstation 4',
    ])
  })

  test('the error bits of the second octet of indications are the status, and the others a state', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3).toServer(rtu.ask(1, '3c 01 06')).toClient(rtu.answer('', 0x0590))
    expect(dialogue.heard[1]?.status).toBe(0x105)
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toContainEqual({ state: 'restarted, needs time' })
  })

  test('the first status that a control did not succeed with is the status of its response', () => {
    const rtu = new Dnp3Pair(1, 4)
    const two = (status: number) => bytesOf(hex('0c 01 28 02 00'), point(3, 0), point(4, status))
    const dialogue = new Dialogue(dnp3).toServer(rtu.ask(4, two(0))).toClient(rtu.answer(two(7)))
    expect(dialogue.heard).toMatchObject([
      { class: 'control', target: 'outstation 4 g12v1 3 latch on 4 latch on', status: 0 },
      { class: 'control', target: 'outstation 4 g12v1 3 latch on 4 latch on', status: 7 },
    ])
  })

  test('the value of a set point is not in the target, so that cyclic set points are one operation', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
    for (const value of [1, 2, 3]) dialogue.toServer(rtu.ask(5, bytesOf(hex('29 02 17 01 09'), u16le(value), 0)))
    expect(new Set(dialogue.operations).size).toBe(1)
    expect(dialogue.heard[0]?.target).toBe('outstation 4 g41v2 9')
  })

  test('setting the clock is class time, and makes the master a time source', () => {
    const dialogue = new Dialogue(dnp3).toServer(new Dnp3Pair(3, 4).ask(2, '32 01 07 01 00 68 e5 cf 9b 01'))
    expect(dialogue.heard[0]?.class).toBe('time')
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toContainEqual({ 'time-source': 'DNP3 master 3' })
  })

  test('the user of a file authentication is said, and its password is not', () => {
    const [user, secret] = ['operator', 'hunter22'].map((text) => [...text].map((letter) => letter.charCodeAt(0))) as [
      number[],
      number[],
    ]
    const object = bytesOf(u16le(12), u16le(8), u16le(20), u16le(8), u32le(0), user, secret)
    const dialogue = new Dialogue(dnp3).toServer(
      new Dnp3Pair(1, 4).ask(29, bytesOf(70, 2, 0x5b, 1, u16le(object.length), object)),
    )
    expect(dialogue.observed('session')).toMatchObject([{ user: 'operator' }])
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('hunter22')
  })

  test('a cyclic poll is one operation object', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
    for (let i = 0; i < 20; i++) dialogue.toServer(rtu.ask(1, '3c 02 06 3c 03 06')).toClient(rtu.answer())
    expect(dialogue.heard.length).toBe(40)
    expect(new Set(dialogue.operations).size).toBe(1)
  })
})

describe('the layers below', () => {
  test('a fragment of three segments is one message', () => {
    const [first, second, third] = frames(
      FROM_OUTSTATION,
      1,
      4,
      bytesOf(hex('c0 81 00 00 1e 02 00 00 c7'), new Uint8Array(600)),
    )
    const dialogue = new Dialogue(dnp3).toClient(first as Uint8Array, second as Uint8Array)
    expect(dialogue.heard).toEqual([])
    expect(dialogue.toClient(third as Uint8Array).heard).toMatchObject([{ role: 'response', function: '129' }])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('a segment out of order costs its fragment alone', () => {
    const [first, , third] = frames(
      FROM_OUTSTATION,
      1,
      4,
      bytesOf(hex('c0 81 00 00 1e 02 00 00 c7'), new Uint8Array(600)),
    )
    const dialogue = new Dialogue(dnp3).toClient(
      first as Uint8Array,
      third as Uint8Array,
      new Dnp3Pair(1, 4).report('', 0),
    )
    expect(dialogue.heard.map(({ function: code }) => code)).toEqual(['130'])
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  })

  test('a wrong checksum of a block costs its frame, and says where', () => {
    const bytes = new Dnp3Pair(1, 4).ask(1, '3c 01 06')
    bytes[12] = 0xff
    const dialogue = new Dialogue(dnp3).toServer(bytes)
    expect(dialogue.heard).toEqual([])
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'bad-checksum', offset: 16 }])
  })

  test('more octets than a frame can have are none, and are survived', () => {
    const said: string[] = []
    const sink = {
      operation: () => {},
      observe: ({ kind }: { kind: string }) => said.push(kind),
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
    dnp3.dissect(cursorOver(frame(FROM_MASTER | 4, 4, 1, new Uint8Array(400))), info, dnp3.newState(), sink)
    expect(said).toEqual(['malformed'])
  })

  test('a link request of the outstation is told from one of the master', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
      .toServer(rtu.link(0xc9))
      .toClient(rtu.link(0x0b))
      .toClient(rtu.link(0x49))
      .toServer(rtu.link(0x8b))
    expect(dialogue.heard.map(({ role, function: code, target }) => `${role} ${code} ${target}`)).toEqual([
      'request link 9 outstation 4',
      'response link 9 outstation 4',
      'request link 9 from outstation 4',
      'response link 9 from outstation 4',
    ])
  })

  test('a broadcast is no outstation', () => {
    const dialogue = new Dialogue(dnp3).toServer(new Dnp3Pair(1, 0xffff).ask(21, '3c 02 06'))
    expect(dialogue.heard).toMatchObject([{ module: '', target: 'all outstations g60v2 (class 1)' }])
  })
})

describe('limits', () => {
  test('a fragment longer than the limit is given up', () => {
    const all = frames(FROM_OUTSTATION, 1, 4, bytesOf(hex('c0 81 00 00'), new Uint8Array(MAX_FRAGMENT)))
    const dialogue = new Dialogue(dnp3).toClient(...all)
    expect(dialogue.heard).toEqual([])
    expect(dialogue.observed('malformed').length).toBeGreaterThan(0)
  })

  test('the oldest association is forgotten, and its station said again', () => {
    const dialogue = new Dialogue(dnp3)
    for (let outstation = 0; outstation <= MAX_ASSOCIATIONS; outstation++)
      dialogue.toServer(new Dnp3Pair(1, outstation).ask(13))
    dialogue.toServer(new Dnp3Pair(1, MAX_ASSOCIATIONS).ask(13))
    expect(dialogue.observed('identity').length).toBe(MAX_ASSOCIATIONS + 1)
    dialogue.toServer(new Dnp3Pair(1, 0).ask(13))
    expect(dialogue.observed('identity').length).toBe(MAX_ASSOCIATIONS + 2)
  })

  test('more polls than are remembered are still told apart', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < MAX_POLLS * 4; index++)
        dialogue.toServer(rtu.ask(1, bytesOf(hex('1e 02 00'), index, index)))
    }
    expect(new Set(dialogue.heard.map(({ target }) => target)).size).toBe(MAX_POLLS * 4)
    expect(new Set(dialogue.operations).size).toBe(MAX_POLLS * 4)
  })

  test('a target names so many headers and so many points, and says that there are more', () => {
    const headers = Array.from({ length: MAX_HEADERS + 2 }, (_, group) => [group + 1, 0, 6]).flat()
    const points = bytesOf(
      hex('1e 00 17'),
      MAX_INDEXES + 2,
      Array.from({ length: MAX_INDEXES + 2 }, (_, index) => index),
    )
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3).toServer(rtu.ask(1, bytesOf(headers)), rtu.ask(1, points))
    expect(dialogue.heard.map(({ target }) => target)).toEqual([
      'outstation 4 g1v0, g2v0, g3v0, g4v0, g5v0, g6v0, g7v0, g8v0, …',
      'outstation 4 g30v0 0 1 2 3 4 5 6 7 …',
    ])
  })

  test('reports of more kinds than are told apart are counted together', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
    for (let kind = 0; kind < MAX_REPORTS + 5; kind++)
      dialogue.toClient(rtu.report(`6e ${kind.toString(16).padStart(2, '0')} 06`, 0))
    const targets = dialogue.heard.map(({ target }) => target)
    expect(new Set(targets).size).toBe(MAX_REPORTS + 1)
    expect(targets.filter((target) => target === 'outstation 4').length).toBe(5)
  })

  test('an unsolicited report of many kinds names the first', () => {
    const kinds = Array.from({ length: MAX_HEADERS + 2 }, () => '02 01 06').join(' ')
    const [report] = new Dialogue(dnp3).toClient(new Dnp3Pair(1, 4).report(kinds, 0)).heard
    expect(report?.target).toBe('outstation 4 g2v1, g2v1, g2v1, g2v1, g2v1, g2v1, g2v1, g2v1, …')
  })
})

test('a master that sends a response contradicts its direction bit', () => {
  const dialogue = new Dialogue(dnp3).toServer(bytesOf(...frames(FROM_MASTER, 4, 1, hex('c0 81 00 00'))))
  expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'bad-value', offset: 3 }])
})

function point(index: number, status: number): Uint8Array {
  return bytesOf(u16le(index), 3, 1, u32le(0), u32le(0), status)
}

describe('points', () => {
  test.each([
    ['a read of a range', 1, '1e 02 00 00 09', [['analog input ', 0, 10, 'int16', false]]],
    [
      'a read of a list',
      1,
      '02 00 17 02 03 09',
      [
        ['binary input ', 3, 1, '', false],
        ['binary input ', 9, 1, '', false],
      ],
    ],
    ['a read of classes', 1, '3c 02 06', []],
    [
      'a control',
      5,
      '0c 01 28 0200 0300 03 01 00000000 00000000 00 0500 03 01 00000000 00000000 00',
      [
        ['binary output ', 3, 1, '', true],
        ['binary output ', 5, 1, '', true],
      ],
    ],
    ['a set point', 5, '29 03 17 01 04 0000803f 00', [['analog output ', 4, 1, 'float32', true]]],
  ] as const)('of %s', (_, code, objects, runs) => {
    const dialogue = new Dialogue(dnp3).toServer(new Dnp3Pair(1, 4).ask(code, objects))
    expect(dialogue.operations[0]?.points).toEqual(
      runs.map(([name, first, count, type, writes]) => ({ name, first, count, type, writes })),
    )
  })

  test.each([
    ['packed binary inputs', '01 01 00 07 10 8102', ['binary input 7 = 1', 'binary input 8 = 0', 'binary input 9 = 0']],
    ['a binary input with flags', '01 02 00 07 07 81', ['binary input 7 = 1']],
    ['a binary input event', '02 03 17 01 09 01 0000', ['binary input 9 = 0']],
    ['packed double-bit inputs', '03 01 00 00 01 06', ['double-bit input 0 = 2', 'double-bit input 1 = 1']],
    ['a double-bit input', '03 02 00 00 00 81', ['double-bit input 0 = 2']],
    ['a counter', '14 01 00 00 00 01 ffffffff', ['counter 0 = 4294967295']],
    ['a counter without flags', '14 06 00 00 00 0102', ['counter 0 = 513']],
    ['a frozen counter with time', '15 05 00 00 00 01 02000000 000000000000', ['frozen counter 0 = 2']],
    ['an analog input', '1e 01 01 0500 0500 01 feffffff', ['analog input 5 = -2']],
    ['an analog input without flags', '1e 04 00 05 06 feff 0100', ['analog input 5 = -2', 'analog input 6 = 1']],
    ['an analog input event', '20 07 28 0100 0500 01 cdcccc3d 000000000000', ['analog input 5 = 0.1']],
    ['an analog output', '28 04 00 01 01 01 000000000000e03f', ['analog output 1 = 0.5']],
    ['a time', '32 01 07 01 000000000000', []],
  ] as const)('the values of %s', (_, objects, values) => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
    dialogue.samples = true
    dialogue.toServer(rtu.ask(1, '3c 02 06')).toClient(rtu.answer(objects))
    expect(dialogue.values.slice(0, Math.max(1, values.length))).toEqual(values)
  })

  test.each([
    ['a binary input that is not online', '01 02 00 07 07 80'],
    ['a counter that is not online', '14 01 00 00 00 02 ffffffff'],
    ['an analog input event without communication', '20 07 28 0100 0500 04 cdcccc3d 000000000000'],
  ])('%s has no value', (_, objects) => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
    dialogue.samples = true
    dialogue.toServer(rtu.ask(1, '3c 02 06')).toClient(rtu.answer(objects))
    expect(dialogue.values).toEqual([])
  })

  test('further fragments of an answer have values when the first one had: they are of other points', () => {
    const sequel = (samples: boolean) => {
      const rtu = new Dnp3Pair(1, 4)
      const dialogue = new Dialogue(dnp3)
      dialogue.samples = samples
      const fragment = (control: number, objects: string) =>
        bytesOf(...rtu.fromOutstation(bytesOf(control, 129, 0, 0, hex(objects))))
      dialogue.toServer(rtu.ask(1, '3c 01 06')).toClient(fragment(0xa0, '01 02 00 07 07 81'))
      dialogue.samples = false
      dialogue.toClient(fragment(0x41, '01 02 00 08 08 01'))
      return dialogue.values
    }
    expect(sequel(true)).toEqual(['binary input 7 = 1', 'binary input 8 = 0'])
    expect(sequel(false)).toEqual([])
  })

  test('what an outstation reports by itself has values however soon it comes', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
    for (const index of ['01', '02']) dialogue.toClient(rtu.report(`02 01 17 01 ${index} 81`, 0))
    expect(dialogue.values).toEqual(['binary input 1 = 1', 'binary input 2 = 1'])
  })

  test('what an answer to a control repeats is no value', () => {
    const rtu = new Dnp3Pair(1, 4)
    const dialogue = new Dialogue(dnp3)
    dialogue.samples = true
    dialogue.toServer(rtu.ask(5, '29 03 17 01 04 0000803f 00')).toClient(rtu.answer('29 03 17 01 04 0000803f 00'))
    expect(dialogue.values).toEqual([])
  })
})
