import { type BigIntStats, type Dirent, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CaptureError } from '../sensor/capture/errors.ts'
import { looksLikeCapture } from '../sensor/capture/open-capture.ts'

/** How often the folder is looked at. */
export const POLL_MS = 1000
const COMPRESSED = /\.(gz|zst)$/

interface Found {
  readonly path: string
  readonly changedNs: bigint
  /** Changes when the file is written to, or another one takes its name. */
  readonly stamp: string
}

/**
 * The captures of a folder in the order in which they were written, each when a newer one shows that it is finished,
 * until the signal is given. Other files, hidden ones, and folders are passed over.
 * @throws CaptureError when there is no such folder
 */
export function finishedCaptures(folder: string, signal: AbortSignal): AsyncIterable<string> {
  list(folder)
  return follow(folder, signal)
}

async function* follow(folder: string, signal: AbortSignal): AsyncGenerator<string> {
  let taken = new Map<string, string>()
  let newest: Found | undefined
  while (!signal.aborted) {
    const found = capturesIn(folder)
    newest = found.pop()
    // What is gone from the folder need not be remembered.
    taken = new Map(found.filter((each) => taken.get(each.path) === each.stamp).map((each) => [each.path, each.stamp]))
    for (const each of found) {
      if (taken.has(each.path)) continue
      taken.set(each.path, each.stamp)
      yield each.path
      if (signal.aborted) break
    }
    await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined)
  }
  if (newest === undefined) return
  const advice = `when its capture has ended: sightline replay ${newest.path}`
  process.stderr.write(`${newest.path}: not read, it is the newest and may still grow; ${advice}\n`)
}

/** Oldest first: by the time of the last change, then by name, numbers in it by their value. */
function capturesIn(folder: string): Found[] {
  const names = list(folder)
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
  const all = new Set(names)
  const found: Found[] = []
  for (const name of names) {
    // It is being compressed: the plain one is whole, and its time tells when it was written.
    if (COMPRESSED.test(name) && all.has(name.replace(COMPRESSED, ''))) continue
    const file = path.join(folder, name)
    const status = statusOf(file)
    if (status === undefined || !looksLikeCapture(file)) continue
    const stamp = `${status.ino} ${status.size} ${status.mtimeNs}`
    found.push({ path: file, changedNs: status.mtimeNs, stamp })
  }
  return found.sort(byTimeThenName)
}

const { compare } = new Intl.Collator('en', { numeric: true })

function byTimeThenName(a: Found, b: Found): number {
  if (a.changedNs !== b.changedNs) return a.changedNs < b.changedNs ? -1 : 1
  return compare(a.path, b.path)
}

function statusOf(file: string): BigIntStats | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT')
      throw new CaptureError('SIGHTLINE_CAPTURE_MISSING', `${folder}: no such folder; check the name`)
    if (code === 'ENOTDIR') {
      throw new CaptureError('SIGHTLINE_CAPTURE_NOT_A_FILE', `${folder}: is not a folder; --follow takes a folder`)
    }
    throw new CaptureError('SIGHTLINE_CAPTURE_UNREADABLE', `${folder}: cannot be listed: ${(error as Error).message}`)
  }
}
