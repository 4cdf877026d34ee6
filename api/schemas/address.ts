import { Type } from 'typebox'
import { oneOf, SPAN, text } from './columns.ts'

export const AddressSchema = Type.Object(
  {
    asset: text("The asset's id; '' for an address that is no asset's."),
    segment: text('The layer-2 scope in which it is unique.'),
    kind: oneOf(['mac', 'ipv4', 'ipv6', 'station'], 'Which kind of address.'),
    address: text('The address.'),
    group: Type.Boolean({ description: 'Multicast or broadcast: never an asset.' }),
    ...SPAN,
  },
  { $id: 'Address', description: 'An address in its segment.' },
)
