import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOPS_ON_LINK, HOPS_UNKNOWN } from '../../sensor/flow/hops.ts'
import type { AddressEntry, AddressKind, BindingEntry, ModuleEntry } from '../../sensor/model/delta.ts'
import type { ConductEntry, Evidence, StatementEntry } from '../../sensor/model/evidence.ts'
import { MAX_OWN_IPS, MAX_STATED_IPS, MIN_NEIGHBOURS, MIN_NEIGHBOURS_BEHIND } from '../../sensor/model/ip-home.ts'
import { areNear, MAX_PORT_DISTANCE, virtualGroupOf } from '../../sensor/model/mac-address.ts'
import { resolveAssets } from '../../sensor/model/resolve-assets.ts'
import { statementsFrom } from '../support/statements.ts'

const WITNESS = { capture: 1, frame: 1, timeUs: 1 }

/** Evidence in words: addresses by value, VLAN after '@', and what binds them. */
class Scene {
  private readonly addresses: AddressEntry[] = []
  private readonly bindings: BindingEntry[] = []
  private readonly modules: ModuleEntry[] = []
  private readonly conduct: ConductEntry[] = []
  private readonly statements: StatementEntry[] = []
  private readonly vlans: string[] = []
  private readonly talking = new Set<number>()

  stated(mac: string, ip: string): this {
    return this.bind(mac, ip, { stated: 1, carried: 0, hops: 0 })
  }

  carried(mac: string, ip: string, hops = 0): this {
    return this.bind(mac, ip, { stated: 0, carried: 1, hops })
  }

  alone(value: string, group = false): this {
    this.address(value, group)
    return this
  }

  module(value: string, module: string, answers: number, behindGateway = false): this {
    this.modules.push({
      address: this.address(value),
      protocol: 'modbus',
      module,
      answers,
      behindGateway,
      firstUs: 1,
      lastUs: 1,
    })
    return this
  }

  says(value: string, attribute: string, text: string, protocol = 'lldp'): this {
    this.statements.push({ address: this.address(value), module: '', attribute, value: text, protocol })
    return this
  }

  talks(value: string): this {
    this.talking.add(this.address(value))
    return this
  }

  asked(value: string, count: number, succeeded: number): this {
    const address = this.address(value)
    this.conduct.push({
      address,
      side: 'client',
      protocol: 'ethercat',
      class: 'read',
      count,
      messages: 0,
      succeeded,
      refused: 0,
      unheard: 0,
      peers: 1,
    })
    return this
  }

  get evidence(): Evidence {
    const segments = this.vlans.map((vlan, id) => ({ id, tap: '', vlan }))
    const { addresses, bindings, modules, conduct } = this
    const used = new Set(bindings.flatMap(({ mac, ip }) => [mac, ip]))
    const talkers = addresses.map(({ id }) => id).filter((id) => used.has(id) || this.talking.has(id))
    return { segments, addresses, bindings, modules, conduct, statements: statementsFrom(this.statements), talkers }
  }

  /** Each host as its addresses, each child as its module. */
  hosts(): string[][] {
    const value = new Map(this.addresses.map((each) => [each.id, each.value]))
    return resolveAssets(this.evidence)
      .filter(({ parent }) => parent === '')
      .map(({ addresses }) => addresses.map((id) => value.get(id) as string).sort())
      .sort()
  }

  private bind(mac: string, ip: string, counts: Pick<BindingEntry, 'stated' | 'carried' | 'hops'>): this {
    const vlan = ip.includes('@') ? `@${ip.split('@')[1]}` : ''
    const entry = {
      mac: this.address(mac + vlan),
      ip: this.address(ip),
      ...counts,
      firstUs: 1,
      lastUs: 1,
      witness: WITNESS,
    }
    this.bindings.push(entry)
    return this
  }

  private address(text: string, group = false): number {
    const [value = '', vlan = ''] = text.split('@')
    if (!this.vlans.includes(vlan)) this.vlans.push(vlan)
    const segment = this.vlans.indexOf(vlan)
    const known = this.addresses.find((each) => each.value === value && each.segment === segment)
    if (known !== undefined) return known.id
    const id = this.addresses.length + 1
    this.addresses.push({ id, segment, kind: kindOf(value), value, group, firstUs: 1, lastUs: 1 })
    return id
  }
}

