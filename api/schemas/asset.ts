import { Type } from 'typebox'
import { AddressSchema } from './address.ts'
import { ClaimSchema } from './claim.ts'
import { count, oneOf, text, time } from './columns.ts'
import { component } from './component.ts'
import { EdgeSchema } from './map.ts'

const COLUMNS = {
  id: text('16 hexadecimal digits, derived from what was seen.'),
  name: text(
    'The best claim of its name, as are the columns from vendor to hardware: stated before inferred before weak, then the most recent.',
  ),
  role: text("What it is for: 'controller', 'hmi', …; '' when nothing tells."),
  roleConfidence: oneOf(['stated', 'inferred', 'weak', ''], "How sure the role is; '' when there is none."),
  roleReason: text('What the role was inferred from.'),
  deviceClass: text(
    "What kind of thing it is: 'control', 'field', 'operator', 'network', 'service', 'office'; '' when nothing tells.",
  ),
  level: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'Proposed Purdue level; null when nothing tells.',
  }),
  zone: text("Proposed zone, after IEC 62443-3-2; '' when nothing tells."),
  zoneReason: text('Why this level and this zone.'),
  vendor: text('Maker.'),
  product: text('Product name.'),
  model: text('Model.'),
  serial: text('Serial number.'),
  firmware: text('Firmware version.'),
  hardware: text('Hardware version.'),
  conflicts: text('Attributes stated with several values of which one alone can be true, with spaces between.'),
  segment: text("The layer-2 scopes it was seen in: 'untagged', 'vlan 10', 'vlan 10 on eth1'."),
  macAddresses: text(
    "With spaces between, of 48 or 64 bits; of a station on a bus or of IEEE 802.15.4 its address there: 'mstp-5', 'wpan-1aaa-b7e4'.",
  ),
  ipAddresses: text('With spaces between.'),
  parent: text("The id of the asset that it is a part of; '' for a host."),
  protocol: text("The protocol that a part was reached through; '' for a host."),
  module: text("Which part it is: 'unit 3'; '' for a host."),
  firstSeen: time('When it was seen first.'),
  lastSeen: time('When it was seen last.'),
  conversations: count('Conversations that it takes part in.'),
  claims: count('Claims about it.'),
} as const

export const AssetSchema = Type.Object(COLUMNS, { $id: 'Asset', description: 'A host, or a part of one.' })

export const AssetDetailSchema = Type.Object(
  {
    ...COLUMNS,
    reasons: Type.Array(Type.String(), { description: 'Why these addresses are one asset: one rule each.' }),
    formerIds: Type.Array(Type.String(), { description: 'Ids that it had before.' }),
    addresses: Type.Array(component(AddressSchema)),
    claimRows: Type.Array(component(ClaimSchema), {
      description: 'Its claims: at most 1000; all of them by /api/v1/claims.',
    }),
    children: Type.Array(component(AssetSchema), { description: 'Its parts.' }),
    peers: Type.Array(component(EdgeSchema), {
      description:
        'Whom it talks to: at most 1000, busiest first. For a part: what its host exchanged in the conversations that addressed the part.',
    }),
    truncated: Type.Boolean({ description: 'There are more claims or peers: these are not all.' }),
  },
  { $id: 'AssetDetail', description: 'All about one asset.' },
)
