import type { OperationClass } from '../../dissectors/kit/observation.ts'
import { formatTime } from '../rfc3339.ts'
import { decodeGaps } from './gap-bins.ts'
import type { Listing } from './listing.ts'
import { PARTIES, PARTY_COLUMNS, PARTY_ORDER, type PartyColumns } from './parties.ts'
import { type Rhythm, type RhythmFacts, rhythmOf } from './rhythm.ts'

export type OperationRow = PartyColumns & {
  readonly vlan: string
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass
  readonly module: string
  readonly target: string
  readonly requests: number
  readonly responses: number
  readonly errors: number
  readonly messages: number
  readonly rhythm: Rhythm
  readonly rhythmReason: string
  /** Of the gaps, in seconds. */
  readonly period: number | null
  readonly jitter: number | null
  readonly shortGap: number | null
  readonly longGap: number | null
  readonly longestGap: number | null
  readonly gaps: number
  readonly firstSeen: string
  readonly lastSeen: string
  /** Where it was first seen. */
  readonly capture: string
  readonly frame: number
}

/** Operations: what is done in each conversation. */
export const OPERATIONS: Listing<Found, OperationRow> = {
  columns: `${PARTY_COLUMNS}, cg.vlan, o.function, o.function_name AS functionName, o.class, o.module, o.target,
    o.requests, o.responses, o.errors, o.messages, o.gaps AS gapsText, o.longest_gap_us AS longestGapUs,
    o.first_us AS firstUs, o.last_us AS lastUs,
    k.name AS capture, o.witness_frame AS frame`,
  from: `FROM operations o JOIN conversations v ON v.key = o.conversation ${PARTIES}
    JOIN captures k ON k.key = o.witness_capture`,
  key: 'o.key',
  naturalOrder: `${PARTY_ORDER}, o.function, o.class, o.module, o.target`,
  sorts: {
    lastSeen: 'o.last_us',
    firstSeen: 'o.first_us',
    protocol: 'v.protocol',
    class: 'o.class',
    requests: 'o.requests',
    errors: 'o.errors',
    messages: 'o.messages',
  },
  standardSort: '-lastSeen',
  rowOf: (found) => ({
    client: found.client,
    clientAddress: found.clientAddress,
    server: found.server,
    serverAddress: found.serverAddress,
    protocol: found.protocol,
    transport: found.transport,
    serverPort: found.serverPort,
    vlan: found.vlan,
    function: found.function,
    functionName: found.functionName,
    class: found.class,
    module: found.module,
    target: found.target,
    requests: found.requests,
    responses: found.responses,
    errors: found.errors,
    messages: found.messages,
    ...rhythmOf(decodeGaps(found.gapsText), found.longestGapUs, found.requests + found.messages),
    firstSeen: formatTime(found.firstUs),
    lastSeen: formatTime(found.lastUs),
    capture: found.capture,
    frame: found.frame,
  }),
}

type Found = Omit<OperationRow, keyof RhythmFacts | 'firstSeen' | 'lastSeen'> & {
  readonly gapsText: string
  readonly longestGapUs: number
  readonly firstUs: number
  readonly lastUs: number
}