function kindOf(value: string): AddressKind {
  if (value.includes('-')) return 'station'
  if (/^(..:){5}..$/.test(value)) return 'mac'
  return value.includes(':') ? 'ipv6' : 'ipv4'
}

const PLC = '00:80:f4:00:00:11'
const HMI = '00:1b:1b:00:00:21'
const ROUTER = '00:0a:dc:00:00:01'

test('a stated binding makes one asset of a MAC and its IPs', () => {
  expect(new Scene().stated(PLC, '10.0.0.1').stated(PLC, '10.0.0.2').hosts()).toEqual([
    ['00:80:f4:00:00:11', '10.0.0.1', '10.0.0.2'],
  ])
})

test('the only IP that a MAC carries is its own', () => {
  expect(new Scene().carried(PLC, '10.0.0.1').hosts()).toEqual([[PLC, '10.0.0.1']])
})

test('a MAC that carries several IPs is a router and owns none of them', () => {
  const scene = new Scene().carried(ROUTER, '10.1.0.1').carried(ROUTER, '10.2.0.2').carried(PLC, '10.0.0.1')
  expect(scene.hosts()).toEqual([[ROUTER], [PLC, '10.0.0.1'], ['10.1.0.1'], ['10.2.0.2']].sort())
  const [router] = resolveAssets(scene.evidence).filter(({ role }) => role === 'router')
  expect(router?.addresses).toHaveLength(1)
})

test('a router keeps the IP by which it sends to a group that no router passes on', () => {
  const hello = new Scene().carried(ROUTER, '10.0.0.254', HOPS_ON_LINK)
  const scene = hello.carried(ROUTER, '10.1.0.1', 1).carried(ROUTER, '10.2.0.2', 1)
  expect(scene.hosts()).toEqual([[ROUTER, '10.0.0.254'], ['10.1.0.1'], ['10.2.0.2']])
  const [reason] = resolveAssets(scene.evidence).flatMap(({ reasons }) => reasons)
  expect(reason).toBe(`10.0.0.254 is at ${ROUTER}: it sends from there to groups that no router passes on`)
})

test('with such an IP of its own, a router does not get the one host behind it as well', () => {
  const hello = new Scene().carried(ROUTER, '10.0.0.254', HOPS_ON_LINK)
  expect(hello.carried(ROUTER, '10.1.0.1', 255).hosts()).toEqual([[ROUTER, '10.0.0.254'], ['10.1.0.1']])
})

test('who sends by an IP on the link has it, not who only answers for it: an attacker, or a proxy', () => {
  const attacker = 'c8:5b:76:8b:4c:69'
  const scene = new Scene()
    .stated(attacker, '10.0.0.1')
    .stated(attacker, '10.0.0.2')
    .carried(PLC, '10.0.0.1', HOPS_ON_LINK)
  expect(scene.carried(attacker, '10.0.0.9', HOPS_ON_LINK).hosts()).toEqual([
    ['00:80:f4:00:00:11', '10.0.0.1'],
    ['10.0.0.2', '10.0.0.9', attacker],
  ])
  const said = resolveAssets(scene.evidence).flatMap(({ reasons }) => reasons)
  expect(said).toContain('10.0.0.1 is stated by c8:5b:76:8b:4c:69 too: conflict, or replaced')
})

test('what repeats groups between networks sends by the IPs of others: they are not its own', () => {
  const readdressed = new Scene().stated(ROUTER, '10.0.0.254').carried(ROUTER, '10.1.0.1', HOPS_ON_LINK)
  expect(readdressed.hosts()).toEqual([[ROUTER, '10.0.0.254', '10.1.0.1']])
  const repeater = readdressed.carried(ROUTER, '10.2.0.1', HOPS_ON_LINK)
  expect(repeater.hosts()).toEqual([[ROUTER, '10.0.0.254'], ['10.1.0.1'], ['10.2.0.1']])
  const many = new Scene()
  for (let i = 0; i <= MAX_OWN_IPS; i++) many.carried(ROUTER, `10.${i}.0.1`, HOPS_ON_LINK)
  expect(many.hosts()).toHaveLength(MAX_OWN_IPS + 2)
})

