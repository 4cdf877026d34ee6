import { Type } from 'typebox'
import { count, PARTIES, text } from './columns.ts'

export const CoverageSchema = Type.Object(
  {
    ...PARTIES,
    serverPort: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: 'null in the rows of whole captures, where the parties are empty.',
    }),
    measure: text("What is counted: 'malformed', 'undecoded', 'tcp-gap', …"),
    detail: text('Which kind of it.'),
    count: count('How much of it.'),
  },
  { $id: 'Coverage', description: 'One count of something not seen, not understood or odd.' },
)
