/*
 * RTPS, the wire protocol of DDS. OMG DDSI-RTPS 2.5 (2022): 8.3.3 and 9.4.4 (message and header), 9.4.5 (submessages),
 * 8.5 and 9.6.3 (discovery). UDP ports 7400 + 250 * domain and above (9.6.2). Each submessage has a byte order of its own.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { newRtpsState, type RtpsState, Topics } from './rtps-state.ts'
import { sayParticipant, sayPublication } from './say-discovery.ts'
import {
  builtIn,
  describeKind,
  isData,
  isEncrypted,
  isKnown,
  isQualifier,
  KIND,
  PARTICIPANTS,
  PUBLICATIONS,
} from './submessages.ts'

/** 'RTPS'. */
const MAGIC = 0x52545053
const HEADER_LENGTH = 20
/** What RTI sends to find whether anybody is there: the header's first 12 bytes are followed by no submessage. */
const PING_LENGTH = 16
const VERSION_AT = 4
const VENDOR_AT = 6
const PREFIX_AT = 8
const PREFIX_LENGTH = 12
const SUBMESSAGE_HEADER = 4
const LITTLE = 1
/** Of DATA and DATA_FRAG, behind the header of the submessage. */
const TO_INLINE_QOS_AT = 2
const WRITER_AT = 8
const HAS_INLINE_QOS = 2
const HAS_DATA = 4
const MAX_SUBMESSAGES = 512
const NO_DATA = 0
const WRITERS = 0x1_0000_0000
const ENCRYPTED = { kind: 'undecoded', reason: 'encrypted', code: KIND.secureBody } as const

export const rtps = defineDissector<RtpsState, Topics>({
  name: 'rtps',
  title: 'RTPS (DDS)',
  carriers: [{ over: 'udp', ports: [7400, 7401, 7410, 7411, 7412, 7413, 7650, 7651, 7660, 7661] }],
  depth: {
    decodes: 'submessages, samples by topic where the publication was announced to the same host',
    identity: 'participants: host name, user, program, target, implementation and version, GUID prefix',
    missing: 'values of samples, TCP, subscriptions; DDS Security hides the rest',
  },
  maxMessage: 65_535,

  // 32 bits of magic, and a version that exists.
  probe(bytes: Cursor): Verdict {
    if (bytes.left < PING_LENGTH || bytes.view.getUint32(bytes.pos) !== MAGIC) return 'no'
    const version = bytes.peek(VERSION_AT)
    return version === 1 || version === 2 ? 'yes' : 'no'
  },

  // Participants are peers: who sends tells, and its receiver is told.
  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: (topics) => newRtpsState(topics ?? new Topics()),

  newShared: () => new Topics(),

  dissect(message: Cursor, info: MessageInfo, state: RtpsState, sink: Sink): void {
    const { view, pos, end } = message
    if (message.left < HEADER_LENGTH) {
      sink.operation('event', operationOf(NO_DATA, 0, '', state), 0)
      if (message.left !== PING_LENGTH) malformed(message.left, sink)
      return
    }
    let counted = 0
    let at = pos + HEADER_LENGTH
    for (let i = 0; i < MAX_SUBMESSAGES && at + SUBMESSAGE_HEADER <= end; i++) {
      const kind = view.getUint8(at)
      const next = nextOf(view, at, end, kind)
      if (next > end) {
        malformed(at - pos, sink)
        break
      }
      if (!isQualifier(kind)) {
        submessage(message, kind, at, next, info, state, sink)
        counted++
      }
      at = next
    }
    message.pos = pos
    message.end = end
    if (counted === 0) sink.operation('event', operationOf(NO_DATA, 0, '', state), 0)
  },

  describe: describeKind,
})

function malformed(offset: number, sink: Sink): void {
  sink.observe({ kind: 'malformed', reason: 'truncated', offset })
}

/** 9.4.5.1.3: 0 is up to the end, but for those that may be empty. */
function nextOf(view: DataView, at: number, end: number, kind: number): number {
  const length = view.getUint16(at + 2, (view.getUint8(at + 1) & LITTLE) !== 0)
  const mayBeEmpty = kind === KIND.pad || kind === KIND.infoTimestamp
  return length === 0 && !mayBeEmpty ? end : at + SUBMESSAGE_HEADER + length
}

function submessage(
  message: Cursor,
  kind: number,
  at: number,
  next: number,
  info: MessageInfo,
  state: RtpsState,
  sink: Sink,
): void {
  const body = at + SUBMESSAGE_HEADER
  if (isEncrypted(kind)) {
    sink.operation('event', operationOf(kind, 0, '', state), 0)
    sink.observe(ENCRYPTED)
    return
  }
  if (!isData(kind) || next - body < WRITER_AT + 4) {
    sink.operation('event', operationOf(kind, 0, '', state), 0)
    if (!isKnown(kind)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: kind })
    else if (isData(kind)) malformed(at - message.pos, sink)
    return
  }
  const writer = message.view.getUint32(body + WRITER_AT)
  sink.operation('event', sampleOf(message, kind, writer, state), 0)
  if (kind === KIND.data) discovery(message, writer, at, next, info, state, sink)
}

/** One operation for each topic, or writer while its topic is not known. */
function sampleOf(message: Cursor, kind: number, writer: number, state: RtpsState): Operation {
  const told = builtIn(writer)
  if (told !== undefined) return operationOf(kind, writer, told[0], state)
  const { view, pos } = message
  const guid = state.topics.keyOf(view, pos + PREFIX_AT, writer)
  const topic = state.topics.find(guid)
  const key = keyOfBytes(view, pos + PREFIX_AT, pos + PREFIX_AT + PREFIX_LENGTH, writer ^ (topic === '' ? kind : ~kind))
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const target = topic === '' ? `writer 0x${writer.toString(16).padStart(8, '0')}` : `topic ${topic}`
  return state.operations.add(key, 'publish', kind, '', target)
}

/** Of what is no sample of an application: by its kind, and what a built-in writer tells. */
function operationOf(kind: number, writer: number, target: string, state: RtpsState): Operation {
  const key = kind * WRITERS + writer
  const { operations } = state
  const known = operations.find(key)
  if (known !== undefined) return known
  const operationClass =
    kind === NO_DATA ? 'discover' : (builtIn(writer)?.[1] ?? (isKnown(kind) ? 'session' : 'unknown'))
  return operations.add(key, operationClass, kind, '', target)
}

function discovery(
  message: Cursor,
  writer: number,
  at: number,
  next: number,
  info: MessageInfo,
  state: RtpsState,
  sink: Sink,
): void {
  const { view, pos } = message
  const flags = view.getUint8(at + 1)
  const little = (flags & LITTLE) !== 0
  const body = at + SUBMESSAGE_HEADER
  // Nothing that is told stands in the QoS of a single sample.
  if ((flags & HAS_DATA) === 0 || (flags & HAS_INLINE_QOS) !== 0) return
  const from = body + TO_INLINE_QOS_AT + 2 + view.getUint16(body + TO_INLINE_QOS_AT, little)
  if (from > next) return
  message.pos = from
  message.end = next
  if (writer === PARTICIPANTS) sayParticipant(message, pos + VENDOR_AT, info, state, sink)
  else if (writer === PUBLICATIONS) sayPublication(message, state)
  message.pos = pos
  message.short = false
}