test('the MAC that a group of routers shares is not where its sender is', () => {
  const shared = '00:00:5e:00:01:07'
  expect(new Scene().carried(shared, '10.0.0.2', HOPS_ON_LINK).hosts()).toEqual([[shared], ['10.0.0.2']])
})

test('a router keeps the IP that it states itself', () => {
  const scene = new Scene().stated(ROUTER, '10.0.0.254').carried(ROUTER, '10.1.0.1')
  expect(scene.hosts()).toEqual([[ROUTER, '10.0.0.254'], ['10.1.0.1']])
})

test('a lone IP whose packets have passed a router is not bound to the MAC that carries it', () => {
  expect(new Scene().carried(ROUTER, '10.1.0.1', 1).hosts()).toEqual([[ROUTER], ['10.1.0.1']])
})

test('a public IP among private ones is behind a router', () => {
  expect(new Scene().carried(PLC, '10.0.0.1').carried(ROUTER, '8.8.8.8').hosts()).toEqual([
    [ROUTER],
    [PLC, '10.0.0.1'],
    ['8.8.8.8'],
  ])
})

test('unless hosts broadcast to its subnet: then its numbers are only used as if they were private', () => {
  const scene = new Scene().carried(PLC, '10.0.0.1').carried(HMI, '1.1.1.1').alone('1.1.1.255', true)
  expect(scene.hosts()).toEqual(
    [
      [PLC, '10.0.0.1'],
      [HMI, '1.1.1.1'],
    ].sort(),
  )
})

test('the same IP with two MACs in two VLANs is two assets', () => {
  const scene = new Scene().stated(PLC, '192.168.0.1@10').stated(HMI, '192.168.0.1@20')
  expect(scene.hosts()).toEqual(
    [
      [HMI, '192.168.0.1'],
      [PLC, '192.168.0.1'],
    ].sort(),
  )
})

test('an IP seen through a router is the asset that has it at home', () => {
  const scene = new Scene().stated(PLC, '10.0.10.1@10').carried(ROUTER, '10.0.10.1@20', 1).stated(HMI, '10.0.20.1@20')
  expect(scene.hosts()).toEqual([[PLC, '10.0.10.1', '10.0.10.1'], [HMI, '10.0.20.1'], [ROUTER]].sort())
})

test('a host that speaks IPv4 and IPv6 is one asset', () => {
  const scene = new Scene().carried(PLC, '10.0.0.1').carried(PLC, 'fe80::280:f4ff:fe00:11').carried(PLC, '2001:db8::1')
  expect(scene.hosts()).toEqual([[PLC, '10.0.0.1', '2001:db8::1', 'fe80::280:f4ff:fe00:11']])
})

test('multicast and broadcast are no assets', () => {
  expect(new Scene().alone('224.0.0.1', true).alone('01:00:5e:00:00:01', true).alone(PLC).hosts()).toEqual([[PLC]])
})

test('a peer that is asked at two addresses of its own is one', () => {
  const scene = new Scene().stated(PLC, '10.0.0.1').stated(PLC, '10.0.0.2').alone('10.0.0.3')
  const reasonOf = (...fewPeers: readonly number[]) => {
    const { evidence } = scene
    const asks = { side: 'client', protocol: 'modbus', class: 'read', messages: 0, refused: 0, unheard: 0 } as const
    const conduct = [{ address: 4, ...asks, count: 90, succeeded: 90, peers: fewPeers.length, fewPeers }]
    return resolveAssets({ ...evidence, conduct }).find(({ role }) => role !== '')?.roleReason
  }
  const { addresses } = scene.evidence
  const [, first, second, other] = addresses.map(({ id }) => id) as [number, number, number, number]
  expect(addresses.map(({ value }) => value)).toEqual([PLC, '10.0.0.1', '10.0.0.2', '10.0.0.3'])
  expect(reasonOf(first, second)).toBe('read of 1 peer over modbus')
  expect(reasonOf(first, other)).toBe('read of 2 peers over modbus')
})

