/*
 * Data link layer of IEEE 1815-2012, clause 9: who speaks, link functions, and user data without its checksums.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import type { Association } from './association.ts'
import { checksumIsRight } from './block-checksum.ts'
import type { Dnp3State } from './dnp3-state.ts'
import { isKnownLinkFunction, PRIMARY, SECONDARY } from './function-codes.ts'
import { dissectSegment } from './transport-function.ts'

export const HEADER_LENGTH = 10
/** A header, and 250 octets of user data in blocks of 16 with their checksums. */
export const MAX_FRAME = 292
/** 9.2.4.1.3: set in what a master sends. */
export const FROM_MASTER = 0x80
const FROM_PRIMARY = 0x40
const BLOCK = 16
const CHECKSUM = 2
const CONFIRMED_USER_DATA = 3
const UNCONFIRMED_USER_DATA = 4
const NACK = 1
const LINK_NOT_FUNCTIONING = 14
const NOT_SUPPORTED = 15

/** Reads one frame whose length is right. */
export function dissectFrame(frame: Cursor, info: MessageInfo, state: Dnp3State, sink: Sink): void {
  const { view, pos: start } = frame
  if (frame.left > MAX_FRAME) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 2 })
    return
  }
  if (frame.left < HEADER_LENGTH || !checksumIsRight(view, start, start + HEADER_LENGTH - CHECKSUM)) {
    sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: HEADER_LENGTH - CHECKSUM })
    return
  }
  const control = view.getUint8(start + 3)
  const destination = view.getUint16(start + 4, true)
  const source = view.getUint16(start + 6, true)
  const fromMaster = (control & FROM_MASTER) !== 0
  const association = fromMaster
    ? state.associations.of(source, destination)
    : state.associations.of(destination, source)
  sayStation(association, fromMaster, info, sink)
  const code = control & 0x0f
  const isPrimary = (control & FROM_PRIMARY) !== 0
  if (isPrimary && code === UNCONFIRMED_USER_DATA) {
    dissectUserData(frame, association, fromMaster, info, state, sink)
    return
  }
  if (isPrimary) askOfLink(code, association, fromMaster, state, sink)
  else answerOfLink(code, association, fromMaster, state, sink)
  if (isPrimary && code === CONFIRMED_USER_DATA) dissectUserData(frame, association, fromMaster, info, state, sink)
  else if (!isKnownLinkFunction(code, isPrimary)) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 3 })
  else if (frame.left > HEADER_LENGTH) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 2 })
}

/** Every frame names its sender's station; said once a dialogue. */
function sayStation(association: Association, fromMaster: boolean, info: MessageInfo, sink: Sink): void {
  if (fromMaster ? association.masterSaid : association.outstationSaid) return
  if (fromMaster) association.masterSaid = true
  else association.outstationSaid = true
  sink.observe({
    kind: 'identity',
    of: info.direction === 'to-server' ? 'client' : 'server',
    about: '',
    module: fromMaster ? '' : association.module,
    message: 'link source address',
    facts: { 'network-address': String(fromMaster ? association.master : association.outstation) },
  })
}

function askOfLink(code: number, association: Association, fromMaster: boolean, state: Dnp3State, sink: Sink): void {
  const operation = linkOperation(PRIMARY | code, association, fromMaster, state)
  if (fromMaster) association.linkAskedByMaster = operation
  else association.linkAskedByOutstation = operation
  sink.operation('request', operation, 0)
}

function answerOfLink(code: number, association: Association, fromMaster: boolean, state: Dnp3State, sink: Sink): void {
  const asked = fromMaster ? association.linkAskedByOutstation : association.linkAskedByMaster
  if (fromMaster) association.linkAskedByOutstation = undefined
  else association.linkAskedByMaster = undefined
  const operation = asked ?? linkOperation(SECONDARY | code, association, !fromMaster, state)
  const refused = code === NACK || code === LINK_NOT_FUNCTIONING || code === NOT_SUPPORTED
  sink.operation('response', operation, refused ? code : 0)
}

/** 9.2.4.1.3: link functions begin, test and keep up the link; both stations use them. */
function linkOperation(code: number, association: Association, askedByMaster: boolean, state: Dnp3State): Operation {
  const key = (code * 0x1_0000 + association.outstation) * 2 + (askedByMaster ? 1 : 0)
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const target = askedByMaster ? association.words : `from ${association.words}`
  return state.operations.add(key, 'session', code, association.module, target)
}

function dissectUserData(
  frame: Cursor,
  association: Association,
  fromMaster: boolean,
  info: MessageInfo,
  state: Dnp3State,
  sink: Sink,
): void {
  const { view, pos: start, end } = frame
  const { userDataView } = state
  let length = 0
  for (let at = start + HEADER_LENGTH; at < end; at += BLOCK + CHECKSUM) {
    const blockEnd = Math.min(at + BLOCK, end - CHECKSUM)
    if (blockEnd <= at || !checksumIsRight(view, at, blockEnd)) {
      // 9.2.5: a station discards the whole frame, so what was being assembled cannot be finished either.
      ;(fromMaster ? association.fromMaster : association.fromOutstation).drop()
      sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: blockEnd - start })
      return
    }
    copyBlock(view, at, blockEnd, userDataView, length)
    length += blockEnd - at
  }
  if (length === 0) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 2 })
  else dissectSegment(length, association, fromMaster, info, state, sink)
}

function copyBlock(from: DataView, start: number, end: number, to: DataView, length: number): void {
  let at = start
  let into = length
  for (; at + 4 <= end; at += 4, into += 4) to.setUint32(into, from.getUint32(at))
  for (; at < end; at++, into++) to.setUint8(into, from.getUint8(at))
}
