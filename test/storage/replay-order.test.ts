import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { replayCaptures } from '../../cli/replay-captures.ts'
import { EXPORT_COLUMNS, exportKinds, exportRows } from '../../storage/observed/export.ts'
import { formatRows } from '../../storage/observed/format-rows.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures')
const FOLDERS = ['plant', 'arp', 'dhcp', 'lldp', 'modbus', 'vrrp', 'goose', 'profinet']
const RUNS = 2
const TIMEOUT_MS = 180_000
const MAX_PARTS = 5
/** What says in which file a packet lies, which a split changes. */
const PLACE = ['capture', 'frame']

const captures = FOLDERS.flatMap((folder) =>
  readdirSync(join(FIXTURES, folder))
    .filter((name) => name.endsWith('.pcap'))
    .map((name) => join(FIXTURES, folder, name)),
)

test(
  'the same captures in any order end in byte-identical exports',
  async () => {
    const expected = await exportsOf([captures])
    const anyOrder = fc.shuffledSubarray(captures, { minLength: captures.length })
    const check = fc.asyncProperty(anyOrder, async (order) => {
      expect(await exportsOf([order])).toEqual(expected)
    })
    await fc.assert(check, { numRuns: RUNS, seed: 5 })
  },
  TIMEOUT_MS,
)

test(
  'captures given in several sessions end in the same exports as in one',
  async () => {
    const half = captures.length >> 1
    expect(await exportsOf([captures.slice(half), captures.slice(0, half)])).toEqual(await exportsOf([captures]))
  },
  TIMEOUT_MS,
)

test(
  'a capture split anywhere, and given in parts that go on, ends in the same assets and claims',
  async () => {
    const plant = join(FIXTURES, 'plant')
    const [name] = readdirSync(plant).filter((each) => each.endsWith('.pcap'))
    const whole = join(plant, name as string)
    const expected = withoutPlaces(await exportsOf([[whole]], true))
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: MAX_PARTS - 1 })
    const check = fc.asyncProperty(cuts, async (shares) => {
      expect(withoutPlaces(await exportsOf([split(whole, shares)], true))).toEqual(expected)
    })
    await fc.assert(check, { numRuns: RUNS, seed: 6 })
  },
  TIMEOUT_MS,
)

type Exports = Record<string, string>

/** Every export as text, after the captures were replayed in so many sessions. */
async function exportsOf(sessions: readonly (readonly string[])[], goesOn = false): Promise<Exports> {
  const directory = temporaryDirectory()
  for (const paths of sessions) {
    const writer = new ObservedWriter(directory)
    await replayCaptures(paths, writer, { onProgress() {}, isInterrupted: () => false }, { goesOn, threads: 0 })
    writer.close()
  }
  const reader = new ObservedReader(directory)
  const texts = exportKinds.map((kind) => [
    kind,
    [...formatRows(exportRows(reader, kind), 'ndjson', EXPORT_COLUMNS[kind])].join(''),
  ])
  reader.close()
  return Object.fromEntries(texts) as Exports
}

function withoutPlaces({ assets = '', addresses = '', claims = '' }: Exports): unknown {
  const rows = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) =>
        Object.entries(JSON.parse(line) as Record<string, unknown>).filter(([key]) => !PLACE.includes(key)),
      )
  return { assets: rows(assets), addresses: rows(addresses), claims: rows(claims) }
}

/** Writes the parts of a classic capture file, cut at these shares of its packets. */
function split(path: string, shares: readonly number[]): string[] {
  const bytes = readFileSync(path)
  const header = bytes.subarray(0, 24)
  const records: Buffer[] = []
  for (let at = 24; at + 16 <= bytes.length; ) {
    const end = at + 16 + bytes.readUInt32LE(at + 8)
    records.push(bytes.subarray(at, end))
    at = end
  }
  const cuts = [0, ...shares.map((share) => Math.floor(share * records.length)).sort((a, b) => a - b), records.length]
  const folder = join(temporaryDirectory(), 'parts')
  mkdirSync(folder)
  return cuts.slice(1).flatMap((to, index) => {
    const part = records.slice(cuts[index], to)
    if (part.length === 0) return []
    const file = join(folder, `part-${index}.pcap`)
    writeFileSync(file, Buffer.concat([header, ...part]))
    return [file]
  })
}
