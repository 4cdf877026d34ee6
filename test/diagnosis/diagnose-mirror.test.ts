import { expect, test } from 'vitest'
import {
  BACKWARDS_BAD_US,
  BACKWARDS_LOOK_US,
  CUT_BAD,
  DROPS_BAD,
  DUPLICATES_BAD,
  DUPLICATES_LOOK,
  LOSS_BAD,
  LOSS_LOOK,
  RETAGGED_LOOK,
  ROUTED_LOOK,
} from '../../sensor/diagnosis/check-recording.ts'
import { ONE_WAY_BAD, ONE_WAY_LOOK, SHORT_US, UNICAST_BAD, UNICAST_LOOK } from '../../sensor/diagnosis/check-view.ts'
import { diagnoseMirror } from '../../sensor/diagnosis/diagnose-mirror.ts'
import { type MirrorCounters, noCounters } from '../../sensor/diagnosis/mirror-counters.ts'

const FRAMES = 1_000_000

/** A port with nothing to complain of. */
const GOOD: MirrorCounters = {
  ...noCounters(),
  frames: FRAMES,
  bytes: FRAMES * 100,
  firstUs: 0,
  lastUs: SHORT_US,
  unicast: FRAMES,
  connections: 10_000,
  tcpBytes: 1e8,
  lossIsCounted: true,
  longestCaptured: 1514,
  subnets: 1,
  protocols: ['modbus'],
}

function verdictOf(name: string, change: Partial<MirrorCounters>) {
  return diagnoseMirror({ ...GOOD, ...change }).checks.find((check) => check.name === name)?.verdict
}

test('a port with nothing to complain of is good, and no check has advice', () => {
  const { verdict, summary, checks } = diagnoseMirror(GOOD)
  expect({ verdict, summary }).toEqual({ verdict: 'good', summary: 'This mirror port is good.' })
  expect(checks.filter((check) => check.verdict !== 'good' || check.advice !== '')).toEqual([])
})

const unicast = (share: number) => ({ unicast: FRAMES * share, multicast: FRAMES * (1 - share) })

test.each<[string, string, Partial<MirrorCounters>]>([
  ['both directions', 'good', { oneWay: 10_000 * ONE_WAY_LOOK - 1 }],
  ['both directions', 'look', { oneWay: 10_000 * ONE_WAY_LOOK }],
  ['both directions', 'bad', { oneWay: 10_000 * ONE_WAY_BAD }],
  ['both directions', 'cannot tell', { connections: 0 }],
  ['host-to-host traffic', 'good', unicast(UNICAST_LOOK)],
  ['host-to-host traffic', 'look', unicast(UNICAST_LOOK - 0.001)],
  ['host-to-host traffic', 'look', unicast(UNICAST_BAD - 0.001)],
  ['host-to-host traffic', 'cannot tell', { unicast: 0, multicast: 0, broadcast: 0 }],
  ['host-to-host traffic', 'bad', { ...unicast(UNICAST_BAD - 0.001), protocols: [] }],
  ['VLAN tags', 'good', { vlans: 2, subnets: 5, tagged: FRAMES }],
  ['VLAN tags', 'look', { vlans: 1, subnets: 2, tagged: FRAMES }],
  ['VLAN tags', 'look', { vlans: 0, subnets: 2 }],
  ['VLAN tags', 'cannot tell', { subnets: 0 }],
  ['duplicates', 'good', { duplicates: FRAMES * DUPLICATES_LOOK - 1 }],
  ['duplicates', 'look', { duplicates: FRAMES * DUPLICATES_LOOK }],
  ['duplicates', 'bad', { duplicates: FRAMES * DUPLICATES_BAD }],
  ['both sides of a router', 'good', { routed: FRAMES * ROUTED_LOOK - 1 }],
  ['both sides of a router', 'look', { routed: FRAMES * ROUTED_LOOK }],
  ['copies in another VLAN', 'good', { retagged: FRAMES * RETAGGED_LOOK - 1 }],
  ['copies in another VLAN', 'look', { retagged: FRAMES * RETAGGED_LOOK }],
  ['lost on the mirror', 'good', { tcpBytes: 1 - LOSS_LOOK * 0.9, tcpGapBytes: LOSS_LOOK * 0.9 }],
  ['lost on the mirror', 'look', { tcpBytes: 1 - LOSS_LOOK, tcpGapBytes: LOSS_LOOK }],
  ['lost on the mirror', 'bad', { tcpBytes: 1 - LOSS_BAD, tcpGapBytes: LOSS_BAD }],
  ['lost on the mirror', 'cannot tell', { tcpBytes: 0 }],
  ['lost by the recorder', 'look', { lostByCapture: 1 }],
  ['lost by the recorder', 'bad', { frames: 1 / DROPS_BAD - 1, lostByCapture: 1 }],
  ['lost by the recorder', 'cannot tell', { lossIsCounted: false }],
  ['whole frames', 'look', { cut: FRAMES * CUT_BAD - 1 }],
  ['whole frames', 'bad', { cut: FRAMES * CUT_BAD }],
  ['time', 'good', { backwards: 9, longestBackwardUs: BACKWARDS_LOOK_US - 1 }],
  ['time', 'look', { backwards: 1, longestBackwardUs: BACKWARDS_LOOK_US }],
  ['time', 'bad', { backwards: 1, longestBackwardUs: BACKWARDS_BAD_US }],
  ['industrial protocols', 'look', { protocols: [] }],
  ['industrial protocols', 'cannot tell', { protocols: [], cut: FRAMES * CUT_BAD }],
  ['length', 'look', { lastUs: SHORT_US - 1 }],
])('%s is %s', (name, verdict, change) => {
  expect(verdictOf(name, change)).toBe(verdict)
})

