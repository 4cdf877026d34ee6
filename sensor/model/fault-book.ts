import type { FaultEntry, Witness } from './delta.ts'
import type { Mutable } from './mutable.ts'

/** Distinct defects kept between deltas. */
export const MAX_FAULTS = 256

/** Defects of dissectors: each distinct one once, with its count and the message that showed it first. */
export class FaultBook {
  private readonly faults = new Map<string, Mutable<FaultEntry>>()

  note(protocol: string, error: unknown, messageHex: string, witness: Witness): void {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const key = `${protocol}\n${reason}`
    const known = this.faults.get(key)
    if (known !== undefined) known.count++
    else if (this.faults.size < MAX_FAULTS) {
      this.faults.set(key, { protocol, reason, messageHex, count: 1, witness })
    }
  }

  /** What was noted since the last call. */
  take(): FaultEntry[] {
    const entries = [...this.faults.values()]
    this.faults.clear()
    return entries
  }
}
