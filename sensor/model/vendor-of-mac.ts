import { createRequire } from 'node:module'

/** Prefix lengths of the IEEE registries, in hexadecimal digits, the most specific first: MA-S, MA-M, MA-L. */
const PREFIX_DIGITS = [9, 7, 6]

let registry: Readonly<Record<string, string>> | undefined

/** The organisation that the IEEE registered a MAC address to ('00:80:f4:…' gives 'TELEMECANIQUE ELECTRIQUE'); '' when there is none. */
export function vendorOfMac(mac: string): string {
  const digits = mac.replaceAll(':', '').toUpperCase()
  // The second lowest bit of the first byte: locally administered, registered to nobody (IEEE 802 clause 8.2).
  if (Number.parseInt(digits.slice(0, 2), 16) & 0x02) return ''
  registry ??= createRequire(import.meta.url)('oui-data') as Record<string, string>
  for (const length of PREFIX_DIGITS) {
    const entry = registry[digits.slice(0, length)]
    if (entry !== undefined) return entry.split('\n', 1)[0] ?? ''
  }
  return ''
}
