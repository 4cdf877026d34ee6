import { describe, expect, test } from 'vitest'
import { c37118 } from '../../dissectors/c37118/c37118.ts'
import { crcCcitt } from '../../dissectors/kit/crc-ccitt.ts'
import { command, configuration, data, frame, TYPE, thirdConfiguration } from '../../fixtures/generate/c37118-frame.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, bytesOf, u16 } from '../support/packet.ts'

const DATA = data(7734, 0)
const FEEDER = { name: 'Station A', idCode: 7734, phasors: ['VA', 'VB', 'VC', 'I1'], analogs: ['ANALOG1'], digitals: 1 }

function facts(...frames: Uint8Array[]): [string, string, object][] {
  const dialogue = new Dialogue(c37118).toClient(...frames)
  return dialogue.observed('identity').map((each) => [each.message, each.module, each.facts])
}

test('the checksum is that of CRC-CCITT, whose check value is 0x29b1', () => {
  const digits = bytesOf(ascii('123456789'))
  expect(crcCcitt(new DataView(digits.buffer), 0, digits.length, 0xffff)).toBe(0x29b1)
})

describe('frames', () => {
  test('a data frame is a publication of its stream', () => {
    const dialogue = new Dialogue(c37118).toClient(DATA, DATA)
    expect(dialogue.heard).toHaveLength(2)
    expect(dialogue.heard[0]).toMatchObject({
      role: 'event',
      function: 'data',
      class: 'publish',
      target: 'idcode 7734',
      status: 0,
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observations).toMatchObject([{ kind: 'identity', of: 'server', facts: { 'device-id': '7734' } }])
  })

  test.each([
    [1, 'session', 'idcode 60 turn off transmission'],
    [2, 'session', 'idcode 60 turn on transmission'],
    [3, 'discover', 'idcode 60 send header'],
    [4, 'discover', 'idcode 60 send cfg1'],
    [5, 'discover', 'idcode 60 send cfg2'],
    [6, 'discover', 'idcode 60 send cfg3'],
    [8, 'unknown', 'idcode 60 extended frame'],
    [0x0123, 'unknown', 'idcode 60 command 0x0123'],
  ])('command %i is a request', (word, operationClass, target) => {
    const { heard } = new Dialogue(c37118).toServer(command(60, word))
    expect(heard).toMatchObject([{ role: 'request', function: 'command', class: operationClass, target }])
  })

  test.each([
    [TYPE.header, 'header'],
    [TYPE.cfg1, 'cfg1'],
    [TYPE.cfg2, 'cfg2'],
    [TYPE.cfg3, 'cfg3'],
  ])('type %i tells who the device is', (type, text) => {
    const [heard] = new Dialogue(c37118).toClient(frame(type, 5, new Uint8Array(12))).heard
    expect(heard).toMatchObject({ role: 'event', function: text, class: 'discover', target: 'idcode 5' })
  })

  test('a type that does not exist is counted, and not decoded', () => {
    const dialogue = new Dialogue(c37118).toClient(frame(7, 5, u16Bytes(0, 0)))
    expect(dialogue.heard).toMatchObject([{ function: 'type 7', class: 'unknown' }])
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function', code: 7 }])
  })
})

describe('identity', () => {
  test('a configuration of one PMU with the IDCODE of the stream is about the device itself, and said once', () => {
    const cfg = configuration(TYPE.cfg2, 7734, [FEEDER], 30)
    expect(facts(cfg, cfg)).toEqual([
      [
        'Configuration frame 2',
        '',
        {
          'device-id': '7734',
          'device-type': 'PMU',
          name: 'Station A',
          location: '',
          capability: '1 PMU, 30 frames/s, time base 1000000, 4 phasors, 1 analog values, 1 digital words, 60 Hz',
          'configuration-revision': '1',
        },
      ],
    ])
  })

  test('the PMUs of a concentrator are modules', () => {
    const pmus = [
      { name: 'NORTH', idCode: 61, fiftyHertz: true },
      { name: '%n%n%n', idCode: 62, revision: 9 },
    ]
    const [host, ...modules] = facts(configuration(TYPE.cfg1, 60, pmus, -5))
    expect(host).toEqual([
      'Configuration frame 1',
      '',
      { 'device-id': '60', 'device-type': 'PDC', capability: '2 PMUs, one frame in 5 s, time base 1000000' },
    ])
    expect(modules).toMatchObject([
      [
        'Configuration frame 1',
        'pmu 61',
        { name: 'NORTH', capability: '0 phasors, 0 analog values, 0 digital words, 50 Hz' },
      ],
      ['Configuration frame 1', 'pmu 62', { name: '%n%n%n', 'configuration-revision': '9' }],
    ])
  })

  test('CFG-3 tells the place, its first part the names that are in it, a later part nothing', () => {
    const content = thirdConfiguration(
      [
        { ...FEEDER, place: [48.25, -16.5] },
        { name: 'B', idCode: 2 },
      ],
      50,
    )
    const whole = facts(frame(TYPE.cfg3, 60, bytesOf(u16(0), content), 2))
    expect(whole.map(([, module]) => module)).toEqual(['', 'pmu 7734', 'pmu 2'])
    expect(whole[1]?.[2]).toMatchObject({ name: 'Station A', location: '48.2500, -16.5000' })
    expect(whole[2]?.[2]).toMatchObject({ name: 'B', location: '' })
    const parts = new Dialogue(c37118).toClient(
      frame(TYPE.cfg3, 60, bytesOf(u16(1), content.slice(0, -20)), 2),
      frame(TYPE.cfg3, 60, bytesOf(u16(0xffff), content.slice(-20)), 2),
    )
    expect(parts.observed('identity').map(({ module }) => module)).toEqual(['', 'pmu 7734'])
    expect(parts.observed('malformed')).toEqual([])
  })

  test('a header frame describes the device in words', () => {
    expect(facts(frame(TYPE.header, 5, bytesOf(ascii('bay 3, CT 600:5'))))).toEqual([
      ['Header frame', '', { description: 'bay 3, CT 600:5' }],
    ])
  })
})

describe('a malformed frame is counted, and told', () => {
  const cfg = configuration(TYPE.cfg2, 7734, [FEEDER], 30).slice(14, -2)
  test.each([
    ['a wrong checksum', bytesOf(DATA.slice(0, -1), 0xff ^ (DATA.at(-1) as number)), 'bad-checksum', DATA.length - 2],
    ['names that are cut', frame(TYPE.cfg2, 7734, cfg.slice(0, 90)), 'truncated', 104],
    ['bytes left over', frame(TYPE.cfg2, 7734, bytesOf(cfg, 0, 0)), 'bad-length', 14 + cfg.length],
  ])('%s', (_, bytes, reason, offset) => {
    const dialogue = new Dialogue(c37118).toClient(bytes)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason }])
    if (reason !== 'truncated') expect(dialogue.observed('malformed')).toMatchObject([{ offset }])
    expect(dialogue.heard).toHaveLength(1)
  })
})

