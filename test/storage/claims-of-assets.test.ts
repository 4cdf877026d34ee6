import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Delta } from '../../sensor/model/delta.ts'
import { resolveAssets } from '../../sensor/model/resolve-assets.ts'
import { readAssets } from '../../storage/observed/read-assets.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import {
  addressEntry,
  bindingEntry,
  captureEntry,
  claimEntry,
  deltaOf,
  moduleEntry,
  segmentEntry,
} from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const RUNS = 30
const STEPS = 6
const TIMEOUT_MS = 60_000
const IPS = [1, 2, 3]
const MACS = [11, 12]

const ip = fc.constantFrom(...IPS)
const unit = fc.constantFrom('unit 1', 'unit 2', 'unit 3')

/** Claims about hosts and parts, some of which contradict each other; parts that answer; MACs that take an IP. */
const step = fc.record({
  claims: fc.array(
    fc.record({
      address: ip,
      module: fc.oneof(fc.constant(''), unit),
      attribute: fc.constantFrom('vendor', 'firmware', 'name'),
      value: fc.constantFrom('V2.2', 'V2.2.0', 'V2.2.1', 'acme'),
      confidence: fc.constantFrom('weak', 'inferred', 'stated'),
      lastUs: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 4 },
  ),
  modules: fc.array(fc.record({ address: ip, module: unit }), { maxLength: 2 }),
  bindings: fc.array(fc.record({ mac: fc.constantFrom(...MACS), ip }), { maxLength: 1 }),
})

test(
  'a reader that stays open says the same of every asset as one that is opened after each commit',
  () => {
    const check = fc.property(fc.array(step, { minLength: STEPS, maxLength: STEPS }), (steps) => {
      const store = storeOf()
      const staying = new ObservedReader(store.directory)
      for (const { claims, modules, bindings } of steps) {
        store.commit({
          claims: claims.map((claim) => claimEntry({ ...claim, firstUs: 1 })),
          modules: modules.map((each) => moduleEntry(each)),
          bindings: bindings.map(({ mac, ip: own }) => bindingEntry(mac, own)),
        })
        const fresh = new ObservedReader(store.directory)
        expect(rows(staying)).toEqual(rows(fresh))
        fresh.close()
      }
      staying.close()
      store.close()
    })
    fc.assert(check, { numRuns: RUNS, seed: 12 })
  },
  TIMEOUT_MS,
)

test('only claims about assets of which something changed are read again', () => {
  const store = storeOf()
  store.commit({ claims: IPS.map((address) => claimEntry({ address })) })
  const reader = new ObservedReader(store.directory)
  const asked = vi.spyOn(reader, 'iterate')
  const reads = () => {
    asked.mockClear()
    readAssets(reader)
    return asked.mock.calls.filter(([sql]) => sql.includes('FROM claims')).length
  }
  expect(reads()).toBe(IPS.length + MACS.length)
  expect(reads()).toBe(0)
  store.commit({ addresses: [addressEntry(1, '10.0.0.1', { lastUs: 9e15 })] })
  expect(reads()).toBe(0)
  store.commit({ claims: [claimEntry({ address: 2, value: 'Other' }), claimEntry({ address: 2, attribute: 'name' })] })
  expect(reads()).toBe(1)
  store.commit({ bindings: [bindingEntry(11, 3)] })
  expect(reads()).toBe(2)
  reader.close()
  store.close()
})

function rows(reader: ObservedReader): unknown[] {
  return readAssets(reader).map(({ row }) => row)
}

function storeOf() {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  const commit = (parts: Partial<Delta>) => {
    writer.begin()
    writer.capture(captureEntry())
    writer.apply(deltaOf(parts))
    writer.assign(resolveAssets(writer.evidence()))
    writer.commit()
  }
  commit({
    segments: [segmentEntry()],
    addresses: [
      ...IPS.map((id) => addressEntry(id, `10.0.0.${id}`)),
      ...MACS.map((id) => addressEntry(id, `00:80:f4:00:00:${id}`)),
    ],
  })
  return { directory, commit, close: () => writer.close() }
}
