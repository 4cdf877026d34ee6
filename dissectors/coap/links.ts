/*
 * Links of a device to what it has: '</sensors/temp>;rt="temperature-c";if="sensor";obs,</light>'. RFC 6690, clause 2. Where
 * they come in blocks (RFC 7959) one may be cut: its beginning waits for the next block.
 */
import type { Cursor } from '../kit/cursor.ts'

/** Links of one description that are told, and characters of one. */
export const MAX_LINKS = 64
const MAX_LINK = 512
const MAX_PAYLOAD = 16_384
const MAX_TARGET = 128

export interface Link {
  readonly target: string
  /** Its attribute rt, what it is. */
  readonly type: string
}

/** Reads a description block by block. */
export class LinkReader {
  private rest = ''
  private next = 0
  private count = 0

  /** The links that end in this payload; `number` is that of the block, `size` what each has but the last: 0 for that. */
  read(payload: Cursor, number: number, size: number): Link[] {
    if (number === 0) this.count = 0
    const follows = number === 0 || number === this.next
    if (number === 0 || !follows) this.rest = ''
    // One that is not as long as it must be lacks its end.
    this.next = size > 0 && payload.left % size > 0 ? -1 : number + 1
    const text = this.rest + payload.text(Math.min(payload.left, MAX_PAYLOAD), 'utf8')
    const parts = splitLinks(text)
    const last = parts.pop() ?? ''
    this.rest = size === 0 ? '' : last.slice(0, MAX_LINK)
    if (size === 0) parts.push(last)
    // Of a block without the one before it, what it begins with is the end of a link.
    if (!follows) parts.shift()
    const links = parts.flatMap((part) => linkOf(part)).slice(0, Math.max(0, MAX_LINKS - this.count))
    this.count += links.length
    return links
  }
}

/** At commas, but for those within quotes and angle brackets. */
function splitLinks(text: string): string[] {
  const parts: string[] = []
  let from = 0
  let isQuoted = false
  let isTarget = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && (character === '<' || character === '>')) isTarget = character === '<'
    else if (character === ',' && !isQuoted && !isTarget) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}

function linkOf(text: string): Link[] {
  const [, target] = /^\s*<([^<>?#]*)[^<>]*>/.exec(text) ?? []
  if (target === undefined || target === '' || target.length > MAX_TARGET) return []
  const [, quoted, bare] = /;\s*rt=(?:"([^"]*)"|([^\s;,"]+))/.exec(text) ?? []
  return [{ target, type: quoted ?? bare ?? '' }]
}