test('what is bad comes first, with what to do, and names the port bad', () => {
  const { verdict, summary, checks } = diagnoseMirror({
    ...GOOD,
    cut: FRAMES,
    longestCaptured: 96,
    vlans: 0,
    subnets: 3,
  })
  expect(verdict).toBe('bad')
  expect(summary).toBe('This mirror port is not good: whole frames.')
  expect(checks[0]?.finding).toBe('1,000,000 frames (100 %) cut short; at most 96 bytes were kept')
  expect(checks[0]?.advice).toContain('tcpdump -s 0')
  expect(checks[1]?.name).toBe('VLAN tags')
})

test('every check that is bad or wants a look says what to do', () => {
  const broken = {
    oneWay: 9000,
    duplicates: 9e5,
    routed: 9e5,
    retagged: 9e5,
    tcpGapBytes: 1e8,
    cut: FRAMES * CUT_BAD - 1,
    subnets: 9,
    lostByCapture: 9,
  }
  const { checks } = diagnoseMirror({
    ...GOOD,
    ...broken,
    ...unicast(0),
    protocols: [],
    backwards: 1,
    longestBackwardUs: 1e9,
    lastUs: 1,
  })
  expect(checks.filter(({ verdict }) => verdict === 'good')).toEqual([])
  expect(checks.filter(({ advice }) => advice === '')).toEqual([])
})

test('a capture without a frame is bad', () => {
  expect(diagnoseMirror(noCounters())).toMatchObject({
    verdict: 'bad',
    summary: expect.stringContaining('mirror is off'),
  })
})

test('one connection is no "all 1 connection", and a span of years is no number of hours', () => {
  const findingOf = (name: string, change: object) =>
    diagnoseMirror({ ...GOOD, ...change }).checks.find((check) => check.name === name)?.finding
  expect(findingOf('both directions', { connections: 1, oneWay: 0 })).toBe(
    'both sides of the one TCP connection are seen',
  )
  expect(findingOf('length', { frames: 1237, firstUs: 0, lastUs: 69_237 * 3600e6 })).toBe('1,237 frames in 2,885 days')
})
