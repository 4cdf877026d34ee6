import { expect, test } from 'vitest'
import { NO_DELTA } from '../../sensor/model/delta.ts'
import { FirstClaims } from '../../sensor/threads/first-claims.ts'
import type { ShardReport } from '../../sensor/threads/shard-report.ts'

const MAC = '00:80:f4:00:00:11'

/** A line's report that it saw a MAC address at a frame for the first time, under whatever number it gave it. */
function report(line: number, address: number, frame: number, vlan = ''): ShardReport {
  const times = { firstUs: frame, lastUs: frame }
  const witness = { capture: 1, frame, timeUs: frame }
  const said = { attribute: 'vendor', value: 'TELEMECANIQUE', protocol: 'ethernet', message: 'registry' }
  const delta = {
    ...NO_DELTA,
    segments: [{ id: line, tap: '', vlan }],
    addresses: [{ id: address, segment: line, kind: 'mac' as const, value: MAC, group: false, ...times }],
    claims: [{ address, module: '', ...said, confidence: 'weak' as const, count: 1, ...times, witness }],
  }
  const totals = { frames: 0, bytes: 0, firstUs: null, lastUs: null }
  const counts = { messages: 0, undecoded: 0, malformed: 0, faults: 0 }
  return { line, delta, isLast: false, totals, framesOfTaps: [], ...counts }
}

function framesOf(reports: readonly ShardReport[]): number[][] {
  return reports.map(({ delta }) => delta.claims.map(({ witness }) => witness.frame))
}

test('of lines that see a MAC address in the same stretch the earliest names its maker', () => {
  expect(framesOf(new FirstClaims().merge([report(0, 5, 9), report(1, 3, 4), report(2, 1, 6)]))).toEqual([[], [4], []])
})

test('a line that sees it later does not name it again', () => {
  const vendors = new FirstClaims()
  expect(framesOf(vendors.merge([report(0, 5, 9)]))).toEqual([[9]])
  expect(framesOf(vendors.merge([report(1, 3, 12)]))).toEqual([[]])
})

test('the same MAC address in another segment is another one', () => {
  expect(framesOf(new FirstClaims().merge([report(0, 5, 9), report(1, 3, 4, '10')]))).toEqual([[9], [4]])
})