test('several modules that answer are children, one alone is the host itself', () => {
  const children = (scene: Scene) =>
    resolveAssets(scene.evidence)
      .filter(({ parent }) => parent !== '')
      .map(({ module }) => module)
  expect(children(new Scene().module('10.0.0.1', 'unit 1', 5))).toEqual([])
  expect(children(new Scene().module('10.0.0.1', 'unit 1', 5).module('10.0.0.1', 'unit 2', 0))).toEqual([])
  expect(children(new Scene().module('10.0.0.1', 'unit 1', 5).module('10.0.0.1', 'unit 2', 1)).sort()).toEqual([
    'unit 1',
    'unit 2',
  ])
  expect(children(new Scene().module('10.0.0.1', 'unit 1', 5).module('10.0.0.1', 'unit 9', 0, true))).toEqual([
    'unit 1',
  ])
})

test('the order of the evidence changes nothing', () => {
  const scene = new Scene()
    .stated(PLC, '10.0.0.1')
    .carried(HMI, '10.0.0.2')
    .carried(ROUTER, '10.1.0.1')
    .carried(ROUTER, '10.2.0.1')
    .stated(PLC, '10.0.0.9@10')
    .carried(ROUTER, '10.0.0.1@10', 1)
    .module('10.0.0.1', 'unit 1', 1)
    .module('10.0.0.1', 'unit 2', 1)
  const { evidence } = scene
  const shape = (assets: ReturnType<typeof resolveAssets>) =>
    assets.map((asset) => ({ ...asset, addresses: [...asset.addresses].sort((a, b) => a - b) }))
  const expected = shape(resolveAssets(evidence))
  const shuffled = fc.tuple(
    fc.shuffledSubarray([...evidence.addresses], { minLength: evidence.addresses.length }),
    fc.shuffledSubarray([...evidence.bindings], { minLength: evidence.bindings.length }),
    fc.shuffledSubarray([...evidence.modules], { minLength: evidence.modules.length }),
  )
  fc.assert(
    fc.property(shuffled, ([addresses, bindings, modules]) => {
      expect(shape(resolveAssets({ ...evidence, addresses, bindings, modules }))).toEqual(expected)
    }),
    { numRuns: 200, seed: 4 },
  )
})

test('the address that a slave marks frames with that came back is the master’s', () => {
  const scene = new Scene().asked('00:1b:21:00:00:01', 9, 0).asked('02:1b:21:00:00:01', 0, 9)
  expect(scene.hosts()).toEqual([['00:1b:21:00:00:01', '02:1b:21:00:00:01']])
})

test('a local address that asks itself, or has no twin, is an asset of its own', () => {
  const asks = new Scene().asked('00:1b:21:00:00:01', 9, 9).asked('02:1b:21:00:00:01', 9, 9)
  expect(asks.hosts()).toEqual([['00:1b:21:00:00:01'], ['02:1b:21:00:00:01']])
  const lonely = new Scene().asked('00:1b:21:00:00:02', 9, 0).asked('02:1b:21:00:00:01', 0, 9)
  expect(lonely.hosts()).toEqual([['00:1b:21:00:00:02'], ['02:1b:21:00:00:01']])
})

const reasonsOf = (scene: Scene) => resolveAssets(scene.evidence).flatMap(({ reasons }) => reasons)

test('a host that took a new address of its subnet is one asset, with both', () => {
  const scene = new Scene().carried(HMI, '10.0.0.9').stated(PLC, '10.0.0.1').carried(PLC, '10.0.0.2')
  expect(scene.hosts()).toEqual([[PLC, '10.0.0.1', '10.0.0.2'].sort(), [HMI, '10.0.0.9'].sort()].sort())
})

test('virtual machines behind one card are that host, where others of the subnet are at home', () => {
  const at = (last: number) => [`00:1b:1b:00:00:${last}`, `10.0.0.${last}`] as const
  const scene = new Scene()
    .carried(...at(31))
    .carried(...at(32))
    .carried(PLC, '10.0.0.1')
    .carried(PLC, '10.0.0.2')
  expect(scene.hosts()).toContainEqual(['00:80:f4:00:00:11', '10.0.0.1', '10.0.0.2'])
  expect(new Scene().carried(PLC, '10.0.0.1').carried(PLC, '10.0.0.2').hosts()).toContainEqual([PLC])
})

