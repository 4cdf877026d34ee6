/* Control frames: RFC 6455, clause 5.5; why a connection closes: 7.4, and IANA's registry of close codes. */
import type { Sink } from '../kit/dissector.ts'
import { OPCODE } from './frame-header.ts'
import type { WebSocketState } from './websocket-state.ts'

const REASONS: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1007: 'invalid payload',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'extension missing',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
}
const FIRST_STANDARD = 1000
const LAST_STANDARD = 1015
const FIRST_OF_OTHERS = 3000
const LAST_OF_OTHERS = 4999
/** Opcodes have four bits. */
const CODES = 16

/** Takes the payload of a control frame: `count` bytes of `view` from `at` on. */
export function dissectControl(
  opcode: number,
  view: DataView,
  at: number,
  count: number,
  state: WebSocketState,
  sink: Sink,
): void {
  const { operations } = state
  const code = opcode === OPCODE.close && count >= 2 ? view.getUint16(at) : 0
  const known = isCloseCode(code) ? code : 0
  if (opcode === OPCODE.close && count > 0 && known === 0) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 2 })
  }
  const key = known * CODES + opcode
  // Either side may ask, so none of these is an answer of the server.
  sink.operation('event', operations.find(key) ?? operations.add(key, 'session', opcode, '', closeText(known)), 0)
  if (opcode !== OPCODE.close || state.isClosed) return
  state.isClosed = true
  sink.observe({ kind: 'session', state: 'closed', security: 'none', user: '' })
}

/** What may be in a Close frame; what is not assigned yet among it. */
export function isCloseCode(code: number): boolean {
  return (code >= FIRST_STANDARD && code <= LAST_STANDARD) || (code >= FIRST_OF_OTHERS && code <= LAST_OF_OTHERS)
}

function closeText(code: number): string {
  if (code === 0) return ''
  const reason = REASONS[code]
  return reason === undefined ? String(code) : `${code} ${reason}`
}
