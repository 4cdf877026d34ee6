import { Type } from 'typebox'
import { component } from './component.ts'

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong, and what to do.' }),
    code: Type.Optional(Type.String({ description: 'Of errors that an administrator must act on.' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }), {
        description: 'Which parameters are wrong, and why.',
      }),
    ),
  },
  { $id: 'Problem', description: 'An error, as RFC 9457 writes it.' },
)

/** The answers that any resource can give in place of what was asked for. */
export const PROBLEMS = {
  '4xx': { description: 'What is wrong with the request.', content: problemContent() },
  503: { description: 'There is no store that can be read: what to do.', content: problemContent() },
} as const

function problemContent() {
  return { 'application/problem+json': { schema: component(ProblemSchema) } }
}