describe('the probe', () => {
  const long = configuration(TYPE.cfg2, 60, new Array(12).fill(FEEDER), 50)
  const third = bytesOf(u16(0), thirdConfiguration(new Array(40).fill(FEEDER), 50))
  const longThird = frame(TYPE.cfg3, 60, third, 2)
  const longHeader = frame(TYPE.header, 60, new Uint8Array(2000).fill(0x41))
  test.each([
    ['a whole data frame', DATA, 'yes'],
    ['the start of one', DATA.slice(0, 30), 'need-more'],
    ['a wrong checksum', bytesOf(DATA.slice(0, -1), 0xff ^ (DATA.at(-1) as number)), 'no'],
    ['the head of a frame too long to be shown whole', long.slice(0, 1000), 'yes'],
    ['that of a third configuration', longThird.slice(0, 1000), 'yes'],
    ['that of one in a stream of too many', longThird.slice(0, 1000).with(20, 1), 'no'],
    ['that of a header frame, which is text', longHeader.slice(0, 1000), 'no'],
    ['the same in 1970', bytesOf(long.slice(0, 6), 0, 0, 0, 1, long.slice(10, 1000)), 'no'],
    ['version 3', bytesOf(0xaa, 0x03, DATA.slice(2)), 'no'],
    ['type 6', frame(6, 5, u16Bytes(0, 0)), 'no'],
    ['a frame shorter than its header', fromHex('aa01 000a 0001'), 'no'],
    ['another first byte', fromHex('ab01'), 'no'],
  ])('%s', (_, bytes, verdict) => {
    expect(c37118.probe(cursorOver(bytes), 'to-client')).toBe(verdict)
  })

  test('only commands go to the server', () => {
    expect(c37118.directionOf(cursorOver(command(1, 1)))).toBe('to-server')
    expect(c37118.directionOf(cursorOver(data(1, 0)))).toBe('to-client')
    expect(c37118.directionOf(cursorOver(fromHex('aa')))).toBeUndefined()
  })
})

function u16Bytes(...values: number[]): Uint8Array {
  return bytesOf(...values.map(u16))
}
