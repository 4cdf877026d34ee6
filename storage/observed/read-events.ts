import type { OperationClass } from '../../dissectors/kit/observation.ts'
import { formatTime } from '../rfc3339.ts'
import { type Outcome, outcomeOf, type Severity, severityOf, summaryOf } from './event-words.ts'
import type { Listing } from './listing.ts'
import { PARTIES, PARTY_COLUMNS, PARTY_ORDER, type PartyColumns } from './parties.ts'

export type EventRow = PartyColumns & {
  readonly kind: string
  readonly severity: Severity
  /** One line in an engineer's words. */
  readonly summary: string
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass
  readonly module: string
  readonly target: string
  readonly requests: number
  readonly accepted: number
  readonly refused: number
  readonly outcome: Outcome
  readonly firstSeen: string
  readonly lastSeen: string
  /** Where it was first seen. */
  readonly capture: string
  readonly frame: number
}

/** Events: what is worth a person's time. */
export const EVENTS: Listing<Found, EventRow> = {
  columns: `${PARTY_COLUMNS}, coalesce(ca.role, '') AS clientRole, coalesce(sa.role, '') AS serverRole, e.kind,
    e.function, e.function_name AS functionName, e.class, e.module, e.target, e.requests, e.accepted, e.refused,
    e.first_us AS firstUs, e.last_us AS lastUs, k.name AS capture, e.witness_frame AS frame`,
  from: `FROM events e JOIN conversations v ON v.key = e.conversation ${PARTIES}
    JOIN captures k ON k.key = e.witness_capture`,
  key: 'e.key',
  naturalOrder: `e.first_us, ${PARTY_ORDER}, e.function, e.class, e.module, e.spell_us`,
  sorts: { firstSeen: 'e.first_us', lastSeen: 'e.last_us', protocol: 'v.protocol', class: 'e.class' },
  standardSort: '-firstSeen',
  rowOf: (found) => ({
    kind: found.kind,
    severity: severityOf(found.class),
    summary: summaryOf(found),
    client: found.client,
    clientAddress: found.clientAddress,
    server: found.server,
    serverAddress: found.serverAddress,
    protocol: found.protocol,
    transport: found.transport,
    serverPort: found.serverPort,
    function: found.function,
    functionName: found.functionName,
    class: found.class,
    module: found.module,
    target: found.target,
    requests: found.requests,
    accepted: found.accepted,
    refused: found.refused,
    outcome: outcomeOf(found.accepted, found.refused),
    firstSeen: formatTime(found.firstUs),
    lastSeen: formatTime(found.lastUs),
    capture: found.capture,
    frame: found.frame,
  }),
}

type Found = Omit<EventRow, 'firstSeen' | 'lastSeen' | 'severity' | 'summary' | 'outcome'> & {
  readonly clientRole: string
  readonly serverRole: string
  readonly firstUs: number
  readonly lastUs: number
}
