import { createHash } from 'node:crypto'
import type { IntendedKind, IntendedLists, ListRow } from '../storage/decisions/intended-lists.ts'
import { parseCommunications } from './parse-communications.ts'
import type { ImportProblem } from './parse-csv.ts'
import { parseInventory } from './parse-inventory.ts'

/** What is imported, by whom, and under which name: it takes the place of the list that has the name. */
export interface ImportRequest {
  readonly kind: IntendedKind
  readonly list: string
  /** The file's name, for people. */
  readonly file: string
  readonly content: string
  readonly importedBy: string
}

export type ImportResult = ListRow & {
  /** Columns of the file that say nothing to us. */
  readonly ignoredColumns: readonly string[]
  /** Rows that were left out, because their status says that the device is not in use. */
  readonly inactive: number
}

export const DEFAULT_LIST = 'main'
export const LIST_NAME = '^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?$'
/** Lists of both kinds together. */
export const MAX_LISTS = 32
/** Problems of a file that are told; of the others the number is. */
export const MAX_PROBLEMS = 20

/** A file that cannot be imported: where it is wrong, and why. Nothing of it was stored. */
export class ImportRefused extends Error {
  readonly code = 'SIGHTLINE_INTENDED_INVALID'
  readonly problems: readonly ImportProblem[]

  constructor(file: string, problems: readonly ImportProblem[]) {
    const told = problems.slice(0, MAX_PROBLEMS).map(problemText)
    const more = problems.length - told.length
    super(`${file}: not imported: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`)
    this.name = 'ImportRefused'
    this.problems = problems.slice(0, MAX_PROBLEMS)
  }
}

/** Where and why, in words: 'line 7, mac: "x" is no MAC address'. */
export function problemText({ line, column, reason }: ImportProblem): string {
  const at = [line === 0 ? '' : `line ${line}`, column].filter((word) => word !== '').join(', ')
  return at === '' ? reason : `${at}: ${reason}`
}

/** Reads a file and puts it in the place of the list of its name, or throws what is wrong with it. */
export function importIntended(request: ImportRequest, lists: IntendedLists, nowUs: number): ImportResult {
  const { kind, list: name, file, content, importedBy } = request
  const sha256 = createHash('sha256').update(content).digest('hex')
  const origin = { kind, name, file, sha256, importedBy }
  if (kind === 'inventory') {
    const { items, problems, ignored, inactive } = parseInventory(content)
    refuse(request, problems, lists)
    return { ...lists.replaceInventory(origin, items, nowUs), ignoredColumns: ignored, inactive }
  }
  const { items, problems, ignored, inactive } = parseCommunications(content)
  refuse(request, problems, lists)
  return { ...lists.replaceCommunications(origin, items, nowUs), ignoredColumns: ignored, inactive }
}

function refuse({ kind, list, file }: ImportRequest, problems: readonly ImportProblem[], lists: IntendedLists): void {
  if (problems.length > 0)
    throw new ImportRefused(
      file,
      [...problems].sort((a, b) => a.line - b.line),
    )
  if (!new RegExp(LIST_NAME).test(list)) {
    const reason = 'the name of a list is up to 64 letters, digits, spaces, dots, dashes and underscores'
    throw new ImportRefused(file, [{ line: 0, column: '', reason }])
  }
  const others = lists.lists().filter((one) => one.kind !== kind || one.name !== list)
  if (others.length >= MAX_LISTS) {
    const reason = `there are ${MAX_LISTS} lists already; replace or remove one of them`
    throw new ImportRefused(file, [{ line: 0, column: '', reason }])
  }
}
