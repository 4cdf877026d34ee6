import { Type } from 'typebox'
import { count, oneOf, PARTIES, SPAN, text, WITNESS } from './columns.ts'

export const ConversationSchema = Type.Object(
  {
    ...PARTIES,
    serverPort: count('Server port, IP protocol number or EtherType, as the transport says.'),
    identifiedBy: oneOf(['none', 'port', 'content', 'both', 'confirmed'], 'How the protocol is known.'),
    segment: text('The layer-2 scope that it was seen in.'),
    vlan: text("'' untagged, '10', or '10.20' for an outer and an inner tag."),
    packetsToServer: count('Packets.'),
    packetsToClient: count('Packets.'),
    bytesToServer: count('Bytes of whole frames.'),
    bytesToClient: count('Bytes of whole frames.'),
    ...SPAN,
    ...WITNESS,
  },
  { $id: 'Conversation', description: 'Who talks to whom, by which protocol. It survives many connections.' },
)
