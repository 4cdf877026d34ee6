/*
 * IEC 60870-5-101 in TCP, as terminal servers and modems carry it. Little-endian.
 * IEC 60870-5-101:2003 (Edition 2): link layer in clause 6 (frames of IEC 60870-5-1, services of -5-2), ASDUs in clause 7,
 * which are those of -104 with fields of sizes that the plant has chosen.
 */

import { directionOfAsdu } from '../iec104/asdu.ts'
import { roleOf, statusOf } from '../iec104/cause.ts'
import { describeCode as describeType } from '../iec104/function-codes.ts'
import { typeIdOf } from '../iec104/type-ids.ts'
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
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { type FieldSizes, fits, isOfStation, sizesThatFit } from './field-sizes.ts'
import { checksumIsRight, frameLength, LinkFrame, MAX_FRAME, VARIABLE_HEADER } from './link-frame.ts'
import { describeService, LINK_SPACE, PRIMARY, serviceClass } from './link-services.ts'

const NEGATIVE = 0x40
const CAUSE = 0x3f
const ASDU_LEAST = 4
/** Link addresses told of; past it they are no longer told. */
export const MAX_LINKS = 256
/** ASDUs in a row that do not fit: the sizes of the fields were guessed wrong. */
export const MAX_MISFITS = 4

interface State {
  readonly operations: Operations
  /** Found once, and kept until too many ASDUs in a row do not fit it. */
  sizes: FieldSizes | undefined
  misfits: number
  /** Octets of a link address, which frames of fixed length show; -1 before one has come. */
  linkOctets: number
  /** The service asked last that an answer without user data belongs to. */
  asked: Operation | undefined
  readonly said: Set<number>
}

export const iec101 = defineDissector<State>({
  name: 'iec101',
  title: 'IEC 60870-5-101 over TCP',
  // Terminal servers use what port they are given: content decides.
  carriers: [{ over: 'tcp', ports: [] }],
  depth: {
    decodes: 'frames and services of the link, type identifications, causes, common and first object addresses',
    identity: 'link addresses',
    missing: 'values; files and security types; -103 and M-Bus, which share the frames; serial lines themselves',
  },
  maxMessage: MAX_FRAME,

  /* Whole frames one behind another, and among them one whose objects fill it: 40 bits of frame, then type and cause. */
  probe(bytes: Cursor): Verdict {
    const { pos } = bytes
    let verdict: Verdict = 'need-more'
    while (verdict === 'need-more' && bytes.left > 0) {
      const length = frameLength(bytes)
      if (length === NOT_A_MESSAGE) verdict = 'no'
      if (length <= NEED_MORE || length > bytes.left) break
      if (asduAt(bytes, length) !== undefined) verdict = 'yes'
      bytes.pos += length
    }
    bytes.pos = pos
    return verdict
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const length = frameLength(bytes)
    if (length <= NEED_MORE || length > bytes.left) return undefined
    const sizes = asduAt(bytes, length)
    if (sizes === undefined) return directionOfLink(bytes, length)
    const { pos } = bytes
    bytes.pos += VARIABLE_HEADER + 1 + sizes.link
    const direction = directionOfAsdu(bytes)
    bytes.pos = pos
    return direction ?? directionOfLink(bytes, length)
  },

  messageLength: frameLength,

  newState: () => ({
    operations: new Operations(),
    sizes: undefined,
    misfits: 0,
    linkOctets: -1,
    asked: undefined,
    said: new Set(),
  }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (!frame.read(message)) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (frame.kind !== 'variable') service(message, info, state, sink)
    else if (!checksumIsRight(message))
      sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: message.left - 2 })
    else userData(message, info, state, sink)
  },

  describe: (code) => (code >= LINK_SPACE ? describeService(code) : describeType(code)),
})

const frame = new LinkFrame()
const probed = new LinkFrame()

/** The sizes of the ASDU in the whole frame of this length at the cursor; undefined when it holds none. */
function asduAt(bytes: Cursor, length: number): FieldSizes | undefined {
  const { end } = bytes
  bytes.end = bytes.pos + length
  const isFrame = probed.read(bytes) && probed.kind === 'variable' && checksumIsRight(bytes)
  const sizes = isFrame ? sizesThatFit(bytes.view, probed.from, probed.to, -1) : undefined
  bytes.end = end
  return sizes
}

/** 5-2, 5.1: in balanced transmission a bit tells; in unbalanced only the controlling station is primary. */
function directionOfLink(bytes: Cursor, length: number): Direction | undefined {
  const { end } = bytes
  bytes.end = bytes.pos + length
  const isFrame = probed.read(bytes) && probed.kind !== 'character'
  bytes.end = end
  if (!isFrame) return undefined
  if (probed.isFromControlling) return 'to-server'
  const polls = probed.function >= PRIMARY.accessDemand && probed.function !== PRIMARY.status
  if (probed.isFromPrimary) return polls ? 'to-server' : undefined
  return probed.function >= PRIMARY.accessDemand && probed.function <= PRIMARY.class2 ? 'to-client' : undefined
}

