/*
 * What a record can hold, for TLS and DTLS alike: RFC 5246, 6.2; RFC 8446, 5; RFC 6347, 4.1.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Undecoded } from '../kit/observation.ts'
import { encrypts } from './cipher-suites.ts'
import { count, dissectHandshake } from './handshake.ts'
import { alertName, CODE, CONTENT, HANDSHAKE } from './handshake-types.ts'
import type { TlsState } from './tls-state.ts'

const FATAL = 2
const ALERT_LENGTH = 2
const HANDSHAKE_HEADER = 4
const DATA = CODE.content + CONTENT.applicationData
const ENCRYPTED_DATA: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: DATA }
const READABLE_DATA: Undecoded = { kind: 'undecoded', reason: 'unsupported', code: DATA }
const ENCRYPTED_HANDSHAKE: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: CODE.encryptedHandshake }
const ENCRYPTED_ALERT: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: CODE.encryptedAlert }

/** Everything but the handshake; `record` stands behind the header. */
export function dissectContent(type: number, record: Cursor, info: MessageInfo, state: TlsState, sink: Sink): void {
  switch (type) {
    case CONTENT.applicationData:
      applicationData(info, state, sink)
      return
    case CONTENT.changeCipherSpec:
      count(CODE.content + type, state, sink)
      sideOf(info, state).changed = true
      if (!state.isLaterVersion && state.client.changed && state.server.changed) sayOpened(state, sink)
      return
    case CONTENT.alert:
      alert(record, state, sink)
      return
    default:
      count(CODE.content + type, state, sink)
  }
}

/** Handshake messages that begin or go on in this record. */
export function dissectHandshakeRecord(record: Cursor, info: MessageInfo, state: TlsState, sink: Sink): void {
  const side = sideOf(info, state)
  const { assembly } = side
  if (info.afterGap) assembly.forget()
  if (!isReadable(record, side.changed, assembly.isEmpty)) {
    // Without encryption a message has only a code for authentication behind it.
    if (encrypts(state.cipher)) encryptedHandshake(state, sink)
    else count(record.peek(0), state, sink)
    return
  }
  assembly.add(record)
  while (assembly.next()) dissectHandshake(assembly.type, assembly.body, info, state, sink)
}

/** The handshake goes on where nobody can read it. */
export function encryptedHandshake(state: TlsState, sink: Sink): void {
  count(CODE.encryptedHandshake, state, sink)
  sink.observe(ENCRYPTED_HANDSHAKE)
}

export function sideOf(info: MessageInfo, state: TlsState): TlsState['client'] {
  return info.direction === 'to-server' ? state.client : state.server
}

/**
 * Behind ChangeCipherSpec the handshake is encrypted, but for the hellos of TLS 1.3, which sends it for the sake of
 * middleboxes (RFC 8446, D.4).
 */
function isReadable(record: Cursor, changed: boolean, isEmpty: boolean): boolean {
  if (!isEmpty) return true
  const type = record.peek(0)
  const length = (record.peek(1) << 16) | record.peek16(2)
  if (record.short) {
    record.short = false
    return !changed
  }
  if (!changed) return type < 32 && record.peek(1) === 0
  const isHello = type === HANDSHAKE.clientHello || type === HANDSHAKE.serverHello
  return isHello && length + HANDSHAKE_HEADER === record.left
}

/** What it does nobody can say without the keys: its class stays unknown. */
function applicationData(info: MessageInfo, state: TlsState, sink: Sink): void {
  const { operations } = state
  sink.operation('event', operations.find(DATA) ?? operations.add(DATA, 'unknown', DATA, '', ''), 0)
  sink.observe(encrypts(state.cipher) ? ENCRYPTED_DATA : READABLE_DATA)
  // A server of TLS 1.3 sends the rest of its handshake as such data: the session is open when the client does.
  if (!state.sessionSaid && (info.direction === 'to-server' || state.cipher < 0)) sayOpened(state, sink)
}

/** Where the hello of the server was not seen, the session counts as encrypted: nearly all suites are. */
function sayOpened(state: TlsState, sink: Sink): void {
  if (state.sessionSaid) return
  state.sessionSaid = true
  const security = encrypts(state.cipher) ? 'encrypted' : 'signed'
  sink.observe({ kind: 'session', state: 'opened', security, user: '' })
}

/** RFC 8446, 6: level and description; longer ones are encrypted. A fatal one before the session opens refuses it. */
function alert(record: Cursor, state: TlsState, sink: Sink): void {
  if (record.left !== ALERT_LENGTH && (encrypts(state.cipher) || record.left < ALERT_LENGTH)) {
    count(CODE.encryptedAlert, state, sink)
    sink.observe(ENCRYPTED_ALERT)
    return
  }
  const level = record.u8()
  const description = record.u8()
  const code = CODE.content + CONTENT.alert
  const key = code + 0x1000 * (description + 1)
  const { operations } = state
  const operation = operations.find(key) ?? operations.add(key, 'session', code, '', alertName(description))
  sink.operation(level === FATAL ? 'response' : 'event', operation, description)
  if (level !== FATAL || state.sessionSaid) return
  state.sessionSaid = true
  sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user: '' })
}
