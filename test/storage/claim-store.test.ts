import { expect, test } from 'vitest'
import type { ClaimEntry } from '../../sensor/model/delta.ts'
import { MAX_STORED_CLAIMS } from '../../storage/observed/claim-store.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { addressEntry, captureEntry, claimEntry, deltaOf, segmentEntry } from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const ADDRESSES = [addressEntry(1, '10.0.0.1'), addressEntry(2, '10.0.0.2')]
const title = (n: number, address = 2) => claimEntry({ address, attribute: 'title', value: `page ${n}` })
const titles = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => title(from + i))

/** Each list is a delta, all in one transaction. */
function commit(writer: ObservedWriter, ...deltas: readonly (readonly ClaimEntry[])[]): void {
  writer.begin()
  writer.capture(captureEntry())
  for (const claims of deltas) writer.apply(deltaOf({ segments: [segmentEntry()], addresses: ADDRESSES, claims }))
  writer.commit()
}

function stored(directory: string) {
  const reader = new ObservedReader(directory)
  const claims = reader.all<{ attribute: string; rows: number; count: number }>(
    'SELECT attribute, count(*) AS rows, sum(count) AS count FROM claims GROUP BY address, attribute ORDER BY attribute',
    [],
  )
  const refused = reader.all('SELECT detail, count FROM coverage WHERE measure = ?', ['claims-refused'])
  reader.close()
  return { claims, refused }
}

test('the same claim made again, in however many deltas, is one row with its count', () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  commit(writer, ...Array.from({ length: 50 }, () => [title(1)]))
  expect(stored(directory)).toEqual({ claims: [{ attribute: 'title', rows: 1, count: 50 }], refused: [] })
  writer.close()
})

test(`of one attribute of an address ${MAX_STORED_CLAIMS} claims are kept, and go on counting; others are refused and counted`, () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  commit(writer, titles(0, MAX_STORED_CLAIMS - 10), titles(0, 20))
  commit(writer, titles(MAX_STORED_CLAIMS - 10, MAX_STORED_CLAIMS + 3), [title(0), title(99_999)])
  const rows = [
    { attribute: 'title', rows: MAX_STORED_CLAIMS, count: MAX_STORED_CLAIMS + 21 },
    { attribute: 'vendor', rows: 1, count: 1 },
  ]
  commit(writer, [claimEntry()])
  expect(stored(directory)).toEqual({ claims: rows, refused: [{ detail: 'title', count: 4 }] })
  writer.close()

  // Whoever opens the store again counts what is there.
  const again = new ObservedWriter(directory)
  commit(again, [title(77_777)], [title(5)])
  expect(stored(directory).claims[0]).toMatchObject({ rows: MAX_STORED_CLAIMS, count: MAX_STORED_CLAIMS + 22 })
  again.close()
})

test('claims that were rolled back take no room', () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry())
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses: ADDRESSES, claims: titles(0, MAX_STORED_CLAIMS + 1) }))
  writer.rollback()
  commit(writer, [title(1)])
  expect(stored(directory)).toEqual({ claims: [{ attribute: 'title', rows: 1, count: 1 }], refused: [] })
  writer.close()
})
