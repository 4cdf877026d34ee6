/*
 * Paths of CIP in the words of the trade: 'slot 2 class 0x01 (Identity) instance 1', 'tag Motor.Speed[3]'.
 * The CIP Networks Library, Volume 1, appendix C-1.
 */
import { Cursor } from '../kit/cursor.ts'
import { CLASS_NAMES } from './class-names.ts'
import {
  ANSI_SYMBOL,
  ATTRIBUTE_ID,
  CLASS_ID,
  CONNECTION_POINT,
  EXTENDED_PORT,
  INSTANCE_ID,
  LOGICAL_SEGMENT,
  LONG_LINK,
  logicalType,
  logicalValue,
  MEMBER_ID,
  PORT_SEGMENT,
  SYMBOLIC_SEGMENT,
  segmentLength,
} from './epath.ts'

/** Characters of a path; what does not fit is one '…'. */
export const MAX_PATH_TEXT = 200
/** Port 1 of a Rockwell module is its backplane, and the link address on it is the slot. */
const BACKPLANE = 1

/** The class whose instances are the tags of a Logix controller. */
export const SYMBOL = 0x6b
const SYMBOL_WORDS = 'class 0x6b'

/** The path in `view[from, to)` as text; `nameOf` names the tags that are addressed by the instance of their symbol. */
export function pathText(view: DataView, from: number, to: number, nameOf?: (instance: number) => string): string {
  const words: string[] = []
  let tag = ''
  let length = 0
  for (let at = from; at < to; ) {
    const size = segmentLength(view, at, to)
    if (size < 0) {
      words.push('…')
      break
    }
    const isNamed = nameOf !== undefined && words.at(-1) === SYMBOL_WORDS && isInstance(view, at)
    if (isNamed) words.pop()
    const symbol = isNamed ? nameOf(logicalValue(view, at)) : symbolAt(view, at)
    const isMember = view.getUint8(at) >> 5 === LOGICAL_SEGMENT && logicalType(view, at) === MEMBER_ID
    let word = ''
    if (symbol !== '') tag = tag === '' ? symbol : `${tag}.${symbol}`
    else if (isMember && tag !== '') tag = withMember(tag, logicalValue(view, at))
    else word = wordOf(view, at, size)
    if (word !== '') words.push(word)
    length += word.length + symbol.length
    at += size
    if (length > MAX_PATH_TEXT) {
      if (at < to) words.push('…')
      break
    }
  }
  if (tag !== '') words.push(`tag ${tag}`)
  return words.join(' ')
}

/** C-1.4.2: elements of an array of several dimensions come as one member segment each. */
function withMember(tag: string, member: number): string {
  return tag.endsWith(']') ? `${tag.slice(0, -1)},${member}]` : `${tag}[${member}]`
}

function isInstance(view: DataView, at: number): boolean {
  return view.getUint8(at) >> 5 === LOGICAL_SEGMENT && logicalType(view, at) === INSTANCE_ID
}

function symbolAt(view: DataView, at: number): string {
  const first = view.getUint8(at)
  const cursor = new Cursor(view)
  if (first === ANSI_SYMBOL)
    return cursor.reset(view, at + 2, at + 2 + view.getUint8(at + 1)).text(view.getUint8(at + 1))
  const count = first & 0x1f
  if (first >> 5 !== SYMBOLIC_SEGMENT || count === 0) return ''
  return cursor.reset(view, at + 1, at + 1 + count).text(count)
}

function wordOf(view: DataView, at: number, size: number): string {
  const type = view.getUint8(at) >> 5
  if (type === PORT_SEGMENT) return portText(view, at, size)
  if (type !== LOGICAL_SEGMENT) return ''
  const value = logicalValue(view, at)
  switch (logicalType(view, at)) {
    case CLASS_ID:
      return `class ${classText(value)}`
    case INSTANCE_ID:
      return `instance ${value}`
    case MEMBER_ID:
      return `member ${value}`
    case CONNECTION_POINT:
      return `point ${value}`
    case ATTRIBUTE_ID:
      return `attribute ${value}`
    default:
      return ''
  }
}

/** A class as the standard writes it: '0x06 (Connection Manager)', '0x0334'. */
function classText(classId: number): string {
  const digits = classId.toString(16).padStart(classId < 0x100 ? 2 : 4, '0')
  const name = CLASS_NAMES[classId]
  return name === undefined ? `0x${digits}` : `0x${digits} (${name})`
}

function portText(view: DataView, at: number, size: number): string {
  const first = view.getUint8(at)
  const isLong = (first & LONG_LINK) !== 0
  const isExtended = (first & 0x0f) === EXTENDED_PORT
  const afterHeader = at + (isLong ? 2 : 1)
  const port = isExtended ? view.getUint16(afterHeader, true) : first & 0x0f
  const linkAt = afterHeader + (isExtended ? 2 : 0)
  if (!isLong)
    return port === BACKPLANE ? `slot ${view.getUint8(linkAt)}` : `port ${port} address ${view.getUint8(linkAt)}`
  const length = Math.min(view.getUint8(at + 1), at + size - linkAt)
  return `port ${port} address ${new Cursor(view).reset(view, linkAt, linkAt + length).text(length)}`
}
