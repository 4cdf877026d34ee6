/*
 * What Cisco's and Foundry's discovery protocols have in common: LLC and SNAP, a version, a time to live, a checksum, TLVs.
 */
import { macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { DissectorOf, MessageInfo, Sink, Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { hasSnap, SNAP_LENGTH } from '../kit/snap-header.ts'
import { addressesOf, readTlvs, statementOf, TLV, versionIn } from './tlvs.ts'

const HEADER_LENGTH = 4
const TLVS_AT = SNAP_LENGTH + HEADER_LENGTH
const LEAST_LENGTH = TLVS_AT + HEADER_LENGTH
const MAX_MESSAGE = 1500
const LAST_VERSION = 2

export interface DiscoveryState {
  readonly operations: Operations
  readonly said: Map<number, number>
}

/** A dissector of one of the two: `snap` is the rest of the organisation, and the protocol id. */
export function discoveryOf(
  name: string,
  title: string,
  snap: number,
  depth: DissectorOf<DiscoveryState>['depth'],
): DissectorOf<DiscoveryState> {
  const word = name.toUpperCase()
  return {
    name,
    title,
    carriers: [{ over: 'snap', protocols: [snap & 0xffff] }],
    depth,
    maxMessage: MAX_MESSAGE,
    probe: (bytes: Cursor): Verdict => (isMessage(bytes, snap) ? 'yes' : 'no'),
    directionOf: () => 'to-server',
    messageLength: (bytes: Cursor) => bytes.left,
    newState: () => ({ operations: new Operations(), said: new Map() }),
    dissect(message: Cursor, info: MessageInfo, state: DiscoveryState, sink: Sink): void {
      const { view, pos, end } = message
      sink.operation('event', operationOf(message, state), 0)
      if (message.left < TLVS_AT) {
        sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
        return
      }
      if (!isNews(state.said, 0, view, pos + TLVS_AT, end)) return
      message.skip(TLVS_AT)
      const of = senderOf(info)
      const isWhole = readTlvs(message, (type, tlv) => sayTlv(word, type, tlv, of, info.sourceMac, sink))
      if (!isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - pos })
    },
    describe: () => ({ function: name, name: word }),
  }
}

/** The SNAP header, a version, and a first TLV that fits. */
function isMessage(bytes: Cursor, snap: number): boolean {
  const { view, pos, left } = bytes
  if (left < LEAST_LENGTH || !hasSnap(bytes, snap)) return false
  const version = view.getUint8(pos + SNAP_LENGTH)
  const length = view.getUint16(pos + TLVS_AT + 2)
  return version >= 1 && version <= LAST_VERSION && length >= HEADER_LENGTH && TLVS_AT + length <= left
}

/** A device says who it is and by which port the message left: discover. The port is the target. */
function operationOf(message: Cursor, state: DiscoveryState): Operation {
  const { view, pos, end } = message
  const at = portAt(message)
  const to = at < 0 ? pos : Math.min(end, at + view.getUint16(at + 2))
  const key = keyOfBytes(view, at < 0 ? pos : at, to, 0)
  const known = state.operations.find(key)
  if (known !== undefined) return known
  let target = ''
  if (at >= 0) {
    message.pos = at
    readTlvs(message, (type, tlv) => {
      if (type === TLV.port && target === '') target = `port ${statementOf(type, tlv)?.value ?? ''}`
    })
    message.pos = pos
  }
  return state.operations.add(key, 'discover', 0, '', target)
}

/** Where the TLV with the port lies; -1 when there is none. */
function portAt(message: Cursor): number {
  const { view, end } = message
  for (let at = message.pos + TLVS_AT; at + HEADER_LENGTH <= end; ) {
    if (view.getUint16(at) === TLV.port) return at
    const length = view.getUint16(at + 2)
    if (length < HEADER_LENGTH) return -1
    at += length
  }
  return -1
}

function sayTlv(word: string, type: number, tlv: Cursor, of: Side, sourceMac: number, sink: Sink): void {
  if (type === TLV.addresses || type === TLV.management) {
    const message = `${word} ${type === TLV.addresses ? 'Addresses' : 'Management Addresses'}`
    for (const ip of addressesOf(tlv)) {
      sayFacts(of, '', message, { ip }, sink)
      if (sourceMac !== 0) sink.observe({ kind: 'binding', mac: macText(sourceMac), ip })
    }
    return
  }
  const statement = statementOf(type, tlv)
  if (statement === undefined) return
  const { fact, value, message } = statement
  const firmware = fact === 'software' ? versionIn(value) : ''
  sayFacts(of, '', `${word} ${message}`, { [fact]: value, ...(firmware !== '' && { firmware }) }, sink)
}
