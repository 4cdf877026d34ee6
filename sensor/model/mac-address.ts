const LOCAL_BIT = 0x02
/** Ports of one device have MAC addresses so near to each other: makers give a device a block of them. */
export const MAX_PORT_DISTANCE = 32

/** MAC addresses that routers share: VRRP (RFC 9568, 7.3), HSRP (RFC 2281) and its version 2, GLBP. */
const VIRTUAL = [
  [/^00:00:5e:00:01:(..)$/, 'VRRP'],
  [/^00:00:5e:00:02:(..)$/, 'VRRP for IPv6'],
  [/^00:00:0c:07:ac:(..)$/, 'HSRP'],
  [/^00:00:0c:9f:f(.:..)$/, 'HSRP'],
  [/^00:05:73:a0:0(.:..)$/, 'HSRP for IPv6'],
  [/^00:07:b4:0(.:..):..$/, 'GLBP'],
] as const

/** 'VRRP group 51' for a MAC address that a group of routers shares; '' for any other. */
export function virtualGroupOf(mac: string): string {
  for (const [pattern, protocol] of VIRTUAL) {
    const group = pattern.exec(mac)?.[1]
    if (group !== undefined) return `${protocol} group ${Number.parseInt(group.replace(':', ''), 16)}`
  }
  return ''
}

/** True for an address that somebody chose, and no maker gave. */
export function isLocalMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & LOCAL_BIT) !== 0
}

export function withoutLocalBit(mac: string): string {
  const first = Number.parseInt(mac.slice(0, 2), 16) & ~LOCAL_BIT
  return first.toString(16).padStart(2, '0') + mac.slice(2)
}

/** True for two addresses of one maker that may well be ports of one device. */
export function areNear(a: string, b: string): boolean {
  const [high, other] = [a.slice(0, 8), b.slice(0, 8)]
  if (high !== other || isLocalMac(a) || virtualGroupOf(a) !== '') return false
  return Math.abs(lowDigits(a) - lowDigits(b)) <= MAX_PORT_DISTANCE
}

function lowDigits(mac: string): number {
  return Number.parseInt(mac.slice(9).replaceAll(':', ''), 16)
}
