import { ipv6OfGroups } from './address-text.ts'
import type { Cursor } from './cursor.ts'

/** The next four bytes as an IPv4 address. */
export function ipv4Text(bytes: Cursor): string {
  return `${bytes.u8()}.${bytes.u8()}.${bytes.u8()}.${bytes.u8()}`
}

/** The next 16 bytes as an IPv6 address (RFC 5952). */
export function ipv6Text(bytes: Cursor): string {
  return ipv6OfGroups(Array.from({ length: 8 }, () => bytes.u16()))
}
