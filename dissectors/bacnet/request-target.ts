/* What a request acts on. ASHRAE 135-2020 clause 21: the parameters of each service, in their order. */
import type { Cursor } from '../kit/cursor.ts'
import { findChange } from './change-target.ts'
import { objectText } from './object-names.ts'
import {
  applicationObject,
  enumerated,
  fieldLength,
  notifier,
  OBJECT_IDENTIFIER,
  objectField,
  objectIdentifier,
  reference,
} from './request-fields.ts'
import { readCharacterString, readUnsigned, type Tag } from './tags.ts'
import { NONE, type Target } from './target.ts'

const INSTANCES = 0x3f_ffff

/** Fills `target` from the parameters at the cursor; leaves the cursor `short` when what must be there is not. */
export function findConfirmedTarget(service: number, body: Cursor, tag: Tag, target: Target): void {
  switch (service) {
    case 0:
    case 5:
      body.skip(fieldLength(body, tag, 0))
      objectField(body, tag, 1, target)
      break
    case 2:
      notifier(body, tag)
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
      while (body.left > 0 && !body.short) reference(body, tag, target, false)
      break
    case 16:
      while (body.left > 0 && !body.short) reference(body, tag, target, true)
      break
    case 1:
    case 28:
    case 30:
    case 31:
      findChange(service, body, tag, target)
      break
    default:
      findCommand(service, body, tag, target)
  }
}

/** Services that act on the device, not on an object of it. */
function findCommand(service: number, body: Cursor, tag: Tag, target: Target): void {
  switch (service) {
    case 17: {
      // Minutes; without them it lasts until another one, or a restart (clause 16.1.1.1.1).
      const minutes = tag.takes(body, 0) ? ` for ${readUnsigned(body, tag.length)} min` : ''
      const state = STATES_OF_COMMUNICATION[enumerated(body, tag, 1)]
      if (state !== undefined) target.word = state + minutes
      break
    }
    case 18:
      privateTransfer(body, tag, target)
      break
    case 19:
      objectField(body, tag, 0, target)
      break
    case 20:
      target.word = STATES_OF_DEVICE[enumerated(body, tag, 0)] ?? ''
      break
    case 27:
      body.skip(fieldLength(body, tag, 0))
      body.skip(fieldLength(body, tag, 1))
      target.word = OPERATIONS[enumerated(body, tag, 2)] ?? ''
      // All objects, when it names none (clause 13.13.1.4).
      if (tag.takes(body, 3)) target.word += ` ${objectText(objectIdentifier(body, tag))}`.trimEnd()
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
    case 5:
      objectField(body, tag, 0, target)
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
      break
    case 10:
      target.word = `group ${enumerated(body, tag, 0)}`
      break
    case 11:
      findConfirmedTarget(31, body, tag, target)
      break
    case 14:
      assignment(body, tag, target)
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

/** Vendor, model and serial number of the device, then the instance that it is to have (clause 16.11.1). */
function assignment(body: Cursor, tag: Tag, target: Target): void {
  tag.read(body)
  body.skip(tag.length)
  tag.read(body)
  body.skip(tag.length)
  tag.read(body)
  const serial = readCharacterString(body, tag.length)
  if (body.short) return
  if (body.left > 0) tag.read(body)
  const isNamed = !tag.isContext && tag.number === OBJECT_IDENTIFIER
  const device = isNamed ? ` as ${objectText(objectIdentifier(body, tag))}` : ''
  target.word = `serial ${serial}${device}`
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
