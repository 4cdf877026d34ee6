/* What a request acts on. ASHRAE 135-2020 clause 21: the parameters of each service, in their order. */
import type { Cursor } from '../kit/cursor.ts'
import { readCharacterString, readUnsigned, type Tag } from './tags.ts'
import { NONE, type Target } from './target.ts'

const OBJECT_IDENTIFIER = 12
/** Objects and properties of one request that are counted. */
const MAX_REFERENCES = 4096
const INSTANCES = 0x3f_ffff

/** Fills `target` from the parameters at the cursor; leaves the cursor `short` when what must be there is not. */
export function findConfirmedTarget(service: number, body: Cursor, tag: Tag, target: Target): void {
  switch (service) {
    case 0:
    case 5:
    case 28:
      body.skip(fieldLength(body, tag, 0))
      objectField(body, tag, 1, target)
      break
    // Process, then the device that notifies, then the object (clauses 13.1 and 13.8).
    case 1:
    case 2:
      body.skip(fieldLength(body, tag, 0))
      body.skip(fieldLength(body, tag, 1))
      objectField(body, tag, 2, target)
      break
    case 6:
    case 7:
    case 11:
      applicationObject(body, tag, target)
      break
    case 8:
    case 9:
    case 12:
    case 15:
    case 26:
      objectProperty(body, tag, target)
      break
    case 10:
      createObject(body, tag, target)
      break
    case 14:
      references(body, tag, target, false)
      break
    case 16:
      references(body, tag, target, true)
      break
    default:
      findCommand(service, body, tag, target)
  }
}

/** Services that act on the device, not on an object of it. */
function findCommand(service: number, body: Cursor, tag: Tag, target: Target): void {
  switch (service) {
    case 17:
      if (tag.takes(body, 0)) body.skip(tag.length)
      target.word = STATES_OF_COMMUNICATION[enumerated(body, tag, 1)] ?? ''
      break
    case 18:
      privateTransfer(body, tag, target)
      break
    case 20:
      target.word = STATES_OF_DEVICE[enumerated(body, tag, 0)] ?? ''
      break
    case 27:
      body.skip(fieldLength(body, tag, 0))
      body.skip(fieldLength(body, tag, 1))
      target.word = OPERATIONS[enumerated(body, tag, 2)] ?? ''
  }
}

/** The same for an unconfirmed service. */
export function findUnconfirmedTarget(service: number, body: Cursor, tag: Tag, target: Target): void {
  switch (service) {
    case 0:
      applicationObject(body, tag, target)
      break
    case 1:
      applicationObject(body, tag, target)
      applicationObject(body, tag, target)
      break
    case 2:
    case 3:
      findConfirmedTarget(service - 1, body, tag, target)
      break
    case 4:
      privateTransfer(body, tag, target)
      break
    case 7:
      range(body, tag, target)
      if (tag.takes(body, 2)) {
        target.low = NONE
        target.add(objectIdentifier(body, tag), NONE, NONE)
      } else if (tag.takes(body, 3)) target.word = readCharacterString(body, tag.length)
      else body.short = true
      break
    case 8:
      range(body, tag, target)
  }
}

/** DeviceCommunicationControl-Request (clause 16.1.1.1.2). */
const STATES_OF_COMMUNICATION = ['enable', 'disable', 'disable-initiation']
/** ReinitializeDevice-Request (clause 16.4.1.1.1). */
const STATES_OF_DEVICE = [
  'coldstart',
  'warmstart',
  'start-backup',
  'end-backup',
  'start-restore',
  'end-restore',
  'abort-restore',
  'activate-changes',
]
/** BACnetLifeSafetyOperation (clause 21). */
const OPERATIONS = [
  'none',
  'silence',
  'silence-audible',
  'silence-visual',
  'reset',
  'reset-alarm',
  'reset-fault',
  'unsilence',
  'unsilence-audible',
  'unsilence-visual',
]

/** The length of a field that must be there, which begins at the cursor then. */
function fieldLength(body: Cursor, tag: Tag, number: number): number {
  if (tag.takes(body, number)) return tag.length
  body.short = true
  return 0
}

function enumerated(body: Cursor, tag: Tag, number: number): number {
  return readUnsigned(body, fieldLength(body, tag, number))
}

function objectIdentifier(body: Cursor, tag: Tag): number {
  if (tag.length === 4) return body.u32()
  body.short = true
  return 0
}

function objectField(body: Cursor, tag: Tag, number: number, target: Target): void {
  fieldLength(body, tag, number)
  if (body.short) return
  const object = objectIdentifier(body, tag)
  if (!body.short) target.add(object, NONE, NONE)
}

function applicationObject(body: Cursor, tag: Tag, target: Target): void {
  tag.read(body)
  if (tag.isContext || tag.number !== OBJECT_IDENTIFIER) body.short = true
  else {
    const object = objectIdentifier(body, tag)
    if (!body.short) target.add(object, NONE, NONE)
  }
}

function objectProperty(body: Cursor, tag: Tag, target: Target): void {
  fieldLength(body, tag, 0)
  if (body.short) return
  const object = objectIdentifier(body, tag)
  const property = enumerated(body, tag, 1)
  const index = tag.takes(body, 2) ? readUnsigned(body, tag.length) : NONE
  if (!body.short) target.add(object, property, index)
}

/** An object of this type, or this very object (clause 15.3). */
function createObject(body: Cursor, tag: Tag, target: Target): void {
  if (!tag.opens(body, 0)) body.short = true
  else if (tag.takes(body, 1)) target.add(objectIdentifier(body, tag), NONE, NONE)
  else {
    const type = enumerated(body, tag, 0)
    // Which instance it becomes is for the device to say: 4194303 stands for any.
    if (!body.short) target.add(((type << 22) | INSTANCES) >>> 0, NONE, NONE)
  }
}

/** A list of objects, each with a list of properties; with their values when `hasValues` (clauses 15.7 and 15.10). */
function references(body: Cursor, tag: Tag, target: Target, hasValues: boolean): void {
  while (body.left > 0 && !body.short) {
    fieldLength(body, tag, 0)
    if (body.short) return
    const object = objectIdentifier(body, tag)
    if (!tag.opens(body, 1)) body.short = true
    while (!body.short && !tag.closes(body, 1)) {
      const property = enumerated(body, tag, 0)
      const index = tag.takes(body, 1) ? readUnsigned(body, tag.length) : NONE
      if (body.short || target.count >= MAX_REFERENCES) return
      target.add(object, property, index)
      if (!hasValues) continue
      if (tag.opens(body, 2)) tag.skipConstructed(body)
      else body.short = true
      if (tag.takes(body, 3)) body.skip(tag.length)
    }
  }
}

function privateTransfer(body: Cursor, tag: Tag, target: Target): void {
  const vendor = enumerated(body, tag, 0)
  const service = enumerated(body, tag, 1)
  if (!body.short) target.word = `vendor ${vendor} service ${service}`
}

/** The limits of a Who-Is or Who-Has; both or none (clauses 16.9 and 16.10). */
function range(body: Cursor, tag: Tag, target: Target): void {
  if (!tag.takes(body, 0)) return
  target.low = readUnsigned(body, tag.length)
  target.high = enumerated(body, tag, 1)
}