test('what passes on packets of an address that is at home elsewhere is a router, and does not own it', () => {
  const scene = new Scene().carried(PLC, '10.0.0.1').carried(ROUTER, '10.0.0.1', 1)
  expect(scene.hosts()).toEqual([[ROUTER], [PLC, '10.0.0.1']])
  expect(
    resolveAssets(scene.evidence)
      .map(({ role }) => role)
      .sort(),
  ).toEqual(['', 'router'])
})

test('two ports of one router, both on the mirror, are one asset; two routers of one subnet are not', () => {
  const [a, b] = ['00:1c:7f:39:de:5b', '00:1c:7f:39:de:5f']
  const inside = new Scene().carried(PLC, '10.50.1.1').carried(HMI, '10.200.1.1')
  expect(inside.carried(a, '10.50.1.1', 1).carried(b, '10.200.1.1', 1).hosts()).toContainEqual([a, b])
  const pair = new Scene().carried(PLC, '10.50.1.1').carried(a, '10.50.1.1', 1).carried(b, '10.50.1.1', 1)
  expect(pair.hosts()).toEqual([[a], [b], [PLC, '10.50.1.1']].sort())
})

test('a virtual MAC of VRRP or HSRP is an address of its own, and merges no routers', () => {
  const virtual = '00:00:5e:00:01:33'
  const scene = new Scene()
    .stated(virtual, '10.0.0.254')
    .stated('00:0a:dc:00:00:01', '10.0.0.252')
    .stated('00:0a:dc:00:10:02', '10.0.0.253')
    .carried(virtual, '10.0.0.252')
    .carried(virtual, '10.0.0.253')
  expect(scene.hosts()).toEqual([
    [virtual, '10.0.0.254'],
    ['00:0a:dc:00:00:01', '10.0.0.252'],
    ['00:0a:dc:00:10:02', '10.0.0.253'],
  ])
  const shared = resolveAssets(scene.evidence).find(({ role }) => role === 'virtual-address')
  expect(shared).toMatchObject({ roleReason: 'is the virtual address of VRRP group 51' })
  expect(reasonsOf(scene)).toContain(`${virtual} is the virtual address of VRRP group 51: shared by routers`)
  expect(virtualGroupOf('00:00:0c:9f:f0:0a')).toBe('HSRP group 10')
  expect(virtualGroupOf('00:00:0c:07:ac:05')).toBe('HSRP group 5')
  expect(virtualGroupOf('00:07:b4:00:02:01')).toBe('GLBP group 2')
})

test('an address that two MACs state is at the one that uses it, and both are told of the conflict', () => {
  const scene = new Scene().stated(PLC, '10.0.0.1').stated(HMI, '10.0.0.1').carried(HMI, '10.0.0.1')
  expect(scene.hosts()).toHaveLength(2)
  expect(reasonsOf(scene).filter((reason) => reason.includes('conflict'))).toHaveLength(2)
})

test('two near MACs that state one address are ports of one device: a team', () => {
  const [a, b] = ['00:09:91:43:e0:67', '00:09:91:43:e0:68']
  expect(new Scene().stated(a, '10.0.0.1').stated(b, '10.0.0.1').hosts()).toEqual([[a, b, '10.0.0.1']])
  expect(areNear(a, '00:09:91:43:e1:67')).toBe(false)
  expect(areNear(a, `00:09:91:43:e0:${(0x67 + MAX_PORT_DISTANCE).toString(16)}`)).toBe(true)
})

test('a MAC that answers for more addresses than a host has is a proxy, and owns none of them', () => {
  const scene = new Scene()
  for (let last = 1; last <= MAX_STATED_IPS + 1; last++) scene.stated(ROUTER, `10.0.0.${last}`)
  expect(scene.hosts()).toHaveLength(MAX_STATED_IPS + 2)
  expect(resolveAssets(scene.evidence).filter(({ role }) => role === 'router')).toHaveLength(1)
})

