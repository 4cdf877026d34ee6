import type { Cursor } from '../../dissectors/kit/cursor.ts'
import {
  type Direction,
  type Dissector,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../../dissectors/kit/dissector.ts'
import { Operations } from '../../dissectors/kit/operations.ts'

const MARK = 0x53494d50
const HEADER_BYTES = 8

/**
 * A protocol for tests of the engine: 'SIMP', a length of 16 bits, a function of 16 bits, then the body. Function 1 asks
 * (the body is the target), 2 answers, 0xdead is a defect, 3 hands its body on to the protocols inside.
 */
export const simple: Dissector = defineDissector<{ readonly operations: Operations }>({
  name: 'simple',
  title: 'Simple',
  carriers: [
    { over: 'tcp', ports: [7777] },
    { over: 'udp', ports: [7777] },
    { over: 'dissector', name: 'simple' },
  ],
  depth: { decodes: 'everything', identity: '', missing: '' },
  maxMessage: 1024,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER_BYTES) return startsLikeMark(bytes) ? 'need-more' : 'no'
    return bytes.u32() === MARK ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const code = bytes.peek16(6)
    return code === 1 ? 'to-server' : code === 2 ? 'to-client' : undefined
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left < HEADER_BYTES) return startsLikeMark(bytes) ? NEED_MORE : NOT_A_MESSAGE
    return bytes.u32() === MARK ? HEADER_BYTES + bytes.u16() : NOT_A_MESSAGE
  },

  newState: () => ({ operations: new Operations() }),

  dissect(message: Cursor, info: MessageInfo, { operations }, sink: Sink): void {
    message.skip(6)
    const code = message.u16()
    if (code === 0xdead) throw new TypeError('the defect that was asked for')
    if (code === 3) {
      sink.handOff(message)
      return
    }
    const target = message.text(message.left)
    const [module = ''] = /^unit \d+/.exec(target) ?? []
    const operation = operations.add(operations.find(1) === undefined ? 1 : 2, 'read', code, module, target)
    sink.operation(info.direction === 'to-server' ? 'request' : 'response', operation, 0)
  },

  describe: (code) => ({ function: String(code), name: `Function ${code}` }),
})

function startsLikeMark(bytes: Cursor): boolean {
  for (let i = 0; i < Math.min(4, bytes.left); i++) {
    if (bytes.peek(i) !== ((MARK >>> (24 - i * 8)) & 255)) return false
  }
  return true
}

export function simpleMessage(code: number, body: Uint8Array | string): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(MARK, 0)
  header.writeUInt16BE(bytes.length, 4)
  header.writeUInt16BE(code, 6)
  return new Uint8Array(Buffer.concat([header, bytes]))
}
