import { describe, expect, test } from 'vitest'
import { goose } from '../../dissectors/goose/goose.ts'
import { sv } from '../../dissectors/sv/sv.ts'
import { element, numberElement, textElement } from '../../fixtures/generate/ber-element.ts'
import {
  onEthernet,
  payload,
  payloadOfLibrary,
  routable,
  routableOfLibrary,
} from '../../fixtures/generate/publication.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex } from '../support/packet.ts'

/** One message, octet by octet: IEC 61850-8-1 Ed. 2.1, annex A and annex C.2. */
const TRIP = hex(`
  0001 007a 0000 0000 61 816f
  80 18 4241593750524f542f4c4c4e3024474f2467636254726970
  81 03 009c40 82 15 4241593750524f542f4c4c4e302454726970536574
  83 09 424159375f54524950
  84 08 69689a804000000a 85 01 01 86 01 0a 87 01 00 88 01 01 89 01 00 8a 01 04
  ab 10 83 01 00 84 03 03 0000 83 01 00 84 03 03 0000`)

interface Fields {
  readonly stNum?: number
  readonly sqNum?: number
  readonly confRev?: number
  readonly mark?: number
  readonly ref?: string
}

function pdu({ stNum = 1, sqNum = 1, confRev = 1, mark = 0, ref = 'A/LLN0$GO$g' }: Fields = {}): Bytes {
  return element(
    0x61,
    textElement(0x80, ref),
    numberElement(0x81, 1000),
    textElement(0x82, 'A/LLN0$D'),
    bytesOf(0x84, 8, new Uint8Array(8)),
    numberElement(0x85, stNum),
    numberElement(0x86, sqNum),
    element(0x87, mark),
    numberElement(0x88, confRev),
    numberElement(0x8a, 1),
    element(0xab, element(0x83, 1)),
  )
}

function irregularities(...messages: Bytes[]): string[] {
  return new Dialogue(goose)
    .toServer(...messages)
    .observed('irregular')
    .map(({ reason }) => reason)
}

describe('a GOOSE message', () => {
  test('is a publication of its control block, and says who publishes what', () => {
    const dialogue = new Dialogue(goose).toServer(TRIP, TRIP)
    expect(dialogue.heard[0]).toEqual({
      role: 'event',
      function: 'goose',
      name: 'GOOSE',
      class: 'publish',
      module: '',
      target: 'BAY7PROT/LLN0$GO$gcbTrip appid 0x0001',
      status: 0,
    })
    expect(dialogue.observed('identity')).toEqual([
      {
        kind: 'identity',
        of: 'client',
        about: '',
        module: '',
        message: 'GOOSE BAY7PROT/LLN0$GO$gcbTrip',
        facts: {
          'control-block': 'BAY7PROT/LLN0$GO$gcbTrip',
          'app-id': '0x0001',
          'configuration-revision': '1',
          'logical-device': 'BAY7PROT',
          dataset: 'BAY7PROT/LLN0$TripSet',
          'publication-id': 'BAY7_TRIP',
        },
      },
    ])
  })

  test('repeated, is the same operation object', () => {
    const { operations } = new Dialogue(goose).toServer(TRIP, TRIP)
    expect(operations[0]).toBe(operations[1])
  })

  test('with another configuration revision tells its identity again', () => {
    const dialogue = new Dialogue(goose)
    for (const confRev of [1, 1, 2]) dialogue.toServer(onEthernet(1, pdu({ confRev })))
    const revisions = dialogue.observed('identity').map(({ facts }) => facts['configuration-revision'])
    expect(revisions).toEqual(['1', '2'])
  })

  test('is followed by what lies behind its Length: padding, or the trailer of a redundant network', () => {
    const dialogue = new Dialogue(goose).toServer(bytesOf(onEthernet(1, pdu()), hex('0000 0000 1234 a05c 88fb')))
    expect(dialogue.heard).toHaveLength(1)
    expect(dialogue.observed('malformed')).toEqual([])
  })
})

