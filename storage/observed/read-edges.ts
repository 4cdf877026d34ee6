import type { OperationClass } from '../../dissectors/kit/observation.ts'
import { formatTime } from '../rfc3339.ts'
import type { Condition } from './listing.ts'
import type { ObservedReader, Parameter } from './reader.ts'

/** All conversations of one protocol between two parties, taken together. */
export interface Edge {
  /** An asset's id; '' when the address is no asset's. */
  readonly client: string
  /** The address when it is no asset's: a group, for the most part; else ''. */
  readonly clientAddress: string
  readonly server: string
  readonly serverAddress: string
  readonly protocol: string
  readonly conversations: number
  readonly packets: number
  readonly bytes: number
  /** Requests and one-way messages of each class. */
  readonly messages: Partial<Record<OperationClass, number>>
  readonly firstSeen: string
  readonly lastSeen: string
}

/** The edges of the map, busiest first, at most `limit`; `conditions` are on conversations `v`. */
export function readEdges(
  reader: ObservedReader,
  conditions: readonly Condition[],
  limit: number,
): { edges: Edge[]; truncated: boolean } {
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`
  const values: Parameter[] = conditions.flatMap((condition) => condition.values)
  return reader.snapshot(() => {
    const found = reader.all<FoundEdge>(edgesSql(where), [...values, limit + 1])
    const shown = found.slice(0, limit)
    const messages = messagesByEdge(reader, where, values, new Set(shown.map(nameOf)))
    const edges = shown.map(({ clientKey, serverKey, firstUs, lastUs, ...edge }) => ({
      ...edge,
      messages: messages.get(nameOf({ clientKey, serverKey, protocol: edge.protocol })) ?? {},
      firstSeen: formatTime(firstUs),
      lastSeen: formatTime(lastUs),
    }))
    return { edges, truncated: found.length > limit }
  })
}

interface EdgeKey {
  readonly clientKey: number
  readonly serverKey: number
  readonly protocol: string
}

type FoundEdge = EdgeKey &
  Omit<Edge, 'messages' | 'firstSeen' | 'lastSeen'> & { readonly firstUs: number; readonly lastUs: number }

function nameOf({ clientKey, serverKey, protocol }: EdgeKey): string {
  return `${clientKey} ${serverKey} ${protocol}`
}

function messagesByEdge(
  reader: ObservedReader,
  where: string,
  values: readonly Parameter[],
  shown: ReadonlySet<string>,
): Map<string, Partial<Record<OperationClass, number>>> {
  const byEdge = new Map<string, Partial<Record<OperationClass, number>>>()
  const rows = reader.iterate<EdgeKey & { class: OperationClass; count: number }>(messagesSql(where), values)
  for (const row of rows) {
    const name = nameOf(row)
    if (!shown.has(name)) continue
    const messages = byEdge.get(name) ?? {}
    messages[row.class] = row.count
    byEdge.set(name, messages)
  }
  return byEdge
}

/** Addresses that are no asset's are parties of their own: negative, to keep them apart from the keys of assets. */
const PARTIES = `coalesce(c.asset, -c.key) AS clientKey, coalesce(s.asset, -s.key) AS serverKey`
const JOINS = 'JOIN addresses c ON c.key = v.client JOIN addresses s ON s.key = v.server'

function edgesSql(where: string): string {
  return `
SELECT ${PARTIES}, coalesce(ca.id, '') AS client, iif(ca.id IS NULL, c.value, '') AS clientAddress,
  coalesce(sa.id, '') AS server, iif(sa.id IS NULL, s.value, '') AS serverAddress, v.protocol,
  count(*) AS conversations, sum(v.packets_to_server + v.packets_to_client) AS packets,
  sum(v.bytes_to_server + v.bytes_to_client) AS bytes, min(v.first_us) AS firstUs, max(v.last_us) AS lastUs
FROM conversations v ${JOINS} LEFT JOIN assets ca ON ca.key = c.asset LEFT JOIN assets sa ON sa.key = s.asset
${where}
GROUP BY clientKey, serverKey, v.protocol
ORDER BY packets DESC, client, clientAddress, server, serverAddress, v.protocol
LIMIT ?`
}

function messagesSql(where: string): string {
  return `
SELECT ${PARTIES}, v.protocol, o.class, sum(o.requests + o.messages) AS count
FROM operations o JOIN conversations v ON v.key = o.conversation ${JOINS}
${where}
GROUP BY clientKey, serverKey, v.protocol, o.class
ORDER BY clientKey, serverKey, v.protocol, o.class`
}
