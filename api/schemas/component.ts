import { type Static, type TSchema, Type } from 'typebox'

/** A reference to a schema that has an `$id`: one component of the document, however many answers use it. */
export function component<Schema extends TSchema>(schema: Schema) {
  return Type.Unsafe<Static<Schema>>(Type.Ref(`${idOf(schema)}#`))
}

function idOf(schema: TSchema): string {
  if ('$id' in schema && typeof schema.$id === 'string') return schema.$id
  throw new TypeError('a component needs an $id')
}
