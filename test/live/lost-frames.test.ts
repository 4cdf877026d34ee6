import { expect, test } from 'vitest'
import { backlogDropsOf, readBacklogDrops } from '../../sensor/capture/backlog-drops.ts'
import { type InterfaceCounters, lostBetween } from '../../sensor/capture/interface-counters.ts'

const START: InterfaceCounters = {
  index: 2,
  isUp: true,
  hasCarrier: true,
  carrierLosses: 0,
  sentPackets: 0,
  missedPackets: 5,
  droppedPackets: 100,
  backlogDrops: 40,
}

test('what the interface missed is lost', () => {
  expect(lostBetween(START, { ...START, missedPackets: 12 })).toBe(7)
})

test('what the kernel dropped is lost as far as its queues were full; the rest only nobody wanted', () => {
  expect(lostBetween(START, { ...START, droppedPackets: 1100 })).toBe(0)
  expect(lostBetween(START, { ...START, droppedPackets: 1100, backlogDrops: 43 })).toBe(3)
  expect(lostBetween(START, { ...START, droppedPackets: 102, backlogDrops: 940 })).toBe(2)
})

test('the drops of all processors are summed', () => {
  const rows = ['00003f0e 00000010 00000001 00000000', '0000a901 0000000f 00000000 00000001', '']
  expect(backlogDropsOf(rows.join('\n'))).toBe(31)
  expect(readBacklogDrops()).toBeGreaterThanOrEqual(0)
})