test('a host carries a few addresses of its subnet, and no more', () => {
  const scene = (count: number) => {
    const made = new Scene().carried(HMI, '10.0.0.200').carried('00:1b:1b:00:00:22', '10.0.0.201')
    for (let last = 1; last <= count; last++) made.carried(PLC, `10.0.0.${last}`)
    return made.hosts()
  }
  expect(scene(MAX_OWN_IPS)).toHaveLength(3)
  expect(scene(MAX_OWN_IPS + 1)).toHaveLength(3 + MAX_OWN_IPS + 1)
})

test('a stack that begins with a time-to-live of its own makes no router of its MAC, where its one IP is a neighbour’s', () => {
  for (const peer of ['00:01:00:00:00:01', HMI]) {
    for (const hops of [0, HOPS_UNKNOWN]) {
      const scene = new Scene().carried(PLC, '192.168.1.28', 8).carried(peer, '192.168.1.24', hops)
      expect(scene.hosts()).toContainEqual([PLC, '192.168.1.28'])
      expect(resolveAssets(scene.evidence).map(({ role }) => role)).toEqual(['', ''])
    }
  }
  const apart = new Scene().carried(PLC, '192.168.2.28', 8).carried(HMI, '192.168.1.24')
  expect(apart.hosts()).toEqual([[PLC], [HMI, '192.168.1.24'], ['192.168.2.28']].sort())
})

test('addresses whose packets look routed are a neighbour’s only where enough others are at home', () => {
  const scene = (neighbours: number) => {
    const made = new Scene().carried(PLC, '10.0.0.1', 5).carried(PLC, '10.0.0.2', 5)
    for (let last = 1; last <= neighbours; last++) made.carried(`00:1b:1b:00:00:3${last}`, `10.0.0.10${last}`)
    return made.hosts()
  }
  expect(scene(MIN_NEIGHBOURS_BEHIND)).toContainEqual([PLC, '10.0.0.1', '10.0.0.2'])
  expect(scene(MIN_NEIGHBOURS_BEHIND - 1)).toContainEqual([PLC])
  const two = (neighbours: number) => {
    const made = new Scene().carried(PLC, '10.0.0.1').carried(PLC, '10.0.0.2')
    for (let last = 1; last < neighbours; last++) made.carried(`00:1b:1b:00:00:3${last}`, `10.0.0.10${last}`)
    return made.hosts()
  }
  expect(two(MIN_NEIGHBOURS)).toContainEqual([PLC, '10.0.0.1', '10.0.0.2'])
  expect(two(MIN_NEIGHBOURS - 1)).toContainEqual([PLC])
})

test('the ports of a bridge are the bridge, and ports of a chassis are one device', () => {
  const bridge = new Scene().alone('f8:02:78:12:88:80').alone('f8:02:78:12:88:94')
  bridge.says('f8:02:78:12:88:94', 'redundancy', 'bridge 32768.f8:02:78:12:88:80, root of the spanning tree', 'stp')
  expect(bridge.hosts()).toEqual([['f8:02:78:12:88:80', 'f8:02:78:12:88:94']])
  const unseen = new Scene()
    .says('00:1e:f6:73:59:81', 'redundancy', 'bridge 32771.00:1e:f6:73:59:80, root of the spanning tree', 'stp')
    .says('00:1e:f6:73:59:8b', 'redundancy', 'bridge 32769.00:1e:f6:73:59:80 of the spanning tree of VLAN 1', 'stp')
  expect(unseen.hosts()).toEqual([['00:1e:f6:73:59:81', '00:1e:f6:73:59:8b']])
  expect(reasonsOf(unseen)).toEqual([
    '00:1e:f6:73:59:81 and 00:1e:f6:73:59:8b are ports of the bridge 00:1e:f6:73:59:80',
  ])
  unseen.says('00:1e:f6:73:60:8b', 'redundancy', 'bridge 32769.00:1e:f6:73:60:80, root of the spanning tree', 'stp')
  expect(unseen.hosts()).toHaveLength(2)
  const chassis = new Scene()
    .says('00:0e:8c:ef:75:c9', 'chassis-id', 'x208')
    .says('00:0e:8c:ef:75:cd', 'chassis-id', 'x208')
  expect(chassis.hosts()).toEqual([['00:0e:8c:ef:75:c9', '00:0e:8c:ef:75:cd']])
  expect(chassis.says('00:1b:1b:ef:75:cd', 'chassis-id', 'x208').hosts()).toHaveLength(2)
})

