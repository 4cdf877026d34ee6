/*
 * Synchrophasors. Big-endian.
 * IEEE C37.118.2-2011 (and C37.118-2005): clause 6.2 (common words), 6.3 (data), 6.4 (configuration), 6.5 (header), 6.6
 * (command); annex E (TCP port 4712, UDP port 4713).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayConfiguration } from './configuration.ts'
import { Streams } from './data-values.ts'
import {
  CHECKSUM_LENGTH,
  FIELD,
  frameLength,
  HEADER_LENGTH,
  isIntact,
  MAX_FRAME,
  probeFrame,
  typeAt,
} from './frame-header.ts'
import {
  classOfCommand,
  classOfFrame,
  commandText,
  describeFrameType,
  FRAME_TYPE,
  isKnownCommand,
  nameOfFrameType,
} from './frame-types.ts'

/** Free text of a header frame that is kept. */
const MAX_HEADER_TEXT = 256
/** Keys of commands lie beyond those of types and IDCODEs. */
const COMMAND_SPACE = 0x1_0000_0000

interface State {
  readonly operations: Operations
  /** What configuration and header frames said last. */
  readonly said: Map<number, number>
  /** What data frames have, shared by the dialogues of two hosts. */
  readonly streams: Streams
  /** The stream whose IDCODE was said last; -1 for none. */
  idCode: number
}

export const c37118 = defineDissector<State, Streams>({
  name: 'c37118',
  title: 'IEEE C37.118 synchrophasors',
  carriers: [
    { over: 'tcp', ports: [4712] },
    { over: 'udp', ports: [4713, 4712] },
  ],
  depth: {
    decodes: 'all frame types, commands, CFG-1 to CFG-3, values of data frames, checksums',
    identity: 'configuration and header frames: station names, IDCODEs, places, data rate',
    missing: 'later parts of a fragmented CFG-3; extended command frames',
  },
  maxMessage: MAX_FRAME,

  probe: probeFrame,

  // Commands go to the PMU or the concentrator, everything else comes from it.
  directionOf: (bytes: Cursor): Direction | undefined => {
    if (bytes.left < 2) return undefined
    return typeAt(bytes) === FRAME_TYPE.command ? 'to-server' : 'to-client'
  },

  messageLength: frameLength,

  newState: (streams = new Streams()) => ({ operations: new Operations(), said: new Map(), streams, idCode: -1 }),

  newShared: () => new Streams(),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const type = typeAt(message)
    const idCode = message.peek16(FIELD.idCode)
    const { left } = message
    if (left < HEADER_LENGTH + CHECKSUM_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    const intact = isIntact(message, left)
    if (!intact) sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: left - CHECKSUM_LENGTH })
    if (type === FRAME_TYPE.command) command(message, idCode, state, sink)
    else {
      const operation = operationOf(type, idCode, state)
      sink.operation('event', operation, 0)
      if (intact && type === FRAME_TYPE.data) state.streams.say(message, idCode, operation, sink)
      if (intact) saySender(message, type, idCode, info, state, sink)
    }
  },

  describe: describeFrameType,
})

function command(message: Cursor, idCode: number, state: State, sink: Sink): void {
  const word = message.left < HEADER_LENGTH + 2 + CHECKSUM_LENGTH ? 0 : message.peek16(HEADER_LENGTH)
  sink.operation('request', commandOperation(idCode, word, state.operations), 0)
  if (!isKnownCommand(word)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: FRAME_TYPE.command })
}

function commandOperation(idCode: number, word: number, operations: Operations): Operation {
  const key = COMMAND_SPACE + idCode * 0x1_0000 + word
  const known = operations.find(key)
  if (known !== undefined) return known
  return operations.add(key, classOfCommand(word), FRAME_TYPE.command, '', `idcode ${idCode} ${commandText(word)}`)
}

function operationOf(type: number, idCode: number, state: State): Operation {
  const key = type * 0x1_0000 + idCode
  const { operations } = state
  return operations.find(key) ?? operations.add(key, classOfFrame(type), type, '', `idcode ${idCode}`)
}

/** What a frame says of the device that sent it. Over a group address every sender is on the client's side. */
function saySender(message: Cursor, type: number, idCode: number, info: MessageInfo, state: State, sink: Sink): void {
  const of: Side = info.direction === 'to-server' ? 'client' : 'server'
  if (type === FRAME_TYPE.data) {
    // A concentrator has one IDCODE for each stream: said again only when it is another.
    if (state.idCode === idCode) return
    state.idCode = idCode
    const facts = { 'device-id': String(idCode) }
    sink.observe({ kind: 'identity', of, about: '', module: '', message: nameOfFrameType(type), facts })
    return
  }
  if (type > FRAME_TYPE.cfg3) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
    return
  }
  const { pos, end, view } = message
  if (!isNews(state.said, type * 0x1_0000 + idCode, view, pos + HEADER_LENGTH, end - CHECKSUM_LENGTH)) return
  if (type === FRAME_TYPE.header) sayHeader(message, of, sink)
  else {
    const fault = sayConfiguration(message, type, of, state.streams, sink)
    if (fault !== 'none') sink.observe({ kind: 'malformed', reason: fault, offset: message.pos - pos })
  }
}

/** Clause 6.5: text for people, in any form. */
function sayHeader(message: Cursor, of: Side, sink: Sink): void {
  message.skip(HEADER_LENGTH)
  const length = Math.min(message.left - CHECKSUM_LENGTH, MAX_HEADER_TEXT)
  const facts = { description: message.text(length, 'utf8').trim() }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: nameOfFrameType(FRAME_TYPE.header), facts })
}
