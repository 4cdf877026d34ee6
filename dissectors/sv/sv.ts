/*
 * Sampled Values. Big-endian, BER.
 * IEC 61850-9-2 Ed. 2.1 (2020): clause 8.5 (APDU, tables 13 to 15), annex A (Ethernet header, EtherType 0x88BA);
 * IEC 61869-9 (the digital interface of instrument transformers, which replaced the "9-2LE" guideline);
 * routable Sampled Values over UDP port 102: IEC 61850-8-1 Ed. 2.1, formerly IEC TR 61850-90-5.
 */
import { BerReader } from '../kit/ber.ts'
import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { isRouted, PublicationHeader, probePublication, SESSION_SAMPLED_VALUES } from '../kit/publication-header.ts'
import { SampleStream } from './sample-stream.ts'
import { SampledValuesAsdu } from './sampled-values-asdu.ts'
import { identityKeyOf, observeIdentity } from './sampled-values-identity.ts'

const MAX_MESSAGE = 65_535
/** [APPLICATION 0] of table 13: savPdu. */
const SAV_PDU = 0x60
const NO_ASDU = 0x80
const SEQ_ASDU = 0xa2
const ASDU = 0x30
const SV = 0
/** Streams named in the target of a message that carries several; the others are counted with them. */
const MAX_NAMED = 4
const LEAST_PROBE_BYTES = 9
/** Keys of messages that carry several streams, apart from those of the streams. */
const COMBINED = 0x5ee0

interface State {
  readonly operations: Operations
  /** By the slot of the operation that stands for the svID. */
  readonly streams: (SampleStream | undefined)[]
}

export const sv = defineDissector<State>({
  name: 'sv',
  title: 'IEC 61850 Sampled Values',
  carriers: [
    { over: 'ethernet', etherTypes: [0x88ba] },
    { over: 'udp', ports: [102], suits: isRouted },
  ],
  depth: {
    decodes: 'Sampled Values, routable Sampled Values; gaps in smpCnt, simulation mark, synchronisation',
    identity: 'svID, data set, APPID, configuration revision, time source, sample rate',
    missing: 'the samples themselves, signatures of IEC 62351-6',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    const pdu = probePublication(bytes, SESSION_SAMPLED_VALUES)
    if (pdu < 0 || bytes.left < pdu + LEAST_PROBE_BYTES || bytes.peek(pdu) !== SAV_PDU) return 'no'
    const contents = contentsAt(bytes, pdu)
    if (bytes.peek(contents) !== NO_ASDU || bytes.peek(contents + 1) > 2) return 'no'
    const next = contents + 2 + bytes.peek(contents + 1)
    if (next + 6 > bytes.left || bytes.peek(next) !== SEQ_ASDU) return 'no'
    return bytes.peek(contentsAt(bytes, next)) === ASDU ? 'yes' : 'no'
  },

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), streams: [] }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const start = message.pos
    const { view } = message
    const fault = header.begin(message)
    if (fault === 'encrypted') sink.observe({ kind: 'undecoded', reason: 'encrypted', code: SV })
    else if (fault !== 'none') sink.observe({ kind: 'malformed', reason: fault, offset: 0 })
    while (header.next(view)) {
      const isOurs = header.start < header.end && view.getUint8(header.start) === SAV_PDU
      const isSound = isOurs && publication(view, info, state, sink)
      if (isSound || fault !== 'none') continue
      sink.observe({ kind: 'malformed', reason: ber.bad ? 'bad-length' : 'bad-value', offset: header.start - start })
    }
  },

  describe: () => ({ function: 'sv', name: 'Sampled Values' }),
})

const header = new PublicationHeader()
const asdu = new SampledValuesAsdu()
const ber = new BerReader(new DataView(new ArrayBuffer(0)))
const words = new Cursor(new DataView(new ArrayBuffer(0)))

/** Reports one savPdu; false when it is not as it should be. */
function publication(view: DataView, info: MessageInfo, state: State, sink: Sink): boolean {
  ber.reset(view, header.start, header.end)
  let expected = -1
  let found = 0
  let sound = true
  let first: Operation | undefined
  let several = 0
  if (ber.next()) ber.enter()
  while (ber.next()) {
    if (ber.tag === NO_ASDU) expected = ber.unsigned()
    if (ber.tag !== SEQ_ASDU || !ber.enter()) continue
    for (; ber.next(); found++) {
      ber.enter()
      sound = asdu.read(ber) && sound
      ber.leave()
      const operation = streamOf(view, state)
      if (first === undefined) first = operation
      else if (operation !== first) several = (Math.imul(several, 31) + operation.slot + 1) >>> 0
      if (sound && !ber.bad) follow(view, operation, info, state, sink)
    }
    ber.leave()
  }
  sink.operation(
    'event',
    several === 0 ? (first ?? nameless(state)) : combined(view, first as Operation, several, state),
    0,
  )
  return sound && !ber.bad && found === expected
}

function follow(view: DataView, operation: Operation, info: MessageInfo, state: State, sink: Sink): void {
  const stream = state.streams[operation.slot]
  if (stream === undefined) return
  stream.follow(asdu.smpCnt, header.simulated, info.afterGap, sink)
  const key = identityKeyOf(view, asdu, header.appId)
  if (stream.identityKey === key) return
  stream.identityKey = key
  observeIdentity(view, asdu, header.appId, info, sink)
}

/** The operation of a message that carries the ASDU's stream alone: it also stands for the stream. */
function streamOf(view: DataView, state: State): Operation {
  const key = keyOfBytes(view, asdu.idStart, asdu.idEnd, header.appId)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const id = words.reset(view, asdu.idStart, asdu.idEnd).text(asdu.idEnd - asdu.idStart)
  const operation = state.operations.add(key, 'publish', SV, '', withAppId(id))
  if (operation.slot >= 0) state.streams[operation.slot] = new SampleStream(id)
  return operation
}

function nameless(state: State): Operation {
  return state.operations.find(header.appId) ?? state.operations.add(header.appId, 'publish', SV, '', withAppId(''))
}

/** The operation of a message with several streams. */
function combined(view: DataView, first: Operation, others: number, state: State): Operation {
  const key = COMBINED * 0x1_0000_0000 + ((Math.imul(others, 31) + first.slot) >>> 0)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const ids = idsOf(view)
  const named = ids.slice(0, MAX_NAMED).join(', ')
  return state.operations.add(key, 'publish', SV, '', withAppId(ids.length > MAX_NAMED ? `${named}, …` : named))
}

function idsOf(view: DataView): string[] {
  const ids = new Set<string>()
  ber.reset(view, header.start, header.end)
  if (ber.next()) ber.enter()
  while (ber.next()) {
    if (ber.tag !== SEQ_ASDU || !ber.enter()) continue
    while (ber.next()) {
      ber.enter()
      asdu.read(ber)
      ber.leave()
      ids.add(words.reset(view, asdu.idStart, asdu.idEnd).text(asdu.idEnd - asdu.idStart))
    }
    ber.leave()
  }
  return [...ids]
}

function withAppId(id: string): string {
  return `${id} appid 0x${header.appId.toString(16).padStart(4, '0')}`.trimStart()
}

/** Where the contents of the element at an offset begin, for lengths of up to 65535. */
function contentsAt(bytes: Cursor, at: number): number {
  const octet = bytes.peek(at + 1)
  return at + (octet === 0x82 ? 4 : octet === 0x81 ? 3 : 2)
}
