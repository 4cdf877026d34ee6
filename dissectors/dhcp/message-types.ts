/*
 * DHCP message types: RFC 2132, 9.6; RFC 3203 (FORCERENEW), RFC 4388 (lease query). Messages without a type are BOOTP's
 * (RFC 951).
 */
const TYPES: readonly string[] = [
  '',
  'discover',
  'offer',
  'request',
  'decline',
  'ack',
  'nak',
  'release',
  'inform',
  'forcerenew',
  'leasequery',
  'leaseunassigned',
  'leaseunknown',
  'leaseactive',
]
export const NAK = 6
export const OFFER = 2
export const ACK = 5
/** Codes of messages without a type, beyond those of 8 bits. */
export const BOOTP_REQUEST = 0x101
export const BOOTP_REPLY = 0x102

export function describeDhcp(code: number): { function: string; name: string } {
  if (code === BOOTP_REQUEST) return { function: 'bootp request', name: 'BOOTREQUEST' }
  if (code === BOOTP_REPLY) return { function: 'bootp reply', name: 'BOOTREPLY' }
  const text = TYPES[code]
  if (text === undefined || text === '') return { function: `type ${code}`, name: `DHCP message type ${code}` }
  return { function: text, name: `DHCP${text.toUpperCase()}` }
}

export function isKnownType(type: number): boolean {
  return type > 0 && type < TYPES.length
}
