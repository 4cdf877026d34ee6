import type { AddressEntry } from './delta.ts'
import type { StatementEntry } from './evidence.ts'
import { grouped } from './grouped.ts'

/** By which a computer says its own name, that no other in the network may have. */
const NAMING: ReadonlySet<string> = new Set(['browser', 'nbdgm', 'nbns', 'smb'])
/** A name that more than this have is one that copies of a computer were left with. */
export const MAX_CARDS = 4

/** What a host calls itself, and where it is. */
export interface Named {
  readonly names: readonly string[]
  readonly place: string
}

/** Names in capitals, as NetBIOS has them (RFC 1001, 14.1). */
export function namedBy(statements: readonly StatementEntry[], members: readonly AddressEntry[]): Named {
  const names = statements
    .filter(({ attribute, protocol, module }) => attribute === 'name' && module === '' && NAMING.has(protocol))
    .map(({ value }) => value.toUpperCase())
  const ips = members.filter(({ kind }) => kind === 'ipv4' || kind === 'ipv6')
  const place = (ips.length === 0 ? members : ips).map(({ value }) => value).sort()[0] as string
  return { names: [...new Set(names)], place }
}

/**
 * What to remark of hosts that say the same name of themselves, by their place in the list: one computer with several
 * network cards, most likely, or two that took each other's place. They stay assets of their own, because copies of a
 * computer keep its name.
 */
export function remarksOnNames(hosts: readonly Named[]): ReadonlyMap<number, string> {
  const said = hosts.flatMap(({ names }, at) => names.map((name) => ({ name, at })))
  const remarks = new Map<number, string>()
  for (const [name, holders] of grouped(said, (each) => each.name)) {
    if (holders.length < 2 || holders.length > MAX_CARDS) continue
    for (const { at } of holders) {
      const others = holders.filter((each) => each.at !== at).map((each) => (hosts[each.at] as Named).place)
      const remark = `calls itself ${name}, as ${others.sort().join(', ')} does: perhaps network cards of one computer`
      const known = remarks.get(at)
      if (known === undefined || remark < known) remarks.set(at, remark)
    }
  }
  return remarks
}
