/*
 * GOOSE, and the GSE management that belongs to it. Big-endian, BER.
 * IEC 61850-8-1 Ed. 2.1 (2020): clause 18.1 (GOOSE services), annex A (PDU), annex C.2 (Ethernet header, EtherTypes
 * 0x88B8 and 0x88B9); routable GOOSE over UDP port 102: the same part, formerly IEC TR 61850-90-5 clause 7 and 8.
 */
import { BerReader } from '../kit/ber.ts'
import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { isRouted, PublicationHeader, probePublication, SESSION_GOOSE } from '../kit/publication-header.ts'
import { entryPoints, sayEntries } from './entry-values.ts'
import { GoosePdu } from './goose-pdu.ts'
import {
  describeManagement,
  dissectManagement,
  isManagement,
  ManagementState,
  managementDirection,
} from './gse-management.ts'
import { Publisher } from './publisher.ts'

/** The longest Ethernet payload, and the longest UDP datagram. */
const MAX_MESSAGE = 65_535
/** [APPLICATION 1] and [APPLICATION 0] of clause A.1. */
const GOOSE_PDU = 0x61
const MANAGEMENT_PDU = 0x60
const GOCB_REF = 0x80
const GOOSE = 0
/** A gocbRef is at most 129 characters (IEC 61850-7-2, ObjectReference). */
const MAX_TEXT = 129

interface State {
  readonly operations: Operations
  /** By the slot of the publisher's operation. */
  readonly publishers: Publisher[]
  readonly management: ManagementState
}

/** Control blocks of one sender that are followed; a device has a few dozen. */
export const MAX_PUBLISHERS = 1024

export const goose = defineDissector<State>({
  name: 'goose',
  title: 'IEC 61850 GOOSE',
  carriers: [
    { over: 'ethernet', etherTypes: [0x88b8, 0x88b9] },
    { over: 'udp', ports: [102], suits: isRouted },
  ],
  depth: {
    decodes: 'GOOSE, routable GOOSE, GSE management; gaps in stNum and sqNum, test, simulation and ndsCom marks',
    identity: 'control block, data set, goID, APPID, configuration revision, logical device',
    missing: 'entries of the data set that are structures, times or qualities; signatures of IEC 62351-6',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    const pdu = probePublication(bytes, SESSION_GOOSE)
    if (pdu < 0) return 'no'
    if (bytes.peek(pdu) === MANAGEMENT_PDU) return isManagement(bytes, pdu) ? 'yes' : 'no'
    if (bytes.peek(pdu) !== GOOSE_PDU) return 'no'
    const octet = bytes.peek(pdu + 1)
    const contents = pdu + (octet === 0x82 ? 4 : octet === 0x81 ? 3 : 2)
    return octet === 0 || bytes.peek(contents) === GOCB_REF ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction {
    const pdu = probePublication(bytes, SESSION_GOOSE)
    return pdu >= 0 && bytes.peek(pdu) === MANAGEMENT_PDU ? managementDirection(bytes, pdu) : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), publishers: [], management: new ManagementState() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const start = message.pos
    const { view } = message
    const fault = header.begin(message)
    if (fault === 'encrypted') sink.observe({ kind: 'undecoded', reason: 'encrypted', code: GOOSE })
    else if (fault !== 'none') sink.observe({ kind: 'malformed', reason: fault, offset: 0 })
    while (header.next(view)) {
      ber.reset(view, header.start, header.end)
      if (!ber.next() || !ber.enter()) unreadable(view, start, fault === 'none', state, sink)
      else if (ber.tag === GOOSE_PDU) publication(view, start, fault === 'none', info, state, sink)
      else if (ber.tag === MANAGEMENT_PDU) dissectManagement(ber, state.management, state.operations, sink)
      else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: header.start - start })
    }
  },

  describe: (code) => (code === GOOSE ? { function: 'goose', name: 'GOOSE' } : describeManagement(code)),
})

const header = new PublicationHeader()
const pdu = new GoosePdu()
const ber = new BerReader(new DataView(new ArrayBuffer(0)))
const words = new Cursor(new DataView(new ArrayBuffer(0)))

function publication(view: DataView, start: number, whole: boolean, info: MessageInfo, state: State, sink: Sink): void {
  const fault = pdu.read(ber)
  if (fault !== 'none' && whole) sink.observe({ kind: 'malformed', reason: fault, offset: pdu.faultAt - start })
  const operation = operationOf(view, state)
  sink.operation('event', operation, 0)
  if (fault !== 'none') return
  sayEntries(ber, pdu.dataStart, pdu.dataEnd, operation, sink)
  if (operation.slot < 0) return
  const publisher = state.publishers[operation.slot]
  if (publisher === undefined) return
  const inSequence = publisher.follow(pdu, header.simulated, info.afterGap, sink)
  const seed = header.appId * 0x1_0000 + pdu.confRev
  // A publisher that is given other names starts again: its names need no look while it counts on.
  if (inSequence && publisher.seed === seed) return
  publisher.seed = seed
  const identityKey = keyOfBytes(view, pdu.dataSetStart, Math.max(pdu.dataSetEnd, pdu.idEnd), seed)
  if (publisher.identityKey === identityKey) return
  publisher.identityKey = identityKey
  identify(view, info, sink)
}

/** The PDU does not fit: it is still a GOOSE message if its tag says so. */
function unreadable(view: DataView, start: number, whole: boolean, state: State, sink: Sink): void {
  if (whole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: header.start - start })
  if (header.start >= header.end || view.getUint8(header.start) !== GOOSE_PDU) return
  pdu.refStart = pdu.refEnd = header.start
  pdu.entries = 0
  sink.operation('event', operationOf(view, state), 0)
}

function operationOf(view: DataView, state: State): Operation {
  const key = keyOfBytes(view, pdu.refStart, pdu.refEnd, header.appId)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const reference = text(view, pdu.refStart, pdu.refEnd)
  const target = `${reference} appid ${appIdText()}`.trimStart()
  const operation = state.operations.add(key, 'publish', GOOSE, '', target, entryPoints(reference, pdu.entries))
  if (operation.slot >= 0 && operation.slot < MAX_PUBLISHERS) {
    state.publishers[operation.slot] = new Publisher(reference)
  }
  return operation
}

function identify(view: DataView, info: MessageInfo, sink: Sink): void {
  const reference = text(view, pdu.refStart, pdu.refEnd)
  const slash = reference.indexOf('/')
  const dataset = text(view, pdu.dataSetStart, pdu.dataSetEnd)
  const id = text(view, pdu.idStart, pdu.idEnd)
  sink.observe({
    kind: 'identity',
    of: info.direction === 'to-server' ? 'client' : 'server',
    about: '',
    module: '',
    message: `GOOSE ${reference}`,
    facts: {
      'control-block': reference,
      'app-id': appIdText(),
      'configuration-revision': String(pdu.confRev),
      ...(slash > 0 && { 'logical-device': reference.slice(0, slash) }),
      ...(dataset !== '' && { dataset }),
      ...(id !== '' && { 'publication-id': id }),
    },
  })
}

function appIdText(): string {
  return `0x${header.appId.toString(16).padStart(4, '0')}`
}

function text(view: DataView, from: number, to: number): string {
  return words.reset(view, from, to).text(Math.min(to - from, MAX_TEXT))
}
