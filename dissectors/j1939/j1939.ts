/*
 * SAE J1939, the protocol of engines, generators and mobile machines on CAN: parameter groups from station to station.
 * J1939-21 (frames, requests, transport), J1939-81 (addresses, NAME); diagnosis: ISO 15765-2, with UDS inside.
 */
import { type DoipState, newState as newDoipState } from '../doip/doip-state.ts'
import { describeService } from '../doip/uds-services.ts'
import { directionOfService, joinFrame, sayServices } from '../isotp/transport-frames.ts'
import { CAN_EXTENDED, CAN_HEADER_BYTES, CAN_LENGTH_AT, CAN_NO_DATA, MAX_CAN_DATA } from '../kit/can-frame.ts'
import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { sayIdentity } from './identity.ts'
import { JoinedData } from './joined-data.ts'
import { classOf, describeGroup, PGN } from './parameter-groups.ts'

const MAX_FRAME = CAN_HEADER_BYTES + MAX_CAN_DATA
/** PDU formats below this have a destination in their last byte, and it is no part of the group's number (5.2.2). */
const FIRST_GROUP_FORMAT = 240
/** Transport protocol (5.10.3): the kinds that announce data, and where size and group stand. */
const REQUEST_TO_SEND = 16
const BROADCAST_ANNOUNCE = 32
/** Codes of parameter groups lie above those of services. */
const GROUPS = 0x20_0000

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
  /** Of the side that asks, and of the one that is asked. */
  readonly joined: readonly [JoinedData, JoinedData]
  readonly uds: DoipState
}

export const j1939 = defineDissector<State>({
  name: 'j1939',
  title: 'SAE J1939',
  carriers: [{ over: 'can', payloads: [29] }],
  depth: {
    decodes: 'parameter groups by number, requests with what they ask for, transport of long data, diagnosis by UDS',
    identity: 'Address Claimed (NAME), Component, ECU, Software and Vehicle Identification',
    missing: 'values of parameters, extended transport',
  },
  maxMessage: MAX_FRAME,

  // The identifier is one of 29 bits of a frame with data; lengths agree; what is reserved is 0.
  probe(bytes: Cursor): Verdict {
    if (bytes.left < CAN_HEADER_BYTES || bytes.left > MAX_FRAME) return 'no'
    const identifier = bytes.view.getUint32(bytes.pos)
    const isData = (identifier & CAN_EXTENDED) !== 0 && (identifier & CAN_NO_DATA) === 0
    return isData && bytes.peek(CAN_LENGTH_AT) === bytes.left - CAN_HEADER_BYTES && bytes.peek16(6) === 0 ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const group = groupOf(bytes)
    if (group === PGN.request || group === PGN.torqueSpeedControl) return 'to-server'
    if (group === PGN.acknowledgement) return 'to-client'
    if (group !== PGN.diagnosticPhysical && group !== PGN.diagnosticFunctional) return undefined
    bytes.skip(CAN_HEADER_BYTES)
    return directionOfService(bytes)
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState(): State {
    const operations = new Operations()
    const uds = { ...newDoipState(), operations }
    return { operations, said: new SaidOnce(), joined: [new JoinedData(), new JoinedData()], uds }
  },

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (message.left < CAN_HEADER_BYTES) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const group = groupOf(message)
    const source = message.peek(3)
    const target = message.peek(2)
    message.skip(CAN_HEADER_BYTES)
    if (group === PGN.request) request(message, state, sink)
    else sink.operation('event', operationOf(group, state), 0)
    const joined = state.joined[info.direction === 'to-server' ? 0 : 1]
    switch (group) {
      case PGN.transportManagement:
        announce(message, joined)
        return
      case PGN.transportData:
        if (message.left > 0 && joined.add(message.u8(), message)) joinedWhole(joined, info, state, sink)
        return
      case PGN.diagnosticPhysical:
      case PGN.diagnosticFunctional:
        if (joinFrame(message, joined)) sayServices(source, target, joined, state.uds, sink)
        return
      default:
        sayIdentity(group, message, info, state.said, sink)
    }
  },

  describe: (code: number) => (code < GROUPS ? describeService(code) : describeGroup(code - GROUPS)),
})

const whole = new Cursor(new DataView(new ArrayBuffer(0)))

/** Data page, PDU format, and group extension where the format has no destination. */
function groupOf(bytes: Cursor): number {
  if (bytes.left < CAN_HEADER_BYTES) return -1
  const identifier = bytes.view.getUint32(bytes.pos)
  const page = (identifier >>> 24) & 0x03
  const format = (identifier >>> 16) & 0xff
  const extension = format < FIRST_GROUP_FORMAT ? 0 : (identifier >>> 8) & 0xff
  return (page << 16) | (format << 8) | extension
}

/** Which group is wanted, low byte first (5.4.2). It comes as itself, or not. */
function request(message: Cursor, { operations }: State, sink: Sink): void {
  if (message.left < 3) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: CAN_HEADER_BYTES })
    return
  }
  const wanted = message.u16le() | (message.u8() << 16)
  const key = 0x100_0000 + wanted
  const known = operations.find(key)
  sink.operation(
    'order',
    known ?? operations.add(key, 'read', GROUPS + PGN.request, '', `${describeGroup(wanted).name} (${wanted})`),
    0,
  )
}

function operationOf(group: number, { operations }: State): Operation {
  return operations.find(group) ?? operations.add(group, classOf(group), GROUPS + group, '', '')
}

/** Of data that is sent to all, or to one that has agreed: how long it is, and which group it is. */
function announce(message: Cursor, joined: JoinedData): void {
  if (message.left < 8) return
  const kind = message.u8()
  if (kind !== BROADCAST_ANNOUNCE && kind !== REQUEST_TO_SEND) return
  const size = message.u16le()
  message.skip(2)
  joined.begin(message.u16le() | (message.u8() << 16), size, 1)
}

function joinedWhole(joined: JoinedData, info: MessageInfo, state: State, sink: Sink): void {
  const { group, view, size } = joined
  sink.operation('event', operationOf(group, state), 0)
  sayIdentity(group, whole.reset(view, 0, size), info, state.said, sink)
  joined.begin(group, 0, 1)
}
