import type { Row, Scalar } from './row.ts'
import { toSpreadsheet } from './spreadsheet-text.ts'

export const ROW_FORMATS = ['json', 'ndjson', 'csv'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]

/**
 * Rows as text, in pieces, so that an export of any size needs little memory. `json`: one array. `ndjson`: one object
 * a line. `csv`: RFC 4180 with a header line; values stand there exactly as they were seen, also those that a
 * spreadsheet would take for a formula, unless the rows are there to be filled in with one.
 */
export function* formatRows(
  rows: Iterable<Row>,
  format: RowFormat,
  columns: readonly string[],
  isFilledIn = false,
): Generator<string> {
  const written = isFilledIn ? asText : asSeen
  switch (format) {
    case 'json':
      yield* jsonOf(rows)
      return
    case 'ndjson':
      for (const row of rows) yield `${JSON.stringify(row)}\n`
      return
    case 'csv':
      yield csvLine(columns)
      for (const row of rows) yield csvLine(columns.map((column) => written(row[column] ?? null)))
  }
}

function* jsonOf(rows: Iterable<Row>): Generator<string> {
  let before = '[\n'
  for (const row of rows) {
    yield `${before}${JSON.stringify(row)}`
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

function asSeen(value: Scalar): Scalar {
  return value
}

function asText(value: Scalar): Scalar {
  return typeof value === 'string' ? toSpreadsheet(value) : value
}

const CRLF = '\r\n'

function csvLine(values: readonly Scalar[]): string {
  return values.map(csvField).join(',') + CRLF
}

function csvField(value: Scalar): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
