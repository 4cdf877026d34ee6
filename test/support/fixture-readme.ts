import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const FIXTURES = join(import.meta.dirname, '../../fixtures')

/** A row of the table in a fixture folder's README. */
export interface FixtureRow {
  readonly file: string
  readonly shows: string
  readonly origin: string
  readonly licence: string
  /** What tshark counts, by display filter. */
  readonly checks: readonly { readonly filter: string; readonly count: number }[]
}

/** Folders that hold captures. */
export function fixtureFolders(): string[] {
  return readdirSync(FIXTURES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && capturesIn(entry.name).length > 0)
    .map(({ name }) => name)
}

export function capturesIn(folder: string): string[] {
  const path = join(FIXTURES, folder)
  return readdirSync(path).filter((name) => /\.pcap(ng)?$/.test(name))
}

export function readmeRows(folder: string): FixtureRow[] {
  const path = join(FIXTURES, folder, 'README.md')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /^\|\s*`[^`]+\.pcap(ng)?`/.test(line))
    .map(rowOf)
}

function rowOf(line: string): FixtureRow {
  // A display filter can contain '||': only a bar with blanks around it parts the cells.
  const [file = '', shows = '', origin = '', licence = '', check = ''] = line
    .replace(/^\|\s*|\s*\|\s*$/g, '')
    .split(/\s+\|\s+/)
    .map((cell) => cell.trim())
  const checks = [...check.matchAll(/`([^`]+)`: (\d+)/g)].map(([, filter, count]) => ({
    // In a table a bar is written with a backslash before it.
    filter: (filter as string).replaceAll('\\|', '|'),
    count: Number(count),
  }))
  return { file: file.replaceAll('`', ''), shows, origin, licence, checks }
}
