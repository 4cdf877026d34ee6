/* How far a SOCKS connection has come, and how long what comes next is: RFC 1928, 3 to 6; RFC 1929, 2. */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** What the client sends next. */
export const CLIENT = {
  greeting: 0,
  userHead: 1,
  user: 2,
  password: 3,
  requestHead: 4,
  requestRest: 5,
  carried: 6,
} as const

/** What the proxy sends next. */
export const SERVER = {
  greeting: 0,
  method: 1,
  signIn: 2,
  answerHead: 3,
  answerRest: 4,
  answer4: 5,
  carried: 6,
} as const

const NO_METHOD = 0
const USER_NAME = 2
const ADDRESS_LENGTHS: Readonly<Record<number, number>> = { 1: 4, 4: 16 }
const DOMAIN = 3
/** Version, command or reply, reserved, address type, the first byte of the address. */
const HEAD = 5
const HEAD_4 = 8
const PORT = 2

/** What is remembered of one connection. */
export class SocksState {
  readonly operations = new Operations()
  client: number = CLIENT.greeting
  server: number = SERVER.greeting
  greeting: Operation | undefined = undefined
  asked: Operation | undefined = undefined
  user = ''
  command = 0
  status = 0
  /** Of the text that comes next: a user name, or a password. */
  textLength = 0
  addressType = 0
  firstByte = 0
  isProxyTold = false
  clientRest = 0
  serverRest = 0

  /** The method that the proxy has chosen; another one than these is not followed. */
  choose(method: number): void {
    const isKnown = method === NO_METHOD || method === USER_NAME
    this.server = !isKnown ? SERVER.carried : method === USER_NAME ? SERVER.signIn : SERVER.answerHead
    if (this.client !== CLIENT.requestHead) return
    this.client = !isKnown ? CLIENT.carried : method === USER_NAME ? CLIENT.userHead : CLIENT.requestHead
  }

  /** Reads the rest of a request's head, which says how long what follows is; false when it does not. */
  clientAddress(head: Cursor): boolean {
    this.clientRest = this.restOf(head)
    this.client = this.clientRest > 0 ? CLIENT.requestRest : CLIENT.carried
    return this.clientRest > 0
  }

  serverAddress(head: Cursor): boolean {
    head.skip(2)
    this.serverRest = this.restOf(head)
    this.server = this.serverRest > 0 ? SERVER.answerRest : SERVER.carried
    return this.serverRest > 0
  }

  /** Bytes behind the head; 0 when its address is of no known type. */
  private restOf(head: Cursor): number {
    head.skip(1)
    const type = head.u8()
    const first = head.u8()
    const length = type === DOMAIN ? first + 1 : (ADDRESS_LENGTHS[type] ?? 0)
    if (length === 0 || head.short) return 0
    this.addressType = type
    this.firstByte = first
    return length - 1 + PORT
  }
}

export function newSocksState(): SocksState {
  return new SocksState()
}

const nextOne = { length: 0, look: 0 }

/** How long the content is that comes next in a direction, and how much of it is looked at. One object, reused. */
export function lookedAt(state: SocksState, direction: Direction): Readonly<typeof nextOne> {
  const length = direction === 'to-server' ? clientLength(state) : serverLength(state)
  nextOne.length = length
  // Of a password one byte is seen, and not read, to know that it came.
  const isPassword = direction === 'to-server' && state.client === CLIENT.password
  nextOne.look = length === Number.POSITIVE_INFINITY ? 0 : isPassword ? 1 : length
  return nextOne
}

function clientLength({ client, textLength, clientRest }: SocksState): number {
  switch (client) {
    case CLIENT.greeting:
      return 0
    case CLIENT.userHead:
      return 2
    case CLIENT.user:
      return textLength + 1
    case CLIENT.password:
      return textLength
    case CLIENT.requestHead:
      return HEAD
    case CLIENT.requestRest:
      return clientRest
    default:
      return Number.POSITIVE_INFINITY
  }
}

function serverLength({ server, serverRest }: SocksState): number {
  switch (server) {
    case SERVER.greeting:
      return 0
    case SERVER.method:
    case SERVER.signIn:
      return 2
    case SERVER.answerHead:
      return HEAD
    case SERVER.answerRest:
      return serverRest
    case SERVER.answer4:
      return HEAD_4
    default:
      return Number.POSITIVE_INFINITY
  }
}
