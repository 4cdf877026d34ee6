/*
 * Sercos III. Little-endian. Communication specification V1.3.1 (telegrams, phases, service channels, hot-plug);
 * EtherType 0x88cd. All telegrams come from the master, who leaves room in the ATs for what devices answer.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { MAX_DEVICES, NO_CHANNEL, newState, type SercosState, slaveText } from './sercos-state.ts'
import { dissectAnswers, dissectRequests, STEPS } from './service-channel.ts'
import {
  channelOfRing,
  channelText,
  codeOf,
  DEVICES,
  HEADER_LENGTH,
  isAnswer,
  isChange,
  isTelegram,
  numberOf,
  phaseOf,
  telegramText,
  WORD_STEP,
  WORDS_AT,
} from './telegram.ts'

const MAX_MESSAGE = 1500
/** Addresses of devices; above are those of nobody yet. */
const ADDRESS = 0x1ff
const NOBODY = 0x1ff
const NO_DEVICE = 0xffff
/** In the word of a device. */
const SLAVE_VALID = 0x0100
/** In the hot-plug field of AT0. */
const HOT_PLUG_FAILED = 0x0200
const UNKNOWN = 0xffff
const HOT_PLUG = 0x2_0000
const PHASES = ['discovery', 'communication set-up', 'parameters', 'parameters and cycle', 'operation']

export const sercos = defineDissector<SercosState>({
  name: 'sercos',
  title: 'Sercos III',
  carriers: [{ over: 'ethernet', etherTypes: [0x88cd], isAssigned: true }],
  depth: {
    decodes: 'telegrams by phase, parameters by slave in the phases 1 and 2, hot-plug',
    identity: 'the phase of the master, addresses of slaves, their electronic label (S-0-1300)',
    missing: 'process data and service channels of the phases 3 and 4, whose places stand in the configuration',
  },
  maxMessage: MAX_MESSAGE,

  // The EtherType, the bits of the header that are fixed, and a length that fits the phase.
  probe: (bytes: Cursor): Verdict => (isTelegram(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState,

  dissect(message: Cursor, _info: MessageInfo, state: SercosState, sink: Sink): void {
    if (!isTelegram(message)) {
      const { operations } = state
      sink.operation('event', operations.find(UNKNOWN) ?? operations.add(UNKNOWN, 'unknown', UNKNOWN, '', ''), 0)
      const reason = message.left < HEADER_LENGTH ? 'truncated' : 'bad-value'
      sink.observe({ kind: 'malformed', reason, offset: 0 })
      return
    }
    sink.operation('event', operationOf(message, state), 0)
    if (isChange(message)) return
    sayPhase(phaseOf(message), state, sink)
    dissectPhase(message, state, sink)
  },

  describe(code) {
    if (code === UNKNOWN) return { function: '?', name: 'unknown telegram' }
    if (code === HOT_PLUG) return { function: 'HP', name: 'Hot-plug' }
    if (code < STEPS) return { function: telegramText(code), name: telegramText(code) }
    const element = (code - STEPS) >> 1
    const name = element === 1 ? 'open' : (code & 1) === 0 ? 'read' : 'write'
    return { function: `SVC ${element} ${name}`, name: `Service channel ${name}` }
  },
})

function operationOf(message: Cursor, state: SercosState): Operation {
  const { operations } = state
  const code = codeOf(message)
  return operations.find(code) ?? operations.add(code, telegramClass(message), code, '', channelText(code))
}

function telegramClass(message: Cursor): OperationClass {
  if (isChange(message)) return 'mode'
  const phase = phaseOf(message)
  return phase === 0 ? 'discover' : phase < 3 ? 'session' : 'publish'
}

function sayPhase(phase: number, state: SercosState, sink: Sink): void {
  if (state.phase === phase) return
  state.phase = phase
  const mode = `CP${phase} (${PHASES[phase] ?? ''})`
  sayFacts('client', '', 'MST', { role: 'Sercos III master', mode }, sink)
}

function dissectPhase(message: Cursor, state: SercosState, sink: Sink): void {
  const phase = phaseOf(message)
  if (phase === 0) {
    if (isAnswer(message)) sayAddresses(message, state, sink)
    return
  }
  if (phase >= 3) {
    if (isAnswer(message) && numberOf(message) === 0) hotPlug(message, state, sink)
    return
  }
  if (!isAnswer(message)) {
    dissectRequests(message, state, sink)
    return
  }
  dissectAnswers(message, state, sink)
  sayPresent(message, state, sink)
}

/** AT0 of phase 0: a counter, then the address of each device in the order of the ring. */
function sayAddresses(message: Cursor, state: SercosState, sink: Sink): void {
  const { view, pos } = message
  if (state.channel === NO_CHANNEL) state.channel = channelOfRing(message)
  if (state.channel !== channelOfRing(message)) return
  for (let position = 0; position < MAX_DEVICES - 1; position++) {
    const field = view.getUint16(pos + HEADER_LENGTH + 2 + position * 2, true)
    const address = field === NO_DEVICE ? 0 : field & ADDRESS
    if (address === state.addresses[position] || address === NOBODY) continue
    state.addresses[position] = address
    state.said[position] = 0
    if (address !== 0) saySlave(position, 'AT0 CP0', state, sink)
  }
}

/** Devices that say in their word that they are there: news where phase 0 was not seen. */
function sayPresent(message: Cursor, state: SercosState, sink: Sink): void {
  const { view, pos } = message
  const first = numberOf(message) * DEVICES
  for (let i = 0; i < DEVICES; i++) {
    const word = view.getUint16(pos + WORDS_AT + i * WORD_STEP, true)
    if ((word & SLAVE_VALID) !== 0) saySlave(first + i, 'Device status', state, sink)
  }
}

function saySlave(position: number, message: string, state: SercosState, sink: Sink): void {
  if (state.said[position] === 1) return
  state.said[position] = 1
  const address = state.addresses[position] ?? 0
  const facts = { role: 'Sercos III slave', 'device-id': address === 0 ? '' : `Sercos address ${address}` }
  sayFacts('client', '', message, facts, sink, slaveText(position, state))
}

/** A device that joins a ring in operation answers in a field of its own. */
function hotPlug({ view, pos }: Cursor, state: SercosState, sink: Sink): void {
  const address = view.getUint16(pos + HEADER_LENGTH, true)
  if (address === 0 || address >= NOBODY) return
  const { operations } = state
  const key = HOT_PLUG + address
  const module = `slave ${address}`
  const known = operations.find(key)
  if (known === undefined) {
    const facts = { role: 'Sercos III slave', 'device-id': `Sercos address ${address}` }
    sayFacts('client', '', 'Hot-plug', facts, sink, module)
  }
  const failed = (view.getUint16(pos + HEADER_LENGTH + 2, true) & HOT_PLUG_FAILED) !== 0
  sink.operation('response', known ?? operations.add(key, 'discover', HOT_PLUG, module, ''), failed ? 1 : 0)
}
