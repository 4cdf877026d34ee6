/* Universal and relative identifiers: IEEE 1703-2012, 5.2.3. */
import { dotted, MAX_NUMBERS, numberAt, numberEnd } from '../snmp/object-identifier.ts'
import { type Apdu, OBJECT_IDENTIFIER, RELATIVE_IDENTIFIER } from './apdu.ts'

/** '1.3.6.1.4.1.33507', or '.123.4' of one that is relative to the network's own. */
export function identifierText(view: DataView, from: number, to: number, isRelative: boolean): string {
  if (!isRelative) return dotted(view, from, to)
  let text = ''
  let count = 0
  for (let at = from; at < to && count < MAX_NUMBERS; count++) {
    const end = numberEnd(view, at, to)
    text += `.${numberAt(view, at, end)}`
    at = end
  }
  return text
}

/** Where the identifier element at `at` ends; -1 when none is there. */
export function identifierEnd(view: DataView, at: number, to: number): number {
  if (at + 2 > to) return -1
  const tag = view.getUint8(at)
  const end = at + 2 + view.getUint8(at + 1)
  return (tag === OBJECT_IDENTIFIER || tag === RELATIVE_IDENTIFIER) && end <= to ? end : -1
}

/** The identifier element in `[at, end)`. */
export function elementText(view: DataView, at: number, end: number): string {
  return identifierText(view, at + 2, end, view.getUint8(at) === RELATIVE_IDENTIFIER)
}

export function calledText(view: DataView, apdu: Apdu): string {
  return identifierText(view, apdu.calledFrom, apdu.calledTo, apdu.calledIsRelative)
}

export function callingText(view: DataView, apdu: Apdu): string {
  return identifierText(view, apdu.callingFrom, apdu.callingTo, apdu.callingIsRelative)
}

/** The node that has this title; '' for the host itself, when none is named. */
export function nodeOf(title: string): string {
  return title === '' ? '' : `node ${title}`
}
