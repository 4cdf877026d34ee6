/* Fields that the parameters of several services have. ASHRAE 135-2020 clause 21. */
import type { Cursor } from '../kit/cursor.ts'
import { readUnsigned, type Tag } from './tags.ts'
import { NONE, type Target } from './target.ts'

export const OBJECT_IDENTIFIER = 12

/** The length of a field that must be there, which begins at the cursor then. */
export function fieldLength(body: Cursor, tag: Tag, number: number): number {
  if (tag.takes(body, number)) return tag.length
  body.short = true
  return 0
}

export function enumerated(body: Cursor, tag: Tag, number: number): number {
  return readUnsigned(body, fieldLength(body, tag, number))
}

/** Process, then the device that notifies (clauses 13.1 and 13.8). */
export function notifier(body: Cursor, tag: Tag): void {
  body.skip(fieldLength(body, tag, 0))
  body.skip(fieldLength(body, tag, 1))
}

export function skipOptional(body: Cursor, tag: Tag, number: number): void {
  if (tag.takes(body, number)) body.skip(tag.length)
}

export function openList(body: Cursor, tag: Tag): void {
  if (!tag.opens(body, 4)) body.short = true
}

export function objectIdentifier(body: Cursor, tag: Tag, length = tag.length): number {
  if (length === 4) return body.u32()
  body.short = true
  return 0
}

export function objectField(body: Cursor, tag: Tag, number: number, target: Target): void {
  fieldLength(body, tag, number)
  if (body.short) return
  const object = objectIdentifier(body, tag)
  if (!body.short) target.add(object, NONE, NONE)
}

export function applicationObject(body: Cursor, tag: Tag, target: Target): void {
  tag.read(body)
  if (tag.isContext || tag.number !== OBJECT_IDENTIFIER) body.short = true
  else {
    const object = objectIdentifier(body, tag)
    if (!body.short) target.add(object, NONE, NONE)
  }
}

/** An object with a list of properties; with their values when `hasValues` (clauses 15.7 and 15.10). */
export function reference(body: Cursor, tag: Tag, target: Target, hasValues: boolean): void {
  const object = objectIdentifier(body, tag, fieldLength(body, tag, 0))
  properties(body, tag, target, object, 1, hasValues)
}

/** The properties of an object between an opening and a closing tag of this number. */
export function properties(
  body: Cursor,
  tag: Tag,
  target: Target,
  object: number,
  number: number,
  hasValues: boolean,
): void {
  if (body.short || !tag.opens(body, number)) body.short = true
  while (!body.short && !tag.closes(body, number)) {
    addProperty(body, tag, target, object)
    if (body.short || !hasValues) continue
    if (tag.opens(body, 2)) tag.skipConstructed(body)
    else body.short = true
    skipOptional(body, tag, 3)
  }
}

export function addProperty(body: Cursor, tag: Tag, target: Target, object: number): void {
  const property = enumerated(body, tag, 0)
  const index = tag.takes(body, 1) ? readUnsigned(body, tag.length) : NONE
  if (!body.short) target.add(object, property, index)
}