describe('the numbers of IEC 61850-8-1, 18.1.2.5', () => {
  const at = (stNum: number, sqNum: number) => onEthernet(1, pdu({ stNum, sqNum }))

  test.each([
    ['a retransmission', [at(1, 1), at(1, 2)], []],
    ['a new state', [at(1, 7), at(2, 0), at(2, 1)], []],
    ['the same message twice', [at(1, 1), at(1, 1)], []],
    ['numbers that begin again', [at(0xffff_ffff, 0xffff_ffff), at(0xffff_ffff, 0), at(1, 0)], []],
    ['a lost retransmission', [at(1, 1), at(1, 3)], ['sequence-gap']],
    ['a lost state', [at(1, 1), at(3, 0)], ['sequence-gap']],
    ['a lost beginning of a state', [at(1, 1), at(2, 4)], ['sequence-gap']],
    ['an older message', [at(1, 5), at(1, 2)], ['sequence-back']],
    ['an older state', [at(9, 0), at(1, 1)], ['sequence-back']],
  ])('%s', (_, messages, expected) => {
    expect(irregularities(...messages)).toEqual(expected)
  })

  test('two control blocks of one publisher are followed apart', () => {
    const other = onEthernet(1, pdu({ ref: 'A/LLN0$GO$other', stNum: 40 }))
    expect(irregularities(at(1, 1), other, at(1, 2), other)).toEqual([])
  })
})

describe('the marks', () => {
  test('are told when they are set, and again after they were cleared', () => {
    const marked = (sqNum: number, mark: number, reserved = 0) => onEthernet(1, pdu({ sqNum, mark }), reserved)
    expect(irregularities(marked(1, 1), marked(2, 1), marked(3, 0), marked(4, 1))).toEqual(['test', 'test'])
    expect(irregularities(marked(1, 1, 0x8000), marked(2, 1, 0x8000))).toEqual(['simulation'])
  })
})

describe('a malformed GOOSE message is counted, and told', () => {
  test.each([
    ['Length beyond the frame', bytesOf(hex('0001 0400 0000 0000'), pdu()), 'truncated', 1],
    ['Length within its own header', bytesOf(hex('0001 0004 0000 0000'), pdu()), 'bad-length', 1],
    ['no fields', onEthernet(1, hex('61 00')), 'bad-value', 1],
    ['an element beyond the PDU', onEthernet(1, hex('61 03 80 7f 41')), 'bad-length', 1],
    ['a PDU beyond Length', onEthernet(1, hex('61 50 80 01 41')), 'bad-length', 1],
    ['no PDU', onEthernet(1, new Uint8Array()), undefined, 0],
    ['another tag', onEthernet(1, hex('62 00')), 'bad-value', 0],
    ['a header that is cut', hex('0001 0010'), 'truncated', 0],
  ])('%s', (_, message, reason, count) => {
    const dialogue = new Dialogue(goose).toServer(message)
    expect(dialogue.observed('malformed')[0]?.reason).toBe(reason)
    expect(dialogue.heard).toHaveLength(count)
  })
})

