/*
 * The MAC of IEEE 802.15.4: beacons of coordinators, commands by which stations join and poll, frames that are encrypted. What
 * its data frames carry is 6LoWPAN's or another network's. Little-endian. IEEE 802.15.4-2020, clause 7.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Malformed, Operation, OperationClass, Undecoded } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf, sideNumber } from '../kit/sender-of.ts'
import { shortText, wpanAddressText } from '../kit/wpan-address.ts'
import {
  EXTENDED_ADDRESS,
  NO_SHORT_ADDRESS,
  WPAN_BEACON,
  WPAN_COMMAND,
  WPAN_DATA,
  WpanHeader,
} from '../kit/wpan-frame.ts'
import { WPAN_PAYLOAD } from '../kit/wpan-payload.ts'
import { factsOfBeacon } from './beacon.ts'
import { ASSOCIATED, COMMAND, commandOf } from './commands.ts'

/** A PHY for utilities has the longest frames (clause 11.3). */
const MAX_FRAME = 2047
/** Codes of commands lie above those of frame types. */
const COMMANDS = 0x100
const FRAMES: Readonly<Record<number, string>> = {
  [WPAN_BEACON]: 'Beacon',
  [WPAN_DATA]: 'Data',
  [WPAN_COMMAND]: 'Command',
}
/** Where what is joined stands in a realignment: behind network, coordinator and channel (7.5.10). */
const REALIGNED_AT = 5
const ENCRYPTED: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: WPAN_DATA }
const TRUNCATED: Malformed = { kind: 'malformed', reason: 'truncated', offset: 0 }
/** Kinds of statement, which are remembered each by itself. */
const SAID_BEACON = 0
const SAID_CAPABILITY = 2
const SAID_ADDRESS = 4

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
}

const header = new WpanHeader()

export const wpan = defineDissector<State>({
  name: 'wpan',
  title: 'IEEE 802.15.4',
  carriers: [{ over: 'wpan', payloads: [WPAN_PAYLOAD.mac] }],
  depth: {
    decodes: 'beacons, MAC commands by name, associations with their outcome; frames that are encrypted are counted',
    identity: 'beacons (coordinators, networks), Association Request and Response (EUI-64 and short address)',
    missing: 'multipurpose and fragment frames, information elements, FCS that sniffers of TI have overwritten',
  },
  maxMessage: MAX_FRAME,

  probe(bytes: Cursor): Verdict {
    if (!header.read(bytes.view, bytes.pos, bytes.end)) return 'no'
    if (header.source.pan < 0 || header.type > WPAN_COMMAND) return 'no'
    if (header.isEncrypted) return 'yes'
    if (header.type === WPAN_BEACON)
      return header.payloadEnd - header.payloadAt >= 4 || header.version > 1 ? 'yes' : 'no'
    return header.type === WPAN_COMMAND && commandOf(commandId(bytes)) !== undefined ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const isCommand = header.read(bytes.view, bytes.pos, bytes.end) && header.type === WPAN_COMMAND
    const from = isCommand && !header.isEncrypted ? commandOf(commandId(bytes))?.from : undefined
    if (from === undefined) return undefined
    return from === 'joiner' ? 'to-server' : 'to-client'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new SaidOnce() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (!header.read(message.view, message.pos, message.end)) {
      sink.observe(TRUNCATED)
      return
    }
    message.pos = header.payloadAt
    message.end = header.payloadEnd
    if (header.isEncrypted) {
      sink.operation('event', operationOf(header.type, classOfFrame(header.type), state), 0)
      sink.observe(ENCRYPTED)
    } else if (header.type === WPAN_COMMAND) command(message, info, state, sink)
    else {
      sink.operation('event', operationOf(header.type, classOfFrame(header.type), state), 0)
      if (header.type === WPAN_BEACON && header.version < 2) beacon(message, info, state, sink)
    }
  },

  describe(code: number) {
    const name = code < COMMANDS ? FRAMES[code] : (commandOf(code - COMMANDS)?.name ?? `MAC command ${code - COMMANDS}`)
    return { function: String(code), name: name ?? `frame type ${code}` }
  },
})

/** Of the header just read. */
function commandId({ view }: Cursor): number {
  return header.payloadAt < header.payloadEnd ? view.getUint8(header.payloadAt) : -1
}

function classOfFrame(type: number): OperationClass {
  if (type === WPAN_BEACON) return 'discover'
  return type === WPAN_COMMAND ? 'session' : 'unknown'
}

function operationOf(code: number, operationClass: OperationClass, { operations }: State): Operation {
  return operations.find(code) ?? operations.add(code, operationClass, code, '', '')
}

function beacon(message: Cursor, info: MessageInfo, { said }: State, sink: Sink): void {
  const of = senderOf(info)
  const { view, pos, end } = message
  const facts = factsOfBeacon(message)
  if (message.short) sink.observe(TRUNCATED)
  else if (said.isNew(SAID_BEACON + sideNumber(of), view, pos, end)) sayFacts(of, '', 'Beacon', facts, sink)
}

function command(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const id = message.u8()
  if (message.short) {
    sink.observe(TRUNCATED)
    return
  }
  const known = commandOf(id)
  const operation = operationOf(COMMANDS + id, known?.class ?? 'unknown', state)
  switch (id) {
    case COMMAND.associationRequest:
      sink.operation('order', operation, 0)
      if (message.left > 0) capability(message, info, state, sink)
      else sink.observe(TRUNCATED)
      return
    case COMMAND.associationResponse:
      association(message, operation, state, sink)
      return
    case COMMAND.realignment:
      sink.operation('event', operation, 0)
      message.skip(REALIGNED_AT)
      bind(message, state, sink)
      return
    case COMMAND.dataRequest:
    case COMMAND.orphan:
      sink.operation('order', operation, 0)
      return
    default:
      sink.operation('event', operation, 0)
      if (known === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: COMMANDS + id })
  }
}

/** Which short address the station was given; or why it was not. */
function association(message: Cursor, operation: Operation, state: State, sink: Sink): void {
  const status = message.peek(2)
  if (message.short) {
    sink.observe(TRUNCATED)
    return
  }
  sink.operation('response', operation, status)
  if (status === ASSOCIATED) bind(message, state, sink)
}

/** The short address at the cursor is that of the station that the frame is for. */
function bind(message: Cursor, { said }: State, sink: Sink): void {
  const { view, pos } = message
  const short = message.u16le()
  const { target } = header
  if (message.short || target.mode !== EXTENDED_ADDRESS || short >= NO_SHORT_ADDRESS) return
  if (!said.isNew(SAID_ADDRESS, view, pos, pos + 2)) return
  sink.observe({ kind: 'binding', mac: wpanAddressText(target), ip: shortText(target.pan, short) })
}

/** What kind of station wants to join (7.5.2). */
function capability(message: Cursor, info: MessageInfo, { said }: State, sink: Sink): void {
  const of = senderOf(info)
  if (!said.isNew(SAID_CAPABILITY + sideNumber(of), message.view, message.pos, message.pos + 1)) return
  const bits = message.u8()
  const kind = (bits & 0x02) !== 0 ? 'full-function device' : 'reduced-function device'
  const power = (bits & 0x04) !== 0 ? 'mains powered' : 'not mains powered'
  const receiver = (bits & 0x08) !== 0 ? 'receiver on when idle' : 'receiver off when idle'
  sayFacts(of, '', 'Association Request', { capability: `${kind}, ${power}, ${receiver}` }, sink)
}
