import { Type } from 'typebox'
import { EXTENTS } from '../../storage/observed/assemble-points.ts'
import { count, oneOf, SPAN, text } from './columns.ts'
import { maybeTime } from './maybe-time.ts'

export const PointSchema = Type.Object(
  {
    server: text("The asset id of the host that holds the point; '' for an address that is no asset's."),
    serverAddress: text('Its address.'),
    vlan: text("'' untagged, '10', or '10.20' for an outer and an inner tag."),
    module: text("The part of the host that holds the point; '' for the host itself."),
    protocol: text('Short lower-case name.'),
    point: text("In the protocol's words: 'holding 107'; of several 'holding 0+125', the first and how many."),
    extent: oneOf(
      EXTENTS,
      "'point': one; 'range': asked for together, too many to tell apart; 'sweep': what one client went through once; 'rest': from the lowest to the highest of what came beyond the limit of a conversation.",
    ),
    points: count('How many points the row stands for.'),
    dataType: text("In the protocol's words; '' when not known."),
    classes: text('The classes of operation that act on it, with commas between.'),
    readers: text('Addresses that read it or are sent it, with commas between.'),
    writers: text('Addresses that write it or command it, with commas between.'),
    reads: count('Requests and publications that read it.'),
    writes: count('Requests that write it.'),
    errors: count('Answers to these that report an error, of this point or of another that was asked for with it.'),
    rate: Type.Unsafe<number | null>({
      type: ['number', 'null'],
      description: 'How often a second it is read or written; null when it was not repeated often enough to tell.',
    }),
    lastValue: text("The last value that was looked at, once a second at most; '' when none was seen."),
    lastValueTime: maybeTime('When it had that value; null when none was seen.'),
    ...SPAN,
  },
  { $id: 'Point', description: 'A register, tag or object: who reads it, who writes it, and its last value.' },
)
