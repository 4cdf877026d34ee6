/*
 * TLS 1.0 to 1.3, SSL 3.0, and the hellos of SSL 2.0. Big-endian.
 * RFC 8446 (TLS 1.3), 4 (handshake) and 5 (records); RFC 5246 (TLS 1.2), 6 and 7; RFC 2246 and 4346 (1.0, 1.1);
 * RFC 6101 (SSL 3.0). Industrial protocols over TLS stay TLS here: Modbus/TCP Security (802), OPC UA (4843), MQTT
 * (8883), CIP Security (2221), Secure ADS (8016), IEC 62351-3 (19999, 3782), Niagara (4911), AMQP (5671).
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
import { CONTENT, describeTls, HANDSHAKE } from './handshake-types.ts'
import { dissectContent, dissectHandshakeRecord } from './record.ts'
import { dissectSsl2, isSsl2ServerHello, probeSsl2, ssl2Length } from './ssl2.ts'
import { newTlsState, type TlsState } from './tls-state.ts'

const HEADER = 5
const MAJOR = 3
const MAX_MINOR = 4
/** RFC 5246, 6.2.3: 2^14 bytes and 2048 that compression and encryption may add. */
const MAX_RECORD = 0x4000 + 2048
/** The least that encryption makes of one byte: an authentication tag of 8 bytes (RFC 6655). */
const MIN_ENCRYPTED = 9
/** Version, random, session identifier, one cipher, one compression method. */
const MIN_HELLO = 38
const ALERT_LENGTH = 2
const MAX_ENCRYPTED_ALERT = 80
/** What IANA's registry of ports says is inside. */
const SERVICES = {
  802: 'Modbus/TCP Security',
  2221: 'CIP Security (EtherNet/IP over TLS)',
  3496: 'DoIP over TLS',
  4843: 'OPC UA over TLS',
  8883: 'MQTT over TLS',
  19999: 'DNP3 over TLS',
}
const PORTS = [443, 636, 802, 853, 990, 993, 995, 2221, 3496, 3782, 4843, 4911, 5671, 6514, 8016, 8443, 8883, 19999]

export const tls = defineDissector<TlsState>({
  name: 'tls',
  title: 'TLS',
  carriers: [{ over: 'tcp', ports: PORTS, services: SERVICES }],
  depth: {
    decodes: 'records and handshake messages up to encryption; SSL 2.0 hellos; which suites do not encrypt',
    identity: 'certificates up to TLS 1.2 (of server and client), JA3, JA4, JA3S, versions',
    missing: 'everything encrypted, the certificates of TLS 1.3 among it; TLS that begins within another protocol',
  },
  maxMessage: 0x8001,

  probe(bytes: Cursor): Verdict {
    if (bytes.left === 0) return 'need-more'
    if (bytes.peek(0) >= 0x80) return probeSsl2(bytes)
    if (bytes.left < HEADER) return recordLength(bytes) === NOT_A_MESSAGE ? 'no' : 'need-more'
    const length = recordLength(bytes)
    return length === NOT_A_MESSAGE ? 'no' : probeContent(bytes, length - HEADER)
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < HEADER + 1) return undefined
    if (bytes.peek(0) >= 0x80) return isSsl2ServerHello(bytes) ? 'to-client' : 'to-server'
    if (bytes.peek(0) !== CONTENT.handshake) return undefined
    switch (bytes.peek(HEADER)) {
      case HANDSHAKE.clientHello:
      case HANDSHAKE.clientKeyExchange:
        return 'to-server'
      case HANDSHAKE.serverHello:
      case HANDSHAKE.serverKeyExchange:
      case HANDSHAKE.serverHelloDone:
        return 'to-client'
      default:
        return undefined
    }
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left === 0) return NEED_MORE
    return bytes.peek(0) >= 0x80 ? ssl2Length(bytes) : recordLength(bytes)
  },

  newState: () => newTlsState('t'),

  dissect(message: Cursor, info: MessageInfo, state: TlsState, sink: Sink): void {
    if (message.peek(0) >= 0x80) {
      if (probeSsl2(message) === 'yes') dissectSsl2(message, state, sink)
      return
    }
    const type = message.u8()
    message.skip(HEADER - 1)
    if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
    else if (type === CONTENT.handshake) dissectHandshakeRecord(message, info, state, sink)
    else dissectContent(type, message, info, state, sink)
  },

  mayHide: true,

  describe: describeTls,
})

