/* Zigbee Device Profile: who stations are and what they offer. ZigBee 05-3474-22, 2.4; descriptors: 2.3.2. Little-endian. */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { shortText } from '../kit/wpan-address.ts'
import { FIRST_ZIGBEE_GROUP } from '../kit/zigbee-network.ts'
import type { ApsHeader } from './aps-header.ts'
import { deviceName } from './devices.ts'
import { mac } from './frame.ts'
import { LAYER, ZDP_CLUSTERS } from './names.ts'
import { capabilityOf, kindOfStation, sayEui } from './say-station.ts'
import { KEY, SAID, type ZigbeeState } from './state.ts'

const RESPONSE = 0x8000
const NWK_ADDRESS = 0x00
const IEEE_ADDRESS = 0x01
const NODE_DESCRIPTOR = 0x02
const SIMPLE_DESCRIPTOR = 0x04
const ANNOUNCE = 0x13
const NEIGHBOURS = 0x31
const EUI_BYTES = 8
/** Network, EUI-64, short address, kind, who may join, depth, quality of the link. */
const NEIGHBOUR_BYTES = 22
const MAX_NEIGHBOURS = 8
/** Requests to devices are asked for apart from those to clusters. */
const ASKED = 0x1_0000

export function directionOfZdp({ cluster }: ApsHeader): Direction | undefined {
  if (cluster === ANNOUNCE) return undefined
  return (cluster & RESPONSE) !== 0 ? 'to-client' : 'to-server'
}

export function dissectZdp(
  { cluster }: ApsHeader,
  message: Cursor,
  info: MessageInfo,
  state: ZigbeeState,
  sink: Sink,
): void {
  const transaction = message.u8()
  const isResponse = (cluster & RESPONSE) !== 0
  const asked = cluster & ~RESPONSE
  const status = isResponse ? message.u8() : 0
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end })
    return
  }
  const operation = operationOf(asked, state)
  if (isResponse) {
    sink.operation('response', state.asked.answer(ASKED + transaction) ?? operation, status)
    if (status === 0) answer(asked, message, info, state, sink)
  } else if (asked === ANNOUNCE) {
    sink.operation('event', operation, 0)
    announce(message, state, sink)
  } else {
    sink.operation('request', operation, 0)
    state.asked.ask(ASKED + transaction, operation)
  }
  if (ZDP_CLUSTERS[asked] === undefined)
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: LAYER.zdp + asked })
  if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end })
}

function operationOf(cluster: number, { operations }: ZigbeeState): Operation {
  const key = KEY.zdp + cluster
  return (
    operations.find(key) ?? operations.add(key, ZDP_CLUSTERS[cluster]?.[1] ?? 'unknown', LAYER.zdp + cluster, '', '')
  )
}

function answer(cluster: number, message: Cursor, info: MessageInfo, state: ZigbeeState, sink: Sink): void {
  switch (cluster) {
    case NWK_ADDRESS:
    case IEEE_ADDRESS:
      addresses(message, state, sink)
      return
    case NODE_DESCRIPTOR:
      node(message, info, state, sink)
      return
    case SIMPLE_DESCRIPTOR:
      simple(message, info, state, sink)
      return
    case NEIGHBOURS:
      neighbours(message, info, state, sink)
  }
}

/** An EUI-64 and the short address behind it. */
function addresses(message: Cursor, { said }: ZigbeeState, sink: Sink): void {
  const { view, pos } = message
  message.skip(EUI_BYTES)
  const short = message.u16le()
  if (!message.short) sayEui(SAID.announced, mac.source.pan, short, view, pos, said, sink)
}

/** A device that has joined says so to all, and some devices for others. */
function announce(message: Cursor, { said }: ZigbeeState, sink: Sink): void {
  const short = message.u16le()
  const { view, pos } = message
  message.skip(EUI_BYTES)
  const capability = message.u8()
  if (message.short || short >= FIRST_ZIGBEE_GROUP) return
  if (said.isNew(SAID.descriptor + short, view, pos, message.pos))
    sayFacts('client', shortText(mac.source.pan, short), 'Device_annce', { capability: capabilityOf(capability) }, sink)
  sayEui(SAID.announced, mac.source.pan, short, view, pos, said, sink)
}

function say(short: number, message: string, facts: Facts, info: MessageInfo, sink: Sink): void {
  if (short < FIRST_ZIGBEE_GROUP) sayFacts(senderOf(info), shortText(mac.source.pan, short), message, facts, sink)
}

/** Kind, flags, capability, code of the maker. */
function node(message: Cursor, info: MessageInfo, { said }: ZigbeeState, sink: Sink): void {
  const short = message.u16le()
  const { view, pos } = message
  const kind = message.u8() & 0x07
  message.skip(1)
  const capability = message.u8()
  const maker = message.u16le()
  if (message.short || !said.isNew(SAID.descriptor + short, view, pos, message.pos)) return
  const facts = {
    'device-type': kindOfStation(kind),
    'vendor-id': `0x${maker.toString(16).padStart(4, '0')}`,
    capability: capabilityOf(capability),
  }
  say(short, 'Node_Desc_rsp', facts, info, sink)
}

/** What an endpoint is: profile and device, and the clusters that it serves. */
function simple(message: Cursor, info: MessageInfo, { said }: ZigbeeState, sink: Sink): void {
  const short = message.u16le()
  message.skip(1)
  const { view, pos } = message
  const endpoint = message.u8()
  const profile = message.u16le()
  const device = message.u16le()
  if (message.short || !said.isNew(SAID.endpoint + endpoint, view, pos, message.pos)) return
  say(short, 'Simple_Desc_rsp', { description: `endpoint ${endpoint}: ${deviceName(profile, device)}` }, info, sink)
}

/** Whom a router hears, with address and kind. */
function neighbours(message: Cursor, info: MessageInfo, { said }: ZigbeeState, sink: Sink): void {
  message.skip(2)
  const count = Math.min(message.u8(), MAX_NEIGHBOURS)
  for (let i = 0; i < count && message.left >= NEIGHBOUR_BYTES; i++) {
    const next = message.pos + NEIGHBOUR_BYTES
    message.skip(EUI_BYTES)
    const { view, pos } = message
    message.skip(EUI_BYTES)
    const short = message.u16le()
    const kind = message.u8() & 0x03
    if (short < FIRST_ZIGBEE_GROUP && said.isNew(SAID.neighbour + short, view, pos, message.pos)) {
      sayEui(SAID.announced, mac.source.pan, short, view, pos, said, sink)
      say(short, 'Mgmt_Lqi_rsp', { 'device-type': kindOfStation(kind) }, info, sink)
      sink.observe({
        kind: 'topology',
        relation: 'neighbour-of',
        of: senderOf(info),
        other: shortText(mac.source.pan, short),
      })
    }
    message.pos = next
  }
}
