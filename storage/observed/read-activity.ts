import type { OperationClass } from '../../dissectors/kit/observation.ts'
import { formatTime } from '../rfc3339.ts'
import { HOUR_US, KEPT_HOURS_US, KEPT_MINUTES_US, MINUTE_US } from './activity-widths.ts'
import type { Listing } from './listing.ts'
import { PARTIES, PARTY_COLUMNS, PARTY_ORDER, type PartyColumns } from './parties.ts'

export type ActivityRow = PartyColumns & {
  readonly vlan: string
  /** '' for all that the conversation carried, understood or not. */
  readonly class: OperationClass | ''
  readonly bucket: Bucket
  readonly start: string
  /** 0 where the class is ''. */
  readonly messages: number
  /** Packets and bytes are known of all classes together: 0 where the class is one. */
  readonly packets: number
  readonly bytes: number
}

export const BUCKETS = ['minute', 'hour'] as const
export type Bucket = (typeof BUCKETS)[number]

/** Activity: what each conversation did, minute by minute for 48 hours and hour by hour for 400 days. */
export const ACTIVITY: Listing<Found, ActivityRow> = {
  columns: `${PARTY_COLUMNS}, cg.vlan, y.class, y.width_us AS widthUs, y.start_us AS startUs, y.messages, y.packets,
    y.bytes`,
  // What is too old is left out here as well, because it is only removed from time to time.
  from: `FROM (SELECT max(last_us) AS newest FROM captures) n
    JOIN activity y ON y.start_us >= n.newest - iif(y.width_us = ${MINUTE_US}, ${KEPT_MINUTES_US}, ${KEPT_HOURS_US})
    JOIN conversations v ON v.key = y.conversation ${PARTIES}`,
  // There is no key of ours: what tells two buckets of one start apart is the rest of the natural key.
  key: "printf('%012d %s %s', y.conversation, y.width_us, y.class)",
  naturalOrder: `${PARTY_ORDER}, y.width_us DESC, y.start_us, y.class`,
  sorts: { start: 'y.start_us', messages: 'y.messages', bytes: 'y.bytes' },
  standardSort: '-start',
  rowOf: (found) => ({
    client: found.client,
    clientAddress: found.clientAddress,
    server: found.server,
    serverAddress: found.serverAddress,
    protocol: found.protocol,
    transport: found.transport,
    serverPort: found.serverPort,
    vlan: found.vlan,
    class: found.class,
    bucket: found.widthUs === HOUR_US ? 'hour' : 'minute',
    start: formatTime(found.startUs),
    messages: found.messages,
    packets: found.packets,
    bytes: found.bytes,
  }),
}

type Found = Omit<ActivityRow, 'bucket' | 'start'> & { readonly widthUs: number; readonly startUs: number }
