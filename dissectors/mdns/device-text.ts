import type { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'

/** Strings of one TXT record that are read. */
export const MAX_STRINGS = 64
/** RFC 6763, 6.4: keys are short; no key that is used here is longer. */
const MAX_KEY = 20
const EQUALS = 0x3d

/**
 * Keys of TXT records that tell what a device is, by lower-case key. Only these are read: services also announce
 * accounts and passwords in theirs (keys 'u' and 'p' of _http and _ftp).
 * Apple: Bonjour Printing Specification 1.2.1, 9.4 (ty, product, usb_*, note, adminurl), device-info (model, osxvers);
 * others as their makers use them.
 */
const FACTS: Readonly<Record<string, Fact>> = {
  model: 'model',
  md: 'model',
  am: 'model',
  modelname: 'model',
  ty: 'model',
  usb_mdl: 'model',
  product: 'product',
  usb_mfg: 'vendor',
  mf: 'vendor',
  manufacturer: 'vendor',
  vendor: 'vendor',
  fn: 'name',
  note: 'location',
  adminurl: 'url',
  osxvers: 'os',
  fv: 'firmware',
  fw: 'firmware',
  fwversion: 'firmware',
  firmware: 'firmware',
  srcvers: 'software',
  version: 'software',
  sn: 'serial',
  serial: 'serial',
  serialnumber: 'serial',
  mac: 'mac',
  macaddress: 'mac',
  caps: 'capability',
}

/** What the strings of a TXT record (RFC 6763, 6) say of a device; the first of a fact counts (6.4). */
export function deviceFacts(text: Cursor): Partial<Record<Fact, string>> {
  const facts: Partial<Record<Fact, string>> = {}
  for (let count = 0; count < MAX_STRINGS && text.left > 0; count++) {
    const length = text.u8()
    if (length > text.left) break
    const next = text.pos + length
    const keyLength = lengthOfKey(text, length)
    const fact = keyLength > 0 ? FACTS[text.text(keyLength).toLowerCase()] : undefined
    if (fact !== undefined && facts[fact] === undefined) {
      text.skip(1)
      facts[fact] = plain(text.text(next - text.pos, 'utf8'))
    }
    text.pos = next
  }
  return facts
}

/** Bytes before the first '='; 0 when there is none in the length that keys have. */
function lengthOfKey(text: Cursor, length: number): number {
  for (let i = 0; i < length && i <= MAX_KEY; i++) if (text.peek(i) === EQUALS) return i
  return 0
}

/** Bonjour Printing, 9.4: the product is in parentheses, as PostScript has it. */
function plain(value: string): string {
  return value.startsWith('(') && value.endsWith(')') ? value.slice(1, -1) : value
}
