/* NetBIOS session service: RFC 1002, 4.3; names: RFC 1001, 14.1, and 17.2 for their last byte. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { SPACE } from './function-codes.ts'
import { ENCODED_NAME_LENGTH, PACKET, SESSION_HEADER_LENGTH } from './smb-header.ts'
import type { SmbState } from './smb-state.ts'

const NAME_LENGTH = 15
/** The name that everybody answers to. */
const ANY_SERVER = '*SMBSERVER'

/** Takes a packet that carries no SMB; the cursor is at the session header. */
export function dissectSessionPacket(message: Cursor, info: MessageInfo, state: SmbState, sink: Sink): void {
  const type = message.u8()
  const code = SPACE.session + type
  if (type === PACKET.keepAlive) {
    sink.operation('event', state.plain(code, 'session'), 0)
    return
  }
  if (type === PACKET.request) {
    request(message, code, info, state, sink)
    return
  }
  message.skip(SESSION_HEADER_LENGTH - 1)
  const error = type === PACKET.negative ? message.u8() : 0
  const isRefused = type === PACKET.negative
  sink.operation(
    'response',
    state.on(SPACE.session + PACKET.request, 'session', state.called),
    isRefused ? error || 1 : 0,
  )
  if (isRefused) sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user: '' })
  else if (type === PACKET.positive) sayCalled(state, sink)
}

function request(message: Cursor, code: number, info: MessageInfo, state: SmbState, sink: Sink): void {
  message.skip(SESSION_HEADER_LENGTH - 1)
  const called = encodedName(message)
  const calling = encodedName(message)
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos })
    return
  }
  state.called = called
  sink.operation('request', state.on(code, 'session', called), 0)
  if (calling === '' || info.direction !== 'to-server') return
  const facts = { name: calling }
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message: 'NetBIOS session request', facts })
}

/** A server that accepts a session has the name that was called; some clients call its address, which is none. */
function sayCalled({ called }: SmbState, sink: Sink): void {
  if (called === '' || called === ANY_SERVER || /^\d+\.[\d.]*$/.test(called)) return
  const facts = { name: called }
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: 'NetBIOS session response', facts })
}

/** 16 bytes in 32 letters, the last byte of which says what kind of name it is; '' where these are no letters. */
function encodedName(message: Cursor): string {
  let text = ''
  const stop = message.pos + ENCODED_NAME_LENGTH
  message.skip(1)
  for (let i = 0; i < NAME_LENGTH; i++) {
    const high = message.u8() - 0x41
    const low = message.u8() - 0x41
    const code = high * 16 + low
    if (high < 0 || high > 15 || low < 0 || low > 15) break
    text += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.'
  }
  message.skip(Math.max(0, stop - message.pos))
  return text.replace(/[ .]+$/, '')
}
