/*
 * The first bytes of what a server sends: the title of a page (HTML), what a device says of itself in XML (UPnP Device
 * Architecture 2.0, clause 2.3; ONVIF Core, GetDeviceInformation; Devices Profile for Web Services 1.1, clause 5.1, and
 * MS-PBSD, clause 2.2, of computers), the make of a printer (IPP, RFC 8010 and 8011).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { dissectForm } from './form.ts'
import { findWord } from './header-fields.ts'
import { CONTENT, type ContentKind, type HttpState } from './http-state.ts'
import { dissectOrder } from './order.ts'
import { printerFacts } from './printer-attributes.ts'

/** Titles of one connection that are said: those of a device come first, the rest is somebody browsing. */
export const MAX_TITLES = 4
/** Characters of a title or a value that are kept. */
export const MAX_TEXT = 128
const LOOK: Readonly<Record<ContentKind, number>> = {
  [CONTENT.nothing]: 0,
  [CONTENT.page]: 4096,
  [CONTENT.xml]: 8192,
  [CONTENT.printer]: 8192,
  [CONTENT.ipp]: 8,
  [CONTENT.soap]: 4096,
  [CONTENT.form]: 2048,
}
const GREATER = 0x3e
const LESS = 0x3c
const COLON = 0x3a
const XML_SAID = 128

export function lookAt(kind: ContentKind): number {
  return LOOK[kind]
}

export function dissectContent(content: Cursor, kind: ContentKind, state: HttpState, sink: Sink): void {
  if (kind === CONTENT.page) sayTitle(content, state, sink)
  else if (kind === CONTENT.xml) sayDevice(content, state, sink)
  else if (kind === CONTENT.printer) say(printerFacts(content), 'IPP Get-Printer-Attributes', sink)
  else if (kind === CONTENT.form) {
    const { passing, isChunked } = state.toServer
    dissectForm(content, content.left === passing && !isChunked, state, sink)
  } else if (kind !== CONTENT.nothing) dissectOrder(content, kind, state, sink)
}

function sayTitle(content: Cursor, state: HttpState, sink: Sink): void {
  const { view, pos, end } = content
  const tag = findWord(view, pos, end, '<title')
  if (tag < 0 || state.titles >= MAX_TITLES) return
  const title = elementText(content, tag)
  if (title === '' || state.said.get(keyOfText(title)) !== undefined) return
  state.said.set(keyOfText(title), 1)
  state.titles++
  say({ title }, 'HTML title', sink)
}

type Element = readonly [element: string, fact: Fact]
const UPNP: readonly Element[] = [
  ['friendlyname', 'name'],
  ['manufacturer', 'vendor'],
  ['modelname', 'model'],
  ['modelnumber', 'product-code'],
  ['modeldescription', 'description'],
  ['serialnumber', 'serial'],
  ['udn', 'uuid'],
]
const ONVIF: readonly Element[] = [
  ['manufacturer', 'vendor'],
  ['model', 'model'],
  ['firmwareversion', 'firmware'],
  ['serialnumber', 'serial'],
  ['hardwareid', 'hardware'],
]

const DPWS: readonly Element[] = [
  ['friendlyname', 'name'],
  ['manufacturer', 'vendor'],
  ['modelname', 'model'],
  ['modelnumber', 'product-code'],
  ['firmwareversion', 'firmware'],
  ['serialnumber', 'serial'],
]

interface Description {
  /** What no other document has, in small letters. */
  readonly mark: string
  /** Its elements stand behind the mark; of others they may stand before it, too. */
  readonly isBehindMark: boolean
  readonly message: string
  readonly elements: readonly Element[]
}

const DESCRIPTIONS: readonly Description[] = [
  { mark: 'urn:schemas-upnp-org:device-1-0', isBehindMark: false, message: 'UPnP device description', elements: UPNP },
  { mark: 'getdeviceinformationresponse', isBehindMark: true, message: 'ONVIF GetDeviceInformation', elements: ONVIF },
  { mark: '/thisdevice', isBehindMark: false, message: 'DPWS metadata', elements: DPWS },
]

function sayDevice(content: Cursor, state: HttpState, sink: Sink): void {
  const { view, pos, end } = content
  const found = DESCRIPTIONS.find(({ mark }) => findWord(view, pos, end, mark) >= 0)
  if (found === undefined) return
  const said = keyOfBytes(view, pos, end, XML_SAID)
  if (state.said.get(XML_SAID) === said) return
  state.said.set(XML_SAID, said)
  if (found.isBehindMark) content.pos = findWord(view, pos, end, found.mark)
  const computer = found.elements === DPWS ? computerFacts(content) : undefined
  say(computer ?? factsOf(content, found.elements), found.message, sink)
}

/** 'NAME/Workgroup:PLANT', 'NAME/Domain:PLANT': beside it, name and make are those of the service that publishes it. */
function computerFacts(content: Cursor): Partial<Record<Fact, string>> | undefined {
  const [, name = '', domain = ''] =
    /^([^\\/]+)[\\/](?:Workgroup|Domain):(.+)$/.exec(elementText(content, startOf(content, 'computer'))) ?? []
  if (name === '') return undefined
  return { name, domain }
}

/** The first element of each name: the device itself comes before those inside it. */
function factsOf(content: Cursor, elements: readonly Element[]): Partial<Record<Fact, string>> {
  const facts: Partial<Record<Fact, string>> = {}
  for (const [element, fact] of elements) {
    const text = elementText(content, startOf(content, element))
    if (text !== '') facts[fact] = text
  }
  return facts
}

/** Where the element of this name begins, with any prefix; -1 when there is none. */
function startOf(content: Cursor, name: string): number {
  const { view, end } = content
  for (let at = content.pos; ; at++) {
    at = findWord(view, at, end, name)
    if (at <= content.pos || at + name.length >= end) return -1
    const before = view.getUint8(at - 1)
    const behind = view.getUint8(at + name.length)
    if ((before === LESS || before === COLON) && (behind === GREATER || behind === 0x20)) return at
  }
}

/** What stands between the tag that begins at `tag` and the next one. */
function elementText(content: Cursor, tag: number): string {
  if (tag < 0) return ''
  const { view, pos, end } = content
  let from = tag
  while (from < end && view.getUint8(from) !== GREATER) from++
  if (++from >= end) return ''
  let to = from
  while (to < end && view.getUint8(to) !== LESS) to++
  if (to === end) return ''
  content.pos = from
  const text = content.text(to - from, 'utf8').replace(/[.\s]*\s[.\s]*/g, ' ')
  content.pos = pos
  return withoutEntities(text)
    .replace(/^[.\s]+|\s+$/g, '')
    .slice(0, MAX_TEXT)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function withoutEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')
}

function keyOfText(text: string): number {
  let key = 7
  for (let i = 0; i < text.length; i++) key = (Math.imul(key, 31) + text.charCodeAt(i)) | 0
  return 1_000 + (key >>> 0)
}

function say(facts: Partial<Record<Fact, string>>, message: string, sink: Sink): void {
  if (Object.keys(facts).length === 0) return
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message, facts })
}
