/*
 * Omron FINS over UDP and TCP. Big-endian.
 * Omron W342 (Communications Commands Reference Manual), sections 3-4 (header), 5-1 (commands and end codes);
 * W420 (Ethernet Units Construction of Networks), section 7-4 (the FINS/TCP header and its commands).
 */
import type { AskedOperations } from '../kit/asked-operations.ts'
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Side } from '../kit/observation.ts'
import { classOfCommand, describeCode, fitsCommand, isKnownCommand } from './command-codes.ts'
import {
  FIELD,
  hasTcpMagic,
  isAnswer,
  LEAST_ANSWER,
  LEAST_FRAME,
  looksLikeHeader,
  moduleOf,
  needsNoAnswer,
  senderNumber,
  TCP_FRAME_SEND,
  TCP_HEADER_LENGTH,
} from './fins-header.ts'
import { type FinsState, newFinsState } from './fins-state.ts'
import { observeIdentity } from './identity.ts'
import { itemLength } from './memory-areas.ts'
import { sayRead, sayWritten } from './memory-points.ts'
import { bareOperation, requestedOperation } from './requested-operation.ts'
import { dissectTcpCommand, observeNode } from './tcp-command.ts'

/** W342, 3-3: 2012 bytes of FINS over Ethernet; the built-in ports of NJ and CJ2 take more. */
const MAX_MESSAGE = 0x2000
/** The length field of the TCP header counts from its command on. */
const TCP_LENGTH_FROM = 8
const MAX_TCP_COMMAND = 0xff
const MEMORY_AREA_WRITE = 0x0102
/** Statements about relays, apart from those under a command code and a sender. */
const RELAYED = 0x100_0000_0000
/** Parts behind a host whose error flags are remembered; those of more are said again with each answer. */
export const MAX_FLAGGED = 32
/** End code: the relay error flag, and the flags of fatal and non-fatal errors of the CPU Unit (W342, 5-1-3). */
const RELAY_ERROR = 0x8000
const CPU_ERRORS = 0x00c0
const FATAL = 0x0080

export const fins = defineDissector<FinsState>({
  name: 'fins',
  title: 'Omron FINS',
  carriers: [
    { over: 'tcp', ports: [9600], suits: (bytes) => (bytes.left < 4 ? couldBeMagic(bytes) : hasTcpMagic(bytes)) },
    { over: 'udp', ports: [9600] },
  ],
  depth: {
    decodes: 'all commands of CS/CJ/CP and CV, I/O memory and its values, nodes behind networks, end codes',
    identity:
      'Controller Data Read (0501), Connection Data Read (0502), Controller Status Read (0601), Name Read (2603)',
    missing: 'forced status, types of values, error logs',
  },
  maxMessage: MAX_MESSAGE,

  /* UDP: 22 bits of header, a known command and a length that fits it. TCP: the 32 bits of 'FINS' and a sane length. */
  probe(bytes: Cursor): Verdict {
    const { left } = bytes
    if (left >= 4 && hasTcpMagic(bytes)) return probeTcp(bytes)
    if (left < 4) return left > 0 && couldBeMagic(bytes) ? 'need-more' : 'no'
    if (left < LEAST_FRAME || !looksLikeHeader(bytes, 0)) return 'no'
    const code = bytes.peek16(FIELD.command)
    if (!isKnownCommand(code) || left > MAX_MESSAGE) return 'no'
    const fits = isAnswer(bytes, 0) ? left >= LEAST_ANSWER : fitsCommand(code, left - LEAST_FRAME)
    return fits ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left >= LEAST_FRAME && !hasTcpMagic(bytes)) return isAnswer(bytes, 0) ? 'to-client' : 'to-server'
    if (bytes.left < TCP_HEADER_LENGTH || !hasTcpMagic(bytes)) return undefined
    const command = bytes.peek(11)
    if (command < TCP_FRAME_SEND) return command === 0 ? 'to-server' : 'to-client'
    if (command !== TCP_FRAME_SEND || bytes.left < TCP_HEADER_LENGTH + LEAST_FRAME) return undefined
    return isAnswer(bytes, TCP_HEADER_LENGTH) ? 'to-client' : 'to-server'
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left < 4) return couldBeMagic(bytes) ? NEED_MORE : bytes.left
    if (!hasTcpMagic(bytes)) return looksLikeHeader(bytes, 0) ? bytes.left : NOT_A_MESSAGE
    if (bytes.left < TCP_LENGTH_FROM) return NEED_MORE
    const length = bytes.peek16(4) * 0x1_0000 + bytes.peek16(6)
    const isSane = length >= TCP_HEADER_LENGTH - TCP_LENGTH_FROM && length <= MAX_MESSAGE - TCP_LENGTH_FROM
    return isSane ? TCP_LENGTH_FROM + length : NOT_A_MESSAGE
  },

  newState: newFinsState,

  dissect(message: Cursor, info: MessageInfo, state: FinsState, sink: Sink): void {
    if (message.left < 4 || !hasTcpMagic(message)) {
      dissectFrame(message, 0, info, state, sink)
      return
    }
    const command = message.left < TCP_HEADER_LENGTH ? -1 : message.peek16(8) * 0x1_0000 + message.peek16(10)
    if (command !== TCP_FRAME_SEND) {
      dissectTcpCommand(message, command, info.direction, state, sink)
      return
    }
    message.skip(TCP_HEADER_LENGTH)
    dissectFrame(message, TCP_HEADER_LENGTH, info, state, sink)
  },

  describe: describeCode,
})

