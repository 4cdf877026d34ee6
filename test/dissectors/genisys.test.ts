import { describe, expect, test } from 'vitest'
import { genisys } from '../../dissectors/genisys/genisys.ts'
import { crc16 } from '../../dissectors/kit/crc16.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { type Bytes, bytesOf, u16le } from '../support/packet.ts'

const POLL = fromHex('fb 01 8340 f6')
const ACKNOWLEDGE = fromHex('f1 01 f6')

function framed(header: number, ...body: number[]): Bytes {
  const crc = u16le(crc16(cursorOver(bytesOf(header, body)), 1 + body.length))
  const escaped = [...body, ...crc].flatMap((byte) => (byte >= 0xf0 ? [0xf0, byte - 0xf0] : [byte]))
  return bytesOf(header, escaped, 0xf6)
}

function probe(bytes: Bytes): string {
  const cursor = cursorOver(bytes)
  const verdict = genisys.probe(cursor, 'to-server')
  expect([cursor.pos, cursor.end]).toEqual([0, bytes.length])
  return verdict
}

const lengthOf = (bytes: string) => genisys.messageLength(cursorOver(fromHex(bytes)))

describe('the probe', () => {
  test.each([
    ['a poll with its CRC', POLL, 'yes'],
    ['half of it', POLL.slice(0, 3), 'need-more'],
    ['a poll with a wrong CRC', fromHex('fb 01 8341 f6 fb 01'), 'no'],
    ['one acknowledgement, which anything could be', ACKNOWLEDGE, 'need-more'],
    ['two of them', bytesOf(ACKNOWLEDGE, ACKNOWLEDGE), 'yes'],
    ['an acknowledgement, then indications', bytesOf(ACKNOWLEDGE, framed(0xf2, 1, 2, 3)), 'yes'],
    ['an acknowledgement, then something else', bytesOf(ACKNOWLEDGE, 1), 'no'],
    ['pairs of a message that has none', bytesOf(framed(0xfd, 1, 2, 3), POLL), 'no'],
    ['an acknowledgement with a CRC', bytesOf(framed(0xf1, 1), ACKNOWLEDGE), 'no'],
    ['half a pair', bytesOf(framed(0xfc, 1, 2), POLL), 'no'],
    ['nothing', bytesOf(), 'need-more'],
  ])('%s', (_, bytes, verdict) => {
    expect(probe(bytes)).toBe(verdict)
  })
})

describe('the length of a message', () => {
  test.each([
    ['ends with its terminator', 'fb 01 83 40 f6 f1', 5],
    ['counts escapes', 'f2 f0 06 00 f0 0f 12 34 f6 f1 01', 9],
    ['is not known before the terminator', 'f2 01 00', 0],
    ['is not known in the midst of an escape', 'f2 01 f0', 0],
    ['is none where a header stands in it', 'f2 01 f1 01 01 01', -1],
    ['is none where something is escaped that need not be', 'f2 01 f0 10 00 00', -1],
    ['is none of two bytes', 'f1 f6', -1],
    ['is none with a header that does not exist', 'f4 01 f6', -1],
    ['is none of more than a station has', `f2${'00'.repeat(1000)}`, -1],
  ])('%s', (_, bytes, length) => {
    expect(lengthOf(bytes)).toBe(length)
  })
})

describe('a CRC that is not escaped', () => {
  test.each([
    ['ends in an escape', 'f2 01 08 06 0a 04 0c 04 0f 04 09 f0 f6'],
    ['begins with an escape', 'f2 03 1c 02 0a 40 f0 09 f6'],
    ['begins with a terminator', 'f2 03 00 02 0a 00 f6 69 f6'],
    ['ends in a terminator', 'f2 03 09 00 0a 04 55 f6 f6'],
    ['is two terminators', 'f2 03 04 02 0a 94 f6 f6 f6'],
    ['is two headers', 'f2 03 0c 02 0a 04 f4 fa f6'],
  ])('%s', (_, text) => {
    const bytes = fromHex(text)
    expect(lengthOf(text)).toBe(bytes.length)
    for (let cut = 1; cut < bytes.length; cut++) expect(genisys.messageLength(cursorOver(bytes, 0, cut))).toBe(0)
    const dialogue = new Dialogue(genisys).toClient(bytes)
    expect(dialogue.observations).toEqual([])
    expect(dialogue.heard).toMatchObject([{ name: 'Indication Data' }])
  })
})

test('the header says which way a message goes', () => {
  const wayOf = (header: number) => genisys.directionOf(cursorOver(bytesOf(header)))
  expect([0xf1, 0xf2, 0xf3].map(wayOf)).toEqual(new Array(3).fill('to-client'))
  expect([0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe].map(wayOf)).toEqual(new Array(6).fill('to-server'))
  expect([0, 0xf4, 0xf6, 0xff].map(wayOf)).toEqual(new Array(4).fill(undefined))
})

