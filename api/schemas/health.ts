import { Type } from 'typebox'
import { count, oneOf, text, WITNESS } from './columns.ts'
import { maybeTime } from './maybe-time.ts'

const STORE = {
  captures: count('Captures that were read.'),
  damagedCaptures: count('Captures that could not be read to their end.'),
  frames: count('Frames in them.'),
  assets: count('Assets.'),
  conversations: count('Conversations.'),
  operations: count('Distinct operations.'),
  lastSeen: maybeTime('When anything was seen last; null when nothing was.'),
  coverage: Type.Array(Type.Object({ measure: Type.String(), count: Type.Integer() }), {
    description: 'What was not seen, not understood or odd: sums by measure.',
  }),
  faults: Type.Array(
    Type.Object({
      protocol: text('Whose dissector it is.'),
      reason: text('What went wrong.'),
      messageHex: text('The head of the message.'),
      count: count('How often.'),
      ...WITNESS,
    }),
    { description: 'Defects of dissectors, each with the message that showed it.' },
  ),
} as const

export const HealthSchema = Type.Object(
  {
    status: oneOf(
      ['ok', 'waiting', 'failing'],
      "'waiting': nothing was captured yet; 'failing': the store cannot be read. The API itself works in each case.",
    ),
    detail: text("What to do when the status is not 'ok'; else ''."),
    schemaVersion: Type.Integer({ description: 'The version of the columns of lists and exports.' }),
    store: Type.Unsafe<Type.Static<typeof StoreSchema> | null>({
      anyOf: [{ $ref: 'Store#' }, { type: 'null' }],
    }),
  },
  { $id: 'Health', description: 'Whether the API has something to show.' },
)

export const StoreSchema = Type.Object(STORE, { $id: 'Store', description: 'How much is stored.' })
