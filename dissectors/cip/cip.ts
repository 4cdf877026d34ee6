/*
 * CIP, as EtherNet/IP carries it: explicit messages inside SendRRData and SendUnitData, and implicit I/O over UDP.
 * Little-endian.
 * The CIP Networks Library, Volume 1: Common Industrial Protocol, chapters 2 and 3; Volume 2: EtherNet/IP Adaptation of
 * CIP, sections 2-4.7 and 2-4.8 (what the EtherNet/IP dissector hands over: from the status on), 3-2.2 (class 0
 * and 1 connections).
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { type CipShared, type CipState, newCipShared, newCipState } from './cip-state.ts'
import {
  CONNECTED_ADDRESS,
  CONNECTED_DATA,
  CommonPacket,
  SEQUENCED_ADDRESS,
  UNCONNECTED_DATA,
} from './common-packet.ts'
import { NOT_OPEN } from './connections.ts'
import { describeCode } from './describe-code.ts'
import type { ImplicitFlow } from './implicit-connections.ts'
import { dissectRequest } from './requests.ts'
import { dissectResponse } from './responses.ts'
import { TO_HOST } from './routes.ts'
import { IO_CODE, IO_PORT } from './service-codes.ts'

/** Status, sender context, options, interface handle, timeout: what stands before the items. */
const CONTEXT_AT = 4
const OPTIONS_AT = 12
const TIMEOUT_AT = 20
const PREFIX_LENGTH = 22
/** Two items, the first a sequenced address of eight bytes: big-endian, as they are peeked. */
const IO_ITEMS = 0x0200
const IO_ADDRESS = 0x0280
const IO_ADDRESS_LENGTH = 0x0800
const IO_DATA = 0xb100
const IO_CONNECTION_AT = 6
const IO_SEQUENCE_AT = 10
const IO_DATA_AT = 14
const IO_HEADER = 18
const ANSWER = 0x80
const MAX_MESSAGE = 65_535
// Ids of outstanding requests: 52 bits of sender context, or connection and sequence count above them.
const CONNECTED_SPACE = 0x10_0000_0000_0000
/** Keys of I/O operations, where a hash comes once in 2^20; the rest is the connection. */
const IO_SPACE = 0x1f_fffe_0000_0000
const UNNAMED_IO = IO_SPACE - 1
/** The same once it is known what the connection is of. */
const OPENED_IO_SPACE = 0x1f_ffff_0000_0000

export const cip = defineDissector<CipState, CipShared>({
  name: 'cip',
  title: 'CIP',
  carriers: [
    { over: 'dissector', name: 'enip' },
    { over: 'udp', ports: [IO_PORT] },
  ],
  depth: {
    decodes:
      'explicit services with class, instance, attribute, tag and route; packets of services; connections; PCCC; implicit I/O by connection, until it is closed or times out',
    identity:
      'Identity, TCP/IP Interface and Ethernet Link objects, PCCC Diagnostic status, originators of connections',
    missing:
      'values of structures and I/O, CIP Safety and CIP Motion frames, time-outs of I/O to groups, what CIP Security encrypts',
  },
  maxMessage: MAX_MESSAGE,

  /* I/O: 96 bits of item counts, types and lengths that fit the datagram. Explicit: zero options and handle, and items. */
  probe(bytes: Cursor): Verdict {
    return isIo(bytes) || isExplicit(bytes) ? 'yes' : 'no'
  },

  directionOf: () => undefined,

  messageLength: (bytes: Cursor) => bytes.left,

  newState: newCipState,

  newShared: newCipShared,

  dissect(message: Cursor, info: MessageInfo, state: CipState, sink: Sink): void {
    state.start = message.pos
    state.timeUs = info.timeUs
    const isWholeIo = isIo(message)
    if (isWholeIo) state.isIo = true
    if (state.isIo) dissectIo(message, isWholeIo, state, sink)
    else dissectExplicit(message, state, sink)
  },

  describe: describeCode,
})

/** Scratch of the probe, which has no state. */
const probed = new CommonPacket()

function hasIoHead(bytes: Cursor): boolean {
  return (
    bytes.left >= 6 &&
    bytes.peek16(0) === IO_ITEMS &&
    bytes.peek16(2) === IO_ADDRESS &&
    bytes.peek16(4) === IO_ADDRESS_LENGTH
  )
}

function isIo(bytes: Cursor): boolean {
  if (bytes.left < IO_HEADER || !hasIoHead(bytes) || bytes.peek16(IO_DATA_AT) !== IO_DATA) return false
  const length = bytes.peek(IO_DATA_AT + 2) | (bytes.peek(IO_DATA_AT + 3) << 8)
  return length === bytes.left - IO_HEADER
}

function isExplicit(bytes: Cursor): boolean {
  if (bytes.left < PREFIX_LENGTH) return false
  for (let at = 1; at < CONTEXT_AT; at++) if (bytes.peek(at) !== 0) return false
  for (let at = OPTIONS_AT; at < TIMEOUT_AT; at++) if (bytes.peek(at) !== 0) return false
  const start = bytes.pos
  bytes.pos += PREFIX_LENGTH
  const fits = probed.read(bytes) && bytes.left === 0 && probed.dataType >= 0 && probed.addressType >= 0
  bytes.pos = start
  return fits
}

