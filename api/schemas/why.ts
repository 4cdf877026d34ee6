import { Type } from 'typebox'
import { count, SPAN, text } from './columns.ts'
import { component } from './component.ts'

export const WhyBindingSchema = Type.Object(
  {
    segment: text('The layer-2 scope in which they were seen.'),
    mac: text('The MAC address.'),
    ip: text('The IP address.'),
    stated: count('Messages that state that they belong together.'),
    carried: count('Connections and dialogues whose packets carried both.'),
    hops: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: 'The fewest router hops that the time-to-live of its packets allows; null when none told.',
    }),
    used: Type.Boolean({ description: 'Whether it is why both addresses are this asset.' }),
    rule: text('The rule that used it, or why none did.'),
    ...SPAN,
    capture: text('The capture of the packet that showed it first.'),
    frame: count('The number of that packet in its capture.'),
  },
  { $id: 'WhyBinding', description: 'Evidence that a MAC and an IP address belong together, and what was made of it.' },
)

export const WhySchema = Type.Object(
  {
    id: text("The asset's id."),
    reasons: Type.Array(Type.String(), { description: 'Why these addresses are one asset: one rule each.' }),
    roleReason: text('What its role was inferred from, and which other roles it could have.'),
    zoneReason: text('Why its level and zone are proposed.'),
    bindings: Type.Array(component(WhyBindingSchema), {
      description: 'All evidence about its addresses, whether used or not; at most 1000, the most used first.',
    }),
  },
  { $id: 'Why', description: 'Why an asset is what it is.' },
)
