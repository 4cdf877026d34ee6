import { describe, expect, test } from 'vitest'
import type { PointUseFact } from '../../../sensor/model/events/event-evidence.ts'
import { MAX_LOOKED } from '../../../sensor/model/events/find-new-writers.ts'
import { MAX_TOLD_A_SHIFT } from '../../../sensor/model/events/gather-first-seen.ts'
import { START_US } from '../../support/delta.ts'
import {
  conversationFact,
  eventsOfKind,
  evidenceOf,
  hosts,
  minute,
  pointUseFact,
  witnessAt,
} from '../../support/event-evidence.ts'

const SCADA = 1
const PLC = 2
const PANEL = 3
const VALUES = ['10.0.0.1', '10.0.0.2', '10.0.0.3']

/** The panel's conversation is 2, that of the SCADA server 1. */
function toldOf(...uses: readonly PointUseFact[]) {
  const { addresses, assets } = hosts(VALUES, START_US, { '10.0.0.2': 'controller' })
  const conversations = [conversationFact(), conversationFact({ id: 2, client: PANEL })]
  return eventsOfKind(evidenceOf({ addresses, conversations, pointUses: uses }), assets, 'new-writer')
}

const written = (parts: Partial<PointUseFact>) => pointUseFact({ writes: true, writesSinceUs: START_US, ...parts })
/** The panel comes to write at a minute, having written nothing before. */
const byPanel = (atMinute: number, parts: Partial<PointUseFact> = {}) =>
  written({
    conversation: 2,
    client: PANEL,
    firstUs: minute(atMinute),
    writesSinceUs: minute(atMinute),
    witness: witnessAt(minute(atMinute), 77),
    ...parts,
  })

describe('a new writer is told', () => {
  test('of a point that another one has written for long', () => {
    const [event] = toldOf(written({}), byPanel(300))
    expect(event).toMatchObject({
      severity: 'medium',
      technique: 'T0855',
      summary: 'Host 10.0.0.3 writes holding 7 of PLC 10.0.0.2 for the first time: until then written by host 10.0.0.1',
      client: PANEL,
      server: PLC,
      protocol: 'modbus',
      count: 1,
      firstUs: minute(300),
      witness: { frame: 77 },
    })
  })

  test('of a point that was only read for long', () => {
    const [event] = toldOf(pointUseFact(), byPanel(300))
    expect(event?.summary).toMatch(/until then only read$/)
  })

  test('also when it writes other points of the device already, where another one writes this one', () => {
    expect(toldOf(written({}), byPanel(300, { writesSinceUs: START_US }))).toHaveLength(1)
  })

  test('once, however many points it writes, and of the points of several kinds', () => {
    const uses = [1, 2, 3, 4, 5].flatMap((low) => [written({ low, high: low }), byPanel(300 + low, { low, high: low })])
    const coil = { name: 'coil ', module: 'unit 1' }
    const events = toldOf(...uses, written(coil), byPanel(310, coil))
    expect(events.map(({ count, summary }) => [count, summary])).toEqual([
      [6, expect.stringContaining('holding 1, holding 2, holding 3 and 3 more of PLC')],
    ])
  })

  test('of runs that overlap, and of points that have a name alone', () => {
    expect(toldOf(written({ low: 0, high: 9 }), byPanel(300, { low: 9, high: 12 }))[0]?.summary).toMatch(
      /holding 9 to 12 of/,
    )
    const tag = { name: 'Speed', low: -1, high: -1 }
    expect(toldOf(written(tag), byPanel(300, tag))[0]?.summary).toMatch(/writes Speed of/)
  })
})

describe('no new writer is told', () => {
  test.each<readonly [string, readonly PointUseFact[]]>([
    ['within the start-up', [written({}), byPanel(59)]],
    [
      'of a point that the other one began to write a little earlier',
      [written({ firstUs: minute(280) }), byPanel(300)],
    ],
    ['of a point that nobody used', [byPanel(300)]],
    ['of another point', [written({ low: 8, high: 8 }), byPanel(300)]],
    ['of the same point of another part', [written({ module: 'unit 1' }), byPanel(300, { module: 'unit 2' })]],
    ['that wrote it before', [written({}), byPanel(30), byPanel(300)]],
    ['that may have written it before', [written({}), byPanel(30, { low: 0, high: 99, isSpan: true }), byPanel(300)]],
    ['because another one may have written it before', [written({ low: 0, high: 99, isSpan: true }), byPanel(300)]],
    ['of what several operations together wrote', [written({}), byPanel(300, { low: 0, high: 99, isSpan: true })]],
    [
      'of what was only read, by one that sets things there',
      [pointUseFact(), byPanel(300, { writesSinceUs: START_US })],
    ],
    ['of what was read only just now', [pointUseFact({ firstUs: minute(280) }), byPanel(300)]],
    [
      'of what was read for long and written just now',
      [pointUseFact(), written({ firstUs: minute(280) }), byPanel(300)],
    ],
  ])('%s', (_, uses) => {
    expect(toldOf(...uses)).toEqual([])
  })

  test('where one asset has both addresses', () => {
    const { addresses, assets } = hosts(VALUES)
    const one = [{ ...(assets[0] as (typeof assets)[0]), addresses: [SCADA, PANEL] }, assets[1] as (typeof assets)[0]]
    const pointUses = [written({}), byPanel(300)]
    expect(
      eventsOfKind(evidenceOf({ addresses, conversations: [conversationFact()], pointUses }), one, 'new-writer'),
    ).toEqual([])
  })
})

test('one from outside of the plant is grave', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2', '203.0.112.9'])
  const conversations = [conversationFact(), conversationFact({ id: 2, client: PANEL })]
  const events = eventsOfKind(
    evidenceOf({ addresses, conversations, pointUses: [written({}), byPanel(300)] }),
    assets,
    'new-writer',
  )
  expect(events.map(({ severity }) => severity)).toEqual(['high'])
})

test(`of one writer to one kind of points ${MAX_LOOKED} are looked at`, () => {
  const uses = Array.from({ length: MAX_LOOKED + 9 }, (_, low) => [
    written({ low, high: low }),
    byPanel(300, { low, high: low }),
  ])
  expect(toldOf(...uses.flat()).map(({ count }) => count)).toEqual([MAX_LOOKED])
})

test(`more than ${MAX_TOLD_A_SHIFT} in a shift are one event`, () => {
  const values = ['10.0.0.1', '10.0.0.2', ...Array.from({ length: MAX_TOLD_A_SHIFT + 1 }, (_, i) => `10.0.1.${i}`)]
  const { addresses, assets } = hosts(values)
  const pointUses = [written({}), ...values.slice(2).map((_, i) => byPanel(300 + i, { client: i + 3 }))]
  const conversations = [conversationFact(), conversationFact({ id: 2, client: PANEL })]
  const events = eventsOfKind(evidenceOf({ addresses, conversations, pointUses }), assets, 'new-writer')
  expect(events.map(({ summary }) => summary)).toEqual([
    expect.stringMatching(/^6 new writers to points within 5 min: /),
  ])
})
