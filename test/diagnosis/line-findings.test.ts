import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { diagnoseMirror } from '../../sensor/diagnosis/diagnose-mirror.ts'
import { LineFindings, OF_PLANTS } from '../../sensor/diagnosis/line-findings.ts'
import { noCounters } from '../../sensor/diagnosis/mirror-counters.ts'
import { Line } from '../../sensor/pipeline.ts'
import { type CutFrame, feedFrames } from '../support/feed-frames.ts'
import { CaptureBuilder, type Host } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }
const ASK = simpleMessage(1, 'register 1')

function polled(vlan: number): CutFrame[] {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER, { vlans: [vlan] })
  for (let i = 0; i < 10; i++) connection.ask(ASK)
  return capture.frames
}

function found(frames: readonly CutFrame[]) {
  const line = new Line([simple])
  const findings = new LineFindings()
  feedFrames(line, frames)
  findings.add(line.endCapture(3).delta)
  return findings.result()
}

test('what a snap length cut off is no loss', () => {
  const cut = polled(10).map((frame) => ({ ...frame, kept: 62 }))
  expect(found(cut)).toMatchObject({ tcpBytes: 10 * ASK.length, tcpGapBytes: 0, worstSegment: '', lostByCapture: 3 })
})

test('of several segments the one that lost the greatest share is named', () => {
  const lossy = polled(20).filter((_, at) => at !== 6)
  const result = found([...polled(10), ...lossy])
  expect(result).toMatchObject({ tcpBytes: 19 * ASK.length, tcpGapBytes: ASK.length, worstSegment: 'VLAN 20: 10 %' })
  const { checks } = diagnoseMirror({ ...noCounters(), frames: 25, ...result })
  const { finding } = checks.find(({ name }) => name === 'lost on the mirror') as { finding: string }
  expect(finding).toBe(`${ASK.length} bytes of TCP data missing (5.0 %); most in VLAN 20: 10 %`)
})

test('one segment is compared with none', () => {
  expect(found(polled(20).filter((_, at) => at !== 6)).worstSegment).toBe('')
})

/** Beside these, a dissector is of plants: whoever adds one decides here or there. */
const OF_ANY_NETWORK =
  `amqp arp bfd bgp browser cdp dcerpc dhcp dhcpv6 dns dtls dtp edp eigrp esp fdp ftp glbp hsrp http http2 icmp icmpv6
  igmp ike imap isis kerberos lacp ldap lldp llmnr loop mdns mysql nbdgm nbns ntp oncrpc ospf pagp pim pjl pop3
  postgresql quic radius rdp redis rfb rip rtsp sip smb smtp snmp socks ssdp ssh stp syslog syslog-tcp tacacs tds telnet
  tftp tls tns udld vrrp vtp websocket wireguard ws-discovery`.split(/\s+/)

test('every protocol is of plants or of any network', () => {
  const names = dissectors.map(({ name }) => name)
  expect([...OF_PLANTS, ...OF_ANY_NETWORK].sort()).toEqual(names.sort())
})
