import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Credential, Fact, Operation, Side } from '../kit/observation.ts'
import type { Told } from './attributes.ts'
import { DATA, identityText, readLength, skipData } from './data.ts'
import type { DlmsState } from './dlms-state.ts'
import { flagFacts } from './flag-ids.ts'

type Facts = Partial<Record<Fact, string>>

const MAC_LENGTH = 6
const TITLE_LENGTH = 8
const TITLE_KEY = 0x100_0000
const MAX_LOGICAL_DEVICES = 32

/** Somebody read or set the secret of an association, in clear: that it was, never what it is. */
const SECRET: Credential = {
  kind: 'credential',
  of: 'server',
  method: 'DLMS association secret',
  account: '',
  protection: 'clear',
}

const MESSAGES: Readonly<Record<Told, string>> = {
  '': '',
  name: 'logical device name',
  serial: 'device id',
  'device-id': 'device id',
  firmware: 'active firmware',
  mac: 'MAC address setup',
  'logical-devices': 'SAP assignment',
  secret: '',
}

/** Says what the value at the cursor tells of the server, when it is news. Leaves the cursor where it is. */
export function sayTold(
  data: Cursor,
  told: Told,
  operation: Operation,
  index: number,
  state: DlmsState,
  sink: Sink,
): void {
  if (told === '') return
  if (told === 'secret') {
    sink.observe(SECRET)
    return
  }
  const { pos, end, view } = data
  const isWhole = skipData(data)
  const to = data.pos
  data.pos = pos
  data.short = false
  if (!isWhole || !isNews(state.said, (operation.slot + 1) * 64 + index, view, pos, to)) return
  if (told === 'logical-devices') sayLogicalDevices(data, sink)
  else {
    const facts = factsOf(data, told)
    // The address is that of the host, whichever of its logical devices was asked.
    const module = told === 'mac' ? '' : operation.module
    if (Object.keys(facts).length > 0) say('server', module, MESSAGES[told], facts, sink)
  }
  data.pos = pos
  data.end = end
}

/** The system title: FLAG id and serial number of whoever ciphers (IEC 62056-5-3, clause 4.3.4). */
export function sayTitle(view: DataView, from: number, to: number, of: Side, state: DlmsState, sink: Sink): void {
  if (to - from !== TITLE_LENGTH) return
  if (!isNews(state.said, -TITLE_KEY - (of === 'client' ? 1 : 0), view, from, to)) return
  let title = ''
  let letters = ''
  for (let at = from; at < to; at++) {
    title += view.getUint8(at).toString(16).padStart(2, '0')
    letters += String.fromCharCode(view.getUint8(at))
  }
  const module = of === 'server' ? state.module : ''
  say(of, module, 'system title', { 'device-id': title, ...flagFacts(letters) }, sink)
}

function factsOf(data: Cursor, told: Told): Facts {
  if (told === 'mac') return macFacts(data)
  const text = identityText(data)
  if (text === '') return {}
  switch (told) {
    case 'name':
      return { name: text, ...flagFacts(text) }
    case 'serial':
      return { serial: text }
    case 'firmware':
      return { firmware: text }
    default:
      return { 'device-id': text }
  }
}

function macFacts(data: Cursor): Facts {
  const isAddress = data.u8() === DATA.octets && readLength(data) === MAC_LENGTH
  const mac = isAddress ? data.hex(MAC_LENGTH, ':') : ''
  return mac === '' ? {} : { mac }
}

/** Class 17: an array of structures of SAP and logical device name. */
function sayLogicalDevices(data: Cursor, sink: Sink): void {
  if (data.u8() !== DATA.array) return
  const count = Math.min(readLength(data), MAX_LOGICAL_DEVICES)
  for (let i = 0; i < count; i++) {
    const isPair = data.u8() === DATA.structure && readLength(data) === 2 && data.u8() === 18
    const sap = data.u16()
    if (!isPair) return
    const name = identityText(data)
    if (name === '') return
    say('server', `logical device ${sap}`, MESSAGES['logical-devices'], { name, ...flagFacts(name) }, sink)
  }
}

function say(of: Side, module: string, message: string, facts: Facts, sink: Sink): void {
  sink.observe({ kind: 'identity', of, about: '', module, message, facts })
}
