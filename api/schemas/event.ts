import { Type } from 'typebox'
import { count, oneOf, PARTIES, SPAN, text, WITNESS } from './columns.ts'
import { OPERATION_CLASSES } from './operation-classes.ts'

export const EventSchema = Type.Object(
  {
    kind: text("What kind of event it is: 'production-change'."),
    severity: oneOf(['low', 'medium', 'high'], 'How much it can harm production.'),
    summary: text("One line in an engineer's words."),
    ...PARTIES,
    serverPort: count('Server port, IP protocol number or EtherType, as the transport says.'),
    function: text("The protocol's own code as text."),
    functionName: text('Its name in the standard.'),
    class: oneOf(OPERATION_CLASSES, 'What it does, in order of consequence to production.'),
    module: text("The part behind the server that was addressed; '' for the host itself."),
    target: text('What was acted on the first time.'),
    requests: count('Requests.'),
    accepted: count('Answers that report success.'),
    refused: count('Answers that report an error.'),
    outcome: oneOf(['accepted', 'refused', 'partly refused', 'not answered'], 'The answers in one word.'),
    ...SPAN,
    ...WITNESS,
  },
  {
    $id: 'Event',
    description:
      'An operation that changes production: the first time that a pair does it, and every spell of it when it touches logic, mode or firmware.',
  },
)
