/*
 * LLDP. Big-endian. IEEE 802.1AB-2016: clause 8 (TLVs of seven bits of type and nine of length), EtherType 0x88CC.
 */
import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Operation, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { siemensFacts } from '../kit/siemens-description.ts'
import { capabilityText, chassisId, type Identifier, managementAddress, portId, TLV } from './basic-tlvs.ts'
import { isSwitch, organizationStatement, type Statement } from './organization-tlvs.ts'

const MAX_MESSAGE = 65_535
const LLDP = 0
/** Subtypes of chassis and port ids that exist. */
const LAST_SUBTYPE = 7
const NO_ADDRESS = '0.0.0.0'
/** TLVs of one message that are read. */
const MAX_TLVS = 256

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const lldp = defineDissector<State>({
  name: 'lldp',
  title: 'LLDP',
  carriers: [{ over: 'ethernet', etherTypes: [0x88cc] }],
  depth: {
    decodes: 'the basic TLVs, those of IEEE 802.1, LLDP-MED, PROFINET and MUD',
    identity:
      'chassis, port, system name and description, capabilities, management addresses, VLANs, inventory, location',
    missing: 'link and power details of IEEE 802.3',
  },
  maxMessage: MAX_MESSAGE,

  // Clause 8.2: chassis id and port id come first, each with a subtype of 1 to 7.
  probe(bytes: Cursor): Verdict {
    const chassis = lengthOf(bytes, 0, TLV.chassisId)
    if (chassis < 2 || !isSubtype(bytes, 2)) return 'no'
    const port = 2 + chassis
    return lengthOf(bytes, port, TLV.portId) >= 2 && isSubtype(bytes, port + 2) ? 'yes' : 'no'
  },

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const wholeEnd = endOf(message)
    if (wholeEnd < 0) sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - pos })
    sink.operation('event', operationOf(message, state), 0)
    if (!isNews(state.said, LLDP, view, pos, wholeEnd < 0 ? end : wholeEnd)) return
    const of = info.direction === 'to-server' ? 'client' : 'server'
    bySwitch = false
    for (let count = 0; count < MAX_TLVS && message.left >= 2; count++) {
      const head = message.u16()
      const length = Math.min(head & 0x1ff, message.left)
      if (head >> 9 === TLV.end) break
      noteSender(head >> 9, tlv.reset(view, message.pos, message.pos + length))
      sayTlv(head >> 9, tlv.reset(view, message.pos, message.pos + length), of, info.sourceMac, sink)
      message.skip(length)
    }
  },

  describe: () => ({ function: 'lldp', name: 'LLDP' }),
})

/** What a device may describe itself by: PROFINET devices without a name do so in their chassis id. */
const DESCRIBING: ReadonlySet<Fact> = new Set(['description', 'chassis-id'])
const tlv = new Cursor(new DataView(new ArrayBuffer(0)))

/** The message being read comes from a switch, as far as LLDP-MED says: its capabilities come before the rest of it. */
let bySwitch = false

function noteSender(type: number, content: Cursor): void {
  if (type === TLV.organization && isSwitch(content)) bySwitch = true
}

/** Length of the TLV at an offset, if it is of this type and there; else -1. */
function lengthOf(bytes: Cursor, at: number, type: number): number {
  if (bytes.left < at + 3) return -1
  const head = bytes.peek16(at)
  return head >> 9 === type ? head & 0x1ff : -1
}

function isSubtype(bytes: Cursor, at: number): boolean {
  const subtype = bytes.peek(at)
  return subtype > 0 && subtype <= LAST_SUBTYPE
}

/** Where the message ends, which padding may follow; -1 when a TLV does not fit. Since 2016 no end TLV is needed. */
function endOf(message: Cursor): number {
  const { view, end } = message
  let at = message.pos
  while (at + 2 <= end) {
    const head = view.getUint16(at)
    at += 2
    if (head >> 9 === TLV.end) return at
    at += head & 0x1ff
  }
  return at > end ? -1 : end
}

/** Chassis and port are the target, and come first. */
function operationOf(message: Cursor, state: State): Operation {
  const { view, pos, end } = message
  const chassis = lengthOf(message, 0, TLV.chassisId)
  const port = chassis < 0 ? -1 : lengthOf(message, 2 + chassis, TLV.portId)
  const last = port < 0 ? pos : Math.min(pos + 4 + chassis + port, end)
  const key = keyOfBytes(view, pos, last, LLDP)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  // Two heads of two bytes stand before it.
  const target = port < 0 ? '' : `port ${portId(tlv.reset(view, pos + 4 + chassis, last)).text}`
  return state.operations.add(key, 'discover', LLDP, '', target)
}

function sayTlv(type: number, content: Cursor, of: Side, sourceMac: number, sink: Sink): void {
  if (type === TLV.managementAddress) sayManagement(managementAddress(content), of, sourceMac, sink)
  else say(statementOf(type, content), of, sink)
}

function statementOf(type: number, content: Cursor): Statement | undefined {
  switch (type) {
    case TLV.chassisId:
      return ofIdentifier('chassis-id', chassisId(content), 'LLDP Chassis ID')
    case TLV.portId:
      return ofIdentifier('port-id', portId(content), 'LLDP Port ID')
    case TLV.portDescription:
      return { fact: 'port-description', value: words(content), message: 'LLDP Port Description' }
    case TLV.systemName:
      return { fact: 'name', value: words(content), message: 'LLDP System Name' }
    case TLV.systemDescription:
      return { fact: 'description', value: words(content), message: 'LLDP System Description' }
    case TLV.capabilities:
      return { fact: 'capability', value: capabilityText(content), message: 'LLDP System Capabilities' }
    case TLV.organization:
      return organizationStatement(content, bySwitch)
    default:
      return undefined
  }
}

function ofIdentifier(fact: Fact, id: Identifier, message: string): Statement {
  return { fact: id.kind === 'name' ? fact : id.kind, value: id.text, message }
}

function words(content: Cursor): string {
  return content.text(content.left, 'utf8')
}

/** Clause 8.5.9: the address under which the sender is managed, which it has until it says so. */
function sayManagement(address: string, of: Side, sourceMac: number, sink: Sink): void {
  if (address === '' || address === NO_ADDRESS) return
  say({ fact: 'ip', value: address, message: 'LLDP Management Address' }, of, sink)
  if (sourceMac === 0) return
  const mac = sourceMac
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?!$)/g, '$&:')
  sink.observe({ kind: 'binding', mac, ip: address })
}

function say(statement: Statement | undefined, of: Side, sink: Sink): void {
  if (statement === undefined || statement.value === '') return
  const { fact, value, message } = statement
  const facts = DESCRIBING.has(fact) ? siemensFacts(value) : undefined
  sink.observe({ kind: 'identity', of, about: '', module: '', message, facts: { [fact]: value, ...facts } })
}