/** A frame without user data: a service of the link, or its answer. */
function service(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  if (frame.kind === 'fixed') state.linkOctets = frame.to - frame.from
  const link = frame.kind === 'fixed' ? linkAddress(message, state.linkOctets) : -1
  if (frame.kind === 'fixed' && frame.isFromPrimary) {
    state.asked = linkOperation(LINK_SPACE + frame.function, link, state)
    sink.operation('request', state.asked, 0)
    return
  }
  const code = LINK_SPACE + PRIMARY.answers + (frame.kind === 'fixed' ? frame.function : 0)
  const operation = state.asked ?? linkOperation(code, link, state)
  state.asked = undefined
  sink.operation('response', operation, statusOfAnswer())
  sayLink(link, info, state, sink)
}

/** 5-2, table 4: 1 is NACK, 14 and 15 say that a service does not work or is not there. */
function statusOfAnswer(): number {
  const code = frame.function
  return code === 1 || code >= 14 ? code : 0
}

function linkOperation(code: number, link: number, { operations }: State): Operation {
  const key = code * 0x2_0000 + link + 1
  return operations.find(key) ?? operations.add(key, serviceClass(code), code, moduleOf(link), '')
}

function linkAddress({ view }: Cursor, octets: number): number {
  if (octets === 0) return -1
  return octets === 1 ? view.getUint8(frame.from) : view.getUint16(frame.from, true)
}

function moduleOf(link: number): string {
  return link < 0 ? '' : `link ${link}`
}

function userData(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { view } = message
  const { from, to } = frame
  state.asked = undefined
  const isFitting = learnSizes(view, from, to, state)
  const known = state.sizes
  const link = known === undefined ? -1 : linkAddress(message, Math.min(known.link, to - from))
  if (known === undefined || to - from < known.link + ASDU_LEAST) {
    const code = LINK_SPACE + frame.function + (frame.isFromPrimary ? 0 : PRIMARY.answers)
    sink.operation('event', linkOperation(code, link, state), 0)
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: VARIABLE_HEADER })
    return
  }
  const at = from + known.link
  const type = view.getUint8(at)
  const why = view.getUint8(at + 2)
  const role = roleOf(type, why & CAUSE, info.direction === 'to-server')
  sink.operation(role, asduOperation(view, at, to, link, known, state), statusOf(why & CAUSE, (why & NEGATIVE) !== 0))
  sayLink(link, info, state, sink)
  if (typeIdOf(type).class === 'unknown') sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
  else if (!isFitting) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: VARIABLE_HEADER })
}

/** Whether the user data are an ASDU by the sizes that hold for this line. */
function learnSizes(view: DataView, from: number, to: number, state: State): boolean {
  if (state.sizes !== undefined && fits(view, from, to, state.sizes)) {
    state.misfits = 0
    return true
  }
  state.misfits++
  if (state.sizes !== undefined && state.misfits < MAX_MISFITS && !tellsSizes(view, from, to, state.sizes)) return false
  const sizes = sizesThatFit(view, from, to, state.linkOctets)
  if (sizes === undefined) return false
  state.sizes = sizes
  state.misfits = 0
  return true
}

/** Whether the user data show at once that other sizes hold: by the link address that is known, they are about a station. */
function tellsSizes(view: DataView, from: number, to: number, { link }: FieldSizes): boolean {
  return from + link < to && isOfStation(view.getUint8(from + link))
}

function asduOperation(
  view: DataView,
  at: number,
  to: number,
  link: number,
  { cause, station, object }: FieldSizes,
  { operations }: State,
): Operation {
  const stationAt = at + 2 + cause
  const objectAt = stationAt + station
  const objectEnd = Math.min(to, objectAt + object)
  const type = view.getUint8(at)
  const structure = view.getUint8(at + 1)
  const key = keyOfBytes(view, Math.min(stationAt, to), objectEnd, type | (structure << 8) | ((link + 1) << 16))
  const known = operations.find(key)
  if (known !== undefined) return known
  const address = stationAt + station <= to ? littleEndian(view, stationAt, station) : 0
  const first = objectEnd === objectAt + object ? littleEndian(view, objectAt, object) : 0
  const count = structure & 0x7f
  const target = `station ${address} object ${first}${count > 1 ? `+${count}` : ''}`
  return operations.add(key, typeIdOf(type).class, type, moduleOf(link), target)
}

function littleEndian(view: DataView, at: number, octets: number): number {
  let value = 0
  for (let i = octets - 1; i >= 0; i--) value = value * 256 + view.getUint8(at + i)
  return value
}

/** Who answers under a link address is there. */
function sayLink(link: number, info: MessageInfo, { said }: State, sink: Sink): void {
  if (link < 0 || info.direction === 'to-server' || said.has(link) || said.size >= MAX_LINKS) return
  said.add(link)
  const facts = { 'network-address': `link ${link}` }
  const message = 'link address'
  sink.observe({ kind: 'identity', of: 'server', about: '', module: moduleOf(link), message, facts })
}
