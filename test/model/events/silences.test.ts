import { expect, test } from 'vitest'
import {
  MAX_TOLD_TOGETHER,
  MIN_SILENCE_US,
  MIN_STEADY_GAPS,
  MIN_STEADY_US,
  SILENT_LONGEST_GAPS,
  SILENT_PERIODS,
  TOGETHER_US,
} from '../../../sensor/model/events/find-silences.ts'
import { START_US, segmentEntry } from '../../support/delta.ts'
import {
  conversationFact,
  eventsOfKind,
  evidenceOf,
  hosts,
  minute,
  outageFact,
  silenceFact,
  told,
} from '../../support/event-evidence.ts'

const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2'])
const BASE = { addresses, conversations: [conversationFact()] }

test('a poll that ends while the sensor watches is told, with what it was', () => {
  expect(told(evidenceOf({ ...BASE, silences: [silenceFact()] }), assets)).toEqual([
    'medium gone-silent: Host 10.0.0.1 to host 10.0.0.2 has gone silent: modbus Read Holding Registers holding 0+10 came every 1 s, then nothing for 22 h; both are heard still',
  ])
})

test('it is worse when a device is not heard any more', () => {
  const silent = addresses.map((each) => (each.id === 2 ? { ...each, lastUs: minute(120) } : each))
  expect(told(evidenceOf({ ...BASE, addresses: silent, silences: [silenceFact()] }), assets)).toEqual([
    expect.stringMatching(/^high gone-silent: .* for 22 h; host 10\.0\.0\.2 not heard since$/),
  ])
})

test('a poll that goes on at another address of the same device is not silent', () => {
  const site = hosts(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  const [client, server] = site.assets
  const moved = [client, { ...server, addresses: [2, 3] }] as typeof assets
  const later = (parts: object) => [conversationFact(), conversationFact({ id: 2, server: 3, ...parts })]
  const silent = (conversations: ReturnType<typeof later>, of = moved) =>
    told(evidenceOf({ addresses: site.addresses, conversations, silences: [silenceFact()] }), of).filter((each) =>
      each.includes('gone-silent'),
    ).length
  expect(silent(later({ firstUs: minute(130) }))).toBe(0)
  expect(silent(later({ firstUs: minute(10) }))).toBe(1)
  expect(silent(later({ firstUs: minute(130), protocol: 'http' }))).toBe(1)
  expect(silent(later({ firstUs: minute(130) }), site.assets as typeof assets)).toBe(1)
})

test(`silence is at least ${SILENT_PERIODS} periods, ${SILENT_LONGEST_GAPS} longest gaps, and a minute`, () => {
  const after = (silenceUs: number, parts: object) => {
    const lastUs = minute(120) + silenceUs
    const captures = [{ firstUs: START_US, lastUs, isLive: false }]
    const watched = [{ firstUs: START_US, lastUs }]
    return told(evidenceOf({ ...BASE, captures, watched, silences: [silenceFact(parts)] }), assets).length
  }
  expect([after(MIN_SILENCE_US, {}), after(MIN_SILENCE_US - 1, {})]).toEqual([1, 0])
  const slow = { periodUs: 60_000_000, longestGapUs: 61_000_000 }
  expect([after(600_000_000, slow), after(599_999_999, slow)]).toEqual([1, 0])
  const uneven = { longestGapUs: 100_000_000 }
  expect([after(300_000_000, uneven), after(299_999_999, uneven)]).toEqual([1, 0])
  expect(after(MIN_SILENCE_US, { gaps: MIN_STEADY_GAPS - 1 })).toBe(0)
})

test('a silence that is over stays an event, the same one', () => {
  const before = eventsOfKind(evidenceOf({ ...BASE, silences: [silenceFact()] }), assets, 'gone-silent')
  const over = silenceFact({ lastUs: minute(120) + 3000, untilUs: minute(180), longestGapUs: minute(60) - START_US })
  const after = eventsOfKind(evidenceOf({ ...BASE, silences: [over] }), assets, 'gone-silent')
  expect(after).toMatchObject([
    {
      id: before[0]?.id,
      severity: 'medium',
      summary:
        'Host 10.0.0.1 to host 10.0.0.2 went silent and came back: modbus Read Holding Registers holding 0+10 came every 1 s, then nothing for 60 min',
      lastUs: minute(180),
    },
  ])
  const watched = [{ firstUs: START_US, lastUs: minute(150) }]
  expect(told(evidenceOf({ ...BASE, watched, silences: [over] }), assets)).toEqual([])
})

test('what nobody watched is not called silent', () => {
  const watched = [
    { firstUs: START_US, lastUs: minute(120) },
    { firstUs: minute(600), lastUs: minute(1440) },
  ]
  expect(told(evidenceOf({ ...BASE, watched, silences: [silenceFact()] }), assets)).toEqual([])
})

test(`more than ${MAX_TOLD_TOGETHER} that fall silent together are one event`, () => {
  const many = (count: number, apartUs: number) => {
    const conversations = Array.from({ length: count }, (_, at) => conversationFact({ id: at, port: 500 + at }))
    const silences = conversations.map(({ id }) =>
      silenceFact({ conversation: id, lastUs: minute(120) + id * apartUs }),
    )
    return eventsOfKind(evidenceOf({ addresses, conversations, silences }), assets, 'gone-silent')
  }
  expect(many(MAX_TOLD_TOGETHER, TOGETHER_US)).toHaveLength(MAX_TOLD_TOGETHER)
  expect(many(MAX_TOLD_TOGETHER + 1, TOGETHER_US + 1)).toHaveLength(MAX_TOLD_TOGETHER + 1)
  expect(many(MAX_TOLD_TOGETHER + 1, TOGETHER_US)).toMatchObject([{ severity: 'high', count: 3 }])
})

test('one protocol within another falls silent with it', () => {
  const conversations = [conversationFact({ protocol: 'enip' }), conversationFact({ id: 2, protocol: 'cip' })]
  const silences = [silenceFact({ class: 'session' }), silenceFact({ conversation: 2 })]
  expect(told(evidenceOf({ addresses, conversations, silences }), assets)).toEqual([
    expect.stringContaining('has gone silent: cip '),
  ])
})

test('what an interface that was down could not see is not called silent', () => {
  const segments = [segmentEntry({ tap: 'eth1' })]
  const untilUs = minute(180)
  const silences = [silenceFact({ untilUs, longestGapUs: untilUs - minute(120) })]
  const during = (parts: object) =>
    told(evidenceOf({ ...BASE, segments, silences, outages: [outageFact(parts)] }), assets).filter((text) =>
      text.includes('gone-silent'),
    )
  expect(during({ lastUs: untilUs })).toEqual([])
  expect(during({ lastUs: untilUs - MIN_SILENCE_US })).toHaveLength(1)
  expect(during({ lastUs: untilUs, interface: 'eth2' })).toHaveLength(1)
})

test('a burst that ends was never cyclic, however many gaps it kept', () => {
  const burst = (periodUs: number) => silenceFact({ gaps: 200, periodUs, longestGapUs: periodUs })
  expect(told(evidenceOf({ ...BASE, silences: [burst(MIN_STEADY_US / 200 - 1)] }), assets)).toEqual([])
  expect(told(evidenceOf({ ...BASE, silences: [burst(MIN_STEADY_US / 200)] }), assets)).toHaveLength(1)
})
