import type { Confidence } from '../../sensor/model/delta.ts'
import { formatTime } from '../rfc3339.ts'
import type { Listing } from './listing.ts'
import { CONFIDENCES, nameOf } from './ranks.ts'

export type ClaimRow = {
  /** The asset's id: of the child when the module is one, else of the host. */
  readonly asset: string
  readonly address: string
  readonly module: string
  readonly attribute: string
  readonly value: string
  readonly protocol: string
  readonly message: string
  readonly confidence: Confidence
  readonly count: number
  /** The packet that said it first. */
  readonly capture: string
  readonly frame: number
  readonly frameTime: string
  readonly firstSeen: string
  readonly lastSeen: string
}

/** SQL for the asset that a claim is about. */
export const CLAIMED_ASSET = `coalesce(ma.id, ha.id, '')`

/** Claims: every value of every attribute, with the packet that said it. */
export const CLAIMS: Listing<Found, ClaimRow> = {
  columns: `${CLAIMED_ASSET} AS asset, h.value AS address, c.module, c.attribute, c.value, c.protocol,
    c.message, c.confidence, c.count, k.name AS capture, c.witness_frame AS frame, c.witness_us AS frameUs,
    c.first_us AS firstUs, c.last_us AS lastUs`,
  from: `FROM claims c JOIN addresses h ON h.key = c.address JOIN segments g ON g.key = h.segment
    JOIN captures k ON k.key = c.witness_capture LEFT JOIN assets ha ON ha.key = h.asset
    LEFT JOIN parts p ON p.address = c.address AND p.protocol = c.protocol AND p.module = c.module
    LEFT JOIN assets ma ON ma.key = p.asset`,
  key: 'c.key',
  naturalOrder: 'g.tap, g.vlan, h.value, c.module, c.attribute, c.value, c.protocol, c.message',
  sorts: {
    lastSeen: 'c.last_us',
    firstSeen: 'c.first_us',
    attribute: 'c.attribute',
    value: 'c.value',
    count: 'c.count',
  },
  standardSort: '-lastSeen',
  rowOf: (found) => ({
    asset: found.asset,
    address: found.address,
    module: found.module,
    attribute: found.attribute,
    value: found.value,
    protocol: found.protocol,
    message: found.message,
    confidence: nameOf(CONFIDENCES, found.confidence),
    count: found.count,
    capture: found.capture,
    frame: found.frame,
    frameTime: formatTime(found.frameUs),
    firstSeen: formatTime(found.firstUs),
    lastSeen: formatTime(found.lastUs),
  }),
}

type Found = Omit<ClaimRow, 'confidence' | 'frameTime' | 'firstSeen' | 'lastSeen'> & {
  readonly confidence: number
  readonly frameUs: number
  readonly firstUs: number
  readonly lastUs: number
}
