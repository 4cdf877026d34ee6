import { setImmediate } from 'node:timers/promises'
import type { CaptureSource } from '../sensor/capture/capture-source.ts'
import { openCapture } from '../sensor/capture/open-capture.ts'
import { JOINED_TAPS } from '../sensor/flow/segment-table.ts'
import type { CaptureEntry } from '../sensor/model/delta.ts'
import type { CaptureTotals } from '../sensor/pipeline.ts'
import type { ShardReport } from '../sensor/threads/shard-report.ts'
import type { ObservedWriter } from '../storage/observed/writer.ts'
import { ReplayInterrupted } from './replay-interrupted.ts'
import { type ReplayLine, replayLine } from './replay-line.ts'
import { StoredBatch } from './stored-batch.ts'

/** Batches between two deltas, and between two looks at signals and the terminal. */
const BATCHES_PER_DELTA = 256
const BATCHES_PER_TURN = 16

/** Files of which a report is kept: a followed folder has no end. */
export const MAX_FILE_REPORTS = 10_000

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
  /** The last `MAX_FILE_REPORTS` of them. */
  readonly files: FileReport[]
  /** Files with a problem. */
  problems: number
  /** What the interruption of a capture that goes on left out; '' when it left out nothing. */
  interruption: string
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
  /** Called when a file is done with. */
  onFile?(report: FileReport): void
}

export interface ReplayOptions {
  /**
   * The files are the parts of one capture that goes on: connections live from one to the next, a part that is gone was
   * only moved, and an interruption is how it ends.
   */
  readonly goesOn: boolean
  /** How long everything counts as known at the start of a site; an hour when it is not given. */
  readonly startUpUs?: number
  /** Analysis threads; 0: in this one. */
  readonly threads: number
  /** The interfaces of a file are of one network. */
  readonly areJoined?: boolean
}

type MessageCounts = Pick<ShardReport, 'messages' | 'undecoded' | 'malformed' | 'faults'>

interface Replay {
  readonly line: ReplayLine
  readonly writer: ObservedWriter
  readonly batch: StoredBatch
  readonly totals: ReplayTotals
  readonly hooks: ReplayHooks
  readonly options: ReplayOptions
  /** What each line has counted by now. */
  readonly counts: Map<number, MessageCounts>
}

/**
 * Replays capture files into the store, in the order given. Each file is stored as far as it can be read, or not at all,
 * and is reported once it is. A file that cannot be read is reported, and the next one follows.
 * @throws StorageError when the store fails; ReplayInterrupted when `hooks.isInterrupted`, unless the capture goes on
 */
export async function replayCaptures(
  paths: Iterable<string> | AsyncIterable<string>,
  writer: ObservedWriter,
  hooks: ReplayHooks,
  options: ReplayOptions = { goesOn: false, threads: 0 },
): Promise<ReplayTotals> {
  const line = await replayLine(options.threads)
  const batch = new StoredBatch(writer, options.startUpUs)
  const replay: Replay = { line, writer, batch, totals: noTotals(), hooks, options, counts: new Map() }
  const { totals } = replay
  let id = 0
  try {
    for await (const path of paths) {
      const source = await open(path, replay)
      if (source === undefined) continue
      try {
        await replayFile(path, source, ++id, replay)
      } finally {
        source.close()
      }
      // Of a capture that goes on, nobody knows when the next file comes.
      if (options.goesOn || batch.isDue) batch.commit()
    }
    if (options.goesOn && totals.captures > 0) await storeRest(replay)
  } catch (error) {
    if (!options.goesOn || !(error instanceof ReplayInterrupted)) throw error
    totals.interruption = error.message
  } finally {
    await line.stop()
    batch.commit()
  }
  for (const { messages, undecoded, malformed, faults } of replay.counts.values()) {
    totals.messages += messages
    totals.undecoded += undecoded
    totals.malformed += malformed
    totals.faults += faults
  }
  return totals
}

function noTotals(): ReplayTotals {
  const counts = { captures: 0, frames: 0, bytes: 0, messages: 0, undecoded: 0, malformed: 0, faults: 0 }
  return { files: [], problems: 0, interruption: '', firstUs: null, lastUs: null, ...counts }
}

