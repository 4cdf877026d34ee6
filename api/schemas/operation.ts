import { Type } from 'typebox'
import { OPERATION_CLASSES } from '../../storage/observed/operation-classes.ts'
import { RHYTHMS } from '../../storage/observed/rhythm.ts'
import { count, maybeSeconds, oneOf, PARTIES, SPAN, text, WITNESS } from './columns.ts'

export const OperationSchema = Type.Object(
  {
    ...PARTIES,
    serverPort: count('Server port, IP protocol number or EtherType, as the transport says.'),
    vlan: text("'' untagged, '10', or '10.20' for an outer and an inner tag."),
    function: text("The protocol's own code as text."),
    functionName: text('Its name in the standard.'),
    class: oneOf(OPERATION_CLASSES, 'What it does, in order of consequence to production.'),
    module: text("The part behind the server that was addressed; '' for the host itself."),
    target: text("What it acts on, in the protocol's words."),
    requests: count('Requests.'),
    responses: count('Answers, errors among them.'),
    errors: count('Answers that report an error.'),
    messages: count('One-way publications.'),
    rhythm: oneOf(
      RHYTHMS,
      "How it comes: 'cyclic' as a poll, 'bursty' in spells with pauses between, 'sporadic', 'once'; '' when only answers were seen.",
    ),
    rhythmReason: text('The test that says so.'),
    period: maybeSeconds('The median time from one request or one-way message to the next.'),
    jitter: maybeSeconds('The standard deviation of these times, without the shortest and the longest twentieth.'),
    shortGap: maybeSeconds('Of these times a twentieth is shorter.'),
    longGap: maybeSeconds('Of these times a twentieth is longer.'),
    longestGap: maybeSeconds('The longest of these times.'),
    gaps: count('How many of these times were seen.'),
    ...SPAN,
    ...WITNESS,
  },
  { $id: 'Operation', description: 'What is done in a conversation, once for each function and target.' },
)
