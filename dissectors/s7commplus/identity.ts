/*
 * Who the two sides of a session are: strings among the attributes of the session object, and I&M 0 of the controller.
 * I&M 0: PROFINET IO, IEC 61158-6-10, 5.2.23.1: block type 0x0020, length 0x38, version 1.0.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact } from '../kit/observation.ts'
import { FUNCTION } from './function-codes.ts'
import { readVlq32 } from './vlq.ts'

type Facts = Partial<Record<Fact, string>>

const ATTRIBUTE = 0xa3
const TYPE_WSTRING = 0x15
const MAX_TEXT = 256
/** A struct's element that stands in no attribute of its own: the version of the session, as VLQ 319. */
const VERSION_ELEMENT = 0x823f
const IM0_LENGTH = 0x38
/** The block begins within the first bytes of the value. */
const MAX_IM0_AT = 16

/** '1;6ES7 214-1HE30-0XB0 ;V2.2': the order number in the form of Siemens' article numbers. */
const SESSION_VERSION = /^\d+;([A-Z0-9]{4} [A-Z0-9 -]{10,18}?) *;(V[\d.]+)$/
/** A mere count, or bytes that are no text: some clients do not fill what they do not use. */
const NO_NAME = /^\d*$|\ufffd/
const HOST_NAME = /^[\w.-]+$/

const CLIENT = 0x10000
const SERVER = 0x20000

/** The session object that a client creates: 296 to 298 and 301 name connection, program, host and task. */
export function sayClient(body: Cursor, info: MessageInfo, said: Map<number, number>, sink: Sink): void {
  if (!isNews(said, CLIENT, body.view, body.pos, body.end)) return
  const of = info.direction === 'to-server' ? 'client' : 'server'
  forEachText(body, (attribute, text) => {
    const facts = NO_NAME.test(text) ? undefined : clientFacts(attribute, text)
    if (facts === undefined) return
    const message = `Create object (session attribute ${attribute})`
    sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
  })
}

function clientFacts(attribute: number, text: string): Facts | undefined {
  switch (attribute) {
    case 289:
      return { description: text }
    case 296:
    case 297:
      return { application: text }
    case 298:
      return HOST_NAME.test(text) ? { name: text } : { description: text }
    case 301:
      return { description: text }
    default:
      return undefined
  }
}

/** The controller's answers: the session object's version strings; single values that identify it. */
export function sayServer(
  body: Cursor,
  code: number,
  target: string,
  info: MessageInfo,
  said: Map<number, number>,
  sink: Sink,
): void {
  if (!isNews(said, SERVER + code, body.view, body.pos, body.end)) return
  const of = info.direction === 'to-client' ? 'server' : 'client'
  if (code === FUNCTION.getSubstreamed) {
    const facts = im0Facts(body) ?? softwareFacts(body, target)
    const message = 'Get variable substreamed'
    if (facts !== undefined) sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
    return
  }
  forEachText(body, (attribute, text) => {
    const facts = serverFacts(attribute, text)
    if (facts === undefined) return
    sink.observe({ kind: 'identity', of, about: '', module: '', message: 'Create object response', facts })
  })
}

function serverFacts(attribute: number, text: string): Facts | undefined {
  if (attribute === 301) return { software: text }
  if (attribute !== 319) return undefined
  const parts = SESSION_VERSION.exec(text)
  if (parts === null) return { description: text }
  return { description: text, 'order-number': parts[1] as string, firmware: parts[2] as string }
}

/** Object 1 is the automation system; its attribute 2461 the version of its system software. */
function softwareFacts(body: Cursor, target: string): Facts | undefined {
  if (target !== 'object 1 attribute 2461' || body.left < 4 || body.peek(2) !== TYPE_WSTRING) return undefined
  body.skip(3)
  const software = body.text(Math.min(readVlq32(body), MAX_TEXT), 'utf8')
  return body.short || software === '' ? undefined : { software }
}

function im0Facts(body: Cursor): Facts | undefined {
  const last = Math.min(body.pos + MAX_IM0_AT, body.end - IM0_LENGTH - 4)
  for (let at = body.pos; at <= last; at++) {
    if (body.view.getUint32(at) !== 0x0020_0000 + IM0_LENGTH || body.view.getUint16(at + 4) !== 0x0100) continue
    body.pos = at + 6
    const vendor = body.u16()
    const order = body.text(20).trim()
    const serial = body.text(16).trim()
    const hardware = String(body.u16())
    const letter = body.text(1)
    const firmware = `${letter}${body.u8()}.${body.u8()}.${body.u8()}`
    return { 'vendor-id': String(vendor), 'order-number': order, serial, hardware, firmware }
  }
  return undefined
}

/** Every attribute, and the version element, whose value is one text. */
function forEachText(body: Cursor, say: (attribute: number, text: string) => void): void {
  const { end } = body
  for (let at = body.pos; at + 5 < end; at++) {
    const isAttribute = body.view.getUint8(at) === ATTRIBUTE
    if (!isAttribute && body.view.getUint16(at) !== VERSION_ELEMENT) continue
    body.pos = isAttribute ? at + 1 : at
    const attribute = readVlq32(body)
    const flags = body.u8()
    if (body.u8() !== TYPE_WSTRING || flags !== 0) continue
    const length = readVlq32(body)
    if (length === 0 || length > MAX_TEXT || length > body.left) continue
    say(attribute, body.text(length, 'utf8'))
    at = body.pos - 1
  }
}
