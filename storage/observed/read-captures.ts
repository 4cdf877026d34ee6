import { formatTime } from '../rfc3339.ts'
import type { Listing } from './listing.ts'

export type CaptureRow = {
  readonly name: string
  /** 'pcap', 'pcapng' or 'live'. */
  readonly format: string
  readonly frames: number
  readonly bytes: number
  /** null when there was no frame. */
  readonly firstSeen: string | null
  readonly lastSeen: string | null
  /** '' when it was read to its end; else where and why not. */
  readonly damage: string
}

/** Captures: what was read. */
export const CAPTURES: Listing<Found, CaptureRow> = {
  columns: 'k.name, k.format, k.frames, k.bytes, k.first_us AS firstUs, k.last_us AS lastUs, k.damage',
  from: 'FROM captures k',
  key: 'k.key',
  naturalOrder: 'k.first_us, k.name, k.fingerprint',
  sorts: {
    // A capture without a frame comes first.
    firstSeen: 'coalesce(k.first_us, 0)',
    lastSeen: 'coalesce(k.last_us, 0)',
    name: 'k.name',
    frames: 'k.frames',
  },
  standardSort: 'firstSeen',
  rowOf: (found) => ({
    name: found.name,
    format: found.format,
    frames: found.frames,
    bytes: found.bytes,
    firstSeen: found.firstUs === null ? null : formatTime(found.firstUs),
    lastSeen: found.lastUs === null ? null : formatTime(found.lastUs),
    damage: found.damage,
  }),
}

type Found = Pick<CaptureRow, 'name' | 'format' | 'frames' | 'bytes' | 'damage'> & {
  readonly firstUs: number | null
  readonly lastUs: number | null
}
