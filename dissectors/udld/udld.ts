/*
 * UDLD, by which Cisco's switches find links that carry one direction only. Big-endian. SNAP 00-00-0C, 0x0111, to
 * 01-00-0C-CC-CC-CC. RFC 5171.
 */
import { readTlvs } from '../cdp/tlvs.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { hasSnap, SNAP_LENGTH } from '../kit/snap-header.ts'

const MAX_MESSAGE = 1500
const UDLD = 0x000c0111
const VERSION = 1
/** From the LLC header: version and opcode, flags, a checksum, then TLVs as those of CDP (RFC 5171 clause 6). */
const FLAGS_AT = SNAP_LENGTH + 1
const TLVS_AT = SNAP_LENGTH + 4
const TLV_HEADER_LENGTH = 4
const FLAGS = 0x03
const OPCODE_BITS = 0x1f
const NAMES: readonly string[] = ['', 'Probe', 'Echo', 'Flush']
/** RFC 5171 clause 5.2: neighbours tell each other of themselves; a port that is shut down has itself forgotten: alarm. */
const CLASSES: readonly OperationClass[] = ['unknown', 'discover', 'discover', 'alarm']
const TLV = { device: 1, port: 2, echo: 3, name: 6 } as const
const LAST_TLV = 7
/** A sequence number: type 7, length 8, four bytes. */
const NUMBER_HEADER = 0x0007_0008
const NUMBER_LENGTH = 8
/** Neighbours of one message that are named. */
export const MAX_NEIGHBOURS = 16

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const udld = defineDissector<State>({
  name: 'udld',
  title: 'UDLD',
  carriers: [{ over: 'snap', protocols: [UDLD & 0xffff] }],
  depth: {
    decodes: 'probes, echoes and flushes',
    identity: 'device and its name, port, who it hears',
    missing: 'intervals, sequence numbers',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < TLVS_AT + TLV_HEADER_LENGTH || !hasSnap(bytes, UDLD)) return 'no'
    const first = bytes.peek(SNAP_LENGTH)
    const opcode = first & OPCODE_BITS
    const isHeader = first >> 5 === VERSION && opcode > 0 && opcode < NAMES.length && bytes.peek(FLAGS_AT) <= FLAGS
    const type = bytes.peek16(TLVS_AT)
    const length = bytes.peek16(TLVS_AT + 2)
    const isTlv = type > 0 && type <= LAST_TLV && length >= TLV_HEADER_LENGTH && TLVS_AT + length <= bytes.left
    return isHeader && isTlv ? 'yes' : 'no'
  },

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    if (message.left < TLVS_AT) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const opcode = message.peek(SNAP_LENGTH) & OPCODE_BITS
    sink.operation('event', operationOf(opcode, state), 0)
    if (!NAMES[opcode]) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: opcode })
      return
    }
    if (!isNews(state.said, opcode, view, pos + TLVS_AT, newsEnd(view, pos + TLVS_AT, end))) return
    message.skip(TLVS_AT)
    const of = senderOf(info)
    const name = `UDLD ${NAMES[opcode]}`
    sayFacts(of, '', name, { role: 'switch' }, sink)
    const isWhole = readTlvs(message, (type, tlv) => {
      if (type === TLV.echo) sayNeighbours(tlv, of, sink)
      else sayFacts(of, '', name, factsOf(type, tlv), sink)
    })
    if (!isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - pos })
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] || `opcode ${code}` }),
})

/** Where what it says ends: the number of each message comes last. */
function newsEnd(view: DataView, from: number, end: number): number {
  const at = end - NUMBER_LENGTH
  return at >= from && view.getUint32(at) === NUMBER_HEADER ? at : end
}

function operationOf(opcode: number, { operations }: State): Operation {
  return operations.find(opcode) ?? operations.add(opcode, CLASSES[opcode] ?? 'unknown', opcode, '', '')
}

function factsOf(type: number, tlv: Cursor): Facts {
  switch (type) {
    case TLV.device:
      return { 'device-id': tlv.text(tlv.left, 'utf8') }
    case TLV.port:
      return { 'port-id': tlv.text(tlv.left, 'utf8') }
    case TLV.name:
      return { name: tlv.text(tlv.left, 'utf8') }
    default:
      return {}
  }
}

/** Clause 6.1 leaves the form of this list open. Cisco's switches send a count, then each device and port with its length. */
function sayNeighbours(tlv: Cursor, of: Side, sink: Sink): void {
  const count = tlv.u32()
  for (let i = 0; i < count && i < MAX_NEIGHBOURS && tlv.left > 0; i++) {
    const device = counted(tlv)
    const port = counted(tlv)
    if (tlv.short || device === '') return
    sink.observe({ kind: 'topology', relation: 'neighbour-of', of, other: `${device} port ${port}` })
  }
}

function counted(tlv: Cursor): string {
  return tlv.text(tlv.u16(), 'utf8')
}
