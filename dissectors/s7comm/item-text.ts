/*
 * Addresses in requests: variable specifications (0x12, length, syntax id, …), in the words of STEP 7.
 * One variable reads 'MW10', 'DB5.DBX0.1'; several read as an ANY pointer does: 'DB5.DBX10.0 BYTE 20'.
 */
import type { Cursor } from '../kit/cursor.ts'
import { nckModuleName } from './nck-modules.ts'

/** Items named in one target; the rest are counted. */
const MAX_ITEMS_NAMED = 4
const SPECIFICATION = 0x12
/** Parts of one item that nest inside it: DBREAD areas, LIDs of a symbol. */
const MAX_PARTS_NAMED = 4

const SYNTAX = {
  any: 0x10,
  pbc: 0x13,
  nck: 0x82,
  nckMetric: 0x83,
  nckInch: 0x84,
  drive: 0xa2,
  dbRead: 0xb0,
  symbol: 0xb2,
}

const AREAS: Readonly<Record<number, string>> = {
  1: 'record',
  3: 'SYS',
  5: 'SM',
  6: 'AI',
  7: 'AQ',
  128: 'P',
  129: 'I',
  130: 'Q',
  131: 'M',
  132: 'DB',
  133: 'DI',
  134: 'L',
  135: 'V',
  28: 'C',
  29: 'T',
  30: 'IEC C',
  31: 'IEC T',
}

const TYPES: Readonly<Record<number, string>> = {
  1: 'BOOL',
  2: 'BYTE',
  3: 'CHAR',
  4: 'WORD',
  5: 'INT',
  6: 'DWORD',
  7: 'DINT',
  8: 'REAL',
  9: 'DATE',
  10: 'TOD',
  11: 'TIME',
  12: 'S5TIME',
  15: 'DATE_AND_TIME',
  28: 'COUNTER',
  29: 'TIMER',
  30: 'IEC TIMER',
  31: 'IEC COUNTER',
  32: 'HS COUNTER',
}

/** Single variables that their address alone describes: the letter that names their width. */
const WIDTHS: Readonly<Record<number, string>> = { 1: 'X', 2: 'B', 4: 'W', 6: 'D' }
/** The areas of timers and counters, which are types of pointers, too. */
export const AREA_COUNTER = 0x1c
export const AREA_TIMER = 0x1d

/** The `count` items at the cursor, which is left behind the last one named. Sets `short` when they are cut. */
export function itemsText(bytes: Cursor, count: number): string {
  let text = ''
  for (let i = 0; i < count && !bytes.short; i++) {
    if (i === MAX_ITEMS_NAMED) return `${text}, … (${count} items)`
    const item = itemText(bytes)
    if (bytes.short) break
    text += `${i === 0 ? '' : ', '}${item}`
  }
  return text
}

/** The item at the cursor, which is left behind it; '' when it is cut. */
export function itemText(bytes: Cursor): string {
  const type = bytes.u8()
  const length = bytes.u8()
  const { end, pos } = bytes
  if (!bytes.narrow(length)) return ''
  const text = type === SPECIFICATION ? specificationText(bytes) : `specification 0x${type.toString(16)}`
  const whole = !bytes.short
  // Items lie on even offsets: one of odd length has a fill byte, except the last.
  bytes.pos = Math.min(pos + length + (length & 1), end)
  bytes.end = end
  return whole ? text : ''
}

function specificationText(bytes: Cursor): string {
  const syntax = bytes.u8()
  switch (syntax) {
    case SYNTAX.any:
      return anyText(bytes)
    case SYNTAX.nck:
    case SYNTAX.nckMetric:
    case SYNTAX.nckInch:
      return nckText(bytes)
    case SYNTAX.drive:
      bytes.skip(5)
      return `drive parameter p${bytes.u16()}[${bytes.u16()}]`
    case SYNTAX.dbRead:
      return dbReadText(bytes)
    case SYNTAX.symbol:
      return symbolText(bytes)
    case SYNTAX.pbc:
      bytes.skip(1)
      return `R_ID 0x${bytes.u32().toString(16).padStart(8, '0')}`
    default:
      return `syntax 0x${syntax.toString(16).padStart(2, '0')}`
  }
}

function anyText(bytes: Cursor): string {
  const type = bytes.u8()
  const count = bytes.u16()
  const block = bytes.u16()
  const area = bytes.u8()
  const address = bytes.u24()
  if (area === AREA_COUNTER || area === AREA_TIMER) {
    const name = `${AREAS[area]}${address}`
    return count === 1 ? name : `${name}+${count}`
  }
  return areaText(area, block, address, type, count)
}

/** `address` counts bits. */
function areaText(area: number, block: number, address: number, type: number, count: number): string {
  const byte = address >>> 3
  const bit = address & 7
  const prefix = areaPrefix(area, block)
  const width = WIDTHS[type]
  const isBlock = prefix.includes('.')
  if (width !== undefined && count === 1) {
    if (width !== 'X') return `${prefix}${width}${byte}`
    return `${prefix}${isBlock ? 'X' : ''}${byte}.${bit}`
  }
  return `${prefix}${isBlock ? 'X' : ''}${byte}.${bit} ${TYPES[type] ?? `type ${type}`} ${count}`
}

/** What stands before the address of a variable: 'DB5.DB', 'M'. */
export function areaPrefix(area: number, block: number): string {
  if (area === 0x84) return `DB${block}.DB`
  if (area === 0x85) return `DI${block}.DI`
  const name = AREAS[area] ?? `area 0x${area.toString(16).padStart(2, '0')} `
  return name === 'record' ? `record ${block} ` : name
}

/** SINUMERIK: area and unit in one byte, column (the variable), line (its index), module, lines. */
function nckText(bytes: Cursor): string {
  const areaAndUnit = bytes.u8()
  const column = bytes.u16()
  const line = bytes.u16()
  const module = bytes.u8()
  const lines = bytes.u8()
  const area = 'NBCATVHM'.charAt(areaAndUnit >> 5)
  const range = lines > 1 ? `+${lines}` : ''
  return `NCK ${area}${areaAndUnit & 0x1f} ${nckModuleName(module)} column ${column} line ${line}${range}`
}

function dbReadText(bytes: Cursor): string {
  const count = bytes.u8()
  let text = ''
  for (let i = 0; i < count && i < MAX_PARTS_NAMED && !bytes.short; i++) {
    const length = bytes.u8()
    text += `${i === 0 ? '' : ' '}DB${bytes.u16()}.DBX${bytes.u16()}.0 BYTE ${length}`
  }
  return count > MAX_PARTS_NAMED ? `${text} … (${count} areas)` : text
}

/** S7-1200 symbolic access: area, checksum of the symbol, then one local id for each level. */
function symbolText(bytes: Cursor): string {
  bytes.skip(1)
  const kind = bytes.u16()
  const number = bytes.u16()
  const checksum = bytes.u32()
  let text = kind === 0x8a0e ? `DB${number}` : symbolArea(number)
  text += ` symbol 0x${checksum.toString(16).padStart(8, '0')}`
  for (let i = 0; bytes.left >= 4 && i < MAX_PARTS_NAMED; i++)
    text += `${i === 0 ? ' LID ' : '.'}${bytes.u32() & 0x0fff_ffff}`
  return text
}

function symbolArea(number: number): string {
  const area = 'IQMCT'.charAt(number - 0x50)
  return number >= 0x50 && area !== '' ? area : `area 0x${number.toString(16).padStart(4, '0')}`
}
