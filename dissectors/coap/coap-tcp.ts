/*
 * CoAP over TCP: RFC 8323, whose messages begin with a length and have neither types nor numbers. Big-endian. Port 5683.
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
import { directionOfCode } from './coap.ts'
import { type CoapShared, CoapState } from './coap-state.ts'
import { CSM, describeCode, EMPTY } from './codes.ts'
import { dissectExchange } from './exchange.ts'
import { MAX_MESSAGE, newHead, readTcpHead, tcpLength } from './message-head.ts'
import { bitsOf, ENOUGH_BITS } from './probe.ts'

/** A length of few bits stands in the place of a version. */
const ENOUGH_MIDWAY = 32
const head = newHead()

export const coapTcp = defineDissector<CoapState, CoapShared>({
  name: 'coap-tcp',
  title: 'CoAP over TCP',
  carriers: [{ over: 'tcp', ports: [5683] }],
  depth: {
    decodes: 'as CoAP; the signalling of the connection',
    identity: 'as CoAP',
    missing: 'as CoAP',
  },
  maxMessage: MAX_MESSAGE,
  isSymmetric: true,

  // Clause 5.3: the first message of each side is a CSM. Without one, a single message must tell enough.
  probe(bytes: Cursor): Verdict {
    const { pos } = bytes
    const verdict = probeFrom(bytes)
    bytes.pos = pos
    return verdict
  },

  directionOf: (bytes: Cursor): Direction | undefined =>
    readTcpHead(bytes, head) ? directionOfCode(head.code) : undefined,

  messageLength: tcpLength,

  newShared: () => ({ isManaged: false }),

  newState: (shared) => new CoapState(shared),

  dissect(message: Cursor, info: MessageInfo, state: CoapState, sink: Sink): void {
    if (readTcpHead(message, head)) dissectExchange(head, message, info, state, sink)
    else sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
  },

  describe: describeCode,
})

function probeFrom(bytes: Cursor): Verdict {
  let settings = 0
  while (bytes.left > 0) {
    const length = tcpLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    if (length === NEED_MORE || length > bytes.left || !readTcpHead(bytes, head)) return 'need-more'
    const isEmpty = head.code === EMPTY && settings > 0
    const bits = isEmpty ? 0 : bitsOf(head, bytes, bytes.pos + length)
    if (bits < 0 || (settings === 0 && !isEmpty && head.code !== CSM)) return bits >= ENOUGH_MIDWAY ? 'yes' : 'no'
    settings += bits
    if (settings >= ENOUGH_BITS) return 'yes'
    bytes.pos += length
  }
  return 'need-more'
}
