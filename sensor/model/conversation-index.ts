import type { Conversation } from './conversation.ts'

/**
 * Finds conversations by who talks to whom over what. No text is made or kept: those that fall on one place hang one
 * behind the other, newest first.
 */
export class ConversationIndex {
  private readonly newest = new Map<number, Conversation>()
  private count = 0

  get size(): number {
    return this.count
  }

  find(client: number, server: number, protocol: string, transport: string, port: number): Conversation | undefined {
    let each = this.newest.get(placeOf(client, server, port))
    while (each !== undefined) {
      if (isOf(each, client, server, transport, port) && each.protocol === protocol) return each
      each = each.older
    }
    return undefined
  }

  /** The newest of this service that was identified when it was made. */
  findService(client: number, server: number, transport: string, port: number): Conversation | undefined {
    let each = this.newest.get(placeOf(client, server, port))
    while (each !== undefined) {
      if (each.namesService && isOf(each, client, server, transport, port)) return each
      each = each.older
    }
    return undefined
  }

  add(conversation: Conversation): void {
    const place = placeOf(conversation.client, conversation.server, conversation.port)
    conversation.older = this.newest.get(place)
    this.newest.set(place, conversation)
    this.count++
  }

  /** Lets go of those that were not touched since the last call; what remains of their service names it no more. */
  removeIdle(): void {
    for (const [place, newest] of this.newest) {
      const all: Conversation[] = []
      for (let each: Conversation | undefined = newest; each !== undefined; each = each.older) all.push(each)
      const idle = all.filter((each) => each.idle++ > 0)
      if (idle.length > 0) this.keepBut(idle, all, place)
    }
  }

  clear(): void {
    this.newest.clear()
    this.count = 0
  }

  private keepBut(idle: readonly Conversation[], all: readonly Conversation[], place: number): void {
    const kept = all.filter((each) => !idle.includes(each))
    for (const each of kept) {
      if (idle.some((gone) => isOf(gone, each.client, each.server, each.transport, each.port)))
        each.namesService = false
    }
    kept.forEach((each, at) => {
      each.older = kept[at + 1]
    })
    const [first] = kept
    if (first === undefined) this.newest.delete(place)
    else this.newest.set(place, first)
    this.count -= idle.length
  }
}

function isOf(each: Conversation, client: number, server: number, transport: string, port: number): boolean {
  return each.port === port && each.client === client && each.server === server && each.transport === transport
}

/** A whole number of 30 bits: those that the engine keeps without a place on the heap, and spreads well. */
function placeOf(client: number, server: number, port: number): number {
  let mixed = Math.imul(client, 0x9e3779b1) ^ Math.imul(server, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ port, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 13)) >>> 2
}
