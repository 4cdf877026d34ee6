import type { NameReader } from '../dns/name-reader.ts'

/** RFC 1001, 14.1: each half of a byte is a letter from 'A' on, so that 16 bytes are 32 letters. */
export const LETTERS = 32
/** RFC 1002, 4.2.1.1: 15 bytes of name, filled with blanks, and one that tells what the name is for. */
export const NAME_LENGTH = 16
const FIRST_LETTER = 0x41
const LAST_LETTER = 0x50
const BLANK = 0x20

/** A name of NetBIOS. `text` is as people write it, without the blanks that fill it. */
export interface NetbiosName {
  readonly text: string
  readonly suffix: number
}

/** Whether the 32 letters of a name stand at `at`, behind the byte that says so. */
export function isEncodedName(view: DataView, at: number, end: number): boolean {
  if (at + 1 + LETTERS >= end || view.getUint8(at) !== LETTERS) return false
  for (let i = at + 1; i <= at + LETTERS; i++) {
    const letter = view.getUint8(i)
    if (letter < FIRST_LETTER || letter > LAST_LETTER) return false
  }
  return true
}

/** The name whose 32 letters begin at `at`. Allocates. */
export function decodeName(view: DataView, at: number): NetbiosName {
  const bytes: number[] = []
  for (let i = 0; i < NAME_LENGTH; i++) {
    const high = view.getUint8(at + i * 2) - FIRST_LETTER
    const low = view.getUint8(at + i * 2 + 1) - FIRST_LETTER
    bytes.push(((high & 15) << 4) | (low & 15))
  }
  return nameOf(bytes)
}

/** The name in the 16 bytes at `at`, as they are. Allocates. */
export function plainName(view: DataView, at: number): NetbiosName {
  const bytes: number[] = []
  for (let i = 0; i < NAME_LENGTH; i++) bytes.push(view.getUint8(at + i))
  return nameOf(bytes)
}

/** 'WORKGROUP<1d>', with the scope behind it where there is one (RFC 1001, 14.1). */
export function withSuffix({ text, suffix }: NetbiosName, scope = ''): string {
  const whole = `${text}<${suffix.toString(16).padStart(2, '0')}>`
  return scope === '' ? whole : `${whole}.${scope}`
}

/** The target of a message about this name. */
export function targetOf(name: NameReader, view: DataView): string {
  if (name.labels === 0 || name.lengthOf(0) !== LETTERS) return ''
  const scope = name.labels > 1 ? name.text(view, 1) : ''
  return withSuffix(decodeName(view, name.startOf(0)), scope)
}

function nameOf(bytes: readonly number[]): NetbiosName {
  let length = NAME_LENGTH - 1
  while (length > 0 && (bytes[length - 1] === BLANK || bytes[length - 1] === 0)) length--
  const text = bytes.slice(0, length).map(characterOf).join('')
  return { text, suffix: bytes[NAME_LENGTH - 1] as number }
}

/** Control characters belong to some names: '<01><02>__MSBROWSE__<02>'. */
function characterOf(byte: number): string {
  if (byte < BLANK || (byte >= 0x7f && byte < 0xa0)) return `<${byte.toString(16).padStart(2, '0')}>`
  return String.fromCharCode(byte)
}
