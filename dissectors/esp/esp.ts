/*
 * ESP, the part of IPsec that carries what nobody is to read. Big-endian. IP protocol 50.
 * RFC 4303 clause 2: security parameters index, sequence number, then everything encrypted.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation, Undecoded } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

const MAX_MESSAGE = 65_535
const HEADER_LENGTH = 8
export const ESP = 50
const SEALED: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: ESP }

interface State {
  readonly operations: Operations
}

export const esp = defineDissector<State>({
  name: 'esp',
  title: 'IPsec ESP',
  carriers: [{ over: 'ip', protocols: [ESP] }],
  depth: { decodes: 'that there is a tunnel, and how much it carries', identity: '', missing: 'everything encrypted' },
  maxMessage: MAX_MESSAGE,

  // The protocol number is assigned by IANA, and nothing else runs over it.
  probe: (bytes: Cursor): Verdict => (isEsp(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction | undefined => undefined,

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations() }),

  dissect(message: Cursor, _info: MessageInfo, { operations }: State, sink: Sink): void {
    sink.operation('event', operationOf(operations), 0)
    if (isEsp(message)) sink.observe(SEALED)
    else
      sink.observe({ kind: 'malformed', reason: message.left < HEADER_LENGTH ? 'truncated' : 'bad-value', offset: 0 })
  },

  describe: (code) => ({ function: String(code), name: 'ESP packet' }),
})

/** Whether a packet of ESP can begin here: an SPI, which is not 0 on the wire (clause 2.1), and a sequence number. */
export function isEsp(bytes: Cursor): boolean {
  return bytes.left >= HEADER_LENGTH && (bytes.peek16(0) | bytes.peek16(2)) !== 0
}

/** What a packet is for is encrypted: unknown. */
function operationOf(operations: Operations): Operation {
  return operations.find(ESP) ?? operations.add(ESP, 'unknown', ESP, '', '')
}