/** Length of the record at the cursor, by as much of its header as is there. */
function recordLength(bytes: Cursor): number {
  const { left } = bytes
  const type = bytes.peek(0)
  if (type < CONTENT.changeCipherSpec || type > CONTENT.heartbeat) return NOT_A_MESSAGE
  if (left > 1 && bytes.peek(1) !== MAJOR) return NOT_A_MESSAGE
  if (left > 2 && bytes.peek(2) > MAX_MINOR) return NOT_A_MESSAGE
  if (left < HEADER) return NEED_MORE
  const length = bytes.peek16(3)
  // Only application data may be empty (RFC 8446, 5.1).
  if (length > MAX_RECORD || (length === 0 && type !== CONTENT.applicationData)) return NOT_A_MESSAGE
  return HEADER + length
}

function probeContent(bytes: Cursor, length: number): Verdict {
  switch (bytes.peek(0)) {
    case CONTENT.handshake:
      return probeHandshake(bytes, length)
    case CONTENT.applicationData:
      return length >= MIN_ENCRYPTED ? nextRecord(bytes, length) : 'no'
    case CONTENT.alert:
      return probeAlert(bytes, length)
    case CONTENT.changeCipherSpec:
      if (length !== 1) return 'no'
      if (bytes.left === HEADER) return 'need-more'
      return bytes.peek(HEADER) === 1 ? 'yes' : 'no'
    default:
      return 'no'
  }
}

/** A handshake message whose header is in clear: its type is known, and a hello names a version of its own. */
function probeHandshake(bytes: Cursor, length: number): Verdict {
  if (bytes.left < HEADER + Math.min(length, 6)) return 'need-more'
  const type = bytes.peek(HEADER)
  if (length < 4 || bytes.peek(HEADER + 1) !== 0) return 'no'
  const body = bytes.peek16(HEADER + 2)
  if (type === HANDSHAKE.clientHello || type === HANDSHAKE.serverHello) {
    const isHello = body >= MIN_HELLO && bytes.peek(HEADER + 4) === MAJOR && bytes.peek(HEADER + 5) <= MAX_MINOR
    return isHello ? 'yes' : 'no'
  }
  if (type === HANDSHAKE.serverHelloDone) return body === 0 ? nextRecord(bytes, length) : 'no'
  // In the middle of a handshake: one message that fills its record, or the first of several.
  const isMiddle = type === HANDSHAKE.certificate || (type >= HANDSHAKE.serverKeyExchange && type <= 22)
  return isMiddle && body > 0 && (body + 4 === length || type === HANDSHAKE.certificate) ? 'yes' : 'no'
}

function probeAlert(bytes: Cursor, length: number): Verdict {
  if (length !== ALERT_LENGTH) return length >= 16 && length <= MAX_ENCRYPTED_ALERT ? nextRecord(bytes, length) : 'no'
  if (bytes.left < HEADER + ALERT_LENGTH) return 'need-more'
  const level = bytes.peek(HEADER)
  return (level === 1 || level === 2) && bytes.peek(HEADER + 1) <= 120 ? 'yes' : 'no'
}

/** A record that ends within these bytes is followed by nothing, or by another. */
function nextRecord(bytes: Cursor, length: number): Verdict {
  const { pos } = bytes
  if (bytes.left <= HEADER + length) return 'yes'
  bytes.skip(HEADER + length)
  const next = recordLength(bytes)
  bytes.pos = pos
  return next === NOT_A_MESSAGE ? 'no' : 'yes'
}
