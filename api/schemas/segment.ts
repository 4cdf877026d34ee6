import { Type } from 'typebox'
import { count, maybeShare, text } from './columns.ts'
import { maybeTime } from './maybe-time.ts'

export const SegmentSchema = Type.Object(
  {
    segment: text("Its name: 'untagged', 'vlan 10', 'vlan 10 on eth1'."),
    tap: text("The capture interface; '' for the only one, or the first one of a file."),
    vlan: text("'' untagged, '10', or '10.20' for an outer and an inner tag."),
    addresses: count('Addresses of single stations in it.'),
    assets: count('Hosts with an address in it.'),
    firstSeen: maybeTime('When an address in it was seen first.'),
    lastSeen: maybeTime('When an address in it was seen last.'),
    frames: count('Frames that were mapped, in the hours that are kept (400 days), as all counts below.'),
    duplicateFrames: count('Copies that the mirror made of frames; not among them.'),
    duplicateShare: maybeShare('Copies among all frames.'),
    cutFrames: count('Frames of which the capture kept only a part.'),
    tcpBytes: count('TCP payload of frames seen, each byte once, those that were cut off among it.'),
    tcpBytesMissing: count('TCP payload between seen segments that never came.'),
    mirrorLoss: maybeShare('Estimated loss on the mirror: tcpBytesMissing among all TCP payload.'),
    tcpConnections: count('TCP connections with payload and at least three packets.'),
    oneWayConnections: count('Those of them of which one side alone was seen.'),
    oneWayShare: maybeShare('oneWayConnections among tcpConnections.'),
  },
  { $id: 'Segment', description: 'A layer-2 scope in which an address is unique.' },
)
