import { Type } from 'typebox'

/** A time, or null where there is none. */
export function maybeTime(description: string) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], description })
}
