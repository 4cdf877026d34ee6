/*
 * HSRP, Cisco's Hot Standby Router Protocol. Big-endian. UDP ports 1985, and 2029 over IPv6.
 * Version 1: RFC 2281 clause 5. Version 2: Cisco, see groups.ts.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { bindVirtual } from '../kit/virtual-binding.ts'
import { HsrpGroup, isVersion1, isVersion2, OPCODE, V1_LENGTH } from './groups.ts'

const MAX_MESSAGE = 65_535
const NAMES = ['Hello', 'Coup', 'Resign', 'Advertise']
/** Of a message of version 1, and of the group TLV of version 2, without what authenticates them. */
const SAID_1 = 8
const SAID_2 = 42
/** Of group 0; version 2 has 4096 groups. */
const VIRTUAL_MAC_1 = 0x00000c07ac00
const VIRTUAL_MAC_2 = 0x00000c9ff000
const VIRTUAL_MAC_6 = 0x000573a00000

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const hsrp = defineDissector<State>({
  name: 'hsrp',
  title: 'HSRP',
  carriers: [{ over: 'udp', ports: [1985, 2029] }],
  depth: {
    decodes: 'versions 1 and 2: groups, priorities, states, coups and resignations',
    identity: 'virtual addresses with their MAC address, who is active and who stands by',
    missing: 'interface state',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isVersion1(bytes) || isVersion2(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const isFirst = isVersion1(message)
    if (!isFirst && !isVersion2(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    group.read(message)
    sink.operation('event', operationOf(state), 0)
    if (group.version === 1 && group.opcode === OPCODE.advertise) return
    const length = isFirst ? SAID_1 : SAID_2
    const under = group.group * 4 + group.version
    const isNewHead = isNews(state.said, under, view, pos, pos + length)
    const isNewAddress =
      isFirst && isNews(state.said, under + 2, view, pos + V1_LENGTH - 4, Math.min(end, pos + V1_LENGTH))
    if (isNewHead || isNewAddress) sayGroup(info, sink)
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? '' }),
})

const group = new HsrpGroup()

/** Routers show each other that they live: diagnose. A coup or a resignation changes who forwards: alarm. */
function operationOf(state: State): Operation {
  const { opcode } = group
  const isOfGroup = group.version === 2 || opcode !== OPCODE.advertise
  const key = (isOfGroup ? group.group + 1 : 0) * 4 + opcode
  const known = state.operations.find(key)
  if (known !== undefined) return known
  return state.operations.add(key, classOf(opcode), opcode, '', isOfGroup ? `group ${group.group}` : '')
}

/** The active router sends by it and answers ARP with it (RFC 2281, 5.1); those of version 2 are Cisco's. */
function virtualMac(): number {
  if (group.version === 1) return VIRTUAL_MAC_1 + group.group
  return (group.isIpv6 ? VIRTUAL_MAC_6 : VIRTUAL_MAC_2) + group.group
}

function classOf(opcode: number): OperationClass {
  return opcode === OPCODE.coup || opcode === OPCODE.resign ? 'alarm' : 'diagnose'
}

function sayGroup(info: MessageInfo, sink: Sink): void {
  const of = senderOf(info)
  const message = `HSRP ${NAMES[group.opcode] ?? ''}`
  const redundancy = `HSRP group ${group.group} ${group.state}, priority ${group.priority}`
  sayFacts(of, '', message, { role: 'router', redundancy }, sink)
  if (group.address !== '') {
    sayFacts(of, group.address, message, { redundancy: `virtual address of HSRP group ${group.group}` }, sink)
    if (group.isActive) bindVirtual(virtualMac(), group.address, info, sink)
  }
  if (!group.hasText && !group.hasDigest) return
  const protection = group.hasDigest ? 'protected' : 'clear'
  const method = group.hasDigest ? 'HSRP MD5' : 'HSRP text password'
  sink.observe({ kind: 'credential', of, method, account: '', protection })
}
