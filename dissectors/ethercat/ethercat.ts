/*
 * EtherCAT. IEC 61158-3-12 to -6-12 (2019), as ETG.1000.4 (data link: 5.3 frames, 5.4 datagrams, 5.6 mailbox) and
 * ETG.1000.6 (application layer). Little-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { COMMAND, DATAGRAM_OVERHEAD, Datagram, FLAGS_AT, LAST_COMMAND, MORE_FOLLOWS } from './datagram.ts'
import { datagramOperation } from './datagram-operation.ts'
import { type EthercatState, newEthercatState } from './ethercat-state.ts'
import { FrameContext, placeOf, slaveOf } from './frame-context.ts'
import { codeOf, describeCode, SPACE } from './function-codes.ts'
import { dissectMailbox, isMailbox, MAILBOX_HEADER_LENGTH } from './mailbox.ts'
import { MAILBOX_KEYS, MailboxMessage } from './mailbox-message.ts'
import { giveStation, isRefused } from './placed-slaves.ts'
import { REGISTER } from './registers.ts'
import { observeSlave } from './slave-identity.ts'

const HEADER_LENGTH = 2
const MAX_MESSAGE = 65_535
const LENGTH = 0x07ff
const RESERVED = 0x0800
/** 5.3.3: kinds of frames. */
const DATAGRAMS = 1
const VARIABLES = 4
const GATEWAY = 5
/** Publisher id, number of variables, cycle, reserved. */
const PUBLISHER_LENGTH = 12
const VARIABLE_HEADER_LENGTH = 8
/** Keys of one number space, beside those of mailboxes. */
const FRAME_KEYS = 0x200_0000_0000
/** ETG.1000.4, 5.4.1.2: a working counter that no slave has touched. */
const NOT_ANSWERED = 1

export const ethercat = defineDissector<EthercatState>({
  name: 'ethercat',
  title: 'EtherCAT',
  carriers: [
    { over: 'ethernet', etherTypes: [0x88a4] },
    { over: 'udp', ports: [34980] },
  ],
  depth: {
    decodes: 'datagrams, AL control and state, SII access, mailbox (CoE, FoE, SoE, EoE, AoE), network variables',
    identity: 'vendor and product of the SII, CoE objects 0x1000, 0x1008 to 0x100A and 0x1018, AL state',
    missing: 'values of process data, segmented SDO transfers, tunnelled frames, VoE',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER_LENGTH) return 'no'
    const header = bytes.view.getUint16(bytes.pos, true)
    const end = bytes.pos + HEADER_LENGTH + (header & LENGTH)
    if ((header & RESERVED) !== 0 || end > bytes.end) return 'no'
    const { view, pos } = bytes
    switch (header >> 12) {
      case DATAGRAMS:
        return isChain(view, pos + HEADER_LENGTH, end) ? 'yes' : 'no'
      case VARIABLES:
        return areVariables(view, pos + HEADER_LENGTH, end) ? 'yes' : 'no'
      case GATEWAY:
        return isGateway(view, pos + HEADER_LENGTH, end) ? 'yes' : 'no'
      default:
        return 'no'
    }
  },

  // Frames go round: what a slave answers travels in the frame that asked, on to the same address.
  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: newEthercatState,

  dissect(message: Cursor, info: MessageInfo, state: EthercatState, sink: Sink): void {
    const { view, pos } = message
    if (message.left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const header = view.getUint16(pos, true)
    const stated = pos + HEADER_LENGTH + (header & LENGTH)
    const end = Math.min(stated, message.end)
    const isCut = stated > message.end
    if (isCut) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    const kind = header >> 12
    if (kind === DATAGRAMS) chain(view, pos + HEADER_LENGTH, end, isCut, info, state, sink)
    else if (kind === VARIABLES) variables(view, pos + HEADER_LENGTH, end, state, sink)
    else if (kind === GATEWAY) gateway(view, pos + HEADER_LENGTH, end, info, state, sink)
    else {
      countFrame(kind, state, sink)
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOf(SPACE.frame, kind) })
    }
  },

  describe: describeCode,
})

const datagram = new Datagram()
const frame = new FrameContext()
const mailbox = new MailboxMessage()

/** Known commands whose lengths add up to that of the frame, all but the last with the mark that more follow. */
function isChain(view: DataView, start: number, end: number): boolean {
  let at = start
  do {
    if (!datagram.read(view, at, end) || datagram.command > LAST_COMMAND || datagram.reserved) return false
    at = datagram.end + 2
  } while (datagram.more)
  return at === end
}

function chain(
  view: DataView,
  start: number,
  end: number,
  isCut: boolean,
  info: MessageInfo,
  state: EthercatState,
  sink: Sink,
): void {
  frame.begin(wasProcessed(view, start, end), start + 1 < end ? view.getUint8(start + 1) : 0, info, state)
  let at = start
  let more = true
  for (; more && datagram.read(view, at, end); at = datagram.end + 2) {
    more = datagram.more
    report(view, state, sink)
  }
  if (isCut) return
  if (more) sink.observe({ kind: 'malformed', reason: 'truncated', offset: at - start + HEADER_LENGTH })
  else if (at !== end) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: at - start + HEADER_LENGTH })
}

