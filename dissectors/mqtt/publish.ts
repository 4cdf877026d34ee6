/*
 * PUBLISH and its acknowledgements, SUBSCRIBE and UNSUBSCRIBE with theirs. MQTT 5.0, clauses 3.3 to 3.11 and 4.3.
 */
import { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { type Aliased, MAX_ALIASES, type MqttState } from './mqtt-state.ts'
import { classOfPacket, PACKET } from './packet-types.ts'
import { Properties, text, variableInteger } from './properties.ts'

/** Filters of one SUBSCRIBE that are named. */
export const MAX_FILTERS_NAMED = 8
/** Keys of acknowledgements whose packet was not seen. */
const BARE_SPACE = 0x1e_0000_0000_0000
const ACKNOWLEDGED = 0x1f
const VERSION_5 = 5
/** From here on reason codes are failures (table 2-6). */
const FIRST_FAILURE = 0x80
const SPARKPLUG = [0x73, 0x70, 0x42, 0x76, 0x31, 0x2e, 0x30, 0x2f]
const BROKER_VERSION = '$SYS/broker/version'
const MAX_VERSION_TEXT = 128
/** Bytes of a topic that is kept with its alias for another dissector; longer ones are handed on only when spelt out. */
export const MAX_ALIASED_TOPIC = 512

const properties = new Properties()
const topicText = new Cursor(new DataView(new ArrayBuffer(0)))
let scratch = new DataView(new ArrayBuffer(1024))
const handed = new Cursor(scratch)

export function dissectPublish(
  packet: Cursor,
  flags: number,
  direction: Direction,
  state: MqttState,
  sink: Sink,
): void {
  const { view } = packet
  const qos = (flags >> 1) & 3
  const length = packet.u16()
  const from = packet.pos
  packet.skip(length)
  const to = packet.pos
  const identifier = qos > 0 ? packet.u16() : 0
  if (packet.short) {
    sink.operation('event', bare(PACKET.publish, state), 0)
    return
  }
  const payloadAt = skipProperties(packet, state.version)
  const aliases = direction === 'to-server' ? state.aliasesOfClient : state.aliasesOfServer
  const { topicAlias } = properties
  const aliased = from === to ? knownAlias(topicAlias, aliases) : undefined
  const operation = aliased?.operation ?? publication(view, from, to, state)
  if (topicAlias > 0 && from < to) noteAlias(topicAlias, view, from, to, operation, aliases)
  sink.operation('event', operation, 0)
  if (qos > 0) askedBy(direction, state).ask(identifier, operation)
  packet.pos = payloadAt
  if (aliased?.topic !== undefined) handOff(packet, aliased.topic, 0, aliased.topic.byteLength, sink)
  else if (isSparkplug(view, from, to)) handOff(packet, view, from - 2, to, sink)
  else if (operation.target === BROKER_VERSION && direction === 'to-client') sayBroker(packet, state, sink)
}

/** Where the payload begins. Without CONNECT the version is not known: a single zero is most likely empty properties. */
function skipProperties(packet: Cursor, version: number): number {
  properties.topicAlias = 0
  const { pos } = packet
  if (version === VERSION_5) properties.read(packet)
  else if (version === 0 && packet.left > 0 && packet.peek(0) === 0) return pos + 1
  return packet.pos
}

/** Clause 3.3.2.3.4: an empty topic is the one that was given this alias. */
function knownAlias(alias: number, aliases: readonly (Aliased | undefined)[]): Aliased | undefined {
  const known = aliases[alias & (MAX_ALIASES - 1)]
  return known?.alias === alias ? known : undefined
}

/** Some clients give the alias with every message: then there is nothing new to note. */
function noteAlias(
  alias: number,
  view: DataView,
  from: number,
  to: number,
  operation: Operation,
  aliases: (Aliased | undefined)[],
): void {
  if (knownAlias(alias, aliases)?.operation === operation) return
  const isWanted = to - from <= MAX_ALIASED_TOPIC && isSparkplug(view, from, to)
  const topic = isWanted ? copyOf(view, from - 2, to) : undefined
  aliases[alias & (MAX_ALIASES - 1)] = { alias, operation, topic }
}

function copyOf(view: DataView, from: number, to: number): DataView {
  const copy = new DataView(new ArrayBuffer(to - from))
  for (let i = 0; i < to - from; i++) copy.setUint8(i, view.getUint8(from + i))
  return copy
}

function publication(view: DataView, from: number, to: number, state: MqttState): Operation {
  const key = keyOfBytes(view, from, to, PACKET.publish)
  const { operations } = state
  return operations.find(key) ?? operations.add(key, 'publish', PACKET.publish, '', topic(view, from, to))
}

function topic(view: DataView, from: number, to: number): string {
  return topicText.reset(view, from, to).text(to - from, 'utf8')
}

/** PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK: a packet identifier, then reason codes. */
export function dissectAcknowledgement(
  packet: Cursor,
  type: number,
  direction: Direction,
  state: MqttState,
  sink: Sink,
): void {
  const identifier = packet.u16()
  // PUBREL goes the way of the PUBLISH, all others the other way.
  const isOnward = type === PACKET.pubrel
  const asked = askedBy(isOnward === (direction === 'to-server') ? 'to-server' : 'to-client', state)
  const about = asked.answer(identifier)
  const goesOn = type === PACKET.pubrec || type === PACKET.pubrel
  if (about !== undefined && goesOn) asked.ask(identifier, about)
  const operation = about === undefined ? bare(type, state) : acknowledgement(type, about, state)
  sink.operation(isOnward ? 'request' : 'response', operation, reasonOf(packet, type, state.version))
}

function reasonOf(packet: Cursor, type: number, version: number): number {
  const isList = type === PACKET.suback || type === PACKET.unsuback
  if (isList && version === VERSION_5) properties.read(packet)
  const last = isList ? packet.left : Math.min(1, packet.left)
  for (let i = 0; i < last; i++) {
    const code = packet.u8()
    if (code >= FIRST_FAILURE) return code
  }
  return 0
}

/** SUBSCRIBE and UNSUBSCRIBE: the filters are the target. */
export function dissectSubscription(packet: Cursor, type: number, state: MqttState, sink: Sink): void {
  const identifier = packet.u16()
  if (hasProperties(packet, state.version)) packet.skip(variableInteger(packet))
  const key = keyOfBytes(packet.view, packet.pos, packet.end, type)
  const { operations } = state
  const operation = operations.find(key) ?? operations.add(key, classOfPacket(type), type, '', filters(packet, type))
  state.askedByClient.ask(identifier, operation)
  sink.operation('request', operation, 0)
}

/** Without CONNECT the version is not known: a filter has at least one character, and fits. */
function hasProperties(packet: Cursor, version: number): boolean {
  if (version !== 0 || packet.left < 3) return version === VERSION_5
  const length = packet.peek16(0)
  return length === 0 || length > packet.left
}

function filters(packet: Cursor, type: number): string {
  const named: string[] = []
  while (packet.left > 0 && !packet.short && named.length < MAX_FILTERS_NAMED) {
    named.push(text(packet))
    if (type === PACKET.subscribe) packet.skip(1)
  }
  return named.join(', ') + (packet.left > 0 ? ', …' : '')
}

function askedBy(direction: Direction, state: MqttState): MqttState['askedByClient'] {
  return direction === 'to-server' ? state.askedByClient : state.askedByServer
}

function acknowledgement(type: number, about: Operation, state: MqttState): Operation {
  if (about.slot < 0) return bare(type, state)
  const key = BARE_SPACE + (about.slot + 1) * 0x100 + ACKNOWLEDGED + type
  const { operations } = state
  return operations.find(key) ?? operations.add(key, classOfPacket(type), type, '', about.target)
}

/** A packet of which only the type is known. */
export function bare(type: number, state: MqttState): Operation {
  const key = BARE_SPACE + type
  return state.operations.find(key) ?? state.operations.add(key, classOfPacket(type), type, '', '')
}

function isSparkplug(view: DataView, from: number, to: number): boolean {
  if (to - from <= SPARKPLUG.length) return false
  for (let i = 0; i < SPARKPLUG.length; i++) if (view.getUint8(from + i) !== SPARKPLUG[i]) return false
  return true
}

/** Topic and payload, side by side: what lies between them is MQTT's. */
function handOff(packet: Cursor, topics: DataView, topicAt: number, topicEnd: number, sink: Sink): void {
  const { view, pos, end } = packet
  const topicLength = topicEnd - topicAt
  const length = topicLength + (end - pos)
  if (scratch.byteLength < length) scratch = new DataView(new ArrayBuffer(length * 2))
  for (let i = 0; i < topicLength; i++) scratch.setUint8(i, topics.getUint8(topicAt + i))
  for (let i = topicLength; i < length; i++) scratch.setUint8(i, view.getUint8(pos + i - topicLength))
  sink.handOff(handed.reset(scratch, 0, length))
}

function sayBroker(packet: Cursor, state: MqttState, sink: Sink): void {
  const software = packet.text(Math.min(packet.left, MAX_VERSION_TEXT), 'utf8')
  if (software === state.software) return
  state.software = software
  const facts = { software }
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: BROKER_VERSION, facts })
}
