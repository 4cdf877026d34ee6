/*
 * VRRP, versions 2 and 3. Big-endian. IP protocol 112.
 * RFC 3768 clause 5 (version 2; authentication: RFC 2338 clause 5.3.6), RFC 5798 clause 5 (version 3).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv4Text, ipv6Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { bindVirtual } from '../kit/virtual-binding.ts'

const MAX_MESSAGE = 65_535
const HEADER_LENGTH = 8
const ADVERTISEMENT = 1
/** A master that gives up says so with priority 0 (RFC 5798, 5.2.4), at once to be replaced. */
const GIVES_UP = 0
const OWNER = 255
const ADVERTISEMENT_ENDS = 0x100
const SIMPLE_TEXT = 1
const AH = 2
const AUTHENTICATION: Readonly<Record<number, string>> = { [SIMPLE_TEXT]: 'VRRP text password', [AH]: 'VRRP IP AH' }
/** RFC 5798, 7.3: of group 0; the master sends by it and answers ARP with it. */
const VIRTUAL_MAC = 0x00005e000100
const VIRTUAL_MAC_6 = 0x00005e000200
/** Addresses of one message that are named. */
export const MAX_ADDRESSES = 16

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const vrrp = defineDissector<State>({
  name: 'vrrp',
  title: 'VRRP',
  carriers: [{ over: 'ip', protocols: [112] }],
  depth: {
    decodes: 'advertisements of versions 2 and 3: groups, priorities, who is master, who gives up',
    identity: 'virtual addresses with their MAC address, and their master',
    missing: '',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isAdvertisement(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const isWhole = isAdvertisement(message)
    sink.operation('event', operationOf(message, state), 0)
    if (!isWhole) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: Math.min(HEADER_LENGTH, end - pos) })
      return
    }
    const group = view.getUint8(pos + 1)
    // Up to the addresses without the checksum; the password behind them is not looked at.
    const isNewHead = isNews(state.said, group * 2, view, pos, pos + 6)
    const isNewList = isNews(state.said, group * 2 + 1, view, pos + HEADER_LENGTH, addressesEnd(message))
    if (isNewHead || isNewList) sayGroup(message, info, sink)
  },

  describe: (code) => ({
    function: String(code & 0xff),
    name: code === ADVERTISEMENT ? 'Advertisement' : code > 0xff ? 'Advertisement, master gives up' : `type ${code}`,
  }),
})

/** A version that exists, an advertisement, and room for the addresses that it counts (and the password of version 2). */
function isAdvertisement(bytes: Cursor): boolean {
  if (bytes.left < HEADER_LENGTH) return false
  const first = bytes.peek(0)
  const count = bytes.peek(3)
  const isKnown = first === 0x21 || first === 0x31
  return isKnown && bytes.peek(1) !== 0 && bytes.left >= HEADER_LENGTH + count * 4
}

/** An IPv6 address has 16 bytes: the version is the same for both (RFC 5798, 5.2.9). */
function isIpv6(message: Cursor): boolean {
  const count = message.peek(3)
  return message.peek(0) === 0x31 && count > 0 && message.left >= HEADER_LENGTH + count * 16
}

function addressesEnd(message: Cursor): number {
  return message.pos + HEADER_LENGTH + message.peek(3) * (isIpv6(message) ? 16 : 4)
}

/** The master shows the others that it lives: diagnose. Where it gives up, another one takes over: alarm. */
function operationOf(message: Cursor, state: State): Operation {
  const { left } = message
  const type = left > 0 ? message.peek(0) & 15 : 0
  const group = left > 1 ? message.peek(1) : 0
  const ends = type === ADVERTISEMENT && left > 2 && message.peek(2) === GIVES_UP
  const code = ends ? type + ADVERTISEMENT_ENDS : type
  const key = code * 256 + group
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const operationClass = type !== ADVERTISEMENT ? 'unknown' : ends ? 'alarm' : 'diagnose'
  return state.operations.add(key, operationClass, code, '', `group ${group}`)
}

function sayGroup(message: Cursor, info: MessageInfo, sink: Sink): void {
  const of = senderOf(info)
  const version = message.peek(0) >> 4
  const group = message.peek(1)
  const priority = message.peek(2)
  const authentication = version === 2 ? AUTHENTICATION[message.peek(4)] : undefined
  const part = priority === GIVES_UP ? 'no longer master' : 'master'
  const owner = priority === OWNER ? ', owner of the address' : ''
  const redundancy = `VRRP group ${group} ${part}, priority ${priority}${owner}`
  sayFacts(of, '', 'VRRP Advertisement', { role: 'router', redundancy }, sink)
  const isSix = isIpv6(message)
  const read = isSix ? ipv6Text : ipv4Text
  const count = Math.min(message.peek(3), MAX_ADDRESSES)
  message.skip(HEADER_LENGTH)
  for (let i = 0; i < count; i++) {
    const address = read(message)
    sayFacts(of, address, 'VRRP Advertisement', { redundancy: `virtual address of VRRP group ${group}` }, sink)
    if (priority !== GIVES_UP) bindVirtual((isSix ? VIRTUAL_MAC_6 : VIRTUAL_MAC) + group, address, info, sink)
  }
  if (authentication === undefined) return
  const protection = authentication === AUTHENTICATION[SIMPLE_TEXT] ? 'clear' : 'protected'
  sink.observe({ kind: 'credential', of, method: authentication, account: '', protection })
}
