import type { Cursor } from '../kit/cursor.ts'
import { OPCODE } from './describe-query.ts'
import { CLASS, isKnownClass, isKnownType, TYPE } from './record-types.ts'
import { HEADER_LENGTH, RecordWalk, SECTION } from './record-walk.ts'

/** A record has at least a name of one byte, type, class, time to live and length; a question has no more than its name, type and class. */
const MIN_RECORD = 11
const MIN_QUESTION = 5
/** OPT, and one that signs (RFC 6891, RFC 8945); some add one more. */
const MAX_QUERY_ADDITIONALS = 3
const NETBIOS_LETTERS = 32
const LINK_LOCAL_TYPES: readonly number[] = [TYPE.a, TYPE.aaaa, TYPE.any, TYPE.ptr, TYPE.srv]

/**
 * The header and the first question or record of a message, which is what tells the protocols in this format apart.
 * One object, reused.
 */
export const entry = new RecordWalk()

export type Reading = 'no' | 'need-more' | 'yes'

/**
 * Reads the message at the cursor as far as its first entry into `entry`; the cursor comes back as it was.
 * @param maxQuestions questions that a message of this protocol can have
 */
export function readFirst(bytes: Cursor, maxQuestions: number): Reading {
  const { pos } = bytes
  const found = first(bytes, maxQuestions)
  bytes.pos = pos
  bytes.short = false
  return found
}

function first(bytes: Cursor, maxQuestions: number): Reading {
  const room = bytes.left - HEADER_LENGTH
  if (!entry.begin(bytes)) return 'need-more'
  if (!isPlausibleHeader(maxQuestions)) return 'no'
  const least = leastLength()
  if (least === 0) return room === 0 && isRefusal() ? 'yes' : 'no'
  if (least > room) return 'need-more'
  if (!entry.next(bytes)) return entry.problem === 'truncated' ? 'need-more' : 'no'
  return entry.name.isPlausible(bytes.view) && isPlausibleType() ? 'yes' : 'no'
}

/** The bytes behind the header that all that is counted there needs at least. */
export function leastLength(): number {
  const [questions, answers, authorities, additionals] = entry.counts
  return questions * MIN_QUESTION + (answers + authorities + additionals) * MIN_RECORD
}

/** Types are added by the year: a question of class IN can ask for any. */
function isPlausibleType(): boolean {
  if (entry.section === SECTION.question && entry.class === CLASS.in) return entry.type !== 0
  return isKnownType(entry.type) && isKnownClass(entry.class)
}

/** RFC 1001, 14.1: 16 bytes as 32 letters. NetBIOS has messages of the same form, and types that here mean others. */
export function isNetbiosName(view: DataView): boolean {
  const { name } = entry
  if (name.labels === 0 || name.lengthOf(0) !== NETBIOS_LETTERS) return false
  const start = name.startOf(0)
  for (let i = start; i < start + NETBIOS_LETTERS; i++) {
    const letter = view.getUint8(i)
    if (letter < 0x41 || letter > 0x50) return false
  }
  return true
}

/** The bit that must be zero (RFC 6895, 2), opcodes that exist, and a query without answers. */
function isPlausibleHeader(maxQuestions: number): boolean {
  const [questions, answers, authorities, additionals] = entry.counts
  if ((entry.flags & 0x40) !== 0 || entry.opcode > OPCODE.stateful || questions > maxQuestions) return false
  if (entry.isResponse) return true
  if (questions === 0) return false
  if (entry.opcode === OPCODE.update) return true
  return maxQuestions > 1 || (answers <= 1 && authorities <= 1 && additionals <= MAX_QUERY_ADDITIONALS)
}

/** An answer without anything in it can only say that it did not work. */
function isRefusal(): boolean {
  return entry.isResponse && (entry.flags & 15) !== 0
}

/** RFC 6762, 3 and 18: names below '.local' or addresses, nothing of recursion, and id 0 when it is multicast. */
export function isMulticastDns(view: DataView): boolean {
  if (entry.opcode !== OPCODE.query || (entry.flags & 0x018f) !== 0 || isNetbiosName(view)) return false
  if (entry.id === 0 && entry.isResponse && entry.counts[SECTION.question] === 0) return true
  if (entry.name.isLabel(view, -1, 'local')) return true
  return entry.id === 0 && entry.name.isLabel(view, -1, 'arpa')
}

/** RFC 4795, 2.1: one question, and of the flags nothing that DNS has in their place; a single label, which DNS does not ask for. */
export function isLinkLocalName(view: DataView): boolean {
  return isLinkLocalHeader(view) && (entry.flags & 0x05f0) === 0 && entry.name.labels === 1
}

/** The same with all that is allowed: flags of conflicts and of tentative names, and names of addresses. */
export function couldBeLinkLocalName(view: DataView): boolean {
  if (!isLinkLocalHeader(view) || (entry.flags & (entry.isResponse ? 0x00f0 : 0x01f0)) !== 0) return false
  if (entry.name.labels === 1) return true
  return (entry.flags & 0x0500) === 0 && entry.id !== 0 && entry.name.isLabel(view, -1, 'arpa')
}

function isLinkLocalHeader(view: DataView): boolean {
  const [questions, answers, authorities, additionals] = entry.counts
  if (entry.opcode !== OPCODE.query || questions !== 1 || entry.class !== CLASS.in || isNetbiosName(view)) return false
  if (!LINK_LOCAL_TYPES.includes(entry.type)) return false
  return entry.isResponse || answers + authorities + additionals === 0
}
