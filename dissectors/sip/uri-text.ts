/* Whom a request is for: RFC 3261, clause 19.1, without a password, parameters and headers. */
import { lower } from '../http/header-fields.ts'

export const MAX_TARGET = 96
const AT = 0x40
const COLON = 0x3a
const DASH = 0x2d
const DOT = 0x2e

/** 'sip:100:secret@10.0.0.1:5060;transport=tcp' as '100@10.0.0.1:5060'. */
export function uriText(uri: string): string {
  const address = uri.replace(/^(sips?|tel):/i, '')
  const at = address.lastIndexOf('@')
  const host = address.slice(at + 1).split(/[;?]/, 1)[0] ?? ''
  const user = at < 0 ? '' : (address.slice(0, at).split(/[:;]/, 1)[0] ?? '')
  return (user === '' ? host : `${user}@${host}`).slice(0, MAX_TARGET)
}

/** Whether the URI in `view[from, to)` is at the host of a target ('100@10.0.0.1:5060'); nothing is allocated. */
export function isAtHost(view: DataView, from: number, to: number, target: string): boolean {
  const first = target.lastIndexOf('@') + 1
  const last = hostEnd(target, first)
  for (let at = from + 1; at + last - first <= to; at++) {
    const before = view.getUint8(at - 1)
    if (before !== AT && before !== COLON) continue
    let i = first
    while (i < last && lower(view.getUint8(at + i - first)) === lower(target.charCodeAt(i))) i++
    if (i === last && (at + last - first === to || !isOfName(view.getUint8(at + last - first)))) return true
  }
  return false
}

/** Behind a name or an address, that of IPv6 in brackets. */
function hostEnd(target: string, from: number): number {
  const end = target.indexOf(target.charAt(from) === '[' ? ']' : ':', from)
  return end < 0 ? target.length : end
}

function isOfName(byte: number): boolean {
  const letter = lower(byte)
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === DASH || byte === DOT
}
