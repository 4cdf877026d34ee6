/** What is wrong with a file, and where: lines and columns as an editor counts them, columns by their name. */
export interface ImportProblem {
  readonly line: number
  readonly column: string
  readonly reason: string
}

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line that it begins in. */
  readonly line: number
  readonly fields: readonly string[]
}

/** Characters of a file: an inventory of MAX_ROWS rows is a tenth of it. */
export const MAX_FILE_CHARACTERS = 8_000_000
/** Records of a file, without the header. */
export const MAX_ROWS = 20_000
/** Columns of a header. */
export const MAX_COLUMNS = 256
/** Characters of one field of a column that is used. */
export const MAX_FIELD_CHARACTERS = 1000

/**
 * The records of an RFC 4180 text: fields in quotes may hold separators, quotes (doubled) and line ends. The separator
 * is the one that the header has most of, ',', ';' or a tab, because spreadsheets write what their country uses. Blank
 * lines, and a byte order mark, do not count.
 */
export function parseCsv(text: string): { records: readonly CsvRecord[]; problem?: ImportProblem } {
  if (text.length > MAX_FILE_CHARACTERS) {
    return { records: [], problem: { line: 0, column: '', reason: `more than ${MAX_FILE_CHARACTERS} characters` } }
  }
  return new CsvParser(text.replace(/^\uFEFF/, '')).run()
}

class CsvParser {
  private readonly text: string
  private readonly separator: string
  private at = 0
  private line = 1

  constructor(text: string) {
    this.text = text
    this.separator = separatorOf(text)
  }

  run(): { records: CsvRecord[]; problem?: ImportProblem } {
    const records: CsvRecord[] = []
    while (this.at < this.text.length) {
      const { line } = this
      const fields = this.record()
      if (typeof fields === 'string') return { records, problem: { line, column: '', reason: fields } }
      if (fields.length > MAX_COLUMNS) {
        return { records, problem: { line, column: '', reason: `more than ${MAX_COLUMNS} columns` } }
      }
      if (fields.every((field) => field.trim() === '')) continue
      if (records.length > MAX_ROWS) {
        return { records, problem: { line, column: '', reason: `more than ${MAX_ROWS} rows` } }
      }
      records.push({ line, fields })
    }
    return { records }
  }

  /** The fields of one record, or what is wrong with it. */
  private record(): string[] | string {
    const fields: string[] = []
    for (;;) {
      const field = this.text[this.at] === '"' ? this.quoted() : this.plain()
      if (field === undefined) return 'a quoted field is not closed, or goes on after its closing quote'
      fields.push(field)
      if (this.text[this.at] !== this.separator) break
      this.at++
    }
    this.lineEnd()
    return fields
  }

  private plain(): string {
    const from = this.at
    while (this.at < this.text.length) {
      const character = this.text[this.at] as string
      if (character === this.separator || character === '\n' || character === '\r') break
      this.at++
    }
    return this.text.slice(from, this.at)
  }

  private quoted(): string | undefined {
    let field = ''
    this.at++
    for (;;) {
      const end = this.text.indexOf('"', this.at)
      if (end === -1) return undefined
      const piece = this.text.slice(this.at, end)
      this.line += piece.split('\n').length - 1
      field += piece
      this.at = end + 1
      if (this.text[this.at] !== '"') break
      field += '"'
      this.at++
    }
    const next = this.text[this.at]
    return next === undefined || next === this.separator || next === '\n' || next === '\r' ? field : undefined
  }

  private lineEnd(): void {
    if (this.text[this.at] === '\r') this.at++
    if (this.text[this.at] === '\n') this.at++
    this.line++
  }
}

function separatorOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? ''
  const counted = [',', ';', '\t'].map((each) => ({ each, count: header.split(each).length }))
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).each
}
