import { Type } from 'typebox'
import { OPERATION_CLASSES } from '../../storage/observed/operation-classes.ts'
import { BUCKETS } from '../../storage/observed/read-activity.ts'
import { count, oneOf, PARTIES, text, time } from './columns.ts'

export const ActivitySchema = Type.Object(
  {
    ...PARTIES,
    serverPort: count('Server port, IP protocol number or EtherType, as the transport says.'),
    vlan: text("'' untagged, '10', or '10.20' for an outer and an inner tag."),
    class: oneOf(['', ...OPERATION_CLASSES], "'' for all that the conversation carried, understood or not."),
    bucket: oneOf(BUCKETS, 'How wide it is.'),
    start: time('When it begins, in capture time.'),
    messages: count("Requests, answers and one-way messages of the class; 0 where it is ''."),
    packets: count("Packets of all classes together; 0 where the class is not ''."),
    bytes: count("Bytes of whole frames of all classes together; 0 where the class is not ''."),
  },
  { $id: 'Activity', description: 'What a conversation did in a minute (kept 48 hours) or an hour (kept 400 days).' },
)
