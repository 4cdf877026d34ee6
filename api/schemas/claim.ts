import { Type } from 'typebox'
import { count, oneOf, SPAN, text, time, WITNESS } from './columns.ts'

export const ClaimSchema = Type.Object(
  {
    asset: text('The id of the asset that it is about: the part when the module is one, else the host.'),
    address: text('The address that it was said of.'),
    module: text("The part behind the address that it was said of; '' for the host itself."),
    attribute: text("'vendor', 'firmware', …"),
    value: text('What was said.'),
    protocol: text('The protocol that said it.'),
    message: text("The message that said it, in the protocol's words."),
    confidence: oneOf(['stated', 'inferred', 'weak'], 'How sure it is.'),
    count: count('How often it was said.'),
    ...WITNESS,
    frameTime: time('The time of that frame.'),
    ...SPAN,
  },
  { $id: 'Claim', description: 'One value of one attribute, with the packet that said it.' },
)
