/*
 * CODESYS V3 runtime protocol. Little-endian, network addresses aside. There is no public standard: the layout is what
 * published research and open forensic tools agree on (block driver of TCP, datagram layer, name service, channels, service
 * layer). What the commands of most components do is not public, and stays unknown. UDP 1740 to 1743, TCP 11740 to 11743.
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
import { isNews } from '../kit/is-news.ts'
import type { OperationClass, OperationRole, Undecoded } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { CHANNEL, CODE, channelRole, classOfGroup, describeCodesys, isChannelType, NAME_SERVICE } from './commands.ts'
import { deviceInformation } from './device-information.ts'

const DATAGRAM_MAGIC = 0xc5
const BLOCK_HEADER = 8
const DATAGRAM_HEADER = 6
const HEADER_WORDS = 3
const SERVICE = { addressRequest: 1, addressResponse: 2, nameServer: 3, nameClient: 4, channels: 64 } as const
const MAX_MESSAGE = 65_536
/** Hops that a datagram may make; runtimes begin with 13. */
const MAX_HOPS = 15
const FIRST_BLOCK = 0x01
const IS_REQUEST = 0x80
const BLOCK_LENGTH = { first: 20, other: 12 } as const
const SERVICE_PROTOCOL = { normal: 0xcd55, secure: 0x7557 } as const
const SERVICE_HEADER = 16
const BLOCK = CODE.channel + CHANNEL.block
const ENCRYPTED_BLOCK: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: BLOCK }
const UNKNOWN_BLOCK: Undecoded = { kind: 'undecoded', reason: 'unsupported', code: BLOCK }

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
  isSecure: boolean
}

export const codesys = defineDissector<State>({
  name: 'codesys',
  title: 'CODESYS V3',
  carriers: [
    { over: 'udp', ports: [1740, 1741, 1742, 1743] },
    { over: 'tcp', ports: [11740, 11741, 11742, 11743] },
  ],
  depth: {
    decodes: 'name service, channels, service requests by component and command',
    identity: 'device information of the name service: node, device, vendor, firmware, serial number, target',
    missing: 'what most commands do, and their contents (not public); secured channels; the gateway on TCP 1217',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left > 0 && bytes.peek(0) === DATAGRAM_MAGIC) return isDatagram(bytes, 0) ? 'yes' : 'no'
    const length = blockLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    if (length === NEED_MORE || bytes.left < Math.min(length, BLOCK_HEADER + 48)) return 'need-more'
    return isDatagram(bytes, BLOCK_HEADER) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const start = bytes.left > 0 && bytes.peek(0) === DATAGRAM_MAGIC ? 0 : BLOCK_HEADER
    const at = payloadAt(bytes, start)
    if (at < 0 || at >= bytes.left) return undefined
    const service = bytes.peek(start + 3)
    if (service === SERVICE.nameServer || service === SERVICE.addressRequest) return 'to-server'
    if (service === SERVICE.nameClient || service === SERVICE.addressResponse) return 'to-client'
    switch (bytes.peek(at)) {
      case CHANNEL.open:
        return 'to-server'
      case CHANNEL.opened:
        return 'to-client'
      case CHANNEL.block:
        return at + 1 < bytes.left && (bytes.peek(at + 1) & IS_REQUEST) !== 0 ? 'to-server' : 'to-client'
      default:
        return undefined
    }
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left > 0 && bytes.peek(0) === DATAGRAM_MAGIC) return bytes.left
    return blockLength(bytes)
  },

  newState: () => ({ operations: new Operations(), said: new Map(), isSecure: false }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const start = message.left > 0 && message.peek(0) === DATAGRAM_MAGIC ? 0 : BLOCK_HEADER
    const at = payloadAt(message, start)
    if (at < 0) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: Math.min(message.left, start) })
      return
    }
    const service = message.peek(start + 3)
    message.skip(at)
    if (service === SERVICE.channels) channel(message, at, state, sink)
    else if (service === SERVICE.nameServer || service === SERVICE.nameClient) {
      nameService(message, service === SERVICE.nameServer, info, state, sink)
    } else report(CODE.datagram + service, 'discover', '', 'event', 0, state, sink)
  },

  describe: describeCodesys,
})

function blockLength(bytes: Cursor): number {
  const magic = [0x00, 0x01, 0x17, 0xe8]
  for (let i = 0; i < 4; i++) {
    if (i >= bytes.left) return NEED_MORE
    if (bytes.peek(i) !== magic[i]) return NOT_A_MESSAGE
  }
  if (bytes.left < BLOCK_HEADER) return NEED_MORE
  const { pos } = bytes
  bytes.skip(4)
  const length = bytes.u32le()
  bytes.pos = pos
  return length >= BLOCK_HEADER + DATAGRAM_HEADER && length <= MAX_MESSAGE ? length : NOT_A_MESSAGE
}

