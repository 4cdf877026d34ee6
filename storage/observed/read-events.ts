import type { OperationClass } from '../../dissectors/kit/observation.ts'
import type { EventEntry, Severity } from '../../sensor/model/events/event-entry.ts'
import { formatTime } from '../rfc3339.ts'
import type { Listing } from './listing.ts'
import { nameOf, SEVERITIES } from './ranks.ts'

export type EventRow = {
  readonly id: string
  readonly kind: string
  readonly severity: Severity
  /** One line in an engineer's words. */
  readonly summary: string
  /** What to ask next. */
  readonly question: string
  readonly technique: string
  readonly techniqueName: string
  readonly count: number
  /** Assets' ids; '' where nobody is to be named. */
  readonly client: string
  readonly clientAddress: string
  readonly server: string
  readonly serverAddress: string
  readonly protocol: string
  readonly transport: string
  readonly serverPort: number | null
  readonly function: string
  readonly functionName: string
  readonly class: OperationClass | ''
  readonly module: string
  readonly target: string
  readonly requests: number
  readonly accepted: number
  readonly refused: number
  readonly outcome: EventEntry['outcome']
  readonly firstSeen: string
  readonly lastSeen: string
  /** Where it was first seen; '' and null where no frame shows it. */
  readonly capture: string
  readonly frame: number | null
}

/** Events: what is worth a person's time. */
export const EVENTS: Listing<Found, EventRow> = {
  columns: `e.id, e.kind, e.severity, e.summary, e.question, e.technique, e.technique_name AS techniqueName, e.count,
    coalesce(ca.id, '') AS client, coalesce(c.value, '') AS clientAddress, coalesce(sa.id, '') AS server,
    coalesce(s.value, '') AS serverAddress, e.protocol, e.transport, e.port AS serverPort, e.function,
    e.function_name AS functionName, e.class, e.module, e.target, e.requests, e.accepted, e.refused, e.outcome,
    e.first_us AS firstUs, e.last_us AS lastUs, coalesce(k.name, '') AS capture, e.witness_frame AS frame`,
  from: `FROM events e
    LEFT JOIN addresses c ON c.key = e.client LEFT JOIN assets ca ON ca.key = c.asset
    LEFT JOIN addresses s ON s.key = e.server LEFT JOIN assets sa ON sa.key = s.asset
    LEFT JOIN captures k ON k.key = e.witness_capture`,
  key: 'e.key',
  naturalOrder: 'e.first_us, e.kind, e.id',
  sorts: {
    firstSeen: 'e.first_us',
    lastSeen: 'e.last_us',
    // Of one severity the latest is the most severe.
    severity: "printf('%d %020d', e.severity, e.first_us)",
    kind: 'e.kind',
    protocol: 'e.protocol',
    class: 'e.class',
    count: 'e.count',
  },
  standardSort: '-firstSeen',
  rowOf: ({ severity, firstUs, lastUs, capture, frame, ...found }) => ({
    id: found.id,
    kind: found.kind,
    severity: nameOf(SEVERITIES, severity),
    summary: found.summary,
    question: found.question,
    technique: found.technique,
    techniqueName: found.techniqueName,
    count: found.count,
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
    outcome: found.outcome,
    firstSeen: formatTime(firstUs),
    lastSeen: formatTime(lastUs),
    capture,
    frame,
  }),
}

type Found = Omit<EventRow, 'severity' | 'firstSeen' | 'lastSeen'> & {
  readonly severity: number
  readonly firstUs: number
  readonly lastUs: number
}
