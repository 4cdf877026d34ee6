import { Type } from 'typebox'
import { count, text } from './columns.ts'
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
  },
  { $id: 'Segment', description: 'A layer-2 scope in which an address is unique.' },
)