async function open(path: string, replay: Replay): Promise<CaptureSource | undefined> {
  try {
    return await openCapture(path)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    const wasMoved = replay.options.goesOn && error.code === 'SIGHTLINE_CAPTURE_MISSING'
    if (!wasMoved) tell(replay, { file: path, frames: 0, problem: error.message, known: false })
    return undefined
  }
}

async function replayFile(path: string, source: CaptureSource, id: number, replay: Replay): Promise<void> {
  const { line, writer, batch, options } = replay
  const fingerprint = await source.fingerprint()
  if (writer.findCapture(fingerprint) !== undefined) {
    tell(replay, { file: path, frames: 0, problem: '', known: true })
    return
  }
  const entry = { id, name: source.name, fingerprint, format: source.format.name }
  batch.beginFile()
  try {
    writer.capture({ ...entry, frames: 0, bytes: 0, firstUs: null, lastUs: null, damage: '' })
    await line.beginCapture(id, options.areJoined === true ? JOINED_TAPS : source.format.taps)
    await readAll(path, source, replay)
    const { damage, lostByCapture } = source.format
    const where = damage === undefined ? '' : `byte ${damage.offset}: ${damage.reason}`
    const totals = apply(await line.endCapture(lostByCapture, options.goesOn), replay)
    const stored: CaptureEntry = { ...entry, ...(totals as CaptureTotals), damage: where }
    writer.capture(stored)
    batch.keepFile()
    batch.afterwards(() => note(replay, path, stored))
  } catch (error) {
    batch.dropFile()
    throw error
  }
}

/** What the dialogues that were still going on when the last file ended amount to. */
async function storeRest(replay: Replay): Promise<void> {
  const { line, batch } = replay
  const reports = await line.endCapture(0, false)
  batch.beginFile()
  apply(reports, replay)
  batch.keepFile()
}

/** Returns the totals of the capture as the last report has them. */
function apply(reports: Iterable<ShardReport>, { writer, counts }: Replay): CaptureTotals | undefined {
  let last: CaptureTotals | undefined
  for (const { line, delta, totals, messages, undecoded, malformed, faults } of reports) {
    writer.apply(delta, line)
    counts.set(line, { messages, undecoded, malformed, faults })
    last = totals
  }
  return last
}

async function readAll(path: string, source: CaptureSource, replay: Replay): Promise<void> {
  const { line, hooks } = replay
  let batches = 0
  let frames = 0
  for (let batch = await source.next(); batch !== undefined; batch = await source.next()) {
    frames += batch.count
    const taken = line.packets(batch)
    if (taken !== undefined) await taken
    batches++
    if (batches % BATCHES_PER_DELTA === 0) apply(await line.drain(), replay)
    if (batches % BATCHES_PER_TURN !== 0) continue
    hooks.onProgress(path, source.done, source.size, frames)
    await setImmediate()
    if (hooks.isInterrupted()) throw new ReplayInterrupted(`${path}: interrupted; nothing of this file was stored`)
  }
}

function note(replay: Replay, path: string, stored: CaptureEntry): void {
  const { totals } = replay
  const { frames, bytes, firstUs, lastUs, damage } = stored
  const kept = `the ${frames} frames before it are stored`
  tellNow(replay, { file: path, frames, problem: damage === '' ? '' : `${path}: ${damage}; ${kept}`, known: false })
  totals.captures++
  totals.frames += frames
  totals.bytes += bytes
  if (firstUs !== null) totals.firstUs = Math.min(totals.firstUs ?? firstUs, firstUs)
  if (lastUs !== null) totals.lastUs = Math.max(totals.lastUs ?? lastUs, lastUs)
}

/** At once, but never before what is told of an earlier file. */
function tell(replay: Replay, report: FileReport): void {
  replay.batch.afterwards(() => tellNow(replay, report))
}

function tellNow({ totals, hooks }: Replay, report: FileReport): void {
  totals.files.push(report)
  if (totals.files.length > MAX_FILE_REPORTS) totals.files.shift()
  if (report.problem !== '') totals.problems++
  hooks.onFile?.(report)
}
