import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { exportKinds, exportRows } from '../../storage/observed/export.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { PROJECT, runSightline } from './run-sightline.ts'

test.each([2, 3])(
  'all fixtures replayed by %i threads give the exports of one line, byte for byte',
  async (threads) => {
    const captures = capturesUnder(path.join(PROJECT, 'fixtures'))
    expect(captures.length).toBeGreaterThan(50)
    const whole = await replayed(captures, 0)
    const shared = await replayed(captures, threads)
    expect(shared.summary).toEqual(whole.summary)
    for (const kind of exportKinds) {
      // The first difference, where there is one: the whole is too long to be read.
      const different = whole.exports[kind]?.findIndex((row, i) => row !== shared.exports[kind]?.[i]) ?? -1
      expect([kind, whole.exports[kind]?.[different]]).toEqual([kind, shared.exports[kind]?.[different]])
      expect(shared.exports[kind]?.length).toBe(whole.exports[kind]?.length)
    }
  },
  240_000,
)

async function replayed(captures: readonly string[], threads: number) {
  const data = temporaryDirectory()
  const { stdout } = await runSightline(['replay', '--json', '--threads', `${threads}`, '--data', data, ...captures])
  const { durationSeconds, files, ...summary } = JSON.parse(stdout)
  const reader = new ObservedReader(data)
  const exports: Record<string, string[]> = {}
  for (const kind of exportKinds) exports[kind] = [...exportRows(reader, kind)].map((row) => JSON.stringify(row))
  reader.close()
  return { summary, exports }
}

function capturesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.pcap(ng)?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}
