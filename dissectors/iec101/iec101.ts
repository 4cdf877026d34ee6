/*
 * IEC 60870-5-101 in TCP and UDP, as terminal servers and modems carry it. Little-endian.
 * IEC 60870-5-101:2003 (Edition 2): link layer in clause 6 (frames of IEC 60870-5-1, services of -5-2), ASDUs in clause 7,
 * which are those of -104 with fields of sizes that the plant has chosen, and are read there.
 */

import { directionOfAsdu, dissectAsdu } from '../iec104/asdu.ts'
import { type AsduState, newAsduState } from '../iec104/asdu-state.ts'
import { describeCode as describeType } from '../iec104/function-codes.ts'
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
import {
  DEFAULT_SIZES,
  type FieldSizes,
  fits,
  isMisplaced,
  isOfStation,
  isSecured,
  sizesThatFit,
} from './field-sizes.ts'
import { checksumIsRight, frameLength, LinkFrame, MAX_FRAME, VARIABLE_HEADER } from './link-frame.ts'
import { describeService, LINK_SPACE, PRIMARY, serviceClass } from './link-services.ts'

/** Type, structure qualifier and cause. */
const ASDU_LEAST = 3
/** Link addresses of which the services are told apart; those of further ones are counted without. */
export const MAX_LINKS = 256
/** ASDUs in a row that do not fit: the sizes of the fields were guessed wrong. */
export const MAX_MISFITS = 4

interface State {
  readonly asdus: AsduState
  /** Found once, and kept until too many ASDUs in a row do not fit it. */
  sizes: FieldSizes | undefined
  misfits: number
  /** Octets of a link address, which frames of fixed length show; -1 before one has come. */
  linkOctets: number
  /** The services asked last that an answer belongs to: in balanced transmission both sides ask. */
  askedByClient: Operation | undefined
  askedByServer: Operation | undefined
  /** Link addresses whose services are told apart. */
  readonly links: Set<number>
}

export const iec101 = defineDissector<State>({
  name: 'iec101',
  title: 'IEC 60870-5-101 over TCP and UDP',
  // Terminal servers use what port they are given: content decides.
  carriers: [
    { over: 'tcp', ports: [] },
    { over: 'udp', ports: [] },
  ],
  depth: {
    decodes: 'frames and services of the link; ASDUs as those of IEC 60870-5-104, by field sizes that are found',
    identity: 'common and link addresses, originators, end of initialization',
    missing: '-103 and M-Bus, which share the frames; serial lines themselves',
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
    asdus: newAsduState(DEFAULT_SIZES.layout, 'IEC 101 controlling station'),
    sizes: undefined,
    misfits: 0,
    linkOctets: -1,
    askedByClient: undefined,
    askedByServer: undefined,
    links: new Set(),
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
    const asked = linkOperation(LINK_SPACE + frame.function, link, state)
    setAsked(info.direction === 'to-server', asked, state)
    sink.operation('request', asked, 0)
    return
  }
  const code = LINK_SPACE + PRIMARY.answers + (frame.kind === 'fixed' ? frame.function : 0)
  sink.operation('response', takeAsked(info, state) ?? linkOperation(code, link, state), statusOfAnswer())
}

function setAsked(byClient: boolean, asked: Operation | undefined, state: State): void {
  if (byClient) state.askedByClient = asked
  else state.askedByServer = asked
}

/** What the other side has asked, once. */
function takeAsked(info: MessageInfo, state: State): Operation | undefined {
  const byClient = info.direction === 'to-client'
  const asked = byClient ? state.askedByClient : state.askedByServer
  setAsked(byClient, undefined, state)
  return asked
}

/** 5-2, table 4: 1 is NACK, 14 and 15 say that a service does not work or is not there. */
function statusOfAnswer(): number {
  const code = frame.function
  return code === 1 || code >= 14 ? code : 0
}

/** The line as a whole has the services: who is behind a link address, its ASDUs say. */
function linkOperation(code: number, link: number, { asdus: { operations }, links }: State): Operation {
  if (link >= 0 && links.size < MAX_LINKS) links.add(link)
  const told = links.has(link) ? link : -1
  const key = code * 0x2_0000 + told + 1
  const target = told < 0 ? '' : `link ${told}`
  return operations.find(key) ?? operations.add(key, serviceClass(code), code, '', target)
}

function linkAddress({ view }: Cursor, octets: number): number {
  if (octets === 0) return -1
  return octets === 1 ? view.getUint8(frame.from) : view.getUint16(frame.from, true)
}

function userData(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { view } = message
  const { from, to } = frame
  const { asdus } = state
  if (frame.isFromPrimary) setAsked(info.direction === 'to-server', undefined, state)
  else answerPoll(info, state, sink)
  const isFitting = learnSizes(view, from, to, state)
  const known = state.sizes
  asdus.link = known === undefined ? -1 : linkAddress(message, Math.min(known.link, to - from))
  if (known === undefined || to - from < known.link + ASDU_LEAST) {
    const code = LINK_SPACE + frame.function + (frame.isFromPrimary ? 0 : PRIMARY.answers)
    sink.operation('event', linkOperation(code, asdus.link, state), 0)
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: VARIABLE_HEADER })
    return
  }
  message.pos = from + known.link
  message.end = to
  asdus.layout = known.layout
  dissectAsdu(message, info, asdus, sink)
  if (!isFitting && isMisplaced(view, from + known.link, to, known.layout))
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: known.layout.before + known.layout.objectsAt })
}

/** 5-2, 5.1.3: the user data that a station was polled for are the answer. */
function answerPoll(info: MessageInfo, state: State, sink: Sink): void {
  const asked = takeAsked(info, state)
  if (asked !== undefined) sink.operation('response', asked, 0)
}

/** Whether the user data are an ASDU by the sizes that hold for this line. */
function learnSizes(view: DataView, from: number, to: number, state: State): boolean {
  if (state.sizes !== undefined && fits(view, from, to, state.sizes)) {
    state.misfits = 0
    return true
  }
  if (state.sizes !== undefined && isSecured(typeAt(view, from, to, state.sizes))) return true
  state.misfits++
  if (state.sizes !== undefined && state.misfits < MAX_MISFITS && !tellsSizes(view, from, to, state.sizes)) return false
  const sizes = sizesThatFit(view, from, to, state.linkOctets)
  if (sizes === undefined) return false
  state.sizes = sizes
  state.misfits = 0
  return true
}

/** Whether the user data show at once that other sizes hold: by the link address that is known, they are about a station. */
function tellsSizes(view: DataView, from: number, to: number, sizes: FieldSizes): boolean {
  return isOfStation(typeAt(view, from, to, sizes))
}

function typeAt(view: DataView, from: number, to: number, { link }: FieldSizes): number {
  return from + link < to ? view.getUint8(from + link) : 0
}
