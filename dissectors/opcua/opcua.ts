/*
 * OPC UA binary over TCP. Little-endian.
 * OPC 10000-6 (Mappings), edition 1.05: clause 7.1 (connection protocol), 6.7.2 (secure conversation), 5.2 (encoding).
 * OPC 10000-4 (Services), edition 1.05: clause 5.
 */
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
import { newOpcuaState, type OpcuaState } from './opcua-state.ts'
import { beginsService, dissectChunk, dissectClose, dissectOpen } from './secure-channel.ts'
import { describeCode, isRequest } from './services.ts'
import { dissectAcknowledge, dissectError, dissectHello, dissectReverseHello } from './transport.ts'

/** Type, chunk and length (clause 7.1.2.2). */
const HEADER = 8
/** Buffers of 64 KiB are usual; a larger chunk than this is not believed. */
export const MAX_CHUNK = 1 << 20
const HEL = 0x48454c
const ACK = 0x41434b
const ERR = 0x455252
const RHE = 0x524845
const OPN = 0x4f504e
const MSG = 0x4d5347
const CLO = 0x434c4f
const FINAL = 0x46
const INTERMEDIATE = 0x43
const ABORTED = 0x41
/** An EndpointUrl is shorter than 4096 bytes (clauses 7.1.2.3 and 7.1.2.6); so is the reason of an Error (7.1.2.5). */
const MAX_TEXT = 4096
const SERVICE_AT = 26

export const opcua = defineDissector<OpcuaState>({
  name: 'opcua',
  title: 'OPC UA binary',
  carriers: [
    { over: 'tcp', ports: [4840] },
    { over: 'dissector', name: 'websocket' },
  ],
  depth: {
    decodes: 'connection protocol, secure channels, chunks, all services by id, the nodes they act on',
    identity: 'application descriptions, endpoints, certificates, BuildInfo, user names',
    missing: 'what ModifyMonitoredItems renames, encrypted channels, PubSub, OPC UA over HTTPS',
  },
  maxMessage: MAX_CHUNK,

  probe(bytes: Cursor): Verdict {
    const length = messageLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    return length === NEED_MORE ? 'need-more' : 'yes'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < HEADER) return undefined
    switch (typeOf(bytes)) {
      case HEL:
      case CLO:
        return 'to-server'
      case ACK:
      case RHE:
        return 'to-client'
      case OPN:
        return directionOfOpen(bytes)
      case MSG:
        return beginsService(bytes) ? directionOfService(bytes.peek(SERVICE_AT), bytes.peek(SERVICE_AT + 1)) : undefined
      default:
        return undefined
    }
  },

  messageLength,

  newState: newOpcuaState,

  dissect(message: Cursor, info: MessageInfo, state: OpcuaState, sink: Sink): void {
    const start = message.pos
    const type = typeOf(message)
    if (type === MSG) {
      dissectChunk(message, info, state, sink)
      return
    }
    if (type === CLO) dissectClose(message, info, state, sink)
    else {
      message.skip(HEADER)
      dissectOther(type, message, start, info, state, sink)
    }
    if (message.short && type !== OPN)
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - start })
  },

  describe: describeCode,
})

function dissectOther(
  type: number,
  message: Cursor,
  start: number,
  info: MessageInfo,
  state: OpcuaState,
  sink: Sink,
): void {
  switch (type) {
    case HEL:
      dissectHello(message, state, sink)
      break
    case ACK:
      dissectAcknowledge(message, state, sink)
      break
    case ERR:
      dissectError(message, info, state, sink)
      break
    case RHE:
      dissectReverseHello(message, state, sink)
      break
    default:
      dissectOpen(message, start, info, state, sink)
  }
}

function typeOf(bytes: Cursor): number {
  return (bytes.peek16(0) << 8) | bytes.peek(2)
}

function messageLength(bytes: Cursor): number {
  if (bytes.left < HEADER) return couldBegin(bytes) ? NEED_MORE : NOT_A_MESSAGE
  const chunk = bytes.peek(3)
  const length = bytes.peek(4) | (bytes.peek(5) << 8) | (bytes.peek(6) << 16) | (bytes.peek(7) << 24)
  const type = typeOf(bytes)
  // Only services come in several chunks (clause 6.7.2.2).
  if (chunk !== FINAL && (type !== MSG || (chunk !== INTERMEDIATE && chunk !== ABORTED))) return NOT_A_MESSAGE
  return length >= leastOf(type) && length <= mostOf(type) ? length : NOT_A_MESSAGE
}

/** Whether the few bytes there are begin a message of ours. */
function couldBegin(bytes: Cursor): boolean {
  const { left } = bytes
  const first = left > 0 ? bytes.peek(0) : 0
  const second = left > 1 ? bytes.peek(1) : 0
  const third = left > 2 ? bytes.peek(2) : 0
  for (const type of TYPES) {
    const known = (left < 1 || type >>> 16 === first) && (left < 2 || ((type >>> 8) & 255) === second)
    if (known && (left < 3 || (type & 255) === third)) return true
  }
  return false
}

const TYPES: readonly number[] = [HEL, ACK, ERR, RHE, OPN, MSG, CLO]

function leastOf(type: number): number {
  switch (type) {
    case ACK:
      return 28
    case HEL:
    case OPN:
      return 32
    case ERR:
    case RHE:
      return 16
    case MSG:
    case CLO:
      return 24
    default:
      return MAX_CHUNK + 1
  }
}

function mostOf(type: number): number {
  switch (type) {
    case ACK:
      return 28
    case HEL:
    case ERR:
    case RHE:
      return MAX_TEXT * 2 + 32
    default:
      return MAX_CHUNK
  }
}

/** A readable OpenSecureChannel message has its type id behind two null ByteStrings and the sequence header. */
function directionOfOpen(bytes: Cursor): Direction | undefined {
  const policy = bytes.left > 16 ? bytes.peek(12) | (bytes.peek(13) << 8) : 0
  const at = 16 + policy + 8 + 8
  if (policy > 255 || bytes.left < at + 4 || bytes.peek(at) !== 1 || bytes.peek(at + 1) !== 0) return undefined
  const id = bytes.peek(at + 2) | (bytes.peek(at + 3) << 8)
  return id === OPEN_REQUEST ? 'to-server' : id === OPEN_RESPONSE ? 'to-client' : undefined
}

const OPEN_REQUEST = 446
const OPEN_RESPONSE = 449

function directionOfService(low: number, high: number): Direction {
  return isRequest(low | (high << 8)) ? 'to-server' : 'to-client'
}
