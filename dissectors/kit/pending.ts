/** Requests that await their answer, under the number that the protocol matches them by; the oldest is forgotten first. */
export class Pending<Asked> {
  forgotten = 0
  private readonly asked = new Map<number, Asked>()
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  get size(): number {
    return this.asked.size
  }

  ask(id: number, what: Asked): void {
    if (this.asked.size >= this.limit && !this.asked.has(id)) {
      const oldest = this.asked.keys().next()
      if (!oldest.done) this.asked.delete(oldest.value)
      this.forgotten++
    }
    this.asked.set(id, what)
  }

  /** What was asked under this id, once. */
  answer(id: number): Asked | undefined {
    const what = this.asked.get(id)
    if (what !== undefined) this.asked.delete(id)
    return what
  }
}
