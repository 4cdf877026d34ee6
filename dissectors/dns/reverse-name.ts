import { ipv6OfGroups } from '../kit/address-text.ts'

/** The address that 'x.x.x.x.in-addr.arpa' (RFC 1035, 3.5) or 'n. … n.ip6.arpa' (RFC 3596, 2.5) stands for; '' for other names. */
export function addressOfReverse(name: string): string {
  const labels = name.toLowerCase().split('.')
  if (labels.length === 6 && labels[4] === 'in-addr' && labels[5] === 'arpa') {
    const bytes = labels.slice(0, 4).reverse()
    return bytes.every((byte) => /^(0|[1-9]\d{0,2})$/.test(byte) && Number(byte) <= 255) ? bytes.join('.') : ''
  }
  if (labels.length !== 34 || labels[32] !== 'ip6' || labels[33] !== 'arpa') return ''
  const nibbles = labels.slice(0, 32).reverse()
  if (!nibbles.every((nibble) => /^[0-9a-f]$/.test(nibble))) return ''
  const groups = Array.from({ length: 8 }, (_, i) => Number.parseInt(nibbles.slice(i * 4, i * 4 + 4).join(''), 16))
  return ipv6OfGroups(groups)
}
