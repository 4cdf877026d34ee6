/*
 * What an agent says of itself in its variables: the system group (RFC 3418), the chassis in ENTITY-MIB (RFC 6933), the
 * neighbours in LLDP-MIB (IEEE 802.1AB, clause 11), and what device-objects.ts lists.
 */
import type { BerReader } from '../kit/ber.ts'
import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { siemensFacts } from '../kit/siemens-description.ts'
import { DeviceObject } from './device-objects.ts'
import { enterpriseName, NET_SNMP } from './enterprises.ts'
import { dotted, isUnder, numberAt, numberEnd } from './object-identifier.ts'
import { OBJECT_ID, OCTETS, SEQUENCE, type SnmpMessage } from './snmp-message.ts'
import type { SnmpState } from './snmp-state.ts'

/** Neighbours of one agent that are said. */
export const MAX_NEIGHBOURS = 64
/** RFC 3418: DisplayString (SIZE (0..255)). */
export const MAX_TEXT = 255
const INTEGER = 0x02
const SYSTEM = [0x2b, 6, 1, 2, 1, 1]
const ENTITY = [0x2b, 6, 1, 2, 1, 47, 1, 1, 1, 1]
/** lldpRemSysName: 1.0.8802.1.1.2.1.4.1.1.9. */
const REMOTE_NAME = [0x28, 0xc4, 0x62, 1, 1, 2, 1, 4, 1, 1, 9]
const ENTERPRISES = [0x2b, 6, 1, 4, 1]
/** NET-SNMP-TC: netSnmpAgentOIDs, 1.3.6.1.4.1.8072.3.2. */
const NET_SNMP_AGENTS = [0x2b, 6, 1, 4, 1, 0xbf, 8, 3, 2]
const SYSTEMS: Readonly<Record<number, string>> = {
  3: 'Solaris',
  7: 'NetBSD',
  8: 'FreeBSD',
  10: 'Linux',
  12: 'OpenBSD',
  13: 'Windows',
  15: 'AIX',
  16: 'macOS',
}
const OBJECT_ID_OF_SYSTEM = 2
const SERVICES = 7
/** entPhysicalClass, and its value for a chassis (RFC 6933, PhysicalClass). */
const ENTITY_CLASS = 5
const CHASSIS_CLASS = 3
/** The entity that contains the others: 1 by habit; on stacks of Cisco switches the first is 1001; or it says so. */
const CHASSIS = [1, 1001]
const ENTITY_SAID = 0x1000
const DEVICE_SAID = 0x2000
const MAC_LENGTH = 6

const SYSTEM_FACTS: Readonly<Record<number, readonly [fact: Fact, message: string]>> = {
  1: ['description', 'SNMP sysDescr'],
  4: ['contact', 'SNMP sysContact'],
  5: ['name', 'SNMP sysName'],
  6: ['location', 'SNMP sysLocation'],
}

const ENTITY_FACTS: Readonly<Record<number, readonly [fact: Fact, message: string]>> = {
  2: ['product', 'SNMP entPhysicalDescr'],
  8: ['hardware', 'SNMP entPhysicalHardwareRev'],
  9: ['firmware', 'SNMP entPhysicalFirmwareRev'],
  10: ['software', 'SNMP entPhysicalSoftwareRev'],
  11: ['serial', 'SNMP entPhysicalSerialNum'],
  12: ['vendor', 'SNMP entPhysicalMfgName'],
  13: ['model', 'SNMP entPhysicalModelName'],
}

/** Reports what the bindings of a message say of `of`, or of the agent at the address `about`. */
export function sayBindings(
  message: SnmpMessage,
  view: DataView,
  of: Side,
  about: string,
  state: SnmpState,
  sink: Sink,
): void {
  const reader = message.reader.reset(view, message.bindingsFrom, message.bindingsTo)
  while (reader.next()) {
    if (!reader.is(SEQUENCE) || !reader.enter()) continue
    if (reader.next() && reader.is(OBJECT_ID)) {
      const { start, end } = reader
      if (reader.next()) sayVariable(start, end, reader, of, about, state, sink)
    }
    reader.leave()
  }
  if (reader.bad) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: reader.at })
}

function sayVariable(
  from: number,
  to: number,
  value: BerReader,
  of: Side,
  about: string,
  state: SnmpState,
  sink: Sink,
): void {
  const { view } = value
  if (isUnder(view, from, to, SYSTEM)) {
    // An object of the group, and instance 0.
    if (to - from !== SYSTEM.length + 2 || view.getUint8(to - 1) !== 0) return
    const object = view.getUint8(to - 2)
    if (!isNews(state.said, object, view, value.start, value.end)) return
    saySystem(object, value, of, about, sink)
  } else if (isUnder(view, from, to, ENTITY)) {
    const object = view.getUint8(from + ENTITY.length)
    const index = numberAt(view, from + ENTITY.length + 1, to)
    if (object === ENTITY_CLASS && value.is(INTEGER) && value.integer() === CHASSIS_CLASS) state.chassis ||= index
    const known = ENTITY_FACTS[object]
    const isChassis = CHASSIS.includes(index) || index === state.chassis
    if (known === undefined || !isChassis || !value.is(OCTETS)) return
    if (isNews(state.said, ENTITY_SAID + object, view, value.start, value.end)) {
      say(known[0], textOf(value), known[1], of, about, sink)
    }
  } else if (isUnder(view, from, to, REMOTE_NAME)) sayNeighbour(value, of, state, sink)
  else if (value.is(OCTETS) && found.find(view, from, to)) sayDevice(value, of, about, state, sink)
}

