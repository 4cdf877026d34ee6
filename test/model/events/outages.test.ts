import { expect, test } from 'vitest'
import { MAX_TOLD_A_SHIFT, SHIFT_US } from '../../../sensor/model/events/gather-first-seen.ts'
import { resolveEvents } from '../../../sensor/model/events/resolve-events.ts'
import { eventsOfKind, evidenceOf, minute, outageFact, told } from '../../support/event-evidence.ts'

test('an outage is told with when it began and ended, and why', () => {
  expect(eventsOfKind(evidenceOf({ outages: [outageFact()] }), [], 'mirror-outage')).toMatchObject([
    {
      severity: 'medium',
      summary: 'The sensor on eth1 saw nothing for 5 min: its link was down; what happened then is not known',
      count: 1,
      firstUs: minute(120),
      lastUs: minute(125),
      witness: null,
    },
  ])
})

test.each([
  [{ cause: 'gone' }, 'saw nothing for 5 min: the interface was gone'],
  [{ cause: 'no sensor' }, 'saw nothing for 5 min: no sensor was running'],
  [{ lasts: true }, 'has seen nothing for 5 min: its link is down'],
  [{ cause: 'gone', lasts: true, blindUs: 0 }, 'sees nothing any more: the interface is gone'],
  [{ times: 3, blindUs: 20_000_000 }, 'saw nothing 3 times, for 20 s in all: its link was down'],
  [{ times: 3, blindUs: 20_000_000, lasts: true }, 'has seen nothing 3 times, for 20 s in all: its link is down'],
] as const)('an outage of %j: %s', (parts, text) => {
  expect(told(evidenceOf({ outages: [outageFact(parts)] }), [])).toEqual([
    `medium mirror-outage: The sensor on eth1 ${text}; what happened then is not known`,
  ])
})

test('an outage is one event while it lasts and when it is over', () => {
  const id = (parts: object) => eventsOfKind(evidenceOf({ outages: [outageFact(parts)] }), [], 'mirror-outage')[0]?.id
  expect(id({ lasts: true, lastUs: minute(121) })).toBe(id({}))
  expect(id({ firstUs: minute(119) })).not.toBe(id({}))
})

test(`more than ${MAX_TOLD_A_SHIFT} outages of an interface in a shift are one event`, () => {
  const many = (count: number, apartUs = minute(2) - minute(0), parts: object = {}) => {
    const outages = Array.from({ length: count }, (_, at) =>
      outageFact({ firstUs: SHIFT_US * 60_000 + at * apartUs, blindUs: 1_000_000, ...parts }),
    )
    return told(evidenceOf({ outages }), [])
  }
  expect(many(MAX_TOLD_A_SHIFT)).toHaveLength(MAX_TOLD_A_SHIFT)
  expect(many(MAX_TOLD_A_SHIFT + 1)).toEqual([
    'medium mirror-outage: The sensor on eth1 saw nothing 6 times, for 6 s in all: its link was down; what happened then is not known',
  ])
  expect(many(MAX_TOLD_A_SHIFT + 1, SHIFT_US)).toHaveLength(MAX_TOLD_A_SHIFT + 1)
})

test('an interface that never showed anything is told of when it is down', () => {
  const evidence = evidenceOf({ captures: [], watched: [], outages: [outageFact({ lasts: true })] })
  expect(resolveEvents(evidence, [])).toMatchObject([{ kind: 'mirror-outage' }])
})

test('frames that an interface lost are told', () => {
  const losses = [{ interface: 'eth2', lost: 12, firstUs: minute(0), lastUs: minute(60) }]
  expect(told(evidenceOf({ losses }), [])).toEqual([
    'low mirror-outage: The sensor on eth2 lost 12 frames: what they were is not known',
  ])
})

test.each([
  [{ sent: 7, refused: 0, stopped: true }, 'high', 'sent 7 frames: capture stopped'],
  [{ sent: 0, refused: 1, stopped: true }, 'high', 'was to send 1 frame, which the kernel dropped: capture stopped'],
  [
    { sent: 2, refused: 3, stopped: false },
    'medium',
    'sent 2 frames and was to send 3 frames, which the kernel dropped: this was allowed',
  ],
])('an interface that sends is told: %j', (parts, severity, text) => {
  const transmissions = [{ interface: 'eth1', firstUs: minute(0), lastUs: minute(1), ...parts }]
  const evidence = { captures: [], watched: [], transmissions }
  expect(told(evidenceOf({ transmissions }), [])).toEqual([
    `${severity} sensor-sent: The capture interface eth1 ${text}`,
  ])
  expect(resolveEvents(evidenceOf(evidence), [])).toMatchObject([{ kind: 'sensor-sent', severity }])
})