function couldBeMagic(bytes: Cursor): boolean {
  for (let at = 0; at < bytes.left; at++) {
    if (bytes.peek(at) !== 'FINS'.charCodeAt(at)) return false
  }
  return true
}

function probeTcp(bytes: Cursor): Verdict {
  if (bytes.left < TCP_HEADER_LENGTH) return 'need-more'
  const length = bytes.peek16(4) * 0x1_0000 + bytes.peek16(6)
  const isSane = length >= TCP_HEADER_LENGTH - TCP_LENGTH_FROM && length <= MAX_MESSAGE - TCP_LENGTH_FROM
  return isSane && bytes.peek16(8) === 0 && bytes.peek16(10) <= MAX_TCP_COMMAND ? 'yes' : 'no'
}

/** One FINS frame; the cursor spans it. `before`: bytes of the message that came before it. */
function dissectFrame(frame: Cursor, before: number, info: MessageInfo, state: FinsState, sink: Sink): void {
  if (frame.left < LEAST_FRAME) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: before + frame.left })
    return
  }
  if (isAnswer(frame, 0)) dissectAnswer(frame, before, info, state, sink)
  else dissectCommand(frame, before, info, state, sink)
}

function dissectCommand(frame: Cursor, before: number, info: MessageInfo, state: FinsState, sink: Sink): void {
  const code = frame.peek16(FIELD.command)
  const operation = requestedOperation(frame, code, state.operations)
  if (needsNoAnswer(frame)) sink.operation('order', operation, 0)
  else {
    askedOf(state, info.direction === 'to-server').ask(referenceOf(frame, code), operation)
    sink.operation('request', operation, 0)
  }
  if (frame.peek(FIELD.sna) === frame.peek(FIELD.dna) || frame.peek(FIELD.sna) === 0) {
    observeNode(frame.peek(FIELD.sna), frame.peek(FIELD.sa1), senderOf(info.direction), state, sink)
  }
  if (operation.class === 'unknown') sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  else if (!fitsCommand(code, frame.left - LEAST_FRAME) || !hasItsData(frame, code)) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: before + LEAST_FRAME })
  } else if (info.direction === 'to-server') sayWritten(frame, code, operation, sink)
}

function dissectAnswer(frame: Cursor, before: number, info: MessageInfo, state: FinsState, sink: Sink): void {
  const code = frame.peek16(FIELD.command)
  const asked = askedOf(state, info.direction === 'to-client').answer(referenceOf(frame, code))
  const operation = asked ?? bareOperation(frame, code, state.operations)
  if (frame.left < LEAST_ANSWER) {
    sink.operation('response', operation, 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: before + frame.left })
    return
  }
  const endCode = frame.peek16(FIELD.endCode)
  const status = endCode & ~RELAY_ERROR & ~CPU_ERRORS
  sink.operation('response', operation, status)
  if (classOfCommand(code) === 'unknown') sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  const of = senderOf(info.direction)
  const module = asked === undefined ? moduleOf(frame, true) : asked.module
  // Addresses of an answer are its command's, the other way round.
  if (module === '') observeNode(frame.peek(FIELD.sna), frame.peek(FIELD.sa1), of, state, sink)
  else observeRelay(frame, module, state, sink)
  if (endCode & RELAY_ERROR) return
  const flags = endCode & CPU_ERRORS
  if (flags !== 0 || state.flags.size > 0) observeErrors(frame, flags, of, module, state, sink)
  if (status === 0 && asked !== undefined && info.direction === 'to-client') sayRead(frame, asked, sink)
  if (status === 0) observeIdentity(frame, code, of, module, state, sink)
}

/** What has a network of its own is reached through this host, which relays (W342, 3-4). */
function observeRelay(frame: Cursor, module: string, state: FinsState, sink: Sink): void {
  const node = frame.pos + FIELD.sna
  const relayed =
    module.startsWith('network') && isNews(state.said, RELAYED + frame.peek16(FIELD.sna), frame.view, node, node + 3)
  if (relayed) sink.observe({ kind: 'topology', relation: 'gateway-for', of: 'server', other: module })
}

function observeErrors(frame: Cursor, flags: number, of: Side, module: string, state: FinsState, sink: Sink): void {
  const sender = module === '' ? 0 : senderNumber(frame)
  if (flags === (state.flags.get(sender) ?? 0)) return
  if (state.flags.size < MAX_FLAGGED || state.flags.has(sender)) state.flags.set(sender, flags)
  const text = flags === 0 ? 'no CPU error' : flags & FATAL ? 'fatal CPU error' : 'non-fatal CPU error'
  sink.observe({ kind: 'identity', of, about: '', module, message: 'end code', facts: { state: text } })
}

/** Memory Area Write announces how many items follow. */
function hasItsData(frame: Cursor, code: number): boolean {
  if (code !== MEMORY_AREA_WRITE) return true
  const bytes = frame.peek16(LEAST_FRAME + 4) * itemLength(frame.peek(LEAST_FRAME))
  return frame.left === LEAST_FRAME + 6 + bytes
}

/** Both ends may ask, each under numbers of its own. */
function askedOf(state: FinsState, byClient: boolean): AskedOperations {
  return byClient ? state.askedByClient : state.askedByServer
}

/** W342, 3-4: the service number; many clients never change it, so the command stands beside it. */
function referenceOf(frame: Cursor, code: number): number {
  return code * 0x100 + frame.peek(FIELD.sid)
}

function senderOf(direction: Direction): Side {
  return direction === 'to-server' ? 'client' : 'server'
}
