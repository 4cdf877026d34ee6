/* What devices say of themselves. ASHRAE 135-2020 clauses 16.10 (I-Am), 16.9 (I-Have), 15.5 and 15.7 (reads), 12.11. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { senderOf } from '../kit/sender-of.ts'
import { type BacnetState, isNew } from './bacnet-state.ts'
import { DEVICE, instanceOf, typeOf } from './object-names.ts'
import { readCharacterString, readUnsigned } from './tags.ts'
import { vendorName } from './vendors.ts'

const UNSIGNED = 2
const CHARACTER_STRING = 7
const ENUMERATED = 9
const OBJECT_IDENTIFIER = 12
const OBJECT_ID_PROPERTY = 75
const SYSTEM_STATUS = 112
const VENDOR_IDENTIFIER = 120
/** Properties of the Device object (clause 12.11) that tell who it is. */
const FACTS: Readonly<Record<number, Fact>> = {
  12: 'software',
  28: 'description',
  44: 'firmware',
  58: 'location',
  70: 'model',
  [OBJECT_ID_PROPERTY]: 'device-id',
  77: 'name',
  [SYSTEM_STATUS]: 'state',
  [VENDOR_IDENTIFIER]: 'vendor-id',
  121: 'vendor',
  372: 'serial',
}
/** BACnetDeviceStatus (clause 21). */
const STATES = [
  'operational',
  'operational-read-only',
  'download-required',
  'download-in-progress',
  'non-operational',
  'backup-in-progress',
]
/** The least number of a subject that is no property. */
const I_AM_SUBJECT = 1 << 22
/** An instance that stands for any (clause 12). */
const ANY_INSTANCE = 0x3f_ffff

type Facts = Partial<Record<Fact, string>>

/** The parameters of an I-Am: device, longest APDU, segmentation, vendor. */
export function observeIAm(body: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const { tag } = state
  const from = body.pos
  tag.read(body)
  const device = body.u32()
  tag.read(body)
  body.skip(tag.length)
  tag.read(body)
  body.skip(tag.length)
  tag.read(body)
  const vendor = readUnsigned(body, tag.length)
  if (body.short || tag.isContext || tag.number !== UNSIGNED || typeOf(device) !== DEVICE) return
  if (!isNew(state, subjectOf(state, I_AM_SUBJECT + instanceOf(device), info), body.view, from, body.pos)) return
  const facts: Facts = { 'device-id': String(instanceOf(device)), 'vendor-id': String(vendor) }
  const name = vendorName(vendor)
  if (name !== '') facts.vendor = name
  say(facts, 'I-Am', info, state, sink)
}

/** The parameters of an I-Have: device, object, the object's name. */
export function observeIHave(body: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const { tag } = state
  const from = body.pos
  tag.read(body)
  const device = body.u32()
  tag.read(body)
  const object = body.u32()
  tag.read(body)
  const name = readCharacterString(body, tag.length)
  if (body.short || typeOf(device) !== DEVICE) return
  if (!isNew(state, subjectOf(state, I_AM_SUBJECT * 2 + instanceOf(device), info), body.view, from, body.pos)) return
  const facts: Facts = { 'device-id': String(instanceOf(device)) }
  if (object === device) facts.name = name
  say(facts, 'I-Have', info, state, sink)
}

/** The parameters of a Who-Am-I, of a device that has no number yet (clause 16.11): vendor, model, serial number. */
export function observeWhoAmI(body: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const { tag } = state
  const from = body.pos
  tag.read(body)
  const vendor = readUnsigned(body, tag.length)
  tag.read(body)
  const model = readCharacterString(body, tag.length)
  tag.read(body)
  const serial = readCharacterString(body, tag.length)
  if (body.short || tag.isContext || tag.number !== CHARACTER_STRING) return
  if (!isNew(state, subjectOf(state, I_AM_SUBJECT * 3, info), body.view, from, body.pos)) return
  const facts: Facts = { 'vendor-id': String(vendor), model, serial }
  const name = vendorName(vendor)
  if (name !== '') facts.vendor = name
  say(facts, 'Who-Am-I', info, state, sink)
}