/** Whether a slave has counted any of the datagrams: a look at their lengths and counters alone. */
function wasProcessed(view: DataView, start: number, end: number): boolean {
  for (let at = start; at + DATAGRAM_OVERHEAD <= end; ) {
    const flags = view.getUint16(at + FLAGS_AT, true)
    at += DATAGRAM_OVERHEAD + (flags & LENGTH)
    if (at <= end && view.getUint16(at - 2, true) !== 0) return true
    if ((flags & MORE_FOLLOWS) === 0) return false
  }
  return false
}

/** Reports the datagram at hand. */
function report(view: DataView, state: EthercatState, sink: Sink): void {
  const { returned } = frame
  const { workingCounter, command } = datagram
  if (returned && datagram.isBroadcast && workingCounter > 0) state.slaves = datagram.position
  const slave = slaveOf(datagram, returned, state)
  noteStation(view, state, sink)
  const hasMailbox = holdsMailbox(view)
  // What an answer holds is not known when it is asked for, so only the way there is named after it.
  const operation = datagramOperation(view, datagram, slave, hasMailbox && datagram.writes, state)
  if (!returned) sink.operation('request', operation, 0)
  else sink.operation('response', operation, workingCounter === 0 && command !== COMMAND.nop ? NOT_ANSWERED : 0)
  if (command > LAST_COMMAND) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOf(SPACE.command, command) })
  }
  if (hasMailbox) carry(view, datagram.start, datagram.end, datagram.position, !datagram.writes, state, sink)
  else if (slave >= 0 && returned && datagram.offset < REGISTER.memory && workingCounter > 0 && !datagram.writes)
    observeSlave(view, datagram, slave, frame, state, sink)
}

/** Whether the datagram at hand gives a slave its address, which a slave that is there has taken, or has yet to see. */
function noteStation(view: DataView, state: EthercatState, sink: Sink): void {
  const { returned } = frame
  const isOfStation = datagram.isPositional && datagram.offset === REGISTER.stationAddress
  if (!isOfStation || !datagram.writes || datagram.length < 2 || isRefused(datagram, returned)) return
  const place = placeOf(datagram, returned, state)
  if (place >= 0) giveStation(place, view.getUint16(datagram.start, true), frame, state, sink)
}

/** Mailboxes lie in the memory of a slave; what it has not filled in is no message. */
function holdsMailbox(view: DataView): boolean {
  const { writes, position, offset, start, end } = datagram
  if (offset < REGISTER.memory || !datagram.isConfigured || (!writes && datagram.workingCounter === 0)) return false
  return isMailbox(view, start, end, position)
}

function carry(
  view: DataView,
  start: number,
  end: number,
  station: number,
  fromSlave: boolean,
  state: EthercatState,
  sink: Sink,
): void {
  mailbox.station = station
  mailbox.fromSlave = fromSlave
  mailbox.state = state
  mailbox.frame = frame
  mailbox.sink = sink
  dissectMailbox(mailbox, view, start, end)
}

/** ETG.8200: a mailbox message by itself, for a tool that is not the master. */
function isGateway(view: DataView, start: number, end: number): boolean {
  if (end - start < MAILBOX_HEADER_LENGTH + 2) return false
  return (
    start + MAILBOX_HEADER_LENGTH + view.getUint16(start, true) === end &&
    isMailbox(view, start, end, stationAt(view, start))
  )
}

function gateway(
  view: DataView,
  start: number,
  end: number,
  info: MessageInfo,
  state: EthercatState,
  sink: Sink,
): void {
  frame.begin(false, -1, info, state)
  if (end - start > MAILBOX_HEADER_LENGTH && isMailbox(view, start, end, stationAt(view, start))) {
    carry(view, start, end, stationAt(view, start), info.direction === 'to-client', state, sink)
  } else {
    countFrame(GATEWAY, state, sink)
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: HEADER_LENGTH })
  }
}

/** A frame of which nothing but its type is known. */
function countFrame(kind: number, state: EthercatState, sink: Sink): void {
  const code = codeOf(SPACE.frame, kind)
  const key = MAILBOX_KEYS + SPACE.frame * FRAME_KEYS + kind
  sink.operation('event', state.operations.find(key) ?? state.operations.add(key, 'unknown', code, '', ''), 0)
}

function stationAt(view: DataView, start: number): number {
  return view.getUint16(start + 2, true)
}

/** ETG.1005: index, hash, length, quality and data of each variable, up to the end. */
function areVariables(view: DataView, start: number, end: number): boolean {
  if (end - start < PUBLISHER_LENGTH) return false
  const count = view.getUint16(start + 6, true)
  let at = start + PUBLISHER_LENGTH
  for (let i = 0; i < count; i++) {
    if (at + VARIABLE_HEADER_LENGTH > end) return false
    at += VARIABLE_HEADER_LENGTH + view.getUint16(at + 4, true)
  }
  return count > 0 && at === end
}

function variables(view: DataView, start: number, end: number, state: EthercatState, sink: Sink): void {
  const code = codeOf(SPACE.variables, 0)
  const key = MAILBOX_KEYS + SPACE.variables * FRAME_KEYS
  const { operations } = state
  sink.operation(
    'event',
    operations.find(key) ?? operations.add(key, 'publish', code, '', publisherText(view, start, end)),
    0,
  )
  if (!areVariables(view, start, end)) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
}

/** The publisher calls itself by six bytes, its AMS net id. */
function publisherText(view: DataView, start: number, end: number): string {
  if (end - start < 6) return ''
  return `publisher ${Array.from({ length: 6 }, (_, i) => view.getUint8(start + i)).join('.')}`
}
