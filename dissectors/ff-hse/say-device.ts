/*
 * What devices tell of themselves and of each other. FF-588: SM Identify, Device Annunciation and Find Tag Reply, FMS
 * Identify; FF-593: the diagnostic message of LAN redundancy.
 */
import { ipText, ipv6OfGroups } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { addressOf, bodyLength, HEADER_LENGTH } from './fda-message.ts'
import { type FfHseState, moduleOf, nodeText } from './ff-hse-state.ts'
import { TAG_LENGTH } from './services.ts'

/** Where things lie in the body of an annunciation, and of an answer to SM Identify. */
const IP_AT = 8
const DEVICE_ID_AT = 24
const TAG_AT = 56
const ENTRIES_AT = 104
const LIST_AT = 108
const ENTRY_LENGTH = 4
/** Links of a linking device that are named; it has four at most. */
const MAX_LINKS = 16
/** In the body of a Find Tag Reply. */
const FOUND = { node: 1, link: 2, ip: 12, deviceId: 32, tag: 64 } as const
/** In the body of a diagnostic message. */
const DIAGNOSED = { interfaces: 2, tag: 8 } as const
const TYPES: readonly (readonly [number, string])[] = [
  [0x80, 'linking device'],
  [0x40, 'I/O gateway'],
  [0x20, 'HSE field device'],
  [0x10, 'H1 device'],
]
const LINKING = 0x80
const STATES: Readonly<Record<number, string>> = { 1: 'without a tag', 2: 'operational' }
/** Makers by the first six digits of a device's identifier. */
const MAKERS: Readonly<Record<string, string>> = {
  '000302': 'Smar',
  '000320': 'ABB',
  '001151': 'Rosemount',
  '452B48': 'Endress+Hauser',
  '48574C': 'Honeywell',
  '594543': 'Yokogawa',
}

/** Duplicates that a device has found, in the byte that tells them; '' for none. */
export function duplicates(byte: number): string {
  const found = [(byte & 2) === 0 ? '' : 'duplicate PD tag', (byte & 1) === 0 ? '' : 'duplicate device index']
  return found.filter((text) => text !== '').join(', ')
}

/** An annunciation, or an answer to SM Identify, of which the fixed part is there. */
export function sayDevice(message: Cursor, name: string, info: MessageInfo, state: FfHseState, sink: Sink): void {
  const { view, pos } = message
  const body = pos + HEADER_LENGTH
  const end = body + bodyLength(message)
  const listEnd = Math.min(end, body + LIST_AT + ENTRY_LENGTH * MAX_LINKS)
  const of = senderOf(info)
  if (!isNews(state.said, of === 'client' ? 0 : 1, view, body, listEnd)) return
  const type = view.getUint8(body + 1)
  const facts = {
    name: tagAt(message, TAG_AT),
    ...deviceId(message, DEVICE_ID_AT),
    'device-type': typeText(type),
    state: STATES[view.getUint8(body) >> 1],
    redundancy: redundancyText(view.getUint8(body + 2)),
    ip: addressText(view, body + IP_AT),
    'network-address': (type & LINKING) === 0 ? '' : linksText(view, body, end),
  }
  sayFacts(of, '', name, facts, sink)
}

/** Who has the tag that was looked for: a device, or one behind it. */
export function sayFound(message: Cursor, name: string, state: FfHseState, sink: Sink): void {
  const { view, pos } = message
  const body = pos + HEADER_LENGTH
  if (!isNews(state.said, 2, view, body, body + FOUND.tag + TAG_LENGTH)) return
  const module = nodeText(view.getUint16(body + FOUND.link), view.getUint8(body + FOUND.node))
  const about = addressText(view, body + FOUND.ip)
  const facts = { name: tagAt(message, FOUND.tag), ...deviceId(message, FOUND.deviceId) }
  if (about !== '') sayFacts('server', about, name, facts, sink, module)
}

/** The maker, model and revision of the virtual field device that an address leads to. */
export function sayVfd(message: Cursor, name: string, info: MessageInfo, state: FfHseState, sink: Sink): void {
  const { view, pos } = message
  const address = addressOf(message)
  const body = pos + HEADER_LENGTH
  if (!isNews(state.said, address + 4, view, body, body + 3 * TAG_LENGTH)) return
  const [vendor, model, firmware] = [tagAt(message, 0), tagAt(message, TAG_LENGTH), tagAt(message, 2 * TAG_LENGTH)]
  sayFacts(senderOf(info), '', name, { vendor, model, firmware }, sink, moduleOf(address))
}

export function sayDiagnosed(message: Cursor, name: string, info: MessageInfo, state: FfHseState, sink: Sink): void {
  const { view, pos } = message
  const tagStart = pos + HEADER_LENGTH + DIAGNOSED.tag
  if (!isNews(state.said, 3, view, tagStart, tagStart + TAG_LENGTH)) return
  const interfaces = view.getUint8(pos + HEADER_LENGTH + DIAGNOSED.interfaces)
  const redundancy = interfaces > 1 ? `HSE LAN redundancy, ${interfaces} interfaces` : ''
  sayFacts(senderOf(info), '', name, { name: tagAt(message, DIAGNOSED.tag), redundancy }, sink)
}

/** A text of 32 bytes at an offset of the body. */
export function tagAt(message: Cursor, at: number): string {
  const { pos } = message
  message.pos = pos + HEADER_LENGTH + at
  const text = message.text(TAG_LENGTH, 'latin1').trim()
  message.pos = pos
  return text
}

/** FF-801: six digits of the maker, four of the type of device, then what the maker likes. */
function deviceId(message: Cursor, at: number) {
  const id = tagAt(message, at)
  const [, maker = '', type = ''] = /^([\dA-F]{6})([\dA-F]{4})/i.exec(id) ?? []
  return {
    'device-id': id,
    vendor: MAKERS[maker.toUpperCase()],
    'vendor-id': maker === '' ? '' : `0x${maker.toLowerCase()}`,
    'product-code': type === '' ? '' : `0x${type.toLowerCase()}`,
  }
}

function typeText(type: number): string {
  const names = TYPES.filter(([bit]) => (type & bit) !== 0).map(([, name]) => name)
  return names.length === 0 ? '' : `FOUNDATION Fieldbus ${names.join(', ')}`
}

function redundancyText(redundancy: number): string {
  const kind = redundancy & 3
  const part = (redundancy >> 2) & 3
  if (kind === 0 || kind > 2 || part === 0) return ''
  return `HSE type D-${kind + 1} ${part === 1 ? 'primary' : 'secondary'}`
}

/** IPv4 addresses stand in the last four of sixteen bytes. */
function addressText(view: DataView, at: number): string {
  const groups = Array.from({ length: 8 }, (_, group) => view.getUint16(at + 2 * group))
  const isShort = groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0 || groups[5] === 0xffff)
  if (!isShort) return ipv6OfGroups(groups)
  const ip = view.getUint32(at + 12)
  return ip === 0 ? '' : ipText(ip)
}

function linksText(view: DataView, body: number, end: number): string {
  const links: number[] = []
  const count = Math.min(view.getUint32(body + ENTRIES_AT), MAX_LINKS)
  for (let i = 0; i < count && body + LIST_AT + ENTRY_LENGTH * (i + 1) <= end; i++) {
    links.push(view.getUint16(body + LIST_AT + ENTRY_LENGTH * i))
  }
  return links.length === 0 ? '' : `H1 link ${links.join(', ')}`
}
