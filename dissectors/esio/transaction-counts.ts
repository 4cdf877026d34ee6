/** Telegrams of a dialogue whose transactions are followed; a controller sends a few to each station. */
export const MAX_FOLLOWED = 32
const NUMBERS = 0x1_0000
/** A number that lies further ahead is one that comes late. */
const HALF = NUMBERS / 2
const IS_STEADY = NUMBERS

/** The transaction numbers of telegrams, each counted by one. */
export class TransactionCounts {
  /** The last number, and whether two have followed each other: a station may count for all its receivers together. */
  private readonly last = new Map<number, number>()

  /** Whether transactions between the last one and this one are missing. */
  follow(telegram: number, transaction: number): boolean {
    const { last } = this
    const known = last.get(telegram)
    if (known === undefined) {
      if (last.size < MAX_FOLLOWED) last.set(telegram, transaction)
      return false
    }
    const step = (transaction - known + NUMBERS) % NUMBERS
    if (step === 0) return false
    const isSteady = known >= IS_STEADY
    last.set(telegram, transaction + (isSteady || step === 1 ? IS_STEADY : 0))
    return isSteady && step > 1 && step < HALF
  }
}
