import { fromSpreadsheet } from '../storage/observed/spreadsheet-text.ts'
import { type ImportProblem, MAX_FIELD_CHARACTERS, parseCsv } from './parse-csv.ts'

/** A row by the names of our columns; what the file has no column for is ''. */
export interface TableRow<Column extends string> {
  readonly line: number
  readonly fields: Readonly<Record<Column, string>>
}

export interface Table<Column extends string> {
  readonly rows: readonly TableRow<Column>[]
  /** Columns that the file has. */
  readonly present: ReadonlySet<Column>
  /** Columns of the file that say nothing to us. */
  readonly ignored: readonly string[]
  readonly problems: readonly ImportProblem[]
}

/** What headers each column may have, in lower case, with '_' read as a space. */
export type Headers<Column extends string> = Readonly<Record<Column, readonly string[]>>

/** Reads a CSV text whose first record is a header; `headersFor` chooses by the headers which column is which. */
export function readTable<Column extends string>(
  text: string,
  headersFor: (headers: ReadonlySet<string>) => Headers<Column>,
): Table<Column> {
  const { records, problem } = parseCsv(text)
  const [header, ...rest] = records
  if (header === undefined) {
    const empty = problem ?? { line: 1, column: '', reason: 'the file is empty: its first line must name the columns' }
    return { rows: [], present: new Set(), ignored: [], problems: [empty] }
  }
  const titles = header.fields.map(titleOf)
  const headers = headersFor(new Set(titles))
  const columns = titles.map((title) => columnOf(title, headers))
  const problems = [...(problem === undefined ? [] : [problem]), ...namedTwice(header.line, columns, header.fields)]
  if (rest.length === 0 && problem === undefined) {
    problems.push({ line: header.line, column: '', reason: 'no row follows the names of the columns' })
  }
  const rows = rest.map(({ line, fields }) => {
    if (fields.length > columns.length) {
      problems.push({ line, column: '', reason: `${fields.length} fields, but the header names ${columns.length}` })
    }
    return { line, fields: rowOf(line, fields, columns, headers, problems) }
  })
  const present = new Set(columns.filter((column) => column !== undefined))
  const ignored = header.fields.filter((_title, index) => columns[index] === undefined).map((title) => title.trim())
  return { rows, present, ignored: ignored.filter((title) => title !== ''), problems }
}

function rowOf<Column extends string>(
  line: number,
  fields: readonly string[],
  columns: readonly (Column | undefined)[],
  headers: Headers<Column>,
  problems: ImportProblem[],
): Record<Column, string> {
  const row = Object.fromEntries(Object.keys(headers).map((column) => [column, ''])) as Record<Column, string>
  columns.forEach((column, index) => {
    if (column === undefined) return
    const value = cellOf(fields[index] ?? '')
    if (value.length > MAX_FIELD_CHARACTERS) {
      problems.push({ line, column, reason: `more than ${MAX_FIELD_CHARACTERS} characters` })
    } else row[column] = value
  })
  return row
}

/**
 * NetBox writes '—' where there is nothing. Our own sheets have an apostrophe before what would be a formula. Control
 * characters would break a terminal.
 */
function cellOf(field: string): string {
  const text = fromSpreadsheet(field)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
  const value = text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim()
  return value === '—' ? '' : value
}

function titleOf(title: string): string {
  return title.trim().toLowerCase().replaceAll('_', ' ').replaceAll(/\s+/g, ' ')
}

function columnOf<Column extends string>(title: string, headers: Headers<Column>): Column | undefined {
  return (Object.keys(headers) as Column[]).find((column) => headers[column].includes(title))
}

function namedTwice(
  line: number,
  columns: readonly (string | undefined)[],
  titles: readonly string[],
): ImportProblem[] {
  return columns.flatMap((column, index) => {
    const first = column === undefined ? index : columns.indexOf(column)
    if (first === index) return []
    const reason = `means the same as column ${JSON.stringify(titles[first])}; keep one of them`
    return [{ line, column: titles[index] ?? '', reason }]
  })
}
