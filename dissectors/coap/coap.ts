/*
 * CoAP over UDP, of sensors, meters and lights, and what OMA LwM2M does with it. Big-endian.
 * RFC 7252; observing RFC 7641, blocks RFC 7959, links RFC 6690. UDP port 5683; with DTLS 5684.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { type CoapShared, CoapState } from './coap-state.ts'
import { describeCode, isKnownCode, isMethod, isResponse } from './codes.ts'
import { dissectExchange } from './exchange.ts'
import { newHead, readUdpHead } from './message-head.ts'
import { bitsOf, ENOUGH_BITS } from './probe.ts'

/** Over UDP a datagram. */
const MAX_DATAGRAM = 65_535
const head = newHead()

export const coap = defineDissector<CoapState, CoapShared>({
  name: 'coap',
  title: 'CoAP and LwM2M',
  carriers: [{ over: 'udp', ports: [5683, 56_830] }],
  depth: {
    decodes:
      'requests by method and path with their answer, either way; what is observed and its notifications; blocks; numbers as text',
    identity: '/.well-known/core: resources; LwM2M: name, objects, Device (manufacturer, model, serial, firmware)',
    missing: 'payloads in CBOR, other values of LwM2M; what OSCORE and DTLS protect; CoAP over WebSocket',
  },
  maxMessage: MAX_DATAGRAM,
  isSymmetric: true,

  probe(bytes: Cursor): Verdict {
    if (!readUdpHead(bytes, head)) return 'no'
    return bitsOf(head, bytes, bytes.end) >= ENOUGH_BITS ? 'yes' : 'no'
  },

  directionOf: (bytes: Cursor): Direction | undefined =>
    readUdpHead(bytes, head) ? directionOfCode(head.code) : undefined,

  messageLength: (bytes: Cursor): number =>
    readUdpHead(bytes, head) && (head.code === 0 || isKnownCode(head.code)) ? bytes.left : NOT_A_MESSAGE,

  newShared: () => ({ isManaged: false }),

  newState: (shared) => new CoapState(shared),

  dissect(message: Cursor, info: MessageInfo, state: CoapState, sink: Sink): void {
    if (readUdpHead(message, head)) dissectExchange(head, message, info, state, sink)
    else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  },

  describe: describeCode,
})

/** A method asks, a response answers; the rest is of either side. */
export function directionOfCode(code: number): Direction | undefined {
  if (isMethod(code)) return 'to-server'
  return isResponse(code) ? 'to-client' : undefined
}
