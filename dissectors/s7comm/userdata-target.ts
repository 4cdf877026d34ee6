/*
 * What a userdata request acts on, from its data: SZL ids, block names, the variables of a cyclic or test job.
 */
import type { Cursor } from '../kit/cursor.ts'
import { blockText, blockTypeText } from './block-name.ts'
import { GROUP } from './function-codes.ts'
import { itemsText } from './item-text.ts'
import { SZL_NAMES } from './names.ts'

const MAX_VARIABLES_NAMED = 4
/** A variable of a test job: memory area, repetition or bit, data block, address. */
const VARIABLE_LENGTH = 6
/** BSEND names the pair of blocks that it joins, by its R_ID. */
const PARTNER_ITEM_LENGTH = 8
const MAX_FILE_NAME = 64
const READ_SZL = 1
const MESSAGE_SERVICE = 2
const DIAGNOSTIC_MESSAGE = 3
/** Test jobs that name variables: variable status, modify variable, force. */
const VARIABLE_JOBS = [2, 8, 9]

const AREA_NAMES: Readonly<Record<number, string>> = { 0: 'M', 1: 'I', 2: 'Q', 3: 'PI', 5: 'T', 6: 'C' }
const BLOCK_AREA = 7
const WIDTHS = ['X', 'B', 'W', 'D']

/** How many bytes at the cursor, behind the data header, determine the target; 0 when there is none. */
export function targetLength(data: Cursor, group: number, subfunction: number, isPush: boolean): number {
  return Math.min(wantedLength(data, group, subfunction, isPush), data.left)
}

function wantedLength(data: Cursor, group: number, subfunction: number, isPush: boolean): number {
  if (isPush) return group === GROUP.cpu && subfunction === DIAGNOSTIC_MESSAGE ? 2 : 0
  switch (group) {
    case GROUP.cpu:
      return subfunction === READ_SZL ? 4 : subfunction === MESSAGE_SERVICE ? 10 : 0
    case GROUP.block:
      return subfunction === 2 ? 2 : subfunction === 3 ? 8 : 0
    case GROUP.cyclic:
      return data.left
    case GROUP.programmer:
      return VARIABLE_JOBS.includes(subfunction) ? variablesEnd(data) : 0
    case GROUP.pbc:
      return PARTNER_ITEM_LENGTH
    case GROUP.ncProgramming:
      return subfunction === 1 || subfunction === 6 ? data.left : 0
    default:
      return 0
  }
}

/** The text of what `targetLength` found. Sets `short` when it is cut. */
export function userdataTarget(data: Cursor, group: number, subfunction: number): string {
  switch (group) {
    case GROUP.cpu:
      return cpuTarget(data, subfunction)
    case GROUP.block:
      if (subfunction === 2) return blockTypeText(data.text(2))
      return blockText(data.text(2), data.text(5))
    case GROUP.cyclic:
      return cyclicTarget(data, subfunction)
    case GROUP.programmer:
      return variablesText(data)
    case GROUP.pbc:
      return itemsText(data, 1)
    default:
      return fileText(data)
  }
}

function cpuTarget(data: Cursor, subfunction: number): string {
  if (subfunction === DIAGNOSTIC_MESSAGE) return `event 0x${hex4(data.u16())}`
  if (subfunction === MESSAGE_SERVICE) return eventsText(data.u8())
  const id = data.u16()
  const name = SZL_NAMES[id & 0xff]
  return `SZL 0x${hex4(id)} index 0x${hex4(data.u16())}${name === undefined ? '' : ` (${name})`}`
}

/** The events subscribed to: one bit each. */
function eventsText(events: number): string {
  const names = []
  if ((events & 0x01) !== 0) names.push('mode transitions')
  if ((events & 0x02) !== 0) names.push('system diagnosis')
  if ((events & 0x04) !== 0) names.push('user messages')
  if ((events & 0x80) !== 0) names.push('alarms')
  return names.join(', ')
}

/** Subscriptions name their variables behind count, time base and factor; an unsubscribe names its job. */
function cyclicTarget(data: Cursor, subfunction: number): string {
  if (subfunction === 4) return ''
  const count = data.u16()
  const base = data.u8()
  const factor = data.u8()
  const text = itemsText(data, count)
  const unit = base === 0 ? '00 ms' : base === 1 ? ' s' : base === 2 ? '0 s' : ` × time base ${base}`
  return subfunction === 1 ? `${text} every ${factor}${unit}` : text
}

/** A test job's own parameters (two lengths, then the parameters) stand before the count of its variables. */
function variablesAt(data: Cursor): number {
  return data.left < 4 ? data.left : 4 + data.peek16(0)
}

function variablesEnd(data: Cursor): number {
  const at = variablesAt(data)
  return at + 2 > data.left ? 0 : at + 2 + data.peek16(at) * VARIABLE_LENGTH
}

function variablesText(data: Cursor): string {
  data.skip(variablesAt(data))
  const count = data.u16()
  let text = ''
  for (let i = 0; i < count && !data.short; i++) {
    if (i === MAX_VARIABLES_NAMED) return `${text}, … (${count} variables)`
    text += `${i === 0 ? '' : ', '}${variableText(data)}`
  }
  return text
}

function variableText(data: Cursor): string {
  const area = data.u8()
  const repetition = data.u8()
  const block = data.u16()
  const address = data.u16()
  const width = WIDTHS[area & 0x0f] ?? ''
  const prefix = area >> 4 === BLOCK_AREA ? `DB${block}.DB` : (AREA_NAMES[area >> 4] ?? `area 0x${area.toString(16)} `)
  if (area >> 4 === 5 || area >> 4 === 6) return `${prefix}${address}`
  if (width === 'X') return `${prefix}${prefix.includes('.') ? 'X' : ''}${address}.${repetition}`
  return `${prefix}${width}${address}${repetition > 1 ? `+${repetition}` : ''}`
}

/** The printable bytes of an NC file request: its path. */
function fileText(data: Cursor): string {
  let text = ''
  while (data.left > 0 && text.length < MAX_FILE_NAME) {
    const byte = data.u8()
    if (byte > 0x20 && byte < 0x7f) text += String.fromCharCode(byte)
  }
  return text
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0')
}
