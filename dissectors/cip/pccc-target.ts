/*
 * What a PCCC command acts on, in the words of the trade: 'N7:0', 'T4:2.1'. Little-endian.
 * Rockwell Automation 1770-6.5.16, chapter 13: logical addresses of SLC 500 (file, type, element, sub-element, each one
 * byte, or 0xff and two), and of PLC-5 (a mask of levels, or ASCII). Chapter 7: those of PLC-2, two bytes that count bytes.
 */
import type { Cursor } from '../kit/cursor.ts'

const WORD_FOLLOWS = 0xff
const UNPROTECTED_READ = 0x01
const LETTERS: Readonly<Record<number, string>> = {
  130: 'O',
  131: 'I',
  132: 'S',
  133: 'B',
  134: 'T',
  135: 'C',
  136: 'R',
  137: 'N',
  138: 'F',
  139: 'O',
  140: 'I',
  141: 'ST',
  142: 'A',
  143: 'D',
  145: 'L',
  146: 'MG',
  147: 'PD',
  161: 'output force ',
  162: 'input force ',
}
/** Of these there is one file each, which nobody numbers. */
const WITHOUT_NUMBER = new Set(['O', 'I', 'S'])
const MODES: Readonly<Record<number, string>> = {
  1: 'remote program',
  6: 'remote run',
  7: 'remote test continuous',
  8: 'remote test single',
  9: 'remote test debug',
}
/** PLC-5: packet offset and total transaction, before the address. */
const RANGE_LENGTH = 4
const MAX_LEVELS = 8
/** The first level chooses the data table, which is the only one that is used. */
const LEVELS = ['', 'file', 'element', 'sub-element']
const MAX_SYMBOL = 40

/** Where the bytes that determine the target end; the cursor stands behind the function. */
export function pcccTargetEnd(data: Cursor, command: number, fnc: number): number {
  const start = data.pos
  if (isPlc2(command)) data.skip(command === UNPROTECTED_READ ? 3 : 2)
  else if (command === 0x0f) {
    const fields = fieldsOf(fnc)
    if (fields > 0) skipLogical(data, fields)
    else if (isPlc5(fnc)) skipPlc5(data)
    else if (fnc === 0x80 || fnc === 0x3a) data.skip(1)
  }
  const end = data.pos
  data.pos = start
  data.short = false
  return end
}

/** The target of the command at the cursor; '' when there is none. */
export function pcccTarget(data: Cursor, command: number, fnc: number): string {
  if (isPlc2(command)) return plc2Text(data, command)
  if (command !== 0x0f) return ''
  const start = data.pos
  const address = logicalAddress(data, fnc)
  let text = ''
  if (address !== undefined) text = logicalText(address)
  else if (isPlc5(fnc)) text = plc5Text(data)
  else if (fnc === 0x80) text = modeText(data.u8())
  else if (fnc === 0x3a) text = `mode ${data.u8()}`
  if (data.short) text = ''
  data.pos = start
  data.short = false
  return text
}

/** Commands without a function: they act on the memory of a PLC-2, or the file that a controller keeps in its place. */
function isPlc2(command: number): boolean {
  return command <= 0x02 || command === 0x05 || command === 0x08
}

/** An address in bytes, and of a read how many. */
function plc2Text({ view, pos, left }: Cursor, command: number): string {
  const isRead = command === UNPROTECTED_READ
  if (left < (isRead ? 3 : 2)) return ''
  const first = `PLC-2 byte ${view.getUint16(pos, true)}`
  return isRead ? `${first}+${view.getUint8(pos + 2)}` : first
}

function modeText(mode: number): string {
  return MODES[mode] ?? `mode ${mode}`
}

/** The type of the file that a command of SLC 500 acts on; -1 when it names none. The cursor stands behind the function. */
export function pcccFileType(data: Cursor, fnc: number): number {
  return logicalAddress(data, fnc)?.type ?? -1
}

/** The element that a command acts on. */
export interface LogicalAddress {
  /** Bytes that are read or written. */
  readonly size: number
  readonly file: number
  readonly type: number
  readonly element: number
  /** 0 for the element itself. */
  readonly sub: number
  /** Bytes of the address, its size among them. */
  readonly length: number
}

/** The address at the cursor, which stands behind the function and stays; undefined when there is none, or it is cut. */
export function logicalAddress(data: Cursor, fnc: number): LogicalAddress | undefined {
  const fields = fieldsOf(fnc)
  if (fields === 0) return undefined
  const start = data.pos
  const size = data.u8()
  const file = field(data)
  const type = data.u8()
  const element = field(data)
  const sub = fields > 1 ? field(data) : 0
  const address = { size, file, type, element, sub, length: data.pos - start }
  const isWhole = !data.short
  data.pos = start
  data.short = false
  return isWhole ? address : undefined
}

/** 'N7', or 'S' of the files that nobody numbers; '' for a type without a letter. */
export function letterOf({ type, file }: LogicalAddress): string {
  const letter = LETTERS[type]
  return letter === undefined ? '' : `${letter}${WITHOUT_NUMBER.has(letter) ? '' : file}`
}

export function hasAddress(fnc: number): boolean {
  return fieldsOf(fnc) > 0
}

/** Address fields behind the size and the file number and type: element, or element and sub-element. */
function fieldsOf(fnc: number): number {
  switch (fnc) {
    case 0xa1:
    case 0xa9:
      return 1
    case 0xa2:
    case 0xaa:
    case 0xab:
      return 2
    default:
      return 0
  }
}

/** Word range and typed reads and writes. */
function isPlc5(fnc: number): boolean {
  return fnc === 0x00 || fnc === 0x01 || fnc === 0x67 || fnc === 0x68
}

function field(data: Cursor): number {
  const value = data.u8()
  return value === WORD_FOLLOWS ? data.u16le() : value
}

function skipLogical(data: Cursor, fields: number): void {
  data.skip(1)
  field(data)
  data.skip(1)
  for (let i = 0; i < fields; i++) field(data)
}

function logicalText(address: LogicalAddress): string {
  const { file, type, element, sub } = address
  const prefix = letterOf(address)
  const suffix = sub === 0 ? '' : `.${sub}`
  if (prefix === '') return `file ${file} type 0x${type.toString(16)} element ${element}${suffix}`
  return `${prefix}:${element}${suffix}`
}

function skipPlc5(data: Cursor): void {
  data.skip(RANGE_LENGTH)
  const mask = data.u8()
  if (mask === 0) {
    for (let i = 0; i < MAX_SYMBOL && data.left > 0 && data.u8() !== 0; i++);
    return
  }
  for (let level = 0; level < MAX_LEVELS; level++) if (mask & (1 << level)) field(data)
}

function plc5Text(data: Cursor): string {
  data.skip(RANGE_LENGTH)
  const mask = data.u8()
  // ASCII: a zero, a dollar sign, the address as the programmer writes it, a zero.
  if (mask === 0) return data.u8() === 0x24 ? data.text(Math.min(data.left, MAX_SYMBOL)) : ''
  let text = ''
  for (let level = 0; level < MAX_LEVELS; level++) {
    if ((mask & (1 << level)) === 0) continue
    const value = field(data)
    if (level > 0) text += `${LEVELS[level] ?? `level ${level + 1}`} ${value} `
  }
  return text.trim()
}