describe('the probe', () => {
  test.each([
    ['GOOSE', TRIP, 'yes'],
    [
      'GOOSE with a signature of IEC 62351-6 that Length counts',
      bytesOf(hex('0001 002e 0008 0000'), hex('61 1e 80 1c'), new Uint8Array(36)),
      'yes',
    ],
    ['GOOSE that is cut', TRIP.slice(0, 60), 'no'],
    ['another first field', onEthernet(1, hex('61 03 85 01 00')), 'no'],
    ['another PDU', onEthernet(1, hex('65 03 80 01 00')), 'no'],
    ['Sampled Values', onEthernet(1, hex('60 07 80 01 01 a2 02 30 00')), 'no'],
    ['GSE management', onEthernet(1, hex('60 09 80 01 01 a1 04 a1 02 80 00')), 'yes'],
    ['a reserved bit', bytesOf(hex('0001 000a 4000 0000 6100')), 'no'],
    ['a length of four octets', bytesOf(hex('0001 0011 0000 0000 6184 0000 0003 800100')), 'no'],
    ['routable GOOSE', routable(0xa1, 1, [payload(0x81, 1, pdu())]), 'yes'],
    ['routable Sampled Values', routable(0xa2, 1, [payload(0x82, 1, pdu())]), 'no'],
    ['a routable header alone', routable(0xa1, 1, []), 'no'],
    ['nothing', new Uint8Array(), 'no'],
  ])('%s', (_, bytes, verdict) => {
    expect(goose.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })

  test('GOOSE is no Sampled Values, and GSE management neither', () => {
    expect(sv.probe(cursorOver(TRIP), 'to-server')).toBe('no')
    expect(sv.probe(cursorOver(onEthernet(1, hex('60 09 80 01 01 a1 04 a1 02 80 00'))), 'to-server')).toBe('no')
  })

  test('a publication goes to the server, an answer of GSE management to the client', () => {
    expect(goose.directionOf(cursorOver(TRIP))).toBe('to-server')
    expect(goose.directionOf(cursorOver(onEthernet(1, hex('60 09 80 01 01 a2 04 a1 02 80 00'))))).toBe('to-client')
  })
})

describe('routable GOOSE', () => {
  const signature = new Array(32).fill(0x5a)
  const user = payloadOfLibrary(0x81, 7, pdu({ sqNum: 1 }))

  test.each([
    ['version 2', routableOfLibrary(0xa1, user, { version: 2 })],
    ['version 2 with a signature', routableOfLibrary(0xa1, user, { version: 2, signature })],
    ['version 2 with a vector', routableOfLibrary(0xa1, user, { version: 2, vector: [1, 2, 3, 4], signature })],
    ['version 1', routableOfLibrary(0xa1, user, { version: 1 })],
    ['version 1 with a signature', routableOfLibrary(0xa1, user, { version: 1, algorithms: [0, 2], signature })],
  ])('%s of libiec61850 is GOOSE, although its lengths do not add up', (_, message) => {
    expect(goose.probe(cursorOver(message), 'to-server')).toBe('yes')
    const dialogue = new Dialogue(goose).toServer(message)
    expect(dialogue.heard).toMatchObject([{ function: 'goose', target: expect.stringContaining('appid 0x0007') }])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('what is encrypted is told so, by the key or, in version 1, by the algorithm', () => {
    const secret = hex('5a17c3084cb2117e90aa')
    for (const of of [{ version: 2 }, { version: 1, algorithms: [1, 0] }] as const) {
      const dialogue = new Dialogue(goose).toServer(routableOfLibrary(0xa1, secret, { ...of, signature }))
      expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'encrypted' }])
    }
    const plain = routableOfLibrary(0xa1, secret, { version: 1 })
    expect(new Dialogue(goose).toServer(plain).observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })

  test('a session header cut short, or something else than a signature behind the data, is no beginning', () => {
    const signed = routableOfLibrary(0xa1, user, { version: 2, signature })
    const other = signed.slice()
    other[other.length - 34] = 0x86
    for (const bytes of [signed.subarray(0, 24), other, signed.subarray(0, signed.length - 32)])
      expect(goose.probe(cursorOver(bytes), 'to-server')).toBe('no')
    expect(new Dialogue(goose).toServer(signed.subarray(0, 24)).observed('malformed')).toMatchObject([
      { reason: 'truncated' },
    ])
  })

  test('has as many messages as PDUs', () => {
    const message = routable(0xa1, 1, [payload(0x81, 7, pdu({ sqNum: 1 })), payload(0x81, 7, pdu({ sqNum: 2 }))])
    const dialogue = new Dialogue(goose).toServer(message)
    expect(dialogue.heard.map(({ target }) => target)).toEqual(Array(2).fill('A/LLN0$GO$g appid 0x0007'))
    expect(dialogue.observed('irregular')).toEqual([])
  })

  test('under a key is encrypted, not malformed', () => {
    const dialogue = new Dialogue(goose).toServer(routable(0xa1, 1, [hex('5a17c3084cb2117e90aa')], 7))
    expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'encrypted', code: 0 }])
    expect(dialogue.observed('malformed')).toEqual([])
  })
})

