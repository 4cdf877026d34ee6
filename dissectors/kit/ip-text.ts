import type { Cursor } from './cursor.ts'

/** The next four bytes as an IPv4 address. */
export function ipv4Text(bytes: Cursor): string {
  return `${bytes.u8()}.${bytes.u8()}.${bytes.u8()}.${bytes.u8()}`
}

/** The next 16 bytes as an IPv6 address. RFC 5952: the first of the longest runs of two or more zero groups is shortened. */
export function ipv6Text(bytes: Cursor): string {
  const groups = Array.from({ length: 8 }, () => bytes.u16().toString(16))
  const text = ` ${groups.join(' ')} `
  let best = ''
  for (const [run] of text.matchAll(/(?<= )(?:0 ){2,}/g)) if (run.length > best.length) best = run
  if (best === '') return groups.join(':')
  const at = text.indexOf(` ${best}`)
  const head = text.slice(0, at).trim().replaceAll(' ', ':')
  const tail = text
    .slice(at + best.length)
    .trim()
    .replaceAll(' ', ':')
  return `${head}::${tail}`
}
