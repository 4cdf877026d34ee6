import type { IdentifiedBy } from '../../sensor/model/delta.ts'
import { formatTime } from '../rfc3339.ts'
import type { Listing } from './listing.ts'
import { PARTIES, PARTY_COLUMNS, PARTY_ORDER, type PartyColumns } from './parties.ts'
import { IDENTIFICATIONS, nameOf } from './ranks.ts'
import { segmentName } from './segment-name.ts'

export type ConversationRow = PartyColumns & {
  readonly identifiedBy: IdentifiedBy
  readonly segment: string
  readonly vlan: string
  readonly packetsToServer: number
  readonly packetsToClient: number
  readonly bytesToServer: number
  readonly bytesToClient: number
  readonly firstSeen: string
  readonly lastSeen: string
  /** Where it was first seen. */
  readonly capture: string
  readonly frame: number
}

/** Conversations: who talks to whom, by which protocol. */
export const CONVERSATIONS: Listing<Found, ConversationRow> = {
  columns: `${PARTY_COLUMNS}, v.identified_by AS identifiedBy, cg.tap, cg.vlan,
    v.packets_to_server AS packetsToServer, v.packets_to_client AS packetsToClient,
    v.bytes_to_server AS bytesToServer, v.bytes_to_client AS bytesToClient,
    v.first_us AS firstUs, v.last_us AS lastUs, k.name AS capture, v.witness_frame AS frame`,
  from: `FROM conversations v ${PARTIES} JOIN captures k ON k.key = v.witness_capture`,
  key: 'v.key',
  naturalOrder: PARTY_ORDER,
  sorts: {
    lastSeen: 'v.last_us',
    firstSeen: 'v.first_us',
    protocol: 'v.protocol',
    packets: '(v.packets_to_server + v.packets_to_client)',
    bytes: '(v.bytes_to_server + v.bytes_to_client)',
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
    identifiedBy: nameOf(IDENTIFICATIONS, found.identifiedBy),
    segment: segmentName(found.tap, found.vlan),
    vlan: found.vlan,
    packetsToServer: found.packetsToServer,
    packetsToClient: found.packetsToClient,
    bytesToServer: found.bytesToServer,
    bytesToClient: found.bytesToClient,
    firstSeen: formatTime(found.firstUs),
    lastSeen: formatTime(found.lastUs),
    capture: found.capture,
    frame: found.frame,
  }),
}

type Found = Omit<ConversationRow, 'identifiedBy' | 'segment' | 'firstSeen' | 'lastSeen'> & {
  readonly identifiedBy: number
  readonly tap: string
  readonly firstUs: number
  readonly lastUs: number
}
