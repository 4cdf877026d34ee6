/*
 * What a request acts on: objects by their number, tags by area and local ids (LIDs). The names that the controller's
 * project gives them are not in these messages. Layouts as the free drivers for S7-1200 and S7-1500 know them.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { OperationClass } from '../kit/observation.ts'
import { classOfFunction, FUNCTION } from './function-codes.ts'
import { readVlq32, skipVlq } from './vlq.ts'

const MAX_ITEMS_NAMED = 4
const MAX_LIDS_NAMED = 8
const START_OF_OBJECT = 0xa1

/** Numbers of objects and attributes that every controller has. */
const OBJECT = { plcProgram: 3, execUnit: 52, sessionContainer: 285 }
const CLASS_SESSION = 287
const CLASS_SUBSCRIPTION = 1001
const ATTRIBUTE = {
  challenge: 303,
  response: 304,
  version: 306,
  creditLimit: 1053,
  sessionKey: 1830,
  legitimation: 1846,
}
const OPERATING_STATE_REQUEST = 2167

const ATTRIBUTE_NAMES: Readonly<Record<number, string>> = {
  233: 'name',
  303: 'challenge',
  304: 'response',
  306: 'version',
  1053: 'subscription credit limit',
  1830: 'key',
  1842: 'protection level',
  1846: 'legitimation',
  2167: 'operating state request',
}

/** Values of the operating state request. */
const OPERATING_STATES: Readonly<Record<number, string>> = { 1: 'STOP', 3: 'RUN' }

const AREA_NAMES: Readonly<Record<number, string>> = { 80: 'I', 81: 'Q', 82: 'M', 83: 'C', 84: 'T' }
const DATA_BLOCKS = 0x8a0e
/** Code and data blocks of the program have numbers from here to `LAST_BLOCK`, their kind in the high half. */
const FIRST_BLOCK = 0x8a00_0000
const LAST_BLOCK = 0x92ff_ffff
/** Sessions, subscriptions and the like, made while they are needed. */
const FIRST_RUNTIME = 0x1000_0000
/** Numbers from here on are composed, and read better in hexadecimal. */
const FIRST_LARGE = 0x1_0000

/** How many bytes at the cursor, the body of the request, name its target: never the values that it writes. */
export function targetLength(body: Cursor, code: number): number {
  const { pos } = body
  skipTarget(body, code)
  const length = body.short ? body.end - pos : body.pos - pos
  body.pos = pos
  body.short = false
  return length
}

function skipTarget(body: Cursor, code: number): void {
  switch (code) {
    case FUNCTION.getMultiVariables:
    case FUNCTION.setMultiVariables: {
      body.skip(4)
      skipVlq(body)
      skipVlqs(body, readVlq32(body))
      break
    }
    case FUNCTION.setVariable: {
      body.skip(4)
      skipVlqs(body, readVlq32(body))
      body.skip(3)
      break
    }
    case FUNCTION.getSubstreamed:
    case FUNCTION.setSubstreamed:
      body.skip(7)
      skipVlq(body)
      break
    case FUNCTION.createObject:
      body.skip(6)
      skipVlq(body)
      body.skip(9)
      skipVlq(body)
      break
    case FUNCTION.getLink:
    case FUNCTION.getVariable:
    case FUNCTION.addLink:
    case FUNCTION.removeLink:
    case FUNCTION.invoke:
      body.skip(4)
      skipVlq(body)
      break
    case FUNCTION.deleteObject:
    case FUNCTION.explore:
      body.skip(4)
      break
  }
}

function skipVlqs(body: Cursor, count: number): void {
  for (let i = 0; i < count && !body.short; i++) skipVlq(body)
}

export interface Target {
  readonly class: OperationClass
  readonly text: string
}

/** The target of a request and the class that it gives the function. `session`: the number of the session's object. */
export function requestTarget(body: Cursor, code: number, session: number): Target {
  const general = classOfFunction(code)
  if (body.left < 4) return { class: general, text: '' }
  switch (code) {
    case FUNCTION.getMultiVariables:
    case FUNCTION.setMultiVariables:
      return multiTarget(body, code, session)
    case FUNCTION.setVariable:
      return variableTarget(body, session)
    case FUNCTION.getSubstreamed:
    case FUNCTION.setSubstreamed: {
      const object = body.u32()
      body.skip(3)
      return attributeTarget(object, readVlq32(body), general, session)
    }
    case FUNCTION.createObject:
      return createdTarget(body)
    case FUNCTION.deleteObject: {
      const object = body.u32()
      const deleted = isOfSession(object, session) ? 'session' : isBlock(object) ? 'download' : general
      return { class: deleted, text: objectText(object, session) }
    }
    case FUNCTION.explore: {
      const object = body.u32()
      // Exploring the program reads it out: names, interfaces, and the code of its blocks.
      const explored = isBlock(object) || object === OBJECT.plcProgram ? 'upload' : general
      return { class: explored, text: objectText(object, session) }
    }
    default:
      // Links, single variables and invocations: an object and one attribute of it.
      return { class: general, text: `${objectText(body.u32(), session)} ${attributeText(readVlq32(body))}` }
  }
}

