/** Requests in the air at a time that are looked through one by one, which costs less than to hash them. */
const FEW = 16
const NO_IDS: number[] = []
const NONE: never[] = []

/** Requests that await their answer, under the number that the protocol matches them by; the oldest is forgotten first. */
export class Pending<Asked> {
  forgotten = 0
  private readonly limit: number
  /** The only one, in a dialogue that never asked a second thing before the first was answered: most do not. */
  private onlyId = 0
  private only: Asked | undefined = undefined
  /** In the order they were asked, once there were two at a time; empty while there are many. */
  private ids = NO_IDS
  private few: Asked[] = NONE as Asked[]
  private many: Map<number, Asked> | undefined = undefined

  constructor(limit: number) {
    this.limit = limit
  }

  get size(): number {
    if (this.many !== undefined) return this.many.size
    return this.only === undefined ? this.ids.length : 1
  }

  ask(id: number, what: Asked): void {
    if (this.many !== undefined) this.askAmongMany(this.many, id, what)
    else if (this.ids !== NO_IDS) this.askAmongFew(id, what)
    else if (this.only === undefined || this.onlyId === id) {
      this.onlyId = id
      this.only = what
    } else {
      this.ids = [this.onlyId]
      this.few = [this.only]
      this.only = undefined
      this.askAmongFew(id, what)
    }
  }

  /** What was asked under this id, once. */
  answer(id: number): Asked | undefined {
    const { ids, only, many } = this
    if (many !== undefined) return this.answerAmongMany(many, id)
    if (ids !== NO_IDS) return this.answerAmongFew(id)
    if (this.onlyId !== id) return undefined
    this.only = undefined
    return only
  }

  private askAmongFew(id: number, what: Asked): void {
    const { ids, few } = this
    const at = placeOf(ids, id)
    if (at >= 0) {
      few[at] = what
      return
    }
    if (ids.length >= this.limit) {
      ids.shift()
      few.shift()
      this.forgotten++
    } else if (ids.length >= FEW) {
      this.askAmongMany(this.becomeMany(), id, what)
      return
    }
    ids.push(id)
    few.push(what)
  }

  private answerAmongFew(id: number): Asked | undefined {
    const { ids, few } = this
    const at = placeOf(ids, id)
    if (at < 0) return undefined
    const what = few[at]
    if (at === ids.length - 1) {
      ids.pop()
      few.pop()
    } else {
      ids.splice(at, 1)
      few.splice(at, 1)
    }
    return what
  }

  private becomeMany(): Map<number, Asked> {
    const { ids, few } = this
    const many = new Map(ids.map((id, at): [number, Asked] => [id, few[at] as Asked]))
    ids.length = 0
    few.length = 0
    this.many = many
    return many
  }

  private askAmongMany(many: Map<number, Asked>, id: number, what: Asked): void {
    if (many.size >= this.limit && !many.has(id)) {
      const oldest = many.keys().next()
      if (!oldest.done) many.delete(oldest.value)
      this.forgotten++
    }
    many.set(id, what)
  }

  private answerAmongMany(many: Map<number, Asked>, id: number): Asked | undefined {
    const what = many.get(id)
    if (what !== undefined) many.delete(id)
    if (many.size === 0) this.many = undefined
    return what
  }
}

function placeOf(ids: readonly number[], id: number): number {
  for (let at = 0; at < ids.length; at++) if (ids[at] === id) return at
  return -1
}
