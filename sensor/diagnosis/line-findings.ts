import type { Base, Measure } from '../model/coverage.ts'
import type { Delta } from '../model/delta.ts'
import { percent } from './in-words.ts'
import type { MirrorCounters } from './mirror-counters.ts'

/** Protocols that tell that the mirror shows a plant; all others are of any network. */
export const OF_PLANTS: ReadonlySet<string> = new Set(
  `ads atg bacnet bsap c1222 c37118 canopen cip coap coap-tcp codesys crimson csp dlms dlr dnp3 doip egd enip esio
  ethercat facon ff-hse fins fox genisys goose hartip hislip hsr-prp iec101 iec104 isotp j1939 knx kv-hostlink lontalk
  melsec mewtocol mms modbus modbus-rtu moxa mqtt mrp mstp opcua pcom pcworx powerlink proconos profinet ptp rocplus
  rtps s7comm s7commplus sbus scpi sercos someip sparkplug srtp sv trdp tristation wpan xgt zigbee`.split(/\s+/),
)
const TCP_GAP: Measure = 'tcp-gap'
const TCP_BYTES: Base = 'tcp-bytes-seen'
const LOST: Measure = 'frames-lost-by-capture'

interface Loss {
  seen: number
  missing: number
}

/** Sums up of the line's deltas what tells of the mirror port. */
export class LineFindings {
  private lostByCapture = 0
  private readonly segments = new Map<number, string>()
  private readonly losses = new Map<number, Loss>()
  private readonly protocols = new Set<string>()

  add(delta: Delta): void {
    for (const { id, tap, vlan } of delta.segments) {
      this.segments.set(id, `${vlan === '' ? 'untagged' : `VLAN ${vlan}`}${tap === '' ? '' : ` on ${tap}`}`)
    }
    for (const { measure, count } of delta.coverage) if (measure === LOST) this.lostByCapture += count
    for (const { segment, measure, count } of delta.coverageHours) {
      if (segment === null) continue
      if (measure === TCP_BYTES) this.lossOf(segment).seen += count
      if (measure === TCP_GAP) this.lossOf(segment).missing += count
    }
    for (const { protocol, identifiedBy } of delta.conversations) {
      // By its port alone is no recognition: anything may run there.
      if (identifiedBy === 'none' || identifiedBy === 'port' || !OF_PLANTS.has(protocol)) continue
      this.protocols.add(protocol)
    }
  }

  result(): Pick<MirrorCounters, 'tcpBytes' | 'tcpGapBytes' | 'worstSegment' | 'lostByCapture' | 'protocols'> {
    let tcpBytes = 0
    let tcpGapBytes = 0
    for (const { seen, missing } of this.losses.values()) {
      tcpBytes += seen
      tcpGapBytes += missing
    }
    const { lostByCapture, protocols } = this
    const worstSegment = this.worstSegment()
    return { tcpBytes, tcpGapBytes, worstSegment, lostByCapture, protocols: [...protocols].sort() }
  }

  /** The segment that lost the greatest share of its bytes, where it has others to be compared with. */
  private worstSegment(): string {
    if (this.losses.size < 2) return ''
    let name = ''
    let most = 0
    for (const [segment, { seen, missing }] of this.losses) {
      const share = missing / (missing + seen)
      if (share <= most) continue
      most = share
      name = `${this.segments.get(segment)}: ${percent(share)}`
    }
    return name
  }

  private lossOf(segment: number): Loss {
    let loss = this.losses.get(segment)
    if (loss === undefined) {
      loss = { seen: 0, missing: 0 }
      this.losses.set(segment, loss)
    }
    return loss
  }
}
