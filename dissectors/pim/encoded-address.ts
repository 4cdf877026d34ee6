/* Addresses with their family and encoding before them: RFC 7761 clause 4.9.1, RFC 5384 clause 3.1 (with attributes). */
import { ipText, ipv6OfGroups } from '../kit/address-text.ts'

const LENGTHS: Readonly<Record<number, number>> = { 1: 4, 2: 16 }
/** Family and encoding; of a group or a source also flags and the length of the mask. */
const UNICAST_HEADER = 2
const PREFIX_HEADER = 4
const WITH_ATTRIBUTES = 1
const LAST_ATTRIBUTE = 0x40
/** That there is no such address, or not all of it. */
export const BROKEN = -1

/** Where the unicast address that begins at `at` ends. */
export function unicastEnd(view: DataView, at: number, end: number): number {
  return addressEnd(view, at, end, UNICAST_HEADER)
}

/** Where the group or the source that begins at `at` ends, with its attributes. */
export function prefixEnd(view: DataView, at: number, end: number): number {
  const behind = addressEnd(view, at, end, PREFIX_HEADER)
  return behind !== BROKEN && view.getUint8(at + 1) === WITH_ATTRIBUTES ? attributesEnd(view, behind, end) : behind
}

export function unicastText(view: DataView, at: number): string {
  return familyText(view, at + UNICAST_HEADER, view.getUint8(at))
}

export function prefixText(view: DataView, at: number): string {
  return familyText(view, at + PREFIX_HEADER, view.getUint8(at))
}

/** An address of a family that exists; `at` is where its bytes begin. */
export function familyText(view: DataView, at: number, family: number): string {
  if (family === 1) return ipText(view.getUint32(at))
  return ipv6OfGroups(Array.from({ length: 8 }, (_, i) => view.getUint16(at + 2 * i)))
}

export function isFamily(family: number): boolean {
  return LENGTHS[family] !== undefined
}

function addressEnd(view: DataView, at: number, end: number, header: number): number {
  if (at + header > end) return BROKEN
  const length = LENGTHS[view.getUint8(at)]
  return length === undefined || at + header + length > end ? BROKEN : at + header + length
}

/** Of each a flag for the last one, its length, its value. */
function attributesEnd(view: DataView, from: number, end: number): number {
  for (let at = from; at + 2 <= end; ) {
    const first = view.getUint8(at)
    at += 2 + view.getUint8(at + 1)
    if ((first & LAST_ATTRIBUTE) !== 0) return at <= end ? at : BROKEN
  }
  return BROKEN
}
