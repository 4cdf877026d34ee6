import { describe, expect, test } from 'vitest'
import { c37118 } from '../../dissectors/c37118/c37118.ts'
import { MAX_STREAMS } from '../../dissectors/c37118/data-values.ts'
import {
  configuration,
  data,
  float,
  frame,
  type PmuBlock,
  TYPE,
  thirdConfiguration,
} from '../../fixtures/generate/c37118-frame.ts'
import { Dialogue } from '../support/dialogue.ts'
import { bytesOf, u16 } from '../support/packet.ts'

/** Annex D of the standard: 9.15527 V a bit, and a current of 0.45776 A a bit. */
const FEEDER: PmuBlock = {
  name: 'FDR 7',
  idCode: 60,
  phasors: ['VA', 'VB', 'I1'],
  digitals: 1,
  units: [915527, 915527, 0x0100_b2d0],
}
const polar = (format: number): PmuBlock => ({ name: 'P', idCode: 7, phasors: ['V'], analogs: ['A'], format })

function heard(...frames: Uint8Array[]): Dialogue {
  const dialogue = new Dialogue(c37118)
  dialogue.samples = true
  return dialogue.toClient(...frames)
}

describe('values of data frames', () => {
  test('are said by the configuration of the stream', () => {
    const { values } = heard(configuration(TYPE.cfg2, 60, [FEEDER], 30), data(60, 0))
    expect(values).toEqual([
      'VA magnitude = 133987.4',
      'VA angle = 0',
      'VB magnitude = 135012.2',
      'VB angle = -120.7319',
      'I1 magnitude = 6750.56',
      'I1 angle = 120.7319',
      'frequency = 62.5',
      'rate of change of frequency = 0',
      'digital word 1 = 0',
    ])
  })

  test('of several PMUs have their names before them', () => {
    const pmus = [
      { ...FEEDER, idCode: 61 },
      { ...FEEDER, idCode: 62, name: '' },
    ]
    const { values } = heard(configuration(TYPE.cfg2, 60, pmus, 30), data(60, 0, 2))
    expect(values).toContain('FDR 7 frequency = 62.5')
    expect(values).toContain('pmu 62 frequency = 62.5')
    expect(values).toHaveLength(18)
  })

  test.each([
    [
      'integers',
      1,
      bytesOf(u16(1000), u16(15708), u16(0x10000 - 20), u16(50), u16(0x10000 - 3)),
      [0, 90, 59.98, 0.5, -3],
    ],
    [
      'floating point numbers',
      15,
      bytesOf(float(230.5), float(Math.PI / 2), float(49.98), float(-0.25), float(1.5)),
      [230.5, 90, 49.98, -0.25, 1.5],
    ],
    [
      'rectangular floating point numbers',
      14,
      bytesOf(float(0), float(-3), float(50), float(0), float(2)),
      [3, -90, 50, 0, 2],
    ],
  ])('are read in the form that the configuration names: %s', (_, format, bytes, numbers) => {
    const sent = frame(TYPE.data, 7, bytesOf(u16(0), bytes))
    const { values } = heard(configuration(TYPE.cfg2, 7, [polar(format)], 30), sent)
    expect(values.map((each) => Number(Number(each.split(' = ')[1]).toFixed(2)))).toEqual(numbers)
  })

  test('of a CFG-3 have its scales, and no angle that it turns', () => {
    const scales = (turn: number) => bytesOf(0, 0, 8, 0, float(0.5), float(turn), float(2), float(10))
    const sent = frame(TYPE.data, 7, bytesOf(u16(0), u16(1000), u16(15708), u16(0), u16(0), u16(5)))
    const third = (turn: number) =>
      frame(TYPE.cfg3, 7, bytesOf(u16(0), thirdConfiguration([{ ...polar(1), scales: scales(turn) }], 30)), 2)
    expect(heard(third(0), sent).values).toEqual([
      'V magnitude = 500',
      'V angle = 90.00021',
      'frequency = 60',
      'rate of change of frequency = 0',
      'A = 20',
    ])
    expect(heard(third(0.1), sent).values).not.toContainEqual(expect.stringContaining('angle'))
  })

  test('that are marked as bad, or not there, are not said', () => {
    const config = configuration(TYPE.cfg2, 7, [polar(15)], 30)
    const nan = bytesOf(float(Number.NaN), float(0), float(50), float(0), float(2))
    expect(heard(config, frame(TYPE.data, 7, bytesOf(u16(0x8000), nan))).values).toEqual([])
    expect(heard(config, frame(TYPE.data, 7, bytesOf(u16(0), nan))).values).not.toContain('V magnitude = NaN')
  })

  test('are unknown without a configuration, with one of another length, and by a CFG-1, which says what could be', () => {
    expect(heard(data(60, 0)).values).toEqual([])
    expect(heard(configuration(TYPE.cfg2, 60, [FEEDER], 30), data(60, 0, 2)).values).toEqual([])
    expect(heard(configuration(TYPE.cfg1, 60, [FEEDER], 30), data(60, 0)).values).toEqual([])
  })

  test('may come over another connection than their configuration', () => {
    const shared = c37118.newShared?.()
    new Dialogue(c37118, shared).toClient(configuration(TYPE.cfg2, 60, [FEEDER], 30))
    const dialogue = new Dialogue(c37118, shared)
    dialogue.samples = true
    expect(dialogue.toClient(data(60, 0)).values).toContain('frequency = 62.5')
  })

  test(`are those of at most ${MAX_STREAMS} streams`, () => {
    const dialogue = heard()
    for (let at = 0; at <= MAX_STREAMS; at++) {
      dialogue.toClient(configuration(TYPE.cfg2, at, [{ ...FEEDER, idCode: at }], 30))
    }
    expect(dialogue.toClient(data(MAX_STREAMS, 0)).values).toEqual([])
    expect(dialogue.toClient(data(0, 0)).values).not.toEqual([])
  })

  test('have a number where the configuration gives no name', () => {
    const nameless = { ...polar(15), phasors: [''], analogs: [''] }
    const bytes = bytesOf(u16(0), float(1), float(0), float(50), float(0), float(2))
    const { values } = heard(configuration(TYPE.cfg2, 7, [nameless], 30), frame(TYPE.data, 7, bytes))
    expect(values).toContain('phasor 1 magnitude = 1')
    expect(values).toContain('analog 1 = 2')
  })
})
