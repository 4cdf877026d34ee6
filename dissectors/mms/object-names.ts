import { BerReader } from '../kit/ber.ts'
import { Cursor } from '../kit/cursor.ts'
import type { Points } from '../kit/observation.ts'

/** Names in one target; the others are counted with them. */
export const MAX_NAMED = 8
/** Names read of one message. */
export const MAX_NAMES = 64
/** IEC 61850-8-1 Ed. 2.1, clause 7.3: object names of up to 129 characters. */
const MAX_NAME_LENGTH = 129
/** ObjectName stands at most six levels below its service; alternate access adds two. */
const MAX_NAME_DEPTH = 8

const VISIBLE_STRING = 0x1a
const GRAPHIC_STRING = 0x19
/** vmd-specific and aa-specific names, and the names that some services give without a choice. */
const CONTEXT_0 = 0x80
const CONTEXT_2 = 0x82
const CONSTRUCTED = 0x20

const ber = new BerReader(new DataView(new ArrayBuffer(0)))
const words = new Cursor(new DataView(new ArrayBuffer(0)))

/**
 * The object names between two places of a request, 'LD0/MMXU1$MX$TotW' for one of a domain: whatever service they
 * belong to, the names are the only text there.
 */
export function namesOf(view: DataView, from: number, to: number): string[] {
  const names: string[] = []
  ber.reset(view, from, to)
  visit(names, 0)
  return names
}

/** A readable target of bounded length. */
export function targetOf(names: readonly string[]): string {
  if (names.length <= MAX_NAMED) return names.join(', ')
  return `${names.slice(0, MAX_NAMED).join(', ')}, …`
}

/** The variables themselves as points. */
export function namedPoints(names: readonly string[], writes: boolean): Points[] {
  return names.map((name) => ({ name, first: -1, count: 1, type: '', writes }))
}

/** The text between two places. */
export function textOf(view: DataView, from: number, to: number): string {
  return words.reset(view, from, to).text(Math.min(to - from, MAX_NAME_LENGTH))
}

function visit(names: string[], depth: number): void {
  let domain = ''
  while (names.length < MAX_NAMES && ber.next()) {
    const { tag } = ber
    if (tag === VISIBLE_STRING) {
      // ISO 9506-2, ObjectName: a domain-specific name is the domain's, then the item's.
      const text = textOf(ber.view, ber.start, ber.end)
      if (domain !== '') names.push(`${domain}/${text}`)
      domain = domain === '' ? text : ''
    } else if (tag === CONTEXT_0 || tag === CONTEXT_2 || tag === GRAPHIC_STRING) {
      if (isName(ber.view, ber.start, ber.end)) names.push(textOf(ber.view, ber.start, ber.end))
    } else if (isConstructed(tag) && depth < MAX_NAME_DEPTH && ber.enter()) {
      visit(names, depth + 1)
      ber.leave()
    }
  }
  if (domain !== '') names.push(domain)
}

function isConstructed(tag: number): boolean {
  return ((tag > 0xff ? tag >>> 16 : tag) & CONSTRUCTED) !== 0
}

/** Numbers and truth values have the same tags as names, and no printable octets. */
function isName(view: DataView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const octet = view.getUint8(at)
    if (octet < 0x20 || octet > 0x7e) return false
  }
  return to > from
}
