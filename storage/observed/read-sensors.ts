import type { SpellEnding } from '../../sensor/model/sensor-entry.ts'
import { formatTime } from '../rfc3339.ts'
import type { Listing } from './listing.ts'

export type SensorRow = {
  readonly interface: string
  readonly since: string
  readonly until: string
  readonly ending: SpellEnding
  readonly filter: string
  readonly frames: number
  readonly kernelDrops: number
  readonly interfaceDrops: number
  readonly poolWaits: number
  readonly downSeconds: number
  readonly sentAtStart: number
  readonly sentNow: number
  readonly refusedAtStart: number | null
  readonly refusedNow: number | null
  readonly hardened: boolean
  readonly lacking: string
  readonly unenforced: string
  readonly silent: boolean
}

/** Sensors: each interface in each spell of live capture. */
export const SENSORS: Listing<Found, SensorRow> = {
  columns: `n.interface, n.since_us AS sinceUs, n.until_us AS untilUs, n.ending, n.filter, n.frames,
    n.kernel_drops AS kernelDrops, n.interface_drops AS interfaceDrops, n.pool_waits AS poolWaits,
    n.down_seconds AS downSeconds, n.sent_at_start AS sentAtStart, n.sent_now AS sentNow,
    n.refused_at_start AS refusedAtStart, n.refused_now AS refusedNow, n.lacking,
    n.unenforced`,
  from: 'FROM sensors n',
  key: 'n.key',
  naturalOrder: 'n.since_us, n.interface',
  sorts: { since: 'n.since_us', until: 'n.until_us', interface: 'n.interface', frames: 'n.frames' },
  standardSort: '-since',
  rowOf: ({ sinceUs, untilUs, ...found }) => ({
    interface: found.interface,
    since: formatTime(sinceUs),
    until: formatTime(untilUs),
    ending: found.ending,
    filter: found.filter,
    frames: found.frames,
    kernelDrops: found.kernelDrops,
    interfaceDrops: found.interfaceDrops,
    poolWaits: found.poolWaits,
    downSeconds: found.downSeconds,
    sentAtStart: found.sentAtStart,
    sentNow: found.sentNow,
    refusedAtStart: found.refusedAtStart,
    refusedNow: found.refusedNow,
    hardened: found.lacking === '',
    lacking: found.lacking,
    unenforced: found.unenforced,
    silent: found.sentNow === found.sentAtStart && (found.refusedNow ?? found.refusedAtStart) === found.refusedAtStart,
  }),
}

type Found = Omit<SensorRow, 'since' | 'until' | 'hardened' | 'silent'> & {
  readonly sinceUs: number
  readonly untilUs: number
}