/** Of one object, attributes; without an object, tags. */
function multiTarget(body: Cursor, code: number, session: number): Target {
  const object = body.u32()
  const items = readVlq32(body)
  const fields = readVlq32(body)
  if (object === 0) return { class: classOfFunction(code), text: itemsText(body, items, session) }
  const attributes: number[] = []
  for (let i = 0; i < fields && i < MAX_ITEMS_NAMED && !body.short; i++) attributes.push(readVlq32(body))
  const more = fields > MAX_ITEMS_NAMED ? `, … (${fields} attributes)` : ''
  const text = `${objectText(object, session)} ${attributes.map(attributeText).join(', ')}${more}`
  const ofAll = attributes.map((each) => attributeTarget(object, each, classOfFunction(code), session).class)
  return { class: ofAll.find((each) => each === 'authenticate') ?? ofAll[0] ?? classOfFunction(code), text }
}

function variableTarget(body: Cursor, session: number): Target {
  const object = body.u32()
  readVlq32(body)
  const attribute = readVlq32(body)
  const target = attributeTarget(object, attribute, 'write', session)
  if (target.class !== 'mode') return target
  body.skip(2)
  const state = body.u8()
  return { class: 'mode', text: `${target.text} ${OPERATING_STATES[state] ?? state}` }
}

/** The session's own bookkeeping is no reading or writing of the plant. */
function attributeTarget(object: number, attribute: number, general: OperationClass, session: number): Target {
  const text = `${objectText(object, session)} ${attributeText(attribute)}`
  switch (attribute) {
    case ATTRIBUTE.challenge:
    case ATTRIBUTE.response:
    case ATTRIBUTE.sessionKey:
    case ATTRIBUTE.legitimation:
      return { class: 'authenticate', text }
    case ATTRIBUTE.version:
      return { class: 'session', text }
    case ATTRIBUTE.creditLimit:
      return { class: 'session', text: attributeText(attribute) }
    case OPERATING_STATE_REQUEST:
      return { class: general === 'write' && object === OBJECT.execUnit ? 'mode' : general, text }
    default:
      return { class: general === 'write' && isOfSession(object, session) ? 'session' : general, text }
  }
}

/** Parent, a value, a zero, then the object: its number and its class. */
function createdTarget(body: Cursor): Target {
  const parent = body.u32()
  body.skip(2)
  skipVlq(body)
  body.skip(4)
  if (body.u8() !== START_OF_OBJECT) return { class: 'configure', text: `in object ${parent}` }
  body.skip(4)
  const objectClass = readVlq32(body)
  if (objectClass === CLASS_SESSION) return { class: 'session', text: 'session' }
  if (objectClass === CLASS_SUBSCRIPTION) return { class: 'session', text: 'subscription' }
  if (parent === OBJECT.plcProgram) return { class: 'download', text: `PLC program, class ${objectClass}` }
  const container = parent === OBJECT.sessionContainer ? 'sessions' : `object ${parent}`
  return { class: 'configure', text: `${container}, class ${objectClass}` }
}

function itemsText(body: Cursor, count: number, session: number): string {
  let text = ''
  for (let i = 0; i < count && !body.short; i++) {
    if (i === MAX_ITEMS_NAMED) return `${text}, … (${count} items)`
    text += `${i === 0 ? '' : ', '}${itemText(body, session)}`
  }
  return text
}

/** A checksum of the symbol, the area, then the path: the first number is the area's part that holds the values. */
function itemText(body: Cursor, session: number): string {
  skipVlq(body)
  const area = readVlq32(body)
  const length = readVlq32(body)
  let path = ''
  for (let i = 0; i < length && !body.short; i++) {
    const lid = readVlq32(body)
    if (i > 0 && i <= MAX_LIDS_NAMED) path += `${path === '' ? ' LID ' : '.'}${lid}`
    else if (length === 1) path = ` ${attributeText(lid)}`
  }
  return `${objectText(area, session)}${path}`
}

function areaText(area: number): string {
  const high = Math.floor(area / 0x1_0000)
  if (high === DATA_BLOCKS) return `DB${area % 0x1_0000}`
  return AREA_NAMES[area] ?? `object ${area < FIRST_LARGE ? area : `0x${area.toString(16)}`}`
}

function objectText(object: number, session: number): string {
  if (object === session) return 'session'
  if (object === OBJECT.plcProgram) return 'PLC program'
  if (object === OBJECT.execUnit) return 'CPU'
  return areaText(object)
}

function isOfSession(object: number, session: number): boolean {
  return object === session || (object >= FIRST_RUNTIME && object < FIRST_BLOCK)
}

function isBlock(object: number): boolean {
  return object >= FIRST_BLOCK && object <= LAST_BLOCK
}

function attributeText(attribute: number): string {
  return ATTRIBUTE_NAMES[attribute] ?? `attribute ${attribute}`
}
