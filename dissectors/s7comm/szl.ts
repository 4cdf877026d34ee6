/*
 * Answers to "read SZL" (system status list) that say who or how a module is.
 * SIMATIC "System Software for S7-300/400, System and Standard Functions", chapter 34: SZL ids 0x11, 0x1C, 0x24, 0x32.
 * A list: id, index, length of a record, number of records, records.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact } from '../kit/observation.ts'
import { KEY_SWITCH, SZL_MODES } from './names.ts'
import type { S7commState } from './s7comm-state.ts'

const IDENTIFICATION = 0x11
const IDENTIFICATION_LENGTH = 28
const COMPONENTS = 0x1c
const COMPONENTS_LENGTH = 34
const MODE_TRANSITION = 0x0424
const PROTECTION = 0x0132
const PROTECTION_INDEX = 4
const LIST_HEADER_LENGTH = 8
/** Records read of one list; the longest one of these has ten. */
const MAX_RECORDS = 64

/** Which partial lists are worth putting together when they come in parts. */
export function tellsIdentity(id: number): boolean {
  const list = id & 0xff
  return list === IDENTIFICATION || list === COMPONENTS
}

/** The list at the cursor, which spans it. A list that was cut says what came of it. */
export function dissectSzl(list: Cursor, info: MessageInfo, state: S7commState, sink: Sink): void {
  const start = list.pos
  const id = list.u16()
  const index = list.u16()
  const length = list.u16()
  const count = Math.min(list.u16(), MAX_RECORDS)
  if (list.end - start < LIST_HEADER_LENGTH) return
  const isRead = tellsIdentity(id) || id === MODE_TRANSITION || (id === PROTECTION && index === PROTECTION_INDEX)
  if (!isRead || length < 2 || !isNews(state.said, id * 0x1_0000 + index, list.view, start, list.end)) return
  const of = info.direction === 'to-client' ? 'server' : 'client'
  const { module } = state
  const { end } = list
  for (let i = 0; i < count && list.left >= length; i++) {
    const next = list.pos + length
    list.end = next
    const said = recordOf(list, id, length)
    list.pos = next
    list.end = end
    if (said === undefined) continue
    const message = `Read SZL 0x${id.toString(16).padStart(4, '0')} (${said.what})`
    sink.observe({ kind: 'identity', of, about: '', module, message, facts: said.facts })
  }
}

interface Said {
  readonly what: string
  readonly facts: Readonly<Partial<Record<Fact, string>>>
}

function recordOf(record: Cursor, id: number, length: number): Said | undefined {
  if (id === MODE_TRANSITION) return modeOf(record)
  if (id === PROTECTION) return keySwitchOf(record)
  if ((id & 0xff) === IDENTIFICATION) return length >= IDENTIFICATION_LENGTH ? identificationOf(record) : undefined
  return length >= COMPONENTS_LENGTH ? componentOf(record) : undefined
}

/** Index, order number, module type, then a release: of the hardware a number, of firmware 'V', major, minor, patch. */
function identificationOf(record: Cursor): Said | undefined {
  const index = record.u16()
  const name = record.text(20).trim()
  record.skip(2)
  const release = record.u16()
  const description = record.u16()
  switch (index) {
    case 0x0001:
      return { what: 'module', facts: { 'order-number': name, hardware: String(release) } }
    case 0x0006:
      return { what: 'basic hardware', facts: { 'order-number': name, hardware: String(release) } }
    case 0x0007:
      return { what: 'basic firmware', facts: { 'order-number': name, ...firmware(release, description) } }
    case 0x0081:
      return { what: 'firmware extension', facts: { software: name } }
    default:
      return undefined
  }
}

function firmware(release: number, description: number): { firmware?: string } {
  const letter = release >> 8
  if (letter < 0x41 || letter > 0x5a) return {}
  const version = `${release & 0xff}.${description >> 8}.${description & 0xff}`
  return { firmware: `${String.fromCharCode(letter)}${version}` }
}

function componentOf(record: Cursor): Said | undefined {
  const index = record.u16()
  if (index === 0x0009) {
    // An I&M manufacturer id: 42 is Siemens.
    return { what: 'manufacturer', facts: { 'vendor-id': String(record.u16()) } }
  }
  const text = record.text(32).trim()
  switch (index) {
    case 0x0001:
      return { what: 'name of the automation system', facts: { name: text } }
    case 0x0002:
      // The type again, unless somebody named the module.
      return { what: 'name of the module', facts: { description: text } }
    case 0x0003:
      return { what: 'plant designation', facts: { description: text } }
    case 0x0004:
      return { what: 'copyright', facts: { vendor: text } }
    case 0x0005:
      return { what: 'serial number of the module', facts: { serial: text } }
    case 0x0007:
      return { what: 'module type', facts: { model: text } }
    case 0x0008:
      return { what: 'serial number of the memory card', facts: { 'memory-card': text } }
    case 0x000b:
      return { what: 'location', facts: { location: text } }
    default:
      return undefined
  }
}

/** Event, priority class, then BZU-ID: the mode entered in its low half, the mode left in its high half. */
function modeOf(record: Cursor): Said | undefined {
  record.skip(3)
  const mode = SZL_MODES[record.u8() & 0x0f]
  return mode === undefined || record.short ? undefined : { what: 'mode transition', facts: { mode } }
}

/** Index, protection by key, assigned, valid, then the position of the mode selector. */
function keySwitchOf(record: Cursor): Said | undefined {
  record.skip(8)
  const position = KEY_SWITCH[record.u16()]
  return position === undefined || record.short
    ? undefined
    : { what: 'mode selector', facts: { 'key-switch': position } }
}
