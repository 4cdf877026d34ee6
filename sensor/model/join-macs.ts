import type { AddressGroups } from './address-groups.ts'
import { byAddress } from './by-address.ts'
import type { Evidence } from './evidence.ts'
import { areNear, isLocalMac, virtualGroupOf, withoutLocalBit } from './mac-address.ts'

/** EtherCAT: the first slave sets the local bit in the source of frames that go back (ETG.1000.4, 5.3). */
export function joinReturned(groups: AddressGroups, evidence: Evidence): void {
  for (const [id, conduct] of byAddress(evidence.conduct)) {
    const address = groups.addresses.get(id)
    if (address?.kind !== 'mac' || !isLocalMac(address.value)) continue
    const twin = groups.beside(id, withoutLocalBit(address.value))
    const asked = conduct.reduce((sum, { count }) => sum + count, 0)
    const answered = conduct.reduce((sum, { succeeded }) => sum + succeeded, 0)
    const onlyReturns = conduct.every(({ side }) => side === 'client') && answered > asked
    if (twin !== undefined && onlyReturns) groups.join(twin, id, `${address.value} marks frames that came back`)
  }
}

/**
 * Ports of one device: a bridge sends by the MAC of a port and names its own in the spanning tree (IEEE 802.1D, 9.2.5);
 * ports say the same chassis in LLDP (IEEE 802.1AB, 8.5.2).
 */
export function joinPorts(groups: AddressGroups, evidence: Evidence): void {
  const firstPorts = new Map<string, number>()
  for (const { address, attribute, value, protocol } of evidence.statements.joining()) {
    const own = groups.addresses.get(address)
    if (own === undefined) continue
    const bridge =
      protocol === 'stp' && attribute === 'redundancy' ? /^bridge \d+\.([0-9a-f:]{17})/.exec(value)?.[1] : undefined
    if (bridge !== undefined) {
      joinBase(groups, address, bridge, 'the bridge that it says it is a port of')
      joinSiblings(groups, firstPorts, address, `bridge ${bridge}`)
    }
    // Mostly a chassis names itself by a MAC address of its own (8.5.2.3), as a port may (8.5.3.3).
    const namesDevice = attribute === 'chassis-id' || (attribute === 'mac' && protocol === 'lldp')
    if (!namesDevice) continue
    joinBase(groups, address, value.toLowerCase(), 'the chassis that it says it is a port of')
    joinSiblings(groups, firstPorts, address, `chassis ${value}`)
  }
}

/** Two MACs of one maker that say they are ports of the same device are, also where its own MAC is not seen. */
function joinSiblings(groups: AddressGroups, firstPorts: Map<string, number>, port: number, device: string): void {
  const own = groups.addresses.get(port)
  if (own?.kind !== 'mac') return
  const key = `${own.segment} ${device}`
  const before = firstPorts.get(key)
  if (before === undefined) firstPorts.set(key, port)
  else if (before !== port && own.value.slice(0, 8) === groups.value(before).slice(0, 8)) {
    groups.join(before, port, `${groups.value(before)} and ${own.value} are ports of the ${device}`)
  }
}

function joinBase(groups: AddressGroups, port: number, value: string, reason: string): void {
  const base = groups.beside(port, value)
  if (base !== undefined && base !== port) groups.join(base, port, `${value} is ${reason}`)
}

/** Two routing MACs, near to each other, of which each carries other subnets than the other: ports of one router. */
export function joinRouterPorts(groups: AddressGroups, evidence: Evidence, routers: ReadonlySet<number>): void {
  const ports = [...routers].filter((id) => groups.addresses.get(id)?.kind === 'mac')
  ports.sort((a, b) => (groups.value(a) < groups.value(b) ? -1 : 1))
  for (const [at, port] of ports.entries()) {
    for (const other of ports.slice(at + 1)) {
      if (groups.addresses.get(port)?.segment !== groups.addresses.get(other)?.segment) continue
      if (!areNear(groups.value(port), groups.value(other))) break
      const carried = subnetsOf(groups, evidence, port)
      if ([...subnetsOf(groups, evidence, other)].some((subnet) => carried.has(subnet))) continue
      groups.join(
        port,
        other,
        `${groups.value(port)} and ${groups.value(other)} carry different subnets: ports of one router`,
      )
    }
  }
}

function subnetsOf(groups: AddressGroups, { bindings }: Evidence, mac: number): Set<string> {
  const carried = bindings.filter((each) => each.mac === mac && each.carried > 0)
  return new Set(carried.map(({ ip }) => groups.value(ip).replace(/\.\d+$/, '')))
}

/** A node of PRP or HSR is attached to two networks by the same MAC address: one device in two segments. */
export function joinDoublyAttached(groups: AddressGroups, evidence: Evidence): void {
  const nodes = new Set<string>()
  for (const { address, attribute, value } of evidence.statements.joining()) {
    if (attribute === 'redundancy' && /^(PRP|HSR)/.test(value)) nodes.add(groups.value(address))
  }
  const first = new Map<string, number>()
  for (const { id, kind, value } of groups.addresses.values()) {
    if (kind !== 'mac' || !nodes.has(value)) continue
    const before = first.get(value)
    if (before === undefined) first.set(value, id)
    else groups.join(before, id, `${value} is attached to both networks of PRP or HSR`)
  }
}

/** What routers share is no device: it is shown as what it is, and joins none of them. */
export function remarkVirtual(groups: AddressGroups): void {
  for (const { id, kind, value } of groups.addresses.values()) {
    const group = kind === 'mac' ? virtualGroupOf(value) : ''
    if (group !== '') groups.remark(id, `${value} is the virtual address of ${group}: shared by routers`)
  }
}
