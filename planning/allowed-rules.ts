import type { AllowedCommunication, Intended, ListRow } from '../storage/decisions/intended-lists.ts'
import type { Exchange } from '../storage/observed/read-exchanges.ts'
import { type Named, type Party, type PartyPattern, partyPattern } from './party-pattern.ts'

/** A line of a list of allowed communications, ready to be asked. */
export interface Rule extends AllowedCommunication {
  readonly list: ListRow
  /** undefined: any. */
  readonly allowed: ReadonlySet<string> | undefined
  /** A name that nobody has; '' when there is none. */
  readonly unknown: string
  readonly isClient: PartyPattern
  readonly isServer: PartyPattern
}

/** The rules of all lists. */
export function rulesOf({ communications }: Intended, names: ReadonlyMap<string, Named>): Rule[] {
  const patterns = new Map<string, PartyPattern>()
  const patternOf = (text: string) => {
    if (!patterns.has(text)) patterns.set(text, partyPattern(text, names))
    return patterns.get(text)
  }
  return communications.flatMap(({ list, items }) =>
    items.map((item) => {
      const isClient = patternOf(item.client)
      const isServer = patternOf(item.server)
      const unknown = isClient === undefined ? item.client : isServer === undefined ? item.server : ''
      const allowed = item.classes === '*' ? undefined : new Set(item.classes.split(';'))
      return { ...item, list, allowed, unknown, isClient, isServer }
    }),
  )
}

/** Finds the rules that allow a conversation. What holds of an address is worked out once. */
export class RuleBook {
  private readonly rules: readonly Rule[]
  private readonly byClient = new Map<string, readonly Rule[]>()
  private readonly byPair = new Map<string, readonly Rule[]>()

  constructor(rules: readonly Rule[]) {
    this.rules = rules
  }

  rulesFor(exchange: Exchange): Rule[] {
    const client = { address: exchange.clientAddress, asset: exchange.client }
    const server = { address: exchange.serverAddress, asset: exchange.server }
    return this.between(client, server).filter(
      ({ protocol, port }) =>
        (protocol === '*' || protocol === exchange.protocol) && (port === '*' || port === String(exchange.serverPort)),
    )
  }

  private between(client: Party, server: Party): readonly Rule[] {
    const from = keyOf(client)
    const pair = `${from} ${keyOf(server)}`
    let rules = this.byPair.get(pair)
    if (rules === undefined) {
      rules = this.from(client, from).filter(({ isServer }) => isServer?.(server) === true)
      this.byPair.set(pair, rules)
    }
    return rules
  }

  private from(client: Party, key: string): readonly Rule[] {
    let rules = this.byClient.get(key)
    if (rules === undefined) {
      rules = this.rules.filter(({ isClient }) => isClient?.(client) === true)
      this.byClient.set(key, rules)
    }
    return rules
  }
}

function keyOf({ address, asset }: Party): string {
  return `${address}/${asset}`
}
