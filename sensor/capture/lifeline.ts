import { readFileSync } from 'node:fs'
import { BlockList, isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { readInterfaceFlags } from './interface-counters.ts'

/** What the kernel says of routes and connections, in the text of proc(5). */
export interface KernelTables {
  /** /proc/net/route and /proc/net/ipv6_route. */
  readonly routes: string
  readonly routes6: string
  /** /proc/net/tcp and /proc/net/tcp6. */
  readonly connections: string
}

/** include/uapi/linux/if.h */
const IFF_LOOPBACK = 0x8
/** include/uapi/linux/route.h */
const RTF_UP = 0x1
const RTF_REJECT = 0x200
/** include/net/tcp_states.h */
const ESTABLISHED = '01'

/** Why this machine needs to speak by an interface, so that to silence it would cut the machine off; '' when it need not. */
export function lifelineBy(name: string): string {
  if (((readInterfaceFlags(name) ?? 0) & IFF_LOOPBACK) !== 0) return 'it is the loopback of this machine'
  const own = (networkInterfaces()[name] ?? []).map(({ address }) => address)
  return lifelineIn(name, own, {
    routes: read('/proc/net/route'),
    routes6: read('/proc/net/ipv6_route'),
    connections: read('/proc/net/tcp') + read('/proc/net/tcp6'),
  })
}

/** The same, of an interface with these addresses, by what the tables say. */
export function lifelineIn(name: string, own: readonly string[], tables: KernelTables): string {
  if (hasDefaultRoute(name, tables)) return 'the default route of this machine goes by it'
  const address = own.length === 0 ? undefined : connectedFrom(own, tables.connections)
  return address === undefined ? '' : `a TCP connection of this machine is open from its address ${address}`
}

function hasDefaultRoute(name: string, { routes, routes6 }: KernelTables): boolean {
  const byIpv4 = rowsOf(routes).some(
    ([device, to, , flags = '', , , , mask]) => device === name && /^0+$/.test(`${to}${mask}`) && isInUse(flags),
  )
  const byIpv6 = rowsOf(routes6).some((row) => {
    const [to = '', length, , , , , , , flags = '', device] = row
    return device === name && /^0{32}$/.test(to) && length === '00' && isInUse(flags)
  })
  return byIpv4 || byIpv6
}

function isInUse(flags: string): boolean {
  const bits = Number.parseInt(flags, 16)
  return (bits & RTF_UP) !== 0 && (bits & RTF_REJECT) === 0
}

function connectedFrom(own: readonly string[], connections: string): string | undefined {
  const addresses = new BlockList()
  for (const address of own) addresses.addAddress(address, isIPv4(address) ? 'ipv4' : 'ipv6')
  for (const [, local = '', , state] of rowsOf(connections)) {
    const digits = local.split(':')[0] ?? ''
    if (state !== ESTABLISHED || !/^([0-9A-F]{8}|[0-9A-F]{32})$/.test(digits)) continue
    const address = addressOf(digits)
    if (addresses.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')) return address
  }
  return undefined
}

/** The kernel prints words of four bytes as numbers: on the machines that we run on the last byte comes first. */
function addressOf(digits: string): string {
  const bytes = (digits.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse())
  const isMapped = bytes.length === 16 && bytes.slice(0, 12).join('') === '00000000000000000000FFFF'
  const four = bytes.length === 4 ? bytes : isMapped ? bytes.slice(12) : undefined
  if (four !== undefined) return four.map((byte) => Number.parseInt(byte, 16)).join('.')
  return (bytes.join('').toLowerCase().match(/.{4}/g) ?? []).join(':')
}

function rowsOf(table: string): string[][] {
  return table.split('\n').map((line) => line.trim().split(/\s+/))
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // A kernel without IPv6 has no such table.
    return ''
  }
}
