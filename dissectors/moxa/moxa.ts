/*
 * Discovery and configuration of Moxa's serial device servers (NPort and relatives). Big-endian header. There is no public
 * standard: the layout is what open descriptions of an NPort agree on. UDP port 4800. Requests other than those that ask
 * for something are not public: they stay unknown.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Operation, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

const HEADER = 8
const REPLY = 0x80
const COMMAND = { discover: 0x01, name: 0x10, serial: 0x16, ip: 0x21, mask: 0x22, gateway: 0x23 } as const
const NAMES: Readonly<Record<number, string>> = {
  [COMMAND.discover]: 'discover',
  [COMMAND.name]: 'device name',
  [COMMAND.serial]: 'serial number',
  [COMMAND.ip]: 'IP address',
  [COMMAND.mask]: 'subnet mask',
  [COMMAND.gateway]: 'gateway',
}
/** Which device is meant: application, hardware, MAC address; in all but the request of a discovery. */
const DEVICE = 12
const HARDWARE_AT = HEADER + 4
const MAC_AT = HEADER + 6
/** Moxa's own, of the IEEE registry. */
const OUI = [0x00, 0x90, 0xe8] as const
const NAME_LENGTH = 40
/** The serial number lies in bytes 8 and 9 of its answer, little-endian. */
const SERIAL_AT = 8
const MAX_MESSAGE = 1500

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const moxa = defineDissector<State>({
  name: 'moxa',
  title: 'Moxa device discovery',
  carriers: [{ over: 'udp', ports: [4800] }],
  depth: {
    decodes: 'requests and replies by number, discovery',
    identity: 'discovery (MAC, IP address, hardware), device name, serial number, mask, gateway',
    missing: 'requests that change something: they are not public',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER || bytes.peek16(2) !== bytes.left) return 'no'
    if (bytes.peek(0) === COMMAND.discover) return bytes.left === HEADER && bytes.peek(1) === 0 ? 'yes' : 'no'
    if (bytes.left < HEADER + DEVICE || bytes.peek(1) > 0x0f) return 'no'
    return OUI.every((octet, i) => bytes.peek(MAC_AT + i) === octet) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left === 0) return undefined
    return bytes.peek(0) & REPLY ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (message.left < HEADER) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const command = message.peek(0) & ~REPLY
    const isReply = (message.peek(0) & REPLY) !== 0
    const status = message.peek(1)
    sink.operation(isReply ? 'response' : 'request', operationOf(command, state), isReply ? status : 0)
    if (!isReply || status !== 0) return
    if (message.left < HEADER + DEVICE) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    else sayReply(command, message, info, state, sink)
  },

  describe: (code: number) => ({
    function: `0x${code.toString(16).padStart(2, '0')}`,
    name: NAMES[code] ?? 'unknown request',
  }),
})

/** Those that only ask find a device; what the others do is not known. */
function operationOf(command: number, { operations }: State): Operation {
  const known = NAMES[command] !== undefined
  return operations.find(command) ?? operations.add(command, known ? 'discover' : 'unknown', command, '', '')
}

function sayReply(command: number, message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos, end } = message
  const name = NAMES[command]
  if (name === undefined || !isNews(state.said, command, view, pos + HEADER, end)) return
  message.skip(HARDWARE_AT)
  const hardware = `0x${message.u16le().toString(16).padStart(4, '0')}`
  const mac = message.hex(6, ':')
  const facts = factsOf(command, message)
  const of: Side = info.direction === 'to-server' ? 'client' : 'server'
  const all = { mac, 'product-code': hardware, ...facts }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: name, facts: all })
  if (facts.ip !== undefined) sink.observe({ kind: 'binding', mac, ip: facts.ip })
}

function factsOf(command: number, message: Cursor): Partial<Record<Fact, string>> {
  switch (command) {
    case COMMAND.discover:
    case COMMAND.ip:
      return message.left >= 4 ? { ip: ipv4Text(message) } : {}
    case COMMAND.mask:
      return message.left >= 4 ? { 'subnet-mask': ipv4Text(message) } : {}
    case COMMAND.gateway:
      return message.left >= 4 ? { gateway: ipv4Text(message) } : {}
    case COMMAND.name:
      return { name: message.text(Math.min(NAME_LENGTH, message.left)) }
    default:
      message.skip(SERIAL_AT)
      return message.left >= 2 ? { serial: String(message.u16le()) } : {}
  }
}