test('an answer belongs to what its station was asked last', () => {
  const dialogue = new Dialogue(genisys).toServer(framed(0xfb, 1), framed(0xfd, 2))
  dialogue.toClient(framed(0xf2, 2, 0, 1), ACKNOWLEDGE, ACKNOWLEDGE)
  expect(dialogue.heard.slice(2)).toMatchObject([
    { role: 'response', name: 'Recall', module: 'station 2' },
    { role: 'response', name: 'Poll', module: 'station 1' },
    { role: 'response', name: 'Acknowledge Client', module: 'station 1' },
  ])
})

test('indications in place of an acknowledgement of controls are a report', () => {
  const dialogue = new Dialogue(genisys)
  dialogue.samples = true
  dialogue.toServer(framed(0xfc, 1, 4, 255, 5, 1)).toClient(framed(0xf2, 1, 4, 7))
  expect(dialogue.heard).toMatchObject([
    { role: 'request', name: 'Control Data', class: 'control', target: 'station 1 control 4+2' },
    { role: 'response', name: 'Control Data' },
    { role: 'event', name: 'Indication Data', class: 'publish', target: 'station 1' },
  ])
  expect(dialogue.values).toEqual(['control byte 4 = 255', 'control byte 5 = 1', 'indication byte 4 = 7'])
})

describe('controls', () => {
  test('are one operation for the same bytes, whatever is written', () => {
    const dialogue = new Dialogue(genisys).toServer(framed(0xfc, 1, 4, 1), framed(0xfc, 1, 4, 2), framed(0xfc, 1, 5, 2))
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test('for every station are never answered', () => {
    const dialogue = new Dialogue(genisys).toServer(framed(0xf9, 0, 1, 1), framed(0xfc, 0, 1, 1))
    expect(dialogue.heard).toMatchObject([
      { role: 'order', name: 'Common Control Data', module: '', target: 'every station control 1' },
      { role: 'order', name: 'Control Data', module: '' },
    ])
  })

  test('that are echoed are not written a second time', () => {
    const dialogue = new Dialogue(genisys)
    dialogue.samples = true
    dialogue.toServer(framed(0xfc, 1, 4, 1)).toClient(framed(0xf3, 1, 4, 1))
    expect(dialogue.values).toEqual(['control byte 4 = 1'])
  })

  test('for the switches of the protocol alone are configuration, and no point', () => {
    const dialogue = new Dialogue(genisys).toServer(framed(0xfc, 1, 0xe0, 6), framed(0xfc, 1, 2, 1, 0xdf, 1, 0xe0, 6))
    expect(dialogue.heard).toMatchObject([
      { class: 'configure', name: 'Control Data: configuration', target: 'station 1 control 224' },
      { class: 'control', target: 'station 1 control 2, 223, 224' },
    ])
    expect(dialogue.operations.map(({ points }) => points.map(({ first }) => first))).toEqual([[], [2, 223]])
  })

  test('for many bytes apart name the first of them', () => {
    const pairs = Array.from({ length: 40 }, (_, at) => at * 2).flatMap((address) => [address, 1])
    const [heard] = new Dialogue(genisys).toServer(framed(0xfc, 1, ...pairs)).heard
    expect(heard?.target).toMatch(/^station 1 control 0, 2, .*, 30, …$/)
  })
})

test('what is damaged is malformed, and counts as nothing else', () => {
  const dialogue = new Dialogue(genisys).toServer('fb 01 8341 f6', framed(0xfe, 1, 2, 3), POLL)
  expect(dialogue.observations).toEqual([
    { kind: 'malformed', reason: 'bad-checksum', offset: 4 },
    { kind: 'malformed', reason: 'bad-length', offset: 6 },
  ])
  expect(dialogue.heard).toMatchObject([{ name: 'Poll' }])
})

test('what has no beginning or no end is truncated', () => {
  const seen: unknown[] = []
  const sink = {
    operation: () => seen.push('operation'),
    observe: (one: unknown) => seen.push(one),
    wantsValues: () => true,
    value: () => undefined,
    handOff: () => undefined,
  }
  const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
  for (const bytes of [POLL.slice(0, -1), POLL.slice(1), bytesOf(0xf1, 0xf6), bytesOf()]) {
    genisys.dissect(cursorOver(bytes), info, genisys.newState(), sink)
  }
  expect(seen).toMatchObject([4, 4, 2, 0].map((offset) => ({ kind: 'malformed', reason: 'truncated', offset })))
})
