import { setImmediate } from 'node:timers/promises'
import { dissectors } from '../dissectors/registry.ts'
import type { CaptureSource } from '../sensor/capture/capture-source.ts'
import { openCapture } from '../sensor/capture/open-capture.ts'
import type { CaptureEntry } from '../sensor/model/delta.ts'
import { resolveAssets } from '../sensor/model/resolve-assets.ts'
import { Line } from '../sensor/pipeline.ts'
import type { ObservedWriter } from '../storage/observed/writer.ts'

/** Batches between two deltas, and between two looks at signals and the terminal. */
const BATCHES_PER_DELTA = 256
const BATCHES_PER_TURN = 16

/** What became of one file. */
export interface FileReport {
  readonly file: string
  readonly frames: number
  /** '' when all is well; else one line for a person. */
  readonly problem: string
  /** It was in the store already, and nothing was added. */
  readonly known: boolean
}

export interface ReplayTotals {
  readonly files: FileReport[]
  captures: number
  frames: number
  bytes: number
  firstUs: number | null
  lastUs: number | null
  messages: number
  undecoded: number
  malformed: number
  faults: number
}

export interface ReplayHooks {
  /** Called a few times a second of work. */
  onProgress(file: string, bytesDone: number, bytesAll: number, frames: number): void
  /** True when a person wants it to stop. */
  isInterrupted(): boolean
}

/** The person at the terminal stopped it; the file being read is not stored, those before it are. */
export class ReplayInterrupted extends Error {
  override readonly name = 'ReplayInterrupted'
}

/**
 * Replays capture files into the store, in the order given. Each file is one transaction: it is stored as far as it can
 * be read, or not at all. A file that cannot be read is reported, and the next one follows.
 * @throws StorageError when the store fails; ReplayInterrupted when `hooks.isInterrupted`
 */
export async function replayCaptures(
  paths: readonly string[],
  writer: ObservedWriter,
  hooks: ReplayHooks,
): Promise<ReplayTotals> {
  const line = new Line(dissectors)
  const totals: ReplayTotals = {
    files: [],
    captures: 0,
    frames: 0,
    bytes: 0,
    firstUs: null,
    lastUs: null,
    messages: 0,
    undecoded: 0,
    malformed: 0,
    faults: 0,
  }
  for (const [index, path] of paths.entries()) {
    const source = await open(path, totals)
    if (source === undefined) continue
    try {
      await replayFile(path, source, index + 1, line, writer, totals, hooks)
    } finally {
      source.close()
    }
  }
  totals.messages = line.context.messages
  totals.undecoded = line.context.undecoded
  totals.malformed = line.context.malformed
  totals.faults = line.context.faults
  return totals
}

async function open(path: string, totals: ReplayTotals): Promise<CaptureSource | undefined> {
  try {
    return await openCapture(path)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    totals.files.push({ file: path, frames: 0, problem: error.message, known: false })
    return undefined
  }
}

async function replayFile(
  path: string,
  source: CaptureSource,
  id: number,
  line: Line,
  writer: ObservedWriter,
  totals: ReplayTotals,
  hooks: ReplayHooks,
): Promise<void> {
  const fingerprint = await source.fingerprint()
  if (writer.findCapture(fingerprint) !== undefined) {
    totals.files.push({ file: path, frames: 0, problem: '', known: true })
    return
  }
  const entry = { id, name: source.name, fingerprint, format: source.format.name }
  writer.begin()
  try {
    writer.capture({ ...entry, frames: 0, bytes: 0, firstUs: null, lastUs: null, damage: '' })
    line.beginCapture(id, source.format.taps)
    await readAll(path, source, line, writer, hooks)
    const { damage } = source.format
    const where = damage === undefined ? '' : `byte ${damage.offset}: ${damage.reason}`
    const counts = line.endCapture(source.format.lostByCapture)
    writer.apply(counts.delta)
    const stored: CaptureEntry = { ...entry, ...counts.capture, damage: where }
    writer.capture(stored)
    writer.assign(resolveAssets(writer.evidence()))
    writer.commit()
    note(totals, path, stored)
  } catch (error) {
    writer.rollback()
    throw error
  }
}

async function readAll(
  path: string,
  source: CaptureSource,
  line: Line,
  writer: ObservedWriter,
  hooks: ReplayHooks,
): Promise<void> {
  let batches = 0
  for (let batch = await source.next(); batch !== undefined; batch = await source.next()) {
    line.packets(batch)
    batches++
    if (batches % BATCHES_PER_DELTA === 0) writer.apply(line.drain())
    if (batches % BATCHES_PER_TURN !== 0) continue
    hooks.onProgress(path, source.done, source.size, line.frames)
    await setImmediate()
    if (hooks.isInterrupted()) throw new ReplayInterrupted(`${path}: interrupted; nothing of this file was stored`)
  }
}

function note(totals: ReplayTotals, path: string, stored: CaptureEntry): void {
  const { frames, bytes, firstUs, lastUs, damage } = stored
  const kept = `the ${frames} frames before it are stored`
  totals.files.push({ file: path, frames, problem: damage === '' ? '' : `${path}: ${damage}; ${kept}`, known: false })
  totals.captures++
  totals.frames += frames
  totals.bytes += bytes
  if (firstUs !== null) totals.firstUs = Math.min(totals.firstUs ?? firstUs, firstUs)
  if (lastUs !== null) totals.lastUs = Math.max(totals.lastUs ?? lastUs, lastUs)
}