describe('GSE management', () => {
  const ident = textElement(0x80, 'A/LLN0$GO$g')
  const ask = (id: number, service: Bytes) =>
    onEthernet(1, element(0x60, numberElement(0x80, id), element(0xa1, service)))
  const tell = (id: number, service: Bytes) =>
    onEthernet(1, element(0x60, numberElement(0x80, id), element(0xa2, service)))

  test('an answer is matched to its question by the state id', () => {
    const dialogue = new Dialogue(goose).toServer(ask(3, element(0xa1, ident)))
    dialogue.toClient(tell(3, element(0xa1, ident, element(0xa2))))
    expect(dialogue.heard.map((each) => [each.role, each.function, each.target, each.status])).toEqual([
      ['request', 'management 1', 'A/LLN0$GO$g', 0],
      ['response', 'management 1', 'A/LLN0$GO$g', 0],
    ])
    expect(dialogue.operations[1]).toBe(dialogue.operations[0])
  })

  test('an error is the status of its answer', () => {
    const dialogue = new Dialogue(goose).toClient(tell(4, element(0xa2, ident, numberElement(0x83, 2))))
    expect(dialogue.heard[0]).toMatchObject({ function: 'management 2', name: 'GetGOOSEElementNumber', status: 2 })
  })
})

describe('the entries of a data set', () => {
  const all = [
    element(0x83, 1),
    element(0x84, 6, 0x80),
    element(0x84, 3, 0, 0),
    numberElement(0x86, 300),
    element(0x85, 0xff, 0xfe),
    element(0x87, hex('08 3dcccccd')),
    element(0xa2, element(0x83, 1)),
    element(0x91, new Uint8Array(8)),
    textElement(0x8a, 'secret'),
  ]
  const whole = (entries: readonly Bytes[], ref = 'A/LLN0$GO$g', count = entries.length) =>
    onEthernet(
      0x0001,
      element(
        0x61,
        textElement(0x80, ref),
        numberElement(0x81, 1000),
        textElement(0x82, 'A/LLN0$D'),
        bytesOf(0x84, 8, new Uint8Array(8)),
        numberElement(0x85, 1),
        numberElement(0x86, 1),
        numberElement(0x88, 1),
        numberElement(0x8a, count),
        element(0xab, ...entries),
      ),
    )

  test('are points, with the values of those that are one number or state', () => {
    const dialogue = new Dialogue(goose)
    dialogue.samples = true
    dialogue.toServer(whole(all))
    expect(dialogue.operations[0]?.points).toEqual([
      { name: 'A/LLN0$GO$g entry ', first: 1, count: 9, type: '', writes: false },
    ])
    expect(dialogue.values).toEqual([
      'A/LLN0$GO$g entry 1 = 1',
      'A/LLN0$GO$g entry 2 = 2',
      'A/LLN0$GO$g entry 4 = 300',
      'A/LLN0$GO$g entry 5 = -2',
      'A/LLN0$GO$g entry 6 = 0.1',
    ])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('are none where their number is another, or the data set is empty', () => {
    const dialogue = new Dialogue(goose)
    dialogue.samples = true
    dialogue.toServer(whole(all, 'A/LLN0$GO$a', 3), whole([], 'A/LLN0$GO$b'))
    expect(dialogue.operations.map(({ points }) => points)).toEqual([[], []])
    expect(dialogue.values).toEqual([])
  })
})
