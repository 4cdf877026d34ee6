/*
 * EDP, the Extreme Discovery Protocol. Big-endian. SNAP 00-E0-2B, 0x00BB.
 * There is no standard; a version, a length, a checksum, a sequence number and the sender's MAC address, then TLVs that
 * begin with 0x99.
 */
import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { hasSnap, SNAP_LENGTH } from '../kit/snap-header.ts'
import { describeRing, ringClass, ringCode, ringNewsLength, ringTarget, sayRing } from './rings.ts'

const MAX_MESSAGE = 1500
const EDP = 0xe02b00bb
/** Offsets from the LLC header. */
const AT = { version: 8, length: 10, machine: 18, tlvs: 24 } as const
const VERSION = 1
const MARK = 0x99
const TLV_HEADER_LENGTH = 4
/** Of the first TLV. */
const VALUE_AT = AT.tlvs + TLV_HEADER_LENGTH
const DISCOVERS = 0
const TLV = { end: 0, display: 1, info: 2, vlan: 5 } as const
/** TLVs of one message that are read. */
export const MAX_TLVS = 64

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const edp = defineDissector<State>({
  name: 'edp',
  title: 'Extreme Discovery Protocol',
  carriers: [{ over: 'snap', protocols: [0x00bb] }],
  depth: {
    decodes: 'switches, their ports and VLANs; rings (EAPS) with their health and breaks, groups of redundancy (ESRP)',
    identity: 'name, slot and port, software version, VLANs, ring and its state, part in a group',
    missing: 'shared links (ESL), ELRP, ELSM',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    const { left } = bytes
    if (left < AT.tlvs + TLV_HEADER_LENGTH || !hasSnap(bytes, EDP)) return 'no'
    const isHeader = bytes.peek(AT.version) === VERSION && bytes.peek16(AT.length) <= left - SNAP_LENGTH
    return isHeader && bytes.peek(AT.tlvs) === MARK ? 'yes' : 'no'
  },

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const code = codeOf(message)
    sink.operation('event', operationOf(code, view, pos + VALUE_AT, state), 0)
    if (code !== DISCOVERS) {
      const at = pos + VALUE_AT
      const isNew = isNews(state.said, ringKey(code, view, at), view, at, at + ringNewsLength(code))
      if (isNew) sayMachine(message, code, senderOf(info), sink)
      return
    }
    if (message.left < AT.tlvs) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (!isNews(state.said, 0, view, pos + AT.machine, end)) return
    message.pos = pos + AT.machine
    const of = senderOf(info)
    sayFacts(of, '', 'EDP', { role: 'switch', mac: message.hex(6, ':') }, sink)
    if (!readTlvs(message, of, sink)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - pos })
    }
  },

  describe: (code) => (code === DISCOVERS ? { function: 'edp', name: 'EDP' } : describeRing(code)),
})

/** Of a message whose first TLV is of a ring or a group, its code. */
function codeOf(message: Cursor): number {
  if (message.left < VALUE_AT) return DISCOVERS
  const { view, pos, left } = message
  const length = Math.min(message.peek16(AT.tlvs + 2) - TLV_HEADER_LENGTH, left - VALUE_AT)
  return ringCode(message.peek(AT.tlvs + 1), view, pos + VALUE_AT, length)
}

/** A switch says who it is: discover. */
function operationOf(code: number, view: DataView, at: number, { operations }: State): Operation {
  if (code === DISCOVERS) return operations.find(code) ?? operations.add(code, 'discover', code, '', '')
  const key = ringKey(code, view, at)
  const known = operations.find(key)
  if (known !== undefined) return known
  return operations.add(key, ringClass(code), code, '', ringTarget(code, view, at))
}

/** A switch can be of several rings and groups, which the first four bytes tell apart. */
function ringKey(code: number, view: DataView, at: number): number {
  return view.getUint32(at) * 0x1000 + code
}

function sayMachine(message: Cursor, code: number, of: Side, sink: Sink): void {
  const { view, pos } = message
  message.pos = pos + AT.machine
  sayFacts(of, '', 'EDP', { role: 'switch', mac: message.hex(6, ':') }, sink)
  sayRing(code, view, pos + VALUE_AT, of, sink)
}

const tlv = new Cursor(new DataView(new ArrayBuffer(0)))

function readTlvs(message: Cursor, of: Side, sink: Sink): boolean {
  for (let count = 0; count < MAX_TLVS && message.left > 0; count++) {
    if (message.left < TLV_HEADER_LENGTH || message.peek(0) !== MARK) return false
    const type = message.peek(1)
    const length = message.peek16(2) - TLV_HEADER_LENGTH
    message.skip(TLV_HEADER_LENGTH)
    if (length < 0 || length > message.left) return false
    if (type === TLV.end) return true
    const named = factsOf(type, tlv.reset(message.view, message.pos, message.pos + length))
    if (named !== undefined) sayFacts(of, '', named.message, named.facts, sink)
    message.skip(length)
  }
  return true
}

function factsOf(type: number, value: Cursor): { message: string; facts: Facts } | undefined {
  switch (type) {
    case TLV.display:
      return { message: 'EDP Display', facts: { name: value.text(value.left, 'utf8') } }
    case TLV.info:
      return { message: 'EDP Info', facts: infoOf(value) }
    case TLV.vlan:
      return { message: 'EDP VLAN', facts: vlanOf(value) }
    default:
      return undefined
  }
}

/** Slot and port count from 0, and people from 1; the version is behind the chassis and six reserved bytes. */
function infoOf(value: Cursor): Facts {
  const slot = value.u16() + 1
  const port = value.u16() + 1
  value.skip(8)
  const version = [value.u8(), value.u8(), value.u8(), value.u8()].join('.')
  return value.short ? {} : { 'port-id': `${slot}:${port}`, firmware: version }
}

/** Flags, a reserved byte, the VLAN, four reserved bytes, an address, the name. */
function vlanOf(value: Cursor): Facts {
  value.skip(2)
  const id = value.u16()
  value.skip(4)
  const ip = [value.u8(), value.u8(), value.u8(), value.u8()].join('.')
  const name = value.text(value.left)
  return value.short ? {} : { vlan: `${id}${name === '' ? '' : ` ${name}`}`, ip: ip === '0.0.0.0' ? '' : ip }
}
