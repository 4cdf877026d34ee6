/*
 * A device: its type, its number, and how its value is written ('.U' and '.S' words, '.D' and '.L' double words without and
 * with a sign, '.H' hexadecimal). Relays are counted by words and bits, or in hexadecimal: such a device is a name.
 */
import type { Points } from '../kit/observation.ts'

/** The longest types first. */
const TYPES = 'MR LR CR VB DM EM FM ZF TM TC TS CC CS AT CM VM R B W Z T C X Y M L D E F'.split(' ')
/** Counted decimally, one after the other. */
const COUNTED = new Set('DM EM FM ZF TM TC TS CC CS AT CM VM Z T C M L D E F'.split(' '))
const BITS = new Set('MR LR CR VB R B X Y M L'.split(' '))
const FORMATS: Readonly<Record<string, string>> = {
  U: 'uint16',
  S: 'int16',
  D: 'uint32',
  L: 'int32',
  H: 'hexadecimal word',
}
const DOUBLE = /32$/
const DOT = 0x2e
const MAX_DIGITS = 6
const NO_POINTS: readonly Points[] = []

/** Where the device ends that `view[from, to)` is; 0 where it is none. */
export function deviceEnd(view: DataView, from: number, to: number): number {
  const length = typeLength(view, from, to)
  let at = from + length
  while (at < to && isHexDigit(view.getUint8(at))) at++
  const digits = at - from - length
  if (length === 0 || digits === 0 || digits > MAX_DIGITS) return 0
  if (at === to) return to
  const isFormat = at + 2 === to && view.getUint8(at) === DOT && 'USDLH'.includes(upper(view.getUint8(at + 1)))
  return isFormat ? to : 0
}

/** 'DM00100.U' is 'DM', 100 and 'uint16': allocates, called once for each operation. */
export function devicePoints(text: string, count: number, writes: boolean): readonly Points[] {
  const kind = TYPES.find((each) => text.startsWith(each)) ?? ''
  const [number = '', format = ''] = text.slice(kind.length).split('.')
  const type = format === '' ? (BITS.has(kind) ? 'bit' : 'uint16') : (FORMATS[format] as string)
  // Of timers and counters an answer has more than one value; what follows a double word is not told.
  if (count > 1 && (DOUBLE.test(type) || !COUNTED.has(kind))) return NO_POINTS
  const isWordOfBits = BITS.has(kind) && type !== 'bit'
  if (COUNTED.has(kind) && /^\d+$/.test(number) && !isWordOfBits) {
    return [{ name: kind, first: Number(number), count, type, writes }]
  }
  return count > 1 ? NO_POINTS : [{ name: text, first: -1, count, type, writes }]
}

/** The value of `view[from, to)` as a number in words; '' where it is none. Allocates. */
export function valueText(view: DataView, from: number, to: number, type: string): string {
  let text = ''
  for (let at = from; at < to && at < from + 16; at++) text += String.fromCharCode(view.getUint8(at))
  if (type === 'hexadecimal word') return /^[0-9A-F]{1,4}$/i.test(text) ? String(Number.parseInt(text, 16)) : ''
  return /^[+-]?\d+$/.test(text) ? String(Number(text)) : ''
}

function typeLength(view: DataView, from: number, to: number): number {
  for (const type of TYPES) {
    if (from + type.length >= to) continue
    let i = 0
    while (i < type.length && (view.getUint8(from + i) & 0xdf) === type.charCodeAt(i)) i++
    if (i === type.length) return i
  }
  return 0
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte & 0xdf) >= 0x41 && (byte & 0xdf) <= 0x46)
}

function upper(byte: number): string {
  return String.fromCharCode(byte & 0xdf)
}