/** Volume 2, section 3-2.2.1: connection id and sequence number in the address item, then the data. */
function dissectIo(message: Cursor, isWhole: boolean, state: CipState, sink: Sink): void {
  const isNamed = isWhole || (message.left >= IO_SEQUENCE_AT && hasIoHead(message))
  const connection = isNamed ? message.view.getUint32(message.pos + IO_CONNECTION_AT, true) : 0
  const operation = isNamed
    ? ioOperation(connection, state)
    : (state.operations.find(UNNAMED_IO) ?? addIo(UNNAMED_IO, '', state))
  sink.operation('event', operation, 0)
  if (isNamed && operation.slot >= 0) state.implicit.came(flowOf(connection, operation.slot, state), state.timeUs, sink)
  if (!isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: Math.min(IO_DATA_AT, message.left) })
}

function addIo(key: number, target: string, state: CipState): Operation {
  return state.operations.add(key, 'publish', IO_CODE, '', target)
}

/**
 * By what was opened, since its id is another each time; by the id as long as that was not seen. A mirror may show the
 * packets of a connection before the answer that opens it.
 */
function ioOperation(connection: number, state: CipState): Operation {
  const { operations, implicit, flows } = state
  if (state.flowsVersion !== implicit.version) {
    flows.length = 0
    state.flowsVersion = implicit.version
  }
  const opened = operations.find(OPENED_IO_SPACE + connection)
  if (opened !== undefined) return opened
  const unopened = operations.find(IO_SPACE + connection)
  if (unopened !== undefined && flows[unopened.slot] !== undefined) return unopened
  const { target } = implicit.find(connection)
  if (target !== '') return addIo(OPENED_IO_SPACE + connection, target, state)
  const text = `connection 0x${connection.toString(16).padStart(8, '0')}`
  return unopened ?? addIo(IO_SPACE + connection, text, state)
}

/** By when its packets came it is known to have timed out, where it was seen to be opened. */
function flowOf(connection: number, slot: number, { implicit, flows }: CipState): ImplicitFlow {
  const known = flows[slot]
  if (known !== undefined) return known
  const flow = implicit.find(connection)
  flows[slot] = flow
  return flow
}

function dissectExplicit(message: Cursor, state: CipState, sink: Sink): void {
  const { view, pos } = message
  const { packet } = state
  message.skip(PREFIX_LENGTH)
  if (message.short) {
    truncated(message, state, sink)
    return
  }
  packet.read(message)
  const { dataType, dataFrom, dataTo } = packet
  if (dataType === UNCONNECTED_DATA) {
    // Volume 2, section 2-3.5: the sender context comes back as it was sent.
    const id =
      view.getUint32(pos + CONTEXT_AT, true) + (view.getUint32(pos + CONTEXT_AT + 4, true) & 0xf_ffff) * 0x1_0000_0000
    message.reset(view, dataFrom, dataTo)
    dissectUnconnected(message, id, state, sink)
  } else if (dataType === CONNECTED_DATA && packet.addressType === CONNECTED_ADDRESS) {
    message.reset(view, dataFrom, dataTo)
    dissectConnected(message, state, sink)
  } else if (packet.addressType !== SEQUENCED_ADDRESS) {
    sink.observe({ kind: 'undecoded', reason: 'unsupported', code: IO_CODE })
  }
}

function dissectUnconnected(message: Cursor, id: number, state: CipState, sink: Sink): void {
  if (message.left < 1) {
    truncated(message, state, sink)
    return
  }
  const service = message.peek(0)
  if (service & ANSWER) {
    const { targetPort } = state.packet
    dissectResponse(message, state.outstanding.answer(id, service & ~ANSWER), state, sink)
    if (targetPort !== 0 && targetPort !== IO_PORT) {
      sink.observe({ kind: 'expectation', of: 'server', over: 'udp', port: targetPort, protocol: 'cip' })
    }
    return
  }
  state.asked = state.outstanding.ask(id, state.timeUs)
  dissectRequest(message, TO_HOST, 'whole', 0, state, sink)
}

/** Volume 1, section 3-4.4.4: messages of class 3 connections begin with a sequence count. */
function dissectConnected(message: Cursor, state: CipState, sink: Sink): void {
  const sequence = message.u16le()
  if (message.left < 1) {
    truncated(message, state, sink)
    return
  }
  const service = message.peek(0)
  const isAnswer = (service & ANSWER) !== 0
  const index = state.connections.indexOf(state.packet.connection, isAnswer)
  const id = CONNECTED_SPACE + (index + 1) * 0x1_0000 + sequence
  if (isAnswer) {
    dissectResponse(message, state.outstanding.answer(id, service & ~ANSWER), state, sink)
    return
  }
  state.asked = state.outstanding.ask(id, state.timeUs)
  dissectRequest(message, index === NOT_OPEN ? TO_HOST : state.connections.routeAt(index), 'whole', 0, state, sink)
}

function truncated(message: Cursor, state: CipState, sink: Sink): void {
  sink.observe({ kind: 'malformed', reason: 'truncated', offset: Math.max(0, message.end - state.start) })
}
