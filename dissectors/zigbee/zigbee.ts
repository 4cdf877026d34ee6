/*
 * Zigbee on IEEE 802.15.4: the network's own commands, who its stations are (ZDP), and what they read, write, report and
 * command (ZCL). What the network's key protects, which is nearly all where one is in use, is counted as encrypted.
 * Little-endian. ZigBee 05-3474-22 (NWK: 3.3, APS: 2.2.5, ZDP: 2.4, security: 4), ZigBee Cluster Library 075123.
 */
import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation, OperationClass, Undecoded } from '../kit/observation.ts'
import { senderOf, sideNumber } from '../kit/sender-of.ts'
import { WPAN_PAYLOAD } from '../kit/wpan-payload.ts'
import { ZIGBEE_COMMAND } from '../kit/zigbee-network.ts'
import { APS_ACK, APS_COMMAND, APS_DATA, ApsHeader, isPrivate, isZdp } from './aps-header.ts'
import { mac, network, readFrame } from './frame.ts'
import { APPLICATION_COMMANDS, describeZigbee, LAYER, PLAIN } from './names.ts'
import { dissectNetworkCommand } from './network-command.ts'
import { sayEui } from './say-station.ts'
import { KEY, newState, SAID, type ZigbeeState } from './state.ts'
import { directionOfZcl, dissectZcl } from './zcl.ts'
import { directionOfZdp, dissectZdp } from './zdp.ts'

const MAX_FRAME = 2047
const TRANSPORT_KEY = 5
const ENCRYPTED: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: PLAIN.encryptedData }
const ENCRYPTED_APS: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: PLAIN.encrypted }
const PRIVATE: Undecoded = { kind: 'undecoded', reason: 'unsupported', code: PLAIN.otherProfile }
const LATER_PART: Undecoded = { kind: 'undecoded', reason: 'unsupported', code: PLAIN.laterPart }

const aps = new ApsHeader()
const ahead = new Cursor(new DataView(new ArrayBuffer(0)))

export const zigbee = defineDissector<ZigbeeState>({
  name: 'zigbee',
  title: 'Zigbee',
  carriers: [{ over: 'wpan', payloads: [WPAN_PAYLOAD.zigbee] }],
  depth: {
    decodes:
      'NWK and APS commands, ZDP, ZCL by cluster, attribute and command with status; values of numbers; each frame once, on all of its hops',
    identity:
      'EUI-64 of security and NWK headers, Device_annce, node and simple descriptors, neighbours (Mgmt_Lqi), Basic cluster',
    missing: 'what is encrypted, inter-PAN and Green Power frames, later parts of long messages, private profiles',
  },
  maxMessage: MAX_FRAME,

  probe: (bytes: Cursor): Verdict => (readFrame(bytes.view, bytes.pos, bytes.end) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (!readFrame(bytes.view, bytes.pos, bytes.end) || network.isSecured || network.type === ZIGBEE_COMMAND)
      return undefined
    ahead.reset(bytes.view, network.payloadAt, network.payloadEnd)
    if (!aps.read(ahead) || aps.type !== APS_DATA || aps.isSecured || aps.isLaterPart) return undefined
    if (isZdp(aps)) return directionOfZdp(aps)
    return isPrivate(aps) ? undefined : directionOfZcl(ahead)
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState,

  dissect(message: Cursor, info: MessageInfo, state: ZigbeeState, sink: Sink): void {
    const { view } = message
    if (!readFrame(view, message.pos, message.end)) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    sayStations(view, state, sink)
    const isNew = state.seen.isNew(sideNumber(senderOf(info)), network.sequence, info.timeUs)
    if (network.isSecured) {
      const code = network.type === ZIGBEE_COMMAND ? PLAIN.encryptedCommand : PLAIN.encryptedData
      if (isNew) sink.operation('event', plain(code, 'unknown', state), 0)
      sink.observe(ENCRYPTED)
      return
    }
    if (!isNew) return
    message.pos = network.payloadAt
    message.end = network.payloadEnd
    if (network.type === ZIGBEE_COMMAND) dissectNetworkCommand(message, state, sink)
    else application(message, info, state, sink)
  },

  describe: describeZigbee,
})

/** The headers bind EUI-64 to short addresses: of who sent it on this hop, of who sent it first, of who is to have it. */
function sayStations(view: DataView, { said }: ZigbeeState, sink: Sink): void {
  const { pan, short } = mac.source
  if (network.isSecured) sayEui(SAID.sender, pan, short, view, network.senderEuiAt, said, sink)
  sayEui(SAID.source, pan, network.source, view, network.sourceEuiAt, said, sink)
  sayEui(SAID.target, pan, network.target, view, network.targetEuiAt, said, sink)
}

function plain(code: number, operationClass: OperationClass, { operations }: ZigbeeState): Operation {
  return operations.find(code) ?? operations.add(code, operationClass, code, '', '')
}

function application(message: Cursor, info: MessageInfo, state: ZigbeeState, sink: Sink): void {
  if (!aps.read(message)) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end })
    return
  }
  if (aps.isSecured) unread(ENCRYPTED_APS, state, sink)
  else if (aps.type === APS_ACK) sink.operation('event', plain(PLAIN.acknowledgement, 'session', state), 0)
  else if (aps.type === APS_COMMAND) command(message, info, state, sink)
  else if (isZdp(aps)) dissectZdp(aps, message, info, state, sink)
  else if (isPrivate(aps) || aps.isLaterPart) unread(aps.isLaterPart ? LATER_PART : PRIVATE, state, sink)
  else dissectZcl(aps, message, info, state, sink)
}

function unread(what: Undecoded, state: ZigbeeState, sink: Sink): void {
  sink.operation('event', plain(what.code, 'unknown', state), 0)
  sink.observe(what)
}

/** Commands of who admits stations and gives out keys. A key that is sent in clear is told, and left alone. */
function command(message: Cursor, info: MessageInfo, state: ZigbeeState, sink: Sink): void {
  const id = message.u8()
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end })
    return
  }
  const key = KEY.application + id
  const operationClass = APPLICATION_COMMANDS[id]?.[1]
  const operation =
    state.operations.find(key) ?? state.operations.add(key, operationClass ?? 'unknown', LAYER.application + id, '', '')
  sink.operation('event', operation, 0)
  if (operationClass === undefined)
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: LAYER.application + id })
  if (id !== TRANSPORT_KEY) return
  const of = senderOf(info)
  sink.observe({ kind: 'credential', of, method: 'Zigbee Transport Key', account: '', protection: 'clear' })
}
