import { typeIdOf } from './type-ids.ts'

/** Above the type identifications (0 to 255): unnumbered control functions by their octet, and supervision. */
export const UNNUMBERED = 0x100
export const SUPERVISORY = 0x200

/** Octets of unnumbered control functions (IEC 60870-5-104, 5.1, figure 8); the confirmation doubles the function bit. */
export const STARTDT_ACT = 0x07
export const STARTDT_CON = 0x0b
export const STOPDT_ACT = 0x13
export const STOPDT_CON = 0x23
const TESTFR_ACT = 0x43
export const TESTFR_CON = 0x83

const unnumbered: Readonly<Record<number, string>> = {
  [STARTDT_ACT]: 'STARTDT act',
  [STARTDT_CON]: 'STARTDT con',
  [STOPDT_ACT]: 'STOPDT act',
  [STOPDT_CON]: 'STOPDT con',
  [TESTFR_ACT]: 'TESTFR act',
  [TESTFR_CON]: 'TESTFR con',
}

export function isUnnumberedFunction(octet: number): boolean {
  return unnumbered[octet] !== undefined
}

export function describeCode(code: number): { function: string; name: string } {
  if (code === SUPERVISORY) return { function: 's', name: 'numbered supervisory function' }
  if (code >= UNNUMBERED) {
    const octet = code & 0xff
    return { function: `u 0x${octet.toString(16).padStart(2, '0')}`, name: unnumbered[octet] ?? 'Reserved' }
  }
  const { label, name } = typeIdOf(code)
  return { function: String(code), name: label === '' ? name : `${label} ${name}` }
}
