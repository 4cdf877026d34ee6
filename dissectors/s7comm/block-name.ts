import type { Cursor } from '../kit/cursor.ts'
import { BLOCK_TYPES } from './names.ts'

/** Names longer than this are no block names: an upload of a whole memory card names a file. */
const MAX_NAME = 64
const BLOCK_NAME = /^([_$]?)(0[0-9A-F])(\d{5})([ABPM]?)$/

/** The name at the cursor, `length` bytes long, as 'DB1 _0A00001P'; a name of another form stays as it is. */
export function blockNameText(bytes: Cursor, length: number): string {
  if (length > MAX_NAME) {
    bytes.skip(length)
    return ''
  }
  const name = bytes.text(length)
  const parts = BLOCK_NAME.exec(name)
  if (parts === null) return name
  return `${blockText(parts[2] as string, parts[3] as string)} ${name}`
}

/** 'DB1': a block by its type and its number, each in digits. */
export function blockText(type: string, number: string): string {
  return `${BLOCK_TYPES[type] ?? `block ${type} `}${Number(number)}`
}

/** A type alone, as 'DB'. */
export function blockTypeText(type: string): string {
  return BLOCK_TYPES[type] ?? `block type ${type}`
}
