import { expect, test } from 'vitest'
import type { RegroupingFact } from '../../../sensor/model/events/event-evidence.ts'
import { MAX_TOLD_A_SHIFT, SHIFT_US } from '../../../sensor/model/events/gather-first-seen.ts'
import { evidenceOf, hosts, minute, told } from '../../support/event-evidence.ts'

const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2'])
const [kept, other] = addresses.map(({ id }) => id) as [number, number]

function fact(parts: Partial<RegroupingFact> = {}): RegroupingFact {
  const ids = { kept: 'a', other: 'b', keptAddress: kept, otherAddress: other }
  return { kind: 'merged', ...ids, times: 1, firstUs: minute(300), lastUs: minute(300), ...parts }
}

function toldOf(regroupings: readonly RegroupingFact[]): string[] {
  return told(evidenceOf({ addresses, regroupings }), assets).filter((line) => !line.includes('start-up'))
}

test('assets that turn out to be one, and one that turns out to be two', () => {
  expect(toldOf([fact(), fact({ kind: 'split', times: 2 })]).sort()).toEqual([
    'info asset-split: host 10.0.0.1 and 10.0.0.2, listed as one asset before, are two (2 times)',
    'info assets-merged: host 10.0.0.1 and 10.0.0.2, listed as two assets before, are one',
  ])
})

test('what is learnt in the start-up is no news', () => {
  expect(toldOf([fact({ firstUs: minute(5), lastUs: minute(5) })])).toEqual([])
})

test(`more than ${MAX_TOLD_A_SHIFT} in a shift are one event`, () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => fact({ other: String(at), firstUs: SHIFT_US * 60_000 + at }))
  const late = (facts: RegroupingFact[]) => facts.map((each) => ({ ...each, lastUs: minute(700) }))
  expect(toldOf(late(many(MAX_TOLD_A_SHIFT)))).toHaveLength(MAX_TOLD_A_SHIFT)
  expect(toldOf(late(many(MAX_TOLD_A_SHIFT + 1)))).toEqual([
    'info assets-merged: 6 assets turned out to be others that were listed already',
  ])
})
