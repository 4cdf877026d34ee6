import type { EndpointTable } from './endpoint-table.ts'
import { KIND_IPV4, KIND_IPV6, KIND_MAC } from './endpoint-table.ts'

/** The address of an endpoint as people write it: '00:11:22:33:44:55', '10.0.0.5', 'fe80::1' (RFC 5952). */
export function addressText(endpoints: EndpointTable, id: number): string {
  const kind = endpoints.kindOf(id)
  if (kind === 'mac') return macText(endpoints.word(id, 0), endpoints.word(id, 1))
  if (kind === 'ipv4') return ipv4Text(endpoints.word(id, 0))
  return ipv6Text([endpoints.word(id, 0), endpoints.word(id, 1), endpoints.word(id, 2), endpoints.word(id, 3)])
}

/** The endpoint of an address in text; undefined when it is not one. */
export function internText(endpoints: EndpointTable, segment: number, text: string): number | undefined {
  if (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) {
    const hex = text.replaceAll(':', '')
    return endpoints.intern(
      segment,
      KIND_MAC,
      Number.parseInt(hex.slice(0, 4), 16),
      Number.parseInt(hex.slice(4), 16),
      0,
      0,
    )
  }
  if (text.includes(':')) {
    const words = ipv6Words(text)
    return words && endpoints.intern(segment, KIND_IPV6, words[0], words[1], words[2], words[3])
  }
  const parts = text.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined
  const ip = parts.reduce((value, part) => value * 256 + part, 0)
  return endpoints.intern(segment, KIND_IPV4, ip, 0, 0, 0)
}

function macText(high: number, low: number): string {
  const hex = high.toString(16).padStart(4, '0') + low.toString(16).padStart(8, '0')
  return hex.replace(/..(?!$)/g, '$&:')
}

function ipv4Text(ip: number): string {
  return `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`
}

/** RFC 5952: the longest run of two or more zero groups, the first of equals, is shortened. */
function ipv6Text(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff])
  let best = { at: -1, length: 1 }
  for (let at = 0; at < 8; at++) {
    let length = 0
    while (at + length < 8 && groups[at + length] === 0) length++
    if (length > best.length) best = { at, length }
  }
  const hex = groups.map((group) => group.toString(16))
  if (best.at < 0) return hex.join(':')
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`
}

function ipv6Words(text: string): [number, number, number, number] | undefined {
  const [head, tail, more] = text.split('::')
  if (more !== undefined || head === undefined) return undefined
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...before, ...new Array<string>(Math.max(0, missing)).fill('0'), ...after]
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const values = groups.map((group) => Number.parseInt(group, 16))
  const word = (at: number) => (values[at] as number) * 0x1_0000 + (values[at + 1] as number)
  return [word(0), word(2), word(4), word(6)]
}
