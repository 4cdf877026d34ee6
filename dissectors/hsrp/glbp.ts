/*
 * GLBP, Cisco's Gateway Load Balancing Protocol. Big-endian. UDP port 3222.
 * There is no standard: a version, the group, the sender's MAC address, then TLVs of a byte of type and one of length.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv4Text, ipv6Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'

const MAX_MESSAGE = 65_535
const VERSION = 1
const GROUP_AT = 2
const HEADER_LENGTH = 12
const TLV = { hello: 1, forwarder: 2, authentication: 3, last: 4 } as const
/** Of a hello, from its type: priority, then the kind and length of the virtual address, and the address. */
const HELLO = { priority: 5, family: 22, address: 24 } as const
const IPV4 = 1
const IPV6 = 2
const FORWARDER = { number: 2, mac: 14 } as const
/** TLVs of one message that are read. */
export const MAX_TLVS = 16

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const glbp = defineDissector<State>({
  name: 'glbp',
  title: 'GLBP',
  carriers: [{ over: 'udp', ports: [3222] }],
  depth: {
    decodes: 'groups and priorities',
    identity: 'virtual addresses and virtual MAC addresses',
    missing: 'states, weights',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isChain(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  // Routers show each other that they live: diagnose.
  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const { operations } = state
    if (!isChain(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: Math.min(HEADER_LENGTH, end - pos) })
      return
    }
    const group = message.peek16(GROUP_AT)
    const operation = operations.find(group) ?? operations.add(group, 'diagnose', 0, '', `group ${group}`)
    sink.operation('event', operation, 0)
    if (isNews(state.said, group, view, pos, end)) sayGroup(message, group, senderOf(info), sink)
  },

  describe: () => ({ function: 'glbp', name: 'GLBP' }),
})

/** TLVs that exist, up to the very end: nothing else tells the protocol. */
function isChain(bytes: Cursor): boolean {
  const { left } = bytes
  if (left < HEADER_LENGTH + 2 || bytes.peek(0) !== VERSION) return false
  let at = HEADER_LENGTH
  for (let count = 0; at + 2 <= left && count < MAX_TLVS; count++) {
    const type = bytes.peek(at)
    const length = bytes.peek(at + 1)
    if (type < TLV.hello || type > TLV.last || length < (LEAST[type] ?? 2)) return false
    at += length
  }
  return at === left
}

/** The shortest TLV of each type. */
const LEAST: readonly number[] = [0, 24, 20, 4, 2]

function sayGroup(message: Cursor, group: number, of: Side, sink: Sink): void {
  const { view, pos, end } = message
  for (let at = pos + HEADER_LENGTH; at + 2 <= end; at += view.getUint8(at + 1)) {
    const tlvEnd = at + view.getUint8(at + 1)
    switch (view.getUint8(at)) {
      case TLV.hello: {
        const redundancy = `GLBP group ${group} gateway, priority ${view.getUint8(at + HELLO.priority)}`
        sayFacts(of, '', 'GLBP Hello', { role: 'router', redundancy }, sink)
        message.pos = at + HELLO.family
        const address = virtualAddress(message, tlvEnd)
        const virtual = `virtual address of GLBP group ${group}`
        if (address !== '') sayFacts(of, address, 'GLBP Hello', { redundancy: virtual }, sink)
        break
      }
      case TLV.forwarder: {
        message.pos = at + FORWARDER.mac
        const redundancy = `virtual MAC address of GLBP group ${group}, forwarder ${view.getUint8(at + FORWARDER.number)}`
        sayFacts(of, message.hex(6, ':'), 'GLBP Forwarder', { redundancy }, sink)
        break
      }
      case TLV.authentication: {
        // Kinds: 1 text, 2 MD5. What stands behind is not looked at.
        const isText = view.getUint8(at + 2) === 1
        const method = isText ? 'GLBP text password' : 'GLBP MD5'
        sink.observe({ kind: 'credential', of, method, account: '', protection: isText ? 'clear' : 'protected' })
        break
      }
      default:
    }
  }
}

function virtualAddress(message: Cursor, end: number): string {
  const family = message.u8()
  const length = message.u8()
  if (message.pos + length > end) return ''
  if (family === IPV4 && length === 4) return ipv4Text(message)
  return family === IPV6 && length === 16 ? ipv6Text(message) : ''
}
