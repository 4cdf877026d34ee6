import { ipText, ipv6OfGroups, macText } from '../../dissectors/kit/address-text.ts'
import { euiText } from '../../dissectors/kit/wpan-address.ts'
import { stationOfText, stationText } from '../decode/buses.ts'
import type { EndpointTable } from './endpoint-table.ts'
import { KIND_IPV4, KIND_IPV6, KIND_MAC } from './endpoint-table.ts'

/** The address of an endpoint as people write it: '00:11:22:33:44:55', '10.0.0.5', 'fe80::1' (RFC 5952), 'mstp-5'. */
export function addressText(endpoints: EndpointTable, id: number): string {
  const kind = endpoints.kindOf(id)
  if (endpoints.isEui64(id)) return euiText(endpoints.word(id, 0), endpoints.word(id, 1))
  if (kind === 'mac') return macText(endpoints.word(id, 0) * 0x1_0000_0000 + endpoints.word(id, 1))
  if (kind === 'ipv4') return ipText(endpoints.word(id, 0))
  if (kind === 'station') return stationText(endpoints.word(id, 0), endpoints.word(id, 1))
  const words = [0, 1, 2, 3].map((index) => endpoints.word(id, index))
  return ipv6OfGroups(words.flatMap((word) => [word >>> 16, word & 0xffff]))
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
  if (/^([0-9a-f]{2}:){7}[0-9a-f]{2}$/i.test(text)) {
    const hex = text.replaceAll(':', '')
    return endpoints.eui64(segment, Number.parseInt(hex.slice(0, 8), 16), Number.parseInt(hex.slice(8), 16))
  }
  const onBus = stationOfText(text)
  if (onBus !== undefined) return endpoints.station(segment, onBus.bus, onBus.station)
  if (text.includes(':')) {
    const words = ipv6Words(text)
    return words && endpoints.intern(segment, KIND_IPV6, words[0], words[1], words[2], words[3])
  }
  const parts = text.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined
  const ip = parts.reduce((value, part) => value * 256 + part, 0)
  return endpoints.intern(segment, KIND_IPV4, ip, 0, 0, 0)
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
