import { Type } from 'typebox'
import { OPERATION_CLASSES } from '../../storage/observed/operation-classes.ts'
import { SEVERITIES } from '../../storage/observed/ranks.ts'
import { count, oneOf, PARTIES, SPAN, text } from './columns.ts'
import { component } from './component.ts'
import { EventStateSchema } from './event-state.ts'

const COLUMNS = {
  id: text('16 hexadecimal digits, derived from what was seen: the same event keeps it.'),
  kind: text(
    "'production-change', 'identity-change', 'address-conflict', 'new-asset', 'scan', 'gone-silent', …: what kind of event it is.",
  ),
  severity: oneOf(SEVERITIES, 'How soon a person should look: how much it can harm production.'),
  summary: text("One line in an engineer's words."),
  question: text('What to ask next.'),
  technique: text("The technique of ATT&CK for ICS that it may be: 'T0858'; '' where none fits."),
  techniqueName: text('Its name.'),
  count: count('How often, or of how many: the summary says.'),
  ...PARTIES,
  serverPort: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'Server port, IP protocol number or EtherType, as the transport says; null where there is none.',
  }),
  function: text("The protocol's own code as text; '' where it is not about one operation, as are the next columns."),
  functionName: text('Its name in the standard.'),
  class: oneOf(['', ...OPERATION_CLASSES], 'What it does, in order of consequence to production.'),
  module: text("The part behind the server that was addressed; '' for the host itself."),
  target: text('What was acted on the first time.'),
  requests: count('Requests.'),
  accepted: count('Answers that report success.'),
  refused: count('Answers that report an error.'),
  outcome: oneOf(
    ['accepted', 'refused', 'partly refused', 'not answered', 'never answered', ''],
    'The answers in one word.',
  ),
  ...SPAN,
  capture: text("The capture that showed it first; '' where no frame shows it."),
  frame: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'The frame in that capture, 1 for the first, as Wireshark counts; null where no frame shows it.',
  }),
} as const

export const EventSchema = Type.Object(COLUMNS, {
  $id: 'Event',
  description: "Something worth a person's time, once. Client: who did it, or whom it concerns.",
})

export const EventDetailSchema = Type.Object(
  { ...COLUMNS, decision: component(EventStateSchema) },
  { $id: 'EventDetail', description: 'An event, and what people decided about it.' },
)
