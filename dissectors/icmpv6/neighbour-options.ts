/*
 * Options of neighbour discovery: a type, a length in units of eight bytes, the rest.
 * RFC 4861 clause 4.6 (link-layer addresses, prefixes, MTU), RFC 8106 clause 5 (DNS), RFC 4191 clause 2.3 (routes),
 * RFC 4944 section 8 (link-layer addresses of 64 bits).
 */

import { ipv6OfGroups } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { ipv6Text } from '../kit/ip-text.ts'

/** Options of one message that are read. */
export const MAX_OPTIONS = 64
/** Servers, search domains and prefixes of one message that are kept, each. */
export const MAX_KEPT = 16
/** Labels of one name of a search list (RFC 1035 clause 3.1: 255 bytes of two or more). */
const MAX_LABELS = 127
const UNIT = 8
const OPTION = { source: 1, target: 2, prefix: 3, mtu: 5, route: 24, dns: 25, search: 31 } as const
const ON_LINK = 0x80
const AUTONOMOUS = 0x40

/** What the options of one message say. One object, reused. */
export class NeighbourOptions {
  /** Link-layer addresses of 48 or 64 bits; '' where there is none. */
  source = ''
  target = ''
  readonly prefixes: string[] = []
  readonly dns: string[] = []
  readonly search: string[] = []
  mtu = 0

  /** Reads the options up to the cursor's end; false when one does not fit. Clause 4.6: a length of zero is no option. */
  read(bytes: Cursor): boolean {
    this.source = ''
    this.target = ''
    this.mtu = 0
    for (const list of [this.prefixes, this.dns, this.search]) list.length = 0
    for (let count = 0; bytes.left > 0 && count < MAX_OPTIONS; count++) {
      const { pos, end } = bytes
      const length = bytes.left < UNIT ? 0 : bytes.peek(1) * UNIT
      if (length === 0 || length > bytes.left) return false
      bytes.end = pos + length
      this.readOne(bytes, bytes.u8(), length)
      bytes.end = end
      bytes.pos = pos + length
    }
    return true
  }

  private readOne(bytes: Cursor, type: number, length: number): void {
    bytes.skip(1)
    switch (type) {
      case OPTION.source:
        this.source = linkAddress(bytes, length)
        return
      case OPTION.target:
        this.target = linkAddress(bytes, length)
        return
      case OPTION.prefix:
        if (length >= 32 && this.prefixes.length < MAX_KEPT) this.prefixes.push(prefixOf(bytes))
        return
      case OPTION.mtu:
        bytes.skip(2)
        this.mtu = bytes.u32()
        return
      case OPTION.route:
        if (this.prefixes.length < MAX_KEPT) this.prefixes.push(routeOf(bytes))
        return
      case OPTION.dns:
        this.readServers(bytes)
        return
      case OPTION.search:
        this.readNames(bytes)
        return
      default:
    }
  }

  /** RFC 8106, 5.1: a lifetime of zero takes a server back. */
  private readServers(bytes: Cursor): void {
    bytes.skip(2)
    if (bytes.u32() === 0) return
    while (bytes.left >= 16 && this.dns.length < MAX_KEPT) this.dns.push(ipv6Text(bytes))
  }

  private readNames(bytes: Cursor): void {
    bytes.skip(2)
    if (bytes.u32() === 0) return
    while (bytes.left > 1 && this.search.length < MAX_KEPT) {
      const name = nameOf(bytes)
      if (name === '') return
      this.search.push(name)
    }
  }
}

/** Clause 4.6.2. */
function prefixOf(bytes: Cursor): string {
  const length = bytes.u8()
  const flags = bytes.u8()
  bytes.skip(12)
  const kind = [(flags & ON_LINK) !== 0 ? 'on-link' : '', (flags & AUTONOMOUS) !== 0 ? 'autonomous' : '']
  const words = kind.filter((each) => each !== '').join(', ')
  return `prefix ${ipv6Text(bytes)}/${length}${words === '' ? '' : ` (${words})`}`
}

/** RFC 4191, 2.3: as much of the prefix as is needed. */
function routeOf(bytes: Cursor): string {
  const length = bytes.u8()
  bytes.skip(5)
  const words = Array.from({ length: 8 }, () => (bytes.left >= 2 ? bytes.u16() : 0))
  return `route ${ipv6OfGroups(words)}/${length}`
}

/** A name as DNS writes it, without pointers: labels, each after its length. */
function nameOf(bytes: Cursor): string {
  const labels: string[] = []
  for (let count = 0; count < MAX_LABELS && bytes.left > 0; count++) {
    const length = bytes.u8()
    if (length === 0 || length > bytes.left) break
    labels.push(bytes.text(length))
  }
  return labels.join('.')
}

/** Six bytes, or the eight of an EUI-64 with zeros behind it; other links have addresses of other lengths. */
function linkAddress(bytes: Cursor, length: number): string {
  if (length === UNIT) return bytes.hex(6, ':')
  if (length !== 2 * UNIT) return ''
  const address = bytes.hex(8, ':')
  return /^0*$/.test(bytes.hex(bytes.left)) ? address : ''
}
