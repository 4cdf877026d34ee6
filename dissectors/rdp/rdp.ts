/*
 * Remote desktop. TPKT and X.224 are big-endian, the rest is little-endian.
 * MS-RDPBCGR, 2.2.1 (connection sequence), 2.2.9.1 (fast path), TCP port 3389; ITU-T T.125 (MCS). Sign-in happens inside TLS,
 * or in a packet that holds the password, too: neither is read.
 */
import { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { MAX_TPKT, TPDU } from '../kit/tpkt.ts'
import { encryptionOf, sayClient } from './conference.ts'
import { describeRdp, FUNCTION, isKnownMcs, requestOfConfirm } from './function-codes.ts'
import {
  CONNECT_HEADER_LENGTH,
  CONNECT_INITIAL,
  CONNECT_RESPONSE,
  layerOf,
  NEGOTIATION,
  NEGOTIATION_LENGTH,
  probeRdp,
  rdpDirection,
  rdpLength,
  TPKT_HEADER_LENGTH,
} from './rdp-header.ts'

interface State {
  readonly operations: Operations
  connecting: Operation | undefined
  user: string
}

const DATA_HEADER_LENGTH = 3
const TLS_DATA = 0x17
const COOKIE_END = 0x0d0a
const USER = /^Cookie: mstshash=(.+)$/
/** MS-RDPBCGR, 2.2.1.1: a cookie is one line. */
const MAX_COOKIE = 256
/** 2.2.1.1.1: bits of what a client offers, and what a server chooses. */
const PROTOCOLS: readonly (readonly [bit: number, name: string])[] = [
  [1, 'TLS'],
  [2, 'CredSSP'],
  [4, 'RDSTLS'],
  [8, 'CredSSP with early authorization'],
  [16, 'RDS AAD'],
]
/** A refusal without a reason is a refusal all the same. */
const REFUSED = 0x100

export const rdp = defineDissector<State>({
  name: 'rdp',
  title: 'RDP',
  carriers: [{ over: 'tcp', ports: [3389] }],
  depth: {
    decodes: 'X.224 connect and negotiation, MCS connect, channels; what is in TLS or in the fast path is counted',
    identity: 'user of the cookie; name and build of the client where MCS is not in TLS; chosen security',
    missing: 'everything inside TLS or encrypted by RDP; the client info packet (it holds the password); RDP over UDP',
  },
  maxMessage: MAX_TPKT + 5,

  probe: probeRdp,

  directionOf: rdpDirection,

  messageLength: rdpLength,

  newState: () => ({ operations: new Operations(), connecting: undefined, user: '' }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (message.left < 2 || rdpLength(message) !== message.left) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
      return
    }
    const layer = layerOf(message)
    if (layer === 'tpkt') dissectTpdu(message, info, state, sink)
    else if (layer === 'tls') dissectTls(message, state, sink)
    else sink.operation('event', plain(FUNCTION.fastPath, state), 0)
  },

  mayHide: true,

  describe: describeRdp,
})

const cookie = new Cursor(new DataView(new ArrayBuffer(0)))

function dissectTpdu(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  message.skip(TPKT_HEADER_LENGTH)
  const type = message.left < 2 ? 0 : message.peek(1)
  if (type === TPDU.connectRequest) connect(message, state, sink)
  else if (type === TPDU.connectConfirm) confirm(message, state, sink)
  else if (type === TPDU.data) dissectMcs(message, info, state, sink)
  else sink.operation('event', plain(FUNCTION.disconnect, state), 0)
}

/** 2.2.1.1: an optional cookie that ends its line, then an optional negotiation. */
function connect(message: Cursor, state: State, sink: Sink): void {
  message.skip(CONNECT_HEADER_LENGTH)
  const line = message.short ? '' : cookieLine(message)
  const user = USER.exec(line)?.[1]?.trim() ?? ''
  const offered =
    message.left >= NEGOTIATION_LENGTH && message.peek(0) === NEGOTIATION.request ? protocolsAt(message) : ''
  state.user = user
  const target = [user === '' ? '' : `user ${user}`, offered === '' ? '' : `offers ${offered}`].filter(
    (each) => each !== '',
  )
  state.connecting = on(FUNCTION.connect, target.join(', '), state)
  sink.operation('request', state.connecting, 0)
  if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: TPKT_HEADER_LENGTH })
  if (user === '') return
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message: 'RDP cookie', facts: { user } })
}

/** 2.2.1.2. Without a negotiation the server is old, and knows RDP's own security alone. */
function confirm(message: Cursor, state: State, sink: Sink): void {
  message.skip(CONNECT_HEADER_LENGTH)
  const operation = state.connecting ?? plain(FUNCTION.connect, state)
  state.connecting = undefined
  const isNegotiated = !message.short && message.left >= NEGOTIATION_LENGTH
  const kind = isNegotiated ? message.peek(0) : 0
  if (kind === NEGOTIATION.failure) {
    message.skip(4)
    sink.operation('response', operation, message.u32le() || REFUSED)
    sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user: state.user })
    return
  }
  sink.operation('response', operation, 0)
  const chosen = kind === NEGOTIATION.response ? protocolsAt(message) : 'RDP'
  const facts = { capability: `RDP security ${chosen}` }
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: 'RDP negotiation', facts })
  if (chosen !== 'RDP') sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: state.user })
}

function cookieLine(message: Cursor): string {
  const { view, pos, end } = message
  for (let at = pos; at + 2 <= Math.min(end, pos + MAX_COOKIE); at++) {
    if (view.getUint16(at) !== COOKIE_END) continue
    message.pos = at + 2
    return cookie.reset(view, pos, at).text(at - pos)
  }
  return ''
}

function protocolsAt(message: Cursor): string {
  const bits = message.view.getUint32(message.pos + 4, true)
  const names = PROTOCOLS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name)
  return names.length === 0 ? 'RDP' : names.join(', ')
}

function dissectMcs(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  message.skip(DATA_HEADER_LENGTH)
  if (message.left < 1) return
  const mark = message.left < 2 ? 0 : message.peek16(0)
  if (mark === CONNECT_INITIAL) {
    sink.operation('request', plain(FUNCTION.connectInitial, state), 0)
    sayClient(message, sink)
    return
  }
  if (mark === CONNECT_RESPONSE) {
    sink.operation('response', plain(FUNCTION.connectInitial, state), 0)
    const isEncrypted = encryptionOf(message)
    if (isEncrypted === undefined) return
    sink.observe({ kind: 'session', state: 'opened', security: isEncrypted ? 'encrypted' : 'none', user: state.user })
    return
  }
  const choice = message.peek(0) >> 2
  const asked = requestOfConfirm(choice)
  if (!isKnownMcs(choice)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: choice })
  if (asked !== undefined) sink.operation('response', plain(asked, state), 0)
  else if (requestOfConfirm(choice + 1) === choice && info.direction === 'to-server') {
    sink.operation('request', plain(choice, state), 0)
  } else sink.operation('event', plain(choice, state), 0)
}

/** The certificate of the server is in the first records, for who reads TLS. */
function dissectTls(message: Cursor, state: State, sink: Sink): void {
  sink.operation('event', plain(FUNCTION.tls, state), 0)
  if (message.peek(0) === TLS_DATA) sink.observe({ kind: 'undecoded', reason: 'encrypted', code: FUNCTION.tls })
  sink.handOff(message)
}

function plain(code: number, state: State): Operation {
  return on(code, '', state)
}

function on(code: number, target: string, { operations }: State): Operation {
  const key = target === '' ? code : keyOfText(target, code)
  return operations.find(key) ?? operations.add(key, 'session', code, '', target)
}
