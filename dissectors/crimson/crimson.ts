/*
 * The protocol of Crimson 3, by which Red Lion's software speaks to panels, data stations and controllers; TCP port 789.
 * Length of what follows, register, type, data; big-endian. There is no public standard: the facts are those of an open
 * dissector and discovery tool (cr3-wireshark, cr3-fingerprint). What registers hold but for two is not public.
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
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { sayFacts } from '../kit/say-facts.ts'

const FIELD = { register: 2, type: 4, data: 6 } as const
/** Register and type. */
const SHORTEST = 4
const MAX_LENGTH = 0x2000
/** The type of an answer that is text with a NUL behind it. */
const TEXT = 0x0300
const MAX_TEXT = 64
const REGISTER = { model: 0x012a, manufacturer: 0x012b } as const
/** A register that can be asked for: the type of the request, and what it is called. */
const KNOWN: Readonly<Record<number, readonly [asked: number, name: string]>> = {
  [REGISTER.model]: [0x1a00, 'Read model'],
  [REGISTER.manufacturer]: [0x1b00, 'Read manufacturer'],
}
/** Codes of what is not known: register and type. */
const UNKNOWN = 0x1_0000_0000

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
}

export const crimson = defineDissector<State>({
  name: 'crimson',
  title: 'Red Lion Crimson 3',
  carriers: [{ over: 'tcp', ports: [789] }],
  depth: {
    decodes: 'registers that are read or written, by number',
    identity: 'manufacturer, model',
    missing: 'what all other registers hold (not public); recognised by the requests for manufacturer and model alone',
  },
  maxMessage: FIELD.register + MAX_LENGTH,

  // A request is six bytes that are all known; an answer has length, register, type, and text up to its NUL at the end.
  probe(bytes: Cursor): Verdict {
    const length = messageLength(bytes)
    if (length === NOT_A_MESSAGE || length > FIELD.data + MAX_TEXT) return 'no'
    if (length === NEED_MORE || bytes.left < FIELD.data) return 'need-more'
    const known = KNOWN[bytes.peek16(FIELD.register)]
    const type = bytes.peek16(FIELD.type)
    if (known === undefined) return 'no'
    if (type === known[0]) return length === FIELD.data ? 'yes' : 'no'
    if (type !== TEXT) return 'no'
    if (bytes.left < length) return 'need-more'
    return isText(bytes, length) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < FIELD.data) return undefined
    const known = KNOWN[bytes.peek16(FIELD.register)]
    if (known === undefined) return undefined
    const type = bytes.peek16(FIELD.type)
    if (type === known[0]) return 'to-server'
    return type === TEXT ? 'to-client' : undefined
  },

  messageLength,

  newState: () => ({ operations: new Operations(), said: new SaidOnce() }),

  dissect(message: Cursor, { direction }: MessageInfo, { operations, said }: State, sink: Sink): void {
    const length = messageLength(message)
    if (length <= 0 || message.left < length) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const register = message.peek16(FIELD.register)
    const type = message.peek16(FIELD.type)
    const known = KNOWN[register]
    const isKnown = known !== undefined && (type === known[0] || type === TEXT)
    const code = isKnown ? register : UNKNOWN + register * 0x1_0000 + type
    const target = `register ${hex(register)}`
    const operation = operations.find(code) ?? operations.add(code, isKnown ? 'discover' : 'unknown', code, '', target)
    sink.operation(direction === 'to-server' ? 'request' : 'response', operation, 0)
    if (!isKnown) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
    else if (type === TEXT && isText(message, length)) sayText(message, length, register, said, sink)
  },

  describe(code: number) {
    if (code < UNKNOWN) return { function: hex(code), name: KNOWN[code]?.[1] ?? `Register ${hex(code)}` }
    const register = hex(Math.floor((code - UNKNOWN) / 0x1_0000))
    const type = hex(code % 0x1_0000)
    return { function: `${register}/${type}`, name: `Register ${register}, type ${type}` }
  },
})

function messageLength(bytes: Cursor): number {
  if (bytes.left < FIELD.register) return NEED_MORE
  const length = bytes.peek16(0)
  return length >= SHORTEST && length <= MAX_LENGTH ? FIELD.register + length : NOT_A_MESSAGE
}

/** Whether the data is some text that is printable, and the NUL behind it. */
function isText(bytes: Cursor, length: number): boolean {
  if (length < FIELD.data + 2 || bytes.peek(length - 1) !== 0) return false
  for (let at: number = FIELD.data; at < length - 1; at++)
    if (bytes.peek(at) < 0x20 || bytes.peek(at) > 0x7e) return false
  return true
}

function sayText(message: Cursor, length: number, register: number, said: SaidOnce, sink: Sink): void {
  const { view, pos } = message
  if (!said.isNew(register, view, pos + FIELD.data, pos + length)) return
  message.pos = pos + FIELD.data
  const text = message.text(Math.min(MAX_TEXT, length - FIELD.data)).trim()
  message.pos = pos
  const facts = register === REGISTER.model ? { model: text } : { vendor: text }
  sayFacts('server', '', KNOWN[register]?.[1] ?? '', facts, sink)
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}
