/*
 * The files that commands 18xx name. SLMP Reference Manual SH-080956ENG, chapter "File Control": names are ASCII behind
 * their length, with subcommand 0040 (iQ-R) UTF-16. Passwords stand before them in clear text, and are passed over: that
 * there is one is all that is kept.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Fields } from './fields.ts'
import type { MelsecState } from './melsec-state.ts'

/** Files whose pointer is remembered; when there are more, all are forgotten. */
export const MAX_OPEN_FILES = 16

const READ_DIRECTORY = 0x1810
const SEARCH_DIRECTORY = 0x1811
const NEW_FILE = 0x1820
const DELETE_FILE = 0x1822
const COPY_FILE = 0x1824
const CHANGE_STATE = 0x1825
const CHANGE_DATE = 0x1826
const OPEN_FILE = 0x1827
const FIRST_BY_POINTER = 0x1828
const CLOSE_FILE = 0x182a
const LONG_PASSWORD = 0x04
const UNICODE = 0x40
const PASSWORD_LENGTH = 4
const LONG_PASSWORD_LENGTH = 32
/** What fills the place of a password where a file has none: zeros, the digit 0, blanks. */
const FILLERS: readonly number[] = [0, 0x30, 0x20]
/** Fields that the manual's text does not number: the name is the one whose length ends with the message. */
const MOST_BETWEEN = 8

/** The file that the command at the cursor is about; '' when it names none. */
export function fileTarget(message: Cursor, state: MelsecState, command: number, subcommand: number): string {
  const { fields, openFiles } = state
  switch (command) {
    case READ_DIRECTORY:
      return directory(fields, subcommand)
    case SEARCH_DIRECTORY:
      fields.skipRaw(PASSWORD_LENGTH)
      return nameAtEnd(message, fields, subcommand)
    case NEW_FILE:
      skipPassword(message, state, subcommand)
      return nameAtEnd(message, fields, subcommand)
    case DELETE_FILE:
      return nameBehind(message, state, subcommand, 2)
    case CHANGE_STATE:
    case OPEN_FILE:
      return nameBehind(message, state, subcommand, 4)
    case CHANGE_DATE:
      fields.skip(8)
      return name(fields, subcommand)
    case COPY_FILE: {
      // The manual's figure and its examples do not agree which of both comes first.
      fields.skip(8)
      const first = nameBehind(message, state, subcommand, 2)
      const second = nameBehind(message, state, subcommand, 2)
      return first === '' || second === '' ? '' : `${first}, ${second}`
    }
    default:
      return command >= FIRST_BY_POINTER && command <= CLOSE_FILE ? pointed(fields, openFiles) : ''
  }
}

/** The answer to an opening has the pointer that the file is read, written and closed by. */
export function rememberFile(
  message: Cursor,
  command: number,
  target: string,
  { fields, openFiles }: MelsecState,
): void {
  if (command !== OPEN_FILE || target === '') return
  const { short } = message
  const pointer = fields.number(2)
  if (!message.short) {
    if (openFiles.size >= MAX_OPEN_FILES) openFiles.clear()
    openFiles.set(pointer, target)
  }
  message.short = short
}

function pointed(fields: Fields, openFiles: ReadonlyMap<number, string>): string {
  const pointer = fields.number(2)
  return fields.short ? '' : (openFiles.get(pointer) ?? `file pointer ${pointer}`)
}

/** Fixed characters, drive, file number (four bytes in iQ-R), how many files. */
function directory(fields: Fields, subcommand: number): string {
  fields.skipRaw(PASSWORD_LENGTH)
  const drive = fields.number(2)
  fields.skip((subcommand & UNICODE) !== 0 ? 6 : 4)
  if (fields.short) return ''
  return fields.left < 2 ? `drive ${drive}` : name(fields, subcommand) || `drive ${drive}`
}

function nameBehind(message: Cursor, state: MelsecState, subcommand: number, between: number): string {
  skipPassword(message, state, subcommand)
  state.fields.skip(between)
  return name(state.fields, subcommand)
}

function skipPassword(message: Cursor, state: MelsecState, subcommand: number): void {
  const { fields } = state
  const length = passwordLength(fields, subcommand)
  const { pos } = message
  fields.skipRaw(length)
  if (!message.short && !isFiller(message.view, pos, message.pos)) state.hasFilePassword = true
}

function passwordLength(fields: Fields, subcommand: number): number {
  if ((subcommand & UNICODE) !== 0) return fields.number(2)
  return (subcommand & LONG_PASSWORD) !== 0 ? LONG_PASSWORD_LENGTH : PASSWORD_LENGTH
}

/** Whether one of the fillers, or nothing, stands in place of a password. */
function isFiller(view: DataView, from: number, to: number): boolean {
  const first = from < to ? view.getUint8(from) : 0
  if (!FILLERS.includes(first)) return false
  for (let at = from; at < to; at++) if (view.getUint8(at) !== first) return false
  return true
}

function name(fields: Fields, subcommand: number): string {
  const length = fields.number(2)
  return (subcommand & UNICODE) !== 0 ? fields.unicode(length) : fields.characters(length)
}

function nameAtEnd(message: Cursor, fields: Fields, subcommand: number): string {
  const isUnicode = (subcommand & UNICODE) !== 0
  const width = (fields.ascii ? 2 : 1) * 2
  const { pos, short } = message
  for (let between = 2; between <= 2 + MOST_BETWEEN; between += 2) {
    message.pos = pos
    message.short = short
    fields.skip(between)
    const length = fields.number(2)
    if (message.short || length === 0 || message.left !== length * (isUnicode ? width : 1)) continue
    return isUnicode ? fields.unicode(length) : fields.characters(length)
  }
  message.short = short
  return ''
}