/** The parameters of a ReadProperty-ACK: object, property, index, value. */
export function observeReadProperty(body: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const { tag } = state
  if (!tag.takes(body, 0)) return
  const object = body.u32()
  if (typeOf(object) !== DEVICE || !tag.takes(body, 1)) return
  const property = readUnsigned(body, tag.length)
  if (tag.takes(body, 2)) return
  const facts: Facts = {}
  if (tag.opens(body, 3)) readFact(body, property, info, state, facts)
  if (!hasFacts(facts)) return
  if (instanceOf(object) !== ANY_INSTANCE) facts['device-id'] = String(instanceOf(object))
  say(facts, 'ReadProperty', info, state, sink)
}

/** The parameters of a ReadPropertyMultiple-ACK: objects, each with a list of properties and values or errors. */
export function observeReadPropertyMultiple(body: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const { tag } = state
  while (tag.takes(body, 0)) {
    const object = body.u32()
    if (!tag.opens(body, 1)) return
    if (typeOf(object) !== DEVICE) {
      tag.skipConstructed(body)
      continue
    }
    const facts: Facts = {}
    while (tag.takes(body, 2)) readResult(body, info, state, facts)
    if (hasFacts(facts)) {
      if (instanceOf(object) !== ANY_INSTANCE) facts['device-id'] = String(instanceOf(object))
      say(facts, 'ReadPropertyMultiple', info, state, sink)
    }
    if (!tag.closes(body, 1)) return
  }
}

/** One property of a Device object: its number at the cursor, then index, and value or error. */
function readResult(body: Cursor, info: MessageInfo, state: BacnetState, facts: Facts): void {
  const { tag } = state
  const property = readUnsigned(body, tag.length)
  const isElement = tag.takes(body, 3)
  if (isElement) body.skip(tag.length)
  if (tag.opens(body, 4)) {
    if (isElement) tag.skipConstructed(body)
    else readFact(body, property, info, state, facts)
  } else if (tag.opens(body, 5)) tag.skipConstructed(body)
}

/** The value at the cursor, of this property of a Device object; moves behind its closing tag. */
function readFact(body: Cursor, property: number, info: MessageInfo, state: BacnetState, facts: Facts): void {
  const { tag } = state
  const fact = FACTS[property]
  const from = body.pos
  tag.read(body)
  if (fact === undefined || tag.isContext) {
    body.pos = from
    tag.skipConstructed(body)
    return
  }
  const value = body.pos
  body.skip(tag.length)
  if (!body.short && isNew(state, subjectOf(state, property, info), body.view, from, body.pos)) {
    const after = body.pos
    body.pos = value
    const text = valueText(body, property, state)
    if (text !== '') facts[fact] = text
    if (property === VENDOR_IDENTIFIER && text !== '') nameVendor(Number(text), facts)
    body.pos = after
  }
  tag.skipConstructed(body)
}

function nameVendor(id: number, facts: Facts): void {
  const name = vendorName(id)
  if (name !== '' && facts.vendor === undefined) facts.vendor = name
}

function valueText(body: Cursor, property: number, { tag }: BacnetState): string {
  switch (tag.number) {
    case CHARACTER_STRING:
      return readCharacterString(body, tag.length)
    case UNSIGNED:
      return String(readUnsigned(body, tag.length))
    case ENUMERATED: {
      const value = readUnsigned(body, tag.length)
      return property === SYSTEM_STATUS ? (STATES[value] ?? String(value)) : String(value)
    }
    case OBJECT_IDENTIFIER:
      return property === OBJECT_ID_PROPERTY ? String(instanceOf(body.u32())) : ''
    default:
      return ''
  }
}

function hasFacts(facts: Facts): boolean {
  for (const _ in facts) return true
  return false
}

/** A number for a statement of the part that speaks, on the side that it speaks from. */
function subjectOf({ npdu, origin }: BacnetState, statement: number, { direction }: MessageInfo): number {
  const speaker = direction === 'to-server' ? ~origin : origin
  return (npdu.source % 0x1000_0000) * 0x100_0000 + ((Math.imul(speaker, 0x9e3779b1) ^ statement) & 0xff_ffff)
}

function say(facts: Facts, message: string, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const of = senderOf(info)
  const module = state.npdu.sourceText()
  sink.observe({ kind: 'identity', of, about: state.originText, module, message, facts })
}
