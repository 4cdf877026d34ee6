import { isIP, isIPv6 } from 'node:net'

/** A MAC address of 48 or 64 bits as rows show it, however it is written (00-80-F4-…, 0080.f41c.52a1, 0080f41c52a1); undefined for none. */
export function macOf(text: string): string | undefined {
  if (
    !/^(?:[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\1){4}(?:[0-9a-f]{2}|(?:[0-9a-f]{2}\1){2}[0-9a-f]{2})|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})$/i.test(
      text,
    )
  ) {
    return undefined
  }
  const digits = text.toLowerCase().replaceAll(/[^0-9a-f]/g, '')
  return digits.match(/../g)?.join(':')
}

/** The address of a station on a bus or in a radio network as rows show it: 'mstp-5', 'wpan-1aaa-b7e4'. Undefined for none. */
export function stationOf(text: string): string | undefined {
  const isStation = /^(?:(?:mstp|j1939|canopen|isotp)-(?:\d{1,3}|all)|wpan-[\da-f]{4}-[\da-f]{4})$/i.test(text)
  return isStation ? text.toLowerCase() : undefined
}

/** An IP address as rows show it; a length after it ('10.0.0.1/24') says nothing of the host. Undefined for none. */
export function ipOf(text: string): string | undefined {
  const [address = '', length, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0 || address.includes('%')) return undefined
  if (length !== undefined && !isPrefixLength(length, family)) return undefined
  return canonical(address)
}

/** A prefix as base and length; undefined for none, and for a single address. */
export function prefixOf(text: string): { base: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', length, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || length === undefined || more.length > 0 || !isPrefixLength(length, family)) return undefined
  return { base: canonical(address), bits: Number(length), family: family === 4 ? 'ipv4' : 'ipv6' }
}

/** The network that hosts beside this one are commonly in: '10.20.1.' of IPv4, the first 64 bits of IPv6. */
export function neighbourhoodOf(ip: string): string {
  if (!isIPv6(ip)) return ip.slice(0, ip.lastIndexOf('.') + 1)
  const [head = '', tail] = ip.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  return [...groups, ...Array.from({ length: missing }, () => '0')].slice(0, 4).join(':')
}

function isPrefixLength(length: string, family: number): boolean {
  return /^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128)
}

/** RFC 5952, which the standard of URLs asks for too. */
function canonical(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
}
