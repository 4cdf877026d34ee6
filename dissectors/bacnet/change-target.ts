/*
 * Changes of value: who asks for them, of which properties, and who tells of them. ASHRAE 135-2020 clauses 13.1 and 13.14
 * to 13.18.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  addProperty,
  fieldLength,
  notifier,
  objectIdentifier,
  openList,
  properties,
  reference,
  skipOptional,
} from './request-fields.ts'
import type { Tag } from './tags.ts'
import { NONE, type Target } from './target.ts'

/** Fills `target` from a notification, or from a subscription to properties. */
export function findChange(service: number, body: Cursor, tag: Tag, target: Target): void {
  switch (service) {
    case 1: {
      notifier(body, tag)
      const object = objectIdentifier(body, tag, fieldLength(body, tag, 2))
      const isNamed = !body.short
      body.skip(fieldLength(body, tag, 3))
      properties(body, tag, target, object, 4, true)
      if (isNamed && target.count === 0) target.add(object, NONE, NONE)
      break
    }
    case 28:
      body.skip(fieldLength(body, tag, 0))
      subscription(body, tag, target)
      break
    case 30:
      body.skip(fieldLength(body, tag, 0))
      for (const option of [1, 2, 3]) skipOptional(body, tag, option)
      openList(body, tag)
      while (!body.short && !tag.closes(body, 4)) subscribedObject(body, tag, target)
      break
    default:
      notifier(body, tag)
      body.skip(fieldLength(body, tag, 2))
      if (tag.opens(body, 3)) tag.skipConstructed(body)
      openList(body, tag)
      while (!body.short && !tag.closes(body, 4)) reference(body, tag, target, true)
  }
}

/** The object, how and how long to tell, then the property; without 'how' it is called off (clause 13.15.1). */
function subscription(body: Cursor, tag: Tag, target: Target): void {
  const object = objectIdentifier(body, tag, fieldLength(body, tag, 1))
  for (const option of [2, 3]) skipOptional(body, tag, option)
  openList(body, tag)
  if (!body.short) addProperty(body, tag, target, object)
}

/** The object, then properties, each with an increment and whether its time is wanted (clause 13.16.1). */
function subscribedObject(body: Cursor, tag: Tag, target: Target): void {
  const object = objectIdentifier(body, tag, fieldLength(body, tag, 0))
  if (!tag.opens(body, 1)) body.short = true
  while (!body.short && !tag.closes(body, 1)) {
    if (!tag.opens(body, 0)) body.short = true
    else addProperty(body, tag, target, object)
    if (!tag.closes(body, 0)) body.short = true
    for (const option of [1, 2]) skipOptional(body, tag, option)
  }
}