/** A printer of a print server, or its only one: the rows of others say nothing of the agent. */
function sayDevice(value: BerReader, of: Side, about: string, state: SnmpState, sink: Sink): void {
  if (found.row > 0) state.printer ||= found.row
  const isOther = found.row > 0 && found.row !== state.printer
  if (isOther || !isNews(state.said, DEVICE_SAID + found.number, value.view, value.start, value.end)) return
  if (found.fact === 'chassis-id') sayChassis(value, of, about, sink)
  else sayText(found.fact, textOf(value), found.message, of, about, sink)
}

/** LldpChassisId: as mostly, a MAC address; else a text, or a number that tells nothing without its kind. */
function sayChassis(value: BerReader, of: Side, about: string, sink: Sink): void {
  cursor.reset(value.view, value.start, value.end)
  let isText = true
  for (let i = 0; i < value.length; i++) if (cursor.peek(i) < 0x20 || cursor.peek(i) > 0x7e) isText = false
  if (isText) say('chassis-id', textOf(value), found.message, of, about, sink)
  else if (value.length === MAC_LENGTH) say('mac', cursor.hex(MAC_LENGTH, ':'), found.message, of, about, sink)
}

function saySystem(object: number, value: BerReader, of: Side, about: string, sink: Sink): void {
  const known = SYSTEM_FACTS[object]
  if (known !== undefined && value.is(OCTETS)) {
    sayText(known[0], textOf(value), known[1], of, about, sink)
  } else if (object === OBJECT_ID_OF_SYSTEM && value.is(OBJECT_ID)) {
    sayObjectId(value.view, value.start, value.end, of, about, sink)
  } else if (object === SERVICES && value.is(INTEGER)) {
    say('capability', servicesText(value.integer()), 'SNMP sysServices', of, about, sink)
  }
}

/** sysObjectID: what kind of device it is, in the words of its maker. */
export function sayObjectId(view: DataView, from: number, to: number, of: Side, about: string, sink: Sink): void {
  const message = 'SNMP sysObjectID'
  say('product-code', dotted(view, from, to), message, of, about, sink)
  if (!isUnder(view, from, to, ENTERPRISES)) return
  const last = from + ENTERPRISES.length
  const enterprise = numberAt(view, last, numberEnd(view, last, to))
  if (enterprise !== NET_SNMP) say('vendor', enterpriseName(enterprise), message, of, about, sink)
  else if (isUnder(view, from, to, NET_SNMP_AGENTS)) {
    say('os', SYSTEMS[numberAt(view, from + NET_SNMP_AGENTS.length, to)] ?? '', message, of, about, sink)
  }
}

/** RFC 3418: the sum of 2 to the power of each layer's number, less one. */
function servicesText(services: number): string {
  const layers = [
    services & 1 ? 'repeater' : '',
    services & 2 ? 'bridge' : '',
    services & 4 ? 'router' : '',
    services & 8 ? 'end-to-end' : '',
    services & 64 ? 'applications' : '',
  ]
  return layers.filter((each) => each !== '').join(', ')
}

function sayNeighbour(value: BerReader, of: Side, state: SnmpState, sink: Sink): void {
  const { neighbours } = state
  if (!value.is(OCTETS) || value.length === 0 || neighbours.size >= MAX_NEIGHBOURS) return
  const key = keyOfBytes(value.view, value.start, value.end, 0)
  if (neighbours.has(key)) return
  neighbours.add(key)
  const other = textOf(value)
  sink.observe({ kind: 'topology', relation: 'neighbour-of', of, other })
}

function textOf(value: BerReader): string {
  const end = Math.min(value.end, value.start + MAX_TEXT)
  return cursor
    .reset(value.view, value.start, end)
    .text(end - value.start, 'utf8')
    .trim()
}

const found = new DeviceObject()
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** A description can hold more than itself. */
function sayText(fact: Fact, text: string, message: string, of: Side, about: string, sink: Sink): void {
  say(fact, text, message, of, about, sink)
  const facts = fact === 'description' ? siemensFacts(text) : undefined
  if (facts !== undefined) sink.observe({ kind: 'identity', of, about, module: '', message, facts })
}

function say(fact: Fact, text: string, message: string, of: Side, about: string, sink: Sink): void {
  if (text === '') return
  sink.observe({ kind: 'identity', of, about, module: '', message, facts: { [fact]: text } })
}
