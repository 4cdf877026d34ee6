import { Type } from 'typebox'
import { FIELD_STATUSES, PLACES, PRIORITIES } from '../../storage/observed/inventory-fields.ts'
import { count, oneOf, text, time } from './columns.ts'
import { component } from './component.ts'

const STATUS_WORDS =
  "'seen': it was on the wire. 'inferred': something that was seen tells it. 'ask people': only people can tell. " +
  "'not observable here': the network tells it, but not where this sensor listens."

const FIELD = {
  number: Type.Integer({ minimum: 1, maximum: 32, description: 'Its place in table 1 of the guidance.' }),
  field: text('Its name in the guidance.'),
  priority: oneOf(PRIORITIES, 'Its priority in the guidance.'),
} as const

const ASSET = {
  asset: text("The asset's id."),
  name: text('Its name; the best of them.'),
  ipAddresses: text('With spaces between.'),
  macAddresses: text(
    "With spaces between, of 48 or 64 bits; of a station on a bus or of IEEE 802.15.4 its address there: 'mstp-5', 'wpan-1aaa-b7e4'.",
  ),
  segment: text("The layer-2 scopes it was seen in: 'vlan 10'."),
  module: text("Which part it is: 'unit 3'; '' for a host."),
} as const

/** A row of the export. */
export const InventoryFieldSchema = Type.Object(
  {
    ...ASSET,
    ...FIELD,
    status: oneOf(FIELD_STATUSES, STATUS_WORDS),
    value: text("The surest values, the latest first, with ' | ' between; '' when nothing answers."),
    values: count('How many those are.'),
    conflicts: text('Attributes stated with several values of which one alone can be true, with spaces between.'),
    source: text('The protocols that said it, with spaces between.'),
    reason: text('What it was told from; why it is not known.'),
    firstSeen: text("When the first value was seen first; '' when nothing answers."),
    lastSeen: text("When the last value was seen last; '' when nothing answers."),
  },
  { $id: 'InventoryField', description: 'One field of the asset inventory guidance, of one asset.' },
)

/** A row of the export. */
export const WalkDownSchema = Type.Object(
  {
    location: text("Where the asset says it stands; '' when it does not."),
    ...ASSET,
    role: text("What it is for; '' when nothing tells."),
    vendor: text('Maker.'),
    model: text('Product and model.'),
    ...FIELD,
    place: oneOf(PLACES, 'Where a person finds it.'),
    hint: text('Why the network does not tell it.'),
    answer: text('Empty, to be written on.'),
  },
  { $id: 'WalkDown', description: 'One thing that people must still supply of one asset.' },
)

const COUNTS = {
  seen: count('Fields that were on the wire.'),
  inferred: count('Fields that something seen tells.'),
  askPeople: count('Fields that only people can tell.'),
  notObservable: count('Fields that the network tells, but not where this sensor listens.'),
} as const

const SHARES = {
  known: Type.Number({ minimum: 0, maximum: 100, description: 'Fields seen or inferred, in per cent of all.' }),
  knownOfHigh: Type.Number({ minimum: 0, maximum: 100, description: 'The same of those with high priority.' }),
} as const

export const AssetScoreSchema = Type.Object(
  {
    asset: ASSET.asset,
    name: ASSET.name,
    segment: ASSET.segment,
    outside: Type.Boolean({ description: 'A host elsewhere, with public addresses alone: it counts for no site.' }),
    ...SHARES,
    ...COUNTS,
  },
  { $id: 'AssetScore', description: 'How much of the guidance is known of an asset.' },
)

export const FieldScoreSchema = Type.Object(
  { ...FIELD, ...COUNTS },
  { $id: 'FieldScore', description: 'Of how many assets a field is known.' },
)

export const SiteScoreSchema = Type.Object(
  {
    assets: count('Assets of the site.'),
    outside: count('Hosts elsewhere, which are not counted.'),
    ...SHARES,
    ...COUNTS,
    fields: Type.Array(component(FieldScoreSchema), { description: 'In the order of the guidance.' }),
  },
  {
    $id: 'SiteScore',
    description:
      'How much is known of the 32 fields of the asset inventory guidance (CISA and others, August 2025), over all assets.',
  },
)

const FieldValueSchema = Type.Object({
  value: text('The value as it was seen.'),
  attribute: text("The attribute of the claim; '' when it is none."),
  protocol: text("Who said it: the protocol; '' when it is no claim."),
  message: text("Who said it: the message; '' when it is no claim."),
  confidence: oneOf(['stated', 'inferred', 'weak'], 'How sure it is.'),
  firstSeen: time('When it was seen first.'),
  lastSeen: time('When it was seen last.'),
})

export const FieldAnswerSchema = Type.Object(
  {
    ...FIELD,
    status: oneOf(FIELD_STATUSES, STATUS_WORDS),
    values: Type.Array(FieldValueSchema, { description: 'The surest and latest first; at most 50.' }),
    truncated: Type.Boolean({ description: 'There are more values: these are not all.' }),
    conflicts: Type.Array(Type.String(), {
      description: 'Attributes stated with several values of which one alone can be true.',
    }),
    reason: text('What it was told from; why it is not known.'),
    place: oneOf(PLACES, 'Where a person finds it.'),
  },
  { $id: 'FieldAnswer', description: 'One field of one asset, with every value and who said it.' },
)

export const AssetFieldsSchema = Type.Object(
  {
    asset: ASSET.asset,
    ...SHARES,
    ...COUNTS,
    fields: Type.Array(component(FieldAnswerSchema), { description: 'In the order of the guidance.' }),
  },
  { $id: 'AssetFields', description: 'The 32 fields of the asset inventory guidance, of one asset.' },
)
