import type { ClaimEntry, Confidence, Witness } from './delta.ts'

/** Distinct claims kept of one address between deltas; further ones are refused. */
export const MAX_CLAIMS = 1024

/** Who says what of whom: each distinct statement once, with its count. */
export class ClaimBook {
  private readonly claims = new Map<string, { -readonly [Key in keyof ClaimEntry]: ClaimEntry[Key] }>()
  private readonly countOf = new Map<number, number>()

  /** Notes a statement; false when the address has too many already. */
  note(
    address: number,
    module: string,
    attribute: string,
    value: string,
    protocol: string,
    message: string,
    confidence: Confidence,
    witness: Witness,
  ): boolean {
    const key = `${address}\n${module}\n${attribute}\n${value}\n${protocol}\n${message}`
    const known = this.claims.get(key)
    const at = witness.timeUs
    if (known !== undefined) {
      known.count++
      known.firstUs = Math.min(known.firstUs, at)
      known.lastUs = Math.max(known.lastUs, at)
      return true
    }
    const count = this.countOf.get(address) ?? 0
    if (count >= MAX_CLAIMS) return false
    this.countOf.set(address, count + 1)
    const statement = { address, module, attribute, value, protocol, message, confidence }
    this.claims.set(key, { ...statement, count: 1, firstUs: at, lastUs: at, witness })
    return true
  }

  /** What was stated since the last call. */
  take(): ClaimEntry[] {
    const entries = [...this.claims.values()]
    this.claims.clear()
    this.countOf.clear()
    return entries
  }
}
