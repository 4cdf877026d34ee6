import { Type } from 'typebox'
import { DEFAULT_LIST, LIST_NAME } from '../../planning/import-intended.ts'
import { MAX_FILE_CHARACTERS } from '../../planning/parse-csv.ts'
import { INTENDED_KINDS } from '../../storage/decisions/intended-lists.ts'
import { count, oneOf, text, time } from './columns.ts'

/** Characters of a file's name, and of whoever imports it. */
const MAX_WORD = 255
const MAX_PATH = 4096

export const KIND = oneOf(
  INTENDED_KINDS,
  "'inventory': what should be there; 'communications': who may do what to whom.",
)

export const FOLDER = Type.String({
  maxLength: MAX_PATH,
  description: 'The folder that it is meant for; it is refused (409) when this API keeps its decisions elsewhere.',
})

const LIST = {
  kind: KIND,
  name: text('The name of the list: importing under it again replaces the list.'),
  file: text('The name of the file.'),
  sha256: text("SHA-256 of the file's content, as hexadecimal digits."),
  importedBy: text('Who imported it, as he said himself.'),
  importedAt: time('When, by the clock of this machine.'),
  rows: count('Rows of it.'),
} as const

export const IntendedListSchema = Type.Object(LIST, {
  $id: 'IntendedList',
  description: 'What people say should be, as a file said it.',
})

export const IntendedImportSchema = Type.Object(
  {
    list: Type.Optional(
      Type.String({ pattern: LIST_NAME, default: DEFAULT_LIST, description: 'Which list it takes the place of.' }),
    ),
    file: Type.String({ minLength: 1, maxLength: MAX_WORD, description: "The file's name, for people." }),
    content: Type.String({
      maxLength: MAX_FILE_CHARACTERS,
      description: 'The CSV text: a header, then a row a line. "sightline intended template" shows the columns.',
    }),
    importedBy: Type.Optional(Type.String({ maxLength: MAX_WORD, description: 'Who imports it.' })),
    folder: Type.Optional(FOLDER),
  },
  { $id: 'IntendedImport', additionalProperties: false, description: 'A file that takes the place of a list.' },
)

export const ImportedListSchema = Type.Object(
  {
    ...LIST,
    ignoredColumns: Type.Unsafe<readonly string[]>(
      Type.Array(Type.String(), { description: 'Columns of the file that are not read.' }),
    ),
    inactive: count('Rows that were left out, because their status says that the device is not in use.'),
  },
  { $id: 'ImportedList', description: 'A list that was imported, and what of the file is not in it.' },
)
