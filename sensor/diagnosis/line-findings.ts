import type { Base, Measure } from '../model/coverage.ts'
import type { Delta } from '../model/delta.ts'
import type { MirrorCounters } from './mirror-counters.ts'

/** Protocols that any office network has: they do not tell that the mirror shows the plant. */
const OF_ANY_NETWORK = new Set(
  'arp dhcp dns ftp http icmp icmpv6 kerberos ldap lldp llmnr mdns nbns ntp rdp smb smtp snmp ssdp ssh syslog telnet tftp tls'.split(
    ' ',
  ),
)
const TCP_GAP: Measure = 'tcp-gap'
const TCP_BYTES: Base = 'tcp-bytes-seen'
const LOST: Measure = 'frames-lost-by-capture'

/** Sums up of the line's deltas what tells of the mirror port. */
export class LineFindings {
  private tcpBytes = 0
  private tcpGapBytes = 0
  private lostByCapture = 0
  private readonly protocols = new Set<string>()

  add(delta: Delta): void {
    for (const { measure, count } of delta.coverage) {
      if (measure === TCP_GAP) this.tcpGapBytes += count
      if (measure === LOST) this.lostByCapture += count
    }
    for (const { measure, count } of delta.coverageHours) {
      if (measure === TCP_BYTES) this.tcpBytes += count
    }
    for (const { protocol, identifiedBy } of delta.conversations) {
      // By its port alone is no recognition: anything may run there.
      if (identifiedBy === 'none' || identifiedBy === 'port' || OF_ANY_NETWORK.has(protocol)) continue
      this.protocols.add(protocol)
    }
  }

  result(): Pick<MirrorCounters, 'tcpBytes' | 'tcpGapBytes' | 'lostByCapture' | 'protocols'> {
    const { tcpBytes, tcpGapBytes, lostByCapture, protocols } = this
    return { tcpBytes, tcpGapBytes, lostByCapture, protocols: [...protocols].sort() }
  }
}
