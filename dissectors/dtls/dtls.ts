/*
 * DTLS 1.0, 1.2 and the hellos of 1.3. Big-endian. RFC 6347 (1.2), 4.1 (records) and 4.2 (handshake); RFC 9147 (1.3), whose
 * encrypted records have a header of their own; RFC 4347 (1.0). CIP Security, OPC UA and CoAP run over it.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { dissectHandshake } from '../tls/handshake.ts'
import { CONTENT, describeTls, HANDSHAKE } from '../tls/handshake-types.ts'
import { dissectContent, encryptedHandshake, sideOf } from '../tls/record.ts'
import { newTlsState, type TlsState } from '../tls/tls-state.ts'
import { Fragments, isFragment } from './fragments.ts'

const HEADER = 13
const EPOCH_AT = 3
const LENGTH_AT = 11
const MAJOR = 0xfe
/** 1.0, 1.2; hellos of 1.3 call themselves 1.2. */
const MINORS = [0xff, 0xfd]
const MAX_RECORD = 0x4000 + 2048
const HANDSHAKE_HEADER = 12
/** RFC 9147, 4: 001 and flags, in the first octet of an encrypted record. */
const UNIFIED = 0x20
const UNIFIED_MASK = 0xe0

interface State {
  readonly tls: TlsState
  readonly client: Fragments
  readonly server: Fragments
}

export const dtls = defineDissector<State>({
  name: 'dtls',
  title: 'DTLS',
  carriers: [{ over: 'udp', ports: [2221, 4433, 5684], services: { 2221: 'CIP Security (EtherNet/IP over DTLS)' } }],
  depth: {
    decodes: 'records and handshake messages up to encryption, in fragments',
    identity: 'certificates up to DTLS 1.2 (of server and client), JA3, JA4, JA3S, versions',
    missing: 'everything encrypted; fragments out of order; connection identifiers',
  },
  maxMessage: MAX_RECORD + HEADER,

  probe(bytes: Cursor): Verdict {
    const length = recordLength(bytes)
    if (length < HEADER || length > bytes.left) return 'no'
    const type = bytes.peek(0)
    if (type === CONTENT.handshake && bytes.peek16(EPOCH_AT) === 0) {
      if (length < HEADER + HANDSHAKE_HEADER) return 'no'
      const { pos, end } = bytes
      bytes.skip(HEADER)
      bytes.end = pos + length
      const found = isFragment(bytes)
      bytes.reset(bytes.view, pos, end)
      return found ? 'yes' : 'no'
    }
    // Encrypted: a later epoch, and the number of a record that can have been sent in it.
    const isLater = bytes.peek16(EPOCH_AT) > 0 && bytes.peek16(EPOCH_AT) < 16 && bytes.peek16(EPOCH_AT + 2) === 0
    return isLater || (type === CONTENT.alert && length === HEADER + 2 && bytes.peek(HEADER) <= 2) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left <= HEADER || bytes.peek(0) !== CONTENT.handshake || bytes.peek16(EPOCH_AT) !== 0) return undefined
    switch (bytes.peek(HEADER)) {
      case HANDSHAKE.clientHello:
      case HANDSHAKE.clientKeyExchange:
        return 'to-server'
      case HANDSHAKE.serverHello:
      case HANDSHAKE.helloVerifyRequest:
      case HANDSHAKE.serverKeyExchange:
      case HANDSHAKE.serverHelloDone:
        return 'to-client'
      default:
        return undefined
    }
  },

  messageLength(bytes: Cursor): number {
    // The lengths of encrypted records of DTLS 1.3 can be left out: the rest of a datagram counts as one.
    if (bytes.left > 0 && (bytes.peek(0) & UNIFIED_MASK) === UNIFIED) return bytes.left
    return recordLength(bytes)
  },

  newState: () => ({ tls: newTlsState('d'), client: new Fragments(), server: new Fragments() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const type = message.peek(0)
    if ((type & UNIFIED_MASK) === UNIFIED) {
      dissectContent(CONTENT.applicationData, message, info, state.tls, sink)
      return
    }
    const epoch = message.peek16(EPOCH_AT)
    message.skip(HEADER)
    if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
    else if (type !== CONTENT.handshake) dissectContent(type, message, info, state.tls, sink)
    else if (epoch > 0) encryptedHandshake(state.tls, sink)
    else handshake(message, info, state, sink)
  },

  describe: describeTls,
})

function recordLength(bytes: Cursor): number {
  if (bytes.left < HEADER) return NOT_A_MESSAGE
  const type = bytes.peek(0)
  const isRecord = type >= CONTENT.changeCipherSpec && type <= CONTENT.heartbeat && bytes.peek(1) === MAJOR
  const length = bytes.peek16(LENGTH_AT)
  if (!isRecord || !MINORS.includes(bytes.peek(2)) || length === 0 || length > MAX_RECORD) return NOT_A_MESSAGE
  return HEADER + length
}

/** A record can hold several messages, or fragments of them. */
function handshake(record: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { assembly } = sideOf(info, state.tls)
  const fragments = info.direction === 'to-server' ? state.client : state.server
  const start = record.pos
  while (record.left > 0) {
    if (!fragments.take(record, assembly)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: record.pos - start + HEADER })
      return
    }
    while (assembly.next()) dissectHandshake(assembly.type, assembly.body, info, state.tls, sink)
  }
}