test('a port that names its chassis by a MAC address in LLDP is of the device that has it, and no other message says so', () => {
  const [base, port, other] = ['00:0e:8c:ef:75:c8', '00:1b:1b:ef:75:cd', '00:0e:8c:ef:75:ca']
  const says = (protocol: string) => new Scene().alone(base).alone(port).says(port, 'mac', base, protocol)
  expect(says('lldp').hosts()).toEqual([[base, port]])
  expect(says('cip').hosts()).toHaveLength(2)
  const unseen = new Scene().alone(other).alone('00:0e:8c:ef:75:c9')
  unseen.says(other, 'mac', base, 'lldp').says('00:0e:8c:ef:75:c9', 'mac', base, 'lldp')
  expect(unseen.hosts()).toEqual([['00:0e:8c:ef:75:c9', other]])
})

test('a node of PRP or HSR that two sensors see is one device', () => {
  const scene = new Scene().alone(`${PLC}@1`).alone(`${PLC}@2`)
  expect(scene.hosts()).toHaveLength(2)
  expect(scene.says(`${PLC}@1`, 'redundancy', 'PRP node', 'hsr-prp').hosts()).toEqual([[PLC, PLC]])
})

test('a public address that was only named is no asset; one that was asked is', () => {
  const scene = new Scene().alone('8.8.8.8').alone('192.168.7.7').talks('9.9.9.9')
  expect(scene.hosts()).toEqual([['192.168.7.7'], ['9.9.9.9']])
})

test('a station of a bus that was only looked for is no asset; the same number of another bus is another station', () => {
  const scene = new Scene().talks('mstp-3').talks('mstp-3@5').alone('mstp-7')
  expect(scene.hosts()).toEqual([['mstp-3'], ['mstp-3']])
})

test('a host is elsewhere when all its addresses are public and no frame of its own was seen; so are its parts', () => {
  const scene = new Scene().stated(PLC, '9.9.9.9').talks('8.8.8.8').talks('203.0.113.9').talks('10.0.0.1')
  for (const ip of ['8.8.8.8', '9.9.9.9']) scene.module(ip, 'unit 1', 1).module(ip, 'unit 2', 1)
  const { addresses } = scene.evidence
  const assets = resolveAssets(scene.evidence).filter(({ outside }) => outside)
  const names = assets.map((asset) => {
    const values = addresses.filter(({ id }) => asset.addresses.includes(id)).map(({ value }) => value)
    return `${values} ${asset.module}`.trim()
  })
  expect(names.sort()).toEqual(['8.8.8.8', '8.8.8.8 unit 1', '8.8.8.8 unit 2'])
})

test('what serves beyond a router by a public address belongs to no zone of the site', () => {
  const scene = new Scene().stated(PLC, '10.0.0.1').stated(HMI, '10.0.0.53').talks('8.8.8.8').talks('52.1.2.3')
  for (const server of ['8.8.8.8', '10.0.0.53']) scene.says(server, 'role', 'DNS server', 'dns')
  scene.says('52.1.2.3', 'device-type', 'Programmable Logic Controller', 'cip')
  const placeOf = (ip: string, evidence: Evidence) => {
    const address = evidence.addresses.find(({ value }) => value === ip)?.id ?? 0
    const asset = resolveAssets(evidence).find(({ addresses }) => addresses.includes(address))
    return `${asset?.role}, level ${asset?.level}, ${asset?.zone}`
  }
  expect(placeOf('8.8.8.8', scene.evidence)).toBe('dns-server, level 5, outside')
  expect(placeOf('10.0.0.53', scene.evidence)).toBe('dns-server, level 3, site operations')
  // A controller that is reached by way of others is part of the plant all the same.
  expect(placeOf('52.1.2.3', scene.evidence)).toBe('controller, level 1, basic control')
  // Where frames have no MAC addresses, nobody is known to be behind a router.
  const cooked = new Scene().talks('8.8.8.8').says('8.8.8.8', 'role', 'DNS server', 'dns')
  expect(placeOf('8.8.8.8', cooked.evidence)).toBe('dns-server, level 3, site operations')
})