/** Where the payload of the datagram at `start` begins: behind both addresses, at a multiple of four; -1 when it is cut. */
function payloadAt(bytes: Cursor, start: number): number {
  if (bytes.left < start + DATAGRAM_HEADER) return -1
  const lengths = bytes.peek(start + 5)
  const addresses = 2 * ((lengths & 15) + (lengths >> 4))
  const end = start + DATAGRAM_HEADER + addresses
  const at = end + (end % 4)
  return at <= bytes.left ? at : -1
}

function isDatagram(bytes: Cursor, start: number): boolean {
  const at = payloadAt(bytes, start)
  if (at < 0 || bytes.peek(start) !== DATAGRAM_MAGIC) return false
  const hops = bytes.peek(start + 1)
  if ((hops & 7) !== HEADER_WORDS || hops >> 3 > MAX_HOPS || bytes.peek(start + 5) >> 4 === 0) return false
  const left = bytes.left - at
  switch (bytes.peek(start + 3)) {
    case SERVICE.nameServer:
    case SERVICE.nameClient:
      return left >= 8 && isNameService(bytes.peek(at) | (bytes.peek(at + 1) << 8))
    case SERVICE.channels:
      return left >= 4 && isChannelType(bytes.peek(at)) && isFlags(bytes.peek(at), bytes.peek(at + 1))
    default:
      return false
  }
}

/** Bits that are used: the first block of a request, of an answer, and the blocks that follow. */
function isFlags(type: number, flags: number): boolean {
  if (type === CHANNEL.block || type === CHANNEL.acknowledge) return (flags & ~(FIRST_BLOCK | IS_REQUEST)) === 0
  return flags === 0
}

function isNameService(command: number): boolean {
  return command === NAME_SERVICE.device || command === NAME_SERVICE.name || command === NAME_SERVICE.address
}

function nameService(message: Cursor, isRequest: boolean, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos, end } = message
  const command = message.u16le()
  message.skip(6)
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
    return
  }
  report(CODE.nameService + command, 'discover', '', isRequest ? 'request' : 'response', 0, state, sink)
  if (isRequest || command !== NAME_SERVICE.device || !isNews(state.said, command, view, pos + 8, end)) return
  const facts = deviceInformation(message)
  if (facts === undefined) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - pos })
  else {
    const of = info.direction === 'to-server' ? 'client' : 'server'
    sink.observe({ kind: 'identity', of, about: '', module: '', message: 'NS device information', facts })
  }
}

function channel(message: Cursor, at: number, state: State, sink: Sink): void {
  const type = message.peek(0)
  const flags = message.peek(1)
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: at })
    return
  }
  if (type === CHANNEL.block && (flags & FIRST_BLOCK) !== 0 && message.left >= BLOCK_LENGTH.first + SERVICE_HEADER) {
    message.skip(BLOCK_LENGTH.first)
    serviceLayer(message, (flags & IS_REQUEST) !== 0, state, sink)
    return
  }
  const known = isChannelType(type)
  report(CODE.channel + type, known ? 'session' : 'unknown', '', channelRole(type), 0, state, sink)
  if (!known) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: CODE.channel + type })
  if (type === CHANNEL.block && state.isSecure) sink.observe(ENCRYPTED_BLOCK)
  if (type === CHANNEL.opened && message.left >= 14) {
    message.skip(12)
    const isRefused = message.u16le() !== 0
    const state = isRefused ? 'refused' : 'opened'
    sink.observe({ kind: 'session', state, security: isRefused ? 'unknown' : 'none', user: '' })
  }
}

/** A request to a component of the runtime, or its answer. */
function serviceLayer(message: Cursor, isRequest: boolean, state: State, sink: Sink): void {
  const protocol = message.u16le()
  message.skip(2)
  const group = message.u16le() & 0x7f
  const command = message.u16le()
  if (protocol === SERVICE_PROTOCOL.normal) {
    const code = CODE.service + group * 0x1_0000 + command
    report(code, classOfGroup(group, command), '', isRequest ? 'request' : 'response', 0, state, sink)
    return
  }
  report(BLOCK, 'unknown', '', 'event', 0, state, sink)
  const isSecure = state.isSecure || protocol === SERVICE_PROTOCOL.secure
  sink.observe(isSecure ? ENCRYPTED_BLOCK : UNKNOWN_BLOCK)
  if (state.isSecure || !isSecure) return
  state.isSecure = true
  sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
}

function report(
  code: number,
  operationClass: OperationClass,
  target: string,
  role: OperationRole,
  status: number,
  { operations }: State,
  sink: Sink,
): void {
  const operation = operations.find(code) ?? operations.add(code, operationClass, code, '', target)
  sink.operation(role, operation, status)
}
