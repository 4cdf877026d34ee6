import { Type } from 'typebox'
import { EVENT_STATES } from '../../storage/decisions/event-states.ts'
import { oneOf, text } from './columns.ts'
import { maybeTime } from './maybe-time.ts'

/** Characters of a note. */
export const MAX_NOTE = 2000

const STATE = oneOf(EVENT_STATES, "'open' until a person says that it is known or expected.")

/** What the body of a decision must be. */
export const EventDecisionSchema = Type.Object(
  {
    state: STATE,
    note: Type.Optional(Type.String({ maxLength: MAX_NOTE, description: 'Why; it replaces the note before.' })),
  },
  { $id: 'EventDecision', additionalProperties: false, description: 'What a person decides about an event.' },
)

export const EventStateSchema = Type.Object(
  {
    event: text("The event's id."),
    state: STATE,
    note: text("Why; '' without a note."),
    decidedAt: maybeTime('When it was decided, by the clock of this machine; null as long as nobody did.'),
  },
  { $id: 'EventState', description: 'What people decided about an event. It is kept apart from what was seen.' },
)
