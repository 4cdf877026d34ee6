import { Type } from 'typebox'
import { count, text, time } from './columns.ts'

export const CoverageHourSchema = Type.Object(
  {
    segment: text("Its name: 'untagged', 'vlan 10'; '' for what is of no segment, as the drops of an interface are."),
    tap: text("The capture interface; '' for the only one, or the first one of a file."),
    vlan: text("'' untagged, '10', or '10.20' for an outer and an inner tag."),
    start: time('When the hour begins, in capture time.'),
    measure: text(
      "What is counted, as in coverage; and what such counts are shares of: 'frames-seen', 'tcp-bytes-seen', 'tcp-connections-seen'.",
    ),
    count: count('How much of it, whatever its detail and conversation.'),
  },
  {
    $id: 'CoverageHour',
    description:
      'How good the view of a segment was in an hour of capture time (kept 400 days). No count is in two rows.',
  },
)
