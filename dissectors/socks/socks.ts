/*
 * SOCKS: a proxy that carries any connection, into a plant or out of it. Big-endian.
 * RFC 1928 (version 5), RFC 1929 (user name and password); SOCKS 4 and 4a (Y. Lee, "SOCKS: A protocol for TCP proxy across
 * firewalls", and its extension by name). TCP port 1080. Only what a client begins with is a message: what follows has no
 * mark of its own, so it is content of a length that is known, and then what is carried, which passes.
 */
import { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { ipv4Text, ipv6Text } from '../kit/ip-text.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { CLIENT, lookedAt, newSocksState, SERVER, type SocksState } from './socks-state.ts'

export const VERSION_4 = 4
export const VERSION_5 = 5
/** A greeting has up to 255 methods; a version 4 request ends with two texts. */
const MAX_MESSAGE = 2 + 255 + 300
const MAX_TEXT = 255
const REQUEST_4 = 8
const CONNECT = 1
const BIND = 2
const COMMANDS = ['', 'CONNECT', 'BIND', 'UDP ASSOCIATE']
/** Of version 5: the greeting, which is no command. */
const GREETING = 0x500
const GRANTED_4 = 0x5a
const REFUSED = 0xff
const ADDRESS_TYPE_AT = 3
const IPV4 = 1
const DOMAIN = 3
const IPV6 = 4

const address = new Cursor(new DataView(new ArrayBuffer(0)))

export const socks = defineDissector<SocksState>({
  name: 'socks',
  title: 'SOCKS',
  carriers: [{ over: 'tcp', ports: [1080] }],
  depth: {
    decodes: 'versions 4, 4a and 5: whereto, whether it was granted; sign-in by user name',
    identity: 'the proxy',
    missing: 'what is carried; GSS-API; datagrams of UDP ASSOCIATE',
  },
  maxMessage: MAX_MESSAGE,

  /* Version, and a number of known methods that fill what was sent; or version, command, and texts that end it. */
  probe(bytes: Cursor, direction: Direction): Verdict {
    if (direction === 'to-client') return 'no'
    if (bytes.left === 0) return 'need-more'
    const length = bytes.peek(0) === VERSION_5 ? greetingLength(bytes) : requestLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    if (length === NEED_MORE || length > bytes.left) return 'need-more'
    return length === bytes.left ? 'yes' : 'no'
  },

  directionOf: () => undefined,

  isShownAtBeginning: true,

  messageLength(bytes: Cursor): number {
    if (bytes.left === 0) return NEED_MORE
    return bytes.peek(0) === VERSION_5 ? greetingLength(bytes) : requestLength(bytes)
  },

  newState: newSocksState,

  dissect(message: Cursor, info: MessageInfo, state: SocksState, sink: Sink): void {
    const version = message.u8()
    if (info.direction === 'to-client' || (version !== VERSION_4 && version !== VERSION_5)) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    if (version === VERSION_5) {
      state.client = CLIENT.requestHead
      state.server = SERVER.method
      state.greeting = ask(GREETING, '', state, sink)
      return
    }
    state.client = CLIENT.carried
    state.server = SERVER.answer4
    const command = message.u8()
    const port = message.u16()
    const isNamed = message.peek16(0) === 0 && message.peek(2) === 0 && message.peek(3) !== 0
    const ip = ipv4Text(message)
    state.user = textAt(message)
    const host = isNamed ? textAt(message) : ip
    if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    state.asked = ask(VERSION_4 * 0x100 + command, `${host}:${port}`, state, sink)
  },

  content: {
    next: (state: SocksState, direction: Direction): number => lookedAt(state, direction).length,
    look: (state: SocksState, direction: Direction): number => lookedAt(state, direction).look,
    dissect(content: Cursor, info: MessageInfo, state: SocksState, sink: Sink): void {
      if (info.direction === 'to-server') fromClient(content, state, sink)
      else fromServer(content, state, sink)
    },
  },

  describe(code: number): { function: string; name: string } {
    const version = code >>> 8
    if (code === GREETING) return { function: '5', name: 'SOCKS5 greeting' }
    const command = code & 0xff
    return { function: `${version}/${command}`, name: `SOCKS${version} ${COMMANDS[command] ?? `command ${command}`}` }
  },
})

/** RFC 1928, 3: version, how many methods, the methods, each once. */
function greetingLength(bytes: Cursor): number {
  if (bytes.left < 2) return NEED_MORE
  const count = bytes.peek(1)
  if (count === 0) return NOT_A_MESSAGE
  for (let i = 0; i < count && i + 2 < bytes.left; i++) {
    const method = bytes.peek(2 + i)
    if (method === REFUSED || method === 4 || (method > 9 && method < 0x80) || (count === 1 && method > 2)) {
      return NOT_A_MESSAGE
    }
    for (let j = 0; j < i; j++) if (bytes.peek(2 + j) === method) return NOT_A_MESSAGE
  }
  return 2 + count
}

/** Version, command, port, address, a user id; of an address 0.0.0.x a name, too. Texts end with a zero. */
function requestLength(bytes: Cursor): number {
  if (bytes.peek(0) !== VERSION_4) return NOT_A_MESSAGE
  if (bytes.left < 2) return NEED_MORE
  const command = bytes.peek(1)
  if (command !== CONNECT && command !== BIND) return NOT_A_MESSAGE
  if (bytes.left < REQUEST_4) return NEED_MORE
  const isNamed = bytes.peek16(4) === 0 && bytes.peek(6) === 0
  if (bytes.peek16(2) === 0 || (bytes.peek(4) === 0 && !isNamed)) return NOT_A_MESSAGE
  const user = textEnd(bytes, REQUEST_4)
  if (user <= 0 || !isNamed || bytes.peek(7) === 0) return user
  return textEnd(bytes, user)
}

/** Behind the zero that ends the printable text at an offset. */
function textEnd(bytes: Cursor, from: number): number {
  for (let at = from; at <= from + MAX_TEXT; at++) {
    if (at >= bytes.left) return NEED_MORE
    const each = bytes.peek(at)
    if (each === 0) return at + 1
    if (each < 0x20 || each === 0x7f) return NOT_A_MESSAGE
  }
  return NOT_A_MESSAGE
}

function textAt(message: Cursor): string {
  let length = 0
  while (length < message.left && message.peek(length) !== 0) length++
  const text = message.text(length, 'utf8')
  message.skip(1)
  return text
}

/** What follows the greeting from the client. */
function fromClient(content: Cursor, state: SocksState, sink: Sink): void {
  switch (state.client) {
    case CLIENT.userHead:
      content.skip(1)
      state.textLength = content.u8()
      state.client = CLIENT.user
      return
    case CLIENT.user:
      state.user = content.text(state.textLength, 'utf8')
      state.textLength = content.u8()
      state.client = state.textLength === 0 ? CLIENT.requestHead : CLIENT.password
      return
    case CLIENT.password:
      state.client = CLIENT.requestHead
      return
    case CLIENT.requestHead:
      content.skip(1)
      state.command = content.u8()
      if (!state.clientAddress(content)) noAddress(sink)
      return
    case CLIENT.requestRest: {
      const host = hostAt(content, state)
      state.client = CLIENT.carried
      state.asked = ask(VERSION_5 * 0x100 + state.command, `${host}:${content.u16()}`, state, sink)
    }
  }
}

/** What the proxy answers. */
function fromServer(content: Cursor, state: SocksState, sink: Sink): void {
  switch (state.server) {
    case SERVER.method: {
      const method = content.peek(1)
      state.choose(method)
      answer(state.greeting, method === REFUSED ? REFUSED : 0, state, sink)
      return
    }
    case SERVER.signIn: {
      const isSignedIn = content.peek(1) === 0
      state.server = isSignedIn ? SERVER.answerHead : SERVER.carried
      sink.observe({
        kind: 'credential',
        of: 'client',
        method: 'SOCKS5 password',
        account: state.user,
        protection: 'clear',
      })
      const { user } = state
      sink.observe({ kind: 'session', state: isSignedIn ? 'opened' : 'refused', security: 'none', user })
      return
    }
    case SERVER.answerHead:
      state.status = content.peek(1)
      if (!state.serverAddress(content)) noAddress(sink)
      return
    case SERVER.answerRest:
      state.server = SERVER.carried
      answer(state.asked, state.status, state, sink)
      return
    case SERVER.answer4: {
      const status = content.peek(1)
      state.server = SERVER.carried
      answer(state.asked, status === GRANTED_4 ? 0 : status, state, sink)
    }
  }
}

/** Of no known type: where it ends is not known, so the rest passes unread. */
function noAddress(sink: Sink): void {
  sink.observe({ kind: 'malformed', reason: 'bad-value', offset: ADDRESS_TYPE_AT })
}

/** RFC 1928, 5: of a name the first byte is its length, which came with the head; of an address it is part of it. */
function hostAt(content: Cursor, { addressType, firstByte }: SocksState): string {
  if (addressType === DOMAIN) return content.text(firstByte, 'utf8')
  const whole = new DataView(new ArrayBuffer(addressType === IPV6 ? 16 : 4))
  whole.setUint8(0, firstByte)
  for (let i = 1; i < whole.byteLength; i++) whole.setUint8(i, content.u8())
  address.reset(whole, 0, whole.byteLength)
  return addressType === IPV4 ? ipv4Text(address) : `[${ipv6Text(address)}]`
}

function ask(code: number, target: string, state: SocksState, sink: Sink): Operation {
  const { operations } = state
  const key = keyOfText(target, code)
  const operation = operations.find(key) ?? operations.add(key, 'session', code, '', target)
  sink.operation('request', operation, 0)
  return operation
}

function answer(asked: Operation | undefined, status: number, state: SocksState, sink: Sink): void {
  if (asked !== undefined) sink.operation('response', asked, status)
  if (status !== 0 || state.isProxyTold) return
  state.isProxyTold = true
  sayFacts('server', '', 'SOCKS answer', { role: 'SOCKS proxy' }, sink)
}
