/*
 * Address Resolution Protocol. Big-endian.
 * RFC 826 (packet layout: "Packet format"); RFC 5227 (probes, section 2.1.1, and announcements, section 2.3).
 */
import { ipText, macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Binding, Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

const LENGTH = 28
const HARDWARE_ETHERNET = 1
const PROTOCOL_IPV4 = 0x0800
const REQUEST = 1
const REPLY = 2
const THIS_NETWORK = 0
const LOOPBACK = 127
const FIRST_GROUP = 224
const NOTHING_SAID: Binding = { kind: 'binding', mac: '', ip: '' }

interface State {
  readonly operations: Operations
  /** The last binding said, so that a repeated one makes no new text. */
  mac: number
  ip: number
  said: Binding
}

export const arp = defineDissector<State>({
  name: 'arp',
  title: 'ARP',
  carriers: [{ over: 'ethernet', etherTypes: [0x0806] }],
  depth: {
    decodes: 'requests, replies, probes, announcements',
    identity: 'MAC and IPv4 address',
    missing: 'InARP, other hardware types',
  },
  maxMessage: LENGTH,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < LENGTH) return 'no'
    return bytes.peek16(0) === HARDWARE_ETHERNET && bytes.peek16(2) === PROTOCOL_IPV4 && bytes.peek16(4) === 0x0604
      ? 'yes'
      : 'no'
  },

  directionOf: (bytes: Cursor): Direction => (bytes.peek16(6) === REPLY ? 'to-client' : 'to-server'),

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), mac: -1, ip: -1, said: NOTHING_SAID }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    message.skip(6)
    const code = message.u16()
    const mac = message.u16() * 0x1_0000_0000 + message.u32()
    const ip = message.u32()
    message.skip(6)
    const target = message.u32()
    if (message.short) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end - message.pos })
      return
    }
    if (mac !== 0 && isHost(ip)) sink.observe(bindingOf(state, mac, ip))
    sink.operation(code === REPLY ? 'response' : 'request', operationOf(state, code, code === REPLY ? ip : target), 0)
  },

  describe: (code) => ({
    function: String(code),
    name: code === REQUEST ? 'ARP Request' : code === REPLY ? 'ARP Reply' : `ARP operation ${code}`,
  }),
})

/**
 * A probe (RFC 5227, 2.1.1) asks from address 0; this network, the host itself and groups are nobody's address on a link
 * (RFC 1122, 3.2.1.3), whoever sends by them.
 */
function isHost(ip: number): boolean {
  const first = ip >>> 24
  return first !== THIS_NETWORK && first !== LOOPBACK && first < FIRST_GROUP
}

/** Each time that it is said counts: who holds an address goes on saying so, beside whoever else does. */
function bindingOf(state: State, mac: number, ip: number): Binding {
  if (mac !== state.mac || ip !== state.ip) {
    state.mac = mac
    state.ip = ip
    state.said = { kind: 'binding', mac: macText(mac), ip: ipText(ip) }
  }
  return state.said
}

function operationOf(state: State, code: number, subject: number): Operation {
  const key = subject * 0x1_0000 + code
  return state.operations.find(key) ?? state.operations.add(key, 'discover', code, '', ipText(subject))
}
