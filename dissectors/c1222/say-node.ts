/* Who a node is: what it answers to Identification (5.3.2.4.1), what it registers as (5.3.2.4.10), and its first tables. */
import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import type { C1222State } from './c1222-state.ts'
import { REGISTERED_TITLE_AT } from './requested-operation.ts'
import { SERVICE, serviceOfCode } from './services.ts'
import { kindOfTable, TABLE, tableText } from './tables.ts'
import { elementText, identifierEnd, identifierText } from './titles.ts'

const STANDARDS: Readonly<Record<number, string>> = { 0: 'C12.18', 2: 'C12.21', 3: 'C12.22' }
const FEATURE = { security: 0x04, sessions: 0x05, deviceClass: 0x06, deviceIdentity: 0x07 } as const
/** Standard, version, revision. */
const FEATURES_AT = 3
export const CLASS_LENGTH = 4
/** C12.19, table 0: three bytes of formats, the class, the kind of meter, four more, version and revision. */
const CLASS_AT = 3
const NAMEPLATE_AT = 7
const VERSION_AT = 11
const NAMEPLATES: Readonly<Record<number, string>> = { 0: 'gas meter', 1: 'water meter', 2: 'electricity meter' }
/** Table 3. */
const MODES = ['metering', 'test', 'meter shop', 'factory'] as const
/** 5.3.2.4.10, kind of node. */
const KINDS = ['relay', 'master relay', 'host', 'notification host', 'authentication host', 'end device'] as const

const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** What the data of a good answer `[from, to)` tells of the node. */
export function sayAnswer(
  view: DataView,
  from: number,
  to: number,
  asked: Operation,
  of: Side,
  state: C1222State,
  sink: Sink,
): void {
  const service = serviceOfCode(asked.code)
  const { module, points } = asked
  if (service === SERVICE.identify) {
    if (!isNews(view, from, to, asked, state)) return
    sayFacts(of, '', 'Identification', identification(view, from, to), sink, module)
    return
  }
  const [point] = points
  if (service !== SERVICE.fullRead || point === undefined || point.name !== kindOfTable(0)) return
  const table = point.first
  if (table > TABLE.identification && !isSecret(table)) return
  const end = from + 2 + (from + 2 <= to ? view.getUint16(from) : 0)
  if (end > to || !isNews(view, from + 2, end, asked, state)) return
  sayFacts(of, '', tableText(table), tableFacts(table, view, from + 2, end), sink, module)
  saySecretTable(table, of, sink)
}

/** The passwords and keys of a device, which stay unread. */
export function saySecretTable(table: number, of: Side, sink: Sink): void {
  if (!isSecret(table)) return
  const method = `C12.19 ${table === TABLE.security ? 'security' : 'key'} table`
  sink.observe({ kind: 'credential', of, method, account: '', protection: 'clear' })
}

function isSecret(table: number): boolean {
  return table === TABLE.security || table === TABLE.keys || table === TABLE.extendedKeys
}

/** What a node says of itself to register; `data` begins behind the code. */
export function sayRegistration(
  view: DataView,
  data: number,
  to: number,
  operation: Operation,
  state: C1222State,
  sink: Sink,
): void {
  if (data + REGISTERED_TITLE_AT > to || !isNews(view, data, to, operation, state)) return
  const kind = view.getUint8(data)
  const titleEnd = identifierEnd(view, data + REGISTERED_TITLE_AT, to)
  const serialEnd = titleEnd < 0 ? -1 : identifierEnd(view, titleEnd, to)
  const facts: Facts = {
    'device-type': KINDS.filter((_, bit) => kind & (1 << bit)).join(', '),
    'product-code': classText(view, data + 2),
    'network-address': operation.target,
    serial: serialEnd < 0 ? '' : elementText(view, titleEnd, serialEnd),
  }
  sayFacts('client', '', 'Register', facts, sink)
}

/** The class of an end device is an identifier under one that manufacturers are registered at. */
export function classText(view: DataView, at: number): string {
  let isSet = false
  for (let i = at; i < at + CLASS_LENGTH; i++) isSet ||= view.getUint8(i) !== 0
  return isSet ? `ED class ${identifierText(view, at, at + CLASS_LENGTH, true)}` : ''
}

function isNews(view: DataView, from: number, to: number, { slot, code }: Operation, state: C1222State): boolean {
  return state.said.isNew((slot + 1) * 0x1_0000_0000 + code, view, from, to)
}

/** A list of features that ends with 0; what comes behind one that is not known cannot be found. */
function identification(view: DataView, from: number, to: number): Facts {
  if (from + FEATURES_AT > to) return {}
  const standard = view.getUint8(from)
  const version = `${view.getUint8(from + 1)}.${view.getUint8(from + 2)}`
  const facts: Facts = { 'protocol-revision': `${STANDARDS[standard] ?? `standard ${standard}`} ${version}` }
  for (let at = from + FEATURES_AT; at + 1 < to; ) {
    const feature = view.getUint8(at++)
    if (feature === FEATURE.sessions) at++
    else if (feature === FEATURE.deviceIdentity) {
      const end = at + 1 + view.getUint8(at)
      if (end > to) break
      facts['device-id'] = identityText(view, at + 2, end)
      at = end
    } else {
      const end = feature === FEATURE.security || feature === FEATURE.deviceClass ? identifierEnd(view, at, to) : -1
      if (end < 0) break
      if (feature === FEATURE.deviceClass) facts['product-code'] = `ED class ${elementText(view, at, end)}`
      else facts['capability'] = `security mechanism ${elementText(view, at, end)}`
      at = end
    }
  }
  return facts
}

/** As text, where it is one. */
function identityText(view: DataView, from: number, to: number): string {
  const text = textOf(view, from, to)
  const length = Math.max(0, to - from)
  return text.length > 0 && !text.includes('.') ? text : cursor.reset(view, from, from + length).hex(length)
}

function tableFacts(table: number, view: DataView, from: number, to: number): Facts {
  const length = to - from
  switch (table) {
    case TABLE.generalConfiguration:
      return length > VERSION_AT + 1
        ? {
            'device-type': NAMEPLATES[view.getUint8(from + NAMEPLATE_AT)],
            'product-code': classText(view, from + CLASS_AT),
            'protocol-revision': `C12.19 ${view.getUint8(from + VERSION_AT)}.${view.getUint8(from + VERSION_AT + 1)}`,
          }
        : {}
    case TABLE.manufacturer:
      return length >= 16 ? manufacturerFacts(view, from, to) : {}
    case TABLE.mode:
      return length > 0 ? { mode: MODES.filter((_, bit) => view.getUint8(from) & (1 << bit)).join(', ') } : {}
    case TABLE.identification:
      return { 'device-id': textOf(view, from, to) }
    default:
      return {}
  }
}

/** Maker, model, versions of hardware and firmware, serial number. */
function manufacturerFacts(view: DataView, from: number, to: number): Facts {
  return {
    vendor: textOf(view, from, from + 4),
    model: textOf(view, from + 4, from + 12),
    hardware: `${view.getUint8(from + 12)}.${view.getUint8(from + 13)}`,
    firmware: `${view.getUint8(from + 14)}.${view.getUint8(from + 15)}`,
    serial: textOf(view, from + 16, to),
  }
}

function textOf(view: DataView, from: number, to: number): string {
  const length = Math.max(0, to - from)
  return cursor
    .reset(view, from, from + length)
    .text(length)
    .trim()
}
