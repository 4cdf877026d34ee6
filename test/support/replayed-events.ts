import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replayCaptures } from '../../cli/replay-captures.ts'
import { type ExportKind, exportRows } from '../../storage/observed/export.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { type CaptureBuilder, pcapOf } from './packet.ts'
import { temporaryDirectory } from './temporary-directory.ts'

type Row = Readonly<Record<string, unknown>>

/** The rows of a kind, after these captures were replayed in this order. */
export async function rowsOf(kind: ExportKind, ...captures: readonly CaptureBuilder[]): Promise<readonly Row[]> {
  const directory = temporaryDirectory()
  const paths = captures.map(({ frames }, at) => {
    const path = join(directory, `${frames[0]?.timeUs}-${at}.pcap`)
    writeFileSync(path, pcapOf(frames))
    return path
  })
  const writer = new ObservedWriter(directory)
  await replayCaptures(paths, writer, { onProgress() {}, isInterrupted: () => false })
  writer.close()
  const reader = new ObservedReader(directory)
  try {
    return [...exportRows(reader, kind)]
  } finally {
    reader.close()
  }
}

/** What traffic is told to amount to: events of some kinds, in words. */
export async function eventsOf(capture: CaptureBuilder, ...kinds: readonly string[]): Promise<string[]> {
  return (await rowsOf('events', capture))
    .filter(({ kind }) => kinds.includes(String(kind)))
    .map(({ severity, kind, summary }) => `${severity} ${kind}: ${summary}`)
}
