import type { Listing } from './listing.ts'
import { PARTIES, PARTY_ORDER } from './parties.ts'

export type CoverageRow = {
  /** '' in the rows of whole captures, as are the other parties' columns. */
  readonly client: string
  readonly clientAddress: string
  readonly server: string
  readonly serverAddress: string
  readonly protocol: string
  readonly transport: string
  /** null in the rows of whole captures. */
  readonly serverPort: number | null
  readonly measure: string
  readonly detail: string
  readonly count: number
}

/** Coverage: what was not seen, not understood or odd, for each conversation and (first) for whole captures. */
export const COVERAGE: Listing<CoverageRow, CoverageRow> = {
  columns: `coalesce(ca.id, '') AS client, coalesce(c.value, '') AS clientAddress, coalesce(sa.id, '') AS server,
    coalesce(s.value, '') AS serverAddress, coalesce(v.protocol, '') AS protocol,
    coalesce(v.transport, '') AS transport, v.port AS serverPort, r.measure, r.detail, r.count`,
  // The joins inside the parentheses are inner ones: a conversation has both parties, or there is none.
  from: `FROM coverage r LEFT JOIN (conversations v ${PARTIES}) ON v.key = r.conversation`,
  key: 'r.key',
  naturalOrder: `v.key IS NOT NULL, ${PARTY_ORDER}, r.measure, r.detail`,
  sorts: { count: 'r.count', measure: 'r.measure' },
  standardSort: '-count',
  rowOf: ({ client, clientAddress, server, serverAddress, protocol, transport, serverPort, ...rest }) => ({
    client,
    clientAddress,
    server,
    serverAddress,
    protocol,
    transport,
    serverPort,
    measure: rest.measure,
    detail: rest.detail,
    count: rest.count,
  }),
}
