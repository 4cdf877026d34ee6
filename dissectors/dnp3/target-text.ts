import type { Cursor } from '../kit/cursor.ts'
import type { Association } from './association.ts'
import { FILE, fileWords } from './file-objects.ts'
import { carriesObjects, READ } from './function-codes.ts'
import { ALL, NO_RANGE, type ObjectHeader } from './object-header.ts'

/** Object headers and indexes that a target names, so that its text stays short. */
export const MAX_HEADERS = 8
export const MAX_INDEXES = 8
const CONTROL_RELAY = 12
const CLASSES = 60
const AUTHENTICATION = 120
const AGGRESSIVE_REQUEST = 3

const OPERATION_TYPES = ['nul', 'pulse on', 'pulse off', 'latch on', 'latch off']
const TRIP_CLOSE = ['', ' close', ' trip', ' close trip']
const CLEAR = 0x20

/** What the request whose objects begin at the cursor acts on: 'outstation 4 g30v1 0-9, g60v2 (class 1)'. */
export function targetOf(fragment: Cursor, code: number, association: Association, header: ObjectHeader): string {
  let text = association.words
  let named = 0
  let isSigned = false
  while (header.next(fragment, carriesObjects(code, fragment))) {
    if (header.group === AUTHENTICATION && header.variation === AGGRESSIVE_REQUEST) isSigned = true
    if (isSigned && header.group === AUTHENTICATION) continue
    if (named === MAX_HEADERS) text += ', …'
    else if (named < MAX_HEADERS) text += (named === 0 ? ' ' : ', ') + wordsOf(fragment, code, association, header)
    named++
  }
  return isSigned ? `${text} (authenticated)` : text
}

/** The kinds of object in a fragment, without their ranges, which differ from one report to the next. */
export function kindsOf(fragment: Cursor, association: Association, header: ObjectHeader): string {
  let text = association.words
  let named = 0
  while (header.next(fragment, true) || header.fault === 'unsupported') {
    if (named === MAX_HEADERS) text += ', …'
    else if (named < MAX_HEADERS) text += `${named === 0 ? ' ' : ', '}g${header.group}v${header.variation}`
    named++
    if (header.fault !== 'none') break
  }
  return text
}

function wordsOf(fragment: Cursor, code: number, association: Association, header: ObjectHeader): string {
  const { group, variation, first, last, count } = header
  const kind = `g${group}v${variation}`
  if (group === CLASSES) return `${kind} (class ${variation - 1})${count === ALL ? '' : rangeWords(code, header)}`
  if (group === FILE) return `${kind}${fileWords(fragment, header, association)}`
  if (header.step > 0 && (header.indexLength > 0 || group === CONTROL_RELAY)) return kind + indexWords(fragment, header)
  if (first !== NO_RANGE) return `${kind} ${first === last ? first : `${first}-${last}`}`
  return kind + rangeWords(code, header)
}

/** A read of limited quantity says at most how many. */
function rangeWords(code: number, { count, indexLength, sizeLength }: ObjectHeader): string {
  return code === READ && count !== ALL && indexLength + sizeLength === 0 ? ` up to ${count}` : ''
}

function indexWords(fragment: Cursor, header: ObjectHeader): string {
  const { step, indexLength, bodyEnd, first } = header
  const isControl = header.group === CONTROL_RELAY && header.variation <= 2 && header.size > 0
  let text = ''
  let named = 0
  for (let at = header.bodyStart; at < bodyEnd; at += step) {
    if (named === MAX_INDEXES) return `${text} …`
    if (indexLength > 0) text += ` ${indexAt(fragment.view, at, indexLength)}`
    else if (first !== NO_RANGE) text += ` ${first + named}`
    if (isControl) text += ` ${controlWords(fragment.view.getUint8(at + indexLength))}`
    named++
  }
  return text
}

function indexAt(view: DataView, at: number, length: number): number {
  if (length === 1) return view.getUint8(at)
  return length === 2 ? view.getUint16(at, true) : view.getUint32(at, true)
}

/** A.8.1: the control code of a control relay output block. */
function controlWords(code: number): string {
  const type = OPERATION_TYPES[code & 0x0f] ?? `operation ${code & 0x0f}`
  return `${type}${TRIP_CLOSE[code >>> 6]}${code & CLEAR ? ' clear' : ''}`
}
