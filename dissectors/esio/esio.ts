/*
 * SAIA Ether-S-I/O, by which Saia PCD controllers and their remote I/O exchange process data. Big-endian, UDP port 6060.
 * The manual of Saia-Burgess Controls is given to partners only; the source is the dissector of Wireshark (packet-esio.c),
 * by an engineer of theirs.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf, sideNumber } from '../kit/sender-of.ts'
import { HEADER_LENGTH, isTelegram, KIND, STATION_AT, TRANSFERS_AT, transferEnd } from './telegram.ts'
import { TransactionCounts } from './transaction-counts.ts'

const TRANSACTION_AT = 10
const TELEGRAM_ID_AT = 12
const TRANSFER_COUNT_AT = 20
const STATUS_TYPE_AT = 12
const RIO_STATUS = 1
const LOST_AT = 21
const UNKNOWN = 0
const SAID_STATION = 0
const SAID_LOSS = 2
/** A datagram over Ethernet; fragments are put together before. */
const MAX_TELEGRAM = 0xffff

interface State {
  readonly operations: Operations
  readonly transactions: TransactionCounts
  readonly said: Map<number, number>
}

export const esio = defineDissector<State>({
  name: 'esio',
  title: 'SAIA Ether-S-I/O',
  carriers: [{ over: 'udp', ports: [6060] }],
  depth: {
    decodes: 'data transfers by source, destination and number, transactions that are missing, states of remote I/O',
    identity: 'the number of the station, and that it is remote I/O',
    missing: 'the data, whose layout stands in the configuration alone',
  },
  maxMessage: MAX_TELEGRAM,

  // "ESIO", type and version; the length is that of the datagram, and that of what it says it holds.
  probe: (bytes: Cursor): Verdict => (isTelegram(bytes) && isWhole(bytes) ? 'yes' : 'no'),

  // Stations of either kind publish, to each other or to a group.
  directionOf: (): Direction | undefined => undefined,

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), transactions: new TransactionCounts(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (!isTelegram(message)) {
      sink.operation('event', unknown(state.operations), 0)
      const reason = message.left < HEADER_LENGTH ? 'truncated' : 'bad-value'
      sink.observe({ kind: 'malformed', reason, offset: 0 })
      return
    }
    if (message.peek16(4) === KIND.transfer) transfers(message, info, state, sink)
    else status(message, info, state, sink)
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? 'unknown Ether-S-I/O message' }),
})

const NAMES: Readonly<Record<number, string>> = {
  [KIND.transfer]: 'Data transfer',
  [KIND.status]: 'Status of remote I/O',
}

/** Whether all the transfers that a telegram counts fill it. */
function isWhole(bytes: Cursor): boolean {
  if (bytes.peek16(4) === KIND.status) return true
  let at = TRANSFERS_AT
  for (let count = bytes.peek(TRANSFER_COUNT_AT); count > 0 && at > 0; count--) at = transferEnd(bytes, at)
  return at === bytes.left
}

function transfers(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  let at = TRANSFERS_AT
  const count = message.peek(TRANSFER_COUNT_AT)
  if (count === 0) sink.operation('event', transferOf(message, at, at, state.operations), 0)
  for (let i = 0; i < count; i++) {
    const end = transferEnd(message, at)
    if (end < 0) {
      // The telegram counts as one message, whatever of it is there.
      if (i === 0) sink.operation('event', unknown(state.operations), 0)
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: at })
      return
    }
    sink.operation('event', transferOf(message, at, at + 8, state.operations), 0)
    at = end
  }
  if (at !== message.left) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: at })
  sayStation(message, info, state, sink)
  const stream = message.view.getUint32(message.pos + TELEGRAM_ID_AT) * 2 + sideNumber(senderOf(info))
  const isMissing = state.transactions.follow(stream, message.peek16(TRANSACTION_AT))
  if (isMissing) sink.observe({ kind: 'irregular', reason: 'sequence-gap', detail: stationText(message) })
}

/** One operation for each transfer of a station, whatever it carries. */
function transferOf(message: Cursor, at: number, to: number, operations: Operations): Operation {
  const { view, pos } = message
  const station = view.getUint32(pos + STATION_AT)
  const key = keyOfBytes(view, pos + at, pos + to, station ^ KIND.transfer)
  const found = operations.find(key)
  if (found !== undefined) return found
  const what = to === at ? 'nothing' : `transfer ${view.getUint32(pos + at)} to station ${view.getUint32(pos + at + 4)}`
  return operations.add(key, 'publish', KIND.transfer, '', `${stationText(message)}: ${what}`)
}

function status(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { operations, said } = state
  const { view, pos } = message
  if (message.peek16(STATUS_TYPE_AT) !== RIO_STATUS) {
    sink.operation('event', unknown(operations), 0)
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: message.peek16(STATUS_TYPE_AT) })
    return
  }
  const key = keyOfBytes(view, pos + STATION_AT, pos + STATION_AT + 4, KIND.status)
  const operation = operations.find(key) ?? operations.add(key, 'diagnose', KIND.status, '', stationText(message))
  sink.operation('event', operation, 0)
  sayStation(message, info, state, sink)
  const lossAt = pos + LOST_AT
  const isLoss = isNews(said, SAID_LOSS + sideNumber(senderOf(info)), view, lossAt, lossAt + 1)
  if (!isLoss || view.getUint8(lossAt) === 0) return
  sink.observe({ kind: 'irregular', reason: 'sequence-gap', detail: `to ${stationText(message)}` })
}

/** Controllers and remote I/O send data; of its state remote I/O alone tells. */
function sayStation(message: Cursor, info: MessageInfo, { said }: State, sink: Sink): void {
  const { view, pos } = message
  const of = senderOf(info)
  const isStatus = message.peek16(4) === KIND.status
  const under = 8 + sideNumber(of) * 2 + (isStatus ? 1 : SAID_STATION)
  if (!isNews(said, under, view, pos + STATION_AT, pos + STATION_AT + 4)) return
  const facts = { 'network-address': stationText(message), 'device-type': isStatus ? 'remote I/O' : '' }
  sayFacts(of, '', isStatus ? 'Ether-S-I/O status' : 'Ether-S-I/O data', facts, sink)
}

function stationText(message: Cursor): string {
  return `station ${message.view.getUint32(message.pos + STATION_AT)}`
}

function unknown(operations: Operations): Operation {
  return operations.find(UNKNOWN) ?? operations.add(UNKNOWN, 'unknown', UNKNOWN, '', '')
}
