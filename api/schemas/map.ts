import { Type } from 'typebox'
import { OPERATION_CLASSES } from '../../storage/observed/operation-classes.ts'
import { count, SPAN, text } from './columns.ts'

export const NodeSchema = Type.Object(
  {
    id: text("The asset's id."),
    name: text('Its name, if it said one.'),
    role: text('What it is for, if that is known.'),
    level: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'Proposed Purdue level.' }),
    vendor: text('Maker.'),
    segment: text('The layer-2 scopes it was seen in.'),
    addresses: text('Its IP addresses, else its MAC addresses, with spaces between.'),
    parent: text("The id of the asset that it is a part of; '' for a host."),
  },
  { $id: 'Node', description: 'An asset on the map.' },
)

export const EdgeSchema = Type.Object(
  {
    client: text("The client's asset id; '' for an address that is no asset's."),
    clientAddress: text("The address when it is no asset's; else ''."),
    server: text("The server's asset id; '' for an address that is no asset's, as a group is."),
    serverAddress: text("The address when it is no asset's; else ''."),
    protocol: text('Short lower-case name.'),
    conversations: count('Conversations taken together.'),
    packets: count('Packets, both ways.'),
    bytes: count('Bytes, both ways.'),
    messages: Type.Object(
      Object.fromEntries(OPERATION_CLASSES.map((name) => [name, Type.Optional(Type.Integer({ minimum: 0 }))])),
      { description: 'Requests and one-way messages of each operation class; a class without any is left out.' },
    ),
    ...SPAN,
  },
  { $id: 'Edge', description: 'All conversations of one protocol between two parties.' },
)
