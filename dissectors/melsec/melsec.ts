/*
 * MELSEC communication (MC) protocol and SLMP: 1E, 3E and 4E frames in binary (low byte first) and in ASCII, over TCP
 * and UDP on any port; and MELSOFT, as far as it is known.
 * SLMP Reference Manual SH-080956ENG; MELSEC Communication Protocol Reference Manual SH-080008.
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
import { a1Length, dissectA1, isA1Request, probeA1 } from './a1-frame.ts'
import { describeCode, isKnownCommand } from './command-codes.ts'
import { Fields, NO_BYTES } from './fields.ts'
import { MAX_MC_MESSAGE, McHeader, REQUEST_FIELDS } from './mc-header.ts'
import { dissectMc } from './mc-message.ts'
import { type MelsecState, newMelsecState } from './melsec-state.ts'
import {
  dissectConnect,
  dissectMelsoft,
  hasCommandHeader,
  isConnect,
  isMelsoft,
  isMelsoftAnswer,
  isWholeConnect,
  melsoftLength,
} from './melsoft.ts'

const ON_DEMAND = 0x2101

/** For questions about bytes of no dialogue yet. */
const scratch = new McHeader()

export const melsec = defineDissector<MelsecState>({
  name: 'melsec',
  title: 'MELSEC MC protocol (SLMP)',
  carriers: [
    { over: 'tcp', ports: [5000, 5001, 5002, 5003, 5006, 5007, 5010, 5562] },
    { over: 'udp', ports: [5000, 5001, 5006, 5007, 5010, 5560, 61450, 61451] },
  ],
  depth: {
    decodes:
      '1E, 3E and 4E frames in binary and ASCII, devices and their values, labels, files, stations and modules, end codes; CC-Link IE Field Basic by group; MELSOFT in part',
    identity:
      'Read Type Name (0101); Node Search and cyclic data of CC-Link IE Field Basic; MELSOFT Open Initial (0121) and Read CPU Type (0101)',
    missing: 'extended device specifications; the meaning of many MELSOFT commands',
  },
  maxMessage: MAX_MC_MESSAGE,

  /*
   * 3E and 4E: 16 bits of subheader, a station and a module that exist (14 bits and more), a length that is there, and
   * for requests a known command. MELSOFT: 30 bits of header and the kind of its command header. 1E: 24 bits of station,
   * device and zero, and the very length; its answers have too little to be known by, but enough to go on with.
   */
  probe(bytes: Cursor, direction: Direction): Verdict {
    if (bytes.left === 0) return 'need-more'
    if (isWholeConnect(bytes)) return 'yes'
    if (isMelsoft(bytes)) return probeMelsoft(bytes)
    const verdict = probeA1(bytes, direction)
    return verdict === 'no' ? probeMc(bytes) : verdict
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < 2) return undefined
    if (isMelsoft(bytes) || isConnect(bytes)) return isMelsoftAnswer(bytes) ? 'to-client' : 'to-server'
    if (isA1Request(bytes)) return 'to-server'
    if (scratch.read(bytes) !== 1) return undefined
    if (scratch.isAnswer) return 'to-client'
    return commandOf(bytes) === ON_DEMAND ? 'to-client' : 'to-server'
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left === 0) return NEED_MORE
    if (isMelsoft(bytes)) return melsoftLength(bytes)
    if (isConnect(bytes)) return bytes.left
    const header = scratch.read(bytes)
    if (header === 1) return scratch.total
    if (header === 0) return NEED_MORE
    const length = a1Length(bytes)
    return length < 0 ? NOT_A_MESSAGE : length
  },

  newState: newMelsecState,

  dissect(message: Cursor, info: MessageInfo, state: MelsecState, sink: Sink): void {
    if (info.afterGap) state.outstanding.forget()
    if (message.left === 0) return
    if (isMelsoft(message)) dissectMelsoft(message, info.direction, state, sink)
    else if (isConnect(message)) dissectConnect(message, state, sink)
    else if (state.header.read(message) === 1) dissectMc(message, info.direction, state, sink)
    else if (a1Length(message) > 0) dissectA1(message, state, sink)
    else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  },

  /** Answers of 1E frames over TCP, whose length only their requests tell. */
  content: {
    isDue: (state, direction) => direction === 'to-client' && state.a1.isDue,
    next: (state, direction) => (direction === 'to-client' ? state.a1.next() : 0),
    look: (state) => state.a1.look(),
    dissect: (content, _, state, sink) => state.a1.dissect(content, state, sink),
  },

  describe: describeCode,
})

function probeMelsoft(bytes: Cursor): Verdict {
  const length = melsoftLength(bytes)
  if (length < 0) return 'no'
  if (length === 0 || bytes.left < HEADER_AND_KIND) return 'need-more'
  return hasCommandHeader(bytes) ? 'yes' : 'no'
}

/** MELSOFT's header and the first bytes of its command header. */
const HEADER_AND_KIND = 24

function probeMc(bytes: Cursor): Verdict {
  const header = scratch.read(bytes)
  if (header < 1) return header < 0 ? 'no' : 'need-more'
  const width = scratch.ascii ? 2 : 1
  if (scratch.isAnswer) return isWholeAnswer(bytes) ? 'yes' : 'no'
  if (bytes.left < scratch.bodyAt + REQUEST_FIELDS * width) return 'need-more'
  return isKnownCommand(commandOf(bytes)) ? 'yes' : 'no'
}

/** An answer has little that can be told: it must end where the bytes do, or another must follow. */
function isWholeAnswer(bytes: Cursor): boolean {
  const { total } = scratch
  if (bytes.left <= total) return bytes.left === total
  bytes.pos += total
  const follows = scratch.read(bytes) === 1
  bytes.pos -= total
  return follows
}

const commandFields = new Fields(NO_BYTES)

/** The command of the request whose header was just read. */
function commandOf(bytes: Cursor): number {
  const { pos, short } = bytes
  const width = scratch.ascii ? 2 : 1
  bytes.pos = Math.min(bytes.end, pos + scratch.bodyAt + 2 * width)
  const command = commandFields.reset(bytes, scratch.ascii).number(2)
  const isThere = !bytes.short
  bytes.pos = pos
  bytes.short = short
  return isThere ? command : -1
}
