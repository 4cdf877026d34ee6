/*
 * DTP, by which ports of Cisco's switches agree to be trunks. Big-endian. SNAP 00-00-0C, 0x2004, to 01-00-0C-CC-CC-CC.
 * There is no standard: a version, then TLVs as those of CDP; what they mean as Cisco's switches and tshark show it.
 */
import { readTlvs } from '../cdp/tlvs.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { Operations } from '../kit/operations.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { hasSnap, SNAP_LENGTH } from '../kit/snap-header.ts'

const MAX_MESSAGE = 1500
const DTP = 0x000c2004
const VERSION = 1
const TLVS_AT = SNAP_LENGTH + 1
const TLV_HEADER_LENGTH = 4
const TLV = { domain: 1, status: 2, kind: 3, sender: 4 } as const
const TRUNK = 0x80
/** What the port is set to, and what it has become. */
const WANTS = ['', 'on', 'off', 'desirable', 'auto']
const KINDS = ['negotiated', 'native', 'ISL', '', '', '802.1Q']

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const dtp = defineDissector<State>({
  name: 'dtp',
  title: 'DTP',
  carriers: [{ over: 'snap', protocols: [DTP & 0xffff] }],
  depth: {
    decodes: 'whether a port is a trunk, what it is set to, and its encapsulation',
    identity: 'switches, the address of their port, VTP domain, state of the trunk',
    missing: '',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < TLVS_AT + TLV_HEADER_LENGTH || !hasSnap(bytes, DTP) || bytes.peek(SNAP_LENGTH) !== VERSION)
      return 'no'
    const type = bytes.peek16(TLVS_AT)
    const length = bytes.peek16(TLVS_AT + 2)
    const isKnown = type >= TLV.domain && type <= TLV.sender
    return isKnown && length >= TLV_HEADER_LENGTH && TLVS_AT + length <= bytes.left ? 'yes' : 'no'
  },

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  // Two ports agree what they are to each other: session.
  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const { operations } = state
    sink.operation('event', operations.find(0) ?? operations.add(0, 'session', 0, '', ''), 0)
    if (message.left < TLVS_AT) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (!isNews(state.said, 0, view, pos, end)) return
    message.skip(TLVS_AT)
    port.clear()
    const isWhole = readTlvs(message, (type, tlv) => port.take(type, tlv))
    if (!isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - pos })
    sayFacts(senderOf(info), '', 'DTP', port.facts, sink)
  },

  describe: () => ({ function: 'dtp', name: 'DTP' }),
})

/** What a message says of the port that it left by. One object, reused. */
class TrunkPort {
  private domain = ''
  private mac = ''
  private status = ''
  private kind = ''

  clear(): void {
    this.domain = this.mac = this.status = this.kind = ''
  }

  take(type: number, tlv: Cursor): void {
    if (type === TLV.domain) this.domain = tlv.text(tlv.left, 'utf8')
    else if (type === TLV.sender && tlv.left === 6) this.mac = tlv.hex(6, ':')
    else if (type === TLV.status && tlv.left > 0) this.status = statusText(tlv.u8())
    else if (type === TLV.kind && tlv.left > 0) this.kind = kindText(tlv.u8())
  }

  get facts(): Facts {
    const { domain, mac, status, kind } = this
    const state = status === '' ? '' : kind === '' ? status : `${status}; ${kind}`
    return { role: 'switch', domain, mac, state }
  }
}

const port = new TrunkPort()

function statusText(byte: number): string {
  const wants = WANTS[byte & 7] || String(byte & 7)
  return `port is ${(byte & TRUNK) !== 0 ? 'a trunk' : 'no trunk'}, set to ${wants}`
}

function kindText(byte: number): string {
  return `${KINDS[byte >> 5] || String(byte >> 5)}, set to ${KINDS[byte & 7] || String(byte & 7)}`
}
