/**
 * The storage keys of one kind of entry by its run-local id. What was learnt inside a transaction is forgotten when
 * the transaction is rolled back, because the rows are gone then.
 */
export class RunKeys {
  private keys: (number | undefined)[] = []
  /** The ids of which the transaction learnt the key, and the key that each had before. */
  private learnt: number[] = []
  private before: (number | undefined)[] = []
  private readonly kind: string

  constructor(kind: string) {
    this.kind = kind
  }

  find(id: number): number | undefined {
    return this.keys[id]
  }

  /** The key of an entry that must have been announced before. */
  keyOf(id: number): number {
    const key = this.keys[id]
    if (key === undefined) throw new RangeError(`${this.kind} ${id} was never announced in this run`)
    return key
  }

  learn(id: number, key: number): void {
    const before = this.keys[id]
    if (before === key) return
    this.learnt.push(id)
    this.before.push(before)
    this.keys[id] = key
  }

  /** The transaction was committed. */
  keep(): void {
    this.learnt = []
    this.before = []
  }

  /** The transaction was rolled back. */
  forget(): void {
    for (let at = this.learnt.length - 1; at >= 0; at--) this.keys[this.learnt[at] as number] = this.before[at]
    this.keep()
  }

  /** A new run begins, whose ids start anew. */
  reset(): void {
    this.keys = []
    this.keep()
  }
}
