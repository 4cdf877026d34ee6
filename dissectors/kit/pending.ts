/** Requests in the air at a time that are looked through one by one, which costs less than to hash them. */
const FEW = 16

/** Requests that await their answer, under the number that the protocol matches them by; the oldest is forgotten first. */
export class Pending<Asked> {
  forgotten = 0
  private readonly limit: number
  /** In the order they were asked; empty while there are many. */
  private readonly ids: number[] = []
  private readonly few: Asked[] = []
  private many: Map<number, Asked> | undefined = undefined

  constructor(limit: number) {
    this.limit = limit
  }

  get size(): number {
    return this.many?.size ?? this.ids.length
  }

  ask(id: number, what: Asked): void {
    if (this.many !== undefined) {
      this.askAmongMany(this.many, id, what)
      return
    }
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

  /** What was asked under this id, once. */
  answer(id: number): Asked | undefined {
    const { ids, few, many } = this
    if (many !== undefined) return this.answerAmongMany(many, id)
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
