/* What routes are for: IANA's address family numbers, and subsequent address family identifiers (RFC 4760 clause 5). */

/** Families that have a name, by `address family * 256 + subsequent one`. Their places are bits of a set. */
const FAMILIES: readonly (readonly [number: number, name: string])[] = [
  [0, 'other'],
  [0x0101, 'IPv4 unicast'],
  [0x0102, 'IPv4 multicast'],
  [0x0104, 'IPv4 labelled unicast'],
  [0x0180, 'IPv4 VPN'],
  [0x0185, 'IPv4 flow specification'],
  [0x0201, 'IPv6 unicast'],
  [0x0202, 'IPv6 multicast'],
  [0x0204, 'IPv6 labelled unicast'],
  [0x0280, 'IPv6 VPN'],
  [0x0285, 'IPv6 flow specification'],
  [0x1941, 'VPLS'],
  [0x1946, 'EVPN'],
]
export const IPV4_UNICAST = 1
const OTHER = 0

/** Place of a family among those that have a name. */
export function familyOf(addressFamily: number, subsequent: number): number {
  const number = addressFamily * 256 + subsequent
  for (let place = 1; place < FAMILIES.length; place++) if (FAMILIES[place]?.[0] === number) return place
  return OTHER
}

export function familyText(place: number): string {
  return FAMILIES[place]?.[1] ?? ''
}

/** The names of the families in a set. */
export function familiesText(set: number): string {
  return FAMILIES.filter((_, place) => (set & (1 << place)) !== 0)
    .map(([, name]) => name)
    .join(', ')
}
