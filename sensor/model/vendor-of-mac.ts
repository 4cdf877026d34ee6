import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Prefix lengths of the IEEE registries, in hexadecimal digits, the most specific first: MA-S, MA-M, MA-L. */
const PREFIX_DIGITS = [9, 7, 6]
const LINE_FEED = 0x0a
const QUOTE = 0x22
/** Made up, as the stations of a recorded serial line are (MS/TP), whoever 00-00-00 was once assigned to. */
const MADE_UP = '0000000000'
/** Holds the prefixes that it gives out in parts: whose a part is stands in another entry, or in none. */
const AUTHORITY = 'IEEE Registration Authority'

/** The registry's file, as it lies on the disk: a line an entry, `"PREFIX": "organisation\naddress",`. */
let registry: Buffer | undefined

/** The organisation that the IEEE registered a MAC address to ('00:80:f4:…' gives 'TELEMECANIQUE ELECTRIQUE'); '' when there is none. */
export function vendorOfMac(mac: string): string {
  const digits = mac.replaceAll(':', '').toUpperCase()
  // The second lowest bit of the first byte: locally administered, registered to nobody (IEEE 802 clause 8.2).
  if (Number.parseInt(digits.slice(0, 2), 16) & 0x02) return ''
  if (digits.startsWith(MADE_UP)) return ''
  registry ??= readFileSync(createRequire(import.meta.url).resolve('oui-data'))
  for (const length of PREFIX_DIGITS) {
    const entry = find(registry, digits.slice(0, length))
    if (entry === '') continue
    const name = nameOf(entry)
    return name === AUTHORITY ? '' : name
  }
  return ''
}

/** The registry has names that end in the comma of an address, and signs as HTML writes them. */
function nameOf(entry: string): string {
  const [name = ''] = entry.split('\n', 1)
  return name
    .replace(/[\s,]+$/, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

/**
 * Looks a prefix up where it lies: the entries are in order, short prefixes before long ones. To parse the whole file
 * would cost as much as a quarter of a million packets, and more memory than all else.
 */
function find(file: Buffer, prefix: string): string {
  let from = file.indexOf(LINE_FEED) + 1
  let to = file.lastIndexOf(LINE_FEED)
  while (from < to) {
    const middle = (from + to) >>> 1
    const start = middle > from ? Math.max(from, file.lastIndexOf(LINE_FEED, middle - 1) + 1) : from
    const end = file.indexOf(LINE_FEED, start)
    const keyAt = file.indexOf(QUOTE, start) + 1
    const keyEnd = file.indexOf(QUOTE, keyAt)
    const order = compare(file.toString('latin1', keyAt, keyEnd), prefix)
    if (order === 0) return textOf(file.toString('utf8', keyEnd + 1, end))
    if (order < 0) from = end + 1
    else to = start
  }
  return ''
}

function compare(key: string, prefix: string): number {
  if (key.length !== prefix.length) return key.length - prefix.length
  if (key === prefix) return 0
  return key < prefix ? -1 : 1
}

/** What stands behind a key: a colon and a JSON string. */
function textOf(text: string): string {
  return JSON.parse(text.slice(text.indexOf('"'), text.lastIndexOf('"') + 1)) as string
}
