/*
 * Devices that are managed by OMA LwM2M: what they register as (TS Core 1.1.1, 6.2.1; RFC 9176, 5) and what they say of
 * themselves in object 3, Device (appendix E.4), as text, TLV (Core 7.4.3) or JSON (7.4.4, and SenML, RFC 8428).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import type { CoapState } from './coap-state.ts'
import type { Link } from './links.ts'
import { OPTION, OptionWalk } from './option-walk.ts'

const MAX_VALUE = 128
const MAX_JSON = 4096
const TEXT = 0
/** Numbers of registered formats, and those that were in use before. */
const TLV: readonly number[] = [11_542, 1542]
const JSON_FORMATS: readonly number[] = [110, 11_543, 1543]
const MESSAGE = 'LwM2M Device'
const FACTS: Readonly<Record<number, Fact>> = {
  0: 'vendor',
  1: 'model',
  2: 'serial',
  3: 'firmware',
  17: 'device-type',
  18: 'hardware',
  19: 'software',
}
const OBJECTS: Readonly<Record<string, string>> = {
  0: 'Security',
  1: 'Server',
  2: 'Access Control',
  3: 'Device',
  4: 'Connectivity Monitoring',
  5: 'Firmware Update',
  6: 'Location',
  7: 'Connectivity Statistics',
  9: 'Software Management',
  19: 'Binary App Data Container',
  3200: 'Digital Input',
  3201: 'Digital Output',
  3202: 'Analog Input',
  3203: 'Analog Output',
  3300: 'Generic Sensor',
  3303: 'Temperature',
  3304: 'Humidity',
  3305: 'Power Measurement',
  3306: 'Actuation',
  3311: 'Light Control',
  3312: 'Power Control',
  3315: 'Barometer',
  3316: 'Voltage',
  3317: 'Current',
  3323: 'Pressure',
}
const walk = new OptionWalk()

/** Takes the parameters of a registration: the name of the device, for how long, and which version it speaks. */
export function sayRegistration(message: Cursor, optionsAt: number, state: CoapState, sink: Sink): void {
  const said: Record<string, string> = {}
  walk.begin(message.view, optionsAt, message.end)
  while (walk.next()) {
    if (walk.number !== OPTION.query) continue
    const [, name, value] = /^(ep|lt|lwm2m)=(.*)$/s.exec(walk.text(MAX_VALUE)) ?? []
    if (name !== undefined && value !== undefined) said[name] = value
  }
  if (said['lwm2m'] !== undefined) state.shared.isManaged = true
  const facts: Facts = { 'device-id': said['ep'] }
  if (said['lwm2m'] !== undefined) facts['protocol-revision'] = `LwM2M ${said['lwm2m']}`
  if (/^\d+$/.test(said['lt'] ?? '')) facts.capability = `registers for ${said['lt']} s`
  sayFacts('client', '', 'CoAP registration', facts, sink)
}

/** 'LwM2M object 3303 (Temperature)' for '/3303/0'; else the path with its type. */
export function serviceOf({ target, type }: Link, isManaged: boolean): string {
  const [, object] = /^\/(\d+)(?:\/|$)/.exec(target) ?? []
  if (isManaged && object !== undefined) {
    const name = OBJECTS[object]
    return `LwM2M object ${object}${name === undefined ? '' : ` (${name})`}`
  }
  return `CoAP ${target.startsWith('/') ? '' : '/'}${target}${type === '' ? '' : ` (${type})`}`
}

/** Takes what a device answers for object 3 or one of its resources. */
export function sayDevice(path: string, format: number, payload: Cursor, state: CoapState, sink: Sink): void {
  const [, resource] = /^\/3(?:\/0(?:\/(\d+))?)?$/.exec(path) ?? [undefined, undefined]
  const isPlain = format === TEXT && resource !== undefined && state.shared.isManaged
  if (!isPlain && !TLV.includes(format) && !JSON_FORMATS.includes(format)) return
  const subject = 3000 + Number(resource ?? -1)
  if (!state.said.isNew(subject, payload.view, payload.pos, payload.end)) return
  const facts: Facts = {}
  if (isPlain) note(Number(resource), payload.text(Math.min(payload.left, MAX_VALUE), 'utf8'), facts)
  else if (TLV.includes(format)) noteTlv(payload, facts)
  else noteJson(payload.text(Math.min(payload.left, MAX_JSON), 'utf8'), facts)
  sayFacts('server', '', MESSAGE, facts, sink)
}

export function isDevicePath(path: string): boolean {
  return /^\/3(?:\/0(?:\/\d+)?)?$/.test(path)
}

function note(resource: number, value: string, facts: Facts): void {
  const fact = FACTS[resource]
  if (fact !== undefined && value !== '') facts[fact] = value
}

/** Core 7.4.3: two bits of kind, one of the identifier's length, two of the length's, three of the length itself. */
function noteTlv(payload: Cursor, facts: Facts): void {
  const OBJECT_INSTANCE = 0
  const RESOURCE = 3
  while (payload.left > 0 && !payload.short) {
    const head = payload.u8()
    const identifier = head & 0x20 ? payload.u16() : payload.u8()
    const lengthBytes = (head >> 3) & 3
    const length = [head & 7, 0, 0, 0][lengthBytes] as number
    const stated = lengthBytes === 1 ? payload.u8() : lengthBytes === 2 ? payload.u16() : 0
    const bytes = lengthBytes === 3 ? payload.u24() : length + stated
    // Resources lie within their instance, or stand alone.
    if (head >> 6 === OBJECT_INSTANCE) continue
    if (head >> 6 === RESOURCE && FACTS[identifier] !== undefined && bytes <= MAX_VALUE) {
      note(identifier, payload.text(bytes, 'utf8'), facts)
    } else payload.skip(bytes)
  }
}

function noteJson(text: string, facts: Facts): void {
  for (const [, name, value] of text.matchAll(/"n"\s*:\s*"(?:\/?3\/0\/)?(\d+)"\s*,\s*"s?vs?"\s*:\s*"([^"\\]*)"/g)) {
    note(Number(name), (value ?? '').slice(0, MAX_VALUE), facts)
  }
}
