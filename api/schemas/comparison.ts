import { type Static, Type } from 'typebox'
import { FINDING_KINDS } from '../../planning/finding.ts'
import { INTENDED_KINDS } from '../../storage/decisions/intended-lists.ts'
import { count, oneOf, text } from './columns.ts'
import { maybeTime } from './maybe-time.ts'

const maybeNumber = (description: string) => Type.Unsafe<number | null>({ type: ['integer', 'null'], description })

export const FindingSchema = Type.Object(
  {
    kind: oneOf(
      FINDING_KINDS,
      "'unexpected': seen and not intended; 'missing': intended and not seen, which is not the same as not there; 'different': both, and they contradict each other; 'ambiguous': it cannot be said what of the one is what of the other.",
    ),
    of: oneOf(INTENDED_KINDS, 'Which sort of list it is about.'),
    subject: text("What it is about: a device, or 'client -> server'."),
    field: text("'asset' or 'conversation' for the whole of it, else what of it."),
    intended: text("What is intended; '' when nothing is."),
    observed: text("What was seen; '' when nothing was."),
    reason: text('Why, and for what is missing whether the sensor could have seen it.'),
    asset: text("The asset's id, of a conversation the client's; '' when there is none."),
    peer: text("The server's asset id; '' when there is none."),
    list: text("The list that says what is intended; '' when none does."),
    line: maybeNumber('The line of its file; null when none says it.'),
    count: count('How often it was seen: packets of a conversation, operations of a class.'),
    firstSeen: maybeTime('When it was seen first; null when it was not.'),
    lastSeen: maybeTime('When it was seen last; null when it was not.'),
    capture: text("The capture that shows it; '' where no packet does."),
    frame: maybeNumber(
      'The frame in that capture, 1 for the first, as Wireshark counts; null where no packet shows it.',
    ),
  },
  { $id: 'Finding', description: 'A difference between what is intended and what was seen.' },
)

const INVENTORY = countsOf('InventorySummary', 'How an inventory compares with the assets.', {
  intended: 'Intended devices.',
  matched: 'Those that are one asset each.',
  agreeing: 'Values that agree.',
  notObserved: 'Values that cannot be compared, because nothing that was seen states them.',
})

const COMMUNICATIONS = countsOf('CommunicationsSummary', 'How allowed communications compare with conversations.', {
  rules: 'Rules.',
  used: 'Those that allow something that was seen.',
  conversations: 'Conversations that were compared.',
  allowed: 'Those that are allowed with all that was done in them.',
  leftOut: 'Conversations that are not compared: address resolution (ARP).',
})

export const COMPARISON_COMPONENTS = [FindingSchema, INVENTORY, COMMUNICATIONS] as const

export const COMPARISON_SUMMARY = {
  inventory: orNull<Static<typeof INVENTORY>>('InventorySummary', 'null when no inventory was imported.'),
  communications: orNull<Static<typeof COMMUNICATIONS>>(
    'CommunicationsSummary',
    'null when no allowed communications were imported.',
  ),
} as const

function countsOf<Name extends string>($id: string, description: string, texts: Readonly<Record<Name, string>>) {
  const columns = Object.entries<string>(texts).map(([name, said]) => [name, count(said)])
  return Type.Object(Object.fromEntries(columns) as Record<Name, ReturnType<typeof count>>, { $id, description })
}

function orNull<Summary>(name: string, description: string) {
  return Type.Unsafe<Summary | null>({ anyOf: [{ $ref: `${name}#` }, { type: 'null' }], description })
}
