import { typeName } from './record-types.ts'

/** Opcodes: RFC 1035, 4.1.1; RFC 1996 (NOTIFY), RFC 2136 (UPDATE), RFC 8490 (DSO). */
const OPCODES: Readonly<Record<number, string>> = {
  1: 'Inverse Query',
  2: 'Status',
  4: 'Notify',
  5: 'Dynamic Update',
  6: 'Stateful Operation',
}
export const OPCODE = { query: 0, status: 2, notify: 4, update: 5, stateful: 6 } as const
const OPCODE_SHIFT = 16

/** The opcode and, of queries, the type asked for, in one number. */
export function queryCode(opcode: number, type: number): number {
  return opcode === OPCODE.query ? type : opcode * (1 << OPCODE_SHIFT)
}

export function describeQuery(code: number): { function: string; name: string } {
  const opcode = code >>> OPCODE_SHIFT
  if (opcode !== OPCODE.query) {
    return { function: `opcode ${opcode}`, name: OPCODES[opcode] ?? `Opcode ${opcode}` }
  }
  if (code === 0) return { function: 'query', name: 'Query' }
  return { function: `query ${code}`, name: `Query ${typeName(code)}` }
}
