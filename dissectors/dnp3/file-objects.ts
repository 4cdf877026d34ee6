/*
 * File objects: IEEE 1815-2012, A.27 (group 70). Each has its size before it. Passwords and keys are passed over.
 */
import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { Association } from './association.ts'
import type { ObjectHeader } from './object-header.ts'

export const FILE = 70
const AUTHENTICATION = 2
const COMMAND = 3
const COMMAND_STATUS = 4
const TRANSPORT = 5
const TRANSPORT_STATUS = 6
const SPECIFICATION = 8
const SIZE_PREFIX = 2
/** Octets of a file name in a target. */
const MAX_NAME = 80
const MODES = ['', ' read', ' write', ' append']

/** A.27.3: after name offset and size, time, permissions, key and file size. */
const COMMAND_MODE = 20
const STATUS_OF_COMMAND = 12
const STATUS_OF_TRANSPORT = 8

/** Continues a key with what a target says of the first file object of a header. */
export function keyOfFile(view: DataView, header: ObjectHeader, association: Association, key: number): number {
  const object = objectOf(view, header)
  switch (header.variation) {
    case COMMAND_STATUS:
    case TRANSPORT:
    case TRANSPORT_STATUS: {
      const { handle, nameKey } = association.file
      const isOpen = object.left >= 4 && view.getUint32(object.pos, true) === handle
      const seed = (key ^ (isOpen ? nameKey : 0)) | 0
      return keyOfBytes(view, object.pos, Math.min(object.end, object.pos + 4), seed)
    }
    case SPECIFICATION:
      return keyOfBytes(view, object.pos, object.end, key | 0)
    default: {
      const mode = header.variation === COMMAND ? modeOf(object) : 0
      narrowToName(object)
      return keyOfBytes(view, object.pos, object.end, (key + mode) | 0)
    }
  }
}

/** ' "/config.xml" write', ' handle 7': what a file object acts on. */
export function fileWords(fragment: Cursor, header: ObjectHeader, association: Association): string {
  const object = objectOf(fragment.view, header)
  switch (header.variation) {
    case AUTHENTICATION:
      return ''
    case COMMAND_STATUS:
    case TRANSPORT:
    case TRANSPORT_STATUS: {
      const handle = object.u32le()
      const { file } = association
      return handle === file.handle && file.name !== '' ? ` "${file.name}"` : ` handle ${handle}`
    }
    case SPECIFICATION:
      return ` "${object.text(Math.min(object.left, MAX_NAME))}"`
    default: {
      const mode = header.variation === COMMAND ? modeOf(object) : 0
      return ` "${nameOf(object)}"${MODES[mode] ?? ''}`
    }
  }
}

/** A request to open names the file; the answer will give its handle. */
export function rememberFile(fragment: Cursor, header: ObjectHeader, association: Association): void {
  if (header.variation !== COMMAND) return
  association.file.asked = nameOf(objectOf(fragment.view, header))
}

/** The answer to a request to open, when it succeeded. */
export function rememberHandle(fragment: Cursor, header: ObjectHeader, association: Association): void {
  const { file } = association
  if (header.variation !== COMMAND_STATUS || file.asked === '') return
  const object = objectOf(fragment.view, header)
  const handle = object.u32le()
  file.handle = handle
  file.name = file.asked
  file.nameKey = 0
  for (let i = 0; i < file.name.length; i++)
    file.nameKey = Math.imul(file.nameKey ^ file.name.charCodeAt(i), 0x01000193)
  file.asked = ''
}

/** A.27.2: a file authentication names its user; the password beside it stays unread. */
export function observeFileUser(fragment: Cursor, header: ObjectHeader, sink: Sink): void {
  if (header.variation !== AUTHENTICATION) return
  const user = nameOf(objectOf(fragment.view, header))
  if (user === '') return
  sink.observe({ kind: 'session', state: 'opened', security: 'unknown', user })
  const method = 'DNP3 file authentication'
  sink.observe({ kind: 'credential', of: 'client', method, account: user, protection: 'clear' })
}

/** The status that the first file object of a header gives; 0 is success (A.27.4, A.27.6). */
export function statusOfFile(fragment: Cursor, header: ObjectHeader): number {
  const object = objectOf(fragment.view, header)
  const at = statusOffset(header.variation)
  return at >= 0 && object.left > at ? object.peek(at) : 0
}

function statusOffset(variation: number): number {
  if (variation === COMMAND_STATUS) return STATUS_OF_COMMAND
  return variation === TRANSPORT_STATUS ? STATUS_OF_TRANSPORT : -1
}

/** The first object of a header, without its size. */
function objectOf(view: DataView, header: ObjectHeader): Cursor {
  const object = new Cursor(view).reset(view, header.bodyStart, header.bodyEnd)
  if (header.sizeLength !== SIZE_PREFIX || header.count < 1) return object.reset(view, header.bodyEnd, header.bodyEnd)
  object.narrow(object.u16le())
  return object
}

/** Names begin at an offset from the object's start, in variations 2, 3 and 7. */
function narrowToName(object: Cursor): void {
  const start = object.pos
  const offset = object.u16le()
  const length = object.u16le()
  if (object.short || start + offset + length > object.end) object.pos = object.end
  else {
    object.pos = start + offset
    object.end = object.pos + length
  }
}

function nameOf(object: Cursor): string {
  narrowToName(object)
  return object.text(Math.min(object.left, MAX_NAME), 'utf8')
}

function modeOf(object: Cursor): number {
  return object.left >= COMMAND_MODE + 2 ? object.peek(COMMAND_MODE) : 0
}
