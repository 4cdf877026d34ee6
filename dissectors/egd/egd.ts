/*
 * Ethernet Global Data of GE: samples of a controller's memory, sent at a steady rate to one consumer or to a group.
 * Little-endian, the producer's number apart. UDP port 18246. There is no public standard: the header is what open
 * descriptions agree on; GE's manual GFK-2224 ("TCP/IP Ethernet Communications for PACSystems", chapter 4) has the terms.
 */
import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'

/** Kind of message and version of the protocol. */
const DATA_PRODUCTION = 0x0d01
const HEADER_LENGTH = 32
const PRODUCER_AT = 4
const EXCHANGE_AT = 8
const NANOSECONDS_AT = 16
const STATUS_AT = 20
const RESERVED_AT = 28
const MAX_NANOSECONDS = 999_999_999
/** GFK-2224: up to 1400 bytes of data. */
const MAX_MESSAGE = HEADER_LENGTH + 1400
/** States of a producer: those up to here are in order. */
const LAST_IN_ORDER = 2
const STATES: Readonly<Record<number, string>> = {
  0: '',
  1: '',
  2: '',
  3: 'SNTP error',
  4: 'specification error',
  6: 'data refresh error',
  7: 'data refresh period exceeded',
  10: 'IP layer not initialized',
  12: 'lack of resources',
  16: 'name resolution in progress',
  18: 'loss of the Ethernet interface',
  22: 'Ethernet interface without EGD',
  26: 'no response from the Ethernet interface',
  28: 'exchange not created',
  30: 'exchange deleted',
}
const SAID = 1

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const egd = defineDissector<State>({
  name: 'egd',
  title: 'GE Ethernet Global Data',
  carriers: [{ over: 'udp', ports: [18246] }],
  depth: {
    decodes: 'samples by producer and exchange, the state of the producer',
    identity: 'the number of the producer',
    missing: 'the data, whose layout stands in the configuration alone; commands (UDP 7937)',
  },
  maxMessage: MAX_MESSAGE,

  // Kind, version and 32 reserved bits.
  probe: (bytes: Cursor): Verdict => (isSample(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (!isSample(message)) {
      sink.operation('event', unknown(state), 0)
      sink.observe({ kind: 'malformed', reason: message.left < HEADER_LENGTH ? 'truncated' : 'bad-value', offset: 0 })
      return
    }
    const { view, pos } = message
    sink.operation('event', sampleOf(view, pos, state), 0)
    const from = pos + PRODUCER_AT
    if (!isNews(state.said, SAID, view, from, from + 4)) return
    sayFacts(senderOf(info), '', 'EGD data', { 'device-id': `producer ${ipText(view.getUint32(from))}` }, sink)
  },

  describe: (code) => ({ function: String(code), name: code === 0 ? 'unknown EGD message' : 'Data production' }),
})

function isSample(bytes: Cursor): boolean {
  const { view, pos, left } = bytes
  if (left < HEADER_LENGTH || left > MAX_MESSAGE || bytes.peek16(0) !== DATA_PRODUCTION) return false
  if (view.getUint32(pos + RESERVED_AT) !== 0 || view.getUint32(pos + EXCHANGE_AT) === 0) return false
  const isTime = view.getUint32(pos + NANOSECONDS_AT, true) <= MAX_NANOSECONDS
  return isTime && STATES[view.getUint32(pos + STATUS_AT, true)] !== undefined
}

/** One operation for each exchange; what is sent although something is wrong tells so. */
function sampleOf(view: DataView, pos: number, state: State): Operation {
  const { operations } = state
  const status = view.getUint32(pos + STATUS_AT, true)
  const seed = status <= LAST_IN_ORDER ? 0 : status
  const key = keyOfBytes(view, pos + PRODUCER_AT, pos + EXCHANGE_AT + 4, seed)
  const known = operations.find(key)
  if (known !== undefined) return known
  const producer = ipText(view.getUint32(pos + PRODUCER_AT))
  const exchange = `exchange ${view.getUint32(pos + EXCHANGE_AT, true)} of ${producer}`
  if (seed === 0) return operations.add(key, 'publish', DATA_PRODUCTION >> 8, '', exchange)
  return operations.add(key, 'alarm', DATA_PRODUCTION >> 8, '', `${exchange}: ${STATES[status]}`)
}

function unknown(state: State): Operation {
  return state.operations.find(0) ?? state.operations.add(0, 'unknown', 0, '', '')
}
