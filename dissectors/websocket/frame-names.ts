import type { Undecoded } from '../kit/observation.ts'
import { COMPRESSED, OPCODE } from './frame-header.ts'

const NAMES: Readonly<Record<number, string>> = {
  [OPCODE.continuation]: 'continuation',
  [OPCODE.text]: 'text',
  [OPCODE.binary]: 'binary',
  [OPCODE.close]: 'close',
  [OPCODE.ping]: 'ping',
  [OPCODE.pong]: 'pong',
  [OPCODE.text | COMPRESSED]: 'compressed text',
  [OPCODE.binary | COMPRESSED]: 'compressed binary',
}

/** One of each, by opcode and the bit for compression, so that such a message allocates nothing. */
export const UNDECODED: Readonly<Record<number, Undecoded>> = {
  [OPCODE.continuation]: undecoded(OPCODE.continuation),
  [OPCODE.text]: undecoded(OPCODE.text),
  [OPCODE.binary]: undecoded(OPCODE.binary),
  [OPCODE.text | COMPRESSED]: undecoded(OPCODE.text | COMPRESSED),
  [OPCODE.binary | COMPRESSED]: undecoded(OPCODE.binary | COMPRESSED),
}

export function describeFrame(code: number): { function: string; name: string } {
  const name = NAMES[code] ?? ''
  return { function: name === '' ? String(code) : name, name }
}

function undecoded(code: number): Undecoded {
  return { kind: 'undecoded', reason: 'unsupported', code }
}
